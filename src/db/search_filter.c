/*
 * A filter is evaluated as sets of track ids, a bit each (125 kB for a million tracks):
 * every term gives one, and "and", "or" and "without" are a few thousand operations.
 * Terms that most tracks fulfil because they were never touched (played:0, rating:0) are
 * what is left when the others are taken away, so that no query reads all tracks.
 */
#include "search_filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stmt.h"

enum { HEADROOM = 1 };

static bool asks_for_missing(const struct query_node *q)
{
	if (q->op == QUERY_NOT)
		return false;
	if (q->op == QUERY_FLAG && q->field == QUERY_MISSING)
		return true;
	for (const struct query_node *c = q->child; c; c = c->next)
		if (asks_for_missing(c))
			return true;
	return false;
}

enum err_code filter_begin(struct db *db, int64_t profile,
	const struct query_node *root, struct filter *ret, struct err *why)
{
	int64_t last = 0;
	enum err_code code = stmt_get_i64(
		db, "SELECT coalesce((SELECT max(id) FROM track), 0)", &last, why);
	*ret = (struct filter){.db = db,
		.profile = profile,
		.n = (size_t)last + HEADROOM,
		.hidden = asks_for_missing(root)};
	return code ? code : words_load(db, why);
}

/* ---- sets from statements */

/* Sets every id that the statement gives, and ends it. */
static enum err_code take_ids(struct stmt *q, struct bits *b)
{
	while (stmt_row(q))
		bits_set(b, stmt_col_i64(q, 0));
	return stmt_end(q);
}

/* ---- ranges and flags */

static enum err_code take_between(const struct filter *f, const char *sql, int64_t low,
	int64_t high, struct bits *b, struct err *why)
{
	struct stmt q = stmt_begin(f->db, sql, why);
	if (stmt_has(&q, ":profile"))
		stmt_i64(&q, ":profile", f->profile);
	stmt_i64(&q, ":low", low);
	stmt_i64(&q, ":high", high);
	return take_ids(&q, b);
}

#define OF_RECORDING                                                                   \
	" CROSS JOIN track t INDEXED BY track_by_recording ON t.recording = "

/* Of what has a row: the value lies in the range; without one it is `without`. */
static enum err_code take_or_rest(const struct filter *f, const char *sql,
	const struct query_node *q, int64_t without, int64_t least, struct bits *b,
	struct err *why)
{
	bool rest = q->low <= without && without <= q->high;
	if (!rest)
		return take_between(f, sql, q->low, q->high, b, why);
	enum err_code code = ERR_OK;
	if (q->low > least)
		code = take_between(f, sql, least, q->low - 1, b, why);
	if (!code && q->high < INT64_MAX)
		code = take_between(f, sql, q->high + 1, INT64_MAX, b, why);
	bits_not(b);
	return code;
}

static enum err_code eval_range(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	static const char SQL_RATING[] =
		"SELECT t.id FROM feedback x" OF_RECORDING "x.target"
		" WHERE x.profile = :profile AND x.scope = 'recording'"
		" AND x.rating > 0 AND x.rating BETWEEN :low AND :high";
	static const char SQL_PLAYED[] =
		"SELECT t.id FROM d_play x INDEXED BY d_play_by_plays" OF_RECORDING
		"x.recording WHERE x.profile = :profile AND x.plays > 0"
		" AND x.plays BETWEEN :low AND :high";
	static const char SQL_SKIPPED[] =
		"SELECT t.id FROM d_play x" OF_RECORDING
		"x.recording WHERE x.profile = :profile AND x.skips > 0"
		" AND x.skips BETWEEN :low AND :high";
	static const char SQL_LAST[] =
		"SELECT t.id FROM d_play x INDEXED BY d_play_by_plays" OF_RECORDING
		"x.recording WHERE x.profile = :profile AND x.plays > 0"
		" AND x.last_ms / 1000 BETWEEN :low AND :high";
	switch (q->field) {
	case QUERY_YEAR:
		return facts_select(f->db, FACT_YEAR, q->low, q->high, b, why);
	case QUERY_LENGTH:
		return facts_select(f->db, FACT_LENGTH, q->low, q->high, b, why);
	case QUERY_BPM:
		return facts_select(f->db, FACT_BPM, q->low, q->high, b, why);
	case QUERY_ADDED:
		return facts_select(f->db, FACT_ADDED, q->low, q->high, b, why);
	case QUERY_RATING:
		return take_or_rest(f, SQL_RATING, q, 0, 1, b, why);
	case QUERY_PLAYED:
		return take_or_rest(f, SQL_PLAYED, q, 0, 1, b, why);
	case QUERY_SKIPPED:
		return take_or_rest(f, SQL_SKIPPED, q, 0, 1, b, why);
	default:
		return take_or_rest(f, SQL_LAST, q, QUERY_NEVER, QUERY_NEVER, b, why);
	}
}

