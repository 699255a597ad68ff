/*
 * From a file's rate to the stream's, across joins: a file that follows another one of
 * the same rate goes through the same resampler, so that a join stays exact. Stereo.
 * Private to player/; the pump's alone.
 *
 * At equal rates frames pass as they are. Else a run of files of one rate, n frames in
 * all, comes out as n * to / from frames, and what follows begins right behind them. What
 * rounding a run takes or gives, the next one makes good: their sum is never off by more
 * than half a frame. Within the run a file begins at its place rounded down.
 */
#ifndef PLAYER_CONVERT_H
#define PLAYER_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "source.h"

struct convert {
	int from_hz, to_hz;        /* 0: not begun */
	struct resample *resample; /* owned; NULL where the rates are equal */
	uint64_t origin; /* timeline frame of the first frame that was put in */
	uint64_t put;    /* frames put in, at from_hz */
	uint64_t made;   /* frames that came out of the resampler */
	double left; /* what the runs before were too short by, in frames: -.5….5 */
	float in[SOURCE_BLOCK * 2]; /* what waits: n frames from `at` on */
	size_t at, n;
};

/* Ready for a file at from_hz, whose first frame comes where what was put in before
 * ends; `at` is the timeline frame to begin with. False: drain with convert_flush, and
 * again. */
bool convert_fits(const struct convert *c, int from_hz, int to_hz);
enum err_code convert_begin(
	struct convert *c, int from_hz, int to_hz, uint64_t at, struct err *why);
/* The timeline frame at which the next frame that is put in will sound. */
uint64_t convert_position(const struct convert *c);
/* Where to put up to SOURCE_BLOCK frames; only while nothing waits. */
float *convert_input(struct convert *c);
void convert_put(struct convert *c, size_t frames);
bool convert_waiting(const struct convert *c);
/* Takes up to `frames` frames out; 0: all that waited is through. */
size_t convert_take(struct convert *c, float *out, size_t frames);
/* The end of the input: what is left inside; 0: nothing more. */
size_t convert_flush(struct convert *c, float *out, size_t frames);
/* Forgets everything; the next convert_begin starts afresh. */
void convert_reset(struct convert *c);

#endif
