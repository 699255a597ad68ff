/*
 * Private to db/: the vocabulary, and what a query's words mean in it.
 */
#ifndef SEARCH_WORDS_H
#define SEARCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/str.h"
#include "connection.h"
#include "library_cache.h"

enum { QUERY_WORDS_MAX = 8 };

/* How a word of the query meets a word of the text, best last. */
enum word_match { WORD_NONE, WORD_TYPO, WORD_PART, WORD_PREFIX, WORD_EXACT };

struct query {
	struct str folded; /* owned; the words with one space between */
	char *text;        /* owned; the words, each with a NUL behind it */
	const char *word[QUERY_WORDS_MAX]; /* into text */
	size_t n;
};
void query_init(struct query *q, const char *text);
void query_finish(struct query *q);

/* How far a word of the query is stretched. */
enum breadth {
	BREADTH_BEGIN, /* what begins with it; where nothing does, as far as it takes */
	BREADTH_PARTS, /* what contains it too */
	BREADTH_TYPOS  /* what is one edit away too */
};
/* The full-text expression for a query; false where some word means nothing at all.
 * *ret_corrected: some word means something only by a typing error, or with TYPOS. */
bool words_expression(struct db *db, const struct query *q, enum breadth breadth,
	struct str *out, bool *ret_corrected);
/* Loads the vocabulary where it is missing or old. */
enum err_code words_load(struct db *db, struct err *why);
/* `n` bytes of text that are one word. */
enum word_match word_match(const char *query, const char *text, size_t n, bool typos);

/* All rows of a group that match, with a typing error allowed where nothing else fits.
 */
struct search_set {
	bool recordings; /* of tracks: collect their recordings */
	struct map ids;  /* owned; keys */
};
enum err_code search_match_all(struct db *db, const char *query,
	enum subject_group group, struct search_set *ret, struct err *why);
/* Every word of the query begins a word of the text or is a part of one. */
bool search_words_in(const char *query, const char *text);

#endif
