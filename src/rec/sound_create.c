/* What is learned of the library when the sound is made: scale, units, traits, the
 * references of the distances. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "sound_impl.h"

static void fill_tail(struct sound *s)
{
	for (int i = 0; i < TAIL_SIZE; i++) {
		double x = (double)i / TAIL_STEPS - TAIL_REACH;
		s->tail[i] = (float)(erfc(x * M_SQRT1_2) / 2);
	}
}

/* The share of a normal distribution that lies further away. A deviation of 0 (fewer
 * than two references) leaves a step at the mean. */

bool sound_row_finite(const float *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(v[i]))
			return false;
	return true;
}

static size_t stride_of(const struct sound_input *in, size_t packed)
{
	return in->stride ? in->stride : packed;
}

static void set_apart(struct sound *s, const struct sound_input *in)
{
	for (size_t i = 0; i < in->n; i++) {
		bool ok =
			(!in->usable || in->usable[i]) &&
			sound_row_finite(in->vector + i * stride_of(in, FEATURE_DIM),
				FEATURE_DIM) &&
			(!in->mean ||
				(sound_row_finite(
					 in->mean + i * stride_of(in, FEATURE_MFCC),
					 FEATURE_MFCC) &&
					sound_row_finite(
						in->covariance +
							i * stride_of(in, FEATURE_COV),
						FEATURE_COV)));
		s->slot[i] = ok ? (int32_t)s->usable : -1;
		if (ok)
			s->row[s->usable++] = (int32_t)i;
	}
}

/* The library's mean, and 1/deviation times the weight of the block (0 for a constant).
 */
static void learn_scale(struct sound *s, const float *vector, size_t stride)
{
	double sum[FEATURE_DIM] = {0}, squares[FEATURE_DIM] = {0};
	for (size_t u = 0; u < s->usable; u++)
		for (int j = 0; j < FEATURE_DIM; j++)
			sum[j] += vector[(size_t)s->row[u] * stride + (size_t)j];
	for (int j = 0; j < FEATURE_DIM; j++)
		s->mean[j] = s->usable ? (float)(sum[j] / (double)s->usable) : 0;
	for (size_t u = 0; u < s->usable; u++) {
		for (int j = 0; j < FEATURE_DIM; j++) {
			double d = vector[(size_t)s->row[u] * stride + (size_t)j] -
				   (double)s->mean[j];
			squares[j] += d * d;
		}
	}
	for (int b = 0; b < FEATURE_BLOCKS; b++) {
		const struct feature_block *block = &feature_blocks[b];
		for (int j = block->first; j < block->first + block->count; j++) {
			double sd =
				s->usable ? sqrt(squares[j] / (double)s->usable) : 0;
			s->scale[j] = sd < 1e-9 ? 0
						: (float)(block->weight /
							  sqrt(block->count) / sd);
		}
	}
}

float sound_unit_of(const struct sound *s, const float *vector, float *out)
{
	double squares = 0;
	for (int j = 0; j < FEATURE_DIM; j++) {
		out[j] = (vector[j] - s->mean[j]) * s->scale[j];
		squares += (double)out[j] * out[j];
	}
	float norm = (float)sqrt(squares);
	for (int j = 0; norm > 0 && j < FEATURE_DIM; j++)
		out[j] /= norm;
	return norm;
}

static const struct feature_block *block_named(const char *name)
{
	for (int b = 0; b < FEATURE_BLOCKS; b++)
		if (strcmp(feature_blocks[b].name, name) == 0)
			return &feature_blocks[b];
	return NULL;
}

/* Mean z-score of some numbers of a block, from a weighted vector x (before unit norm).
 */
static float mean_z(const float *x, const char *block, const int *which, int n)
{
	const struct feature_block *b = block_named(block);
	double sum = 0;
	for (int i = 0; i < n; i++)
		sum += x[b->first + which[i]] * sqrt(b->count) / b->weight;
	return (float)(sum / n);
}

