/*
 * A playlist of ours as a file of other programs.
 */
#ifndef LIBRARY_PLAYLIST_EXPORT_H
#define LIBRARY_PLAYLIST_EXPORT_H

#include <stdbool.h>

#include "db/db.h"
#include "library/playlist_file.h"

/* Its entries, also of a live one; those that never had a file are left out and counted in
 * *ret_gone (may be NULL). The caller finishes *ret. */
enum err_code playlist_export_collect(struct db *db, int64_t profile, int64_t playlist,
	struct playlist_file *ret, size_t *ret_gone, struct err *why);
/* Written to a file beside `path` that then takes its place. ERR_EXISTS: there is a file,
 * and `replace` was not said. */
enum err_code playlist_export_write(const struct playlist_file *p, const char *path,
	enum playlist_format format, enum playlist_paths paths, bool replace,
	struct err *why);

#endif
