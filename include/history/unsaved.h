/*
 * Plays that could not be written into the database: it was damaged while the player ran,
 * or locked or its disk full until the end. They wait in a file beside it (DB.unsaved, a
 * JSON object a line) and are taken in at the next start.
 */
#ifndef HISTORY_UNSAVED_H
#define HISTORY_UNSAVED_H

#include <stddef.h>

#include "base/err.h"
#include "db/store.h"
#include "model/listen.h"

/* Appends one play, on the disk when it returns. From any thread. */
enum err_code unsaved_keep(const char *db_path, const char *profile,
	const struct listen *l, struct err *why);
/* Logs what waits, twice is once, and removes the file once that is committed; *ret_n:
 * how many. What belongs to no recording any more is logged as lost. Waits for the
 * store: not from its thread. */
enum err_code unsaved_take(
	struct store *store, const char *db_path, size_t *ret_n, struct err *why);

#endif
