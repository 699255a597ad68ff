/*
 * Private to db/: sets of tracks in an order.
 */
#ifndef SEARCH_ORDER_H
#define SEARCH_ORDER_H

#include "search_facts.h"
#include "text/query.h"

/* At most `max` ids of the set, the first ones in that order; caller frees *ret. */
enum err_code search_order(struct db *db, int64_t profile, const struct bits *b,
	enum query_sort sort, bool reverse, size_t max, int64_t **ret, size_t *ret_n,
	struct err *why);
/* The tracks that a query means, in the order that it asks for, and no more than its
 * limit and `max`; caller frees *ret. */
enum err_code search_ordered(struct db *db, int64_t profile,
	const struct query_tree *tree, size_t max, int64_t **ret, size_t *ret_n,
	struct err *why);

#endif
