#!/usr/bin/env bash
# What playing costs: processor time, context switches and memory while an MP3 and a FLAC
# file are played into a private sound server, of linnet through each of its outputs, of
# a bare PortAudio stream, of cmus and moc, and of decoding alone.
#
#   tests/bench/playing.sh [-b BUILD]
#
# WARM and WINDOW are the seconds before and of the measurement (20 and 30; BENCH=quick:
# 6 and 8). All play at the same time, so that the machine's load is the same for all of
# them, and each into a null sink of its own: one's wish for a short latency would wake
# the others.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=build
[ "${1:-}" = -b ] && build=$2
linnet=$PWD/$build/linnet tools=$PWD/$build/bench
warm=${WARM:-20} window=${WINDOW:-30}
[ "${BENCH:-}" = quick ] && warm=${WARM:-6} window=${WINDOW:-8}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-playing.XXXXXX")
started=()
# shellcheck disable=SC2317 # by the trap
clean_up() {
	local pid
	for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
	wait 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
for tool in pulseaudio pactl python3; do
	command -v $tool >/dev/null || { echo "  not measured: $tool is missing"; exit 0; }
done
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh

# as NAME COMMAND…: with a home and a sink of its own.
as() {
	local name=$1 home=$work/$1
	shift
	mkdir -p "$home/run" "$home/config/linnet" "$home/config/cmus" "$home/.moc"
	chmod 700 "$home/run"
	printf 'pcm.!default pulse\nctl.!default pulse\n' >"$home/.asoundrc"
	printf 'SoundDriver = ALSA\nALSADevice = default\n' >"$home/.moc/config"
	chmod 600 "$home/.moc/config"
	# Scans and learning in the background would be measured as something else.
	{
		echo 'set analyze=off'
		[[ $name == *quiet* ]] && echo 'set ear=off'
	} >"$home/config/linnet/config"
	# Without a session bus cmus waits for Enter.
	echo 'set mpris=false' >"$home/config/cmus/rc"
	HOME=$home XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config \
		XDG_STATE_HOME=$home/state XDG_CACHE_HOME=$home/cache \
		XDG_RUNTIME_DIR=$home/run PULSE_SERVER="unix:$work/server/run/pulse/native" \
		PULSE_SINK="$name" "$@"
}

names=(bare pulse_quiet pulse portaudio_quiet portaudio cmus moc)
declare -A said=([bare]="a bare PortAudio stream, 0.5 s"
	[pulse_quiet]="linnet, pulse, ear off" [pulse]="linnet, pulse"
	[portaudio_quiet]="linnet, portaudio, ear off" [portaudio]="linnet, portaudio"
	[cmus]="cmus" [moc]="moc, client and server")

start_server() {
	local sinks=() name
	for name in "${names[@]}"; do
		sinks+=(-L "module-null-sink sink_name=$name rate=44100")
	done
	as server exec pulseaudio -n --daemonize=no --exit-idle-time=-1 \
		-L module-native-protocol-unix "${sinks[@]}" >/dev/null 2>&1 &
	started+=($!)
	for _ in $(seq 100); do
		as server pactl list short sinks 2>/dev/null | grep -q moc && return 0
		sleep 0.05
	done
	return 1
}

# measured NAME ARGUMENT…: pty_time's line, in the background.
measured() {
	local name=$1
	shift
	as "$name" "$tools/pty_time" -n 0 -c "$warm,$window" "$@" >"$work/$name.line" &
	pids+=($!)
}

play_all() {
	local file=$1 output pids=()
	rm -f "$work"/*.line
	measured bare -q $'\x03' ready sh -c 'echo ready; exec "$0" 600 0.5' \
		"$tools/bare_stream"
	for output in pulse portaudio; do
		measured $output 'MP3|FLAC' "$linnet" --output $output "$file"
		measured ${output}_quiet 'MP3|FLAC' "$linnet" --output $output "$file"
	done
	has cmus && measured cmus -b ":player-play $file"$'\r' -t '' -q $':quit\r' Artist cmus
	# The client that quits this way ends its server, too.
	has mocp && measured moc -q Q 'Measured|music' sh -c \
		'mocp -S -F >/dev/null 2>&1 & until mocp -i; do sleep .1; done >/dev/null 2>&1
		mocp -l "$0"; exec mocp' "$file"
	started+=("${pids[@]}")
	wait "${pids[@]}"
}

# value NAME FILE: the word after NAME.
value() {
	awk -v name="$1" '{ for (i = 1; i < NF; i++) if ($i == name) { print $(i + 1); exit } }' \
		"$2" 2>/dev/null
}

# Processor time of decoding three minutes, as a part of those.
decode_alone() {
	local TIMEFORMAT='%U %S'
	{ time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ printf "%.3f", ($1 + $2) / 1.8 }'
}

by() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0 && a != "") printf "x %.2f", a / b }'; }

# The bar: a bare stream's plus .1 % of a core and 25 switches a second, without the ear.
verdict() { # name, cpu, switches, the bare stream's
	[[ $1 == *quiet ]] || return 0
	awk -v c="$2" -v s="$3" -v bc="$4" -v bs="$5" 'BEGIN {
		dc = c - bc - .1; ds = s - bs - 25
		if (dc <= 0 && ds <= 0) { print "within the bar"; exit }
		printf("over the bar by%s%s\n", (dc > 0 ? sprintf(" %.2f %%", dc) : ""),
			(ds > 0 ? sprintf(" %.0f switches", ds) : "")) }'
}

print_row() { # name, bare cpu, bare switches, cmus cpu, cmus switches
	local line=$work/$1.line cpu switches
	cpu=$(value cpu "$line") switches=$(value switches "$line")
	[ -n "$cpu" ] || { printf '  %-32s not measured\n' "${said[$1]}"; return; }
	printf '  %-32s %6.2f %6.0f %7.1f   %-7s %-8s %-7s %-8s %s\n' "${said[$1]}" "$cpu" \
		"$switches" "$(value all_mb "$line")" "$(by "$cpu" "$2")" \
		"$(by "$switches" "$3")" "$(by "$cpu" "$4")" "$(by "$switches" "$5")" \
		"$(verdict "$1" "$cpu" "$switches" "$2" "$3")"
}

measure() { # kind
	local kind=$1 name bare=$work/bare.line cmus=$work/cmus.line alone=''
	[ -f "$work/music.$kind" ] || return 0
	play_all "$work/music.$kind"
	printf '  %-32s %6s %6s %7s   %-16s %s\n' "$kind" "% core" "sw/s" "MB all" \
		"by a bare stream" "by cmus"
	for name in "${names[@]}"; do
		print_row "$name" "$(value cpu "$bare")" "$(value switches "$bare")" \
			"$(value cpu "$cmus")" "$(value switches "$cmus")"
	done
	[ $kind = mp3 ] && has mpg123 && alone=$(decode_alone mpg123 -q -t "$work/music.mp3")
	[ $kind = flac ] && alone=$(decode_alone flac -t -s "$work/music.flac")
	[ -n "$alone" ] && printf '  %-32s %6.2f\n' "decoding alone ($([ $kind = mp3 ] &&
		echo mpg123 || echo flac))" "$alone"
	return 0
}

make_music "$work"
start_server || { echo "  not measured: no sound server of its own"; exit 0; }
measure mp3
measure flac
