/*
 * Loudness that was measured, for what has no gain in its tags. Derived: it can be
 * measured again. The tracks' queries join it (model/track.h).
 */
#ifndef DB_LOUDNESS_H
#define DB_LOUDNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "model/loudness.h"

/* Albums of more are measured track by track, and have no loudness of their own. */
enum { LOUDNESS_ALBUM_TRACKS = 200, LOUDNESS_ALBUM_HOURS = 8 };

enum err_code loudness_put(struct db *db, int64_t recording,
	const struct loudness_reading *track, const struct loudness_reading *album,
	struct err *why); /* album NULL: none */
/* It has none and why, so that nobody tries again with this version. What was measured comes
 * with the track (db/library.h), where its tags give no gain. */
enum err_code loudness_put_failed(
	struct db *db, int64_t recording, const char *reason, struct err *why);

struct loudness_progress {
	int64_t tagged;               /* recordings that have a gain in their tags */
	int64_t done, failed, wanted; /* of those without; all with a present file */
};
enum err_code loudness_progress(
	struct db *db, struct loudness_progress *ret, struct err *why);

struct loudness_todo {
	int64_t recording;
	int64_t album; /* its neighbours with the same one belong together; 0: alone */
	bool lacks;    /* a gain; the others are there for their album's sake */
	const char *path;               /* absolute, bytes; in the arena */
	int64_t start_frame, end_frame; /* of a CUE sheet; end 0: to the end */
	int64_t duration_ms;
};
/* What to measure, in the order to do it: whole albums of which a track lacks a gain, and
 * tracks that are on no album or a huge one; what was heard last first. Ends behind the
 * album or track that makes it `limit` or more. */
enum err_code loudness_todo(struct db *db, size_t limit, struct arena *a,
	struct loudness_todo **ret, size_t *ret_n, struct err *why);

#endif
