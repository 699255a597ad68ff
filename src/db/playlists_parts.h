/* Private to db/: what the files of playlists share. */
#ifndef PLAYLISTS_PARTS_H
#define PLAYLISTS_PARTS_H

#include "db/playlists.h"
#include "stmt.h"

enum { PLAYLIST_DEPTH_MAX = 32 }; /* folders within folders */

int64_t playlists_now_ms(void);
/* Ends a transaction as `code` says. */
enum err_code playlists_end(struct db *db, enum err_code code, struct err *why);
/* Runs a statement whose one parameter is :id. */
enum err_code playlists_run_id(
	struct db *db, const char *sql, int64_t id, struct err *why);
/* ERR_EXISTS where another one than `id` has the name in that folder. */
enum err_code playlists_check_name(
	struct db *db, int64_t parent, const char *name, int64_t id, struct err *why);
/* Sort key, depth and whether it is shown, of a playlist and of all that is in it. */
enum err_code playlists_place(struct db *db, int64_t id, struct err *why);
/* Takes the next part of a path; false behind the last. Empty parts are passed over. */
bool playlists_next_part(const char **path, struct str *ret);
/* What lies directly in a folder; the caller frees *ret. */
enum err_code playlists_children(
	struct db *db, int64_t id, int64_t **ret, size_t *ret_n, struct err *why);
/* ERR_USAGE where `id` would lie in itself, or `parent` is no folder. */
enum err_code playlists_check_parent(
	struct db *db, int64_t id, int64_t parent, struct err *why);
/* Only playlists with entries of their own are edited; sets changed_ms. */
enum err_code playlists_touch(struct db *db, int64_t playlist, struct err *why);

/* Places of entries. */
struct playlist_room {
	int64_t first, step;
};
/* A first place and a step for n entries before `before` (0: at the end). */
enum err_code playlists_make_room(struct db *db, int64_t playlist, int64_t before,
	size_t n, struct playlist_room *ret, struct playlist_change *log,
	struct err *why);
/* Gives an entry its place, and logs it. */
enum err_code playlists_put_place(struct db *db, struct playlist_entry e, int64_t place,
	struct playlist_change *log, struct err *why);
/* Those of n entries that are in the playlist; the caller finishes them. */
enum err_code playlists_read_some(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, struct playlist_entries *ret, struct err *why);

/* The log; each accepts NULL for it. Rows are copied. */
void playlists_log_row(struct playlist_rows *to, const struct playlist_row *r);
void playlists_log_entry(struct playlist_entries *to, const struct playlist_entry *e);
/* The row as it is in the database now. */
enum err_code playlists_log_now(
	struct db *db, struct playlist_rows *to, int64_t id, struct err *why);
/* The entry at the statement's columns id, playlist, place, recording, location. */
#define PLAYLIST_ENTRY_COLUMNS "id, playlist, place, recording, location"
struct playlist_entry playlists_entry_of(struct stmt *q); /* location borrowed */

#endif
