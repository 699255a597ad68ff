/*
 * Large sets are put in order by walking an index and leaving out what is not in the
 * set, which ends as soon as enough was found; of small ones the keys are fetched and
 * sorted. Numbers are the facts' own arrays: the first ones of them come from a heap, so
 * that sixty of a million do not wait for the others.
 *
 * Where few are asked for, words that many tracks have are no set: whoever comes next in
 * the order is asked whether the document has them.
 */
#include "search_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "library_cache.h"
#include "search_filter.h"
#include "search_rank.h"
#include "stmt.h"

enum {
	SMALL_SHARE = 24, /* of all tracks: a walk costs less than so many fetches */
	COMMON = 10000,   /* documents of a word, and such a share of all: then it is */
	COMMON_SHARE = 50, /* looked for in the documents */
	FEW_ASKED = 2000,
	DAY_S = 86400
};

/* Ids that were taken, as many as are wanted. */
struct taken {
	const struct order_wish *wish;
	int64_t *id; /* owned until it is given */
	size_t n, cap;
	enum err_code code;
};

/* Is another one wanted? */
static bool take(struct taken *t, int64_t id)
{
	bool fits = true;
	if (t->wish->fits)
		t->code = t->wish->fits(t->wish->ctx, id, &fits);
	if (t->code)
		return false;
	if (fits) {
		t->id = mem_grow(t->id, &t->cap, t->n + 1, sizeof *t->id);
		t->id[t->n++] = id;
	}
	return t->n < t->wish->max;
}

/* ---- texts */

struct keyed {
	int64_t id;
	size_t at, len; /* of the key, in the bytes of all */
	const char *bytes;
};

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

static enum err_code order_small(struct db *db, const struct bits *b, size_t count,
	struct taken *t, struct err *why)
{
	static const char SQL_ALBUM[] = "SELECT sort FROM track WHERE id = :id";
	static const char SQL_TITLE[] = "SELECT title_key FROM track WHERE id = :id";
	bool title = t->wish->sort == QUERY_SORT_TITLE;
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
	if (n)
		qsort(k, n, sizeof *k, t->wish->reverse ? by_bytes_down : by_bytes);
	for (size_t i = 0; i < n && take(t, k[i].id); i++)
		;
	str_finish(&bytes);
	free(k);
	return stmt_end(&q);
}

/* What is missing comes behind what is there. */
static enum err_code order_by_walk(
	struct db *db, const struct bits *b, struct taken *t, struct err *why)
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
	enum query_sort sort = t->wish->sort;
	int which = sort == QUERY_SORT_TITLE ? 1 : sort == QUERY_SORT_ADDED ? 2 : 0;
	size_t left = bits_count(b);
	bool more = left > 0;
	for (int shown = 1; shown >= 0 && more && !t->code; shown--) {
		struct stmt q = stmt_begin(db, sql[which][t->wish->reverse], why);
		stmt_i64(&q, ":shown", shown);
		while (more && stmt_row(&q)) {
			int64_t id = stmt_col_i64(&q, 0);
			if (bits_has(b, id))
				more = take(t, id) && --left > 0;
		}
		enum err_code code = stmt_end(&q);
		t->code = t->code ? t->code : code;
	}
	return t->code;
}

/* ---- numbers */

struct numbered {
	int64_t number, id;
};

static bool comes_first(const struct numbered *a, const struct numbered *b)
{
	return a->number != b->number ? a->number < b->number : a->id < b->id;
}

static void sink(struct numbered *k, size_t i, size_t n)
{
	for (size_t c; (c = 2 * i + 1) < n; i = c) {
		if (c + 1 < n && comes_first(&k[c + 1], &k[c]))
			c++;
		if (!comes_first(&k[c], &k[i]))
			return;
		struct numbered swapped = k[i];
		k[i] = k[c];
		k[c] = swapped;
	}
}

/* The smallest numbers first. */
static void take_by_number(struct numbered *k, size_t n, struct taken *t)
{
	for (size_t i = n / 2; i-- > 0;)
		sink(k, i, n);
	while (n > 0 && take(t, k[0].id)) {
		k[0] = k[--n];
		sink(k, 0, n);
	}
}

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
	const struct bits *b, struct taken *t, struct err *why)
{
	enum query_sort sort = t->wish->sort;
	bool most_first = sort == QUERY_SORT_PLAYED || sort == QUERY_SORT_SKIPPED ||
			  sort == QUERY_SORT_LASTPLAYED || sort == QUERY_SORT_RATING;
	bool down = most_first != t->wish->reverse;
	int64_t *value = xcalloc(b->n + 1, sizeof *value);
	enum err_code code = values_of(db, profile, sort, value, b->n, why);
	if (!code) {
		size_t n = 0;
		struct numbered *k = xcalloc(bits_count(b) + 1, sizeof *k);
		for (int64_t i = bits_next(b, 0); i >= 0; i = bits_next(b, i + 1))
			k[n++] = (struct numbered){down ? -value[i] : value[i], i};
		take_by_number(k, n, t);
		free(k);
	}
	free(value);
	return code;
}

