/*
 * The listening log: append-only rows, the play in progress, and what statistics ask.
 */
#ifndef DB_LISTENS_H
#define DB_LISTENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "model/listen.h"

/* Logs a play that is over, and ends its open row. Twice logged is once logged. */
enum err_code listens_append(
	struct db *db, int64_t profile, const struct listen *l, struct err *why);
/* The play in progress, written when it begins and every 30 s. */
enum err_code listens_open_put(
	struct db *db, int64_t profile, const struct listen *l, struct err *why);
/* Open plays of processes that are dead become `stopped` listens. Returns how many in
 * *ret_n (may be NULL). */
enum err_code listens_recover(struct db *db, size_t *ret_n, struct err *why);

/* In the order of start. since_ms inclusive, until_ms exclusive (0: none). fn returns
 * false to end. Rows carry their own profile's plays only; profile 0: all. */
enum err_code listens_each(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, bool (*fn)(void *ctx, const struct listen *l), void *ctx,
	struct err *why);
/* The newest row's start; 0 where there is none. */
int64_t listens_newest_ms(struct db *db, int64_t profile);

/* For export: with the names that a listener on another machine needs. */
struct listen_named {
	struct listen listen;
	const char *profile, *title, *artist, *album,
		*mb_recording; /* borrowed; "" unknown */
	const char *path;      /* absolute, bytes; NULL where there is no file */
	int number;
};
enum err_code listens_each_named(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, bool (*fn)(void *ctx, const struct listen_named *l),
	void *ctx, struct err *why);

/* What to forget: every set field narrows. All zero and not `all` is ERR_USAGE. */
struct listens_forget {
	const char *id; /* one listen */
	int64_t recording, artist, album;
	int64_t since_ms, until_ms; /* [since, until) */
	bool all;
};
enum err_code listens_forget(struct db *db, int64_t profile,
	const struct listens_forget *what, size_t *ret_n, struct err *why);

/* ---- statistics: rows of 30 s or half the track, whichever is less, count */
struct listen_totals {
	int64_t plays; /* rows that count */
	int64_t rows;  /* all */
	int64_t skips;
	int64_t heard_ms;
	int64_t recordings, artists, albums; /* different ones among the plays */
	int64_t first_ms, last_ms;
	int64_t days;                   /* different local days with a play */
	int64_t streak, longest_streak; /* days in a row; up to today or yesterday */
};
enum err_code listens_totals(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, struct listen_totals *ret, struct err *why);

enum listen_chart { CHART_TRACKS, CHART_ARTISTS, CHART_ALBUMS, CHART_GENRES };
struct listen_chart_row {
	int64_t id;                /* recording, artist, album, genre */
	const char *name, *artist; /* artist "" for artists and genres */
	int64_t plays, heard_ms;
};
enum err_code listens_chart(struct db *db, int64_t profile, enum listen_chart chart,
	int64_t since_ms, int64_t until_ms, size_t limit, struct arena *a,
	struct listen_chart_row **ret, size_t *ret_n, struct err *why);
/* Plays an hour of the day and a day of the week (0: Monday), in the listens' own zone.
 */
enum err_code listens_clock(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, int64_t hour[24], int64_t weekday[7], struct err *why);

/* What history knows of one recording. */
struct listen_summary {
	int64_t plays, finished, skips, heard_ms, first_ms, last_ms;
};
enum err_code listens_summary(struct db *db, int64_t profile, int64_t recording,
	struct listen_summary *ret, struct err *why);

#endif
