/*
 * Private to db/: sets of tracks in an order.
 */
#ifndef SEARCH_ORDER_H
#define SEARCH_ORDER_H

#include "search_facts.h"
#include "text/query.h"

/* What is asked of an order. */
struct order_wish {
	enum query_sort sort;
	bool reverse;
	size_t max; /* so many ids, the first ones */
	/* NULL, or: only those for which it says so; called in the order, no more often
	 * than it takes. */
	enum err_code (*fits)(void *ctx, int64_t id, bool *ret);
	void *ctx;
};
/* Ids of the set; caller frees *ret. */
enum err_code search_order(struct db *db, int64_t profile, const struct bits *b,
	const struct order_wish *wish, int64_t **ret, size_t *ret_n, struct err *why);
/* The tracks that a query means, in the order that it asks for, and no more than its
 * limit and `max`; caller frees *ret. `cut`: see struct filter. */
enum err_code search_ordered(struct db *db, int64_t profile,
	const struct query_tree *tree, size_t max, bool *cut, int64_t **ret,
	size_t *ret_n, struct err *why);

#endif
