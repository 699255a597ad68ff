/*
 * The feature vector of a track (234 numbers in 11 blocks) and its Gaussian of MFCCs.
 * Definitions: src/dsp/ear_*.c; layout and weights here, so that everybody agrees.
 */
#ifndef MODEL_FEATURE_H
#define MODEL_FEATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum {
	FEATURE_DIM = 234,
	FEATURE_MFCC = 20,
	FEATURE_COV =
		FEATURE_MFCC * (FEATURE_MFCC + 1) / 2, /* lower triangle, row by row */
	FEATURE_VERSION = 1,
	FEATURE_RATE_HZ = 22050,
	FEATURE_MIN_ACTIVE = 10 /* fewer active frames: set apart */
};

/* Blocks in the order of the vector. */
struct feature_block {
	const char *name; /* "mfcc_mean" … "zcr" */
	int first, count;
	float weight;     /* of the block; each number gets weight / sqrt(count) */
	const char *word; /* what a listener calls it: "timbre" "rhythm" "harmony"
			     "dynamics" */
};
enum { FEATURE_BLOCKS = 11 };
extern const struct feature_block feature_blocks[FEATURE_BLOCKS];
/* "mfcc_mean1", "contrast_std3", "fluctuation_band0_rate5", "flux_mean", … for i in
 * [0, FEATURE_DIM): each name once. */
void feature_name(int i, char *out, size_t size);

struct feature {
	int version;
	double duration_s;
	int active_frames;
	float vector[FEATURE_DIM]; /* raw, not z-scored */
	float mean[FEATURE_MFCC];  /* Gaussian: mean with c0 set to 0 */
	float covariance[FEATURE_COV];
	float level_db;  /* of the track; stored, never compared */
	float tempo_bpm; /* a hint for people, 0 unknown */
	float tempo_strength;
	int key; /* 0…11 C…B major, 12…23 minor, -1 unknown; for people */
};

/* False: fewer than FEATURE_MIN_ACTIVE active frames or a value that is not finite. */
bool feature_usable(const struct feature *f);
void feature_put(struct str *b, const struct feature *f);
void feature_get(struct bytes_reader *r, struct feature *ret);

#endif
