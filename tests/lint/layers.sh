#!/usr/bin/env bash
# The folder graph: an include that goes up or sideways, a folder that layers.txt does not
# name, or a third-party header outside its folder, is an error with file and line.
set -u
cd "$(dirname "$0")/../.." || exit 2
find src include -name '*.[ch]' -o -name '*.cpp' | sort | xargs awk '
	BEGIN {
		while ((getline line < "tests/lint/layers.txt") > 0) {
			n = split(line, f, /[ \t]+/)
			if (line ~ /^#/ || n < 2) continue
			layer[f[1]] = f[2]
			for (i = 3; i <= n; i++) if (f[i] != "") owner[f[i]] = f[1]
		}
	}
	/^[ \t]*#[ \t]*include/ {
		split(FILENAME, p, "/")
		me = p[3] == "" ? "main" : p[2]
		if (me != "main" && !(me in layer)) { say("folder " me " is not in layers.txt"); next }
		if (match($0, /"[^"]+"/)) {
			h = substr($0, RSTART + 1, RLENGTH - 2)
			if (split(h, q, "/") < 2 || q[1] == me || me == "main") next
			if (!(q[1] in layer)) say("unknown folder of " h)
			else if (layer[q[1]] >= layer[me]) say(me " may not see " h)
		} else if (match($0, /<[^>]+>/)) {
			h = substr($0, RSTART + 1, RLENGTH - 2)
			for (k in owner) {
				hit = k ~ /\/$/ ? index(h, k) == 1 : h == k || h ~ ("/" k "$")
				if (hit && owner[k] != me) say("<" h "> belongs to " owner[k] "/")
			}
		}
	}
	function say(text) { print "not ok " FILENAME ":" FNR ": " text; bad = 1 }
	END { if (!bad) print "ok layers: includes go down only"; exit bad }
'
