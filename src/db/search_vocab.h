/*
 * Private to db/: the vocabulary, every distinct word of the search index.
 */
#ifndef SEARCH_VOCAB_H
#define SEARCH_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "connection.h"

struct words {
	/* owned; n words in the order of bytes, a NUL behind each */
	char *text;
	size_t text_len;
	uint32_t *at;    /* owned; (n) where each begins */
	uint8_t *weight; /* owned; (n) how often it occurs: 16 times log2 */
	size_t n;
	int64_t version; /* of total.words when it was read */
};

/* Loads the connection's vocabulary where it is missing or old. */
enum err_code words_load(struct db *db, struct err *why);
const char *word_at(const struct words *w, size_t i);
/* How many documents it is in, within some percent. */
double words_count_of(const struct words *w, size_t i);

/* A growing list of words by number. */
struct word_list {
	uint32_t *i; /* owned */
	size_t n, cap;
};
void word_list_finish(struct word_list *l);
/* Adds the words [low, high). */
void words_take(struct word_list *l, size_t low, size_t high);
/* The words [*ret_low, *ret_high) that begin with s. */
void words_beginning(
	const struct words *w, const char *s, size_t *ret_low, size_t *ret_high);
/* Adds words that hold s anywhere but at their begin. */
void words_containing(const struct words *w, const char *s, struct word_list *ret);
/* Adds words one edit (a character changed, missing, too many, or two swapped) away from
 * s; with `begin` those that begin with something one edit away. No word twice. */
void words_one_edit_off(
	const struct words *w, const char *s, bool begin, struct word_list *ret);
/* Leaves the `max` most frequent ones. */
void words_keep_frequent(const struct words *w, struct word_list *l, size_t max);

/* Counts up the words of documents; in the caller's transaction. Words of `counted`:
 * how often each was seen, by its number there. */
enum err_code words_add(struct db *db, const struct intern *words,
	const uint32_t *counted, struct err *why);
/* Takes the words seen since into the block, where they are many. */
enum err_code words_compact(struct db *db, struct err *why);

#endif
