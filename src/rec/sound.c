#include "rec/sound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sound_impl.h"

/* Four floats in one register: the compiler keeps a plain sum in order, one at a time.
 */
typedef float lanes __attribute__((vector_size(16)));

float sound_dot(const float *a, const float *b)
{
	lanes sum[4] = {0};
	int i = 0;
	for (; i + 16 <= FEATURE_DIM; i += 16) {
		for (int l = 0; l < 4; l++) {
			lanes x, y;
			memcpy(&x, a + i + 4 * l, sizeof x);
			memcpy(&y, b + i + 4 * l, sizeof y);
			sum[l] += x * y;
		}
	}
	lanes all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
	float total = (all[0] + all[1]) + (all[2] + all[3]);
	for (; i < FEATURE_DIM; i++)
		total += a[i] * b[i];
	return total;
}

static float beyond(const struct sound *s, float d, const struct moments *m)
{
	float x = (d - m->mean) / (m->sd + 1e-12f);
	float at = (x + TAIL_REACH) * TAIL_STEPS;
	if (!(at > 0))
		return 1;
	if (at >= 2 * TAIL_REACH * TAIL_STEPS)
		return 0;
	int i = (int)at;
	float part = at - (float)i;
	return s->tail[i] + part * (s->tail[i + 1] - s->tail[i]);
}

float sound_mp(const struct sound *s, float d, const struct moments *a,
	const struct moments *b)
{
	return 1 - beyond(s, d, a) * beyond(s, d, b);
}

struct moments sound_moments(const float *d, size_t n)
{
	double sum = 0, squares = 0;
	for (size_t i = 0; i < n; i++)
		sum += d[i];
	double mean = n ? sum / (double)n : 0;
	for (size_t i = 0; i < n; i++)
		squares += (d[i] - mean) * (d[i] - mean);
	return (struct moments){.mean = (float)mean,
		.sd = n ? (float)sqrt(squares / (double)n) : 0,
		.known = true};
}

size_t sound_rows(const struct sound *s)
{
	return s->n;
}

size_t sound_usable(const struct sound *s)
{
	return s->usable;
}

static int32_t slot_of(const struct sound *s, int32_t row)
{
	return row >= 0 && (size_t)row < s->n ? s->slot[row] : -1;
}

bool sound_has(const struct sound *s, int32_t row)
{
	return slot_of(s, row) >= 0;
}

const float *sound_unit(const struct sound *s, int32_t row)
{
	int32_t slot = slot_of(s, row);
	return slot < 0 ? NULL : s->unit + (size_t)slot * FEATURE_DIM;
}

float sound_cosine(const struct sound *s, int32_t a, int32_t b)
{
	const float *x = sound_unit(s, a), *y = sound_unit(s, b);
	return x && y ? sound_dot(x, y) : 0;
}

struct side sound_side(const struct sound *s, int32_t slot)
{
	size_t row = (size_t)s->row[slot];
	return (struct side){.slot = slot,
		.unit = s->unit + (size_t)slot * FEATURE_DIM,
		.mean = s->gauss_mean ? s->gauss_mean + row * s->mean_stride : NULL,
		.covariance = s->gauss_cov ? s->gauss_cov + row * s->cov_stride : NULL,
		.logdet = s->logdet[slot],
		.cosine = s->cosine[slot],
		.js = s->js[slot],
		.both = s->both[slot]};
}

float sound_distance(struct sound *s, int32_t a, int32_t b)
{
	int32_t x = slot_of(s, a), y = slot_of(s, b);
	if (x < 0 || y < 0)
		return 1;
	if (x == y)
		return 0;
	struct side side = sound_side(s, x);
	float d;
	sound_whole(s, &side, &y, 1, &d);
	return d;
}

static int by_distance(const void *a, const void *b)
{
	const struct sound_near *x = a, *y = b;
	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static size_t nearest_of(
	struct sound *s, struct side *a, size_t k, struct sound_near *ret)
{
	struct sound_near *all = xcalloc(s->usable + 1, sizeof *all);
	size_t n = 0;
	for (size_t u = 0; u < s->usable; u++) {
		if ((int32_t)u == a->slot)
			continue;
		float d = 1 - sound_dot(a->unit, s->unit + u * FEATURE_DIM);
		all[n++] = (struct sound_near){
			(int32_t)u, sound_mp(s, d, &a->cosine, &s->cosine[u])};
	}
	qsort(all, n, sizeof *all, by_distance);
	size_t most = k > SOUND_SHORTLIST ? k : SOUND_SHORTLIST;
	n = n < most ? n : most;
	int32_t *slot = xcalloc(n + 1, sizeof *slot);
	float *d = xcalloc(n + 1, sizeof *d);
	for (size_t i = 0; i < n; i++)
		slot[i] = all[i].row;
	sound_whole(s, a, slot, n, d);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct sound_near){s->row[slot[i]], d[i]};
	qsort(all, n, sizeof *all, by_distance);
	n = n < k ? n : k;
	memcpy(ret, all, n * sizeof *ret);
	free(slot);
	free(d);
	free(all);
	return n;
}

