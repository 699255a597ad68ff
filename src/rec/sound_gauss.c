/*
 * The Gaussian side of the distance. Determinants are taken of eight covariances at
 * once, one a lane: the loops over lanes have a fixed length and no dependence, so that
 * the compiler keeps them in vector registers.
 */
#include <math.h>

#include "sound_impl.h"

enum { LANES = 8 };
static const double RIDGE = 1e-3;

/* a: packed lower triangles, destroyed; ret: ln det of each lane. Symmetric
 * elimination: the pivots are the diagonal of LDLᵀ. */
static void logdets(double a[FEATURE_COV][LANES], double ret[LANES])
{
	double product[LANES];
	for (int l = 0; l < LANES; l++) {
		product[l] = 1;
		ret[l] = 0;
	}
	for (int k = 0; k < FEATURE_MFCC; k++) {
		double *pivot = a[k * (k + 1) / 2 + k];
		double inverse[LANES];
		for (int l = 0; l < LANES; l++) {
			pivot[l] = pivot[l] > 1e-12 ? pivot[l] : 1e-12;
			inverse[l] = 1 / pivot[l];
			product[l] *= pivot[l];
		}
		for (int i = k + 1; i < FEATURE_MFCC; i++) {
			double *row = a[i * (i + 1) / 2];
			double factor[LANES];
			for (int l = 0; l < LANES; l++)
				factor[l] = row[k * LANES + l] * inverse[l];
			for (int j = k + 1; j <= i; j++) {
				const double *jk = a[j * (j + 1) / 2 + k];
				for (int l = 0; l < LANES; l++)
					row[j * LANES + l] -= factor[l] * jk[l];
			}
		}
		/* Ten pivots of 1e±12 stay far from the ends of a double. */
		if (k % 10 == 9) {
			for (int l = 0; l < LANES; l++) {
				ret[l] += log(product[l]);
				product[l] = 1;
			}
		}
	}
}

double sound_logdet(const float *covariance)
{
	double a[FEATURE_COV][LANES], out[LANES];
	for (int i = 0, at = 0; i < FEATURE_MFCC; i++)
		for (int j = 0; j <= i; j++, at++)
			for (int l = 0; l < LANES; l++)
				a[at][l] = covariance[at] + (i == j ? RIDGE : 0);
	logdets(a, out);
	return out[0];
}

static double known_logdet(struct sound *s, int32_t slot)
{
	if (isnan(s->logdet[slot]))
		s->logdet[slot] = sound_logdet(
			s->gauss_cov + (size_t)s->row[slot] * s->cov_stride);
	return s->logdet[slot];
}

/* S_m = ½(S_a + S_b) + ¼ (m_a - m_b)(m_a - m_b)ᵀ in one lane. */
static void mix(double a[FEATURE_COV][LANES], int lane, const struct side *x,
	const float *mean, const float *covariance)
{
	double d[FEATURE_MFCC];
	for (int i = 0; i < FEATURE_MFCC; i++)
		d[i] = .5 * ((double)x->mean[i] - mean[i]);
	for (int i = 0, at = 0; i < FEATURE_MFCC; i++) {
		for (int j = 0; j <= i; j++, at++)
			a[at][lane] =
				.5 * ((double)x->covariance[at] + covariance[at]) +
				d[i] * d[j] + (i == j ? RIDGE : 0);
	}
}

void sound_js(struct sound *s, const struct side *a, const int32_t *slot, size_t n,
	float *ret)
{
	double own = isnan(a->logdet) ? sound_logdet(a->covariance) : a->logdet;
	double m[FEATURE_COV][LANES], det[LANES];
	for (size_t at = 0; at < n; at += LANES) {
		for (int l = 0; l < LANES; l++) {
			/* A last group that is not full repeats its first. */
			size_t i = at + (size_t)l < n ? at + (size_t)l : at;
			size_t row = (size_t)s->row[slot[i]];
			mix(m, l, a, s->gauss_mean + row * s->mean_stride,
				s->gauss_cov + row * s->cov_stride);
		}
		logdets(m, det);
		for (size_t l = 0; l < LANES && at + l < n; l++) {
			double js = .5 * det[l] -
				    .25 * (own + known_logdet(s, slot[at + l]));
			ret[at + l] = js > 0 ? (float)sqrt(js) : 0;
		}
	}
}

static size_t others(const struct sound *s, int32_t self, int32_t *ret)
{
	size_t n = 0;
	for (size_t r = 0; r < s->refs; r++)
		if (s->ref[r] != self)
			ret[n++] = s->ref[r];
	return n;
}

/* MP(1 - cos) + ½ MP(JS) to slots whose js moments are known; js may be NULL. */
static void combine(const struct sound *s, const struct side *a, const int32_t *slot,
	size_t n, const float *js, float *ret)
{
	for (size_t i = 0; i < n; i++) {
		size_t u = (size_t)slot[i];
		float d = 1 - sound_dot(a->unit, s->unit + u * FEATURE_DIM);
		ret[i] = sound_mp(s, d, &a->cosine, &s->cosine[u]);
		if (js)
			ret[i] += .5f * sound_mp(s, js[i], &a->js, &s->js[u]);
	}
}

/* Jensen-Shannon of one side to the references; its moments. */
static size_t learn_js(
	struct sound *s, struct side *a, int32_t ref[SOUND_REFERENCES], float *ret_js)
{
	size_t n = others(s, a->slot, ref);
	sound_js(s, a, ref, n, ret_js);
	a->js = sound_moments(ret_js, n);
	if (a->slot >= 0)
		s->js[a->slot] = a->js;
	return n;
}

/* Both moments; those of the references' own Jensen-Shannon must be known. */
static void learn_side(struct sound *s, struct side *a)
{
	int32_t ref[SOUND_REFERENCES];
	float js[SOUND_REFERENCES], d[SOUND_REFERENCES];
	size_t n = learn_js(s, a, ref, js);
	combine(s, a, ref, n, js, d);
	a->both = sound_moments(d, n);
	if (a->slot >= 0)
		s->both[a->slot] = a->both;
}

static void learn_references(struct sound *s)
{
	int32_t ref[SOUND_REFERENCES];
	float js[SOUND_REFERENCES];
	for (size_t r = 0; r < s->refs; r++) {
		struct side side = sound_side(s, s->ref[r]);
		if (!side.js.known)
			learn_js(s, &side, ref, js);
	}
}

void sound_whole(
	struct sound *s, struct side *a, const int32_t *slot, size_t n, float *ret)
{
	if (!a->covariance) {
		/* Without Gaussians the outer MP would only bend the same order. */
		combine(s, a, slot, n, NULL, ret);
		return;
	}
	learn_references(s);
	if (!a->both.known)
		learn_side(s, a);
	sound_js(s, a, slot, n, ret);
	for (size_t i = 0; i < n; i++) {
		struct side side = sound_side(s, slot[i]);
		if (!side.both.known)
			learn_side(s, &side);
		float js = ret[i], both;
		combine(s, a, &slot[i], 1, &js, &both);
		ret[i] = sound_mp(s, both, &a->both, &s->both[slot[i]]);
	}
}
