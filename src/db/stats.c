/* What statistics ask of the log. */
#include <stdlib.h>
#include <string.h>

#include "db/listens.h"
#include "stmt.h"

enum { DAY_MS = 86400000, MINUTE_MS = 60000, MONDAY_OFFSET = 3 };

static void bind_range(struct stmt *q, int64_t profile, int64_t since, int64_t until)
{
	stmt_i64(q, ":profile", profile);
	stmt_i64(q, ":since", since ? since : INT64_MIN);
	stmt_i64(q, ":until", until ? until : INT64_MAX);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days in a row with a play: the longest run, and the one that touches the last day. */
static enum err_code streaks(struct db *db, int64_t profile, int64_t since,
	int64_t until, struct listen_totals *t, struct err *why)
{
	static const char SQL[] = "SELECT start_ms + zone_minutes * 60000 FROM listen "
				  "WHERE profile = :profile"
				  " AND start_ms >= :since AND start_ms < :until AND "
				  "counts = 1 ORDER BY start_ms";
	int64_t last = INT64_MIN, run = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	bind_range(&q, profile, since, until);
	while (stmt_row(&q)) {
		int64_t day = floor_div(stmt_col_i64(&q, 0), DAY_MS);
		if (day == last)
			continue;
		run = day == last + 1 ? run + 1 : 1;
		t->days++;
		last = day;
		if (run > t->longest_streak)
			t->longest_streak = run;
	}
	t->streak = run;
	return stmt_end(&q);
}

enum err_code listens_totals(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, struct listen_totals *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT coalesce(sum(counts), 0), count(*), coalesce(sum(outcome = 1), "
		"0),"
		" coalesce(sum(heard_ms), 0), min(start_ms), max(start_ms) FROM listen"
		" WHERE profile = :profile AND start_ms >= :since AND start_ms < "
		":until";
	static const char SQL_DIFFERENT[] =
		"SELECT count(*), count(DISTINCT t.artist), count(DISTINCT t.album)"
		" FROM (SELECT DISTINCT recording FROM listen WHERE profile = :profile"
		" AND start_ms >= :since AND start_ms < :until AND counts = 1) l"
		" LEFT JOIN track t ON t.id = (SELECT id FROM track WHERE recording = "
		"l.recording"
		" ORDER BY shown DESC, id LIMIT 1)";
	*ret = (struct listen_totals){0};
	struct stmt q = stmt_begin(db, SQL, why);
	bind_range(&q, profile, since_ms, until_ms);
	if (stmt_row(&q)) {
		ret->plays = stmt_col_i64(&q, 0);
		ret->rows = stmt_col_i64(&q, 1);
		ret->skips = stmt_col_i64(&q, 2);
		ret->heard_ms = stmt_col_i64(&q, 3);
		ret->first_ms = stmt_col_i64(&q, 4);
		ret->last_ms = stmt_col_i64(&q, 5);
	}
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	q = stmt_begin(db, SQL_DIFFERENT, why);
	bind_range(&q, profile, since_ms, until_ms);
	if (stmt_row(&q)) {
		ret->recordings = stmt_col_i64(&q, 0);
		ret->artists = stmt_col_i64(&q, 1);
		ret->albums = stmt_col_i64(&q, 2);
	}
	code = stmt_end(&q);
	return code ? code : streaks(db, profile, since_ms, until_ms, ret, why);
}

/* Plays by recording, joined with the one track that stands for each. */
#define PLAYS                                                                          \
	"(SELECT recording, count(*) AS plays, sum(heard_ms) AS ms, max(start_ms) AS " \
	"last"                                                                         \
	" FROM listen WHERE profile = :profile AND start_ms >= :since AND start_ms < " \
	":until"                                                                       \
	" AND counts = 1 GROUP BY recording) l JOIN recording rec ON rec.id = "        \
	"l.recording"                                                                  \
	" LEFT JOIN track t ON t.id = (SELECT id FROM track WHERE recording = "        \
	"l.recording"                                                                  \
	" ORDER BY shown DESC, id LIMIT 1)"
#define BEST " ORDER BY 4 DESC, max(l.last) DESC, 1 LIMIT :limit"

enum err_code listens_chart(struct db *db, int64_t profile, enum listen_chart chart,
	int64_t since_ms, int64_t until_ms, size_t limit, struct arena *a,
	struct listen_chart_row **ret, size_t *ret_n, struct err *why)
{
	static const char *const SQL[] = {
		[CHART_TRACKS] = "SELECT l.recording, rec.title, rec.artist, l.plays, "
				 "l.ms FROM " PLAYS " GROUP BY l.recording" BEST,
		[CHART_ARTISTS] =
			"SELECT ar.id, ar.name, '', sum(l.plays), sum(l.ms) FROM " PLAYS
			" JOIN artist ar ON ar.id = t.artist AND ar.key <> ''"
			" GROUP BY ar.id" BEST,
		[CHART_ALBUMS] =
			"SELECT al.id, al.title, ar.name, sum(l.plays), sum(l.ms) "
			"FROM " PLAYS " JOIN album al ON al.id = t.album"
			" JOIN artist ar ON ar.id = al.artist GROUP BY al.id" BEST,
		[CHART_GENRES] =
			"SELECT g.id, g.name, '', sum(l.plays), sum(l.ms) FROM " PLAYS
			" JOIN genre g ON g.id = t.genre GROUP BY g.id" BEST,
	};
	struct listen_chart_row *row = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL[chart], why);
	bind_range(&q, profile, since_ms, until_ms);
	stmt_i64(&q, ":limit", (int64_t)limit);
	while (stmt_row(&q)) {
		row = mem_grow(row, &cap, n + 1, sizeof *row);
		row[n++] = (struct listen_chart_row){stmt_col_i64(&q, 0),
			stmt_col_copy(&q, 1, a), stmt_col_copy(&q, 2, a),
			stmt_col_i64(&q, 3), stmt_col_i64(&q, 4)};
	}
	*ret = arena_alloc(a, n * sizeof *row);
	if (n)
		memcpy(*ret, row, n * sizeof *row);
	*ret_n = n;
	free(row);
	return stmt_end(&q);
}

enum err_code listens_clock(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, int64_t hour[24], int64_t weekday[7], struct err *why)
{
	static const char SQL[] =
		"SELECT start_ms + zone_minutes * 60000 FROM listen WHERE profile = "
		":profile"
		" AND start_ms >= :since AND start_ms < :until AND counts = 1";
	memset(hour, 0, 24 * sizeof *hour);
	memset(weekday, 0, 7 * sizeof *weekday);
	struct stmt q = stmt_begin(db, SQL, why);
	bind_range(&q, profile, since_ms, until_ms);
	while (stmt_row(&q)) {
		int64_t ms = stmt_col_i64(&q, 0), day = floor_div(ms, DAY_MS);
		hour[(ms - day * DAY_MS) / (60 * (int64_t)MINUTE_MS)]++;
		/* Day 0 of 1970 was a Thursday. */
		weekday[((day + MONDAY_OFFSET) % 7 + 7) % 7]++;
	}
	return stmt_end(&q);
}

enum err_code listens_summary(struct db *db, int64_t profile, int64_t recording,
	struct listen_summary *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT plays, finished, skips, heard_ms, first_ms, last_ms"
		" FROM d_play WHERE profile = :profile"
		" AND recording = :recording";
	*ret = (struct listen_summary){0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", recording);
	if (stmt_row(&q))
		*ret = (struct listen_summary){stmt_col_i64(&q, 0), stmt_col_i64(&q, 1),
			stmt_col_i64(&q, 2), stmt_col_i64(&q, 3), stmt_col_i64(&q, 4),
			stmt_col_i64(&q, 5)};
	return stmt_end(&q);
}
