# Sourced by the integration scripts: counting checks, music to play, a player to speak to.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
LINNET=${LINNET:-$PWD/build/linnet}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-it.XXXXXX")
# By hand, too, nothing of the user's own is read or written.
export HOME=$work/home XDG_DATA_HOME=$work/xdg/data XDG_CONFIG_HOME=$work/xdg/config
export XDG_CACHE_HOME=$work/xdg/cache XDG_STATE_HOME=$work/xdg/state
export XDG_RUNTIME_DIR=$work/xdg/run
unset NO_COLOR XDG_MUSIC_DIR LINNET_NOW
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
player=
count=0 bad=0

# The player is ended by its own pid; nothing else is touched.
clean_up() {
	[ -z "$player" ] || kill "$player" 2>/dev/null
	wait 2>/dev/null
	[ -n "${KEEP_WORK:-}" ] || rm -rf "$work"
}
trap clean_up EXIT

# check NAME COMMAND…: one line of result.
check() {
	local name=$1
	shift
	count=$((count + 1))
	if "$@" >"$work/check.out" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/#   /' "$work/check.out" | head -n 12
		bad=1
	fi
}

# soon SECONDS COMMAND…: true as soon as the command is.
soon() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || { echo "not within time: $*"; "$@"; return 1; }
		sleep 0.05
	done
}

# says TEXT COMMAND…: the command's output contains the text.
says() {
	local text=$1 out
	shift
	out=$("$@" 2>&1)
	[[ $out == *"$text"* ]] || { echo "wanted: $text"; echo "got: $out"; return 1; }
}

# doctor loads every library that there is: what their constructors keep (GObject's types)
# counts as lost to the sanitizer.
doctor() {
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 "$LINNET" doctor "$@"
}

sql() {
	sqlite3 "$XDG_DATA_HOME/linnet/linnet.db" "$1"
}

# equals EXPECTED COMMAND…
equals() {
	local expected=$1 out
	shift
	out=$("$@" 2>&1)
	[ "$out" = "$expected" ] || { echo "wanted: $expected"; echo "got: $out"; return 1; }
}

# Tones with tags: tone FILE SECONDS HERTZ TITLE ARTIST ALBUM NUMBER
tone() {
	python3 - "$work/tone.wav" "$2" "$3" <<'P'
import array, math, sys, wave
out, seconds, hertz = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
n = int(44100 * seconds)
x = array.array('h', (int(9000 * math.sin(2 * math.pi * hertz * i / 44100)) for i in range(n)))
w = wave.open(out, 'wb')
w.setnchannels(1)
w.setsampwidth(2)
w.setframerate(44100)
w.writeframes(x.tobytes())
w.close()
P
	mkdir -p "$(dirname "$1")"
	flac -s -f -T TITLE="$4" -T ARTIST="$5" -T ALBUM="$6" -T TRACKNUMBER="$7" \
		-o "$1" "$work/tone.wav"
}

start_player() {
	"$LINNET" --headless --output null --log "$work/log" "$@" 2>"$work/stderr" &
	player=$!
	soon 10 "$LINNET" ctl status || { echo "not ok the player starts"; exit 1; }
}

stop_player() {
	"$LINNET" ctl quit >/dev/null 2>&1
	wait "$player"
	player=
}

finish() {
	exit $bad
}
