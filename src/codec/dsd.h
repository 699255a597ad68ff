/*
 * DSD at a sane rate: libavcodec turns each eight one-bit samples into a float, which is
 * 352.8 kHz for the slowest DSD; a linear-phase low-pass takes every 4th, 8th … of those,
 * so that 88.2 or 96 kHz come out. What lies above 40 kHz is the modulator's noise.
 *
 * Output frame k stands where raw frame k * factor would, were libavcodec's own filter
 * not DSD_DELAY raw frames late; silence surrounds the stream.
 * Private to codec/.
 */
#ifndef CODEC_DSD_H
#define CODEC_DSD_H

#include <stddef.h>
#include <stdint.h>

struct dsd;
/* A power of two. */
int dsd_factor(int raw_rate_hz);
struct dsd *dsd_create(int factor, int channels);
void dsd_destroy(struct dsd *d);
/* What is pushed next begins at this raw frame: the first one, or dsd_reach() before
 * the output frame that is wanted next. */
void dsd_restart(struct dsd *d, int64_t raw, int64_t next);
void dsd_push(struct dsd *d, const float *pcm, size_t frames);
void dsd_end(struct dsd *d); /* nothing follows */
/* Output frames that are ready from `*ret_first` on, at most max. */
size_t dsd_take(struct dsd *d, float *out, size_t max, int64_t *ret_first);
/* Raw frames before frame k * factor that output frame k depends on. */
int64_t dsd_reach(const struct dsd *d);

#endif
