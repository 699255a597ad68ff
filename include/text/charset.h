/*
 * Text of other encodings, as playlists, lyrics and careless tags have it, to UTF-8.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum charset { CHARSET_UTF8, CHARSET_WINDOWS, CHARSET_CYRILLIC, CHARSET_KOI8 };

/* What bytes without a mark are: UTF-8 where they can be; what looks like words of Cyrillic
 * is Windows-1251, or KOI8-R where capitals would follow small letters in that; else
 * Windows-1252, which is Latin-1 where both have a character. */
enum charset charset_guess(const char *s, size_t n);
/* One byte: its character. CHARSET_UTF8 is not for this. */
uint32_t charset_character(enum charset c, unsigned char byte);
void charset_append(struct str *out, enum charset c, const char *s, size_t n);
/* Whole files: UTF-16 with a byte order mark, or that begins with two characters of ASCII,
 * is converted; the mark of UTF-8 is dropped; others stay bytes. *ret_data is borrowed from
 * `data` or from `out`. */
void charset_of_file(const char *data, size_t n, struct str *out, const char **ret_data,
	size_t *ret_n);

#endif
