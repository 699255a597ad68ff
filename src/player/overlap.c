#include "overlap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void overlap_reset(struct overlap *o)
{
	free(o->pcm);
	*o = (struct overlap){0};
}

void overlap_gather(struct overlap *o, uint64_t whole, size_t most)
{
	overlap_reset(o);
	o->gathering = true;
	o->whole = whole;
	o->most = most;
}

float *overlap_room(struct overlap *o, size_t frames)
{
	if (o->at > o->n) {
		memcpy(o->pcm, o->pcm + 2 * o->at, 2 * o->n * sizeof *o->pcm);
		o->at = 0;
	}
	o->pcm = mem_grow(o->pcm, &o->cap, o->at + o->n + frames, 2 * sizeof *o->pcm);
	return o->pcm + 2 * (o->at + o->n);
}

void overlap_add(struct overlap *o, size_t frames)
{
	o->n += frames;
	o->in += frames;
}

void overlap_keep(struct overlap *o, size_t keep)
{
	o->gathering = false;
	o->keep = keep;
}

static void drop(struct overlap *o, size_t frames)
{
	o->at += frames;
	o->n -= frames;
	o->out += frames;
	if (o->n == 0 && !o->gathering)
		overlap_reset(o);
}

size_t overlap_take(struct overlap *o, float *out, size_t frames)
{
	size_t most = o->n > o->keep ? o->n - o->keep : 0;
	if (o->gathering) {
		uint64_t due = (uint64_t)((double)o->in * (double)(o->whole - o->most) /
					  (double)o->whole);
		most = due > o->out ? (size_t)(due - o->out) : 0;
		most = most < o->n ? most : o->n;
	}
	if (o->mixing)
		most = 0;
	if (frames > most)
		frames = most;
	if (frames == 0)
		return 0;
	memcpy(out, o->pcm + 2 * o->at, 2 * frames * sizeof *out);
	drop(o, frames);
	return frames;
}

void overlap_begin(struct overlap *o, double passed)
{
	o->mixing = true;
	o->fade_n = (uint64_t)((double)o->n / (1 - passed));
	if (o->fade_n < o->n)
		o->fade_n = o->n;
	o->fade_at = o->fade_n - o->n;
}

/* out = in * sin + waiting * cos; in NULL: silence. */
static void fade(struct overlap *o, const float *in, float *out, size_t frames)
{
	const float *old = o->pcm + 2 * o->at;
	double step = M_PI_2 / (double)o->fade_n, at = (double)o->fade_at + .5;
	for (size_t i = 0; i < frames; i++) {
		float angle = (float)(step * (at + (double)i));
		float up = sinf(angle), down = cosf(angle);
		for (size_t c = 2 * i; c < 2 * i + 2; c++)
			out[c] = (in ? in[c] * up : 0) + old[c] * down;
	}
	o->fade_at += frames;
	drop(o, frames);
}

void overlap_mix(struct overlap *o, float *pcm, size_t frames)
{
	if (!o->mixing)
		return;
	fade(o, pcm, pcm, frames < o->n ? frames : o->n);
}

size_t overlap_rest(struct overlap *o, float *out, size_t frames)
{
	if (!o->mixing)
		return 0;
	if (frames > o->n)
		frames = o->n;
	fade(o, NULL, out, frames);
	return frames;
}