static void learn_traits(const float *unit, float norm, float ret[SOUND_TRAITS])
{
	float x[FEATURE_DIM];
	for (int j = 0; j < FEATURE_DIM; j++)
		x[j] = unit[j] * norm;
	/* The fluctuation block holds 10 bands of 6 rates each, the slowest first; the
	 * shape block 6 means: centroid, spread, two rolloffs, flatness, flux. */
	int quick[30], n = 0;
	for (int band = 0; band < 10; band++)
		for (int rate = 3; rate < 6; rate++)
			quick[n++] = band * 6 + rate;
	ret[SOUND_FAST] = mean_z(x, "fluctuation", quick, n);
	ret[SOUND_BRIGHT] = mean_z(x, "shape", (const int[]){0, 2, 3}, 3);
	ret[SOUND_NOISY] = (mean_z(x, "shape", (const int[]){4}, 1) +
				   mean_z(x, "zcr", (const int[]){0}, 1)) /
			   2;
	ret[SOUND_VARIED] = mean_z(x, "dynamics", (const int[]){1}, 1);
}

static void draw_references(struct sound *s, uint64_t seed)
{
	struct rng rng;
	rng_seed(&rng, seed);
	int32_t *order = xcalloc(s->usable + 1, sizeof *order);
	for (size_t i = 0; i < s->usable; i++)
		order[i] = (int32_t)i;
	s->refs = s->usable < SOUND_REFERENCES ? s->usable : SOUND_REFERENCES;
	for (size_t i = 0; i < s->refs; i++) {
		size_t j = i + (size_t)rng_below(&rng, s->usable - i);
		s->ref[i] = order[j];
		order[j] = order[i];
	}
	free(order);
}

/* Of 1 - cos to the references; a track of the library is left out of its own. */
struct moments sound_cosine_moments(
	const struct sound *s, const float *unit, int32_t self)
{
	float d[SOUND_REFERENCES];
	size_t n = 0;
	for (size_t r = 0; r < s->refs; r++)
		if (s->ref[r] != self)
			d[n++] = 1 - sound_dot(unit,
					     s->unit + (size_t)s->ref[r] * FEATURE_DIM);
	return sound_moments(d, n);
}

struct sound *sound_create(const struct sound_input *in, uint64_t seed)
{
	struct sound *s = xcalloc(1, sizeof *s);
	fill_tail(s);
	s->n = in->n;
	s->slot = xcalloc(in->n + 1, sizeof *s->slot);
	s->row = xcalloc(in->n + 1, sizeof *s->row);
	set_apart(s, in);
	size_t stride = stride_of(in, FEATURE_DIM);
	learn_scale(s, in->vector, stride);
	s->unit = xcalloc(s->usable * FEATURE_DIM + 1, sizeof *s->unit);
	s->trait = xcalloc(s->usable + 1, sizeof *s->trait);
	for (size_t u = 0; u < s->usable; u++) {
		float *unit = s->unit + u * FEATURE_DIM;
		float norm =
			sound_unit_of(s, in->vector + (size_t)s->row[u] * stride, unit);
		learn_traits(unit, norm, s->trait[u]);
	}
	draw_references(s, seed);
	s->cosine = xcalloc(s->usable + 1, sizeof *s->cosine);
	s->js = xcalloc(s->usable + 1, sizeof *s->js);
	s->both = xcalloc(s->usable + 1, sizeof *s->both);
	s->logdet = xcalloc(s->usable + 1, sizeof *s->logdet);
	for (size_t u = 0; u < s->usable; u++) {
		s->cosine[u] =
			sound_cosine_moments(s, s->unit + u * FEATURE_DIM, (int32_t)u);
		s->logdet[u] = NAN;
	}
	s->gauss_mean = in->covariance ? in->mean : NULL;
	s->gauss_cov = in->mean ? in->covariance : NULL;
	s->mean_stride = stride_of(in, FEATURE_MFCC);
	s->cov_stride = stride_of(in, FEATURE_COV);
	return s;
}

void sound_destroy(struct sound *s)
{
	if (!s)
		return;
	free(s->slot);
	free(s->row);
	free(s->unit);
	free(s->trait);
	free(s->cosine);
	free(s->js);
	free(s->both);
	free(s->logdet);
	free(s);
}
