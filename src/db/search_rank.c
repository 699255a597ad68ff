#include "search_rank.h"

#include <stdlib.h>
#include <string.h>

#include "library_cache.h"

enum { NO_FIT = -1, LENGTH_MAX = 100 };

void hits_finish(struct hits *h)
{
	free(h->hit);
	map_finish(&h->seen);
	*h = (struct hits){0};
}

bool hits_seen(const struct hits *h, int64_t doc)
{
	return map_get(&h->seen, doc, &(int64_t){0});
}

/* The best match of one query word among the words of a field; *ret_first: at its
 * begin. */
static enum word_match best_in(
	const struct wanted *w, const char *field, bool typos, bool *ret_first)
{
	enum word_match best = WORD_NONE;
	for (const char *p = field; *p && best < WORD_EXACT;) {
		size_t n = 0;
		while (p[n] && p[n] != ' ')
			n++;
		enum word_match m = word_match(w, p, n, typos, best);
		if (m > best) {
			best = m;
			*ret_first = p == field;
		}
		p += n;
		p += *p == ' ';
	}
	return best;
}

static const int points[] = {[WORD_NONE] = 0,
	[WORD_TYPO] = 30,
	[WORD_PART] = 25,
	[WORD_JOINED] = 65,
	[WORD_PREFIX] = 70,
	[WORD_EXACT] = 100};
static const int weights[FIELDS] = {10, 8, 5, 4};

/* A word's points for its best field; NO_FIT: it is in none of those it may be in. */
static int score_word(const struct wanted *w, const char *const field[FIELDS],
	bool leads, bool typos, bool *ret_typo)
{
	int best = 0;
	enum word_match fit = WORD_NONE;
	for (int f = 0; f < FIELDS; f++) {
		bool first = false;
		if (!(w->fields >> f & 1) || !*field[f])
			continue;
		if (w->phrase && !phrase_in(w->phrase, field[f]))
			continue;
		enum word_match m = best_in(w, field[f], typos, &first);
		const char *joined =
			m < WORD_JOINED ? word_joined_in(w, field[f]) : NULL;
		if (joined) {
			m = WORD_JOINED;
			first = joined == field[f];
		}
		int p = points[m] * weights[f];
		fit = m > fit ? m : fit;
		p += p && first && leads ? 60 : 0;
		best = p > best ? p : best;
	}
	*ret_typo |= fit == WORD_TYPO;
	return best ? best : NO_FIT;
}

bool fields_have(const struct wanted_list *l, const char *const field[FIELDS])
{
	bool typo = false;
	for (size_t i = 0; i < l->n; i++)
		if (score_word(&l->w[i], field, false, false, &typo) == NO_FIT)
			return false;
	return true;
}

/*
 * Points: how well each word of the query fits, times where it was found (the name
 * counts most), for its best field; then whole names and beginnings, and words that
 * follow each other as typed; long names lose a little.
 */
static int score(const struct wanted_list *l, const char *const field[FIELDS],
	bool typos, bool *ret_typo)
{
	int sum = 0;
	const char *whole = l->whole ? l->whole : "";
	if (l->n == 0)
		return 0; /* the stored rank says it all */
	for (size_t i = 0; i < l->n; i++) {
		int p = score_word(&l->w[i], field, i == 0, typos, ret_typo);
		if (p == NO_FIT)
			return NO_FIT;
		sum += p;
	}
	for (int f = 0; f < FIELDS; f++) {
		if (strcmp(field[f], whole) == 0)
			sum += 60 * weights[f];
		else if (l->n > 1 && strstr(field[f], whole))
			sum += 20 * weights[f];
	}
	if (l->n > 1 && strncmp(field[0], whole, strlen(whole)) == 0)
		sum += 200;
	size_t length = strlen(field[0]);
	return sum - (int)(length < LENGTH_MAX ? length : LENGTH_MAX) + LENGTH_MAX;
}

void hits_add(struct hits *h, int64_t doc, const struct wanted_list *l,
	const char *const field[FIELDS], bool typos)
{
	bool typo = false;
	int s = score(l, field, typos, &typo);
	map_put(&h->seen, doc, 1);
	if (s == NO_FIT)
		return;
	h->hit = mem_grow(h->hit, &h->cap, h->n + 1, sizeof *h->hit);
	h->hit[h->n++] =
		(struct hit){doc & ((INT64_C(1) << RANK_SHIFT) - 1), doc, s, typo};
}

bool hits_exact(const struct hits *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (!h->hit[i].typo)
			return true;
	return false;
}

void hits_drop_typos(struct hits *h)
{
	size_t kept = 0;
	for (size_t i = 0; i < h->n; i++)
		if (!h->hit[i].typo)
			h->hit[kept++] = h->hit[i];
	h->n = kept;
}

static int by_score(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->doc < y->doc ? -1 : x->doc > y->doc;
}

void hits_sort(struct hits *h)
{
	if (h->n)
		qsort(h->hit, h->n, sizeof *h->hit, by_score);
}

int score_name(const struct wanted_list *l, const char *folded, bool typos)
{
	const char *const field[FIELDS] = {folded, "", "", ""};
	bool typo = false;
	int s = score(l, field, typos, &typo);
	return s == NO_FIT ? 0 : s > 0 ? s : 1;
}
