#!/usr/bin/env bash
# "make run": the player on a music folder, where one is named, else on what it knows.
set -eu
program=$1
music=${2:-}
if [ -n "$music" ]; then
	[ -d "$music" ] || { echo "There is no folder $music: make run MUSIC=DIR" >&2; exit 1; }
	exec "$program" --music "$music"
fi
exec "$program"
