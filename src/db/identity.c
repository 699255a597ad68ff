/* Recordings that turn out to be one, or two. */
#include "db/identity.h"

#include <stdlib.h>
#include <time.h>

#include "identity_rows.h"
#include "stmt.h"

int64_t identity_now(struct db *db, int64_t recording)
{
	static const char SQL[] =
		"SELECT same_as FROM recording WHERE id = :id AND same_as IS NOT NULL";
	struct stmt q = stmt_begin(db, SQL, NULL);
	stmt_i64(&q, ":id", recording);
	int64_t now = stmt_row(&q) ? stmt_col_i64(&q, 0) : recording;
	stmt_end(&q);
	return now;
}

/* What the statements below are about; each takes what it names. */
struct change {
	int64_t from, into, by, now_ms;
};

static enum err_code run(
	struct db *db, const char *sql, const struct change *c, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	if (stmt_has(&q, ":from"))
		stmt_i64(&q, ":from", c->from);
	if (stmt_has(&q, ":into"))
		stmt_i64(&q, ":into", c->into);
	if (stmt_has(&q, ":by"))
		stmt_i64(&q, ":by", c->by);
	if (stmt_has(&q, ":now"))
		stmt_i64(&q, ":now", c->now_ms);
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code run_all(struct db *db, const char *const *sql, size_t n,
	const struct change *c, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < n && !code; i++)
		code = run(db, sql[i], c, why);
	return code;
}

/* Both are counted anew from the listens. */
static const char *const SQL_COUNT[] = {
	"DELETE FROM d_play WHERE recording IN (:from, :into)"
	" AND profile IN (SELECT id FROM profile)",
	"INSERT INTO d_play (profile, recording, plays, finished, skips, heard_ms,"
	" first_ms, last_ms) SELECT profile, recording, sum(counts),"
	" sum(outcome = 0), sum(outcome = 1), sum(heard_ms), min(start_ms),"
	" max(start_ms) FROM listen WHERE recording IN (:from, :into)"
	" GROUP BY profile, recording",
	"INSERT OR IGNORE INTO d_search_todo SELECT (2 << 60) | id FROM track"
	" WHERE recording IN (:from, :into) AND shown = 1",
};

/* Lists and feedback of the listener's. Of two likes, ratings or places the newer one
 * counts; one that says nothing never wins. */
static const char *const SQL_FACTS[] = {
	"UPDATE listen SET recording = :into WHERE recording = :from",
	"UPDATE listen_open SET recording = :into WHERE recording = :from",
	"INSERT INTO feedback (profile, scope, target, path, \"like\", rating, at_ms)"
	" SELECT profile, scope, :into, path, \"like\", rating, at_ms FROM feedback"
	" WHERE scope = 'recording' AND target = :from"
	" AND profile IN (SELECT id FROM profile)"
	" ON CONFLICT DO UPDATE SET"
	" \"like\" = CASE WHEN excluded.\"like\" <> 0 AND (\"like\" = 0"
	"  OR excluded.at_ms > at_ms) THEN excluded.\"like\" ELSE \"like\" END,"
	" rating = CASE WHEN excluded.rating <> 0 AND (rating = 0"
	"  OR excluded.at_ms > at_ms) THEN excluded.rating ELSE rating END,"
	" at_ms = max(at_ms, excluded.at_ms)",
	"DELETE FROM feedback WHERE scope = 'recording' AND target = :from"
	" AND profile IN (SELECT id FROM profile)",
	"UPDATE playlist_entry SET recording = :into WHERE recording = :from",
	"UPDATE queue SET recording = :into WHERE recording = :from",
	"UPDATE pick SET recording = :into WHERE recording = :from",
	"INSERT INTO imported_play (profile, recording, source, plays, skips, first_s,"
	" last_s) SELECT profile, :into, source, plays, skips, first_s, last_s"
	" FROM imported_play WHERE recording = :from"
	" ON CONFLICT (profile, recording, source) DO UPDATE SET"
	" plays = plays + excluded.plays, skips = skips + excluded.skips,"
	" first_s = CASE WHEN first_s = 0 OR (excluded.first_s > 0"
	"  AND excluded.first_s < first_s) THEN excluded.first_s ELSE first_s END,"
	" last_s = max(last_s, excluded.last_s)",
	"DELETE FROM imported_play WHERE recording = :from",
	"INSERT INTO bookmark (profile, recording, position_ms, at_ms)"
	" SELECT profile, :into, position_ms, at_ms FROM bookmark"
	" WHERE recording = :from AND profile IN (SELECT id FROM profile)"
	" ON CONFLICT (profile, recording) DO UPDATE SET"
	" position_ms = CASE WHEN excluded.at_ms > at_ms"
	"  THEN excluded.position_ms ELSE position_ms END,"
	" at_ms = max(at_ms, excluded.at_ms)",
	"DELETE FROM bookmark WHERE recording = :from"
	" AND profile IN (SELECT id FROM profile)",
};

