#include "db/features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stmt.h"

/* Float32 in the machine's order would not travel; every supported machine is
 * little-endian, and the packing functions make sure. */
static void pack(struct str *to, const float *v, size_t n)
{
	str_reset(to);
	bytes_put_f32s(to, v, n);
}

static void pack_gaussian(struct str *to, const struct feature *f)
{
	str_reset(to);
	bytes_put_f32s(to, f->mean, FEATURE_MFCC);
	bytes_put_f32s(to, f->covariance, FEATURE_COV);
}

#define FEATURE_PUT                                                                    \
	"INSERT OR REPLACE INTO d_feature (recording, version, reason, duration_s,"    \
	" active_frames, level_db, tempo_bpm, tempo_strength, \"key\", vector, "       \
	"gaussian)"

enum err_code features_put(
	struct db *db, int64_t recording, const struct feature *f, struct err *why)
{
	static const char SQL[] =
		FEATURE_PUT " VALUES (:recording, :version, NULL, :seconds, :active, "
			    ":level, :tempo, :strength,"
			    " :key, :vector, :gaussian)";
	struct str vector = {0}, gaussian = {0};
	pack(&vector, f->vector, FEATURE_DIM);
	pack_gaussian(&gaussian, f);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":version", f->version);
	stmt_double(&q, ":seconds", f->duration_s);
	stmt_i64(&q, ":active", f->active_frames);
	stmt_double(&q, ":level", (double)f->level_db);
	stmt_double(&q, ":tempo", (double)f->tempo_bpm);
	stmt_double(&q, ":strength", (double)f->tempo_strength);
	stmt_i64(&q, ":key", f->key);
	stmt_blob(&q, ":vector", vector.data, vector.len);
	stmt_blob(&q, ":gaussian", gaussian.data, gaussian.len);
	stmt_run(&q);
	str_finish(&vector);
	str_finish(&gaussian);
	return stmt_end(&q);
}

enum err_code features_put_failed(
	struct db *db, int64_t recording, const char *reason, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_feature (recording, version, reason)"
		" VALUES (:recording, :version, :reason)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":version", FEATURE_VERSION);
	stmt_text(&q, ":reason", reason);
	stmt_run(&q);
	return stmt_end(&q);
}

#define FEATURE_COLUMNS                                                                \
	"recording, version, duration_s, active_frames, level_db, tempo_bpm, "         \
	"tempo_strength,"                                                              \
	" \"key\", vector, gaussian"

static float number(struct stmt *q, int column)
{
	return stmt_col_is_null(q, column) ? 0.0f : (float)stmt_col_double(q, column);
}

/* False for a row whose blobs are not of the sizes that this version has. */
static bool feature_row(struct stmt *q, struct feature *f)
{
	size_t n, m;
	f->version = (int)stmt_col_i64(q, 1);
	f->duration_s = stmt_col_is_null(q, 2) ? 0 : stmt_col_double(q, 2);
	f->active_frames = (int)stmt_col_i64(q, 3);
	f->level_db = number(q, 4);
	f->tempo_bpm = number(q, 5);
	f->tempo_strength = number(q, 6);
	f->key = (int)stmt_col_i64(q, 7);
	const void *vector = stmt_col_blob(q, 8, &n),
		   *gaussian = stmt_col_blob(q, 9, &m);
	if (n != FEATURE_DIM * sizeof(float) ||
		m != (FEATURE_MFCC + FEATURE_COV) * sizeof(float))
		return false;
	struct bytes_reader r;
	bytes_reader_init(&r, vector, n);
	bytes_get_f32s(&r, f->vector, FEATURE_DIM);
	bytes_reader_init(&r, gaussian, m);
	bytes_get_f32s(&r, f->mean, FEATURE_MFCC);
	bytes_get_f32s(&r, f->covariance, FEATURE_COV);
	return true;
}

enum err_code features_get(
	struct db *db, int64_t recording, struct feature *ret, struct err *why)
{
	static const char SQL[] = "SELECT " FEATURE_COLUMNS " FROM d_feature"
				  " WHERE recording = :recording AND version = :version"
				  " AND vector IS NOT NULL";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":version", FEATURE_VERSION);
	bool found = stmt_row(&q) && feature_row(&q, ret);
	enum err_code code = stmt_end(&q);
	return code || found ? code
			     : err_set(why, ERR_NOT_FOUND,
				       "it was not analyzed yet; run linnet analyze");
}

