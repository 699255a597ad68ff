#!/usr/bin/env bash
# linnet play: what it prints, how it ends, and what it logs.
set -u
cd "$(dirname "$0")/../.." || exit 2
linnet=${LINNET:-$PWD/build/linnet}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-play.XXXXXX")
trap 'rm -rf "$work"' EXIT
export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_DATA_HOME=$work/data TZ=UTC
export XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
mkdir -p "$HOME" "$XDG_RUNTIME_DIR" "$work/music/b 10" "$work/music/b 2"
chmod 700 "$XDG_RUNTIME_DIR"
passed=0 failed=0

check() { # name, command that is true
	local name=$1
	shift
	if "$@"; then
		echo "ok $name"
		passed=$((passed + 1))
	else
		echo "not ok $name"
		failed=$((failed + 1))
	fi
}

command -v flac >/dev/null && command -v python3 >/dev/null ||
	{ echo "ok play # skip flac or python3 is missing"; exit 0; }

# Forty seconds of quiet noise each, told apart by their seed.
noise() { # seed file
	python3 - "$1" "$2" <<'P'
import random, sys, wave
r = random.Random(int(sys.argv[1]))
with wave.open(sys.argv[2], "wb") as w:
    w.setnchannels(1)
    w.setsampwidth(2)
    w.setframerate(8000)
    block = b"".join(r.randint(-900, 900).to_bytes(2, "little", signed=True) for _ in range(8000))
    w.writeframes(block * 40)
P
}
noise 1 "$work/music/b 10/one.wav"
noise 2 "$work/music/b 2/two.wav"
flac -s -o "$work/music/b 2/three.flac" --delete-input-file "$work/music/b 2/two.wav"
noise 3 "$work/outside.wav"
echo "no music at all" >"$work/music/b 2/broken.mp3"

"$linnet" play /no/such/file.mp3 --output null >"$work/out" 2>"$work/err"
check "a missing file: exit 1" [ $? = 1 ]
check "a missing file: one line on stderr" [ "$(wc -l <"$work/err")" = 1 ]
check "a missing file: nothing on stdout" [ ! -s "$work/out" ]
"$linnet" play "$work/outside.wav" --output sideways >/dev/null 2>"$work/err"
check "an unknown output is wrong usage" [ $? = 2 ]
"$linnet" play "$work/outside.wav" --output wav:/no/such/folder/x.wav >/dev/null 2>"$work/err"
check "an output that cannot be written: exit 1" [ $? = 1 ]
check "an output that cannot be written: one line" [ "$(wc -l <"$work/err")" = 1 ]

# Nothing is in a library yet: it plays, and makes no database.
"$linnet" play "$work/outside.wav" --output null:fast >"$work/out" 2>"$work/err"
check "plays what no library knows" [ $? = 0 ]
check "says nothing about it" [ ! -s "$work/err" ]
check "makes no database" [ ! -e "$work/data/linnet/linnet.db" ]

"$linnet" scan "$work/music" >/dev/null 2>"$work/err" || { cat "$work/err"; echo "not ok scan"; exit 1; }

# A folder in natural order, the broken file passed over.
LINNET_NOW=1700000000 "$linnet" play "$work/music" "$work/music/b 2/broken.mp3" \
	"$work/outside.wav" --output null:fast >"$work/out" 2>"$work/err"
check "a folder plays" [ $? = 0 ]
check "in natural order" [ "$(grep -o 'three.flac\|one.wav\|outside.wav' "$work/out" | tr '\n' ' ')" = \
	"three.flac one.wav outside.wav " ]
check "one line for what cannot be played" [ "$(grep -c broken.mp3 "$work/err")" = 1 ]

history() { "$linnet" history list --all --json; }
check "listens of the library are logged, others not" [ "$(history | wc -l)" = 2 ]
check "they are finished" [ "$(history | grep -c '"outcome":"finished"')" = 2 ]
check "and dated by the virtual clock" [ "$(history | grep -c '"start":1700000000,\|"start":1700000040,')" = 2 ]
check "to the millisecond heard" [ "$(history | grep -c '"heard_ms":40000')" = 2 ]

"$linnet" play "$work/music/b 10/one.wav" --output null:fast --heard 7 >/dev/null
check "a track left early is a skip" [ "$(history | grep -c '"heard_ms":7000,.*"outcome":"skipped"')" = 1 ]
"$linnet" play "$work/music/b 10/one.wav" --output null:fast --private >/dev/null
check "private listening leaves no row" [ "$(history | wc -l)" = 3 ]

# Interrupted while it plays in real time.
"$linnet" play --json "$work/music/b 10/one.wav" --output null >"$work/out" 2>/dev/null &
player=$!
for _ in $(seq 200); do
	grep -q started "$work/out" && break
	sleep 0.05
done
kill -INT "$player"
wait "$player"
check "an interrupt ends it cleanly" [ $? = 0 ]
check "and logs what was heard as stopped" [ "$(history | grep -c '"outcome":"stopped"')" = 1 ]
check "an interrupted play is told as JSON" grep -q '"event":"ended".*"outcome":"stopped"' "$work/out"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
