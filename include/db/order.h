/*
 * The order of names in lists: whose alphabet, and which articles count for nothing
 * (text/collate.h). Sort keys are stored; where they were made in another order, or by
 * another version of the C library, they are made again a slice at a time, in the
 * background. Meanwhile lists are whole, but in a mixed order.
 */
#ifndef DB_ORDER_H
#define DB_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "db/db.h"

/* Chooses the order of this library. locale: "auto" follows the environment, but for "C"
 * (a scan at night has no locale and changes nothing). Cheap where nothing changes. */
enum err_code order_choose(
	struct db *db, const char *locale, const char *articles, struct err *why);
/* Are keys to be made again? Cheap. */
bool order_pending(struct db *db);
/* Makes up to n keys in one transaction; *ret_left is 0 once all are made. */
enum err_code order_step(struct db *db, size_t n, size_t *ret_left, struct err *why);

#endif
