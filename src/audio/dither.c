#include "audio/dither.h"

#include <stdbool.h>

static const float SCALE = 32768.0f;

void dither_init(struct dither *d, uint32_t seed)
{
	d->state = seed;
}

/* Uniform in [0, 1) LSB: the upper 24 bits of a linear congruential generator (Numerical
 * Recipes' "quick and dirty" one), all that a float holds. */
static float uniform(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return (float)(*state >> 8) * 0x1p-24f;
}

/* To the nearest whole number by the conversion's own truncation; v is in range. */
static int32_t nearest(float v)
{
	return v < 0 ? -(int32_t)(.5f - v) : (int32_t)(v + .5f);
}

static int16_t clip(float v)
{
	if (!(v > -32768.0f)) /* NaN, too */
		return v <= -32768.0f ? INT16_MIN : 0;
	return v >= 32767.0f ? INT16_MAX : (int16_t)nearest(v);
}

static bool whole(float v)
{
	return v >= -32768.0f && v <= 32767.0f && (float)(int32_t)v == v;
}

static bool all_whole(const float *in, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!whole(in[i] * SCALE))
			return false;
	return true;
}

void dither_s16(struct dither *d, const float *in, int16_t *out, size_t n)
{
	if (all_whole(in, n)) {
		for (size_t i = 0; i < n; i++)
			out[i] = (int16_t)(in[i] * SCALE);
		return;
	}
	uint32_t state = d->state;
	for (size_t i = 0; i < n; i++) {
		float noise = uniform(&state);
		noise -= uniform(&state);
		out[i] = clip(in[i] * SCALE + noise);
	}
	d->state = state;
}
