/*
 * Loudness and true peak of a stream by EBU R 128 and ITU-R BS.1770-4 (libebur128):
 * integrated over the whole with both gates, peaks of four times the rate (twice from 96
 * kHz on, as they are from 192 kHz on). Some 200 times real time on a core: never while
 * music plays.
 *
 * Weights of the channels as ffmpeg's ebur128 filter has them: front 1, surround and back
 * 1.41 (+1.5 dB), LFE 0. Mono counts as one channel, as in ReplayGain scanners and that
 * filter, though on two loudspeakers it is 3 dB louder than what was measured.
 *
 * One object per track; any one thread at a time.
 */
#ifndef DSP_LOUDNESS_H
#define DSP_LOUDNESS_H

#include <stddef.h>

#include "base/err.h"
#include "model/loudness.h"

struct loudness_meter;

/* Loads libebur128, for a process that may not open files later (else the first meter
 * does); ERR_UNSUPPORTED with what to install. */
enum err_code loudness_meter_available(struct err *why);
/* 1…8 channels in the order of WAVE (L R C LFE Ls Rs …); rates from 16 Hz on. */
enum err_code loudness_meter_create(
	int rate_hz, int channels, struct loudness_meter **ret, struct err *why);
void loudness_meter_destroy(struct loudness_meter *m);
/* pcm: (frames, channels). */
void loudness_meter_add(struct loudness_meter *m, const float *pcm, size_t frames);
/* Nothing more is added: gives back the memory that only adding needs (all but some 300
 * bytes a second). Reading goes on working. */
void loudness_meter_end(struct loudness_meter *m);
struct loudness_reading loudness_meter_read(const struct loudness_meter *m);
/* Of several taken together, as if they were one: an album. meter: (n). */
struct loudness_reading loudness_meter_joint(
	struct loudness_meter *const *meter, size_t n);

#endif