size_t sound_nearest(struct sound *s, int32_t a, size_t k, struct sound_near *ret)
{
	int32_t slot = slot_of(s, a);
	if (slot < 0)
		return 0;
	struct side side = sound_side(s, slot);
	return nearest_of(s, &side, k, ret);
}

size_t sound_nearest_to(struct sound *s, const float *vector, const float *mean,
	const float *covariance, size_t k, struct sound_near *ret)
{
	float unit[FEATURE_DIM];
	if (!sound_row_finite(vector, FEATURE_DIM))
		return 0;
	sound_unit_of(s, vector, unit);
	struct side side = {.slot = -1,
		.unit = unit,
		.mean = covariance ? mean : NULL,
		.covariance = mean ? covariance : NULL,
		.logdet = NAN,
		.cosine = sound_cosine_moments(s, unit, -1)};
	return nearest_of(s, &side, k, ret);
}

float sound_cosine_distance(const struct sound *s, int32_t a, int32_t b)
{
	int32_t x = slot_of(s, a), y = slot_of(s, b);
	if (x < 0 || y < 0 || x == y)
		return x < 0 || y < 0 ? 1 : 0;
	float d = 1 - sound_dot(s->unit + (size_t)x * FEATURE_DIM,
			      s->unit + (size_t)y * FEATURE_DIM);
	return sound_mp(s, d, &s->cosine[x], &s->cosine[y]);
}

void sound_lean(const struct sound *s, const int32_t *row, const float *weight,
	size_t n, float *ret)
{
	for (size_t i = 0; i < s->n; i++)
		ret[i] = 0;
	/* Row by row, so that the few others stay in the cache. */
	for (size_t u = 0; u < s->usable; u++) {
		const float *unit = s->unit + u * FEATURE_DIM;
		float sum = 0;
		for (size_t e = 0; e < n; e++) {
			int32_t slot = slot_of(s, row[e]);
			if (slot < 0)
				continue;
			float d = 1 -
				  sound_dot(unit, s->unit + (size_t)slot * FEATURE_DIM);
			float like = (size_t)slot == u
					     ? 1
					     : beyond(s, d, &s->cosine[slot]) *
						       beyond(s, d, &s->cosine[u]);
			sum += weight[e] * like * like * like;
		}
		ret[s->row[u]] = sum;
	}
}

static void shares(const float *x, const float *y, float ret[4])
{
	static const char *const words[4] = {"timbre", "rhythm", "harmony", "dynamics"};
	double part[4] = {0}, total = 0;
	for (int b = 0; b < FEATURE_BLOCKS; b++) {
		const struct feature_block *block = &feature_blocks[b];
		double dot = 0;
		for (int j = block->first; j < block->first + block->count; j++)
			dot += (double)x[j] * y[j];
		for (int w = 0; w < 4; w++)
			if (strcmp(words[w], block->word) == 0)
				part[w] += dot;
	}
	for (int w = 0; w < 4; w++)
		total += part[w] > 0 ? part[w] : 0;
	for (int w = 0; w < 4; w++)
		ret[w] = total > 0 && part[w] > 0 ? (float)(part[w] / total) : 0;
}

void sound_block_shares(const struct sound *s, int32_t a, int32_t b, float ret[4])
{
	const float *x = sound_unit(s, a), *y = sound_unit(s, b);
	memset(ret, 0, 4 * sizeof *ret);
	if (x && y)
		shares(x, y, ret);
}

void sound_block_shares_to(
	const struct sound *s, const float *vector, int32_t b, float ret[4])
{
	const float *y = sound_unit(s, b);
	float x[FEATURE_DIM];
	memset(ret, 0, 4 * sizeof *ret);
	if (!y)
		return;
	sound_unit_of(s, vector, x);
	shares(x, y, ret);
}

void sound_traits(const struct sound *s, int32_t row, float ret[SOUND_TRAITS])
{
	int32_t slot = slot_of(s, row);
	memset(ret, 0, SOUND_TRAITS * sizeof *ret);
	if (slot >= 0)
		memcpy(ret, s->trait[slot], sizeof s->trait[slot]);
}
