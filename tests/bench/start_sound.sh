#!/usr/bin/env bash
# Start-to-sound of each format through each output, into a private sound server: from
# Enter to the first frame handed to the device, and the same for the next track.
#
#   tests/bench/start_sound.sh [-b BUILD]
set -u
cd "$(dirname "$0")/../.." || exit 2
build=build
[ "${1:-}" = -b ] && build=$2
linnet=$PWD/$build/linnet here=$PWD/tests/bench
count=9
[ "${BENCH:-}" = quick ] && count=5
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-start.XXXXXX")
server=''
# shellcheck disable=SC2317 # by the trap
clean_up() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
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
export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data
export XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
mkdir -p "$HOME" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME/linnet"
chmod 700 "$XDG_RUNTIME_DIR"
printf 'pcm.!default pulse\nctl.!default pulse\n' >"$HOME/.asoundrc"
printf 'set analyze=off\n' >"$XDG_CONFIG_HOME/linnet/config"

# Twelve files of a quarter of a minute, of a length of their own each: as many recordings.
make_files() { # kind, command that makes OUT of IN…
	local kind=$1 i
	shift
	command -v "$1" >/dev/null || return 1
	mkdir -p "$work/$kind"
	for i in $(seq 12); do
		"${@//OUT/$work/$kind/$i.$kind}" <"$work/$i.wav" >/dev/null 2>&1 || return 1
	done
}

python3 - "$work" <<'P'
import array, math, random, sys, wave
r = random.Random(1)
second = array.array("h", (int(6000 * math.sin(i / 20) + 3000 * (r.random() - .5))
                           for i in range(88200)))
for n in range(1, 13):
    with wave.open(f"{sys.argv[1]}/{n}.wav", "wb") as w:
        w.setnchannels(2)
        w.setsampwidth(2)
        w.setframerate(44100)
        w.writeframes(second.tobytes() * 15 + second[:n * 2000].tobytes())
P
kinds=()
make_files mp3 lame --quiet -V2 - OUT && kinds+=(mp3)
make_files flac flac -s - -o OUT && kinds+=(flac)
make_files opus opusenc --quiet - OUT && kinds+=(opus)
make_files m4a ffmpeg -nostdin -loglevel error -i pipe:0 -c:a aac OUT &&
	timeout 20 "$linnet" play "$work/m4a/1.m4a" --output null:fast >/dev/null 2>&1 &&
	kinds+=(m4a)

pulseaudio -n --daemonize=no --exit-idle-time=-1 -L module-native-protocol-unix \
	-L 'module-null-sink sink_name=linnet rate=44100' >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do
	pactl list short sinks 2>/dev/null | grep -q linnet && break
	sleep 0.05
done
pactl info >/dev/null 2>&1 || { echo "  not measured: no sound server of its own"; exit 0; }

value() {
	awk -v name="$1" '{ for (i = 1; i < NF; i++) if ($i == name) { print $(i + 1); exit } }' \
		<<<"$2"
}

row() { # output, kind
	local line enter next
	rm -rf "$XDG_DATA_HOME"
	line=$(timeout 120 python3 "$here/start_sound.py" "$linnet" "$1" "$work/$2" $count)
	enter=$(value enter_ms "$line") next=$(value next_ms "$line")
	printf '  %-18s %11s   %7s %7s   %7s %7s   %s\n' "$2, $1" \
		"$(value first_ms "$line")" "$enter" \
		"$(value enter_max "$line")" "$next" "$(value next_max "$line")" \
		"$(awk -v e="$enter" -v n="$next" 'BEGIN {
			good = e + 0 > 0 && e < 50 && n + 0 > 0 && n < 20
			print(good ? "within the bar" : "over the bar (50 and 20 ms)") }')"
}

printf "  %-18s %11s   %15s   %15s\n" "ms (median, longest)" "first Enter" "later Enter" \
	"next track"
for output in pulse portaudio; do
	timeout 20 "$linnet" play "$work/${kinds[0]}/1.${kinds[0]}" --output $output \
		>/dev/null 2>"$work/err" &
	probe=$!
	sleep 1
	kill -0 $probe 2>/dev/null || { echo "  $output: $(tail -n 1 "$work/err")"; continue; }
	kill $probe
	wait $probe
	for kind in "${kinds[@]}"; do
		row $output "$kind"
	done
done
