#include "db/slates.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "stmt.h"

enum { BLOCK_SHARES = 4 };

static enum reason_kind reason_of(const char *name)
{
	for (int k = 0; k < REASON__COUNT; k++)
		if (strcmp(name, reason_name((enum reason_kind)k)) == 0)
			return (enum reason_kind)k;
	return REASON_CHANCE;
}

static enum err_code put_slate(
	struct db *db, int64_t profile, struct slate *s, struct err *why)
{
	static const char SQL[] = "INSERT INTO slate (profile, made_ms, discover, "
				  "seed, learning, caps_relaxed,"
				  " engines, weights) VALUES (:profile, :made, "
				  ":discover, :seed, :learning, :relaxed,"
				  " :engines, :weights)";
	struct str names = {0}, weights = {0};
	for (size_t i = 0; i < s->engines; i++)
		str_appendf(&names, "%s%s", i ? " " : "", s->engine[i]);
	bytes_put_f32s(&weights, s->weight, s->engines);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":made", s->made_ms);
	stmt_i64(&q, ":discover", s->discover);
	stmt_i64(&q, ":seed", s->seed);
	stmt_i64(&q, ":learning", s->learning);
	stmt_i64(&q, ":relaxed", s->caps_relaxed);
	stmt_text(&q, ":engines", str_text(&names));
	stmt_blob(&q, ":weights", str_text(&weights), weights.len);
	if (stmt_run(&q))
		s->id = sqlite3_last_insert_rowid(db->h);
	str_finish(&names);
	str_finish(&weights);
	return stmt_end(&q);
}

static enum err_code put_picks(struct db *db, const struct slate *s, struct err *why)
{
	static const char SQL[] = "INSERT INTO pick (slate, place, recording, score, "
				  "reason, other, number, shares)"
				  " VALUES (:slate, :place, :recording, :score, "
				  ":reason, :other, :number, :shares)";
	struct str shares = {0};
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < s->n; i++) {
		const struct pick *p = &s->pick[i];
		str_reset(&shares);
		bytes_put_f32s(&shares, p->share, s->engines);
		bytes_put_f32s(&shares, p->block_share, BLOCK_SHARES);
		stmt_i64(&q, ":slate", s->id);
		stmt_i64(&q, ":place", (int64_t)i);
		stmt_i64(&q, ":recording", p->recording);
		stmt_double(&q, ":score", (double)p->score);
		stmt_text(&q, ":reason", reason_name(p->reason.kind));
		stmt_i64(&q, ":other", p->reason.other);
		stmt_double(&q, ":number", p->reason.number);
		stmt_blob(&q, ":shares", shares.data, shares.len);
		if (!stmt_run(&q))
			break;
	}
	str_finish(&shares);
	return stmt_end(&q);
}

enum err_code slates_put(
	struct db *db, int64_t profile, struct slate *s, struct err *why)
{
	enum err_code code = db_begin(db, "slates_put", why);
	if (code)
		return code;
	code = put_slate(db, profile, s, why);
	if (!code)
		code = put_picks(db, s, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

static enum err_code get_picks(struct db *db, struct slate *s, struct err *why)
{
	static const char SQL[] =
		"SELECT recording, score, reason, other, number, shares"
		" FROM pick WHERE slate = :slate ORDER BY place";
	size_t cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":slate", s->id);
	while (stmt_row(&q)) {
		struct pick p = {.recording = stmt_col_i64(&q, 0),
			.score = (float)stmt_col_double(&q, 1),
			.reason = {reason_of(stmt_col_text(&q, 2)), stmt_col_i64(&q, 3),
				stmt_col_double(&q, 4)}};
		size_t n;
		const void *shares = stmt_col_blob(&q, 5, &n);
		struct bytes_reader r;
		bytes_reader_init(&r, shares, n);
		bytes_get_f32s(&r, p.share, s->engines);
		bytes_get_f32s(&r, p.block_share, BLOCK_SHARES);
		s->pick = mem_grow(s->pick, &cap, s->n + 1, sizeof *s->pick);
		s->pick[s->n++] = p;
	}
	return stmt_end(&q);
}

static void get_engines(struct stmt *q, int column, struct slate *s)
{
	char *names = xstrdup(stmt_col_text(q, column)), *rest = NULL;
	for (char *name = strtok_r(names, " ", &rest);
		name && s->engines < SLATE_ENGINES_MAX;
		name = strtok_r(NULL, " ", &rest))
		str_copy(s->engine[s->engines++], SLATE_ENGINE_NAME, name);
	free(names);
	size_t n;
	const void *weights = stmt_col_blob(q, column + 1, &n);
	struct bytes_reader r;
	bytes_reader_init(&r, weights, n);
	bytes_get_f32s(&r, s->weight, s->engines);
}

/* id, made_ms, discover, seed, learning, caps_relaxed, engines, weights */
static void slate_row(struct stmt *q, struct slate *s)
{
	*s = (struct slate){.id = stmt_col_i64(q, 0),
		.made_ms = stmt_col_i64(q, 1),
		.discover = (int)stmt_col_i64(q, 2),
		.seed = stmt_col_i64(q, 3),
		.learning = stmt_col_i64(q, 4) != 0,
		.caps_relaxed = stmt_col_i64(q, 5) != 0};
	get_engines(q, 6, s);
}

#define SLATE_COLUMNS                                                                  \
	"id, made_ms, discover, seed, learning, caps_relaxed, engines, weights"

enum err_code slates_get(
	struct db *db, int64_t slate, struct slate *ret, struct err *why)
{
	static const char SQL[] = "SELECT " SLATE_COLUMNS " FROM slate WHERE id = :id";
	*ret = (struct slate){0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", slate);
	if (stmt_row(&q))
		slate_row(&q, ret);
	enum err_code code = stmt_end(&q);
	if (!code && !ret->id)
		code = err_set(why, ERR_NOT_FOUND, "there is no such slate");
	if (!code)
		code = get_picks(db, ret, why);
	if (code)
		slate_finish(ret);
	return code;
}

enum err_code slates_newest(struct db *db, int64_t profile, int64_t before_ms,
	struct slate *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT id FROM slate WHERE profile = :profile"
		" AND made_ms < :before ORDER BY made_ms DESC, id DESC LIMIT 1";
	int64_t id = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":before", before_ms ? before_ms : INT64_MAX);
	if (stmt_row(&q))
		id = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	return id ? slates_get(db, id, ret, why)
		  : err_set(why, ERR_NOT_FOUND, "no slate was made yet");
}
