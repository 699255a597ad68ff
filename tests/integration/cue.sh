#!/usr/bin/env bash
# CUE sheets and the formats beyond the first six, from the scan to the last sample: what
# lies in a folder is scanned, played in order bit by bit, moved, retagged and lost again.
. "$(dirname "$0")/lib.sh"

if ! "$LINNET" --version | grep -q '^cue sheets:  libcue$'; then
	echo "ok 1 # skip built without libcue"
	exit 0
fi
music=$work/music

ctl() {
	"$LINNET" ctl "$@"
}
mkdir -p "$music/Album"

# The samples of a WAV file as whole numbers of 16 bits, hashed.
pcm() {
	python3 - "$1" <<'P'
import array, hashlib, struct, sys
b = open(sys.argv[1], 'rb').read()
at, fmt = 12, None
while at + 8 <= len(b):
    name, n = b[at:at + 4], struct.unpack('<I', b[at + 4:at + 8])[0]
    if name == b'fmt ':
        fmt = struct.unpack('<HHIIHH', b[at + 8:at + 24])
    if name == b'data':
        data = b[at + 8:at + 8 + n]
        break
    at += 8 + n + (n & 1)
if fmt[5] == 32:
    x = [v * 32768 for v in array.array('f', data)]
    assert all(v == int(v) for v in x), 'not bit-exact'
    data = array.array('h', (int(v) for v in x)).tobytes()
print(fmt[1], len(data) // 2, hashlib.sha1(data).hexdigest())
P
}

# Stereo noise of 24 s, so that every sample is told apart.
python3 - "$work/noise.wav" <<'P'
import array, random, sys, wave
r = random.Random(4)
w = wave.open(sys.argv[1], 'wb')
w.setnchannels(2)
w.setsampwidth(2)
w.setframerate(44100)
w.writeframes(array.array('h', (r.randint(-9000, 9000) for _ in range(2 * 44100 * 24))).tobytes())
w.close()
P
flac -s -o "$music/Album/Whole.flac" "$work/noise.wav"

sheet() { # FILE of the sheet, second track's start
	cat <<E2
REM GENRE Ambient
REM DATE 1996
PERFORMER "Band"
TITLE "Long Player"
FILE "$1" WAVE
  TRACK 01 AUDIO
    TITLE "Dawn"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Noon"
    PERFORMER "Guest"
    INDEX 00 00:06:00
    INDEX 01 $2
  TRACK 03 AUDIO
    TITLE "Dusk"
    INDEX 01 00:15:74
E2
}

scan() {
	"$LINNET" scan "$music" 2>"$work/err"
}

# ---- a sheet comes
scan >/dev/null
check "without a sheet the file is one track" equals 1 sql "select count(*) from track where shown"
"$LINNET" play "$music/Album/Whole.flac" --output "wav:$work/whole.wav" >/dev/null 2>&1
sheet whole.wav 00:07:33 | iconv -t utf-16 >"$music/Album/Whole.cue"
check "a sheet in UTF-16 that names a WAV" scan
check "nothing is complained of" test ! -s "$work/err"
check "divides the FLAC" equals "Dawn
Dusk
Noon" sql "select title from track where shown order by title"
check "at exact frames" equals "0|328104
328104|705012
705012|-1" sql "select start_frame, end_frame from track order by start_frame"
check "searching finds its tracks" says "Guest" "$LINNET" search noon
check "a second scan reads nothing" says "nothing changed" scan

# ---- played
"$LINNET" play "$music/Album/Whole.flac" --output "wav:$work/tracks.wav" >"$work/out" 2>&1
check "its tracks play in order" equals 3 grep -c "Whole.flac" "$work/out"
check "bit by bit what the whole file is" equals "$(pcm "$work/whole.wav")" pcm "$work/tracks.wav"
check "and what was encoded" equals "$(pcm "$work/noise.wav")" pcm "$work/tracks.wav"
"$LINNET" play "$music/Album/Whole.cue" --output "wav:$work/sheet.wav" >/dev/null 2>&1
check "the sheet itself plays the same" equals "$(pcm "$work/noise.wav")" pcm "$work/sheet.wav"
"$LINNET" --db "$work/none.db" play "$music/Album/Whole.cue" --output "wav:$work/sheet.wav" >"$work/out" 2>&1
check "without a library too" equals "$(pcm "$work/noise.wav")" pcm "$work/sheet.wav"
check "with its titles" says "Noon" cat "$work/out"
check "each track has its listens" equals "Dawn|2
Dusk|2
Noon|2" sql "select title, (select count(*) from listen where recording = r.id) from recording r where title <> 'Whole' order by title"

# ---- features of the frames of one track alone
"$LINNET" analyze >/dev/null 2>&1
check "every track has features" equals 3 sql "select count(*) from d_feature where vector is not null and recording in (select recording from track where shown)"
flac -s -d --skip=328104 --until=705012 -o "$work/noon.wav" "$music/Album/Whole.flac"
check "those of its own frames" python3 - "$LINNET" "$work/noon.wav" "$XDG_DATA_HOME/linnet/linnet.db" <<'P'
import json, sqlite3, struct, subprocess, sys
alone = json.loads(subprocess.run([sys.argv[1], 'analyze', '--json', sys.argv[2]],
    capture_output=True, text=True, check=True).stdout)['vector']
blob = sqlite3.connect(sys.argv[3]).execute(
    "select vector from d_feature join track using (recording) where title = 'Noon'").fetchone()[0]
stored = struct.unpack('<%df' % (len(blob) // 4), blob)
worst = max(abs(a - b) / max(1, abs(b)) for a, b in zip(alone, stored))
print(worst)
sys.exit(worst > 1e-4)
P

# ---- changed, moved, removed
ids=$(sql "select group_concat(recording) from (select recording from track order by start_frame)")
sheet Whole.flac 00:08:00 >"$music/Album/Whole.cue"
scan >/dev/null
check "a changed sheet is read again" equals 352800 sql "select start_frame from track where title = 'Noon'"
check "recordings stay" equals "$ids" sql "select group_concat(recording) from (select recording from track order by start_frame)"
mv "$music/Album" "$music/Moved"
scan >/dev/null
check "also when the folder moves" equals "$ids" sql "select group_concat(recording) from (select recording from track where shown order by start_frame)"
rm "$music/Moved/Whole.cue"
scan >/dev/null
check "without the sheet the file is whole again" equals "Whole" sql "select title from track where shown"
check "with the listen that it had" equals 1 sql "select count(*) from listen join track using (recording) where track.title = 'Whole'"

# ---- a sheet within the file, and sheets of no use
sheet anything.wav 00:07:33 >"$work/inside.cue"
metaflac --set-tag-from-file="CUESHEET=$work/inside.cue" "$music/Moved/Whole.flac"
scan >/dev/null
check "a sheet in the tags divides it too" equals 3 sql "select count(*) from track where shown"
metaflac --remove-tag=CUESHEET "$music/Moved/Whole.flac"
sheet far.wav 00:07:33 >"$music/Moved/other.cue"
scan >/dev/null
check "a sheet that names a missing file" equals 1 sql "select count(*) from track where shown"
check "is one line that names it" says "far.wav" cat "$work/err"
check "and no more" equals 1 grep -c . "$work/err"
"$LINNET" play "$music/Moved/other.cue" --output null:fast >/dev/null 2>"$work/err"
check "play says so too" says "far.wav" cat "$work/err"
rm "$music/Moved/other.cue"

# ---- the queue, the history and the screen's commands
sheet Whole.flac 00:07:33 >"$music/Moved/Whole.cue"
scan >/dev/null
start_player
ctl play "$music/Moved/Whole.cue" >/dev/null
check "the player plays a sheet's first track" soon 5 says "Dawn" ctl status
ctl next >/dev/null
check "and its second one" soon 5 says "Noon" ctl status
check "which is as long as the sheet says" says "0:0" ctl status
stop_player

# ---- playlists
noon=$(sql "select recording from track where title = 'Noon' and shown")
"$LINNET" playlist create all >/dev/null
"$LINNET" playlist add all "$music/Moved/Whole.flac" >/dev/null
check "a playlist gets all tracks of the file" equals 3 sql "select entries from playlist where name = 'all'"
for f in m3u8 xspf pls; do
	"$LINNET" playlist export all "$work/all.$f" >/dev/null
	"$LINNET" playlist import "$work/all.$f" --as "again $f" >/dev/null
	check "as $f it comes back track by track" equals "$(sql "select group_concat(recording) from playlist_entry e join playlist p on p.id = e.playlist where p.name = 'all' order by place")" sql "select group_concat(recording) from playlist_entry e join playlist p on p.id = e.playlist where p.name = 'again $f' order by place"
done
printf '#EXTM3U\n#EXTINF:8,Guest - Noon\n%s\n' "$music/Moved/Whole.flac" >"$work/one.m3u8"
"$LINNET" playlist import "$work/one.m3u8" --as one >/dev/null
check "a title picks its track" equals "$noon" sql "select recording from playlist_entry e join playlist p on p.id = e.playlist where p.name = 'one'"

# ---- Files
printf 'size 90x14\nkeys 7\nwait\nkeys j\nkeys Enter\nwait 500\n' >"$work/steps"
XDG_MUSIC_DIR=$music/Moved "$LINNET" --output null --script "$work/steps" --dump "$work/screen" 2>/dev/null
check "Files shows the tracks of the file" equals 3 grep -cE "^.{3}(Dawn|Noon|Dusk) .*0:0" <(head -n 8 "$work/screen")
check "and plays the one that is chosen" grep -q "▶ Noon — Guest" "$work/screen"

# ---- the other formats
if command -v ffmpeg >/dev/null; then
	mkdir "$music/Formats"
	for f in m4a:aac a.m4a:alac wma:wmav2 wv:wavpack tta:tta oga:flac mka:flac webm:libopus aac:aac; do
		ffmpeg -v error -i "$work/noise.wav" -t 3 -metadata title="T ${f%%:*}" -metadata artist=Tester \
			-metadata REPLAYGAIN_TRACK_GAIN="-4.50 dB" -c:a "${f##*:}" "$music/Formats/x.${f%%:*}" 2>/dev/null || rm -f "$music/Formats/x.${f%%:*}"
	done
	n=$(find "$music/Formats" -type f | wc -l)
	scan >/dev/null
	check "every format is in the library" equals "$n" sql "select count(*) from track t join file f on f.id = t.file where cast(f.path as text) like 'Formats/%' and f.state = 0"
	check "with rate, channels and duration" equals 0 sql "select count(*) from track t join file f on f.id = t.file where cast(f.path as text) like 'Formats/%' and not (rate_hz > 0 and channels = 2 and duration_ms between 2900 and 3150)"
	check "and the title, where the format has one" equals 0 sql "select count(*) from track t join file f on f.id = t.file where cast(f.path as text) like 'Formats/%' and cast(f.path as text) not like '%.aac' and title not like 'T %'"
	check "and the gain" says "-4.5" sql "select track_gain_db from track t join file f on f.id = t.file where cast(f.path as text) = 'Formats/x.wv'"
	ids=$(sql "select group_concat(recording) from (select recording from track order by recording)")
	mv "$music/Formats" "$music/Elsewhere"
	scan >/dev/null
	check "a moved file of any format is the same recording" equals "$ids" sql "select group_concat(recording) from (select recording from track where shown order by recording)"
fi
finish
