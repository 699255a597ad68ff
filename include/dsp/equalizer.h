/*
 * A 10-band graphic equalizer of an interleaved stereo stream: peaking filters an octave
 * wide in a row. Bands are named in model/equalizer.h.
 *
 * Filters: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter
 * coefficients", peakingEQ with Q = √2; transposed direct form II, double precision.
 * Bands from .48 of the rate on are left out. New settings are approached over 50 ms
 * with all state kept, so nothing clicks.
 *
 * Headroom: the whole curve is lowered until its highest point is 0 dB, so what was below
 * full scale stays there at every frequency (a boost therefore lowers the rest). One
 * object per stream; any one thread at a time. Process allocates nothing.
 */
#ifndef DSP_EQUALIZER_H
#define DSP_EQUALIZER_H

#include <stddef.h>

#include "model/equalizer.h"

struct equalizer;

/* Any rate from 1 Hz on; flat. */
struct equalizer *equalizer_create(int rate_hz);
void equalizer_destroy(struct equalizer *e);

/* -12…12 dB each (clamped; NaN counts as 0). */
void equalizer_set(struct equalizer *e, const float band_db[EQUALIZER_BANDS]);
/* In place; pcm: (frames, 2). While flat and settled the frames are left untouched, bit
 * for bit. */
void equalizer_process(struct equalizer *e, float *pcm, size_t frames);
/* After a seek: what was heard before is forgotten, and the settings apply at once. */
void equalizer_reset(struct equalizer *e);

/* What process does to a sine of that frequency once it has settled, in dB: the bands'
 * curve with the headroom taken off. */
double equalizer_response_db(const struct equalizer *e, double hz);

#endif
