#include "db/loudness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "stmt.h"

static int64_t now_s(void)
{
	struct clock c = clock_system();
	return clock_wall_ms(&c) / 1000;
}

enum err_code loudness_put(struct db *db, int64_t recording,
	const struct loudness_reading *track, const struct loudness_reading *album,
	struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_loudness (recording, version, track_lufs,"
		" track_peak, album_lufs, album_peak, measured_s) VALUES (:recording,"
		" :version, :lufs, :peak, :album_lufs, :album_peak, :now)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":version", LOUDNESS_VERSION);
	stmt_double(&q, ":lufs", track->lufs);
	stmt_double(&q, ":peak", track->peak);
	stmt_double(&q, ":album_lufs", album ? album->lufs : NAN);
	stmt_double(&q, ":album_peak", album ? album->peak : NAN);
	stmt_i64(&q, ":now", now_s());
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code loudness_put_failed(
	struct db *db, int64_t recording, const char *reason, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_loudness (recording, version, reason,"
		" measured_s) VALUES (:recording, :version, :reason, :now)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":version", LOUDNESS_VERSION);
	stmt_text(&q, ":reason", reason);
	stmt_i64(&q, ":now", now_s());
	stmt_run(&q);
	return stmt_end(&q);
}

/* Tracks that can be measured now, with what is known of them. */
#define MEASURABLE                                                                     \
	" FROM track t JOIN file f ON f.id = t.file JOIN root r ON r.id = f.root"      \
	" LEFT JOIN d_loudness d ON d.recording = t.recording"                         \
	" AND d.version = :version"
#define IS_THERE " t.shown = 1 AND f.state = 0 AND r.mounted = 1"
#define LACKS "(t.track_gain_db IS NULL AND d.recording IS NULL)"

enum err_code loudness_progress(
	struct db *db, struct loudness_progress *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT sum(tagged), sum(NOT tagged), sum(NOT tagged AND done),"
		" sum(NOT tagged AND failed) FROM (SELECT"
		" max(t.track_gain_db IS NOT NULL) AS tagged,"
		" d.recording IS NOT NULL AND d.reason IS NULL AS done,"
		" d.reason IS NOT NULL AS failed" MEASURABLE " WHERE" IS_THERE
		" GROUP BY t.recording)";
	*ret = (struct loudness_progress){0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":version", LOUDNESS_VERSION);
	if (stmt_row(&q)) {
		ret->tagged = stmt_col_i64(&q, 0);
		ret->wanted = stmt_col_i64(&q, 1);
		ret->done = stmt_col_i64(&q, 2);
		ret->failed = stmt_col_i64(&q, 3);
	}
	return stmt_end(&q);
}

struct todo {
	struct loudness_todo *row; /* owned */
	size_t n, cap;
};

/* The present tracks of an album, or one track: a group > 0 is an album, < 0 a track. */
static enum err_code add_group(
	struct db *db, int64_t group, struct arena *a, struct todo *to, struct err *why)
{
#define COLUMNS                                                                        \
	"SELECT t.recording, CAST(r.path || '/' || f.path AS BLOB), t.start_frame,"    \
	" t.end_frame, t.duration_ms, " LACKS MEASURABLE
	static const char ALBUM[] = COLUMNS " WHERE t.album = :id AND" IS_THERE
					    " GROUP BY t.recording ORDER BY t.sort";
	static const char TRACK[] = COLUMNS " WHERE t.id = :id AND" IS_THERE;
#undef COLUMNS
	struct stmt q = stmt_begin(db, group > 0 ? ALBUM : TRACK, why);
	stmt_i64(&q, ":version", LOUDNESS_VERSION);
	stmt_i64(&q, ":id", group > 0 ? group : -group);
	while (stmt_row(&q)) {
		to->row = mem_grow(to->row, &to->cap, to->n + 1, sizeof *to->row);
		int64_t end = stmt_col_i64(&q, 3);
		to->row[to->n++] =
			(struct loudness_todo){.recording = stmt_col_i64(&q, 0),
				.album = group > 0 ? group : 0,
				.lacks = stmt_col_i64(&q, 5) != 0,
				.path = stmt_col_copy(&q, 1, a),
				.start_frame = stmt_col_i64(&q, 2),
				.end_frame = end > 0 ? end : 0,
				.duration_ms = stmt_col_i64(&q, 4)};
	}
	return stmt_end(&q);
}

static enum err_code list_groups(
	struct db *db, size_t limit, int64_t **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"WITH heard AS (SELECT recording, max(last_ms) AS at_ms FROM d_play"
		"  GROUP BY recording)"
		" SELECT CASE WHEN al.tracks <= :most AND al.duration_ms <= :long"
		"  THEN t.album ELSE -t.id END AS grp,"
		" max(coalesce(h.at_ms, 0)) AS at_ms" MEASURABLE
		" LEFT JOIN album al ON al.id = t.album"
		" LEFT JOIN heard h ON h.recording = t.recording"
		" WHERE" IS_THERE " AND " LACKS
		" GROUP BY grp ORDER BY at_ms DESC, min(t.id) LIMIT :limit";
	int64_t *group = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":version", LOUDNESS_VERSION);
	stmt_i64(&q, ":most", LOUDNESS_ALBUM_TRACKS);
	stmt_i64(&q, ":long", (int64_t)LOUDNESS_ALBUM_HOURS * 3600 * 1000);
	stmt_i64(&q, ":limit", limit < INT64_MAX ? (int64_t)limit : INT64_MAX);
	while (stmt_row(&q)) {
		group = mem_grow(group, &cap, n + 1, sizeof *group);
		group[n++] = stmt_col_i64(&q, 0);
	}
	*ret = group;
	*ret_n = n;
	return stmt_end(&q);
}

enum err_code loudness_todo(struct db *db, size_t limit, struct arena *a,
	struct loudness_todo **ret, size_t *ret_n, struct err *why)
{
	struct todo to = {0};
	int64_t *group = NULL;
	size_t groups = 0;
	enum err_code code = list_groups(db, limit, &group, &groups, why);
	for (size_t i = 0; i < groups && to.n < limit && code == ERR_OK; i++)
		code = add_group(db, group[i], a, &to, why);
	*ret = arena_alloc(a, to.n * sizeof *to.row);
	if (to.n)
		memcpy(*ret, to.row, to.n * sizeof *to.row);
	*ret_n = to.n;
	free(to.row);
	free(group);
	return code;
}
