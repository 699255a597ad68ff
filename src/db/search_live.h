/*
 * Private to db/: how much a live playlist is.
 */
#ifndef SEARCH_LIVE_H
#define SEARCH_LIVE_H

#include "connection.h"

/* Tracks and their length together; kept until something is committed. */
enum err_code live_totals(struct db *db, int64_t profile, const char *query,
	int64_t *ret_tracks, int64_t *ret_ms, struct err *why);

#endif
