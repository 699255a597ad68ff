/*
 * Forgetting: what a listener wants out of the log, in the words of the command line.
 */
#ifndef HISTORY_FORGET_H
#define HISTORY_FORGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

/* Every set field narrows; nothing set (and not `all`) is ERR_USAGE. */
struct forget_words {
	const char *id;             /* of one listen */
	const char *track;          /* path of a file of the library */
	const char *after, *before; /* dates in local time: [after, before) */
	bool all;
};
/* ERR_NOT_FOUND: no such listen or track; ERR_FORMAT: no date. *ret_n: rows that are
 * gone. */
enum err_code forget_listens(struct db *db, int64_t profile,
	const struct forget_words *w, size_t *ret_n, struct err *why);

/* "2026-03-01" or "2026-03-01 18:30", local time, to UTC milliseconds. */
enum err_code forget_date(const char *text, int64_t *ret_ms, struct err *why);

#endif
