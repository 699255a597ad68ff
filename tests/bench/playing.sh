#!/usr/bin/env bash
# CPU and context switches while playing an MP3 and a FLAC file through PortAudio into a
# private null sink, beside a bare PortAudio stream and other players that are installed.
#
#   tests/bench/playing.sh [-b BUILD] [SECONDS]
set -u
cd "$(dirname "$0")/../.." || exit 2
build=build
if [ "${1:-}" = -b ]; then
	build=$2
	shift 2
fi
seconds=${1:-20}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-bench.XXXXXX")
daemon=''
cleanup() {
	[ -n "$daemon" ] && kill "$daemon" 2>/dev/null
	wait 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT
for tool in pulseaudio pactl lame flac python3; do
	command -v "$tool" >/dev/null || { echo "playing: skipped, $tool is missing"; exit 0; }
done
export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data
export XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
unset PULSE_SERVER PULSE_SINK PULSE_LATENCY_MSEC ALSA_CONFIG_PATH DISPLAY
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
printf 'pcm.!default pulse\nctl.!default pulse\n' >"$HOME/.asoundrc"
pulseaudio -n --daemonize=no --exit-idle-time=-1 -L module-native-protocol-unix \
	-L 'module-null-sink sink_name=linnet rate=44100' >/dev/null 2>&1 &
daemon=$!
for _ in $(seq 100); do
	pactl list short sinks 2>/dev/null | grep -q linnet && break
	sleep 0.05
done

python3 - "$work/music.wav" $((seconds + 40)) <<'P'
import random, sys, wave
r = random.Random(1)
with wave.open(sys.argv[1], "wb") as w:
    w.setnchannels(2)
    w.setsampwidth(2)
    w.setframerate(44100)
    block = b"".join(r.randint(-9000, 9000).to_bytes(2, "little", signed=True) for _ in range(88200))
    w.writeframes(block * int(sys.argv[2]))
P
flac -s "$work/music.wav" -o "$work/music.flac"
lame --quiet -V2 "$work/music.wav" "$work/music.mp3"

# Nanoseconds run and context switches of all threads of a process.
count() {
	local ns=0 switches=0 t n _
	for t in /proc/"$1"/task/*; do
		read -r n _ <"$t/schedstat" && ns=$((ns + n))
		n=$(awk '/ctxt_switches/ { s += $2 } END { print s + 0 }' "$t/status")
		switches=$((switches + n))
	done 2>/dev/null
	echo "$ns $switches"
}

measure() { # name warm-up command…
	local name=$1 warm=$2 a b
	shift 2
	"$@" >/dev/null 2>&1 </dev/null &
	local pid=$!
	sleep "$warm"
	a=$(count $pid)
	sleep "$seconds"
	b=$(count $pid)
	kill $pid 2>/dev/null
	wait $pid 2>/dev/null
	awk -v a="$a" -v b="$b" -v s="$seconds" -v name="$name" 'BEGIN {
		split(a, x, " "); split(b, y, " ")
		printf "playing: %-34s %6.2f %% of a core  %6.0f switches/s\n", name,
			(y[1] - x[1]) / s / 1e7, (y[2] - x[2]) / s }'
}

linnet=$PWD/$build/linnet
bare=$PWD/$build/bench/bare_stream
[ -x "$bare" ] && measure "a bare PortAudio stream, .1 s" 3 "$bare" 100 .1
[ -x "$bare" ] && measure "a bare PortAudio stream, .5 s" 3 "$bare" 100 .5
measure "linnet play, FLAC, first seconds" 3 "$linnet" play "$work/music.flac"
measure "linnet play, FLAC, after 15 s" 15 "$linnet" play "$work/music.flac"
measure "linnet play, MP3, after 15 s" 15 "$linnet" play "$work/music.mp3"
command -v mpg123 >/dev/null &&
	measure "mpg123 -o pulse, MP3" 3 mpg123 -q -o pulse "$work/music.mp3"
exit 0
