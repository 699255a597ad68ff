#include "rec/sessions.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { ALIKE_TAIL = 15, STAN_NEIGHBOURS = 100, STAN_CONTEXT_MAX = 64 };
static const double HALF_LIFE_DAYS = 60.0;
static const double OLDEST_DAYS = 60.0 * 50.0; /* 2^-50: lost in rounding */

void sessions_scratch_finish(struct sessions_scratch *x)
{
	free(x->weight);
	free(x->hit);
	*x = (struct sessions_scratch){0};
}

static void reserve(struct sessions_scratch *x, size_t n)
{
	if (n <= x->cap)
		return;
	size_t cap = n * 2;
	free(x->weight);
	x->weight = xcalloc(cap, sizeof *x->weight);
	x->hit = xreallocarray(x->hit, cap, sizeof *x->hit);
	x->cap = cap;
}

static double fade(const struct baskets *b, int32_t basket, double day)
{
	return exp2(-(day - b->day[basket]) / HALF_LIFE_DAYS);
}

static int32_t size_of(const struct baskets *b, int32_t basket)
{
	return b->first[basket + 1] - b->first[basket];
}

/* Adds w to every basket before `end` that holds the item; returns the new count of
 * hits. */
static size_t touch(const struct baskets *b, size_t end, double day, int32_t item,
	double w, struct sessions_scratch *x, size_t hits)
{
	for (int32_t e = b->last[item]; e >= 0; e = b->prev[e]) {
		int32_t s = b->basket[e];
		if ((size_t)s >= end)
			continue;
		if (day - b->day[s] > OLDEST_DAYS)
			break;
		if (x->weight[s] == 0.0)
			x->hit[hits++] = s;
		x->weight[s] += w;
	}
	return hits;
}

static bool seen_before(const struct follow_play *tail, size_t q)
{
	for (size_t p = 0; p < q; p++)
		if (tail[p].item == tail[q].item)
			return true;
	return false;
}

void sessions_alike(const struct baskets *b, size_t end, double day,
	const struct follow_play *tail, size_t n_tail, struct sessions_scratch *x,
	double *out)
{
	size_t hits = 0;
	reserve(x, b->n);
	memset(out, 0, b->n_items * sizeof *out);
	for (size_t q = 0; q < n_tail && q < ALIKE_TAIL; q++)
		if (!seen_before(tail, q))
			hits = touch(b, end, day, tail[q].item, pow(.85, (double)q), x,
				hits);
	for (size_t h = 0; h < hits; h++) {
		int32_t s = x->hit[h];
		double w = x->weight[s] / sqrt(size_of(b, s)) * fade(b, s, day);
		x->weight[s] = 0.0;
		for (int32_t e = b->first[s]; e < b->first[s + 1]; e++)
			out[b->item[e]] += w;
	}
}

/* Does basket s hold the item, searching down the item's entries from *e. */
static bool holds(const struct baskets *b, int32_t s, int32_t *e)
{
	while (*e >= 0 && b->basket[*e] > s)
		*e = b->prev[*e];
	return *e >= 0 && b->basket[*e] == s;
}

int32_t sessions_alike_through(const struct baskets *b, size_t end, double day,
	const struct follow_play *tail, size_t n_tail, int32_t item)
{
	int32_t best = -1;
	double best_sum = 0.0;
	for (size_t q = 0; q < n_tail && q < ALIKE_TAIL; q++) {
		if (seen_before(tail, q) || tail[q].item == item)
			continue;
		double sum = 0.0;
		int32_t other = b->last[tail[q].item];
		for (int32_t e = b->last[item]; e >= 0; e = b->prev[e]) {
			int32_t s = b->basket[e];
			if ((size_t)s < end && holds(b, s, &other))
				sum += fade(b, s, day) / sqrt(size_of(b, s));
		}
		sum *= pow(.85, (double)q);
		if (sum > best_sum) {
			best_sum = sum;
			best = tail[q].item;
		}
	}
	return best;
}

/* The session as distinct tracks with the weight of their latest play. */
struct vector {
	size_t n;
	int32_t item[STAN_CONTEXT_MAX];
	double weight[STAN_CONTEXT_MAX], norm2;
};

static void vector_fill(struct vector *v, const int32_t *session, size_t n)
{
	*v = (struct vector){0};
	double w = 1.0;
	for (size_t p = n; p-- > 0 && v->n < STAN_CONTEXT_MAX; w *= .8) {
		bool known = false;
		for (size_t i = 0; i < v->n; i++)
			known |= v->item[i] == session[p];
		if (known)
			continue;
		v->item[v->n] = session[p];
		v->weight[v->n++] = w;
		v->norm2 += w * w;
	}
}

struct neighbour {
	double similarity;
	int32_t basket;
};

static int nearest_first(const void *pa, const void *pb)
{
	const struct neighbour *a = pa, *b = pb;
	if (a->similarity != b->similarity)
		return a->similarity < b->similarity ? 1 : -1;
	return (a->basket < b->basket) - (a->basket > b->basket);
}

/* The first place in basket s of the heaviest track in common. */
static int32_t match_place(const struct baskets *b, int32_t s, const struct vector *v)
{
	for (size_t i = 0; i < v->n; i++)
		for (int32_t e = b->first[s]; e < b->first[s + 1]; e++)
			if (b->item[e] == v->item[i])
				return b->place[e];
	return 0;
}

static void vote(const struct baskets *b, const struct neighbour *n,
	const struct vector *v, double *out)
{
	int32_t match = match_place(b, n->basket, v);
	for (int32_t e = b->first[n->basket]; e < b->first[n->basket + 1]; e++) {
		int32_t off = b->place[e] - match;
		double w = n->similarity * exp(-abs(off) / 5.0);
		out[b->item[e]] += off <= 0 ? w / 2.0 : w;
	}
}

void sessions_stan(const struct baskets *b, size_t end, double day,
	const int32_t *session, size_t n, struct sessions_scratch *x, double *out)
{
	struct vector v;
	size_t hits = 0;
	reserve(x, b->n);
	vector_fill(&v, session, n);
	memset(out, 0, b->n_items * sizeof *out);
	for (size_t i = 0; i < v.n; i++)
		hits = touch(b, end, day, v.item[i], v.weight[i], x, hits);
	struct neighbour *near = xmalloc((hits + 1) * sizeof *near);
	for (size_t h = 0; h < hits; h++) {
		int32_t s = x->hit[h];
		double cosine = x->weight[s] / sqrt(size_of(b, s) * v.norm2);
		near[h] = (struct neighbour){cosine * fade(b, s, day), s};
		x->weight[s] = 0.0;
	}
	qsort(near, hits, sizeof *near, nearest_first);
	for (size_t h = 0; h < hits && h < STAN_NEIGHBOURS; h++)
		vote(b, &near[h], &v, out);
	free(near);
}
