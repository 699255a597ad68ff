#!/usr/bin/env bash
# Fuzzes one target, or each in turn, for so many seconds; needs clang. What makes a target
# crash, hang or eat memory is left in build/fuzzing/found/TARGET; made small, it belongs into
# tests/fuzz/found/TARGET, which every `make check` replays.
#
#   tests/fuzz/run.sh BUILD TARGET|all SECONDS
set -u
build=$1 only=${2:-all} seconds=${3:-60}
fuzz=$build/fuzz/fuzz
targets=$(LINNET_FUZZ='' "$fuzz" 2>&1 | sed 's/.*://')
[ "$only" = all ] || targets=$only
bash tests/fuzz/seeds.sh "$build/linnet" "$PWD/$build/seeds" || exit 1
found=0
for t in $targets; do
	mkdir -p "$build/corpus/$t" "$build/found/$t" tests/fuzz/found/"$t"
	log=$build/$t.log
	echo "$t: $seconds s, log in $log"
	# One process at a time, started again where it dies; large inputs only slow it down.
	LINNET_FUZZ=$t nice -n 19 "$fuzz" -fork=1 -ignore_crashes=1 -ignore_ooms=1 \
		-ignore_timeouts=1 -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=256 \
		-max_len=65536 -max_total_time="$seconds" \
		-artifact_prefix="$build/found/$t/" \
		"$build/corpus/$t" "$build/seeds/$t" tests/fuzz/found/"$t" >"$log" 2>&1
	n=$(find "$build/found/$t" -type f | wc -l)
	found=$((found + n))
	grep -a -o '^#[0-9]*: cov:.*' "$log" | tail -n 1 | sed 's/^/  /'
	echo "  $n inputs found"
	rmdir tests/fuzz/found/"$t" 2>/dev/null
done
[ $found = 0 ]
