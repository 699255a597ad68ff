#!/usr/bin/env bash
# What the audio callback links: the symbols that the objects of its body and of the ring
# need, against what may run in real time (no lock, no allocation, no file).
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build}
case $build in *san*) echo "ok realtime # skip sanitizers add their own"; exit 0 ;; esac
allowed='^(memcpy|memset|memmove|clock_gettime|__[a-z_]*_chk|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|ring_[a-z_]*)$'
bad=0
for o in "$build"/obj/audio/rt.c.o "$build"/obj/base/ring.c.o; do
	[ -e "$o" ] || { echo "not ok $o is missing: run make"; bad=1; continue; }
	while read -r symbol; do
		[[ $symbol =~ $allowed ]] && continue
		echo "not ok ${o#"$build"/obj/} calls $symbol"
		bad=1
	done < <(nm -u "$o" | awk 'NF == 2 { print $2 }')
done
[ $bad = 1 ] || echo "ok realtime: the callback calls nothing that waits"
exit $bad
