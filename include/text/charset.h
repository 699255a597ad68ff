/*
 * Text of other encodings, as playlist files have it, to UTF-8.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Windows-1252, which is Latin-1 where both have a character. */
void charset_from_windows(struct str *out, const char *s, size_t n);
/* Whole files: with a byte order mark of UTF-16 it is converted, that of UTF-8 is dropped;
 * others stay bytes. *ret_data is borrowed from `data` or from `out`. */
void charset_of_file(const char *data, size_t n, struct str *out, const char **ret_data,
	size_t *ret_n);

#endif
