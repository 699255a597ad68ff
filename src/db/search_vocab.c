/*
 * The vocabulary is kept as one block, which a connection reads as it is at its first
 * search (a copy, no parsing):
 *
 *	u32 n, u32 length of the text, u32 at[n], u8 weight[n], the text
 *
 * Words written since lie in a table; both are merged in memory when they are read, and
 * in the database when the table has grown. Nothing is ever taken out: a word that no
 * document has any more finds nothing and costs little.
 */
#include "search_vocab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "stmt.h"

enum {
	COMPACT_MIN = 20000, /* new words that are merged while reading */
	COMPACT_SHARE = 8,   /* or so much of the vocabulary */
	WEIGHT_A_DOUBLING = 16,
	WEIGHT_MAX = 255
};

const char *word_at(const struct words *w, size_t i)
{
	return w->text + w->at[i];
}

void words_destroy(struct words *w)
{
	if (!w)
		return;
	free(w->text);
	free(w->at);
	free(w->weight);
	free(w);
}

/* ---- reading */

static uint8_t weight_of(double n)
{
	double w = WEIGHT_A_DOUBLING * log2(n + 1);
	return w > WEIGHT_MAX ? WEIGHT_MAX : (uint8_t)w;
}

static double count_of(uint8_t weight)
{
	return exp2((double)weight / WEIGHT_A_DOUBLING) - 1;
}

double words_count_of(const struct words *w, size_t i)
{
	return count_of(w->weight[i]);
}

/* Takes the block apart; false where it is none. */
static bool unpack(struct words *w, const unsigned char *p, size_t size)
{
	uint32_t head[2];
	if (size < sizeof head)
		return false;
	memcpy(head, p, sizeof head);
	size_t n = head[0], text = head[1];
	if (size != sizeof head + n * sizeof *w->at + n + text ||
		(n > 0 && (text == 0 || p[size - 1] != '\0')))
		return false;
	p += sizeof head;
	w->at = xmalloc(n * sizeof *w->at + 1);
	memcpy(w->at, p, n * sizeof *w->at);
	w->weight = xmalloc(n + 1);
	memcpy(w->weight, p + n * sizeof *w->at, n);
	w->text = xmalloc(text + 1);
	memcpy(w->text, p + n * sizeof *w->at + n, text);
	w->text[text] = '\0';
	w->text_len = text;
	w->n = n;
	for (size_t i = 0; i < n; i++)
		if (w->at[i] >= text || (i > 0 && w->at[i] <= w->at[i - 1]))
			return false;
	return true;
}

static enum err_code read_block(struct db *db, struct words *w, struct err *why)
{
	struct stmt q = stmt_begin(db, "SELECT data FROM d_search_vocab", why);
	if (stmt_row(&q)) {
		size_t size;
		const void *p = stmt_col_blob(&q, 0, &size);
		if (!unpack(w, p, size))
			q.code = err_set(why, ERR_CORRUPT,
				"the search index is damaged; run linnet doctor "
				"--rebuild");
	}
	return stmt_end(&q);
}

struct growing {
	struct words *w;
	size_t cap, weight_cap;
	struct str text;
};

static void grow(struct growing *g, const char *s, size_t len, uint8_t weight)
{
	struct words *w = g->w;
	w->at = mem_grow(w->at, &g->cap, w->n + 1, sizeof *w->at);
	w->weight = mem_grow(w->weight, &g->weight_cap, w->n + 1, sizeof *w->weight);
	w->at[w->n] = (uint32_t)g->text.len;
	w->weight[w->n++] = weight;
	str_append_n(&g->text, s, len);
	str_append_c(&g->text, '\0');
}

