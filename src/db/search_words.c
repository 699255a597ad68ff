/*
 * What the words of a query mean. A word becomes the words of the vocabulary that it may
 * stand for: itself and what begins with it, what contains it, and, where nothing else
 * is found, what is one edit away (Damerau: one character changed, missing, too many, or
 * two swapped).
 */
#include "search_words.h"

#include <stdlib.h>
#include <string.h>

enum {
	PREFIX_INDEX = 4,    /* characters of the longest prefix that the index keeps */
	LISTED_MAX = 32,     /* words with one beginning that are listed one by one, */
	READ_AT_ONCE = 4000, /* unless all are in no more documents */
	COUNTED_MAX = 2000,
	MANY = 1000000000,
	MEANINGS_MAX = 48,
	JOINED_MAX = 40, /* bytes */
	JOINED_WAYS = 6,
	JOINED_LIKELY = 100, /* documents: a guess */
	INITIALS_MAX = 6,
	BATCH = 64 /* words of one expression, for filters */
};

/* ---- the query */

static size_t characters(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

static bool wanted_has(const struct wanted_list *l, const char *word, unsigned fields)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->w[i].fields == fields && strcmp(l->w[i].word, word) == 0)
			return true;
	return false;
}

void wanted_add(struct wanted_list *l, const struct query_node *q, unsigned fields,
	struct arena *a)
{
	char *rest = NULL;
	if (*q->folded)
		l->whole = l->whole ? arena_printf(a, "%s %s", l->whole, q->folded)
				    : arena_strdup(a, q->folded);
	for (char *word = strtok_r(arena_strdup(a, q->folded), " ", &rest);
		word && l->n < WANTED_MAX; word = strtok_r(NULL, " ", &rest)) {
		/* Composers have words of their own: see 0007_search.sql. */
		if (fields == FIELD_ALSO)
			word = arena_printf(a, "_%s", word);
		if (!q->whole && wanted_has(l, word, fields))
			continue;
		l->w[l->n++] = (struct wanted){.word = word,
			.phrase = q->whole ? q->folded : NULL,
			.fields = fields,
			.len = strlen(word),
			.chars = characters(word)};
	}
}

/* ---- meanings */

static void add_meaning(struct str *out, size_t *n, const char *word, const char *star)
{
	str_appendf(out, "%s\"%s\"%s", (*n)++ ? " OR " : "", word, star);
}

/* How many documents the words [low, high) are in, about. */
static double documents(const struct words *w, size_t low, size_t high)
{
	double sum = 0;
	if (high - low > COUNTED_MAX)
		return MANY;
	for (size_t i = low; i < high; i++)
		sum += words_count_of(w, i);
	return sum;
}

/* What begins with the word. The index keeps short prefixes; of a longer one it would
 * read all before it gives the first, so that only the most frequent words are taken
 * where that is dear. */
static double add_beginning(
	const struct words *w, const char *word, struct str *out, size_t *n)
{
	size_t low, high;
	words_beginning(w, word, &low, &high);
	if (low == high)
		return 0;
	double many = documents(w, low, high);
	if (characters(word) <= PREFIX_INDEX ||
		(high - low > LISTED_MAX && many <= READ_AT_ONCE)) {
		add_meaning(out, n, word, "*");
		return many;
	}
	struct word_list l = {0};
	words_take(&l, low, high);
	bool itself = strcmp(word_at(w, low), word) == 0;
	words_keep_frequent(w, &l, LISTED_MAX);
	if (itself && l.n == LISTED_MAX)
		add_meaning(out, n, word, "");
	for (size_t i = 0; i < l.n; i++)
		add_meaning(out, n, word_at(w, l.i[i]), "");
	word_list_finish(&l);
	return many;
}

static void add_list(
	const struct words *w, const struct word_list *l, struct str *out, size_t *n)
{
	for (size_t i = 0; i < l->n; i++)
		add_meaning(out, n, word_at(w, l->i[i]), "");
}

static void find_typos(const struct words *w, const char *word, struct word_list *l)
{
	size_t n = characters(word);
	if (n >= TYPO_MIN)
		words_one_edit_off(w, word, n >= TYPO_BEGIN_MIN, l);
}

/* Appends what a word may mean; false where it means nothing. */
static bool meanings(const struct words *w, const struct wanted *wanted,
	enum breadth breadth, struct str *out)
{
	size_t n = 0;
	const char *word = wanted->word;
	struct word_list l = {0};
	str_append(out, "(");
	if (wanted->phrase) {
		add_meaning(out, &n, word, "");
	} else {
		add_beginning(w, word, out, &n);
		if (breadth >= BREADTH_PARTS && characters(word) >= PART_MIN)
			words_containing(w, word, &l);
		words_keep_frequent(w, &l, MEANINGS_MAX);
		add_list(w, &l, out, &n);
		l.n = 0;
		if (breadth == BREADTH_TYPOS)
			find_typos(w, word, &l);
		words_keep_frequent(w, &l, MEANINGS_MAX);
		add_list(w, &l, out, &n);
	}
	word_list_finish(&l);
	str_append(out, ")");
	return n > 0;
}

