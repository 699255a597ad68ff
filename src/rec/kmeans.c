#include "rec/kmeans.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"

size_t kmeans_choose(size_t n)
{
	size_t k = (size_t)sqrt((double)n / 2);
	k = k < 4 ? 4 : k > 40 ? 40 : k;
	return k < n ? k : n;
}

/* Eight running sums, so that the additions do not wait for each other. */
static float dot(const float *a, const float *b, size_t n)
{
	float sum[8] = {0};
	size_t i = 0;
	for (; i + 8 <= n; i += 8)
		for (size_t l = 0; l < 8; l++)
			sum[l] += a[i + l] * b[i + l];
	for (; i < n; i++)
		sum[0] += a[i] * b[i];
	return ((sum[0] + sum[1]) + (sum[2] + sum[3])) +
	       ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* Each next centre with probability in proportion to its distance to those so far. */
static void plus_plus(struct kmeans *m, const float *x, struct rng *rng)
{
	if (m->n == 0)
		return;
	double *far = xcalloc(m->n + 1, sizeof *far);
	size_t pick = (size_t)rng_below(rng, m->n);
	for (size_t i = 0; i < m->n; i++)
		far[i] = 4;
	for (size_t c = 0; c < m->k; c++) {
		memcpy(m->centre + c * m->dim, x + pick * m->dim,
			m->dim * sizeof *m->centre);
		double total = 0;
		for (size_t i = 0; i < m->n; i++) {
			double d = 1 - dot(x + i * m->dim, x + pick * m->dim, m->dim);
			far[i] = d < far[i] ? d > 0 ? d : 0 : far[i];
			total += far[i];
		}
		double at = rng_double(rng) * total;
		size_t last = m->n;
		for (pick = 0; pick < m->n; pick++) {
			if (far[pick] > 0)
				last = pick;
			at -= far[pick];
			if (at < 0 && far[pick] > 0)
				break;
		}
		/* All rows alike: any will do. */
		if (pick == m->n)
			pick = last < m->n ? last : c % m->n;
	}
	free(far);
}

static size_t assign(struct kmeans *m, const float *x)
{
	size_t moved = 0;
	memset(m->size, 0, m->k * sizeof *m->size);
	for (size_t i = 0; i < m->n; i++) {
		int32_t best = 0;
		float most = -2;
		for (size_t c = 0; c < m->k; c++) {
			float d = dot(x + i * m->dim, m->centre + c * m->dim, m->dim);
			if (d > most) {
				most = d;
				best = (int32_t)c;
			}
		}
		moved += m->of[i] != best;
		m->of[i] = best;
		m->likeness[i] = most;
		m->size[best]++;
	}
	return moved;
}

/* An empty cluster takes the row that fits its own centre least. */
static void fill_empty(struct kmeans *m)
{
	for (size_t c = 0; c < m->k; c++) {
		if (m->size[c])
			continue;
		size_t worst = m->n;
		for (size_t i = 0; i < m->n; i++)
			if (m->size[m->of[i]] > 1 &&
				(worst == m->n || m->likeness[i] < m->likeness[worst]))
				worst = i;
		if (worst == m->n)
			return;
		m->size[m->of[worst]]--;
		m->of[worst] = (int32_t)c;
		m->likeness[worst] = 1;
		m->size[c] = 1;
	}
}

static void recentre(struct kmeans *m, const float *x)
{
	double *sum = xcalloc(m->k * m->dim + 1, sizeof *sum);
	for (size_t i = 0; i < m->n; i++)
		for (size_t j = 0; j < m->dim; j++)
			sum[(size_t)m->of[i] * m->dim + j] += x[i * m->dim + j];
	for (size_t c = 0; c < m->k; c++) {
		double squares = 0;
		for (size_t j = 0; j < m->dim; j++)
			squares += sum[c * m->dim + j] * sum[c * m->dim + j];
		double scale = squares > 0 ? 1 / sqrt(squares) : 0;
		for (size_t j = 0; j < m->dim; j++)
			m->centre[c * m->dim + j] =
				(float)(sum[c * m->dim + j] * scale);
	}
	free(sum);
}

static void allocate(struct kmeans *m, size_t n, size_t dim, size_t k)
{
	*m = (struct kmeans){.k = k,
		.dim = dim,
		.n = n,
		.centre = xcalloc(k * dim + 1, sizeof *m->centre),
		.of = xcalloc(n + 1, sizeof *m->of),
		.likeness = xcalloc(n + 1, sizeof *m->likeness),
		.size = xcalloc(k + 1, sizeof *m->size)};
	for (size_t i = 0; i < n; i++)
		m->of[i] = -1;
}

/* Until hardly anything moves. */
static void settle(struct kmeans *m, const float *x)
{
	for (int round = 0; round < KMEANS_ROUNDS; round++) {
		size_t moved = assign(m, x);
		fill_empty(m);
		recentre(m, x);
		if (moved <= m->n / 1000)
			break;
	}
}

/* Centres from every (n / KMEANS_SAMPLE)th row: a large library needs no more. */
static void settle_sample(struct kmeans *m, const float *x, struct rng *rng, bool warm)
{
	struct kmeans part;
	float *some = xcalloc(KMEANS_SAMPLE * m->dim, sizeof *some);
	for (size_t i = 0; i < KMEANS_SAMPLE; i++)
		memcpy(some + i * m->dim, x + i * m->n / KMEANS_SAMPLE * m->dim,
			m->dim * sizeof *some);
	allocate(&part, KMEANS_SAMPLE, m->dim, m->k);
	if (warm)
		memcpy(part.centre, m->centre, m->k * m->dim * sizeof *m->centre);
	else
		plus_plus(&part, some, rng);
	settle(&part, some);
	memcpy(m->centre, part.centre, m->k * m->dim * sizeof *m->centre);
	kmeans_finish(&part);
	free(some);
}

void kmeans_run(struct kmeans *ret, const float *x, size_t n, size_t dim, size_t k,
	uint64_t seed, const float *warm)
{
	allocate(ret, n, dim, k < n ? k : n);
	if (!ret->k)
		return;
	struct rng rng;
	rng_seed(&rng, seed);
	if (warm)
		memcpy(ret->centre, warm, ret->k * dim * sizeof *warm);
	if (n > 2 * KMEANS_SAMPLE) {
		settle_sample(ret, x, &rng, warm != NULL);
		assign(ret, x);
		fill_empty(ret);
		recentre(ret, x);
	} else {
		if (!warm)
			plus_plus(ret, x, &rng);
		settle(ret, x);
	}
	for (size_t i = 0; i < n; i++)
		ret->likeness[i] =
			dot(x + i * dim, ret->centre + (size_t)ret->of[i] * dim, dim);
}

void kmeans_finish(struct kmeans *m)
{
	free(m->centre);
	free(m->of);
	free(m->likeness);
	free(m->size);
	*m = (struct kmeans){0};
}

void kmeans_match(const int32_t *old_of, size_t old_k, const int32_t *new_of,
	size_t new_k, size_t n, int32_t *ret)
{
	for (size_t c = 0; c < new_k; c++)
		ret[c] = -1;
	if (old_k == 0)
		return;
	size_t *shared = xcalloc(old_k * new_k + 1, sizeof *shared);
	for (size_t i = 0; i < n; i++)
		if (old_of[i] >= 0 && new_of[i] >= 0)
			shared[(size_t)new_of[i] * old_k + (size_t)old_of[i]]++;
	for (;;) {
		size_t best = 0;
		for (size_t at = 1; at < old_k * new_k; at++)
			if (shared[at] > shared[best])
				best = at;
		if (!shared[best])
			break;
		size_t c = best / old_k, old = best % old_k;
		ret[c] = (int32_t)old;
		for (size_t i = 0; i < old_k; i++)
			shared[c * old_k + i] = 0;
		for (size_t i = 0; i < new_k; i++)
			shared[i * old_k + old] = 0;
	}
	free(shared);
}
