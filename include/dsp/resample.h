/*
 * Sample rate conversion of a stream of interleaved float32 frames (libsoxr, which is
 * loaded with the first of them). What
 * comes out does not depend on how the input is cut into blocks, and is aligned: frame
 * 0 out is frame 0 in. One object per stream; any one thread at a time.
 */
#ifndef DSP_RESAMPLE_H
#define DSP_RESAMPLE_H

#include <stddef.h>

#include "base/err.h"

enum resample_quality {
	RESAMPLE_HIGH,     /* 20 bit: analysis */
	RESAMPLE_VERY_HIGH /* 28 bit: what is listened to */
};

struct resample;

/* Loads the library, for a process that may not open files later; ERR_UNSUPPORTED with
 * what to install. */
enum err_code resample_available(struct err *why);

enum err_code resample_create(int from_hz, int to_hz, int channels,
	enum resample_quality quality, struct resample **ret, struct err *why);
void resample_destroy(struct resample *r);

/* Takes up to in_frames and makes up to out_frames; says how many it took and made
 * (taken frames may stay inside for a while). in == NULL is the end of the input: call
 * until nothing is made any more; input after that needs resample_reset(). */
void resample_process(struct resample *r, const float *in, size_t in_frames,
	size_t *ret_taken, float *out, size_t out_frames, size_t *ret_made);
void resample_reset(struct resample *r);

#endif
