/*
 * Private to db/: the words of a query, what they mean in the vocabulary, and how well
 * they fit a text.
 */
#ifndef SEARCH_WORDS_H
#define SEARCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"
#include "search_vocab.h"
#include "text/query.h"

/* Columns of a document, as bits. */
enum { FIELD_NAME = 1, FIELD_WHO = 2, FIELD_PLACE = 4, FIELD_ALSO = 8, FIELD_ALL = 15 };
enum { FIELDS = 4, WANTED_MAX = 12 };
/* Characters that a word of a query must have, for */
enum {
	PART_MIN = 3,       /* parts of words, */
	JOINED_MIN = 3,     /* several words written together: T.N.T., AC/DC, */
	TYPO_MIN = 4,       /* errors in it, */
	TYPO_BEGIN_MIN = 5, /* errors in the beginning of a longer one */
};

struct wanted {
	const char *word;   /* in the arena of who made the list */
	const char *phrase; /* the words in quotes that it belongs to; NULL: none */
	unsigned fields;    /* where it may stand */
	size_t len, chars;  /* of the word */
};
struct wanted_list {
	struct wanted w[WANTED_MAX];
	size_t n;
	/* As it was typed, words that stand there twice too ("the the"); in the arena;
	 * NULL: no words. */
	const char *whole;
};
/* Adds the words of a TEXT node; what is more than fits is left out. */
void wanted_add(struct wanted_list *l, const struct query_node *q, unsigned fields,
	struct arena *a);

/* How a word of the query meets a word of the text, best last. */
enum word_match {
	WORD_NONE,
	WORD_TYPO,
	WORD_PART,
	WORD_JOINED,
	WORD_PREFIX,
	WORD_EXACT
};
/* `n` bytes of text that are one word; what is not better than `beat` is not looked for
 * and WORD_NONE. */
enum word_match word_match(const struct wanted *wanted, const char *text, size_t n,
	bool typos, enum word_match beat);
/* Words of the folded text that follow each other are this one, written together: "t n t"
 * for tnt, "ac dc" for acdc. NULL, or where the first one begins. */
const char *word_joined_in(const struct wanted *wanted, const char *folded);
/* All words of the query fit in the folded text, without typing errors. */
bool words_fit(const struct query_node *q, const char *folded);
/* The same for a text as it is written. */
bool words_fit_name(const struct query_node *q, const char *name);
/* The phrase stands in the folded text, at borders of words. */
bool phrase_in(const char *phrase, const char *folded);

/* How far a word of the query is stretched. */
enum breadth {
	BREADTH_BEGIN, /* what begins with it */
	BREADTH_PARTS, /* what contains it too */
	BREADTH_TYPOS  /* what is one edit away too */
};
/* The full-text expression that finds what a reader would most likely mean by all of the
 * words; false where some word means nothing. */
bool words_expression(const struct words *w, const struct wanted_list *l,
	enum breadth breadth, struct str *out);
/* What one word means as long as it means something: beginnings, else parts, else what is
 * one edit away. Returns about how many documents that is; -1: nothing. */
double words_likely(
	const struct words *w, const struct wanted *wanted, struct str *out);

/* The full-text expression of the words that it is written together of, so that the dots
 * of T.N.T. do not matter; false where there are none. */
bool words_joined(const struct words *w, const struct wanted *wanted, struct str *out);

/* Everything that one word of a query means, for filters, which must be complete: calls
 * fn with one expression after the other until it is false. `forgive`: where nothing
 * has the word, typing errors count. */
bool words_each_expression(const struct words *w, const struct wanted *word,
	bool forgive, bool (*fn)(void *ctx, const char *expression), void *ctx);

#endif
