/*
 * The vocabulary: every distinct folded word of the search index, sorted, in one block
 * of memory that belongs to the connection. It is read again when the index says that
 * its words have changed.
 *
 * A word of the query becomes the words that it may mean: itself and what begins with
 * it (a range of the sorted words), what contains it, and, where nothing else is found,
 * what is one edit away (Damerau: one character changed, missing, too many, or two
 * swapped).
 */
#include "search_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "stmt.h"
#include "text/fold.h"

enum {
	PART_MIN = 3, /* characters that a part of a word must have */
	TYPO_MIN = 4, /* that a word must have before errors are allowed in it */
	TYPO_BEGIN_MIN =
		5, /* before errors are allowed in the beginning of a longer one */
	MEANINGS_MAX = 64
};

struct words {
	char *text;   /* owned; words with NULs between */
	uint32_t *at; /* owned; (n) where each begins, sorted by bytes */
	size_t n;
	int64_t version;
	bool loaded;
};

void words_destroy(struct words *w)
{
	if (!w)
		return;
	free(w->text);
	free(w->at);
	free(w);
}

static enum err_code version_of(struct db *db, int64_t *ret, struct err *why)
{
	return stmt_get_i64(db, "SELECT n FROM total WHERE name = 'words'", ret, why);
}

static enum err_code read_words(struct db *db, struct words *w, struct err *why)
{
	/* fts5vocab gives its terms in the order of bytes. */
	static const char SQL[] = "SELECT term FROM d_search_word";
	struct str text = {0};
	size_t cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	while (stmt_row(&q)) {
		const char *term = stmt_col_text(&q, 0);
		w->at = mem_grow(w->at, &cap, w->n + 1, sizeof *w->at);
		w->at[w->n++] = (uint32_t)text.len;
		str_append_n(&text, term, strlen(term) + 1);
	}
	w->text = str_detach(&text);
	return stmt_end(&q);
}

enum err_code words_load(struct db *db, struct err *why)
{
	int64_t version = 0;
	enum err_code code = version_of(db, &version, why);
	if (code || (db->words && db->words->version == version))
		return code;
	words_destroy(db->words);
	db->words = NULL;
	struct words *w = xcalloc(1, sizeof *w);
	code = read_words(db, w, why);
	w->version = version;
	if (code)
		words_destroy(w);
	else
		db->words = w;
	return code;
}

/* ---- the query */

void query_init(struct query *q, const char *text)
{
	*q = (struct query){0};
	fold_append(&q->folded, text);
	q->text = xstrdup(str_text(&q->folded));
	char *rest = NULL;
	for (char *word = strtok_r(q->text, " ", &rest); word && q->n < QUERY_WORDS_MAX;
		word = strtok_r(NULL, " ", &rest))
		q->word[q->n++] = word;
}

void query_finish(struct query *q)
{
	str_finish(&q->folded);
	free(q->text);
}

/* ---- matching */