/* The block and the words of the table behind it, in one order. */
static enum err_code merge_fresh(
	struct db *db, const struct words *old, struct words *w, struct err *why)
{
	struct growing g = {.w = w};
	size_t i = 0;
	struct stmt q =
		stmt_begin(db, "SELECT word, n FROM d_search_fresh ORDER BY word", why);
	while (stmt_row(&q)) {
		size_t len;
		const char *s = stmt_col_blob(&q, 0, &len);
		double n = (double)stmt_col_i64(&q, 1);
		int order = 1;
		for (; i < old->n; i++) {
			const char *o = word_at(old, i);
			size_t k = strlen(o);
			order = memcmp(o, s, k < len ? k : len);
			order = order ? order : k < len ? -1 : k > len;
			if (order >= 0)
				break;
			grow(&g, o, k, old->weight[i]);
		}
		if (i < old->n && order == 0)
			n += count_of(old->weight[i++]);
		grow(&g, s, len, weight_of(n));
	}
	for (; i < old->n; i++)
		grow(&g, word_at(old, i), strlen(word_at(old, i)), old->weight[i]);
	w->text_len = g.text.len;
	w->text = str_detach(&g.text);
	return stmt_end(&q);
}

static enum err_code read_words(struct db *db, struct words **ret, struct err *why)
{
	int64_t fresh = 0;
	struct words *w = xcalloc(1, sizeof *w);
	enum err_code code = read_block(db, w, why);
	if (!code)
		code = stmt_get_i64(
			db, "SELECT 1 FROM d_search_fresh LIMIT 1", &fresh, why);
	if (!code && fresh) {
		struct words *both = xcalloc(1, sizeof *both);
		code = merge_fresh(db, w, both, why);
		words_destroy(w);
		w = both;
	}
	if (code) {
		words_destroy(w);
		return code;
	}
	*ret = w;
	return ERR_OK;
}

enum err_code words_load(struct db *db, struct err *why)
{
	int64_t version = 0;
	enum err_code code = stmt_get_i64(
		db, "SELECT n FROM total WHERE name = 'words'", &version, why);
	if (code || (db->words && db->words->version == version))
		return code;
	words_destroy(db->words);
	db->words = NULL;
	code = read_words(db, &db->words, why);
	if (!code)
		db->words->version = version;
	return code;
}

/* ---- writing */

enum err_code words_add(struct db *db, const struct intern *words,
	const uint32_t *counted, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO d_search_fresh (word, n) VALUES (:word, :n)"
		" ON CONFLICT DO UPDATE SET n = n + excluded.n";
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < words->len; i++) {
		stmt_blob(&q, ":word", words->name[i], words->size[i]);
		stmt_i64(&q, ":n", counted[i]);
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

static enum err_code write_block(struct db *db, const struct words *w, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_search_vocab (id, data) VALUES (1, :data)";
	uint32_t head[2] = {(uint32_t)w->n, (uint32_t)w->text_len};
	struct str b = {0};
	str_append_n(&b, (const char *)head, sizeof head);
	if (w->n) {
		str_append_n(&b, (const char *)w->at, w->n * sizeof *w->at);
		str_append_n(&b, (const char *)w->weight, w->n);
		str_append_n(&b, w->text, w->text_len);
	}
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_blob(&q, ":data", b.data, b.len);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	str_finish(&b);
	return code;
}

enum err_code words_compact(struct db *db, struct err *why)
{
	static const char SQL_FRESH[] = "SELECT count(*) FROM d_search_fresh";
	static const char SQL_BLOCK[] = "SELECT length(data) / 12 FROM d_search_vocab";
	int64_t fresh = 0, kept = 0;
	enum err_code code = stmt_get_i64(db, SQL_FRESH, &fresh, why);
	if (!code)
		code = stmt_get_i64(db, SQL_BLOCK, &kept, why);
	if (code || fresh < COMPACT_MIN || fresh < kept / COMPACT_SHARE)
		return code;
	struct words *w;
	code = read_words(db, &w, why);
	if (code)
		return code;
	code = write_block(db, w, why);
	words_destroy(w);
	return code ? code : db_exec(db, "DELETE FROM d_search_fresh", why);
}
