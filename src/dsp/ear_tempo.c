/*
 * Tempo: the autocorrelation of the onset strength, weighed by a prior around 120 bpm.
 * A hint for people: extractors disagree about the tempo of half of all music.
 */
#include <math.h>
#include <string.h>

#include "ear.h"
#include "kernel.h"

static const double frame_hz = (double)FEATURE_RATE_HZ / EAR_HOP;

void tempo_frame(struct tempo *t, struct tempo_sums *s, const struct ear_frame *f)
{
	float onset = 0;
	for (int b = 0; b < EAR_MELS; b++)
		onset += fmaxf(0, f->level[b] - t->level[b]);
	if (t->frames == 0)
		onset = 0;
	memcpy(t->level, f->level, sizeof t->level);
	/* The ring runs downwards, so that the onset `lag` frames ago is at [lag]. */
	size_t at = TEMPO_LAGS - 1 - (size_t)(t->frames % TEMPO_LAGS);
	t->onset[at] = t->onset[at + TEMPO_LAGS] = onset;
	t->frames++;
	s->frames++;
	s->onset += (double)onset;
	kernel_add_products(s->product, onset, t->onset + at, TEMPO_LAGS);
}

void tempo_merge(struct tempo_sums *into, const struct tempo_sums *s)
{
	into->frames += s->frames;
	into->onset += s->onset;
	for (int i = 0; i < TEMPO_LAGS; i++)
		into->product[i] += s->product[i];
}

/* Correlation at a lag between frames, 1 at lag 0. */
static double correlation(const struct tempo_sums *s, double lag)
{
	int i = (int)lag;
	if (i + 1 >= TEMPO_LAGS)
		return 0;
	double mean = s->onset / s->frames,
	       zero = s->product[0] / s->frames - mean * mean;
	double a = s->product[i] / s->frames - mean * mean;
	double b = s->product[i + 1] / s->frames - mean * mean;
	return zero > 0 ? (a + (lag - i) * (b - a)) / zero : 0;
}

void tempo_solve(const struct tempo_sums *s, struct feature *ret)
{
	enum { MULTIPLES = 4, SLOWEST = 40, FASTEST = 220, STEPS = 4 /* a bpm */ };
	double best = 0, best_bpm = 0, strength = 0;
	ret->tempo_bpm = ret->tempo_strength = 0;
	if (s->frames < 2 * TEMPO_LAGS)
		return;
	for (int i = SLOWEST * STEPS; i <= FASTEST * STEPS; i++) {
		double bpm = (double)i / STEPS;
		double lag = 60 * frame_hz / bpm, sum = 0, terms = 0;
		for (int m = 1; m <= MULTIPLES && lag * m + 1 < TEMPO_LAGS;
			m++, terms++)
			sum += correlation(s, lag * m);
		double octaves = log2(bpm / 120);
		double score = sum / terms * exp(-0.5 * octaves * octaves);
		if (score > best) {
			best = score;
			best_bpm = bpm;
			strength = sum / terms;
		}
	}
	ret->tempo_bpm = (float)best_bpm;
	ret->tempo_strength = (float)fmin(1, strength);
}
