/*
 * The ear: features of what is being played, from the same decoded samples.
 *
 * The pump is the producer of a ring of its own; the ear's thread consumes it. Markers
 * (track begins, format, seek, end) travel in band, so that they are exact to the
 * frame. The ear never delays playback: when its ring is full the pump drops and the
 * track is marked as gapped; only with `wait` (outputs that are not real-time) the pump
 * waits.
 */
#ifndef ANALYZE_EAR_H
#define ANALYZE_EAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/feature.h"

struct ear;

/* heard() is called on the ear's thread for every track that was decoded whole. */
struct ear *ear_create(
	void (*heard)(void *ctx, int64_t recording, const struct feature *f),
	void *ctx);
void ear_destroy(struct ear *e);

/* From the pump only. */
void ear_track_begins(struct ear *e, int64_t recording, int rate_hz, int channels);
/* Interleaved frames straight from the decoder. Returns false if they were dropped. */
bool ear_push(struct ear *e, const float *pcm, size_t frames, bool wait);
void ear_gap(struct ear *e); /* a seek, or a decoder's error: drop this track's sums */
void ear_track_ends(struct ear *e); /* decoded to its last frame */

#endif
