#!/usr/bin/env bash
# Runs test programs and scripts, which print "ok …" and "not ok …" lines, and closes with
# one line over everything: "N passed, N failed".
#
#   tests/run.sh [-b BUILD] unit|integration|tty|lint…
set -u
build=build
if [ "${1:-}" = -b ]; then
	build=$2
	shift 2
fi
export BUILD=$build LINNET=$PWD/$build/linnet
export CMOCKA_MESSAGE_OUTPUT=TAP LC_ALL=C.UTF-8 TZ=UTC
unset NO_COLOR XDG_MUSIC_DIR LINNET_NOW || true
work=$(mktemp -d "${TMPDIR:-/tmp}/linnet-tests.XXXXXX")
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

# What is to run, several at once: most of the scripts wait for music to pass. Each has a
# home of its own; what they print is told in their order.
names=() next=0
at_once=${TESTS_AT_ONCE:-$(($(nproc 2>/dev/null || echo 2) + 1))}

run_in() { # FOLDER LIMIT COMMAND…
	local home=$1/home out=$1/out limit=$2 start=$SECONDS
	shift 2
	mkdir -p "$home/run"
	chmod 700 "$home/run"
	HOME=$home XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config \
		XDG_CACHE_HOME=$home/cache XDG_STATE_HOME=$home/state XDG_RUNTIME_DIR=$home/run \
		timeout -k 5 "$limit" "$@" >"$out" 2>&1 </dev/null
	echo "$? $((SECONDS - start))" >"$home.result"
	mv "$home.result" "${out%/out}/result"
}

run_one() { # NAME LIMIT COMMAND…
	local name=$1 folder=$work/${#names[@]}
	shift
	mkdir "$folder"
	names+=("$name")
	while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do
		wait -n
		tell_ended
	done
	run_in "$folder" "$@" &
}

tell_ended() {
	while [ "$next" -lt ${#names[@]} ] && [ -e "$work/$next/result" ]; do
		tell "${names[$next]}" "$work/$next"
		rm -rf "${work:?}/$next"
		next=$((next + 1))
	done
}

# The lines of one program are counted, what failed is shown.
tell() { # NAME FOLDER
	local name=$1 out=$2/out code seconds p f s
	read -r code seconds <"$2/result"
	p=$(grep -c '^ok' "$out")
	s=$(grep -ci 'ok.*# skip' "$out")
	p=$((p - $(grep -ci '^ok.*# skip' "$out")))
	f=$(grep '^not ok' "$out" | grep -cvi '# skip')
	if [ "$f" = 0 ] && [ "$code" != 0 ]; then
		f=1
		case $code in
		124 | 137) echo "not ok $name: no end within its time" ;;
		*) echo "not ok $name: ended with exit code $code" ;;
		esac >>"$out"
	elif [ $((p + f + s)) = 0 ]; then
		f=1
		echo "not ok $name: told no result" >>"$out"
	fi
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	if [ "$f" != 0 ]; then
		echo "FAILED  $name (exit $code)"
		grep -v '^ok' "$out" | tail -n 40 | sed 's/^/    /'
	else
		echo "passed  $name: $p in $seconds s"
		grep -i -B1 'ok.*# skip' "$out" | sed 's/^/    /'
	fi
}

for kind in "$@"; do
	case $kind in
	unit)
		for t in "$build"/unit/*/test_*; do
			case $t in *.o | *.d) continue ;; esac
			run_one "${t#"$build"/}" 300 "$t"
		done
		;;
	tty)
		for t in "$build"/tty/test_*; do
			case $t in *.o | *.d) continue ;; esac
			[ -x "$t" ] && run_one "${t#"$build"/}" 300 "$t"
		done
		for t in tests/tty/*.sh; do
			[ -e "$t" ] && [ "${t##*/}" != lib.sh ] && run_one "${t#tests/}" 300 bash "$t"
		done
		;;
	*)
		for t in tests/"$kind"/*.sh; do
			[ -e "$t" ] && [ "${t##*/}" != lib.sh ] && run_one "${t#tests/}" 300 bash "$t"
		done
		;;
	esac
done
wait
tell_ended
[ $skipped = 0 ] || echo "$skipped of them were skipped, for the reasons above"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