static size_t characters(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

static size_t step(const char *s, size_t n)
{
	uint32_t cp;
	return n ? utf8_decode(s, n, &cp) : 0;
}

/* Is the rest of a the rest of b, or (begin) its beginning? */
static bool rest_fits(const char *a, size_t an, const char *b, size_t bn, bool begin)
{
	return (begin ? an <= bn : an == bn) && memcmp(a, b, an) == 0;
}

/* One edit between a and b, or (begin) between a and some beginning of b. */
static bool one_edit(const char *a, size_t an, const char *b, size_t bn, bool begin)
{
	size_t i = 0;
	while (i < an && i < bn && a[i] == b[i])
		i++;
	while (i > 0 && i < an && ((unsigned char)a[i] & 0xC0) == 0x80)
		i--;
	const char *x = a + i, *y = b + i;
	size_t xn = an - i, yn = bn - i;
	size_t xs = step(x, xn), ys = step(y, yn);
	if (rest_fits(x + xs, xn - xs, y + ys, yn - ys, begin)) /* changed */
		return true;
	if (rest_fits(x, xn, y + ys, yn - ys, begin)) /* missing in a */
		return true;
	if (rest_fits(x + xs, xn - xs, y, yn, begin)) /* too many in a */
		return true;
	size_t xt = step(x + xs, xn - xs), yt = step(y + ys, yn - ys);
	return xs == yt && ys == xt && xs && ys && memcmp(x, y + ys, xs) == 0 &&
	       memcmp(x + xs, y, ys) == 0 &&
	       rest_fits(x + xs + xt, xn - xs - xt, y + ys + yt, yn - ys - yt, begin);
}

enum word_match word_match(const char *query, const char *text, size_t n, bool typos)
{
	size_t k = strlen(query);
	if (n >= k && memcmp(query, text, k) == 0)
		return n == k ? WORD_EXACT : WORD_PREFIX;
	size_t chars = characters(query);
	if (chars >= PART_MIN && n > k && memmem(text, n, query, k))
		return WORD_PART;
	if (typos && chars >= TYPO_MIN &&
		(one_edit(query, k, text, n, false) ||
			(chars >= TYPO_BEGIN_MIN && one_edit(query, k, text, n, true))))
		return WORD_TYPO;
	return WORD_NONE;
}

/* ---- the vocabulary */

static const char *word_at(const struct words *w, size_t i)
{
	return w->text + w->at[i];
}

/* The first word that is not before s. */
static size_t lower_bound(const struct words *w, const char *s)
{
	size_t lo = 0, hi = w->n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (strcmp(word_at(w, mid), s) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void add_meaning(struct str *out, size_t *n, const char *word, const char *star)
{
	str_appendf(out, "%s\"%s\"%s", (*n)++ ? " OR " : "", word, star);
}

/* Words anywhere in the vocabulary: those that contain it, or are one edit away. */
static void add_scanned(
	struct str *out, size_t *n, const struct words *w, const char *word, bool typos)
{
	for (size_t i = 0; i < w->n && *n < MEANINGS_MAX; i++) {
		const char *s = word_at(w, i);
		enum word_match m = word_match(word, s, strlen(s), typos);
		if (m == WORD_PART || m == WORD_TYPO)
			add_meaning(out, n, s, "");
	}
}

/* Appends what a word may mean; false where it means nothing. */
static bool meanings(const struct words *w, const char *word, enum breadth breadth,
	struct str *out, bool *ret_corrected)
{
	size_t n = 0, at = lower_bound(w, word);
	str_append(out, "(");
	if (at < w->n && str_starts(word_at(w, at), word))
		add_meaning(out, &n, word, "*");
	if ((n == 0 || breadth >= BREADTH_PARTS) && characters(word) >= PART_MIN)
		add_scanned(out, &n, w, word, false);
	if ((n == 0 || breadth == BREADTH_TYPOS) && characters(word) >= TYPO_MIN) {
		size_t before = n;
		add_scanned(out, &n, w, word, true);
		*ret_corrected |= n > before;
	}
	str_append(out, ")");
	return n > 0;
}

bool words_expression(struct db *db, const struct query *q, enum breadth breadth,
	struct str *out, bool *ret_corrected)
{
	*ret_corrected = false;
	str_reset(out);
	for (size_t i = 0; i < q->n; i++) {
		if (i)
			str_append(out, " AND ");
		if (!meanings(db->words, q->word[i], breadth, out, ret_corrected))
			return false;
	}
	return q->n > 0;
}

bool search_words_in(const char *query, const char *text)
{
	struct query q, t;
	query_init(&q, query);
	query_init(&t, text);
	bool all = true;
	for (size_t i = 0; i < q.n && all; i++) {
		bool found = false;
		for (size_t k = 0; k < t.n && !found; k++)
			found = strstr(t.word[k], q.word[i]) != NULL;
		all = found;
	}
	query_finish(&q);
	query_finish(&t);
	return all;
}