enum err_code search_order(struct db *db, int64_t profile, const struct bits *b,
	const struct order_wish *wish, int64_t **ret, size_t *ret_n, struct err *why)
{
	size_t count = bits_count(b);
	struct taken t = {.wish = wish};
	enum err_code code = ERR_OK;
	bool text = wish->sort == QUERY_SORT_NONE || wish->sort == QUERY_SORT_ALBUM ||
		    wish->sort == QUERY_SORT_TITLE;
	if (count == 0 || wish->max == 0)
		code = ERR_OK;
	else if (wish->sort == QUERY_SORT_ADDED || (text && count > b->n / SMALL_SHARE))
		code = order_by_walk(db, b, &t, why);
	else if (text)
		code = order_small(db, b, count, &t, why);
	else
		code = order_by_value(db, profile, b, &t, why);
	*ret = t.id;
	*ret_n = t.n;
	return code ? code : t.code;
}

/* ---- what a query means */

struct common {
	struct stmt q;
	struct wanted_list words;
};

static enum err_code has_common(void *ctx, int64_t id, bool *ret)
{
	struct common *c = ctx;
	*ret = false;
	stmt_i64(&c->q, ":subject", search_subject(SUBJECT_TRACK, id));
	if (stmt_row(&c->q)) {
		const char *const field[FIELDS] = {stmt_col_text(&c->q, 0),
			stmt_col_text(&c->q, 1), stmt_col_text(&c->q, 2),
			stmt_col_text(&c->q, 3)};
		*ret = fields_have(&c->words, field);
	}
	stmt_again(&c->q);
	return c->q.code;
}

/* Moves words that many tracks have from the query to `words`; the rest is *ret. */
static void part_common(struct db *db, const struct query_tree *tree, size_t n,
	struct arena *a, struct wanted_list *words, struct query_node *ret)
{
	struct query_node **end = &ret->child;
	struct str unused = {0};
	*ret = (struct query_node){.op = QUERY_AND};
	for (const struct query_node *q = tree->root->child; q; q = q->next) {
		struct wanted_list l = {0};
		double rarest = (double)n;
		bool plain = q->op == QUERY_TEXT && q->field == QUERY_ANY;
		if (plain)
			wanted_add(&l, q, FIELD_ALL, a);
		for (size_t i = 0; i < l.n; i++) {
			double many = words_likely(db->words, &l.w[i], &unused);
			rarest = many < rarest ? many : rarest;
		}
		if (plain && rarest > COMMON && rarest > (double)n / COMMON_SHARE &&
			words->n + l.n <= WANTED_MAX) {
			wanted_add(words, q, FIELD_ALL, a);
			continue;
		}
		*end = arena_alloc(a, sizeof **end);
		**end = *q;
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	str_finish(&unused);
}

enum err_code search_ordered(struct db *db, int64_t profile,
	const struct query_tree *tree, size_t max, bool *cut, int64_t **ret,
	size_t *ret_n, struct err *why)
{
	static const char SQL[] = "SELECT name, who, place, also FROM d_search_doc"
				  " WHERE subject = :subject";
	struct filter f;
	struct bits b = {0};
	struct arena a = {0};
	struct common c = {.words = {.n = 0}};
	struct query_node rest = *tree->root;
	*ret = NULL;
	*ret_n = 0;
	if (tree->limit && (size_t)tree->limit < max)
		max = (size_t)tree->limit;
	struct order_wish wish = {
		.sort = tree->sort, .reverse = tree->reverse, .max = max};
	enum err_code code = filter_begin(db, profile, tree->root, &f, why);
	f.cut = cut;
	/* What is missing has no document. */
	if (!code && max <= FEW_ASKED && !f.hidden)
		part_common(db, tree, f.n, &a, &c.words, &rest);
	if (!code)
		code = filter_eval(&f, &rest, &b, why);
	c.q = stmt_begin(db, SQL, why);
	if (c.words.n) {
		wish.fits = has_common;
		wish.ctx = &c;
	}
	if (!code)
		code = search_order(db, profile, &b, &wish, ret, ret_n, why);
	enum err_code documents = stmt_end(&c.q);
	bits_finish(&b);
	arena_finish(&a);
	return code ? code : documents;
}
