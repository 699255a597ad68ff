# Sourced by the scripts of this folder: music with every kind of title, and the screen.
. "$(dirname "${BASH_SOURCE[0]}")/../integration/lib.sh"
export TERM=xterm-256color LANG=C.UTF-8 LC_ALL=C.UTF-8
unset COLUMNS LINES
DRIVE=${BUILD:-build}/tty/drive
PLAYER=${PLAYER:-$LINNET}

# Two albums in an order of their own, and titles that are hard to lay out.
make_music() {
	music=$work/music
	local i=0 title
	for title in Angel Risingson Teardrop Exchange; do
		i=$((i + 1))
		tone "$music/Mezzanine/$i.flac" "${1:-9}" $((150 + 50 * i)) "$title" "Massive Attack" Mezzanine $i
	done
	i=0
	for title in Mysterons Strangers Roads; do
		i=$((i + 1))
		tone "$music/Dummy/$i.flac" "${1:-9}" $((610 + 50 * i)) "$title" Portishead Dummy $i
	done
	tone "$music/Zukan/1.flac" "${1:-9}" 900 "旅の極北 北へ" "坂本龍一" "音楽図鑑" 1
	tone "$music/Zukan/2.flac" "${1:-9}" 1000 "Party 🎉👩‍🎤 night" "Zoë & the é́" "Emoji 🎵" 1
	"$LINNET" scan "$music" >/dev/null 2>"$work/scan.err" || { echo "not ok scan: $(cat "$work/scan.err")"; exit 1; }
}

# drive [-s SIZE] <STEPS: the player on the screen; its lines are the results.
drive() {
	local size=80x24
	if [ "${1:-}" = -s ]; then
		size=$2
		shift 2
	fi
	"$DRIVE" -s "$size" "$PLAYER" --output null --log "$work/log" "$@" || bad=1
}

# Each script's steps begin with an empty queue.
forget_queue() {
	sql "delete from queue; delete from queue_state" 2>/dev/null || true
}
