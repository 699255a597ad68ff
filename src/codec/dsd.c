#include "dsd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
	RATE_MAX_HZ = 96000,
	FACTOR_MAX = 64,
	HALF = 32,     /* of the low-pass, in output frames */
	DSD_DELAY = 5, /* 96 taps of one bit, to the nearest eight */
	CHANNELS_MAX = 8
};

/* 120 dB; passes up to .42 of the output's rate, stops from .58 on. */
static const double BETA = 12.3, CUTOFF = .5;

struct dsd {
	int factor, channels;
	int64_t half; /* taps on each side of the middle one */
	float *tap;   /* owned; (half + 1), from the middle outwards */
	float *raw;   /* owned; (n, channels) from raw frame `from` on */
	size_t n, cap;
	int64_t from;
	int64_t next; /* output frame */
	int64_t end;  /* behind the last one; INT64_MAX: not known yet */
};

int dsd_factor(int raw_rate_hz)
{
	int factor = 1;
	while (raw_rate_hz / factor > RATE_MAX_HZ && factor < FACTOR_MAX)
		factor *= 2;
	return factor;
}

/* The modified Bessel function of the first kind, order 0, by its series. */
static double bessel(double x)
{
	double sum = 1, term = 1;
	for (int k = 1; term > sum * 1e-12; k++) {
		term *= x * x / (4. * k * k);
		sum += term;
	}
	return sum;
}

static void design(struct dsd *d)
{
	double sum = 0, w = CUTOFF / d->factor;
	double *h = xmalloc((size_t)(d->half + 1) * sizeof *h);
	for (int64_t i = 0; i <= d->half; i++) {
		double x = (double)i / (double)(d->half + 1);
		double ideal =
			i ? sin(2 * M_PI * w * (double)i) / (M_PI * (double)i) : 2 * w;
		h[i] = ideal * bessel(BETA * sqrt(1 - x * x)) / bessel(BETA);
		sum += i ? 2 * h[i] : h[i];
	}
	for (int64_t i = 0; i <= d->half; i++)
		d->tap[i] = (float)(h[i] / sum);
	free(h);
}

struct dsd *dsd_create(int factor, int channels)
{
	struct dsd *d = xcalloc(1, sizeof *d);
	d->factor = factor;
	d->channels = channels;
	d->half = (int64_t)HALF * factor;
	d->tap = xmalloc((size_t)(d->half + 1) * sizeof *d->tap);
	design(d);
	dsd_restart(d, 0, 0);
	return d;
}

void dsd_destroy(struct dsd *d)
{
	if (!d)
		return;
	free(d->tap);
	free(d->raw);
	free(d);
}

int64_t dsd_reach(const struct dsd *d)
{
	return d->half;
}

static void push_silence(struct dsd *d, size_t frames)
{
	size_t c = (size_t)d->channels;
	d->raw = mem_grow(d->raw, &d->cap, (d->n + frames) * c, sizeof *d->raw);
	memset(d->raw + d->n * c, 0, frames * c * sizeof *d->raw);
	d->n += frames;
}

void dsd_restart(struct dsd *d, int64_t raw, int64_t next)
{
	d->n = 0;
	d->from = raw;
	d->end = INT64_MAX;
	if (raw == 0) {
		d->from = -d->half;
		push_silence(d, (size_t)d->half);
	}
	d->next = next;
}

void dsd_push(struct dsd *d, const float *pcm, size_t frames)
{
	size_t c = (size_t)d->channels;
	d->raw = mem_grow(d->raw, &d->cap, (d->n + frames) * c, sizeof *d->raw);
	memcpy(d->raw + d->n * c, pcm, frames * c * sizeof *d->raw);
	d->n += frames;
}

void dsd_end(struct dsd *d)
{
	d->end = (d->from + (int64_t)d->n + d->factor - 1) / d->factor;
	push_silence(d, (size_t)(d->half + DSD_DELAY + d->factor));
}

/* One output frame around the middle one. */
static void filter(const struct dsd *d, const float *middle, float *out)
{
	ptrdiff_t c = d->channels;
	float sum[CHANNELS_MAX];
	for (ptrdiff_t k = 0; k < c; k++)
		sum[k] = d->tap[0] * middle[k];
	for (ptrdiff_t i = 1; i <= d->half; i++) {
		const float *a = middle - i * c, *b = middle + i * c;
		for (ptrdiff_t k = 0; k < c; k++)
			sum[k] += d->tap[i] * (a[k] + b[k]);
	}
	memcpy(out, sum, (size_t)c * sizeof *out);
}

size_t dsd_take(struct dsd *d, float *out, size_t max, int64_t *ret_first)
{
	size_t c = (size_t)d->channels, made = 0;
	*ret_first = d->next;
	for (; made < max && d->next < d->end; made++, d->next++) {
		int64_t middle = d->next * d->factor + DSD_DELAY - d->from;
		if (middle + d->half >= (int64_t)d->n)
			break;
		filter(d, d->raw + (size_t)middle * c, out + made * c);
	}
	int64_t used = d->next * d->factor - d->half - d->from;
	if (used > (int64_t)d->n)
		used = (int64_t)d->n;
	if (used > 0) {
		d->n -= (size_t)used;
		d->from += used;
		memmove(d->raw, d->raw + (size_t)used * c, d->n * c * sizeof *d->raw);
	}
	return made;
}
