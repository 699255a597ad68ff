#!/usr/bin/env python3
"""Writes the tables of src/text/fold.c: what each character folds to, and which characters
are parts of words. Run by hand when Unicode or a rule changes; the result is committed."""
import sys
import unicodedata as u

SPECIAL = {'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe',
           'ı': 'i', 'ħ': 'h', 'ŧ': 't', 'ŀ': 'l', 'ĸ': 'k', 'ŋ': 'n', 'ƒ': 'f', 'ɨ': 'i',
           'ƶ': 'z', 'ə': 'e', 'ǝ': 'e', 'ё': 'е', 'й': 'и', 'ґ': 'г', 'ɑ': 'a', 'ɡ': 'g'}
MARKS = [(0x300, 0x36F), (0x483, 0x489), (0x591, 0x5C7), (0x610, 0x61A), (0x640, 0x640),
         (0x64B, 0x65F), (0x670, 0x670), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF),
         (0x3099, 0x309C), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xFF9E, 0xFF9F), (0x200C, 0x200F),
         (0xAD, 0xAD)]
HANGUL = range(0xAC00, 0xD7A4)


def is_mark(cp):
    return any(a <= cp <= b for a, b in MARKS)


def is_word(c):
    return u.category(c)[0] in 'LN' or u.category(c) in ('Mc', 'Mn')


def fold(c):
    out = ''
    for d in u.normalize('NFKD', c):
        if is_mark(ord(d)):
            continue
        for e in u.normalize('NFKD', d.casefold()):
            e = SPECIAL.get(e, e)
            out += ''.join(x for x in e if is_word(x) and not is_mark(ord(x)))
    return out


rows, word = [], []
for cp in range(0x80, 0x20000):
    c = chr(cp)
    if 0xD800 <= cp < 0xE000 or cp in HANGUL or u.category(c) in ('Cn', 'Co'):
        continue
    if is_mark(cp):
        continue
    f = fold(c)
    if f and f != c and (is_word(c) or u.category(c) == 'So') and len(f.encode()) <= 11:
        rows.append((cp, f))
    if is_word(c):
        if word and word[-1][1] == cp - 1:
            word[-1][1] = cp
        else:
            word.append([cp, cp])


def safe(s):
    """Hexadecimal escapes swallow letters that follow: break the literal there."""
    out, escaped = '', False
    for b in s.encode():
        if b < 0x80 and escaped:
            out += '""'
        out += '\\x%02X' % b if b >= 0x80 else chr(b)
        escaped = b >= 0x80
    return out


print('/* Made by packaging/fold_table.py from Unicode %s; do not edit. */' % u.unidata_version)
print('static const struct fold_row fold_rows[] = {')
for cp, f in rows:
    print('\t{0x%X, "%s"},' % (cp, safe(f)))
print('};')
print('static const struct fold_range fold_words[] = {')
for a, b in word:
    print('\t{0x%X, 0x%X},' % (a, b))
print('};')
print('static const struct fold_range fold_marks[] = {')
for a, b in sorted(MARKS):
    print('\t{0x%X, 0x%X},' % (a, b))
print('};')
print(len(rows), 'rows', len(word), 'ranges', max(len(f.encode()) for _, f in rows), 'bytes',
      file=sys.stderr)
