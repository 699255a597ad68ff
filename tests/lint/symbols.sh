#!/usr/bin/env bash
# No hidden state: no object has a writable variable that the list does not name.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build}
case $build in *san*) echo "ok symbols # skip sanitizers add their own"; exit 0 ;; esac
# file:symbol of what STYLE allows: the log's sink, signal flags, the FFTW planner's lock.
allowed='^(base/log\.c:(sink|max_level)|cli/cli\.c:interrupted|dsp/fft\.c:.*|ui/term.*:.*|worker/.*:.*probe.*)$'
bad=0
while read -r o; do
	name=${o#"$build"/obj/}
	name=${name%.o}
	while read -r symbol; do
		# Trailing numbers are the compiler's, for statics of functions.
		key=$name:${symbol%%.*}
		[[ $key =~ $allowed ]] && continue
		echo "not ok $key is writable state"
		bad=1
	done < <(objdump -t "$o" |
		awk '$0 ~ /[ ]O[ ]/ && ($0 ~ / \.data[ \t]/ || $0 ~ / \.bss[ \t]/ || $0 ~ / \.data\.[a-z_A-Z]+[ \t]/ && $0 !~ /data\.rel\.ro/) { print $NF }')
done < <(find "$build/obj" -name '*.c.o' | sort)
[ $bad = 1 ] || echo "ok symbols: no hidden writable state"
exit $bad
