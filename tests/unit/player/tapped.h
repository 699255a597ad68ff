/* A tap that checks what it hears: each track as its file is, from its first frame on. */
#ifndef TESTS_PLAYER_TAPPED_H
#define TESTS_PLAYER_TAPPED_H

#include "player/room.h"

struct tapped {
	size_t begun, whole, gaps, frames, wrong;
	size_t channels;
	unsigned seed; /* of the file that it hears: its recording - 101 */
};

static inline void tapped_begins(
	void *ctx, int64_t recording, int rate_hz, int channels)
{
	struct tapped *t = ctx;
	t->begun++;
	t->frames = 0;
	t->channels = (size_t)channels;
	t->seed = (unsigned)(recording - 101);
}

static inline void tapped_push(void *ctx, const float *pcm, size_t frames, bool wait)
{
	struct tapped *t = ctx;
	for (size_t i = 0; i < frames; i++)
		t->wrong += pcm[t->channels * i] !=
			    sample(t->seed, t->frames + i) / 32768.f;
	t->frames += frames;
}

static inline void tapped_gap(void *ctx)
{
	struct tapped *t = ctx;
	t->gaps++;
}

static inline void tapped_ends(void *ctx)
{
	struct tapped *t = ctx;
	t->whole++;
}

static inline struct audio_tap tapped_tap(struct tapped *t)
{
	return (struct audio_tap){
		tapped_begins, tapped_push, tapped_gap, tapped_ends, t};
}

#endif
