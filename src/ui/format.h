/*
 * Numbers and times as the screen shows them.
 */
#ifndef UI_FORMAT_H
#define UI_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* "5:30", "102:09" */
void format_duration(char *out, size_t size, int64_t ms);
/* "41,233" */
void format_count(char *out, size_t size, int64_t n);
/* "41,233 plays", "1 play" */
void format_plural(
	char *out, size_t size, int64_t n, const char *one, const char *many);
/* "14:03" today, "Tue" this week, "12 Mar" this year, "2024" before. */
void format_when(char *out, size_t size, int64_t when_ms, int64_t now_ms);
/* "FLAC 44.1", "MP3 48"; "" unknown. */
void format_codec(char *out, size_t size, const char *codec, int rate_hz);
/* Breaks text at blanks into lines of at most `width` columns, appended with '\n' each.
 */
void format_wrap(struct str *out, const char *text, int width);

#endif
