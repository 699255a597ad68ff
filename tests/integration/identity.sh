#!/usr/bin/env bash
# History, likes and playlists belong to the recording: files are moved, renamed, retagged in
# every format that can be made here, encoded again, replaced by others of the same name.
. "$(dirname "$0")/lib.sh"
here=$PWD/tests/integration
linnet() { "$LINNET" "$@"; }
ff() { ffmpeg -v error -nostdin -y "$@"; }
py=/usr/bin/python3
"$py" -c 'import mutagen' 2>/dev/null || py=python3

skip() { echo "ok $1 # skip $2"; }
for tool in ffmpeg flac lame oggenc opusenc; do
	command -v $tool >/dev/null || { skip identity "$tool is missing"; exit 0; }
done

music=$work/music
mkdir -p "$music/formats"
linnet demo "$work/demo" --per-style 1 >/dev/null 2>&1
one=$(find "$work/demo" -name '*Nachtschicht.flac')
two=$(find "$work/demo" -name '*Meltwater.mp3')
three=$(find "$work/demo" -name '*Press Start.mp3')
[ -n "$one" ] && [ -n "$two" ] && [ -n "$three" ] || { echo "not ok the demo library"; exit 1; }
for k in one two three; do
	ff -i "${!k}" -map 0:a:0 -map_metadata -1 -fflags +bitexact -ar 44100 -ac 2 "$work/$k.wav"
done

scan() { linnet scan "$music" >/dev/null; }
# The recording of a file, below $music.
recording_of() {
	sql "SELECT t.recording FROM track t JOIN file f ON f.id = t.file
		WHERE CAST(f.path AS TEXT) = '$1' AND t.shown = 1"
}
encoding_of() {
	sql "SELECT coalesce(t.encoding, t.recording) FROM track t JOIN file f ON f.id = t.file
		WHERE CAST(f.path AS TEXT) = '$1' AND t.shown = 1"
}

# ---- retagging, in each format: what the scan says of the payload stays
make() { # FILE ARGUMENTS…: from one.wav
	local file=$music/formats/$1
	shift
	ff -t 6 -i "$work/one.wav" -metadata title=First -metadata artist=Somebody "$@" "$file" \
		2>"$work/make.out"
}
cut=$work/six.wav
ff -t 6 -i "$work/one.wav" "$cut"
lame --quiet -b 192 --tt First --ta Somebody "$cut" "$music/formats/cbr.mp3"
lame --quiet -V 4 --id3v2-only --tt First --ta Somebody "$cut" "$music/formats/vbr.mp3"
flac -s -T TITLE=First -T ARTIST=Somebody -o "$music/formats/a.flac" "$cut"
oggenc -Q -q 4 -t First -a Somebody -o "$music/formats/a.ogg" "$cut"
opusenc --quiet --title First --artist Somebody "$cut" "$music/formats/a.opus"
make a.wav
make a.aiff -write_id3v2 1
make front.m4a -c:a aac -movflags +faststart
make back.m4a -c:a aac
make alac.m4a -c:a alac
make a.aac -c:a aac -f adts
make a.wma -c:a wmav2
make a.wv -c:a wavpack
make a.tta -c:a tta
make a.mka -c:a flac
make a.oga -c:a flac -f ogg
make a.spx -c:a libspeex -ar 16000 -ac 1
command -v mpcenc >/dev/null && mpcenc --silent "$cut" "$music/formats/a.mpc" >/dev/null 2>&1
[ -e "$music/formats/a.mpc" ] || skip "musepack" "mpcenc is missing"
linnet --version | grep -q ' aac ' || skip "foreign formats" "libavformat is missing"
find "$music/formats" -size 0 -delete
scan

# same_after FILE COMMAND…: the file is changed, and holds what it held, by its payload.
same_after() {
	local file=$1 before after
	shift
	before=$(encoding_of "formats/$file")
	[ -n "$before" ] || { echo "the scan does not know $file"; return 1; }
	"$@" || return
	scan
	after=$(encoding_of "formats/$file")
	[ "$before" = "$after" ] || { echo "it was $before, is $after"; return 1; }
}
retag() { "$py" "$here/retag.py" "$music/formats/$1" "$2"; }
retagged() {
	local code
	same_after "$1" retag "$1" "$2"
	code=$?
	[ $code != 3 ] || return 3
	return $code
}
if "$py" -c 'import mutagen' 2>/dev/null; then
	for path in "$music"/formats/*; do
		file=${path##*/}
		done_hows=
		for how in small grow id3v2 id3v1 ape bare; do
			retagged "$file" $how >"$work/retag.out" 2>&1
			code=$?
			[ $code = 3 ] && continue
			done_hows+=" $how"
			[ $code = 0 ] || { check "$file: $how" cat "$work/retag.out" /dev/null/fails; }
		done
		[ -z "$done_hows" ] || check "$file is the same after:$done_hows" true
	done
