/* What the subcommands about taste share: the database and the taste object over it. */
#ifndef CLI_TASTE_H
#define CLI_TASTE_H

#include "base/mem.h"
#include "cli/cli.h"
#include "db/db.h"
#include "suggest/taste.h"

struct cli_taste {
	struct db *db;
	int64_t profile, now_ms;
	struct taste *taste;
	struct arena arena; /* texts of tracks */
};

/* Opens the database and reads everything. An empty library is ERR_NOT_FOUND. */
enum err_code cli_taste_open(
	struct cli *cli, enum db_mode mode, struct cli_taste *ret, struct err *why);
void cli_taste_close(struct cli_taste *t); /* accepts a zeroed one */
/* Keeps the clusters where any is new (with `always`: in any case), and takes their ids
 * up. For DB_WRITE. */
enum err_code cli_taste_keep_clusters(
	struct cli_taste *t, bool always, struct err *why);
/* The recording of a file of the library; ERR_NOT_FOUND says what to do. */
enum err_code cli_taste_recording(
	struct cli_taste *t, const char *path, int64_t *ret, struct err *why);
/* "Teardrop — Massive Attack" for a terminal; caller frees. */
char *cli_taste_name(struct cli_taste *t, int64_t recording);

#endif
