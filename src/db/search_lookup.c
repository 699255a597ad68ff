/*
 * Looking words up in the vocabulary.
 *
 * Words one edit away are found by trying: the array is a trie of sorts, and behind
 * every beginning that the word shares with it each edit leaves one rest to look up.
 * That is some hundred binary searches, however large the vocabulary is.
 */
#include "search_vocab.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
	CONTAINING_MAX = 50000,
	/* The first byte of scripts whose characters are words of their own: behind it
	 * there is no typing error to be found in others. */
	ALONE_LEAD = 0xE3
};

void word_list_finish(struct word_list *l)
{
	free(l->i);
	*l = (struct word_list){0};
}

static void list_add(struct word_list *l, size_t i)
{
	l->i = mem_grow(l->i, &l->cap, l->n + 1, sizeof *l->i);
	l->i[l->n++] = (uint32_t)i;
}

void words_take(struct word_list *l, size_t low, size_t high)
{
	for (; low < high; low++)
		list_add(l, low);
}

/* The first of the words [low, high) that is not before s, as far as n bytes tell. */
static size_t first_from(
	const struct words *w, size_t low, size_t high, const char *s, size_t n)
{
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strncmp(word_at(w, mid), s, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The first of them that is behind all that begin with s. */
static size_t first_behind(
	const struct words *w, size_t low, size_t high, const char *s, size_t n)
{
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strncmp(word_at(w, mid), s, n) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void words_beginning(
	const struct words *w, const char *s, size_t *ret_low, size_t *ret_high)
{
	size_t n = strlen(s);
	*ret_low = first_from(w, 0, w->n, s, n);
	*ret_high = first_behind(w, *ret_low, w->n, s, n);
}

/* The word that holds that place of the text. */
static size_t word_around(const struct words *w, size_t place)
{
	size_t low = 0, high = w->n;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (w->at[mid] <= place)
			low = mid;
		else
			high = mid;
	}
	return low;
}

void words_containing(const struct words *w, const char *s, struct word_list *ret)
{
	const char *p = w->text, *end = w->text + w->text_len;
	size_t n = strlen(s);
	while (ret->n < CONTAINING_MAX && p < end &&
		(p = memmem(p, (size_t)(end - p), s, n)) != NULL) {
		size_t i = word_around(w, (size_t)(p - w->text));
		if (p != word_at(w, i))
			list_add(ret, i);
		p = i + 1 < w->n ? word_at(w, i + 1) : end;
	}
}

/* ---- one edit */

struct edits {
	const struct words *w;
	bool begin;
	struct str tried; /* owned: the shared beginning and a rest */
	struct word_list *found;
};

/* Adds the words of [low, high) that are (or begin with) shared + rest. */
static void look_up(struct edits *e, size_t low, size_t high, size_t shared,
	const char *middle, size_t middle_len, const char *rest)
{
	enum { PREFIX_WORDS_MAX = 256 };
	e->tried.len = shared;
	e->tried.data[shared] = '\0';
	str_append_n(&e->tried, middle, middle_len);
	str_append(&e->tried, rest);
	const char *s = str_text(&e->tried);
	size_t n =
		e->tried.len + (e->begin ? 0 : 1); /* with the NUL: the word itself */
	low = first_from(e->w, low, high, s, n);
	for (size_t k = 0; low < high && k < PREFIX_WORDS_MAX &&
			   strncmp(word_at(e->w, low), s, n) == 0;
		low++, k++)
		list_add(e->found, low);
}

static size_t char_len(const char *s)
{
	uint32_t cp;
	return *s ? utf8_decode(s, strlen(s), &cp) : 0;
}

/* The edits behind `shared` bytes of s, which all words of [low, high) begin with. */
static void edit_here(
	struct edits *e, const char *s, size_t shared, size_t low, size_t high)
{
	const struct words *w = e->w;
	const char *here = s + shared;
	size_t k = char_len(here), k2 = k ? char_len(here + k) : 0;
	bool alone = (unsigned char)*s >= ALONE_LEAD;
	if (k)
		look_up(e, low, high, shared, "", 0, here + k); /* too many */
	while (low < high) {
		const char *word = word_at(w, low), *next = word + shared;
		size_t c = char_len(next);
		if (c == 0) {
			low++;
			continue;
		}
		if (!alone && (unsigned char)*next >= ALONE_LEAD)
			break;
		size_t end = first_behind(w, low, high, word, shared + c);
		bool same = c == k && memcmp(next, here, k) == 0;
		if (k && !same)
			look_up(e, low, end, shared, next, c, here + k); /* changed */
		look_up(e, low, end, shared, next, c, here);             /* missing */
		if (k2 && !same && c == k2 && memcmp(next, here + k, k2) == 0) {
			/* swapped */
			char two[9];
			memcpy(two, here + k, k2);
			memcpy(two + k2, here, k);
			look_up(e, low, end, shared, two, k2 + k, here + k + k2);
		}
		low = end;
	}
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static void drop_doubles(struct word_list *l)
{
	if (l->n == 0)
		return;
	qsort(l->i, l->n, sizeof *l->i, by_number);
	size_t kept = 1;
	for (size_t i = 1; i < l->n; i++)
		if (l->i[i] != l->i[kept - 1])
			l->i[kept++] = l->i[i];
	l->n = kept;
}

void words_one_edit_off(
	const struct words *w, const char *s, bool begin, struct word_list *ret)
{
	struct edits e = {.w = w, .begin = begin, .found = ret};
	size_t low = 0, high = w->n, n = strlen(s);
	for (size_t shared = 0;; shared += char_len(s + shared)) {
		low = first_from(w, low, high, s, shared);
		high = first_behind(w, low, high, s, shared);
		if (low >= high)
			break;
		str_reset(&e.tried);
		str_append_n(&e.tried, s, shared);
		edit_here(&e, s, shared, low, high);
		if (shared >= n)
			break;
	}
	str_finish(&e.tried);
	drop_doubles(ret);
}

/* ---- choosing */

struct weighed {
	uint32_t i;
	uint8_t weight;
};

static int by_weight(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

void words_keep_frequent(const struct words *w, struct word_list *l, size_t max)
{
	if (l->n <= max)
		return;
	struct weighed *all = xreallocarray(NULL, l->n, sizeof *all);
	for (size_t i = 0; i < l->n; i++)
		all[i] = (struct weighed){l->i[i], w->weight[l->i[i]]};
	qsort(all, l->n, sizeof *all, by_weight);
	for (size_t i = 0; i < max; i++)
		l->i[i] = all[i].i;
	l->n = max;
	free(all);
}
