/*
 * A crossfade: what a track ends with waits here, at the stream's rate, until the next
 * one begins under it. Private to player/; the pump's alone.
 *
 * It gathers from twice the fade's length before the end on: more frames go in than out,
 * so that the end is decoded when the fade is due, and nothing is decoded in a rush (the
 * ear listens along). Then the next track's frames are mixed with it, at equal power:
 * gains cos and sin of the same angle.
 */
#ifndef PLAYER_OVERLAP_H
#define PLAYER_OVERLAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct overlap {
	float *pcm;        /* owned; (cap, 2) */
	size_t at, n, cap; /* n frames wait, from `at` on */
	uint64_t in, out;  /* frames since it began to gather */
	size_t most;       /* frames that the fade may last */
	uint64_t whole;    /* frames from where it began to gather to the end */
	bool gathering;    /* what is decoded goes in */
	bool mixing;       /* what is decoded is mixed with it */
	size_t keep;       /* while neither: frames that wait for the next track */
	/* Of the fade. */
	uint64_t fade_at, fade_n;
};

/* Nothing waits, the memory is given back. */
void overlap_reset(struct overlap *o);
static inline bool overlap_active(const struct overlap *o)
{
	return o->gathering || o->n > 0;
}
/* The track's last `whole` frames come, for a fade of at most `most`. */
void overlap_gather(struct overlap *o, uint64_t whole, size_t most);
/* Where to put up to `frames` frames; then how many they were. */
float *overlap_room(struct overlap *o, size_t frames);
void overlap_add(struct overlap *o, size_t frames);
/* All is in: but for the last `keep` frames it goes out as it is. */
void overlap_keep(struct overlap *o, size_t keep);
/* Up to `frames` frames that go out as they are now. */
size_t overlap_take(struct overlap *o, float *out, size_t frames);
/* The next track begins under what waits, of whose fade that part (0…1) has passed. */
void overlap_begin(struct overlap *o, double passed);
/* Mixes what waits into frames of the next track. */
void overlap_mix(struct overlap *o, float *pcm, size_t frames);
/* The next track was shorter: up to `frames` frames of what still waits, fading. */
size_t overlap_rest(struct overlap *o, float *out, size_t frames);

#endif
