/* What sound*.c share: the object, a query against it, and the Gaussian side. */
#ifndef REC_SOUND_IMPL_H
#define REC_SOUND_IMPL_H

#include "rec/sound.h"

/* Mean and deviation of one track's distances to the references. */
struct moments {
	float mean, sd;
	bool known;
};

/* 1 - Φ(x) at x = -TAIL_REACH … TAIL_REACH, in steps of 1/TAIL_STEPS. */
enum { TAIL_REACH = 6, TAIL_STEPS = 256, TAIL_SIZE = 2 * TAIL_REACH * TAIL_STEPS + 2 };

struct sound {
	float tail[TAIL_SIZE];
	size_t n, usable;
	int32_t *slot;                /* (n) number among the usable, -1 not usable */
	int32_t *row;                 /* (usable) the way back */
	float *unit;                  /* (usable, FEATURE_DIM) */
	float (*trait)[SOUND_TRAITS]; /* (usable) */
	float mean[FEATURE_DIM], scale[FEATURE_DIM]; /* x = (raw - mean) * scale */
	size_t refs;
	int32_t ref[SOUND_REFERENCES];      /* slots */
	struct moments *cosine, *js, *both; /* (usable) */
	/* Gaussians, by row; NULL: none. */
	const float *gauss_mean, *gauss_cov; /* borrowed */
	size_t mean_stride, cov_stride;
	double *logdet; /* (usable) NaN until needed */
};

/* One side of a comparison: a track of the library, or one from outside. */
struct side {
	int32_t slot; /* -1: from outside */
	const float *unit;
	const float *mean, *covariance; /* NULL: no Gaussian */
	double logdet;
	struct moments cosine, js, both;
};

float sound_dot(const float *a, const float *b);
/* Mutual Proximity of a distance with the moments of its two ends. */
float sound_mp(const struct sound *s, float d, const struct moments *a,
	const struct moments *b);
struct moments sound_moments(const float *d, size_t n);
bool sound_row_finite(const float *v, size_t n);
/* Of the cosine distances of a unit vector to the references; self: its own slot, which
 * is left out, or -1. */
struct moments sound_cosine_moments(
	const struct sound *s, const float *unit, int32_t self);
/* Scaled, and of length 1; out (FEATURE_DIM). Returns the length before. */
float sound_unit_of(const struct sound *s, const float *vector, float *out);
struct side sound_side(const struct sound *s, int32_t slot);

/* ln det(S + 1e-3 I) of a packed lower triangle. */
double sound_logdet(const float *covariance);
/* Jensen-Shannon of `a` to each of the n slots. */
void sound_js(struct sound *s, const struct side *a, const int32_t *slot, size_t n,
	float *ret);
/* The whole distance of `a` to each of the n slots; fills the moments of both sides
 * where they are not known yet. */
void sound_whole(
	struct sound *s, struct side *a, const int32_t *slot, size_t n, float *ret);

#endif
