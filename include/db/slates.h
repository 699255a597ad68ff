/*
 * Slates: what For You offered, with the reasons and the engines' contributions.
 */
#ifndef DB_SLATES_H
#define DB_SLATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"
#include "model/slate.h"

/* Stores a slate with its picks and sets s->id. */
enum err_code slates_put(
	struct db *db, int64_t profile, struct slate *s, struct err *why);
/* Caller finishes *ret. */
enum err_code slates_get(
	struct db *db, int64_t slate, struct slate *ret, struct err *why);
/* The newest one made before before_ms (0: of all); ERR_NOT_FOUND where there is none.
 */
enum err_code slates_newest(struct db *db, int64_t profile, int64_t before_ms,
	struct slate *ret, struct err *why);

#endif
