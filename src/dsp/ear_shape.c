/* The shape of the power spectrum: where it lies, how wide and flat it is, how it
 * changes. */
#include <math.h>

#include "ear.h"
#include "kernel.h"

static const double bin_hz = (double)FEATURE_RATE_HZ / EAR_FFT;

/* The bin up to which the sum of power reaches `share` of the total. */
static int rolloff_bin(const float *group_sum, const float *power, double want)
{
	double sum = 0;
	int k = 0;
	while (k + 16 <= EAR_BINS && sum + (double)group_sum[k / 16] < want) {
		sum += (double)group_sum[k / 16];
		k += 16;
	}
	for (; k < EAR_BINS - 1; k++) {
		sum += (double)power[k];
		if (sum >= want)
			break;
	}
	return k;
}

static void rolloffs(const float *power, double total, double out[2])
{
	float group_sum[EAR_BINS / 16];
	for (int g = 0; g < EAR_BINS / 16; g++)
		group_sum[g] = kernel_sum(power + 16 * g, 16);
	out[0] = log2(rolloff_bin(group_sum, power, 0.85 * total) * bin_hz + 1);
	out[1] = log2(rolloff_bin(group_sum, power, 0.95 * total) * bin_hz + 1);
}

void shape_frame(struct shape *h, struct shape_sums *s, const struct ear_frame *f)
{
	double m[3], v[SHAPES];
	kernel_moments(f->power, EAR_BINS, m);
	float scale = m[0] > 0 ? (float)(1 / sqrt(m[0])) : 0;
	float grown = kernel_flux(h->unit, f->power, scale, EAR_BINS);
	bool had_last = h->has_last;
	h->has_last = true;
	if (!f->active)
		return;
	double total = m[0] > 0 ? m[0] : 1, centroid = m[1] / total;
	double spread = sqrt(fmax(0, m[2] / total - centroid * centroid));
	v[0] = log2(centroid * bin_hz + 1);
	v[1] = log2(spread * bin_hz + 1);
	rolloffs(f->power, total, v + 2);
	double geometric = kernel_mean_log(f->power, f->floor, EAR_BINS);
	double arithmetic = log(total / EAR_BINS + (double)f->floor);
	v[4] = (geometric - arithmetic) * 10 / M_LN10;
	v[5] = had_last ? sqrt((double)grown) : 0;
	s->frames++;
	for (int i = 0; i < SHAPES; i++)
		moment_add(&s->shape[i], v[i]);
}

void shape_merge(struct shape_sums *into, const struct shape_sums *s)
{
	into->frames += s->frames;
	moment_merge(into->shape, s->shape, SHAPES);
}

void shape_solve(const struct shape_sums *s, struct feature *ret)
{
	float *out = ret->vector + 87;
	for (int i = 0; i < SHAPES; i++) {
		out[i] = (float)moment_mean(&s->shape[i], s->frames);
		out[SHAPES + i] = (float)moment_std(&s->shape[i], s->frames);
	}
}
