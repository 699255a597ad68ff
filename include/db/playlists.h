/*
 * Playlists: named lists of recordings in an order of their own, in folders that nest.
 * Rows are read through db/list.h (LIST_PLAYLISTS, LIST_PLAYLIST_TRACKS).
 *
 * A playlist is named by its path: the folders' names and its own with '/' between; a
 * '/' or '\' that belongs to a name has a '\' before it. A live playlist has a query
 * instead of entries: it is what search finds for it, and is not edited by hand.
 *
 * Each change can be logged, to be taken back and done again (playlists_travel): the log
 * holds what the change touched and no more, so that moving a row of a list of 100,000
 * costs a row.
 */
#ifndef DB_PLAYLISTS_H
#define DB_PLAYLISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

struct playlist_row {
	int64_t id, parent; /* folder it lies in; 0: none */
	int64_t made_ms, entries;
	bool folder, folded;
	char *name, *query; /* owned; query NULL: not live */
};
struct playlist_entry {
	int64_t id, playlist;
	int64_t place; /* the order, with gaps */
	int64_t recording;
	char *location; /* owned; where a playlist file said that it lies, while the
			   library knows no such file; NULL: known. Bytes */
};
void playlist_row_finish(struct playlist_row *r);
void playlist_entries_finish(struct playlist_entry *e, size_t n); /* frees e too */

/* ---- what a change did */
struct playlist_rows {
	struct playlist_row *row; /* owned, folders before what is in them; (n) */
	size_t n, cap;
};
struct playlist_entries {
	struct playlist_entry *entry; /* owned; (n) */
	size_t n, cap;
};
/* A zeroed struct is no change. Functions append to it; NULL: nobody wants to know. */
struct playlist_change {
	struct playlist_rows row_was, row_is;
	struct playlist_entries was, is;
};
void playlist_change_finish(struct playlist_change *c);
void playlist_change_copy(struct playlist_change *to, const struct playlist_change *c);
/* Takes a change back, or does it again. Changes are taken back in the opposite order;
 * what others did in between stays. ERR_EXISTS: another one has taken the name. */
enum err_code playlists_travel(
	struct db *db, const struct playlist_change *c, bool back, struct err *why);
/* Two moves in one playlist become one, in `first`: then `second` is emptied. */
bool playlist_change_join(
	struct playlist_change *first, struct playlist_change *second);

/* Another number whenever a playlist was made, changed or removed. */
int64_t playlists_stamp(struct db *db);

/* ---- playlists and folders */
/* By path. ERR_NOT_FOUND: neither a playlist nor a folder. */
enum err_code playlists_find(
	struct db *db, const char *path, int64_t *ret, struct err *why);
/* In a folder (0: none) by its name alone. */
enum err_code playlists_find_in(
	struct db *db, int64_t parent, const char *name, int64_t *ret, struct err *why);
enum err_code playlists_row(
	struct db *db, int64_t id, struct playlist_row *ret, struct err *why);
enum err_code playlists_path(
	struct db *db, int64_t id, struct str *out, struct err *why);
/* Playlists in a folder, however deep, as the tree shows them (one playlist: itself);
 * the caller frees *ret. */
enum err_code playlists_below(
	struct db *db, int64_t id, int64_t **ret, size_t *ret_n, struct err *why);
/* Appends a name as a part of a path. */
void playlists_append_name(struct str *path, const char *name);
/* Folders of the path that are not there are made. ERR_EXISTS for a path that is taken,
 * ERR_USAGE for an empty name. */
enum err_code playlists_create(struct db *db, const char *path, bool folder,
	int64_t *ret, struct playlist_change *log, struct err *why);
/* The same in a folder (0: none), by its name alone. */
enum err_code playlists_create_in(struct db *db, int64_t parent, const char *name,
	bool folder, int64_t *ret, struct playlist_change *log, struct err *why);
/* A path without '/' is a new name in the same folder; with one it moves too ("/Name":
 * out of all folders). */
enum err_code playlists_rename(struct db *db, int64_t id, const char *path,
	struct playlist_change *log, struct err *why);
/* Into a folder, 0: out of all. */
enum err_code playlists_move_into(struct db *db, int64_t id, int64_t folder,
	struct playlist_change *log, struct err *why);
