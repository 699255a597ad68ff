#!/usr/bin/env bash
# linnet loudness beside ffmpeg's ebur128 filter, what playing makes of it, and the job in
# the background, which stands still while music plays.
. "$(dirname "$0")/lib.sh"
linnet() { "$LINNET" "$@"; }
make_sound() { ffmpeg -nostdin -v error -y "$@"; }

music=$work/music
mkdir -p "$music"
# Swelling noise below a tone; a mono voice-like burst with pauses; 5.1; a high rate; loud
# and limited, so that the true peak lies above full scale.
noise="anoisesrc=d=15:c=pink:r=44100:a=.5:seed"
make_sound -f lavfi -i "$noise=1" -f lavfi -i "$noise=2" -filter_complex \
	"[0][1]join=inputs=2,volume='.2+.15*sin(2*PI*t/7)':eval=frame" "$music/swell.flac"
make_sound -f lavfi -i "$noise=3" -af "volume='if(lt(mod(t,3),2),.6,.002)':eval=frame" \
	"$music/mono.flac"
make_sound -f lavfi -i "$noise=4" -filter_complex \
	"[0]asplit=6[a][b][c][d][e][f];[a][b][c][d][e][f]join=inputs=6:channel_layout=5.1,volume=.4" \
	"$music/surround.flac"
make_sound -f lavfi -i "aevalsrc='.5*sin(2*PI*997*t)|.3*sin(2*PI*5000*t)':d=12:s=96000" \
	"$music/high.flac"
make_sound -f lavfi -i "$noise=5" -af "pan=stereo|c0=c0|c1=c0,volume=12dB" -c:a pcm_f32le \
	"$music/loud.wav"
make_sound -f lavfi -i "anullsrc=d=5" "$music/silence.flac"
# Packets whose times waver and drift by a sample each, as when a broken stream is recoded:
# nothing is missing between them.
make_sound -f lavfi -i "sine=440:d=30:r=44100" -af \
	"asetnsamples=1024,asetpts='PTS+N/1024+if(eq(mod(N/1024,7),3),448,0)'" \
	-ac 2 -c:a aac "$work/wavering.m4a"

# Both of a file; ffmpeg rounds to a tenth.
beside_ffmpeg() {
	linnet loudness --json "$1" >"$work/own.json" || return 1
	ffmpeg -nostdin -hide_banner -i "$1" -af ebur128=peak=true -f null - \
		>"$work/theirs" 2>&1 || return 1
	python3 - "$work/own.json" "$work/theirs" <<'P'
import json, re, sys
own = json.load(open(sys.argv[1]))
their = open(sys.argv[2]).read().split('Summary:')[1]
lufs = float(re.search(r'I:\s+(\S+) LUFS', their).group(1))
peak = float(re.search(r'Peak:\s+(\S+) dBFS', their).group(1))
print('own', own, 'ffmpeg', lufs, peak)
assert abs(own['lufs'] - lufs) <= .1 and abs(own['gain_db'] - (-18 - lufs)) <= .1
assert abs(own['true_peak_db'] - peak) <= .2
P
}
for f in swell.flac mono.flac surround.flac high.flac loud.wav; do
	check "$f measures as with ffmpeg" beside_ffmpeg "$music/$f"
done

linnet loudness "$work/wavering.m4a" >"$work/out" 2>&1
if grep -q "is missing: install" "$work/out"; then
	echo "ok - wavering.m4a # SKIP $(cat "$work/out")"
else
	check "wavering.m4a measures as with ffmpeg" beside_ffmpeg "$work/wavering.m4a"
fi

joint() {
	make_sound -i "$music/swell.flac" -i "$music/loud.wav" \
		-filter_complex '[0]aformat=fltp[a];[1]aformat=fltp[b];[a][b]concat=n=2:v=0:a=1' -c:a pcm_f32le "$work/both.wav"
	linnet loudness --json --album "$music/swell.flac" "$music/loud.wav" | tail -n 1 >"$work/a"
	linnet loudness --json "$work/both.wav" >"$work/b"
	python3 -c '
import json, sys
a, b = (json.load(open(p)) for p in sys.argv[1:])
print(a, b)
assert a["album"] and abs(a["lufs"] - b["lufs"]) < .05 and abs(a["peak"] - b["peak"]) < .01
' "$work/a" "$work/b"
}
check "an album measures as its tracks in one piece" joint
check "silence has no loudness" says '"lufs":null' linnet loudness --json "$music/silence.flac"
check "silence is told as such" says silence linnet loudness "$music/silence.flac"

