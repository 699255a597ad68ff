"""Compares what `linnet play` said of bad files with what bad_files.py expects.

    bad_judge.py LIST STDERR

A line of result for each file: it has to be told once, in words that fit, or not at all.
"""
import re
import sys

said = {}
with open(sys.argv[2], encoding="utf-8", errors="replace") as f:
    for line in f:
        m = re.match(r"linnet: .*/bad/([^:]+): (.*)", line)
        if m:
            said.setdefault(m[1], []).append(m[2])
        else:
            print(f"not ok - a line that is not expected: {line.strip()}")
with open(sys.argv[1], encoding="utf-8") as f:
    for line in f:
        name, says = line.rstrip("\n").split("\t")
        lines = said.get(name, [])
        choices = says.split("|")
        plays = "plays" in choices
        words = "|".join(c for c in choices if c != "plays")
        if len(lines) > 1:
            print(f"not ok - {name}: told {len(lines)} times: {lines}")
        elif not lines and not plays and says != ".":
            print(f"not ok - {name}: nothing was said, wanted: {says}")
        elif lines and not words:
            print(f"not ok - {name}: it should play, but: {lines[0]}")
        elif lines and not re.search(words, lines[0]):
            print(f"not ok - {name}: {lines[0]}, wanted: {says}")
        elif lines and not 10 < len(lines[0]) < 160:
            print(f"not ok - {name}: is this a sentence? {lines[0]}")
        else:
            print(f"ok - {name}: {lines[0] if lines else 'plays'}")
