/* The parts of `linnet playlist`. Private to cli/. */
#ifndef CLI_PLAYLIST_H
#define CLI_PLAYLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

struct playlist_call {
	struct db *db;
	bool json;
	char **word; /* behind the action */
	int n;
	const char *format, *as; /* options; NULL where absent */
};

/* Appends the recordings of a file, or of all files below a folder, of the library. */
enum err_code playlist_find_tracks(struct db *db, const char *path, int64_t **recording,
	size_t *n, struct err *why);
enum err_code playlist_import(const struct playlist_call *c, struct err *why);
enum err_code playlist_export(const struct playlist_call *c, struct err *why);

#endif
