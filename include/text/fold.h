/*
 * Folding of text: the one function that search index and query go through.
 *
 * Case and accents vanish (canonical and compatibility decomposition, combining marks
 * dropped), ø→o ł→l đ ð→d þ→th ß→ss æ→ae œ→oe ı→i; Latin, Greek and Cyrillic. What is
 * neither letter nor digit separates words; an apostrophe inside a word vanishes
 * ("don't" → "dont"). Each Han, Kana and Hangul character is a word of its own.
 *
 * The table src/text/fold_table.inc was made from Unicode 14 by
 *   python3 packaging/fold_table.py > src/text/fold_table.inc
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Appends the folded words of s, one space between two. Nothing for text without words.
 */
void fold_append(struct str *out, const char *s);
/* Appends a key for sorting: the folded words without a leading "the", or the raw text
 * where folding leaves nothing ("!!!"). Compare with memcmp. */
void fold_sort_key(struct str *out, const char *s);
/* Appends the words as they are written, one space between two; letters and combining
 * marks become one where there is one for both. For collation. */
void fold_spelled(struct str *out, const char *s);
/* Appends what tells names apart: the folded words, or the raw text where there are
 * none. */
void fold_identity(struct str *out, const char *s);
/* Are they one name by that? Of n and m bytes. */
bool fold_same(const char *a, size_t n, const char *b, size_t m);

#endif
