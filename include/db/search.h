/*
 * Search: what `/` finds. Words in any order, accents and case folded, one typing
 * error, beginnings and parts of words; fields, ranges and exclusions as text/query.h
 * describes them. Results are grouped.
 *
 * Words are resolved against the vocabulary (held by the connection, loaded at the
 * first search), an unranked full-text query gives some hundred candidates in stored
 * rank order (plays and likes first), and these are ranked in C. Filters are sets of
 * tracks. A search of an interrupted connection ends with ERR_CANCELLED.
 */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "db/list.h"
#include "text/query.h"

struct search_spec {
	const char *text;
	size_t limit;    /* of tracks; of each other group a third, at least 3 */
	int64_t profile; /* 0: the default one */
	bool typing;     /* the text may go on: see QUERY_TYPING */
	bool brief;      /* answer within some milliseconds: see `more` */
};
struct search_results {
	struct list_artist *artist; /* best first; all in the arena */
	struct list_album *album;
	struct list_playlist *playlist;
	struct track *track;
	size_t artists, albums, playlists, tracks;
	size_t candidates; /* tracks that were ranked; there may be more */
	bool more;      /* brief, and not all was looked at: what is here is right, and
			      the same search without `brief` finds the rest */
	bool corrected; /* a word was found only by allowing for a typing error */
	/* A part that was left out, or, where nothing was found, a field that there is
	 * not; len 0: none. */
	struct query_problem problem;
};
/* A query without words and filters finds nothing. "sort:" orders the tracks. */
enum err_code search_find(struct db *db, const struct search_spec *spec,
	struct arena *a, struct search_results *ret, struct err *why);
/* The same for a text that is finished, of the default profile. */
enum err_code search_run(struct db *db, const char *query, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why);
/* For tests: the plans of all statements that this connection has run, each as its text
 * in a line and, behind a tab each, what SQLite does for it. */
enum err_code search_plans(struct db *db, struct str *out, struct err *why);
/* Gives back what searching holds in memory; the next search reads it again. */
void search_forget(struct db *db);

/* Does anything wait for search_index_step? */
bool search_index_pending(struct db *db);
/* Takes in what library_put changed: at most `max` rows, in the caller's transaction or
 * one of its own. *ret_left is how many rows wait still. */
enum err_code search_index_step(
	struct db *db, size_t max, size_t *ret_left, struct err *why);
/* While a scan goes on: up to `max` of the tracks that wait. Artists and albums are weighed
 * by their tracks, so they wait for search_index_step. */
enum err_code search_index_tracks(struct db *db, size_t max, struct err *why);

#endif
