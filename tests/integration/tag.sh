#!/usr/bin/env bash
# linnet tag: shows, previews, writes, undoes; what is read-only, missing or no music; the
# library follows, and history stays with its recording.
. "$(dirname "$0")/lib.sh"
music=$work/music
tone "$music/1.flac" 1 300 Angel "Massive Attack" Mezzanine 1
tone "$music/2.flac" 1 400 Teardrop "Massive Attack" Mezzanine 3
tone "$music/sub/3.flac" 1 500 Roads Portishead Dummy 11
"$LINNET" scan "$music" >/dev/null || exit 1
field() {
	metaflac --show-tag="$2" "$music/$1" | cut -d= -f2
}
# fails CODE TEXT COMMAND…: with that exit code and those words.
fails() {
	local code=$1 text=$2 out rc
	shift 2
	out=$("$@" 2>&1)
	rc=$?
	[ $rc = "$code" ] && [[ $out == *"$text"* ]] || { echo "code $rc: $out"; return 1; }
}
ids() {
	sql "select group_concat(id) from (select id from recording order by id)"
}
known=$(ids)
LF=$'\n'

check "it shows the fields" says "  title        Angel" "$LINNET" tag "$music/1.flac"
check "and as JSON" says '"title":"Angel","artist":"Massive Attack"' "$LINNET" tag --json "$music/1.flac"
check "a folder stands for what is in it" says Roads "$LINNET" tag "$music"

check "a preview" equals "$music/1.flac$LF  album: Mezzanine → M$LF  genre: (nothing) → Trip Hop; Dub${LF}1 file would change" \
	"$LINNET" tag -n album=M genre="Trip Hop; Dub" "$music/1.flac"
check "writes nothing" equals Mezzanine field 1.flac ALBUM
check "not even a journal" equals 0 sql "select count(*) from edit"

check "several files" says "3 files changed" "$LINNET" tag genre="Trip Hop; Dub" date=1998 "$music"
check "are written" equals "Trip Hop${LF}Dub" field sub/3.flac GENRE
check "other fields stay" equals Roads field sub/3.flac TITLE
check "the library follows" says Roads "$LINNET" search genre:dub
check "recordings stay themselves" equals "$known" ids
check "the sound, too" flac -s -t "$music/1.flac"
check "again changes nothing" says "3 files had it already" "$LINNET" tag date=1998 "$music"

metaflac --remove-tag=DATE --set-tag=DATE=2001 "$music/2.flac"
check "undo leaves alone what was changed since" says "it was changed otherwise since; that stays" "$LINNET" tag --undo
check "that field" equals 2001 field 2.flac DATE
check "its other field went back" equals "" field 2.flac GENRE
check "and the other files" equals "" field 1.flac DATE
check "the library follows back" eval '[ -z "$("$LINNET" search genre:dub | grep Roads)" ]'
check "there is no more" fails 1 "there is no change to take back" "$LINNET" tag --undo

chmod a-w "$music/1.flac"
check "a read-only file is left alone" fails 1 "1 is read-only and was left as it is" \
	"$LINNET" tag title=New "$music/1.flac" "$music/2.flac"
check "as it was" equals Angel field 1.flac TITLE
check "the other is written" equals New field 2.flac TITLE
check "unless it is forced" says "1 file changed" "$LINNET" tag --force title=New "$music/1.flac"
check "and stays read-only" equals 444 stat -c %a "$music/1.flac"
chmod a-w "$music/sub"
check "a read-only folder never" fails 1 "its folder is read-only" \
	"$LINNET" tag --force title=New "$music/sub/3.flac"
chmod u+w "$music/sub"

check "a field is taken away" says "title: New → (nothing)" "$LINNET" tag title= "$music/2.flac"
check "it is gone" equals "" field 2.flac TITLE
check "undo gives it back" says "title: (nothing) → New" "$LINNET" tag --undo
check "a link stays one" eval 'ln -s 2.flac "$music/link.flac"; "$LINNET" tag title=Linked "$music/link.flac" && [ -L "$music/link.flac" ] && [ "$(field 2.flac TITLE)" = Linked ]'
check "a library of others is not asked" says "1 file changed" eval 'cp "$music/2.flac" "$work/x.flac"; "$LINNET" tag title=X "$work/x.flac"'

printf 'no music' >"$work/no.mp3"
printf 'FILE "2.flac" WAVE\n' >"$music/a.cue"
check "no music" fails 1 "tags of such files cannot be changed" "$LINNET" tag title=X "$work/no.mp3"
check "a sheet" fails 1 "change it in a text editor" "$LINNET" tag title=X "$music/a.cue"
check "nothing there" fails 1 "there is no $work/none" "$LINNET" tag title=X "$work/none"
check "no such field" fails 2 "there is no field colour" "$LINNET" tag colour=red "$music/2.flac"
check "no number" fails 2 "track is a number, or 3/12: not x" "$LINNET" tag track=x "$music/2.flac"
check "no files" fails 2 "name the files to change" "$LINNET" tag title=X
check "undo takes none" fails 2 "--undo takes no files" "$LINNET" tag --undo "$music/2.flac"
check "no copy is left" equals "" find "$music" "$work" -maxdepth 2 -name '.linnet*'
finish
