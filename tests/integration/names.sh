#!/usr/bin/env bash
# Names from tags and paths, as a listener meets them: several artists, compilations, discs,
# guesses that give way to tags, ratings, the order of lists, an older library read again.
. "$(dirname "$0")/lib.sh"
for tool in flac metaflac sqlite3; do
	command -v $tool >/dev/null || { echo "ok names # skip $tool is missing"; exit 0; }
done
music=$work/music db=$XDG_DATA_HOME/linnet/linnet.db hz=300
mkdir -p "$music"
scan() { "$LINNET" scan "$@" 2>&1; }
sql() { sqlite3 "$db" "$1"; }
# song PATH [NAME=VALUE…]: a recording of its own with these tags and no others.
song() {
	local path=$music/$1 tags=() tag
	shift
	hz=$((hz + 7))
	mkdir -p "${path%/*}"
	tone "$work/song.flac" 1 $hz x x x 1 >/dev/null 2>&1
	metaflac --remove-all-tags "$work/song.flac"
	for tag in "$@"; do tags+=(--set-tag="$tag"); done
	[ $# = 0 ] || metaflac "${tags[@]}" "$work/song.flac"
	mv "$work/song.flac" "$path"
}
artists() { sql "select group_concat(name, '|') from (select name from artist where shown order by sort)"; }

song duo/1.flac TITLE=Duet ARTIST="One feat. Two" ALBUM=Both TRACKNUMBER=1 GENRE="Rock; Jazz" RATING=4
song hits/1.flac TITLE=a ARTIST=Three ALBUM=Hits TRACKNUMBER=1
song hits/2.flac TITLE=b ARTIST=Four ALBUM=Hits TRACKNUMBER=2
song box/CD1/1.flac TITLE=c ARTIST="The Box" ALBUM="Boxed (Disc 1)" TRACKNUMBER=1
song box/CD2/1.flac TITLE=d ARTIST="The Box" ALBUM="Boxed (Disc 2)" TRACKNUMBER=1
song "Queen/Innuendo (1991)/02 - Headlong.flac"
check "all are scanned" says "6 files: 6 new" scan "$music"
check "a second artist has the track" equals 1 sql "select appears from artist where name = 'Two'"
check "the whole credit is found" says "One feat. Two" "$LINNET" search duet
check "a second genre has it, too" equals 1 sql "select tracks from genre where name = 'Jazz'"
check "a folder of several artists is a compilation" equals "Various Artists|2" \
	sql "select a.name, b.tracks from album b join artist a on a.id = b.artist where title = 'Hits'"
check "two discs are one album" equals "Boxed|2|1,2" \
	sql "select b.title, b.tracks, (select group_concat(disc) from (select disc from track where album = b.id order by sort)) from album b where title like 'Boxed%'"
check "the path tells what tags do not" equals "Headlong|Queen|Innuendo|1991|2" \
	sql "select t.title, a.name, b.title, t.year, t.number from track t join artist a on a.id = t.artist join album b on b.id = t.album where a.name = 'Queen'"
check "and it is said that it is a guess" says '"guessed":["title","artist","album","number","year"]' \
	"$LINNET" --json search headlong
check "lists pass over articles" equals "The Box|One|Queen|Various Artists" artists
check "a rating in a file counts" equals "4|RATING" sql "select rating, rating_from from feedback"

metaflac --set-tag=TITLE="Headlong!" --set-tag=ARTIST="Queen" --set-tag=ALBUM=Innuendo \
	--set-tag=TRACKNUMBER=2 --set-tag=DATE=1991 "$music/Queen/Innuendo (1991)/02 - Headlong.flac"
check "tags come" says "1 changed" scan
check "and take the place of guesses" equals "Headlong!|0" \
	sql "select title, guessed from track where title like 'Headlong%'"
check "the recording is what it was" equals 6 sql "select count(*) from recording"

mkdir -p "$XDG_CONFIG_HOME/linnet"
echo 'set articles=off' >"$XDG_CONFIG_HOME/linnet/config"
check "another order" says "nothing changed" scan
check "is made at once by a scan" equals "One|Queen|The Box|Various Artists" artists

# Read again, as a library of the version before is: nothing is counted twice.
sql "update file set mtime_ns = 0"
check "what is to be read again, is" says "6 changed" scan
check "and has its second names" equals 1 sql "select count(*) from track_artist"
check "counted as before" equals 1 sql "select appears from artist where name = 'Two'"
check "with its recordings" equals 6 sql "select count(*) from recording"
finish
