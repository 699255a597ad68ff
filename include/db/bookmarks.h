/*
 * Where long recordings were left: one place for each of a profile's, gone once it was
 * heard to its end.
 */
#ifndef DB_BOOKMARKS_H
#define DB_BOOKMARKS_H

#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

/* Replaces an earlier place; position_ms: from the recording's beginning, > 0. */
enum err_code bookmarks_put(struct db *db, int64_t profile, int64_t recording,
	int64_t position_ms, int64_t at_ms, struct err *why);
enum err_code bookmarks_drop(
	struct db *db, int64_t profile, int64_t recording, struct err *why);
/* Milliseconds; 0: there is none. */
int64_t bookmarks_get(struct db *db, int64_t profile, int64_t recording);
/* Drops what no listen tells of any more: what was forgotten leaves no place behind. */
enum err_code bookmarks_forget(struct db *db, int64_t profile, struct err *why);

#endif
