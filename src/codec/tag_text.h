/*
 * Repair of what tags say. Results are UTF-8 without control characters, trimmed, at
 * most TAGS_TEXT_MAX bytes; the caller frees them; NULL where nothing is left.
 */
#ifndef CODEC_TAG_TEXT_H
#define CODEC_TAG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* UTF-8, perhaps damaged. */
char *tag_text_clean(const char *s, size_t n);
/* Bytes of a field that calls itself Latin-1: UTF-8 where they are valid UTF-8; what looks
 * like words of Windows-1251 (Cyrillic) is that; else Windows-1252, which is what most
 * programs wrote there. */
char *tag_text_from_bytes(const char *s, size_t n);
/* "1999", "1999-03-01", "19990301", "1999-03-01T10:00"; *ret_year 0 and NULL for
 * others. */
char *tag_text_date(const char *s, int *ret_year);
/* "3", "3/12", "03 of 12"; `total` (may be NULL) from a field of its own. Absurd: 0. */
void tag_text_pair(const char *s, const char *total, int *ret_number, int *ret_total);
/* "-7.34 dB"; false where it is no number or beyond ±limit. */
bool tag_text_gain(const char *s, double limit, float *ret);

#ifdef __cplusplus
}
#endif

#endif
