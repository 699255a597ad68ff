/*
 * The real-time side: the audio callback and what it shares with the pump. The callback
 * takes no lock, allocates nothing, does no I/O (tests/lint/realtime.sh checks the
 * symbols of its object). It knows frames, not tracks.
 */
#ifndef AUDIO_RT_H
#define AUDIO_RT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ring.h"

enum {
	RT_GAIN_RAMP_MS = 20,
	RT_PAUSE_FADE_MS = 5,
	RT_FLUSH_FADE_MS = 20,
	RT_SPLICE_FADE_MS = 20
};

struct rt;

/* channels: a power of two, so that a frame never wraps inside the ring. */
struct rt *rt_create(int rate_hz, int channels, double ring_s);
void rt_destroy(struct rt *rt);
struct ring *rt_ring(struct rt *rt); /* float32 frames; the pump is its producer */
int rt_channels(const struct rt *rt);
int rt_rate(const struct rt *rt);

/* The callback's body: fills out with `frames` frames, always all of them: music with
 * the volume ramp, or silence behind it. Called by outputs only. latency_s: how long
 * from now until the block's first frame is heard. Returns the frames of music in it.
 * At gain 1 the music is bit-identical to what the pump wrote. */
uint32_t rt_render(struct rt *rt, float *out, uint32_t frames, double latency_s);

/* What the output has learnt since its last block: how long from now until the last
 * frame of music that it was handed is heard. `standing`: the device does not run, and
 * it stays at that until the next block. On the thread that renders, or while none
 * does. */
void rt_correct(struct rt *rt, double latency_s, bool standing);
/* The last frames of music that were handed over, up to `frames` of them, once more: as
 * they would have been with the gain that is wanted now, to which the first of them
 * ramp. For an output that can take back what it holds. Returns how many: the last ones
 * before where the next block begins; 0 where none can be had, because they were faded
 * or crossed over, or the ring has forgotten them. On the same thread. */
uint32_t rt_again(struct rt *rt, float *out, uint32_t frames);
/* The device ran dry for want of blocks: an underrun, too. On the same thread. */
void rt_count_underrun(struct rt *rt);

/* Controls, from any thread. Gain is linear and ramped over RT_GAIN_RAMP_MS. */
void rt_set_gain(struct rt *rt, float linear);
void rt_set_paused(struct rt *rt, bool paused); /* fades, then silence; and back */
void rt_set_ending(
	struct rt *rt, bool ending); /* an empty ring is the end, no underrun */
/* From the pump: drop what the ring holds, fade in what follows over RT_FLUSH_FADE_MS.
 */
void rt_flush(struct rt *rt);
/* From the pump, while blocks are made: what the callback reads `ahead` frames further on
 * is the same music as where it is now, treated otherwise. It crosses over within
 * RT_SPLICE_FADE_MS, wherever it is when it next looks, and skips what lies between. The
 * ring must hold what it crosses over to. */
void rt_splice(struct rt *rt, uint64_t ahead);
/* It has not crossed over yet. */
bool rt_splicing(struct rt *rt);

struct rt_position {
	uint64_t frames; /* of music handed to the device since creation; flushed frames
			    are not counted */
	uint64_t consumed; /* ring position in frames: played + flushed */
	int64_t at_us;     /* CLOCK_MONOTONIC when the last music was handed over */
	double latency_s;  /* from at_us until the last of `frames` is heard */
	bool standing;     /* latency_s does not shrink as time goes by */
	uint64_t underruns;
	int64_t began_us; /* CLOCK_MONOTONIC when the first music after a silence that was
			     asked for (start, flush) was handed over; 0: none yet */
	bool idle;        /* the last block was silence */
};
/* A consistent snapshot (seqlock), from any thread. */
struct rt_position rt_position(struct rt *rt);
/* How many of its frames have been heard at now_us. */
uint64_t rt_position_heard(const struct rt_position *p, int rate_hz, int64_t now_us);

#endif