else
	skip retagging "python3-mutagen is missing"
fi
if command -v metaflac >/dev/null; then
	check "a.flac: metaflac, padding away" same_after a.flac metaflac --remove --block-type=PADDING \
		--dont-use-padding "$music/formats/a.flac"
	check "a.flac: metaflac, a tag more" same_after a.flac metaflac --set-tag=MOOD=calm \
		"$music/formats/a.flac"
fi
remux() { # FILE ARGUMENTS…
	local file=$music/formats/$1
	shift
	ff -i "$file" -c copy -metadata comment=again "$@" "$work/remux.${file##*.}" &&
		mv "$work/remux.${file##*.}" "$file"
}
check "the head of an M4A goes to its end" same_after front.m4a remux front.m4a
check "and to its beginning" same_after back.m4a remux back.m4a -movflags +faststart

# ---- moves: the history goes along
rm -rf "$music/formats"
mkdir -p "$music/album"
encode() { # FILE.mp3|flac|ogg|opus WAV TITLE ARTIST [lame arguments…]
	local file=$music/$1 wav=$2 title=$3 artist=$4
	shift 4
	mkdir -p "${file%/*}"
	case $file in
	*.mp3) lame --quiet "$@" --tt "$title" --ta "$artist" --tl Album "$wav" "$file" ;;
	*.flac) flac -s -f -T TITLE="$title" -T ARTIST="$artist" -T ALBUM=Album -o "$file" "$wav" ;;
	*.ogg) oggenc -Q "$@" -t "$title" -a "$artist" -l Album -o "$file" "$wav" ;;
	*.opus) opusenc --quiet "$@" --title "$title" --artist "$artist" --album Album "$wav" "$file" ;;
	esac
}
encode "album/01 One.mp3" "$work/one.wav" One Alpha -b 128
encode "album/02 Two.mp3" "$work/two.wav" Two Alpha -b 128
encode "album/03 Three.mp3" "$work/three.wav" Three Beta -b 128
scan
linnet play --output null:fast "$music/album/01 One.mp3" "$music/album/02 Two.mp3" \
	"$music/album/03 Three.mp3" "$music/album/01 One.mp3" >/dev/null
linnet playlist create Kept >/dev/null
linnet playlist add Kept "$music/album/01 One.mp3" "$music/album/02 Two.mp3" \
	"$music/album/03 Three.mp3" >/dev/null
start_player
linnet ctl play "$music/album/01 One.mp3" >/dev/null
soon 5 says One linnet ctl status
linnet ctl like >/dev/null
soon 5 equals 1 sql "SELECT count(*) FROM feedback"
stop_player
first=$(recording_of "album/01 One.mp3")
second=$(recording_of "album/02 Two.mp3")

# follows FILE RECORDING PLAYS: what is in FILE has them all
follows() {
	local r=$2 now plays
	now=$(recording_of "$1")
	[ "$now" = "$r" ] || { echo "$1 is recording ${now:-none}, not $r"; return 1; }
	plays=$(sql "SELECT plays FROM d_play WHERE recording = $r")
	[ "$plays" = "$3" ] || { echo "$plays plays, not $3"; return 1; }
	[ "$plays" = "$(sql "SELECT sum(counts) FROM listen WHERE recording = $r")" ] ||
		{ echo "the counts are not those of the listens"; return 1; }
	linnet playlist show Kept --json >"$work/kept"
	grep -q "$1" "$work/kept" || { echo "the playlist does not name it"; cat "$work/kept"; return 1; }
	says "ok" sql "SELECT 'ok' FROM playlist_entry WHERE recording = $r"
}
liked() { equals "$1|1" sql "SELECT target, \"like\" FROM feedback WHERE scope = 'recording'"; }

