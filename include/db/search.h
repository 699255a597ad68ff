/*
 * Search: what `/` finds. Words in any order, accents and case folded, one typing
 * error, beginnings and parts of words. Results are grouped.
 *
 * Words are resolved against the vocabulary (held by the connection, loaded at the
 * first search), an unranked full-text query gives at most 2,000 candidates in stored
 * rank order (plays and likes first), and these are ranked in C.
 */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/list.h"

struct search_results {
	struct list_artist *artist; /* best first; all in the arena */
	struct list_album *album;
	struct track *track;
	size_t artists, albums, tracks;
	size_t candidates; /* of tracks before the limit; 2,000 means "or more" */
	bool corrected;    /* a word was found only by allowing for a typing error */
};

/* At most `limit` tracks, and a third of it (at least 3) of artists and of albums. An
 * empty query finds nothing. */
enum err_code search_run(struct db *db, const char *query, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why);

/* Does anything wait for search_index_step? */
bool search_index_pending(struct db *db);
/* Takes in what library_put changed: at most `max` rows, in the caller's transaction or
 * one of its own. *ret_left is how many rows wait still. */
enum err_code search_index_step(
	struct db *db, size_t max, size_t *ret_left, struct err *why);

#endif
