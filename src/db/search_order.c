/*
 * Large sets are put in order by walking an index and leaving out what is not in the
 * set, which ends as soon as enough was found; of small ones the keys are fetched and
 * sorted.
 */
#include "search_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "search_filter.h"
#include "stmt.h"

enum {
	SMALL_SHARE = 24, /* of all tracks: a walk costs less than so many fetches */
	DAY_S = 86400
};

struct keyed {
	int64_t id, number;
	size_t at, len; /* of the key, in the bytes of all */
	const char *bytes;
};

static int by_number(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static int by_number_down(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	if (x->number != y->number)
		return x->number > y->number ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static int by_bytes(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = n ? memcmp(x->bytes, y->bytes, n) : 0;
	if (order == 0 && x->len != y->len)
		order = x->len < y->len ? -1 : 1;
	return order ? order : x->id < y->id ? -1 : x->id > y->id;
}

static int by_bytes_down(const void *a, const void *b)
{
	return by_bytes(b, a);
}

static void give_ids(struct keyed *k, size_t n,
	int (*order)(const void *, const void *), size_t max, int64_t **ret,
	size_t *ret_n)
{
	if (n)
		qsort(k, n, sizeof *k, order);
	*ret_n = n < max ? n : max;
	*ret = xreallocarray(NULL, *ret_n + 1, sizeof **ret);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = k[i].id;
}

/* ---- texts */

static enum err_code order_small(struct db *db, const struct bits *b, size_t count,
	bool title, bool reverse, size_t max, int64_t **ret, size_t *ret_n,
	struct err *why)
{
	static const char SQL_ALBUM[] = "SELECT sort FROM track WHERE id = :id";
	static const char SQL_TITLE[] = "SELECT title_key FROM track WHERE id = :id";
	struct keyed *k = xcalloc(count + 1, sizeof *k);
	struct str bytes = {0};
	size_t n = 0;
	struct stmt q = stmt_begin(db, title ? SQL_TITLE : SQL_ALBUM, why);
	for (int64_t i = bits_next(b, 0); i >= 0; i = bits_next(b, i + 1)) {
		stmt_i64(&q, ":id", i);
		if (stmt_row(&q)) {
			size_t len;
			const void *p = stmt_col_blob(&q, 0, &len);
			k[n++] = (struct keyed){.id = i, .at = bytes.len, .len = len};
			str_append_n(&bytes, p, len);
		}
		stmt_again(&q);
	}
	for (size_t i = 0; i < n; i++)
		k[i].bytes = bytes.data + k[i].at;
	give_ids(k, n, reverse ? by_bytes_down : by_bytes, max, ret, ret_n);
	str_finish(&bytes);
	free(k);
	return stmt_end(&q);
}

/* What is missing comes behind what is there. */
static enum err_code order_by_walk(struct db *db, const struct bits *b,
	enum query_sort sort, bool reverse, size_t max, int64_t **ret, size_t *ret_n,
	struct err *why)
{
	static const char *const sql[3][2] = {
		{"SELECT id FROM track INDEXED BY track_by_sort WHERE shown = :shown"
		 " ORDER BY sort, id",
			"SELECT id FROM track INDEXED BY track_by_sort WHERE"
			" shown = :shown ORDER BY sort DESC, id DESC"},
		{"SELECT id FROM track INDEXED BY track_by_title WHERE shown = :shown"
		 " ORDER BY title_key, id",
			"SELECT id FROM track INDEXED BY track_by_title WHERE"
			" shown = :shown ORDER BY title_key DESC, id DESC"},
		{"SELECT id FROM track INDEXED BY track_by_added WHERE shown = :shown"
		 " ORDER BY added_s DESC, id DESC",
			"SELECT id FROM track INDEXED BY track_by_added WHERE"
			" shown = :shown ORDER BY added_s, id"},
	};
	int which = sort == QUERY_SORT_TITLE ? 1 : sort == QUERY_SORT_ADDED ? 2 : 0;
	size_t left = bits_count(b), cap = 0;
	enum err_code code = ERR_OK;
	if (left > max)
		left = max;
	for (int shown = 1; shown >= 0 && *ret_n < left && !code; shown--) {
		struct stmt q = stmt_begin(db, sql[which][reverse], why);
		stmt_i64(&q, ":shown", shown);
		while (*ret_n < left && stmt_row(&q)) {
			int64_t id = stmt_col_i64(&q, 0);
			if (!bits_has(b, id))
				continue;
			*ret = mem_grow(*ret, &cap, *ret_n + 1, sizeof **ret);
			(*ret)[(*ret_n)++] = id;
		}
		code = stmt_end(&q);
	}
	return code;
}

/* ---- numbers */

/* value[id] of what has a row; others stay 0. */
static enum err_code values_from(struct db *db, int64_t profile, const char *sql,
	int64_t *value, size_t n, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	stmt_i64(&q, ":profile", profile);
	while (stmt_row(&q)) {
		int64_t id = stmt_col_i64(&q, 0);
		if (id >= 0 && (size_t)id < n)
			value[id] = stmt_col_i64(&q, 1);
	}
	return stmt_end(&q);
}

#define OF_PLAYS(column)                                                               \
	"SELECT t.id, " column " FROM d_play x CROSS JOIN track t"                     \
	" INDEXED BY track_by_recording ON t.recording = x.recording"                  \
	" WHERE x.profile = :profile"

static enum err_code values_of(struct db *db, int64_t profile, enum query_sort sort,
	int64_t *value, size_t n, struct err *why)
{
	static const char SQL_PLAYS[] = OF_PLAYS("x.plays");
	static const char SQL_SKIPS[] = OF_PLAYS("x.skips");
	static const char SQL_LAST[] = OF_PLAYS("x.last_ms * (x.plays > 0)");
	static const char SQL_RATING[] =
		"SELECT t.id, x.rating FROM feedback x CROSS JOIN track t"
		" INDEXED BY track_by_recording ON t.recording = x.target"
		" WHERE x.profile = :profile AND x.scope = 'recording'";
	struct clock now = clock_system();
	uint64_t day = (uint64_t)(clock_wall_ms(&now) / 1000 / DAY_S);
	switch (sort) {
	case QUERY_SORT_YEAR:
		return facts_values(db, FACT_YEAR, value, n, why);
	case QUERY_SORT_LENGTH:
		return facts_values(db, FACT_LENGTH, value, n, why);
	case QUERY_SORT_BPM:
		return facts_values(db, FACT_BPM, value, n, why);
	case QUERY_SORT_PLAYED:
		return values_from(db, profile, SQL_PLAYS, value, n, why);
	case QUERY_SORT_SKIPPED:
		return values_from(db, profile, SQL_SKIPS, value, n, why);
	case QUERY_SORT_LASTPLAYED:
		return values_from(db, profile, SQL_LAST, value, n, why);
	case QUERY_SORT_RATING:
		return values_from(db, profile, SQL_RATING, value, n, why);
	default:
		for (size_t i = 0; i < n; i++)
			value[i] = (int64_t)(hash_u64(i ^ day << 40) >> 1);
		return ERR_OK;
	}
}

static enum err_code order_by_value(struct db *db, int64_t profile,
	const struct bits *b, enum query_sort sort, bool reverse, size_t max,
	int64_t **ret, size_t *ret_n, struct err *why)
{
	bool most_first = sort == QUERY_SORT_PLAYED || sort == QUERY_SORT_SKIPPED ||
			  sort == QUERY_SORT_LASTPLAYED || sort == QUERY_SORT_RATING;
	int64_t *value = xcalloc(b->n + 1, sizeof *value);
	enum err_code code = values_of(db, profile, sort, value, b->n, why);
	if (!code) {
		size_t n = 0;
		struct keyed *k = xcalloc(bits_count(b) + 1, sizeof *k);
		for (int64_t i = bits_next(b, 0); i >= 0; i = bits_next(b, i + 1))
			k[n++] = (struct keyed){.id = i, .number = value[i]};
		give_ids(k, n, most_first != reverse ? by_number_down : by_number, max,
			ret, ret_n);
		free(k);
	}
	free(value);
	return code;
}

enum err_code search_order(struct db *db, int64_t profile, const struct bits *b,
	enum query_sort sort, bool reverse, size_t max, int64_t **ret, size_t *ret_n,
	struct err *why)
{
	size_t count = bits_count(b);
	*ret = NULL;
	*ret_n = 0;
	switch (sort) {
	case QUERY_SORT_ADDED:
		return order_by_walk(db, b, sort, reverse, max, ret, ret_n, why);
	case QUERY_SORT_NONE:
	case QUERY_SORT_ALBUM:
	case QUERY_SORT_TITLE:
		if (count > b->n / SMALL_SHARE)
			return order_by_walk(
				db, b, sort, reverse, max, ret, ret_n, why);
		return order_small(db, b, count, sort == QUERY_SORT_TITLE, reverse, max,
			ret, ret_n, why);
	default:
		return order_by_value(
			db, profile, b, sort, reverse, max, ret, ret_n, why);
	}
}

enum err_code search_ordered(struct db *db, int64_t profile,
	const struct query_tree *tree, size_t max, int64_t **ret, size_t *ret_n,
	struct err *why)
{
	struct filter f;
	struct bits b = {0};
	*ret = NULL;
	*ret_n = 0;
	if (tree->limit && (size_t)tree->limit < max)
		max = (size_t)tree->limit;
	enum err_code code = filter_begin(db, profile, tree->root, &f, why);
	if (!code)
		code = filter_eval(&f, tree->root, &b, why);
	if (!code)
		code = search_order(db, profile, &b, tree->sort, tree->reverse, max,
			ret, ret_n, why);
	bits_finish(&b);
	return code;
}
