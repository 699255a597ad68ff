#!/usr/bin/env bash
# Joins as they are heard: music cut into two files, played through each output into a
# private PulseAudio daemon's null sinks, recorded from their monitors, and compared with
# the whole: of MP3, FLAC, Vorbis, Opus and AAC, of MP3 with FLAC and of two rates. Each
# pair has a sink of its own, so that all of an output's play at the same time.
set -u
cd "$(dirname "$0")/../.." || exit 2
linnet=${LINNET:-$PWD/build/linnet}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-joins.XXXXXX")
[ -n "${KEEP_WORK:-}" ] && echo "# $work"
failed=0 pids=()
cleanup() {
	local pid
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
	wait 2>/dev/null
	[ -n "${KEEP_WORK:-}" ] || rm -rf "$work"
}
trap cleanup EXIT
say() {
	echo "$1"
	[[ $1 != "not ok"* ]] || failed=1
}

py=/usr/bin/python3
"$py" -c 'import numpy' 2>/dev/null || py=python3
for tool in pulseaudio parec pactl lame flac "$py"; do
	command -v "$tool" >/dev/null || { say "ok joins # skip $tool is missing"; exit 0; }
done
"$py" -c 'import numpy' 2>/dev/null || { say "ok joins # skip python3-numpy is missing"; exit 0; }

export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data
export XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
# Plugins that PortAudio's back ends load and unload leak; ours is looked at elsewhere.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
unset PULSE_SERVER PULSE_SINK PULSE_LATENCY_MSEC ALSA_CONFIG_PATH DISPLAY
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
printf 'pcm.!default pulse\nctl.!default pulse\n' >"$HOME/.asoundrc"

# ---- pairs: name, first file, second file, what it is compared with, how, rate

"$py" tests/integration/joins.py make "$work"
cd "$work" || exit 2
pairs=()
pair() { # name, files…, what is needed to make them…
	pairs+=("$*")
}
flac -s a.wav b.wav b48.wav 2>/dev/null
lame --quiet -b 320 a.wav a.mp3
lame --quiet -b 320 b.wav b.mp3
pair flac-flac a.flac b.flac x.f32 exact 44100
pair mp3-mp3 a.mp3 b.mp3 x.f32 lossy 44100
pair mp3-flac a.mp3 b.flac x.f32 lossy 44100
pair 44100-48000 a.flac b48.flac x.f32 resampled 44100
if command -v oggenc >/dev/null; then
	oggenc -Q -q 9 a.wav -o a.ogg && oggenc -Q -q 9 b.wav -o b.ogg
	pair vorbis-vorbis a.ogg b.ogg x.f32 lossy 44100
fi
if command -v opusenc >/dev/null; then
	opusenc --quiet --bitrate 256 o.wav o.opus && opusenc --quiet --bitrate 256 p.wav p.opus
	pair opus-opus o.opus p.opus x48.f32 lossy 48000
fi
if command -v ffmpeg >/dev/null; then
	for part in a b; do
		ffmpeg -nostdin -loglevel error -i $part.wav -c:a aac -b:a 320k $part.m4a
	done
	# Without libavcodec M4A is left out.
	if timeout 20 "$linnet" play a.m4a --output null:fast >/dev/null 2>&1; then
		pair m4a-m4a a.m4a b.m4a x.f32 lossy 44100
	else
		say "ok m4a-m4a # skip this linnet plays no M4A"
	fi
fi

# ---- sound

sinks=()
for output in portaudio pulse; do
	for p in "${pairs[@]}"; do
		sinks+=(-L "module-null-sink sink_name=$output-${p%% *} rate=${p##* } \
			channels=2 format=float32le")
	done
done
pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm=yes \
	-L module-native-protocol-unix "${sinks[@]}" >daemon.log 2>&1 &
pids+=($!)
for _ in $(seq 100); do
	pactl list short sinks 2>/dev/null | grep -q pulse-flac-flac && break
	sleep 0.05
done
pactl list short sinks >/dev/null 2>&1 ||
	{ say "ok joins # skip no daemon: $(tail -n1 daemon.log)"; exit 0; }

# The recorder first, and until it runs: a fresh null sink renders two seconds at once.
record() { # sink, rate
	parec --latency-msec=20 -d "$1.monitor" --raw --format=float32le --rate="$2" \
		--channels=2 >"$1.raw" 2>/dev/null &
	recorders+=($!)
	pids+=($!)
}

play() { # output, pair's words
	local sink=$1-$2
	PULSE_SINK=$sink timeout 60 "$linnet" play --db "$work/$sink.db" --output "$1" \
		"$3" "$4" >/dev/null 2>"$sink.err" || echo "exit $?" >>"$sink.err"
}

through() { # output
	local output=$1 p recorders=() players=()
	for p in "${pairs[@]}"; do
		record "$output-${p%% *}" "${p##* }"
	done
	for p in "${pairs[@]}"; do
		for _ in $(seq 200); do
			[ -s "$output-${p%% *}.raw" ] && break
			sleep 0.05
		done
	done
	sleep 0.3
	for p in "${pairs[@]}"; do
		# shellcheck disable=SC2086 # the pair's words
		play "$output" $p &
		players+=($!)
	done
	wait "${players[@]}"
	sleep 0.7
	kill "${recorders[@]}"
	wait "${recorders[@]}" 2>/dev/null
	for p in "${pairs[@]}"; do
		verdict=$(look "$output" "$p")
		[[ $verdict == ok* ]] || again "$output" "$p"
		say "$verdict"
	done
}

# A null sink renders by the clock, and what it took too early it takes once more: on a
# busy machine that is in the recording, not in the music. What is wrong is so each time.
again() { # output, pair
	local recorders=()
	for _ in 1 2 3; do
		rm -f "$1-${2%% *}.raw" "$1-${2%% *}.err"
		record "$1-${2%% *}" "${2##* }"
		for _ in $(seq 200); do
			[ -s "$1-${2%% *}.raw" ] && break
			sleep 0.05
		done
		sleep 0.3
		# shellcheck disable=SC2086 # the pair's words
		play "$1" $2
		sleep 0.7
		kill "${recorders[@]}"
		wait "${recorders[@]}" 2>/dev/null
		recorders=()
		verdict=$(look "$1" "$2")
		[[ $verdict == ok* ]] && return
	done
}

look() { # output, pair
	local name _ whole how rate
	read -r name _ _ whole how rate <<<"$2"
	if [ -s "$1-$name.err" ]; then
		echo "not ok $name through $1: $(tail -n1 "$1-$name.err")"
		return
	fi
	"$py" "$OLDPWD/tests/integration/joins.py" check "$name through $1" \
		"$1-$name.raw" "$whole" "$how" "$rate"
}

through portaudio
if PULSE_SINK=pulse-flac-flac timeout 20 "$linnet" play --output pulse b.flac >/dev/null 2>&1; then
	through pulse
else
	say "ok joins through pulse # skip this linnet has no such output"
fi
exit $failed
