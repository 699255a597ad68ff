/*
 * From decoded frames to features: what playback and batch have in common, so that both
 * give the same vector. Mono is the mean of the channels, then one resampler to 22,050
 * Hz; nothing is padded, and what the resampler gives at the end belongs to the track.
 */
#ifndef ANALYZE_HEARING_H
#define ANALYZE_HEARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/feature.h"

struct hearing;
/* Loads the libraries that it needs; ERR_UNSUPPORTED with what to install. */
enum err_code hearing_create(struct hearing **ret, struct err *why);
void hearing_destroy(struct hearing *h);

/* Who else hears the mono at 22,050 Hz, from the next track on; NULL: nobody. With `alone`
 * no features are made: hearing_end() gives only the duration. */
void hearing_share(struct hearing *h,
	void (*heard)(void *ctx, const float *mono, size_t frames), void *ctx,
	bool alone);
/* A track begins. ERR_RANGE for a rate that no resampler takes. */
enum err_code hearing_begin(struct hearing *h, int rate_hz, struct err *why);
void hearing_push(struct hearing *h, const float *mono, size_t frames);
void hearing_end(struct hearing *h, struct feature *ret);

/* out (frames) = mean of the channels of pcm (frames, channels). */
void hearing_mix(float *out, const float *pcm, size_t frames, int channels);

#endif
