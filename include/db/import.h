/*
 * What imports of other players' libraries write: plays that were counted elsewhere, and
 * recordings that are known by name only until a file of that name is found.
 */
#ifndef DB_IMPORT_H
#define DB_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

/* Counts without times: no listens, they train nothing; charts that count plays add them.
 */
struct imported_play {
	int64_t plays, skips;
	int64_t first_s, last_s; /* unix seconds; 0 unknown */
};
/* As they are there now: the counts of that source are replaced. *ret_changed (may be
 * NULL): whether they are others than before. */
enum err_code imported_play_put(struct db *db, int64_t profile, int64_t recording,
	const char *source, const struct imported_play *p, bool *ret_changed,
	struct err *why);
enum err_code imported_play_get(struct db *db, int64_t profile, int64_t recording,
	const char *source, struct imported_play *ret, struct err *why);
/* Plays by source, for statistics. */
enum err_code imported_play_each(struct db *db, int64_t profile,
	void (*fn)(void *ctx, const char *source, int64_t recordings, int64_t plays),
	void *ctx, struct err *why);

/* A recording by folded artist and title, of about that length (-1: any): one with a file
 * before one without. ERR_NOT_FOUND: there is none, or `only` and there are several. */
enum err_code import_find_named(struct db *db, const char *artist, const char *title,
	int64_t duration_ms, bool only, int64_t *ret, struct err *why);
/* A recording that stands for a file that is not there: the one that another entry with
 * this location has, or one of that name, or a new one. */
enum err_code import_lost_recording(struct db *db, const char *location,
	const char *artist, const char *title, int64_t duration_ms, int64_t *ret,
	struct err *why);

#endif
