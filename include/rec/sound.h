/*
 * How alike tracks sound: the distance between feature vectors and Gaussians of MFCCs.
 *
 * Vectors are z-scored with the library's own mean and deviation, weighted by block and
 * compared by cosine; Gaussians by Jensen-Shannon. Both pass through Mutual Proximity
 * (Schnitzer, Flexer, Schedl, Widmer: Local and global scaling reduce hubs in space,
 * JMLR 2012; Gaussian form) against about 200 reference tracks drawn by seed: d =
 * MP(MP(1 - cos) + 0.5 MP(JS)). Tracks that are not usable are set apart before they
 * touch any statistic: they are near nobody.
 *
 * Items here are rows 0 … n-1 of the input. Statistics of the Gaussians are computed
 * when first needed and kept, so an object belongs to one thread.
 */
#ifndef REC_SOUND_H
#define REC_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/feature.h"

struct sound_input {
	size_t n;
	size_t stride; /* floats from one row to the next, in all three; 0: packed */
	const float *vector;     /* (n, FEATURE_DIM) raw; read in sound_create only */
	const float *mean;       /* (n, FEATURE_MFCC); borrowed; NULL: no Gaussians */
	const float *covariance; /* (n, FEATURE_COV); borrowed */
	const uint8_t *usable;   /* (n) read in sound_create only; NULL: all */
};

enum { SOUND_REFERENCES = 200, SOUND_SHORTLIST = 500 };

struct sound;
struct sound *sound_create(const struct sound_input *in, uint64_t seed);
void sound_destroy(struct sound *s);

size_t sound_rows(const struct sound *s);
size_t sound_usable(const struct sound *s); /* how many rows are */
bool sound_has(const struct sound *s, int32_t row);
/* The weighted z-scores as a unit vector, (FEATURE_DIM); NULL where not usable. */
const float *sound_unit(const struct sound *s, int32_t row);

float sound_cosine(const struct sound *s, int32_t a, int32_t b);
/* The whole distance, 0 (the same) … 1; 1 where one of them is not usable. */
float sound_distance(struct sound *s, int32_t a, int32_t b);

struct sound_near {
	int32_t row;
	float distance;
};
/* The k nearest of `a`, nearest first: SOUND_SHORTLIST (or k) by MP(1 - cos), then
 * ordered by the whole distance. Returns how many. */
size_t sound_nearest(struct sound *s, int32_t a, size_t k, struct sound_near *ret);
/* The same for a track from outside; mean and covariance may be NULL. */
size_t sound_nearest_to(struct sound *s, const float *vector, const float *mean,
	const float *covariance, size_t k, struct sound_near *ret);
/* MP(1 - cos) of one pair; 1 where not usable. The quick part of the distance. */
float sound_cosine_distance(const struct sound *s, int32_t a, int32_t b);

/* How much speaks for each row: ret[i] = Σ weight · likeness³ over n other rows,
 * likeness = 1 - MP(1 - cos); weights may be negative. 0 where not usable. The cube
 * lets near tracks count and distant ones vanish. */
void sound_lean(const struct sound *s, const int32_t *row, const float *weight,
	size_t n, float *ret);

/* Share of timbre, rhythm, harmony, dynamics in what makes the two alike: their parts
 * of the cosine, negative ones as 0; sum 1, or all 0. */
void sound_block_shares(const struct sound *s, int32_t a, int32_t b, float ret[4]);
void sound_block_shares_to(
	const struct sound *s, const float *vector, int32_t b, float ret[4]);

/* What people would call it, in library deviations from the library's mean. */
enum sound_trait {
	SOUND_FAST,   /* energy in the quick modulations of the bands */
	SOUND_BRIGHT, /* centre and edge of the spectrum */
	SOUND_NOISY,  /* flatness, zero crossings */
	SOUND_VARIED, /* spread of the level */
	SOUND_TRAITS
};
/* All 0 where not usable. */
void sound_traits(const struct sound *s, int32_t row, float ret[SOUND_TRAITS]);

#endif
