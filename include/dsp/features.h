/*
 * The streaming extractor: 22,050 Hz mono samples in, the feature vector of a track
 * out.
 *
 * One object a track at a time, one thread at a time. All memory is taken in create
 * (about 200 kB whatever the track's length). Every statistic is a sum, a histogram or
 * a count over frames at fixed sample positions, so the blocks in which samples are
 * pushed make no difference to a single bit, and a stretch of a track is a value that
 * can be cut off, kept and added to others.
 */
#ifndef DSP_FEATURES_H
#define DSP_FEATURES_H

#include <stddef.h>

#include "model/feature.h"

struct features;
struct features *features_create(void);
void features_destroy(struct features *x);
/* Forgets everything: the next push is a new track's first sample. */
void features_reset(struct features *x);
void features_push(struct features *x, const float *mono, size_t n);
/* The track is over. Then only features_reset() or features_destroy() may follow. */
void features_finish(struct features *x, struct feature *ret);

/* Sums over a stretch of a track: a plain value on the heap. */
struct features_sums;
struct features_sums *features_sums_create(void); /* an empty stretch */
void features_sums_destroy(struct features_sums *s);
/* Moves what was summed since the beginning or the last cut into *ret, and goes on with
 * empty sums. What spans the cut (a difference to the frame before, a block of the
 * rhythm) belongs to the stretch in which it ends. */
void features_cut(struct features *x, struct features_sums *ret);
/* The stretch that is both: the sums of a track cut in pieces add up to the track's. */
void features_sums_add(struct features_sums *into, const struct features_sums *s);
/* The vector and the Gaussian of that stretch. */
void features_solve(const struct features_sums *s, struct feature *ret);

#endif