bad_paths() {
	echo "no music" >"$work/text.wav"
	linnet loudness "$work/text.wav" "$work/none.wav" "$work" "$music/mono.flac" \
		>"$work/out" 2>"$work/err"
	[ $? = 1 ] && [ "$(wc -l <"$work/err")" = 3 ] && [ "$(wc -l <"$work/out")" = 1 ]
}
check "a bad path is one line, the others go on" bad_paths
usage() {
	linnet loudness --album 2>"$work/err"
	[ $? = 2 ] && linnet loudness --help | grep -q true
}
check "--album without paths is wrong usage, --help says what it does" usage

# ---- the library

rm "$music/silence.flac" "$music/surround.flac" "$music/mono.flac"
metaflac --set-tag=ALBUM=Both --set-tag=ARTIST=Noise --set-tag=TITLE=Swell "$music/swell.flac"
metaflac --set-tag=ALBUM=Both --set-tag=ARTIST=Noise --set-tag=TITLE=High "$music/high.flac"
cp "$music/high.flac" "$music/tagged.flac"
metaflac --remove-all-tags --set-tag=REPLAYGAIN_TRACK_GAIN="-1 dB" \
	--set-tag=REPLAYGAIN_TRACK_PEAK=.5 --set-tag=TITLE=Tagged "$music/tagged.flac"
# The same sound would be the same recording, which has a gain then.
make_sound -i "$music/tagged.flac" -af volume=-2dB -map_metadata 0 "$work/t.flac"
mv "$work/t.flac" "$music/tagged.flac"
check "the library is scanned" linnet scan "$music"
measured_once() {
	linnet loudness --json >"$work/first" && grep -q '"measured":3,"failed":0,"left":0' \
		"$work/first" || { cat "$work/first"; return 1; }
	equals "nothing to measure" linnet loudness
}
check "what has no gain is measured once" measured_once
check "doctor counts the gains" says "4 of 4 recordings have a gain (1 in their tags)" \
	doctor
check "tracks of an album share its loudness" equals 1 sql \
	"SELECT count(DISTINCT album_lufs) FROM d_loudness WHERE album_lufs IS NOT NULL"

plays_at_18() {
	printf 'set replaygain=track\nset prevent-clipping=off\n' >"$work/conf"
	linnet play --config "$work/conf" --output "wav:$work/out.wav" "$music/$1" || return 1
	linnet loudness --json "$work/out.wav" >"$work/own.json"
	ffmpeg -nostdin -hide_banner -i "$work/out.wav" -af ebur128 -f null - >"$work/theirs" 2>&1
	grep -E 'I: +-(17\.9|18\.0|18\.1) LUFS' "$work/theirs" | tail -n 1 &&
		grep -qE '"lufs":-(17\.9[5-9]|18\.0[0-4])' "$work/own.json" ||
		{ cat "$work/own.json"; tail -n 12 "$work/theirs"; return 1; }
}
for f in swell.flac high.flac loud.wav; do
	check "$f plays at -18 LUFS" plays_at_18 "$f"
done

rebuilt() {
	sql "SELECT recording, track_lufs, track_peak, album_lufs FROM d_loudness" >"$work/before"
	linnet doctor --rebuild && [ "$(sql 'SELECT count(*) FROM d_loudness')" = 0 ] || return 1
	linnet loudness || return 1
	sql "SELECT recording, track_lufs, track_peak, album_lufs FROM d_loudness" >"$work/after"
	[ -s "$work/after" ] && diff "$work/before" "$work/after"
}
check "doctor --rebuild drops it, and it measures the same again" rebuilt

# ---- in the background

make_sound -f lavfi -i "sine=300:d=3600:r=44100" -ac 2 -compression_level 0 "$music/long.flac"
start_player --config /dev/null
state_of_worker() {
	local pid
	for pid in $(pgrep -P "$player"); do
		grep -qz loudness "/proc/$pid/cmdline" && awk '/^State/ {print $2}' "/proc/$pid/status"
	done
}
worker_is() { equals "$1" state_of_worker; }
worker_runs() { [[ $(state_of_worker) == [RSD] ]]; }
check "the long one is scanned" soon 10 says "tracks 5" linnet ctl jobs
check "it is measured once it is quiet" soon 20 says "loudness 0 of 1" linnet ctl jobs
check "by a worker" soon 5 worker_runs
linnet ctl play "$music/swell.flac" >/dev/null
check "music plays" soon 5 says playing linnet ctl status
check "the worker stands still" soon 2 worker_is T
linnet ctl pause >/dev/null
check "it goes on after the music" soon 15 worker_runs
linnet ctl cancel >/dev/null
check "cancel ends it" soon 3 worker_is ""
says_nothing() { ! linnet ctl jobs | grep -q loudness; }
check "and says so no more" soon 3 says_nothing
stop_player
finish
