/*
 * The journal of changed tags. What was changed together is an act; acts are undone as
 * a whole, the newest first.
 */
#ifndef DB_EDITS_H
#define DB_EDITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"

struct edit {
	const char *path;  /* absolute, bytes */
	const char *field; /* codec/retag.h */
	/* "": none; a line a value */
	const char *before, *after;
};

/* The number of the next act. */
enum err_code edits_begin(struct db *db, int64_t *ret_act, struct err *why);
/* Before the file is written. */
enum err_code edits_add(struct db *db, int64_t act, int64_t at_ms, const struct edit *e,
	struct err *why);
/* The newest act that was not undone; 0: none. */
enum err_code edits_last(struct db *db, int64_t *ret_act, struct err *why);
/* Its changes that were undone, or were not, the last one first, those of a file beside
 * each other; texts live in the arena. */
enum err_code edits_of(struct db *db, int64_t act, bool undone, struct arena *a,
	struct edit **ret, size_t *ret_n, struct err *why);
/* Those of one file of an act. */
enum err_code edits_mark(
	struct db *db, int64_t act, const char *path, bool undone, struct err *why);

#endif
