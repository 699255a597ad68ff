/*
 * Statistics of the listening log, for `linnet stats` and the History view. Rows of 30
 * s or half the track, whichever is less, count as plays.
 */
#ifndef HISTORY_STATS_H
#define HISTORY_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/listens.h"

struct stats_chart {
	struct listen_chart_row *row; /* most played first; in the arena */
	size_t n;
};

struct stats {
	struct listen_totals totals;
	int64_t sessions;           /* runs of listens with pauses under 30 minutes */
	int64_t longest_session_ms; /* from its first start to its last end */
	int64_t outcome[OUTCOME__COUNT]; /* rows */
	struct stats_chart tracks, artists, albums, genres;
	int64_t hour[24], weekday[7]; /* plays; weekday 0 is Monday */
	int64_t from_foryou;          /* plays that For You picked */
};

/* Of the plays in [since_ms, until_ms) (0: open), charts with at most `limit` rows.
 * Texts live in the arena. */
enum err_code stats_load(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, size_t limit, struct arena *a, struct stats *ret,
	struct err *why);

#endif
