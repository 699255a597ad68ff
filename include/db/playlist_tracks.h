/*
 * What stands in a playlist, read in one pass for lists and files: 100,000 entries are one
 * query, where a window (db/list.h) would ask for each row.
 */
#ifndef DB_PLAYLIST_TRACKS_H
#define DB_PLAYLIST_TRACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

/* An entry and the track that is played for it; texts are borrowed, as long as the call
 * lasts. */
struct playlist_track {
	int64_t entry, recording;
	const char *title, *artist;
	const char *album;    /* NULL: none */
	const char *path;     /* NULL: no file of the library holds it */
	const char *location; /* as struct playlist_entry has it */
	int64_t duration_ms;
	int64_t start_frame, end_frame; /* the part of the file; 0: from, to its end */
	int rate_hz;
	bool missing;
};

/* All of a playlist's own entries in order; a live playlist has none. */
enum err_code playlist_each_track(struct db *db, int64_t playlist,
	bool (*fn)(void *ctx, const struct playlist_track *t), void *ctx,
	struct err *why);
/* Appends how SQLite reads them, for tests. */
enum err_code playlist_tracks_plan(struct db *db, struct str *out, struct err *why);

#endif
