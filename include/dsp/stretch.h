/*
 * Speed without a change of pitch, for an interleaved stereo stream: Rubber Band, loaded
 * when it is first needed. Frame n out is frame n * speed in within a few ms; the whole
 * is exactly as many frames long as it should be. One object per stream; any one thread
 * at a time.
 *
 * Engine, by what they cost of a core here at 44.1 kHz (2.1 GHz, -O2; its documentation
 * ranks the quality): below 1 the R3 engine with all its windows (11 %: slow music shows
 * every flaw), above 1 R3 with one window (4–5 %; all windows 12–17 %, the older R2
 * 4–7 %).
 */
#ifndef DSP_STRETCH_H
#define DSP_STRETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { STRETCH_BLOCK = 4096 };

/* False with a sentence that names the package. Loads the library for a look. */
bool stretch_available(struct err *why);

struct stretch;
/* speed: .5 … 2, ERR_RANGE else. ERR_UNSUPPORTED: the library is not installed. */
enum err_code stretch_create(
	int rate_hz, double speed, struct stretch **ret, struct err *why);
void stretch_destroy(struct stretch *s);
/* As if created anew, at that speed: after a seek, and to change the speed. */
enum err_code stretch_restart(struct stretch *s, double speed, struct err *why);

/* pcm: (frames, 2); frames <= STRETCH_BLOCK. All of it is taken. */
void stretch_put(struct stretch *s, const float *pcm, size_t frames);
/* Nothing follows: what is inside can be taken. After it only restart. */
void stretch_end(struct stretch *s);
/* Up to `frames` frames that are ready; 0: put more (or, after the end, all is out). */
size_t stretch_take(struct stretch *s, float *out, size_t frames);

#endif