/* Shows or hides what is in a folder. */
enum err_code playlists_fold(struct db *db, int64_t folder, bool fold, struct err *why);
/* With everything in it, where it is a folder. */
enum err_code playlists_remove(
	struct db *db, int64_t id, struct playlist_change *log, struct err *why);
/* NULL: no longer live. ERR_USAGE: it has entries, or the query has a mistake
 * (text/query.h). */
enum err_code playlists_set_query(struct db *db, int64_t playlist, const char *query,
	struct playlist_change *log, struct err *why);
/* Every playlist and folder, folders before what is in them. */
enum err_code playlists_each(struct db *db,
	bool (*fn)(void *ctx, const struct playlist_row *r), void *ctx,
	struct err *why);

/* ---- entries. ERR_UNSUPPORTED for live playlists and folders, with what to do. */
/* Inserts n recordings before the entry `before` (0: at the end). The new ids are in the
 * log. */
enum err_code playlists_insert(struct db *db, int64_t playlist, int64_t before,
	const int64_t *recording, size_t n, struct playlist_change *log,
	struct err *why);
/* The same at the end, with locations; id, playlist and place of e are not looked at. */
enum err_code playlists_append(struct db *db, int64_t playlist,
	const struct playlist_entry *e, size_t n, struct playlist_change *log,
	struct err *why);
/* What is in it becomes these: where nothing differs, nothing is written. */
enum err_code playlists_replace(struct db *db, int64_t playlist,
	const struct playlist_entry *e, size_t n, struct playlist_change *log,
	struct err *why);
enum err_code playlists_take_out(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, struct playlist_change *log, struct err *why);
/* Moves an entry before another (0: to the end). */
enum err_code playlists_move(struct db *db, int64_t playlist, int64_t entry,
	int64_t before, struct playlist_change *log, struct err *why);
/* Moves each of n entries one row down or up; those that touch the end stay. */
enum err_code playlists_step(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, bool down, struct playlist_change *log, struct err *why);

enum playlist_order {
	PLAYLIST_BY_TITLE,
	PLAYLIST_BY_ARTIST, /* then album, disc, number */
	PLAYLIST_BY_ALBUM,  /* album artist, year, album, disc, number */
	PLAYLIST_BY_ADDED,  /* to the library, oldest first */
	PLAYLIST_BY_LENGTH,
	PLAYLIST_BY_YEAR,
	PLAYLIST_BY_RATING, /* best first */
	PLAYLIST_BY_PLAYS,  /* most first */
	PLAYLIST_BY_PATH,
	PLAYLIST_RANDOM,
	PLAYLIST_REVERSED,
	PLAYLIST_ORDER__COUNT
};
const char *playlist_order_name(enum playlist_order o);
/* "-title": backwards. */
bool playlist_order_from_name(
	const char *name, enum playlist_order *ret, bool *ret_backwards);
struct playlist_sort {
	enum playlist_order order;
	bool backwards;
	uint64_t seed; /* PLAYLIST_RANDOM */
	int64_t profile;
};
/* Once; rows that are equal keep their order, what has no file stands last. */
enum err_code playlists_sort(struct db *db, int64_t playlist,
	const struct playlist_sort *how, struct playlist_change *log, struct err *why);
/* Of several entries of one recording the first stays. *ret_n: how many went. */
enum err_code playlists_dedupe(struct db *db, int64_t playlist, size_t *ret_n,
	struct playlist_change *log, struct err *why);
/* Every entry of every playlist (playlist 0) or of one, in order. */
enum err_code playlists_each_entry(struct db *db, int64_t playlist,
	bool (*fn)(void *ctx, const struct playlist_entry *e), void *ctx,
	struct err *why);
/* Those that have a location, of all playlists. */
enum err_code playlists_each_lost(struct db *db,
	bool (*fn)(void *ctx, const struct playlist_entry *e), void *ctx,
	struct err *why);
/* The ids of n rows (ascending, 0 the first); 0 where there is no such row. */
enum err_code playlists_entries_at(struct db *db, int64_t playlist, const int64_t *row,
	size_t n, int64_t *ret_entry, struct err *why);
/* An entry with a location is what the library knows by now: `recording` lies there. */
enum err_code playlists_settle(
	struct db *db, int64_t entry, int64_t recording, struct err *why);

#endif
