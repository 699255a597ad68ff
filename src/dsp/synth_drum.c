#include <math.h>

#include "studio.h"

static const float TAU = 6.2831853f;

/* The frames of a hit that lie on the bus. */
static size_t span(
	const struct bus *b, const struct hit *h, float length_s, size_t *ret_at)
{
	size_t at = h->at_s > 0 ? (size_t)(h->at_s * b->rate_hz) : 0;
	size_t n = (size_t)(length_s * (float)b->rate_hz);
	*ret_at = at;
	return at >= b->n ? 0 : at + n > b->n ? b->n - at : n;
}

static void put(struct bus *b, size_t i, const struct hit *h, float x)
{
	b->l[i] += .7f * h->gain * (1 - h->pan) * x;
	b->r[i] += .7f * h->gain * (1 + h->pan) * x;
}

/* Cheap white noise: the sequence is the drum's own, seeded once a hit. */
static float noise(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return (float)(int32_t)*state * 0x1p-31f;
}

void synth_kick(struct bus *b, struct hit h, float hz, float decay_s, float click)
{
	size_t at, n = span(b, &h, decay_s * 5, &at);
	float rate = (float)b->rate_hz, phase = 0, level = 1, sweep = 1;
	float fall = expf(-1 / (decay_s * rate)), dive = expf(-1 / (.025f * rate));
	for (size_t i = 0; i < n; i++) {
		float x = level * sinf(TAU * phase) + click * sweep * sweep * sweep;
		phase += hz * (1 + 5 * sweep) / rate;
		phase -= phase >= 1 ? 1 : 0;
		level *= fall;
		sweep *= dive;
		put(b, at + i, &h, x);
	}
}

void synth_snare(struct bus *b, struct hit h, float hz, float decay_s, struct rng *rng)
{
	size_t at, n = span(b, &h, decay_s * 5, &at);
	float rate = (float)b->rate_hz, phase = 0, level = 1, body = 1, before = 0;
	float fall = expf(-1 / (decay_s * rate)), short_fall = expf(-1 / (.05f * rate));
	uint32_t state = (uint32_t)rng_u64(rng);
	for (size_t i = 0; i < n; i++) {
		float white = noise(&state), bright = white - .6f * before;
		before = white;
		put(b, at + i, &h,
			.6f * level * bright + .7f * body * sinf(TAU * phase));
		phase += hz * (1 + body) / rate;
		phase -= phase >= 1 ? 1 : 0;
		level *= fall;
		body *= short_fall;
	}
}

void synth_cymbal(
	struct bus *b, struct hit h, float cutoff_hz, float decay_s, struct rng *rng)
{
	size_t at, n = span(b, &h, decay_s * 5, &at);
	float rate = (float)b->rate_hz, fall = expf(-1 / (decay_s * rate)), level = 1;
	float keep = expf(-TAU * cutoff_hz / rate), low = 0, lower = 0;
	uint32_t state = (uint32_t)rng_u64(rng);
	for (size_t i = 0; i < n; i++) {
		float x = noise(&state);
		low += (1 - keep) * (x - low);
		float high = x - low;
		lower += (1 - keep) * (high - lower);
		put(b, at + i, &h, level * (high - lower));
		level *= fall;
	}
}

void synth_chip_noise(
	struct bus *b, struct hit h, int hold, float decay_s, struct rng *rng)
{
	size_t at, n = span(b, &h, decay_s * 5, &at);
	float fall = expf(-1 / (decay_s * (float)b->rate_hz)), level = 1, x = 0;
	uint32_t state = (uint32_t)rng_u64(rng);
	for (size_t i = 0; i < n; i++) {
		if (i % (size_t)hold == 0)
			x = noise(&state) > 0 ? 1 : -1;
		put(b, at + i, &h, level * x);
		level *= fall;
	}
}