bool words_expression(const struct words *w, const struct wanted_list *l,
	enum breadth breadth, struct str *out)
{
	str_reset(out);
	for (size_t i = 0; i < l->n; i++) {
		if (i)
			str_append(out, " AND ");
		if (!meanings(w, &l->w[i], breadth, out))
			return false;
	}
	return l->n > 0;
}

/* Is it a word itself? */
static bool is_word(const struct words *w, const char *s, size_t n)
{
	char word[JOINED_MAX + 1];
	size_t low, high;
	memcpy(word, s, n);
	word[n] = '\0';
	words_beginning(w, word, &low, &high);
	return low < high && strcmp(word_at(w, low), word) == 0;
}

static bool all_initials(const struct words *w, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)word[i] >= 0x80 || !is_word(w, word + i, 1))
			return false;
	return n <= INITIALS_MAX;
}

bool words_joined(const struct words *w, const struct wanted *wanted, struct str *out)
{
	const char *word = wanted->word;
	size_t n = wanted->len, ways = 0;
	str_reset(out);
	if (wanted->phrase || wanted->chars < JOINED_MIN || n > JOINED_MAX)
		return false;
	if (all_initials(w, word, n)) {
		for (size_t i = 0; i < n; i++)
			str_appendf(out, "%s\"%c\"", i ? " AND " : "(", word[i]);
		str_append(out, ")");
		ways++;
	}
	for (size_t i = 1; i < n && ways < JOINED_WAYS; i++) {
		if (((unsigned char)word[i] & 0xC0) == 0x80)
			continue;
		if (!is_word(w, word, i) || !is_word(w, word + i, n - i))
			continue;
		str_appendf(out, "%s(\"%.*s\" AND \"%s\")", ways++ ? " OR " : "",
			(int)i, word, word + i);
	}
	return ways > 0;
}

double words_likely(const struct words *w, const struct wanted *wanted, struct str *out)
{
	size_t n = 0;
	double many = 0;
	struct word_list l = {0};
	str_reset(out);
	if (wanted->phrase) {
		size_t low, high;
		words_beginning(w, wanted->word, &low, &high);
		add_meaning(out, &n, wanted->word, "");
		return low < high ? words_count_of(w, low) : 0;
	}
	many = add_beginning(w, wanted->word, out, &n);
	if (n == 0 && characters(wanted->word) >= PART_MIN)
		words_containing(w, wanted->word, &l);
	if (n == 0 && l.n == 0 && words_joined(w, wanted, out))
		return JOINED_LIKELY;
	if (n == 0 && l.n == 0)
		find_typos(w, wanted->word, &l);
	words_keep_frequent(w, &l, MEANINGS_MAX);
	for (size_t i = 0; i < l.n; i++)
		many += words_count_of(w, l.i[i]);
	add_list(w, &l, out, &n);
	word_list_finish(&l);
	return n ? many : -1;
}

/* The words of a list, so many an expression. */
static bool each_batch(const struct words *w, const struct word_list *l,
	bool (*fn)(void *ctx, const char *expression), void *ctx)
{
	struct str s = {0};
	bool more = true;
	for (size_t i = 0; i < l->n && more;) {
		size_t n = 0;
		str_reset(&s);
		for (; i < l->n && n < BATCH; i++)
			add_meaning(&s, &n, word_at(w, l->i[i]), "");
		more = fn(ctx, str_text(&s));
	}
	str_finish(&s);
	return more;
}

bool words_each_expression(const struct words *w, const struct wanted *wanted,
	bool forgive, bool (*fn)(void *ctx, const char *expression), void *ctx)
{
	struct str s = {0};
	struct word_list l = {0};
	size_t n = 0;
	size_t low = 0, high = 0;
	if (!wanted->phrase)
		words_beginning(w, wanted->word, &low, &high);
	if (wanted->phrase || low < high)
		add_meaning(&s, &n, wanted->word, wanted->phrase ? "" : "*");
	bool more = n == 0 || fn(ctx, str_text(&s));
	if (!more || wanted->phrase) {
		str_finish(&s);
		return more;
	}
	if (characters(wanted->word) >= PART_MIN)
		words_containing(w, wanted->word, &l);
	bool joined = forgive && n == 0 && l.n == 0 && words_joined(w, wanted, &s);
	if (joined)
		fn(ctx, str_text(&s));
	else if (forgive && n == 0 && l.n == 0)
		find_typos(w, wanted->word, &l);
	str_finish(&s);
	more = each_batch(w, &l, fn, ctx);
	word_list_finish(&l);
	return more;
}