static enum err_code eval_flag(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	static const char SQL_LIKE[] =
		"SELECT t.id FROM feedback x" OF_RECORDING "x.target"
		" WHERE x.profile = :profile AND x.scope = 'recording'"
		" AND x.\"like\" BETWEEN :low AND :high";
	static const char SQL_GONE[] =
		"SELECT id FROM track INDEXED BY track_by_sort WHERE shown = 0";
	static const char SQL_AWAY[] =
		"SELECT t.id FROM root r CROSS JOIN file f ON f.root = r.id"
		" CROSS JOIN track t ON t.file = f.id WHERE r.mounted = 0";
	if (q->field == QUERY_LIKED)
		return take_between(f, SQL_LIKE, 1, 1, b, why);
	if (q->field == QUERY_DISLIKED)
		return take_between(f, SQL_LIKE, -2, -1, b, why);
	struct stmt s = stmt_begin(f->db, SQL_GONE, why);
	enum err_code code = take_ids(&s, b);
	if (code)
		return code;
	s = stmt_begin(f->db, SQL_AWAY, why);
	return take_ids(&s, b);
}

/* ---- the tree */

static enum err_code eval(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why);

static enum err_code eval_children(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	enum err_code code = ERR_OK;
	if (q->op == QUERY_AND)
		bits_not(b); /* all */
	for (const struct query_node *c = q->child; c && !code; c = c->next) {
		struct bits one = {0};
		bits_init(&one, f->n);
		code = eval(f, c, &one, why);
		if (q->op == QUERY_AND)
			bits_and(b, &one);
		else
			bits_or(b, &one);
		bits_finish(&one);
	}
	return code;
}

static enum err_code eval(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	struct filter plain = *f;
	enum err_code code;
	switch (q->op) {
	case QUERY_AND:
	case QUERY_OR:
		return eval_children(f, q, b, why);
	case QUERY_NOT:
		plain.forgive = false;
		plain.within_not = !f->within_not;
		code = eval(&plain, q->child, b, why);
		bits_not(b);
		return code;
	case QUERY_TEXT:
		return filter_text(f, q, b, why);
	case QUERY_RANGE:
		return eval_range(f, q, b, why);
	default:
		return eval_flag(f, q, b, why);
	}
}

enum err_code filter_eval(const struct filter *f, const struct query_node *q,
	struct bits *ret, struct err *why)
{
	static const char SQL_GONE[] =
		"SELECT id FROM track INDEXED BY track_by_sort WHERE shown = 0";
	struct bits shown = {0};
	bits_init(ret, f->n);
	bits_init(&shown, f->n);
	enum err_code code = eval(f, q, ret, why);
	if (!code)
		code = facts_select(f->db, FACT_SHOWN, 1, 1, &shown, why);
	if (!code && f->hidden) {
		struct stmt s = stmt_begin(f->db, SQL_GONE, why);
		code = take_ids(&s, &shown);
	}
	bits_and(ret, &shown);
	bits_finish(&shown);
	if (code)
		bits_finish(ret);
	return code;
}
