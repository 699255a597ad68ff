/*
 * Puts what another player knew into our database. Twice is once: what is there already
 * is left alone, a rating or a like that the listener gave is never changed.
 */
#ifndef LIBRARY_IMPORT_APPLY_H
#define LIBRARY_IMPORT_APPLY_H

#include "db/playlists.h"
#include "library/import_match.h"

struct import_config {
	int64_t profile;
	int64_t now_ms;
	int64_t folder;        /* of playlists, that lists go into; 0: none */
	const char *list_name; /* of a single playlist; NULL: as the file says */
	bool lists_only;
	struct playlist_change *log; /* NULL: nobody wants to know */
	/* A track that is not in the library (line 0 unknown), or a line that was left
	 * out. May be NULL. */
	void (*missing)(void *ctx, unsigned line, const char *what, const char *why);
	/* A playlist as it became. May be NULL. */
	void (*list)(
		void *ctx, const char *name, size_t entries, size_t lost, bool made);
	void *ctx;
};
struct import_summary {
	size_t tracks, matched[MATCH__COUNT];
	size_t ratings, likes; /* that were taken over */
	size_t ratings_kept;   /* the listener's own stayed */
	size_t counts;         /* tracks whose plays are others than before */
	int64_t plays;         /* of all tracks that were matched */
	size_t lists, lists_same, folders, lost; /* lost: entries kept by name */
};
/* The entries of a list (by index), those that are not in the library by name; the caller
 * frees them with playlist_entries_finish(). *ret_lost (may be NULL): how many those are.
 */
enum err_code import_entries(struct db *db, const struct import_data *d,
	const struct match *match, size_t list, struct playlist_entry **ret,
	size_t *ret_n, size_t *ret_lost, struct err *why);
enum err_code import_apply(struct db *db, const struct import_data *d,
	const struct match *match, const struct import_config *c,
	struct import_summary *ret, struct err *why);

#endif
