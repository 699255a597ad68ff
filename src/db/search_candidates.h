/*
 * Private to db/: one search while it runs, and where its candidates come from.
 */
#ifndef SEARCH_CANDIDATES_H
#define SEARCH_CANDIDATES_H

#include "db/search.h"
#include "search_filter.h"
#include "search_rank.h"
#include "stmt.h"

enum { SEARCH_GROUPS = SUBJECT_TRACK + 1 };

struct run {
	struct db *db;
	const struct search_spec *spec;
	int64_t profile;
	const struct query_tree *tree;
	struct wanted_list
		words[SEARCH_GROUPS]; /* that a group's documents must have */
	bool plain;                   /* there are words beside filters */
	const struct bits *left; /* borrowed: tracks that filters leave; NULL: all */
	size_t n_left;
	bool more;            /* some documents were not looked at, to be brief */
	size_t group_rows;    /* tracks of artists and albums that may still be read */
	bool typos;           /* one edit away is good enough */
	struct arena scratch; /* owned */
	struct str texts;     /* owned: of the document being looked at */
	struct arena *a;      /* of the results */
};

/* Documents of the group for its words, or for the filter alone; `want`: so many rows
 * are to be shown. */
enum err_code search_candidates(struct run *r, enum subject_group group, size_t want,
	struct hits *h, struct err *why);
/* Adds the document whose four texts are the row's columns from `column` on. */
void hits_add_row(struct run *r, struct stmt *s, int column, int64_t doc,
	enum subject_group group, struct hits *h);

#endif
