#!/usr/bin/env bash
# Learning and ranking: seconds an iteration and milliseconds a ranking, beside the
# machine's sgemm rate.
set -eu
cd "$(dirname "$0")/../.."
b=${BUILD:-build}
make -s "$b/bench/rec"
"$b/bench/rec"