mv "$music/album/01 One.mp3" "$music/album/renamed.mp3"
scan
check "a renamed file keeps its plays and lists" follows album/renamed.mp3 "$first" 2
mkdir -p "$music/else/where"
mv "$music/album/renamed.mp3" "$music/else/where/01 One.mp3"
scan
check "a moved one, too" follows "else/where/01 One.mp3" "$first" 2
check "and its like" liked "$first"
mv "$music/else/where/01 One.mp3" "$work/away.mp3"
scan
check "gone, it is not forgotten" says "(missing)" linnet playlist show Kept
mv "$work/away.mp3" "$music/album/01 One.mp3"
scan
check "back in another folder it is the same" follows "album/01 One.mp3" "$first" 2
cp "$music/album/01 One.mp3" "$music/else/copy.mp3"
scan
rm "$music/album/01 One.mp3"
scan
check "a copy, whose original is deleted then, has it all" follows else/copy.mp3 "$first" 2
check "with its like" liked "$first"
mv "$music/else/copy.mp3" "$music/album/01 One.mp3"
cp -p "$music/album/02 Two.mp3" "$work/whole.mp3"
truncate -s -12000 "$music/album/02 Two.mp3"
scan
check "a file whose end was cut off keeps its history" follows "album/02 Two.mp3" "$second" 1
cp -p "$work/whole.mp3" "$music/album/02 Two.mp3"
scan
check "and when it is whole again" follows "album/02 Two.mp3" "$second" 1
cp "$music/album/02 Two.mp3" "$music/else/best.mp3"
linnet tag album=Best title="Two (2011)" "$music/else/best.mp3" >/dev/null
scan
check "the same audio on another album is the same recording" equals "$second" recording_of else/best.mp3
check "and both tracks are there" equals "Album Best" sql "SELECT group_concat(a.title, ' ') FROM
	(SELECT a.title FROM track t JOIN album a ON a.id = t.album WHERE t.recording = $second
	AND t.shown = 1 ORDER BY a.title) a"
rm "$music/else/best.mp3"

# ---- replaced by a better encoding
rm "$music/album/01 One.mp3"
encode "album/01 One.flac" "$work/one.wav" One Alpha
scan
check "encoded again before any analysis, with its name: it is the same" \
	follows "album/01 One.flac" "$first" 2
rm "$music/album/01 One.flac"
encode "album/01 One.opus" "$work/one.wav" "One (retitled)" "Alpha & Co"
scan
check "retagged as well, its sound not known: nobody guesses" \
	equals 1 sql "SELECT recording <> $first FROM track WHERE shown = 1 AND title LIKE 'One (%'"
rm "$music/album/01 One.opus"
encode "album/01 One.flac" "$work/one.wav" One Alpha
scan
check "a payload that was seen before is known again" follows "album/01 One.flac" "$first" 2

if ! linnet --version | grep -q 'Chromaprint [0-9]'; then
	skip "same sound" "libchromaprint is missing"
	finish
fi
linnet analyze >/dev/null 2>&1
rm "$music/album/02 Two.mp3"
encode "album/zwei.ogg" "$work/two.wav" "Zwei" "Nobody" -q 6
scan
linnet analyze >/dev/null 2>&1
check "the same sound in the same folder takes its place, whatever its tags" \
	follows album/zwei.ogg "$second" 1
rm "$music/album/01 One.flac"
encode "new/1.mp3" "$work/one.wav" One Alpha -V 0
scan
linnet analyze >/dev/null 2>&1
check "elsewhere the sound and the name together do" follows new/1.mp3 "$first" 2
check "with its like" liked "$first"
rm "$music/album/zwei.ogg"
encode "else/zwei.mp3" "$work/two.wav" "Something else" "Nobody" -b 96
scan
linnet analyze >/dev/null 2>&1
check "elsewhere the sound alone does not" says "(missing)" linnet playlist show Kept
rm "$music/else/zwei.mp3"
encode "album/02 Two.mp3" "$work/two.wav" Two Alpha -b 192
scan
linnet analyze >/dev/null 2>&1
check "it waits for the one that does" follows "album/02 Two.mp3" "$second" 1

# ---- the same name, another sound
third=$(recording_of "album/03 Three.mp3")
length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$work/three.wav")
ff -stream_loop 3 -i "$work/one.wav" -af "aecho=.8:.7:60|90:.5|.4,asetrate=41000,aresample=44100" \
	-t "$length" "$work/live.wav"
rm "$music/album/03 Three.mp3"
encode "album/03 Three.flac" "$work/live.wav" Three Beta
scan
linnet play --output null:fast "$music/album/03 Three.flac" >/dev/null
linnet analyze >/dev/null 2>&1
is_another() {
	local now
	now=$(recording_of "album/03 Three.flac")
	[ -n "$now" ] && [ "$now" != "$third" ] || { echo "it is ${now:-none}"; return 1; }
	equals "$third|1
$now|1" sql "SELECT recording, plays FROM d_play WHERE recording IN ($third, $now)
		ORDER BY recording <> $third" &&
		says "(missing)" linnet playlist show Kept
}
check "a live version with its name is another recording, with its own play" is_another
encode "album/03 Three.ogg" "$work/three.wav" Three Beta -q 8
scan
linnet analyze >/dev/null 2>&1
check "the old one comes back in any encoding" follows "album/03 Three.ogg" "$third" 1

