/*
 * Automatic copies of the database, and what is done with them when it is damaged.
 *
 * Copies stand beside the file as PATH.1.bak (the newest) and PATH.2.bak, made once a
 * day by the player while nothing else is to be done, or by linnet doctor --backup. A
 * copy is checked before it takes the place of an older one.
 *
 * Damage is found when SQLite meets it: the connection leaves a mark (PATH.damaged),
 * and from then on db_open says ERR_CORRUPT until rescue_database was run.
 */
#ifndef DB_RESCUE_H
#define DB_RESCUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

/* Milliseconds until the next copy is due; 0: now. A copy from the future (the clock
 * went backwards) counts as old. */
int64_t backup_due_ms(const char *path, int64_t now_ms);
/* UTC milliseconds of the newest copy; 0: there is none. */
int64_t backup_newest_ms(const char *path);
/* Makes a copy, through a connection of the caller's that may be a reading one, while
 * others write. `cancelled` (may be NULL) is asked now and then. ERR_FULL where the disk
 * has no room for it: nothing is written then. */
enum err_code backup_make(
	struct db *db, bool (*cancelled)(void *ctx), void *ctx, struct err *why);

/* Is that what db_open says of a file that rescue_database may help? */
bool rescue_may_help(const char *path, const struct err *why);
/*
 * Restores a damaged database: the newest copy that is whole (without any: an empty
 * database), and everything that can still be read of the damaged file. That file is
 * kept beside it. `said` becomes one sentence: what was done and what is lost.
 * No connection of this process may be open. ERR_BUSY: another process has it open.
 */
enum err_code rescue_database(
	const char *path, char *said, size_t size, struct err *why);
/* db_open, and where the file is damaged rescue_database and db_open again; `said` is ""
 * where there was no need. */
enum err_code rescue_open(const char *path, enum db_mode mode, struct db **ret,
	char *said, size_t size, struct err *why);

#endif
