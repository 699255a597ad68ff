#!/usr/bin/env bash
# Never a dropout: plays into a private sound server while both cores are loaded by
# `make -j4`, and the library of the very player is scanned and learned from, over and
# over. The music is a sine that runs on from file to file: a recording of what came out
# shows every missing, extra or silent sample.
#
#   tests/bench/soak.sh [-b BUILD] [MINUTES]      default 30
#
# A line for each output that there is (portaudio, pulse): gaps that the player counted
# (callback and sound server), breaks in the recording, the least that was decoded ahead.
# Exit 1 where there was a gap.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=build
if [ "${1:-}" = -b ]; then
	build=$2
	shift 2
fi
minutes=${1:-30}
tracks=${SOAK_TRACKS:-3000}
linnet=$PWD/$build/linnet tools=$PWD/$build/bench here=$PWD/tests/bench source=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-soak.XXXXXX")
started=() loads=()
# A load is a process group of its own: it is ended with all that it has started.
clean_up() {
	local pid
	for pid in "${loads[@]}"; do kill -- "-$pid" 2>/dev/null; done
	for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
	wait 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
for tool in pulseaudio pactl parec lame flac git python3; do
	command -v "$tool" >/dev/null || { echo "soak: skipped, $tool is missing"; exit 0; }
done
python=/usr/bin/python3
"$python" -c 'import numpy' 2>/dev/null || python=python3
"$python" -c 'import numpy' 2>/dev/null ||
	{ echo "soak: skipped, python3-numpy is missing"; exit 0; }
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# as NAME COMMAND…: with a home of its own; the sound server is everybody's.
as() {
	local home=$work/$1
	shift
	mkdir -p "$home/run" "$home/config/linnet"
	chmod 700 "$home/run"
	printf 'pcm.!default pulse\nctl.!default pulse\n' >"$home/.asoundrc"
	HOME=$home XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config \
		XDG_STATE_HOME=$home/state XDG_CACHE_HOME=$home/cache \
		XDG_RUNTIME_DIR=$home/run PULSE_SERVER=unix:$work/server/run/pulse/native "$@"
}

# ---- what is played: six minutes and a bit, FLAC and MP3 in turn, whole periods each

make_sines() {
	mkdir -p "$work/sine"
	python3 - "$work/sine.wav" <<'P'
import array, math, sys, wave
period = [round(9000 * math.sin(2 * math.pi * i / 100)) for i in range(100)]
with wave.open(sys.argv[1], "wb") as w:
    w.setnchannels(1)
    w.setsampwidth(2)
    w.setframerate(44100)
    w.writeframes(array.array("h", period * 441 * 61).tobytes())
P
	flac -s "$work/sine.wav" -o "$work/sine/1.flac"
	flac -s --until=4410 "$work/sine.wav" -o "$work/sine/short.flac"
	lame --quiet -b 320 "$work/sine.wav" "$work/sine/2.mp3"
}

# ---- the load

# endless NAME COMMAND…: again and again, in a group of its own, counted in NAME.n.
endless() {
	local name=$1
	shift
	(
		set -m
		(
			while :; do
				"$@" >"$work/$name.out" 2>&1 && echo >>"$work/$name.n"
			done
		) &
		echo $! >"$work/$name.pid"
		wait
	) &
	started+=($!)
	until [ -s "$work/$name.pid" ]; do sleep 0.01; done
	loads+=("$(<"$work/$name.pid")")
}

build_once() {
	make -C "$work/source" clean && make -C "$work/source" -j4
}

# Into a database of its own from nothing, then once more the player's own.
scan_once() {
	rm -f "$work"/fresh.db*
	as player "$linnet" scan --db "$work/fresh.db" "$work/music" && as player "$linnet" scan
}

train_once() { as player "$linnet" train; }

times() { if [ -e "$work/$1.n" ]; then wc -l <"$work/$1.n"; else echo 0; fi; }

# ---- sound

start_server() {
	as server exec pulseaudio -n --daemonize=no --exit-idle-time=-1 \
		-L module-native-protocol-unix \
		-L 'module-null-sink sink_name=portaudio rate=44100 format=float32le' \
		-L 'module-null-sink sink_name=pulse rate=44100 format=float32le' \
		>"$work/server.log" 2>&1 &
	started+=($!)
	for _ in $(seq 100); do
		as server pactl list short sinks 2>/dev/null | grep -q pulse && return 0
		sleep 0.05
	done
	return 1
}

has_output() {
	as probe env PULSE_SINK="$1" timeout 20 "$linnet" play --output "$1" \
		"$work/sine/short.flac" >/dev/null 2>&1
}

# Each output has its sink and its recorder; both have one database: the scanned one.
start_player() { # output, home
	local output=$1 home=$2
	as "$home" exec parec --latency-msec=500 -d "$output.monitor" --raw --format=float32le \
		--rate=44100 --channels=1 2>/dev/null >"$work/$output.pcm" &
	recorder[$output]=$!
	"$python" "$here/gaps.py" <"$work/$output.pcm" >"$work/$output.gaps" &
	reader[$output]=$!
	as "$home" exec env PULSE_SINK="$output" "$linnet" --headless --output "$output" \
		--log "$work/$output.log" 2>/dev/null &
	started+=($!)
	for _ in $(seq 100); do
		as "$home" "$linnet" ctl status >/dev/null 2>&1 && break
		sleep 0.05
	done
	as "$home" "$linnet" ctl play "$work/sine/1.flac" "$work/sine/2.mp3" >/dev/null
	as "$home" "$linnet" ctl repeat >/dev/null
}

field() { # name, JSON line
	sed -n "s/.*\"$1\":\(-\{0,1\}[0-9]*\).*/\1/p" <<<"$2"
}

stop_player() { # output, home
	local output=$1 home=$2 state breaks gaps
	state=$(as "$home" "$linnet" --json ctl status)
	as "$home" "$linnet" ctl quit >/dev/null
	sleep 2
	kill "${recorder[$output]}"
	wait "${reader[$output]}"
	read -r breaks <"$work/$output.gaps"
	gaps=$(field underruns "$state")
	printf '  %-10s gaps counted %s, never less than %s ms ahead; recording: %s\n' \
		"$output" "${gaps:--}" "$(field least_ahead_ms "$state")" "$breaks"
	grep -h 'gaps' "$work/$output.log" | sed 's/^/    /' | head -n 5
	[ "${gaps:-1}" = 0 ] && [[ $breaks == *"silent_ms 0.0  breaks 0"* ]] &&
		[[ $breaks != "seconds 0 "* ]]
}

make_sines
make_library() { python3 "$here/make_library.py" "$work/music" "$tracks" >/dev/null; }
make_library
start_server || { echo "soak: skipped, no sound server of its own"; exit 0; }
as player "$linnet" scan "$work/music" >/dev/null
"$tools/history" "$work/player/data/linnet/linnet.db" 3000 >/dev/null
git clone -q "$source" "$work/source"
export CC=cc CXX=c++ CCACHE_DISABLE=1 MAKEFLAGS=

declare -A recorder reader
outputs=()
for output in portaudio pulse; do
	mkfifo "$work/$output.pcm"
	home=player
	[ $output = pulse ] && home=second
	has_output $output || continue
	outputs+=("$output:$home")
	start_player "$output" "$home"
done
echo "soak: $minutes min beside make -j4, scans and training, $(nproc) cores"
sleep 5
endless build build_once
endless scan scan_once
endless train train_once
end=$(awk -v m="$minutes" -v now="$SECONDS" 'BEGIN { print int(now + 60 * m) }') peak=0
while [ $SECONDS -lt $end ]; do
	sleep 5
	read -r load _ </proc/loadavg
	peak=$(awk -v a="$peak" -v b="$load" 'BEGIN { print (a > b ? a : b) }')
done
bad=0
for pair in "${outputs[@]}"; do
	stop_player "${pair%:*}" "${pair#*:}" || bad=1
done
echo "  load up to $peak; $(times build) builds, $(times scan) scans of $tracks tracks," \
	"$(times train) trainings were finished"
exit $bad
