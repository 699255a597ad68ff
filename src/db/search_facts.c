/*
 * A chunk is the struct fact of 500 ids in a row, in the machine's own order of bytes
 * (it is derived: a database that moves to another kind of machine is rebuilt): 4,000
 * bytes, so that a row fills a page and no more. A million tracks are 2,000 rows, read
 * in some milliseconds; a filter needs no index on any of its columns.
 */
#include "search_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stmt.h"

enum { WORD = 64 };
_Static_assert(sizeof(struct fact) == 8, "facts lie on the disk like this");

/* ---- sets */

static size_t words_of(const struct bits *b)
{
	return (b->n + WORD - 1) / WORD;
}

void bits_init(struct bits *b, size_t n)
{
	b->n = n;
	b->w = xcalloc(words_of(b) + 1, sizeof *b->w);
}

void bits_finish(struct bits *b)
{
	free(b->w);
	*b = (struct bits){0};
}

void bits_set(struct bits *b, int64_t i)
{
	if (i >= 0 && (size_t)i < b->n)
		b->w[i / WORD] |= UINT64_C(1) << (i % WORD);
}

bool bits_has(const struct bits *b, int64_t i)
{
	return i >= 0 && (size_t)i < b->n && (b->w[i / WORD] >> (i % WORD) & 1);
}

void bits_and(struct bits *b, const struct bits *with)
{
	for (size_t i = 0; i < words_of(b); i++)
		b->w[i] &= with->w[i];
}

void bits_or(struct bits *b, const struct bits *with)
{
	for (size_t i = 0; i < words_of(b); i++)
		b->w[i] |= with->w[i];
}

void bits_not(struct bits *b)
{
	for (size_t i = 0; i < words_of(b); i++)
		b->w[i] = ~b->w[i];
	if (b->n % WORD)
		b->w[b->n / WORD] &= (UINT64_C(1) << (b->n % WORD)) - 1;
}

size_t bits_count(const struct bits *b)
{
	size_t sum = 0;
	for (size_t i = 0; i < words_of(b); i++)
		sum += (size_t)__builtin_popcountll(b->w[i]);
	return sum;
}

int64_t bits_next(const struct bits *b, int64_t i)
{
	if (i < 0 || (size_t)i >= b->n)
		return -1;
	size_t at = (size_t)i / WORD;
	uint64_t rest = b->w[at] & ~UINT64_C(0) << (i % WORD);
	while (!rest && ++at < words_of(b))
		rest = b->w[at];
	return rest ? (int64_t)(at * WORD) + __builtin_ctzll(rest) : -1;
}

/* ---- writing */

static enum err_code hold(
	struct db *db, struct facts_writer *w, int64_t chunk, struct err *why)
{
	static const char SQL[] = "SELECT data FROM d_search_fact WHERE chunk = :chunk";
	enum err_code code = facts_flush(db, w, why);
	if (code)
		return code;
	memset(w->fact, 0, sizeof w->fact);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":chunk", chunk);
	if (stmt_row(&q)) {
		size_t n;
		const void *p = stmt_col_blob(&q, 0, &n);
		memcpy(w->fact, p, n < sizeof w->fact ? n : sizeof w->fact);
	}
	w->chunk = chunk;
	w->held = true;
	w->dirty = false;
	return stmt_end(&q);
}

enum err_code facts_put(struct db *db, struct facts_writer *w, int64_t track,
	const struct fact *f, struct err *why)
{
	int64_t chunk = track / FACTS_A_CHUNK;
	if (!w->held || w->chunk != chunk) {
		enum err_code code = hold(db, w, chunk, why);
		if (code)
			return code;
	}
	struct fact *to = &w->fact[track % FACTS_A_CHUNK];
	w->dirty |= memcmp(to, f, sizeof *to) != 0;
	*to = *f;
	return ERR_OK;
}

enum err_code facts_flush(struct db *db, struct facts_writer *w, struct err *why)
{
	static const char SQL[] = "INSERT OR REPLACE INTO d_search_fact (chunk, data)"
				  " VALUES (:chunk, :data)";
	if (!w->dirty)
		return ERR_OK;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":chunk", w->chunk);
	stmt_blob(&q, ":data", w->fact, sizeof w->fact);
	stmt_run(&q);
	w->dirty = false;
	return stmt_end(&q);
}

enum err_code facts_codec(
	struct db *db, const char *name, uint8_t *ret, struct err *why)
{
	static const char SQL_FIND[] =
		"SELECT id FROM d_search_codec WHERE name = :name";
	static const char SQL_NEW[] = "INSERT INTO d_search_codec (id, name) SELECT"
				      " coalesce(max(id), 0) + 1, :name"
				      " FROM d_search_codec RETURNING id";
	*ret = 0;
	if (!*name)
		return ERR_OK;
	for (int i = 0; i < 2 && !*ret; i++) {
		struct stmt q = stmt_begin(db, i ? SQL_NEW : SQL_FIND, why);
		stmt_text(&q, ":name", name);
		if (stmt_row(&q))
			*ret = (uint8_t)stmt_col_i64(&q, 0);
		if (i)
			stmt_run(&q);
		enum err_code code = stmt_end(&q);
		if (code)
			return code;
	}
	return ERR_OK;
}

/* ---- reading */

static int64_t value_of(const struct fact *f, enum fact_column column)
{
	switch (column) {
	case FACT_YEAR:
		return f->year;
	case FACT_LENGTH:
		return f->length_s;
	case FACT_BPM:
		return f->bpm;
	case FACT_CODEC:
		return f->codec;
	default:
		return f->shown;
	}
}

static const char SQL_ALL[] = "SELECT chunk, data FROM d_search_fact ORDER BY chunk";

/* The facts of a row; *ret_n how many there are. */
static const struct fact *chunk_of(struct stmt *q, int64_t *ret_first, size_t *ret_n,
	struct fact room[FACTS_A_CHUNK])
{
	size_t n;
	const void *p = stmt_col_blob(q, 1, &n);
	if (n > sizeof(struct fact) * FACTS_A_CHUNK)
		n = sizeof(struct fact) * FACTS_A_CHUNK;
	memcpy(room, p, n);
	*ret_n = n / sizeof(struct fact);
	*ret_first = stmt_col_i64(q, 0) * FACTS_A_CHUNK;
	return room;
}

enum err_code facts_select(struct db *db, enum fact_column column, int64_t low,
	int64_t high, struct bits *b, struct err *why)
{
	struct fact room[FACTS_A_CHUNK];
	struct stmt q = stmt_begin(db, SQL_ALL, why);
	while (stmt_row(&q)) {
		int64_t first;
		size_t n;
		const struct fact *f = chunk_of(&q, &first, &n, room);
		for (size_t i = 0; i < n; i++) {
			int64_t v = value_of(&f[i], column);
			if (v >= low && v <= high)
				bits_set(b, first + (int64_t)i);
		}
	}
	return stmt_end(&q);
}

enum err_code facts_values(struct db *db, enum fact_column column, int64_t *value,
	size_t n, struct err *why)
{
	struct fact room[FACTS_A_CHUNK];
	struct stmt q = stmt_begin(db, SQL_ALL, why);
	while (stmt_row(&q)) {
		int64_t first;
		size_t k;
		const struct fact *f = chunk_of(&q, &first, &k, room);
		for (size_t i = 0; i < k && (size_t)first + i < n; i++)
			value[(size_t)first + i] = value_of(&f[i], column);
	}
	return stmt_end(&q);
}
