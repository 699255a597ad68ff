#!/usr/bin/env bash
# The README's picture: the real program on the demo library, its cells drawn as SVG. The
# history that For You needs is listened to first, silently and fast, in a private place.
set -eu
program=$(readlink -f "$1") out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -m 700 "$work/run"
export HOME=$work XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache XDG_RUNTIME_DIR=$work/run
export LC_ALL=C.UTF-8 TZ=UTC LINES=24 COLUMNS=80
now=1795000000 # a fixed day, so that the picture changes with the program only
"$program" demo "$work/music" >/dev/null
LINNET_NOW=$((now - 40 * 86400)) "$program" scan "$work/music" >/dev/null
"$program" analyze >/dev/null 2>&1
listen() { # DAYS-AGO TITLE…
	local day=$1 files=()
	shift
	for t in "$@"; do
		while IFS= read -r f; do files+=("$f"); done < <(find "$work/music" -name "*$t*" -type f)
	done
	LINNET_NOW=$((now - day * 86400)) "$program" play "${files[@]}" --output null:fast >/dev/null
}
for day in 38 36 35; do listen $day "Hammer Drill" "Furnace Psalm" Gatekeeper "Rust Never"; done
for day in 34 33 31; do listen $day Prélude Allemande Fantasía "Largo" "Presto"; done
for day in 12 9 6 3 2 1; do listen $day Nachtschicht Überspannung "Four in the Morning" Carrier; done
printf 'size 80x24\nwait\n:set theme=night\nkeys Enter\nwait 400\nwait\nkeys j j\nwait\n' >"$work/steps"
LINNET_NOW=$now "$program" --output null --script "$work/steps" --dump "$work/dump"
python3 "$(dirname "$0")/picture.py" "$work/dump" themes/night.theme >"$out"
