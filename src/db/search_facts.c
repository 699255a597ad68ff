/*
 * A row holds a column of 1,000 ids in a row, as many bytes each as the column needs, in
 * the machine's own order (it is derived: a database that moves to another kind of
 * machine is rebuilt). A filter reads just its column, 2 MB for a million years, and
 * needs no index.
 */
#include "search_facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stmt.h"

enum { WORD = 64 };

static const unsigned char width[FACT_COLUMNS] = {[FACT_SHOWN] = 1,
	[FACT_YEAR] = 2,
	[FACT_LENGTH] = 2,
	[FACT_BPM] = 2,
	[FACT_GENRE] = 2,
	[FACT_CODEC] = 1,
	[FACT_ADDED] = 4};

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

/* ---- values */

/* What the i-th place of a column holds. */
static uint32_t unpack(const unsigned char *p, size_t i, unsigned w)
{
	uint32_t four;
	uint16_t two;
	if (w == 1)
		return p[i];
	if (w == 2) {
		memcpy(&two, p + i * 2, sizeof two);
		return two;
	}
	memcpy(&four, p + i * 4, sizeof four);
	return four;
}

static void pack(unsigned char *p, size_t i, unsigned w, uint32_t value)
{
	uint16_t two = (uint16_t)value;
	if (w == 1)
		p[i] = (unsigned char)value;
	else if (w == 2)
		memcpy(p + i * 2, &two, sizeof two);
	else
		memcpy(p + i * 4, &value, sizeof value);
}

/* ---- writing */

static enum err_code hold(
	struct db *db, struct facts_writer *w, int64_t chunk, struct err *why)
{
	static const char SQL[] = "SELECT data FROM d_search_fact WHERE kind = :kind"
				  " AND chunk = :chunk";
	enum err_code code = facts_flush(db, w, why);
	memset(w, 0, sizeof *w);
	w->chunk = chunk;
	w->held = true;
	struct stmt q = stmt_begin(db, SQL, why);
	for (int c = 0; c < FACT_COLUMNS && !code; c++) {
		stmt_i64(&q, ":kind", c);
		stmt_i64(&q, ":chunk", chunk);
		if (stmt_row(&q)) {
			size_t n;
			const unsigned char *p = stmt_col_blob(&q, 0, &n);
			for (size_t i = 0; i < n / width[c] && i < FACTS_A_CHUNK; i++)
				w->value[c][i] = unpack(p, i, width[c]);
		}
		stmt_again(&q);
	}
	enum err_code rows = stmt_end(&q);
	return code ? code : rows;
}

enum err_code facts_put(struct db *db, struct facts_writer *w, int64_t track,
	const uint32_t value[FACT_COLUMNS], struct err *why)
{
	int64_t chunk = track / FACTS_A_CHUNK;
	if (!w->held || w->chunk != chunk) {
		enum err_code code = hold(db, w, chunk, why);
		if (code)
			return code;
	}
	for (int c = 0; c < FACT_COLUMNS; c++) {
		uint32_t *to = &w->value[c][track % FACTS_A_CHUNK];
		w->dirty[c] |= *to != value[c];
		*to = value[c];
	}
	return ERR_OK;
}

enum err_code facts_flush(struct db *db, struct facts_writer *w, struct err *why)
{
	static const char SQL[] = "INSERT OR REPLACE INTO d_search_fact (kind, chunk,"
				  " data) VALUES (:kind, :chunk, :data)";
	unsigned char data[FACTS_A_CHUNK * sizeof(uint32_t)];
	struct stmt q = stmt_begin(db, SQL, why);
	for (int c = 0; c < FACT_COLUMNS; c++) {
		if (!w->dirty[c])
			continue;
		for (size_t i = 0; i < FACTS_A_CHUNK; i++)
			pack(data, i, width[c], w->value[c][i]);
		stmt_i64(&q, ":kind", c);
		stmt_i64(&q, ":chunk", w->chunk);
		stmt_blob(&q, ":data", data, (size_t)FACTS_A_CHUNK * width[c]);
		stmt_run(&q);
		w->dirty[c] = false;
	}
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

static struct stmt read_column(struct db *db, enum fact_column column, struct err *why)
{
	static const char SQL[] = "SELECT chunk, data FROM d_search_fact"
				  " WHERE kind = :kind ORDER BY chunk";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":kind", column);
	return q;
}

/* The bytes of a row and the id of its first place. */
static const unsigned char *chunk_of(
	struct stmt *q, enum fact_column column, int64_t *ret_first, size_t *ret_n)
{
	const unsigned char *p = stmt_col_blob(q, 1, ret_n);
	*ret_n /= width[column];
	*ret_first = stmt_col_i64(q, 0) * FACTS_A_CHUNK;
	return p;
}

/* The places of a row that lie in [low, high]; for each width by itself, since a million
 * values are asked for every key. */
static inline void select_in(const unsigned char *p, size_t n, unsigned w, size_t first,
	int64_t low, int64_t high, struct bits *b)
{
	uint32_t from = low < 0 ? 0 : low > UINT32_MAX ? UINT32_MAX : (uint32_t)low;
	uint32_t to = high > UINT32_MAX ? UINT32_MAX : (uint32_t)high;
	if (high < 0 || low > high || low > UINT32_MAX)
		return;
	for (size_t i = 0; i < n; i++) {
		uint64_t in = unpack(p, i, w) - from <= to - from;
		b->w[(first + i) / WORD] |= in << ((first + i) % WORD);
	}
}

enum err_code facts_select(struct db *db, enum fact_column column, int64_t low,
	int64_t high, struct bits *b, struct err *why)
{
	struct stmt q = read_column(db, column, why);
	while (stmt_row(&q)) {
		int64_t first;
		size_t n;
		const unsigned char *p = chunk_of(&q, column, &first, &n);
		if (first < 0 || (size_t)first >= b->n)
			continue;
		n = n < b->n - (size_t)first ? n : b->n - (size_t)first;
		if (width[column] == 1)
			select_in(p, n, 1, (size_t)first, low, high, b);
		else if (width[column] == 2)
			select_in(p, n, 2, (size_t)first, low, high, b);
		else
			select_in(p, n, 4, (size_t)first, low, high, b);
	}
	return stmt_end(&q);
}

enum err_code facts_select_any(struct db *db, enum fact_column column,
	const struct map *keys, struct bits *b, struct err *why)
{
	struct stmt q = read_column(db, column, why);
	uint32_t last = UINT32_MAX;
	bool in = false;
	while (keys->len && stmt_row(&q)) {
		int64_t first;
		size_t n;
		const unsigned char *p = chunk_of(&q, column, &first, &n);
		for (size_t i = 0; i < n; i++) {
			uint32_t v = unpack(p, i, width[column]);
			if (v != last)
				in = map_get(keys, v, &(int64_t){0});
			last = v;
			if (in)
				bits_set(b, first + (int64_t)i);
		}
	}
	return stmt_end(&q);
}

enum err_code facts_values(struct db *db, enum fact_column column, int64_t *value,
	size_t n, struct err *why)
{
	struct stmt q = read_column(db, column, why);
	while (stmt_row(&q)) {
		int64_t first;
		size_t k;
		const unsigned char *p = chunk_of(&q, column, &first, &k);
		for (size_t i = 0; i < k && (size_t)first + i < n; i++)
			value[(size_t)first + i] = unpack(p, i, width[column]);
	}
	return stmt_end(&q);
}
