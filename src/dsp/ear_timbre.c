/* Mel bands and MFCC: means, deviations, differences from frame to frame, and the
 * Gaussian. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ear.h"
#include "kernel.h"

static double mel_of_hz(double hz)
{
	return 2595 * log10(1 + hz / 700);
}

static double hz_of_mel(double mel)
{
	return 700 * (pow(10, mel / 2595) - 1);
}

/* Triangles of height 1 between edges that are equally spaced in HTK mel. Each is
 * stored from its first bin with a length that is a multiple of 8, zeros at its end. */
static void make_triangles(struct timbre *t)
{
	double edge[EAR_MELS + 2];
	double low = mel_of_hz(20), high = mel_of_hz(FEATURE_RATE_HZ / 2.0);
	for (int i = 0; i < EAR_MELS + 2; i++)
		edge[i] = hz_of_mel(low + (high - low) * i / (EAR_MELS + 1));
	double bin_hz = (double)FEATURE_RATE_HZ / EAR_FFT;
	size_t used = 0, cap = 0;
	for (int b = 0; b < EAR_MELS; b++) {
		int first = (int)ceil(edge[b] / bin_hz);
		int last = (int)floor(edge[b + 2] / bin_hz);
		if (last > EAR_BINS - 1)
			last = EAR_BINS - 1;
		int len = (last - first + 8) / 8 * 8;
		if (first + len > EAR_POWER)
			first = EAR_POWER - len;
		t->first[b] = first;
		t->len[b] = len;
		t->weight = mem_grow(
			t->weight, &cap, used + (size_t)len, sizeof *t->weight);
		for (int k = first; k < first + len; k++) {
			double hz = k * bin_hz;
			double up = (hz - edge[b]) / (edge[b + 1] - edge[b]);
			double down = (edge[b + 2] - hz) / (edge[b + 2] - edge[b + 1]);
			double w = fmax(0, fmin(up, down));
			t->weight[used++] = k < EAR_BINS ? (float)w : 0;
		}
	}
}

void timbre_init(struct timbre *t)
{
	make_triangles(t);
	for (int k = 0; k < FEATURE_MFCC; k++) {
		double scale = sqrt(2.0 / EAR_MELS) * (k == 0 ? M_SQRT1_2 : 1);
		for (int b = 0; b < EAR_MELS; b++)
			t->dct[k][b] =
				(float)(scale * cos(M_PI / EAR_MELS * (b + 0.5) * k));
	}
}

void timbre_finish(struct timbre *t)
{
	free(t->weight);
	t->weight = NULL;
}

static void mel_levels(const struct timbre *t, struct ear_frame *f)
{
	const float *w = t->weight;
	for (int b = 0; b < EAR_MELS; b++) {
		f->mel[b] = kernel_dot(w, f->power + t->first[b], (size_t)t->len[b]);
		w += t->len[b];
	}
	kernel_decibels(f->level, f->mel, 1e-9f, EAR_MELS);
	float lowest = fmaxf(kernel_max(f->level, EAR_MELS), -100) - 60;
	for (int b = 0; b < EAR_MELS; b++)
		f->level[b] = fmaxf(f->level[b], lowest);
}

void timbre_frame(struct timbre *t, struct timbre_sums *s, struct ear_frame *f)
{
	float c[FEATURE_MFCC];
	mel_levels(t, f);
	for (int k = 0; k < FEATURE_MFCC; k++)
		c[k] = kernel_dot(t->dct[k], f->level, EAR_MELS);
	if (f->active) {
		s->frames++;
		double *row = s->product;
		for (int k = 0; k < FEATURE_MFCC; k++) {
			s->sum[k] += (double)c[k];
			kernel_add_products(row, c[k], c, (size_t)k + 1);
			row += k + 1;
		}
		if (t->has_last) {
			s->deltas++;
			for (int k = 0; k < FEATURE_MFCC; k++)
				moment_add(&s->delta[k],
					(double)c[k] - (double)t->last[k]);
		}
	}
	memcpy(t->last, c, sizeof c);
	t->has_last = true;
}

void timbre_merge(struct timbre_sums *into, const struct timbre_sums *s)
{
	into->frames += s->frames;
	into->deltas += s->deltas;
	for (int k = 0; k < FEATURE_MFCC; k++)
		into->sum[k] += s->sum[k];
	for (int i = 0; i < FEATURE_COV; i++)
		into->product[i] += s->product[i];
	moment_merge(into->delta, s->delta, FEATURE_MFCC);
}

void timbre_solve(const struct timbre_sums *s, struct feature *ret)
{
	double n = s->frames > 0 ? s->frames : 1, mean[FEATURE_MFCC];
	float *std = ret->vector + FEATURE_MFCC - 1, *delta = std + FEATURE_MFCC;
	for (int k = 0; k < FEATURE_MFCC; k++)
		mean[k] = s->sum[k] / n;
	for (int k = 1; k < FEATURE_MFCC; k++)
		ret->vector[k - 1] = ret->mean[k] = (float)mean[k];
	ret->mean[0] = 0; /* c_0's mean is the level, which is not compared */
	for (int i = 0, at = 0; i < FEATURE_MFCC; i++) {
		for (int j = 0; j <= i; j++, at++)
			ret->covariance[at] =
				(float)(s->product[at] / n - mean[i] * mean[j]);
		std[i] = sqrtf(fmaxf(0, ret->covariance[at - 1]));
		delta[i] = (float)moment_std(&s->delta[i], s->deltas);
	}
}
