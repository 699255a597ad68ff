#!/usr/bin/env bash
# What is done to playlists of 10,000 and of 100,000 entries: processor seconds of each whole
# command, and the ratio, which is 10 for work that grows as the list does.
#
#   tests/bench/playlists.sh [-b BUILD]
#
# The entries are not in the library, which is the dearest case of the import: each is looked
# for by path, by the end of it and by name, and then kept by its name.
set -eu
cd "$(dirname "$0")/../.." || exit 2
build=build
[ "${1:-}" = -b ] && build=$2
linnet=$PWD/$build/linnet
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-lists.XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work XDG_RUNTIME_DIR=$work
for n in 10000 100000; do
	awk -v n=$n 'BEGIN { print "#EXTM3U"; for (i = 0; i < n; i++)
		printf "#EXTINF:200,Artist %d - Title %d\n/nowhere/%d/%d Title.flac\n", i % 500, i, i % 500, i }' \
		>"$work/$n.m3u8"
done
cpu_of() { # COMMAND…
	local TIMEFORMAT='%U %S'
	{ time "$linnet" playlist "$@" >"$work/out" 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}
printf '  %-10s %10s %10s %7s\n' "" 10,000 100,000 ratio
for what in import sort dedupe reorder show export; do
	for n in 10000 100000; do
		case $what in
		import) t=$(cpu_of import "$work/$n.m3u8") ;;
		sort) t=$(cpu_of sort $n title -R) ;;
		reorder) t=$(cpu_of reorder $n 1 $n) ;;
		export) t=$(cpu_of export $n "$work/out.m3u8" --force) ;;
		*) t=$(cpu_of "$what" $n) ;;
		esac
		declare "t$n=$t"
	done
	awk -v w=$what -v a="$t10000" -v b="$t100000" 'BEGIN {
		printf "  %-10s %8.2f s %8.2f s %7.1f\n", w, a, b, b / (a > 0 ? a : .001) }'
done
