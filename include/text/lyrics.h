/*
 * Lyrics: lines, with the times at which they are sung where somebody wrote them down.
 *
 * Understood are plain text and LRC: [mm:ss.xx] before a line (several: it is sung
 * several times), <mm:ss.xx> before a word (enhanced LRC), [offset:+500] (positive: all
 * of it earlier), other [name:value] lines passed over. The text may be UTF-8, UTF-16
 * with or without a byte order mark, or Windows-1252; what is too much is cut off.
 */
#ifndef TEXT_LYRICS_H
#define TEXT_LYRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/str.h"

enum {
	LYRICS_BYTES_MAX = 1 << 20, /* of the text; what follows is not read */
	LYRICS_LINES_MAX = 5000,
	LYRICS_LINE_MAX = 1000, /* bytes */
	LYRICS_WORDS_MAX = 200  /* of a line that have a time */
};

struct lyrics_word {
	int64_t at_ms;
	uint32_t from; /* byte of the line's text where it begins */
};

struct lyrics_line {
	int64_t at_ms; /* 0 where the lyrics are not timed */
	char *text;    /* owned; UTF-8 without control characters, "" for a pause */
	struct lyrics_word *word; /* owned; (n_words), ascending by both */
	size_t n_words;
};

struct lyrics {
	bool timed;
	struct lyrics_line *line; /* owned; (n), ascending by time where timed */
	size_t n, cap;
};
void lyrics_finish(struct lyrics *l);

/* Any bytes will do; what makes no sense as LRC is text. */
void lyrics_parse(struct lyrics *ret, const char *bytes, size_t n);
/* The text of bytes of an unknown encoding, lines ended by \n. */
void lyrics_decode(struct str *out, const char *bytes, size_t n);

/* The first of the lines that are sung at that time; SIZE_MAX: before the first one. */
size_t lyrics_line_at(const struct lyrics *l, int64_t at_ms);
/* The word of a line that is sung at that time; SIZE_MAX: none yet. */
size_t lyrics_word_at(const struct lyrics_line *line, int64_t at_ms);
/* When the answer of one of the two changes next; -1: never. */
int64_t lyrics_next_ms(const struct lyrics *l, int64_t at_ms);

/* Wire form between processes. */
void lyrics_put(struct str *b, const struct lyrics *l);
void lyrics_get(struct bytes_reader *r, struct lyrics *ret);

#endif
