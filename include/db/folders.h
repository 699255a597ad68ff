/*
 * Folders below the roots as the last walk saw them, for quick rescans; and those where
 * another file system begins. Paths are relative to the root, bytes; "" is the root.
 */
#ifndef DB_FOLDERS_H
#define DB_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"

struct folder_row {
	const char *path;
	int64_t mtime_ns; /* 0: look into it, whatever its time is */
	int64_t inode;
	bool linked; /* reached through a symbolic link */
};
/* Inserts or replaces n rows in one transaction. */
enum err_code folders_put(struct db *db, int64_t root, const struct folder_row *row,
	size_t n, struct err *why);
/* Forgets a folder and all below it. */
enum err_code folders_drop(
	struct db *db, int64_t root, const char *path, struct err *why);
/* All of a root in the order of their paths' bytes; fn returns false to end. Path is
 * borrowed during the call. */
enum err_code folders_each(struct db *db, int64_t root,
	bool (*fn)(void *ctx, const struct folder_row *row), void *ctx,
	struct err *why);

/* Where other file systems began at the last look, by path; in the arena. */
enum err_code mounts_of(struct db *db, int64_t root, struct arena *a, const char ***ret,
	size_t *ret_n, struct err *why);
/* Replaces what is known of a root. */
enum err_code mounts_put(struct db *db, int64_t root, const char *const *path, size_t n,
	struct err *why);

#endif
