#!/usr/bin/env python3
"""Makes src/text/compose_table.inc: which letter a base and a combining mark are together.

    python3 packaging/compose_table.py > src/text/compose_table.inc

From the Unicode data of Python: Latin, Greek, Cyrillic and Kana of the first 16 bits.
"""
import unicodedata

RANGES = [(0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x1F00), (0x3041, 0x3100)]
rows = []
for first, last in RANGES:
    for cp in range(first, last):
        parts = unicodedata.decomposition(chr(cp)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            rows.append((int(parts[0], 16), int(parts[1], 16), cp))
print("/* Made by packaging/compose_table.py from Unicode %s. */" % unicodedata.unidata_version)
print("static const struct compose_row compose_rows[] = {")
for base, mark, to in sorted(rows):
    print("\t{0x%04X, 0x%04X, 0x%04X}," % (base, mark, to))
print("};")
