/*
 * Feedback: likes, dislikes, bans and ratings of tracks, albums, artists and folders.
 */
#ifndef DB_FEEDBACK_H
#define DB_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "db/db.h"

enum feedback_scope {
	FEEDBACK_RECORDING,
	FEEDBACK_ALBUM,
	FEEDBACK_ARTIST,
	FEEDBACK_FOLDER
};

struct feedback {
	enum feedback_scope scope;
	int64_t target;   /* recording, album, artist; 0 for a folder */
	const char *path; /* of a folder: absolute, bytes; NULL else */
	signed char like; /* -2 banned, -1 disliked, 0, +1 liked */
	int rating;       /* 0 none, 1…5 */
	/* Filled by feedback_get: static, the field of the file that suggested the
	 * rating; "": the listener gave it. */
	const char *rating_from;
	int64_t at_ms;    /* UTC, of the last change */
};

/* Sets like and rating; both 0 removes the row. */
enum err_code feedback_set(
	struct db *db, int64_t profile, const struct feedback *f, struct err *why);
/* Only one of the two. ret_before (may be NULL) takes what stood there, for undo. */
enum err_code feedback_set_like(struct db *db, int64_t profile,
	enum feedback_scope scope, int64_t target, signed char like, int64_t at_ms,
	signed char *ret_before, struct err *why);
enum err_code feedback_set_rating(struct db *db, int64_t profile,
	enum feedback_scope scope, int64_t target, int rating, int64_t at_ms,
	int *ret_before, struct err *why);
/* A zeroed like and rating where there is none. */
enum err_code feedback_get(struct db *db, int64_t profile, enum feedback_scope scope,
	int64_t target, struct feedback *ret, struct err *why);
enum err_code feedback_each(struct db *db, int64_t profile,
	bool (*fn)(void *ctx, const struct feedback *f), void *ctx, struct err *why);

#endif