enum err_code features_each(struct db *db,
	bool (*fn)(void *ctx, int64_t recording, const struct feature *f), void *ctx,
	struct err *why)
{
	static const char SQL[] = "SELECT " FEATURE_COLUMNS " FROM d_feature"
				  " WHERE version = :version AND vector IS NOT NULL"
				  " ORDER BY recording";
	struct feature *f = xcalloc(1, sizeof *f);
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":version", FEATURE_VERSION);
	while (more && stmt_row(&q))
		if (feature_row(&q, f))
			more = fn(ctx, stmt_col_i64(&q, 0), f);
	free(f);
	return stmt_end(&q);
}

enum err_code features_progress(
	struct db *db, struct features_progress *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT count(*), sum(d.vector IS NOT NULL),"
		" sum(d.recording IS NOT NULL AND d.vector IS NULL)"
		" FROM (SELECT DISTINCT recording FROM track WHERE shown = 1) t"
		" LEFT JOIN d_feature d ON d.recording = t.recording AND d.version = "
		":version";
	*ret = (struct features_progress){0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":version", FEATURE_VERSION);
	if (stmt_row(&q)) {
		ret->wanted = stmt_col_i64(&q, 0);
		ret->done = stmt_col_i64(&q, 1);
		ret->failed = stmt_col_i64(&q, 2);
	}
	return stmt_end(&q);
}

enum err_code features_todo(struct db *db, bool all, size_t limit, struct arena *a,
	struct features_todo **ret, size_t *ret_n, struct err *why)
{
	/* first: the track is the first of an album that has no features at all. */
	static const char SQL[] =
		"WITH heard AS (SELECT recording, sum(plays) AS plays FROM d_play"
		"  GROUP BY recording),"
		" covered AS (SELECT DISTINCT t.album FROM d_feature d JOIN track t"
		"  ON t.recording = d.recording WHERE d.version = :version),"
		" opening AS (SELECT min(id) AS id FROM track WHERE shown = 1"
		"  AND album IS NOT NULL AND album NOT IN (SELECT album FROM covered"
		"  WHERE album IS NOT NULL) GROUP BY album)"
		" SELECT t.recording, CAST(r.path || '/' || f.path AS BLOB),"
		" min(CASE WHEN t.id IN (SELECT id FROM opening) THEN 0 ELSE 1 END) AS "
		"class,"
		" max(coalesce(h.plays, 0)) AS plays, t.start_frame, t.end_frame,"
		" t.duration_ms, t.id"
		" FROM track t JOIN file f ON f.id = t.file JOIN root r ON r.id = "
		"f.root"
		" LEFT JOIN d_feature d ON d.recording = t.recording AND d.version = "
		":version"
		" LEFT JOIN heard h ON h.recording = t.recording"
		" WHERE t.shown = 1 AND f.state = 0 AND r.mounted = 1"
		" AND (:all OR d.recording IS NULL)"
		" GROUP BY t.recording ORDER BY class, plays DESC, t.id LIMIT :limit";
	struct features_todo *row = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":version", FEATURE_VERSION);
	stmt_i64(&q, ":all", all);
	stmt_i64(&q, ":limit", (int64_t)limit);
	while (stmt_row(&q)) {
		row = mem_grow(row, &cap, n + 1, sizeof *row);
		int64_t end = stmt_col_i64(&q, 5);
		row[n++] = (struct features_todo){.recording = stmt_col_i64(&q, 0),
			.path = stmt_col_copy(&q, 1, a),
			.start_frame = stmt_col_i64(&q, 4),
			.end_frame = end > 0 ? end : 0,
			.duration_ms = stmt_col_i64(&q, 6),
			.track = stmt_col_i64(&q, 7)};
	}
	*ret = arena_alloc(a, n * sizeof *row);
	if (n)
		memcpy(*ret, row, n * sizeof *row);
	*ret_n = n;
	free(row);
	return stmt_end(&q);
}
