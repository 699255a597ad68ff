/*
 * The library's side of the batch: what lacks features or an identity, and keeping what
 * was found.
 */
#ifndef ANALYZE_BATCH_DB_H
#define ANALYZE_BATCH_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/batch.h"
#include "base/err.h"
#include "db/db.h"

/* What to do, in order: what lacks features (db/features.h), then what was analysed
 * without all that tells encodings apart (db/identity.h). */
struct batch_todo {
	bool all;    /* what has features already, too */
	int version; /* of the fingerprints that can be made here; 0: whatever there is */
	/* private; zero */
	bool identities;
	int64_t after;
};
/* Up to max items (malloc'd, as their paths); 0: nothing is left. What was given before
 * must be stored by then; with `all` everything comes at once. */
enum err_code batch_todo_next(struct batch_todo *t, struct db *db, size_t max,
	struct batch_item **ret, size_t *ret_n, struct err *why);
/* How many there are in all. */
enum err_code batch_todo_count(
	struct db *db, int version, int64_t *ret, struct err *why);

/* What came of an item. */
struct batch_outcome;
struct batch_outcome *batch_outcome_done(const struct batch_item *item,
	const struct feature *f, const struct identity *i);
struct batch_outcome *batch_outcome_failed(
	const struct batch_item *item, const struct err *why);
void batch_outcome_free(void *o);
enum err_code batch_outcome_store(
	struct db *db, const struct batch_outcome *o, struct err *why);

#endif
