#!/usr/bin/env bash
# Each public header compiles alone.
set -u
cd "$(dirname "$0")/../.." || exit 2
bad=0 n=0
for h in include/*/*.h; do
	n=$((n + 1))
	printf '#include "%s"\n' "${h#include/}" |
		${CC:-cc} -std=c17 -D_GNU_SOURCE -Iinclude -fsyntax-only -Wall -Wextra -x c - ||
		{ echo "not ok $h does not compile alone"; bad=1; }
done
[ $bad = 1 ] || echo "ok headers: $n compile alone"
exit $bad
