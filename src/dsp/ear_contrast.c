/* Spectral contrast: the loudest and the quietest tenth of the bins of seven bands. */
#include <math.h>
#include <string.h>

#include "ear.h"

/* Powers are sorted into slots by exponent and top three mantissa bits of the float. */
enum { SLOT_SHIFT = 20 };

void contrast_init(struct contrast *c)
{
	static const int edge_hz[CONTRAST_BANDS + 1] = {
		0, 200, 400, 800, 1600, 3200, 5200, 11025};
	for (int b = 0; b <= CONTRAST_BANDS; b++)
		c->edge[b] =
			(edge_hz[b] * EAR_FFT + FEATURE_RATE_HZ - 1) / FEATURE_RATE_HZ;
	c->edge[0] = 1;
}

/* Mean of the `want` outermost powers, from slot `from` on in direction `step`. A slot
 * that is not needed whole gives its mean for each. */
static double outer_mean(const struct contrast *c, int from, int step, int want)
{
	double sum = 0;
	int left = want;
	for (int slot = from; left > 0; slot += step) {
		int n = c->count[slot];
		if (n == 0)
			continue;
		int take = n < left ? n : left;
		sum += (double)c->sum[slot] * take / n;
		left -= take;
	}
	return sum / want;
}

void contrast_frame(
	struct contrast *c, struct contrast_sums *s, const struct ear_frame *f)
{
	if (!f->active)
		return;
	s->frames++;
	for (int b = 0; b < CONTRAST_BANDS; b++) {
		int n = c->edge[b + 1] - c->edge[b];
		int tenth = (n + 5) / 10 > 1 ? (n + 5) / 10 : 1;
		int lowest = CONTRAST_SLOTS - 1, highest = 0;
		for (int k = c->edge[b]; k < c->edge[b + 1]; k++) {
			uint32_t bits;
			memcpy(&bits, &f->power[k], sizeof bits);
			int slot = (int)(bits >> SLOT_SHIFT);
			c->count[slot]++;
			c->sum[slot] += f->power[k];
			lowest = slot < lowest ? slot : lowest;
			highest = slot > highest ? slot : highest;
		}
		double floor = (double)f->floor;
		double high = 10 * log10(outer_mean(c, highest, -1, tenth) + floor);
		double low = 10 * log10(outer_mean(c, lowest, 1, tenth) + floor);
		moment_add(&s->contrast[b], high - low);
		moment_add(&s->valley[b], low);
		size_t used = (size_t)(highest - lowest + 1);
		memset(c->count + lowest, 0, used * sizeof *c->count);
		memset(c->sum + lowest, 0, used * sizeof *c->sum);
	}
}

void contrast_merge(struct contrast_sums *into, const struct contrast_sums *s)
{
	into->frames += s->frames;
	moment_merge(into->contrast, s->contrast, CONTRAST_BANDS);
	moment_merge(into->valley, s->valley, CONTRAST_BANDS);
}

void contrast_solve(const struct contrast_sums *s, double level_db, struct feature *ret)
{
	float *contrast = ret->vector + 59, *valley = ret->vector + 73;
	for (int b = 0; b < CONTRAST_BANDS; b++) {
		contrast[b] = (float)moment_mean(&s->contrast[b], s->frames);
		contrast[CONTRAST_BANDS + b] =
			(float)moment_std(&s->contrast[b], s->frames);
		valley[b] = (float)(moment_mean(&s->valley[b], s->frames) - level_db);
		valley[CONTRAST_BANDS + b] =
			(float)moment_std(&s->valley[b], s->frames);
	}
}
