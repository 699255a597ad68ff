/*
 * The real-time side: the audio callback and what it shares with the pump. The callback
 * takes no lock, allocates nothing, does no I/O (tests/lint/realtime checks the symbols
 * of its object). It knows frames, not tracks.
 */
#ifndef AUDIO_RT_H
#define AUDIO_RT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ring.h"

struct rt;

struct rt *rt_create(int rate_hz, int channels, double ring_s);
void rt_destroy(struct rt *rt);
struct ring *rt_ring(struct rt *rt); /* float32 frames; the pump is its producer */
int rt_channels(const struct rt *rt);
int rt_rate(const struct rt *rt);

/* The callback's body: fills out with `frames` frames, always all of them: music with the
 * volume ramp, or silence. Called by outputs only. latency_s: device latency of the
 * block's first frame. Returns the frames of music in it. */
uint32_t rt_render(struct rt *rt, float *out, uint32_t frames, double latency_s);

/* Controls, from any thread. Gain is linear and ramped over 20 ms. */
void rt_set_gain(struct rt *rt, float linear);
void rt_set_paused(struct rt *rt, bool paused); /* fades out 5 ms, then silence */
void rt_set_ending(struct rt *rt, bool ending); /* an empty ring is the end, no underrun */
/* From the pump: drop what the ring holds, fade in what follows over 20 ms. */
void rt_flush(struct rt *rt);

struct rt_position {
	uint64_t frames;   /* of music handed to the device since creation; flushed frames
	                      are not counted */
	uint64_t consumed; /* ring position in frames: played + flushed */
	int64_t at_us;     /* CLOCK_MONOTONIC when that was true */
	double latency_s;
	uint64_t underruns;
	bool idle; /* the last block was silence */
};
/* A consistent snapshot (seqlock), from any thread. */
struct rt_position rt_position(struct rt *rt);

#endif
