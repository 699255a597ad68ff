/*
 * Which playlist is which file of a folder that is kept in step, and how both were when
 * they agreed last.
 */
#ifndef DB_PLAYLIST_SYNC_H
#define DB_PLAYLIST_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"

struct playlist_link {
	const char *path; /* of the file below the folder, bytes */
	int64_t playlist;
	int64_t file_digest, list_digest;
};
/* All of a folder (absolute); texts and the array live in the arena. */
enum err_code playlist_links(struct db *db, const char *dir, struct arena *a,
	struct playlist_link **ret, size_t *ret_n, struct err *why);
enum err_code playlist_link_put(
	struct db *db, const char *dir, const struct playlist_link *l, struct err *why);
enum err_code playlist_link_drop(
	struct db *db, const char *dir, const char *path, struct err *why);
/* Of a playlist's path and entries. ERR_NOT_FOUND: there is no such playlist. */
enum err_code playlist_digest(
	struct db *db, int64_t playlist, int64_t *ret, struct err *why);

#endif