/* What is known of the one that can be heard is what the recording is called by. */
static const char *const SQL_ROWS[] = {
	"UPDATE recording SET (title, artist, name_hash, duration_ms, mb_recording)"
	" = (SELECT title, artist, name_hash, duration_ms, mb_recording"
	"  FROM recording WHERE id = :from)"
	" WHERE id = :into AND EXISTS (SELECT 1 FROM track"
	"  WHERE recording = :from AND shown = 1)",
	"DELETE FROM d_loudness WHERE recording = :into AND EXISTS"
	" (SELECT 1 FROM track WHERE recording = :from AND shown = 1)",
	"UPDATE OR IGNORE d_loudness SET recording = :into WHERE recording = :from",
	"UPDATE OR IGNORE d_feature SET recording = :into WHERE recording = :from",
	"UPDATE OR IGNORE d_member SET recording = :into WHERE recording = :from",
	"DELETE FROM d_loudness WHERE recording = :from",
	"DELETE FROM d_feature WHERE recording = :from",
	"DELETE FROM d_member WHERE recording = :from",
	"UPDATE track SET encoding = coalesce(encoding, :from), recording = :into"
	" WHERE recording = :from",
	"UPDATE recording SET same_as = :into WHERE same_as = :from",
	"UPDATE recording SET same_as = :into, same_by = :by, same_ms = :now,"
	" same_listen = (SELECT coalesce(max(id), 0) FROM listen) WHERE id = :from",
	"UPDATE playlist SET duration_ms = (SELECT coalesce(sum(r.duration_ms), 0)"
	"  FROM playlist_entry e JOIN recording r ON r.id = e.recording"
	"  WHERE e.playlist = playlist.id)"
	" WHERE id IN (SELECT playlist FROM playlist_entry WHERE recording = :into)",
};

static enum err_code join(struct db *db, const struct change *c, struct err *why)
{
	enum err_code code =
		run_all(db, SQL_FACTS, sizeof SQL_FACTS / sizeof *SQL_FACTS, c, why);
	if (!code)
		code = run_all(
			db, SQL_ROWS, sizeof SQL_ROWS / sizeof *SQL_ROWS, c, why);
	if (!code)
		code = run_all(
			db, SQL_COUNT, sizeof SQL_COUNT / sizeof *SQL_COUNT, c, why);
	return code;
}

enum err_code identity_join(
	struct db *db, int64_t from, int64_t into, bool by_sound, struct err *why)
{
	struct change c = {from, into, by_sound ? IDENTITY_BY_SOUND : IDENTITY_BY_NAME,
		(int64_t)time(NULL) * 1000};
	if (from == into)
		return ERR_OK;
	enum err_code code = db_begin(db, "identity_join", why);
	if (code)
		return code;
	code = join(db, &c, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

/* Was another file there to be heard, too? Then nobody can say which one was. */
static enum err_code has_other_file(
	struct db *db, const struct change *c, bool *ret, struct err *why)
{
	static const char SQL[] = "SELECT 1 FROM track WHERE recording = :into"
				  " AND shown = 1 AND coalesce(encoding, 0) <> :from";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":into", c->into);
	stmt_i64(&q, ":from", c->from);
	*ret = stmt_row(&q);
	return stmt_end(&q);
}

enum err_code identity_split(struct db *db, int64_t encoding, struct err *why)
{
	static const char *const SQL_PART[] = {
		"UPDATE recording SET (title, artist, name_hash, duration_ms,"
		" mb_recording) = (SELECT title, artist, name_hash, duration_ms,"
		" mb_recording FROM recording WHERE id = :into) WHERE id = :from",
		"UPDATE track SET recording = :from, encoding = NULL"
		" WHERE encoding = :from",
	};
	static const char SQL_PLAYS[] =
		"UPDATE listen SET recording = :from WHERE recording = :into"
		" AND start_ms >= (SELECT same_ms FROM recording WHERE id = :from)"
		" AND id > (SELECT same_listen FROM recording WHERE id = :from)";
	static const char SQL_ITSELF[] =
		"UPDATE recording SET same_as = NULL, same_by = 0, same_ms = 0,"
		" same_listen = 0"
		" WHERE id = :from";
	struct change c = {.from = encoding, .into = identity_now(db, encoding)};
	bool other = true;
	if (c.into == encoding)
		return ERR_OK;
	enum err_code code = has_other_file(db, &c, &other, why);
	if (!code)
		code = run_all(db, SQL_PART, 2, &c, why);
	if (!code && !other)
		code = run(db, SQL_PLAYS, &c, why);
	if (!code)
		code = run(db, SQL_ITSELF, &c, why);
	return code ? code
		    : run_all(db, SQL_COUNT, sizeof SQL_COUNT / sizeof *SQL_COUNT, &c,
			      why);
}
