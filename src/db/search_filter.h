/*
 * Private to db/: which tracks a query means, all of them.
 */
#ifndef SEARCH_FILTER_H
#define SEARCH_FILTER_H

#include "library_cache.h"
#include "search_facts.h"
#include "search_words.h"

struct filter {
	struct db *db;
	int64_t profile;
	size_t n;     /* ids lie below it */
	bool hidden;  /* tracks whose file is missing count too */
	bool forgive; /* typing errors, where a word means nothing else */
	/* Not NULL: what would read all paths reads some, and says true here. The tracks
	 * that are found are right then, but not all. */
	bool *cut;
	bool within_not;
};

/* Makes a filter ready for a tree: looks whether it asks for what is missing. */
enum err_code filter_begin(struct db *db, int64_t profile,
	const struct query_node *root, struct filter *ret, struct err *why);
/* The tracks of the library that the node means; *ret is made here. */
enum err_code filter_eval(const struct filter *f, const struct query_node *q,
	struct bits *ret, struct err *why);
/* The same of one TEXT node, added to a set. */
enum err_code filter_text(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why);
/* Ids of the group's rows whose documents have all words of the node, each in one of
 * `fields`. */
enum err_code filter_subjects(const struct filter *f, const struct query_node *q,
	enum subject_group group, unsigned fields, struct map *ret, struct err *why);
/* Does the artist (1) or album (0) have a track in the set? With `rows`, no more tracks
 * are read than that: it is counted down, and at 0 the answer is no. */
enum err_code filter_has_tracks(struct db *db, bool artist, int64_t id,
	const struct bits *b, size_t *rows, bool *ret, struct err *why);

#endif
