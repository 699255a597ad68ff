#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "studio.h"

void bus_add(struct bus *to, const struct bus *from, float gain)
{
	size_t n = to->n < from->n ? to->n : from->n;
	for (size_t i = 0; i < n; i++) {
		to->l[i] += gain * from->l[i];
		to->r[i] += gain * from->r[i];
	}
}

/* ---- reverb */

enum { COMBS = 4, ALLPASSES = 2 };

/* One channel, in place: only what the room adds is left. */
static void room(float *x, size_t n, double scale, float size, float damping)
{
	static const double comb_s[COMBS] = {.0297, .0371, .0411, .0437};
	static const double allpass_s[ALLPASSES] = {.005, .0017};
	size_t len[COMBS + ALLPASSES], at[COMBS + ALLPASSES] = {0};
	float *line[COMBS + ALLPASSES], low[COMBS] = {0}, keep = .7f + .28f * size;
	for (int k = 0; k < COMBS + ALLPASSES; k++) {
		double s = k < COMBS ? comb_s[k] : allpass_s[k - COMBS];
		len[k] = (size_t)(s * scale);
		line[k] = xcalloc(len[k] + 1, sizeof **line);
	}
	for (size_t i = 0; i < n; i++) {
		float y = 0;
		for (int k = 0; k < COMBS; k++) {
			float *slot = &line[k][at[k]];
			low[k] += (1 - damping) * (*slot - low[k]);
			y += *slot;
			*slot = x[i] + keep * low[k] + 1e-20f; /* no denormals */
			at[k] = at[k] + 1 < len[k] ? at[k] + 1 : 0;
		}
		y *= .25f;
		for (int k = COMBS; k < COMBS + ALLPASSES; k++) {
			float *slot = &line[k][at[k]], old = *slot;
			*slot = y + .6f * old;
			y = old - .6f * *slot;
			at[k] = at[k] + 1 < len[k] ? at[k] + 1 : 0;
		}
		x[i] = y;
	}
	for (int k = 0; k < COMBS + ALLPASSES; k++)
		free(line[k]);
}

void bus_reverb(struct bus *b, float size, float damping)
{
	room(b->l, b->n, b->rate_hz, size, damping);
	room(b->r, b->n, b->rate_hz * 1.023, size, damping);
}

void bus_echo(struct bus *b, double delay_s, float feedback, float wet)
{
	size_t n = (size_t)(delay_s * b->rate_hz);
	struct bus line;
	bus_init(&line, b->n, b->rate_hz);
	for (size_t i = n; i < b->n; i++) { /* the echoes change sides */
		line.l[i] = feedback * (b->r[i - n] + line.r[i - n]);
		line.r[i] = feedback * (b->l[i - n] + line.l[i - n]);
	}
	bus_add(b, &line, wet);
	bus_finish(&line);
}

/* ---- tone */

/* tanh by a continued fraction, exact to 1e-4 within ±3, limited beyond. */
static float soft(float x)
{
	x = x < -3 ? -3 : x > 3 ? 3 : x;
	return x * (27 + x * x) / (27 + 9 * x * x);
}

void bus_distort(struct bus *b, float drive)
{
	for (size_t i = 0; i < b->n; i++) {
		b->l[i] = soft(drive * b->l[i]);
		b->r[i] = soft(drive * b->r[i]);
	}
}

static float one_pole(const struct bus *b, float cutoff_hz)
{
	return 1 - expf(-6.2831853f * cutoff_hz / (float)b->rate_hz);
}

void bus_lowpass(struct bus *b, float cutoff_hz)
{
	float a = one_pole(b, cutoff_hz), l[2] = {0}, r[2] = {0};
	for (size_t i = 0; i < b->n; i++) {
		l[0] += a * (b->l[i] - l[0]);
		l[1] += a * (l[0] - l[1]);
		r[0] += a * (b->r[i] - r[0]);
		r[1] += a * (r[0] - r[1]);
		b->l[i] = l[1];
		b->r[i] = r[1];
	}
}

void bus_highpass(struct bus *b, float cutoff_hz)
{
	float a = one_pole(b, cutoff_hz), l = 0, r = 0;
	for (size_t i = 0; i < b->n; i++) {
		l += a * (b->l[i] - l);
		r += a * (b->r[i] - r);
		b->l[i] -= l;
		b->r[i] -= r;
	}
}

void bus_crush(struct bus *b, int levels)
{
	float half = (float)levels / 2;
	for (size_t i = 0; i < b->n; i++) {
		b->l[i] = floorf(b->l[i] * half + .5f) / half;
		b->r[i] = floorf(b->r[i] * half + .5f) / half;
	}
}

/* ---- the last step */

static float fade(size_t i, size_t n)
{
	if (i >= n)
		return 1;
	float x = (float)i / (float)n;
	return x * x * (3 - 2 * x);
}

void bus_master(struct bus *b, float peak, double fade_in_s, double fade_out_s)
{
	float top = 1e-9f;
	for (size_t i = 0; i < b->n; i++) {
		top = fabsf(b->l[i]) > top ? fabsf(b->l[i]) : top;
		top = fabsf(b->r[i]) > top ? fabsf(b->r[i]) : top;
	}
	size_t in = (size_t)(fade_in_s * b->rate_hz),
	       out = (size_t)(fade_out_s * b->rate_hz);
	for (size_t i = 0; i < b->n; i++) {
		float gain = peak / top * fade(i, in) * fade(b->n - 1 - i, out);
		b->l[i] *= gain;
		b->r[i] *= gain;
	}
}
