#!/usr/bin/env bash
# What is done to playlists of 10,000 and of 100,000 entries: seconds of each, and the ratio,
# which is 10 for work that grows as the list does. The entries are not in the library, which
# is the dearest case: each is looked for by path, by the end of it and by name.
set -eu
LINNET=${LINNET:-$PWD/build/linnet}
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-lists.XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work XDG_RUNTIME_DIR=$work
for n in 10000 100000; do
	awk -v n=$n 'BEGIN { print "#EXTM3U"; for (i = 0; i < n; i++)
		printf "#EXTINF:200,Artist %d - Title %d\n/nowhere/%d/%d Title.flac\n", i % 500, i, i % 500, i }' \
		>"$work/$n.m3u8"
done
seconds() { # COMMAND…
	local t=$EPOCHREALTIME
	"$LINNET" playlist "$@" >/dev/null 2>&1
	awk -v a="$t" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}
printf '%-10s %10s %10s %7s\n' "" 10,000 100,000 ratio
for what in import sort dedupe reorder show export; do
	for n in 10000 100000; do
		case $what in
		import) t=$(seconds import "$work/$n.m3u8") ;;
		sort) t=$(seconds sort $n title -R) ;;
		reorder) t=$(seconds reorder $n 1 $n) ;;
		export) t=$(seconds export $n "$work/out.m3u8" --force) ;;
		*) t=$(seconds "$what" $n) ;;
		esac
		declare "t$n=$t"
	done
	awk -v w=$what -v a="$t10000" -v b="$t100000" \
		'BEGIN { printf "%-10s %10.3f %10.3f %7.1f\n", w, a, b, b / a }'
done
