/* The parts of `linnet playlist`. Private to cli/. */
#ifndef CLI_PLAYLIST_H
#define CLI_PLAYLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/cli.h"
#include "db/db.h"

enum playlist_option {
	PLAYLIST_OPT_FORMAT,
	PLAYLIST_OPT_AS,
	PLAYLIST_OPT_INTO,
	PLAYLIST_OPT_RELATIVE,
	PLAYLIST_OPT_ABSOLUTE,
	PLAYLIST_OPT_FORCE,
	PLAYLIST_OPT_DRY_RUN,
	PLAYLIST_OPT_REVERSE
};

struct playlist_call {
	struct cli *cli;
	struct db *db;
	int64_t profile;
	bool json;
	char **word; /* behind the action */
	int n;
	const char *const *option; /* by playlist_option; NULL where absent */
};

/* Appends the recordings of a file, or of all files below a folder, of the library. */
enum err_code playlist_find_tracks(struct db *db, const char *path, int64_t **recording,
	size_t *n, struct err *why);
/* playlist_show.c */
enum err_code playlist_list(const struct playlist_call *c, struct err *why);
enum err_code playlist_show(const struct playlist_call *c, struct err *why);
/* playlist_files.c */
enum err_code playlist_import(const struct playlist_call *c, struct err *why);
enum err_code playlist_export(const struct playlist_call *c, struct err *why);
enum err_code playlist_run_sync(const struct playlist_call *c, struct err *why);

#endif