# ---- side by side
duplicates_told() { doctor 2>&1 | grep duplicates; }
check "no duplicates, no word of them" equals "" duplicates_told
check "or one" says "No duplicates." linnet doctor --duplicates
encode "copies/one.opus" "$work/one.wav" "Uno" "Alfa" --bitrate 96
cp "$music/album/02 Two.mp3" "$music/copies/two.mp3"
scan
check "the same bytes are listed without analysis" says "hold the same music" linnet doctor --duplicates
linnet analyze >/dev/null 2>&1
listed() {
	linnet doctor --duplicates --json >"$work/dup.json" || return 1
	"$py" - "$work/dup.json" <<'P'
import json, sys
d = json.load(open(sys.argv[1]))
print(json.dumps(d, indent=1))
assert d["groups"] == 2 and d["files"] == 4 and d["left"] == 0 and len(d["shown"]) == 2
kinds = {g["kind"]: g for g in d["shown"]}
assert sorted(kinds) == ["audio", "sound"]
keep = {k: [f["path"].split("/music/")[1] for f in g["files"] if f["keep"]] for k, g in kinds.items()}
assert keep["sound"] == ["new/1.mp3"], keep
assert keep["audio"] == ["album/02 Two.mp3"], keep
assert len({f["recording"] for f in kinds["sound"]["files"]}) == 2
assert len({f["recording"] for f in kinds["audio"]["files"]}) == 1
P
}
check "duplicates: the same bytes, and the same sound" listed
paged() {
	linnet doctor --duplicates -n 1 >"$work/page" || return 1
	local after
	after=$(sed -n 's/^1 more: .*--after //p' "$work/page")
	[ -n "$after" ] || { cat "$work/page"; return 1; }
	linnet doctor --duplicates --after "$after" >"$work/page2"
	[ "$(grep -c '^  keep' "$work/page")$(grep -c '^  keep' "$work/page2")" = 11 ] ||
		{ cat "$work/page" "$work/page2"; return 1; }
}
check "in pages" paged
check "and doctor says so" says "2 groups of 4 files" doctor
linnet play --output null:fast "$music/copies/one.opus" >/dev/null
rm "$music/new/1.mp3"
mkdir -p "$music/new"
mv "$music/copies/one.opus" "$music/new/uno.opus"
scan
check "they are different until the other one is gone" \
	equals 3 sql "SELECT sum(plays) FROM d_play WHERE recording IN
		(SELECT recording FROM track WHERE title IN ('One', 'Uno'))"
linnet analyze --force >/dev/null 2>&1
check "then the history of both is one" follows new/uno.opus "$first" 3

# ---- the same length and middle, but not the same
"$py" - "$work/one.wav" "$music/copies" <<'P'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
open(sys.argv[2] + "/z.wav", "wb").write(data)
for i in range(100000, 300000, 2):
    data[i], data[i + 1] = data[i + 1] ^ 0x55, (data[i] ^ 0x2A) & 0x3F
open(sys.argv[2] + "/b.wav.later", "wb").write(data)
P
scan
mv "$music/copies/b.wav.later" "$music/copies/b.wav"
scan
linnet play --output null:fast "$music/copies/z.wav" >/dev/null
a=$(recording_of copies/z.wav)
check "files of one length and middle are held to be one" equals "$a" recording_of copies/b.wav
linnet analyze >/dev/null 2>&1
check "until the analysis has read them" \
	sh -c "[ -n '$(recording_of copies/b.wav)' ] && [ '$a' != '$(recording_of copies/b.wav)' ]"
check "the history stays with the first" equals "$a|1" \
	sql "SELECT recording, plays FROM d_play WHERE recording IN ($a, $(recording_of copies/b.wav))"
check "the recording of the first does, too" equals "$a" recording_of copies/z.wav
check "the database is whole" equals "ok" sql "PRAGMA integrity_check"
check "in its references, too" equals "" sql "PRAGMA foreign_key_check"
plays_before=$(sql "SELECT * FROM d_play ORDER BY 1, 2")
linnet doctor --rebuild >/dev/null
check "counting again changes nothing" equals "$plays_before" sql "SELECT * FROM d_play ORDER BY 1, 2"
finish
