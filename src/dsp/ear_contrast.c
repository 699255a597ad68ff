/* Spectral contrast: the loudest and the quietest tenth of the bins of seven bands. */
#include <math.h>
#include <string.h>

#include "ear.h"
#include "kernel.h"

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

static int slot_of(float power)
{
	uint32_t bits;
	memcpy(&bits, &power, sizeof bits);
	return (int)(bits >> SLOT_SHIFT);
}

/* The powers that bound a slot. */
static void bounds(int slot, float ret[2])
{
	uint32_t bits[2] = {
		(uint32_t)slot << SLOT_SHIFT, ((uint32_t)slot + 1) << SLOT_SHIFT};
	memcpy(ret, bits, sizeof bits);
}

/* Goes from slot `from` in direction `step` until `want` powers are passed; returns the
 * slot in which that happens, and how many of it are still wanted. */
static int outer_slot(
	const struct contrast *c, int from, int step, int want, int *ret_left)
{
	int slot = from;
	for (; c->count[slot] < want; slot += step)
		want -= c->count[slot];
	*ret_left = want;
	return slot;
}

/* Means of the `tenth` smallest and largest of a band's powers. A slot that is not
 * needed whole gives its mean for each. */
static void outer_means(
	struct contrast *c, const float *power, int n, int tenth, double ret[2])
{
	int low_left, high_left;
	int lowest = slot_of(kernel_min(power, (size_t)n));
	int highest = slot_of(kernel_max(power, (size_t)n));
	for (int k = 0; k < n; k++)
		c->count[slot_of(power[k])]++;
	int low = outer_slot(c, lowest, 1, tenth, &low_left);
	int high = outer_slot(c, highest, -1, tenth, &high_left);
	float low_bounds[2], high_bounds[2], sum[4];
	bounds(low, low_bounds);
	bounds(high, high_bounds);
	kernel_outer_sums(power, (size_t)n, low_bounds, high_bounds, sum);
	ret[0] = ((double)sum[0] + (double)sum[1] * low_left / c->count[low]) / tenth;
	ret[1] = ((double)sum[3] + (double)sum[2] * high_left / c->count[high]) / tenth;
	memset(c->count + lowest, 0, (size_t)(highest - lowest + 1) * sizeof *c->count);
}

void contrast_frame(
	struct contrast *c, struct contrast_sums *s, const struct ear_frame *f)
{
	if (!f->active)
		return;
	s->frames++;
	for (int b = 0; b < CONTRAST_BANDS; b++) {
		int n = c->edge[b + 1] - c->edge[b];
		double mean[2], floor = (double)f->floor;
		outer_means(
			c, f->power + c->edge[b], n, n < 15 ? 1 : (n + 5) / 10, mean);
		double low = 10 * log10(mean[0] + floor);
		moment_add(&s->contrast[b], 10 * log10(mean[1] + floor) - low);
		moment_add(&s->valley[b], low);
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
