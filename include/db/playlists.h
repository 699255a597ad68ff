/*
 * Playlists: named lists of recordings, in an order of their own. Rows are read through
 * db/list.h (LIST_PLAYLISTS, LIST_PLAYLIST_TRACKS).
 */
#ifndef DB_PLAYLISTS_H
#define DB_PLAYLISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

/* ERR_EXISTS for a name that is taken, ERR_USAGE for an empty one. */
enum err_code playlists_create(
	struct db *db, const char *name, int64_t *ret, struct err *why);
enum err_code playlists_find(
	struct db *db, const char *name, int64_t *ret, struct err *why);
enum err_code playlists_rename(
	struct db *db, int64_t playlist, const char *name, struct err *why);
enum err_code playlists_remove(struct db *db, int64_t playlist, struct err *why);
/* Inserts n recordings before the entry `before` (0: at the end). ret_entry (may be
 * NULL) takes the n new entries' ids. */
enum err_code playlists_insert(struct db *db, int64_t playlist, int64_t before,
	const int64_t *recording, size_t n, int64_t *ret_entry, struct err *why);
enum err_code playlists_take_out(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, struct err *why);
/* Moves an entry before another (0: to the end). */
enum err_code playlists_move(struct db *db, int64_t playlist, int64_t entry,
	int64_t before, struct err *why);
/* Every entry of every playlist (playlist 0) or of one, in order. */
enum err_code playlists_each(struct db *db, int64_t playlist,
	bool (*fn)(void *ctx, int64_t playlist, int64_t entry, int64_t recording),
	void *ctx, struct err *why);

/* A playlist as it stood, for undo. */
struct playlist_content {
	int64_t id;
	char *name;         /* owned; NULL: there was none */
	int64_t *recording; /* owned, in order; (n) */
	size_t n;
};
/* One that is not there is no error: its name is NULL. */
enum err_code playlists_read(
	struct db *db, int64_t playlist, struct playlist_content *ret, struct err *why);
/* Makes the playlist what it was: its name and entries (with new ids), or none at all.
 * ERR_EXISTS where another one has taken the name. */
enum err_code playlists_restore(
	struct db *db, const struct playlist_content *c, struct err *why);
void playlist_content_finish(struct playlist_content *c);

#endif
