#!/usr/bin/env bash
# Real sound: a private PulseAudio daemon with a null sink; a sweep split over two files is
# played through PortAudio into it, its monitor is recorded, and the join is looked at. The
# same through --output wav:. Then the daemon dies and returns, and the music goes on.
set -u
cd "$(dirname "$0")/../.." || exit 2
linnet=${LINNET:-$PWD/build/linnet}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-sound.XXXXXX")
passed=0 failed=0 daemon='' recorder=''

cleanup() {
	[ -n "$recorder" ] && kill "$recorder" 2>/dev/null
	[ -n "$daemon" ] && kill "$daemon" 2>/dev/null
	wait 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT

say() {
	echo "$1"
	case $1 in "not ok"*) failed=$((failed + 1)) ;; ok*) passed=$((passed + 1)) ;; esac
}
finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
	exit
}

py=/usr/bin/python3
"$py" -c 'import numpy' 2>/dev/null || py=python3
for tool in lame flac "$py"; do
	command -v "$tool" >/dev/null || { say "ok real sound # skip $tool is missing"; finish; }
done
"$py" -c 'import numpy' 2>/dev/null || { say "ok real sound # skip python3-numpy is missing"; finish; }

# Everything private: nothing of the user's is read, played into or left behind.
export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data
export XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
# Plugins that PortAudio's back ends load and unload leak; ours is looked at elsewhere.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
unset PULSE_SERVER PULSE_SINK PULSE_LATENCY_MSEC ALSA_CONFIG_PATH DISPLAY
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
printf 'pcm.!default pulse\nctl.!default pulse\n' >"$HOME/.asoundrc"

"$py" tests/integration/sweep.py make "$work"
for part in a b; do
	flac -s -o "$work/$part.flac" "$work/$part.wav"
	lame --quiet -b 320 "$work/$part.wav" "$work/$part.mp3"
done

# The output's float samples stand behind a header of 58 bytes.
through_wav() { # format how
	timeout 60 "$linnet" play "$work/a.$1" "$work/b.$1" --output "wav:$work/out.wav" \
		>/dev/null 2>"$work/err" || say "not ok play $1 into wav: $(tail -n1 "$work/err")"
	tail -c +59 "$work/out.wav" >"$work/out.raw"
	say "$("$py" tests/integration/sweep.py check "$1 through wav" "$work/out.raw" \
		"$work/ref.s16" "$2" 0)"
}
through_wav flac exact
through_wav mp3 near

for tool in pulseaudio parec pactl; do
	command -v "$tool" >/dev/null ||
		{ say "ok PortAudio into a null sink # skip $tool is missing"; finish; }
done

start_daemon() {
	pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm=yes \
		-L module-native-protocol-unix \
		-L 'module-null-sink sink_name=linnet rate=44100 channels=2 format=float32le' \
		>"$work/daemon.log" 2>&1 &
	daemon=$!
	for _ in $(seq 100); do
		pactl list short sinks 2>/dev/null | grep -q linnet && return 0
		kill -0 "$daemon" 2>/dev/null || break
		sleep 0.05
	done
	return 1
}
start_daemon ||
	{ say "ok PortAudio into a null sink # skip no daemon: $(tail -n1 "$work/daemon.log")"; finish; }

# The recorder first, and until it runs: a fresh null sink renders two seconds at once.
start_recorder() {
	rm -f "$work/rec.raw"
	parec --latency-msec=20 -d linnet.monitor --raw --format=float32le --rate=44100 \
		--channels=2 >"$work/rec.raw" 2>/dev/null &
	recorder=$!
	for _ in $(seq 200); do
		[ -s "$work/rec.raw" ] && break
		sleep 0.05
	done
	sleep 0.3
}
stop_recorder() {
	sleep 0.5
	kill "$recorder"
	wait "$recorder" 2>/dev/null
	recorder=''
}

# A monitor gives the 20 ms before a stream's start as silence, whoever plays (paplay too).
head=1764
through_device() { # format how
	start_recorder
	timeout 60 "$linnet" play "$work/a.$1" "$work/b.$1" >/dev/null 2>"$work/err" ||
		say "not ok play $1: $(tail -n1 "$work/err")"
	stop_recorder
	say "$("$py" tests/integration/sweep.py check "$1 through PortAudio" "$work/rec.raw" \
		"$work/ref.s16" "$2" $head)"
	[ -s "$work/err" ] && say "not ok play $1 printed: $(head -n1 "$work/err")"
}
through_device flac exact
through_device mp3 near

# The sound server dies while it plays, and returns: what was not heard is played then.
start_recorder
timeout 60 "$linnet" play --json "$work/a.flac" "$work/b.flac" >"$work/events" 2>"$work/err" &
player=$!
for _ in $(seq 100); do
	grep -q started "$work/events" && break
	sleep 0.05
done
sleep 0.7
kill "$daemon"
wait "$daemon" "$recorder" 2>/dev/null
recorder=''
start_daemon || say "not ok the daemon does not start again"
if wait "$player" && [ "$(grep -c '"outcome":"finished"' "$work/events")" = 2 ]; then
	say "ok the music goes on when the sound server returns"
else
	say "not ok the music goes on when the sound server returns: $(tail -n1 "$work/err")"
fi
grep -q 'device is gone' "$work/err" && grep -q 'playing on' "$work/err" &&
	say "ok loss and return of the device are told" ||
	say "not ok loss and return of the device are told: $(tail -n1 "$work/err")"

# Without any device: silently, in real time, and it says so.
kill "$daemon"
wait "$daemon" 2>/dev/null
daemon=''
timeout 60 "$linnet" play "$work/a.flac" >/dev/null 2>"$work/err"
code=$?
if [ $code = 0 ] && [ "$(grep -c 'no sound device' "$work/err")" = 1 ]; then
	say "ok without a device it says so and plays silently"
else
	say "not ok without a device it says so and plays silently: exit $code, $(tail -n1 "$work/err")"
fi
finish
