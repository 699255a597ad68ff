/*
 * Places in long recordings (bookmark.c).
 */
#ifndef APP_BOOKMARK_H
#define APP_BOOKMARK_H

#include <stdbool.h>
#include <stdint.h>

#include "app/app.h"

struct db;

/* A row of the pump's list that goes on where it was left. */
struct resumed {
	int64_t key, from_ms; /* 0: it begins at its beginning */
	char title[128];
};

/* A place that was kept, or (ms 0) given up. */
struct kept_place {
	int64_t recording, ms;
};

struct bookmark {
	struct kept_place kept; /* the last one: it may not be written yet */
	/* What plays, as it was seen last. */
	int64_t key, recording, heard_ms, duration_ms;
	enum player_mode mode;
	bool is_long;            /* its place is kept */
	struct resumed starting; /* what was told to start last */
	struct resumed expected[PLAYER_AHEAD + 1];
	/* The play that went on last: the row, from where, and when (monotonic). */
	int64_t resumed_key, resumed_ms, resumed_us;
};

/* After the player's state was read anew. */
void bookmark_tick(struct app *a);
/* The row began to sound: where it goes on is said. */
void bookmark_started(struct app *a, int64_t key);
/* The play that went on just now begins at its beginning; false: there is none. */
bool bookmark_start_over(struct app *a);
void bookmark_end(struct app *a); /* what plays is left */

/* On the query thread: where the track was left; 0: at its beginning. */
int64_t bookmark_place(struct db *db, int64_t profile, const struct track *t,
	const struct kept_place *kept);
/* A part of a file that is heard as a part of its album has no place of its own. */
bool bookmark_in_album(const struct track *t, bool from_album);

#endif
