#include "db/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "library_file.h"
#include "stmt.h"

enum { SAME_LENGTH_MS = 3000 };

/* ---- counts */

enum err_code imported_play_get(struct db *db, int64_t profile, int64_t recording,
	const char *source, struct imported_play *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT plays, skips, first_s, last_s FROM imported_play WHERE profile ="
		" :profile AND recording = :recording AND source = :source";
	*ret = (struct imported_play){0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", recording);
	stmt_text(&q, ":source", source);
	if (stmt_row(&q))
		*ret = (struct imported_play){stmt_col_i64(&q, 0), stmt_col_i64(&q, 1),
			stmt_col_i64(&q, 2), stmt_col_i64(&q, 3)};
	return stmt_end(&q);
}

/* The derived count of plays has them in it. */
static enum err_code count_again(struct db *db, int64_t profile, int64_t recording,
	const struct imported_play *was, const struct imported_play *is,
	struct err *why)
{
	static const char SQL[] =
		"INSERT INTO d_play (profile, recording, plays, first_ms, last_ms)"
		" VALUES (:profile, :recording, :plays, :first * 1000, :last * 1000)"
		" ON CONFLICT (profile, recording) DO UPDATE SET"
		" plays = max(0, plays + :plays)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":plays", is->plays - was->plays);
	stmt_i64(&q, ":first", is->first_s);
	stmt_i64(&q, ":last", is->last_s);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code imported_play_put(struct db *db, int64_t profile, int64_t recording,
	const char *source, const struct imported_play *p, bool *ret_changed,
	struct err *why)
{
	static const char SQL[] =
		"INSERT INTO imported_play (profile, recording, source, plays, skips,"
		" first_s, last_s) VALUES (:profile, :recording, :source, :plays,"
		" :skips, :first, :last) ON CONFLICT DO UPDATE SET plays = :plays,"
		" skips = :skips, first_s = :first, last_s = :last";
	struct imported_play was;
	if (ret_changed)
		*ret_changed = false;
	enum err_code code =
		imported_play_get(db, profile, recording, source, &was, why);
	if (code || memcmp(&was, p, sizeof was) == 0)
		return code;
	code = db_begin(db, "imported_play_put", why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", recording);
	stmt_text(&q, ":source", source);
	stmt_i64(&q, ":plays", p->plays);
	stmt_i64(&q, ":skips", p->skips);
	stmt_i64(&q, ":first", p->first_s);
	stmt_i64(&q, ":last", p->last_s);
	stmt_run(&q);
	code = stmt_end(&q);
	if (!code)
		code = count_again(db, profile, recording, &was, p, why);
	if (ret_changed)
		*ret_changed = true;
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code imported_play_each(struct db *db, int64_t profile,
	void (*fn)(void *ctx, const char *source, int64_t recordings, int64_t plays),
	void *ctx, struct err *why)
{
	static const char SQL[] =
		"SELECT source, count(*), sum(plays) FROM imported_play"
		" WHERE profile = :profile GROUP BY source ORDER BY source";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	while (stmt_row(&q))
		fn(ctx, stmt_col_text(&q, 0), stmt_col_i64(&q, 1), stmt_col_i64(&q, 2));
	return stmt_end(&q);
}

/* ---- recordings by name */

/* Of recordings with one name: what has a file here, then the nearest length. */
struct named {
	int64_t id, apart_ms;
	bool there;
	size_t n_there;
};

static void consider_named(struct named *best, int64_t id, int64_t apart_ms, bool there)
{
	bool better = !best->id || there > best->there ||
		      (there == best->there && apart_ms < best->apart_ms);
	best->n_there += there;
	if (better) {
		best->id = id;
		best->apart_ms = apart_ms;
		best->there = there;
	}
}

enum err_code import_find_named(struct db *db, const char *artist, const char *title,
	int64_t duration_ms, bool only, int64_t *ret, struct err *why)
{
	/* By the index in the order of ids; sorting one or two rows would cost the most. */
	static const char SQL[] =
		"SELECT r.id, abs(r.duration_ms - :ms), EXISTS (SELECT 1 FROM track t"
		" WHERE t.recording = r.id AND t.shown = 1) FROM recording r"
		" WHERE r.same_as IS NULL AND r.name_hash = :hash"
		" AND (:ms < 0 OR r.duration_ms = 0 OR abs(r.duration_ms - :ms) <= :same)"
		" ORDER BY r.id";
	int64_t hash = library_name_hash(artist ? artist : "", title ? title : "");
	struct named best = {0};
	if (hash == 0)
		return err_set(why, ERR_NOT_FOUND, "it has no name");
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":hash", hash);
	stmt_i64(&q, ":ms", duration_ms);
	stmt_i64(&q, ":same", SAME_LENGTH_MS);
	while (stmt_row(&q))
		consider_named(&best, stmt_col_i64(&q, 0), stmt_col_i64(&q, 1),
			stmt_col_i64(&q, 2) != 0);
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	if (!best.id || (only && best.n_there != 1))
		return err_set(why, ERR_NOT_FOUND,
			best.id ? "several tracks are called %s"
				: "no track is called %s",
			title ? title : "that");
	*ret = best.id;
	return ERR_OK;
}

static enum err_code find_located(
	struct db *db, const char *location, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT recording FROM playlist_entry WHERE location = :location"
		" LIMIT 1";
	*ret = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_path(&q, ":location", location);
	if (stmt_row(&q))
		*ret = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

static enum err_code insert_named(struct db *db, const char *artist, const char *title,
	int64_t duration_ms, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO recording (name_hash, title, artist, duration_ms, added_s)"
		" VALUES (:hash, :title, :artist, :ms, :now)";
	struct clock clock = clock_system();
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":hash", library_name_hash(artist, title));
	stmt_text(&q, ":title", title);
	stmt_text(&q, ":artist", artist);
	stmt_i64(&q, ":ms", duration_ms > 0 ? duration_ms : 0);
	stmt_i64(&q, ":now", clock_wall_ms(&clock) / 1000);
	if (stmt_run(&q))
		*ret = sqlite3_last_insert_rowid(db->h);
	return stmt_end(&q);
}

enum err_code import_lost_recording(struct db *db, const char *location,
	const char *artist, const char *title, int64_t duration_ms, int64_t *ret,
	struct err *why)
{
	enum err_code code = find_located(db, location, ret, why);
	if (code || *ret)
		return code;
	code = import_find_named(db, artist, title, duration_ms, false, ret, why);
	if (code == ERR_NOT_FOUND)
		code = insert_named(db, artist ? artist : "", title ? title : "",
			duration_ms, ret, why);
	return code;
}
