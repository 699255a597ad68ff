#!/usr/bin/env bash
# Writes text files as rows {"name", "text"} of a C array, to be included in one.
set -eu
for f in "$@"; do
	printf '{"%s",\n' "$(basename "$f")"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/\\t/g' -e 's/^/"/' -e 's/$/\\n"/' "$f"
	printf '},\n'
done
