/*
 * Numbers and names as people read them, on the shell. Private to cli/.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stddef.h>
#include <stdint.h>

struct words {
	char text[32];
};

struct words words_count(int64_t n);                   /* 1,234,567 */
struct words words_duration(int64_t ms);               /* 3:25, 1:02:03 */
struct words words_long(int64_t ms);                   /* 12 min, 3 h 25 min, 4 d 3 h */
struct words words_date(int64_t ms, int zone_minutes); /* 2026-11-21 14:05 there */
/* A path or name for a terminal: invalid bytes and controls as U+FFFD; caller frees. */
char *words_printable(const char *s);

#endif
