/*
 * Private to db/: candidates of a search, and how well they fit.
 */
#ifndef SEARCH_RANK_H
#define SEARCH_RANK_H

#include "base/hash.h"
#include "search_words.h"

struct hit {
	int64_t id;  /* of the row */
	int64_t doc; /* smaller is better ranked */
	int score;
	bool typo; /* only by a typing error */
};

struct hits {
	struct hit *hit; /* owned */
	size_t n, cap;
	struct map seen; /* docs */
};
void hits_finish(struct hits *h);
bool hits_seen(const struct hits *h, int64_t doc);
/* Adds the document where its texts fit; `typos`: one edit away fits too. */
void hits_add(struct hits *h, int64_t doc, const struct wanted_list *l,
	const char *const field[FIELDS], bool typos);
/* Is there a hit without a typing error? */
bool hits_exact(const struct hits *h);
/* Leaves those without. */
void hits_drop_typos(struct hits *h);
/* Best first. */
void hits_sort(struct hits *h);
/* Does the document have all words, without typing errors? */
bool fields_have(const struct wanted_list *l, const char *const field[FIELDS]);
/* Points of a text of one field; 0: it does not fit. */
int score_name(const struct wanted_list *l, const char *folded, bool typos);

#endif
