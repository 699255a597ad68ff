#!/usr/bin/env bash
# What fuzzing has found stays mended.
cd "$(dirname "$0")/../.." || exit 2
exec "${BUILD:-build}/fuzz/replay" tests/fuzz/found
