/* Harmony: peaks of a long spectrum folded into twelve pitch classes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ear.h"
#include "kernel.h"

enum { CHROMA_BINS = CHROMA_LAST - CHROMA_FIRST + 1 };

void chroma_init(struct chroma *c)
{
	c->fft = fft_create(EAR_CHROMA_FFT, 1);
	c->window = xmalloc(EAR_CHROMA_FFT * sizeof *c->window);
	for (int i = 0; i < EAR_CHROMA_FFT; i++)
		c->window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / EAR_CHROMA_FFT));
}

void chroma_reset(struct chroma *c)
{
	c->has_last = false;
}

void chroma_finish(struct chroma *c)
{
	fft_destroy(c->fft);
	free(c->window);
	c->fft = NULL;
	c->window = NULL;
}

/* Pitch class (0 = C) of the peak at bin `bin`, its place refined by a parabola through
 * the logarithms of the three powers around it. */
static int pitch_of(const float *power, int bin)
{
	float left = logf(power[-1] + 1e-30f), mid = logf(power[0] + 1e-30f);
	float right = logf(power[1] + 1e-30f), bend = left - 2 * mid + right;
	float shift = fabsf(bend) > 1e-12f ? 0.5f * (left - right) / bend : 0;
	double hz = ((double)bin + (double)shift) * FEATURE_RATE_HZ / EAR_CHROMA_FFT;
	int pitch = (int)lround(12 * log2(hz / 440) + 69);
	return pitch % PITCHES;
}

/* False: nothing that could be a tone. */
static bool fold(struct chroma *c, const float *samples, float out[PITCHES])
{
	float power[CHROMA_BINS + 2];
	kernel_multiply(fft_input(c->fft), samples, c->window, EAR_CHROMA_FFT);
	fft_run(c->fft);
	const float *first = fft_output(c->fft) + 2 * (CHROMA_FIRST - 1);
	kernel_power(power, first, 1, CHROMA_BINS + 2);
	float max = kernel_max(power + 1, CHROMA_BINS);
	if (max < 0.2048f * 0.2048f)
		return false;
	bool any = false;
	memset(out, 0, PITCHES * sizeof *out);
	for (int i = 1; i <= CHROMA_BINS; i++) {
		if (power[i] <= 0.01f * max || power[i] <= power[i - 1] ||
			power[i] < power[i + 1])
			continue;
		out[pitch_of(power + i, CHROMA_FIRST - 1 + i)] += sqrtf(power[i]);
		any = true;
	}
	return any;
}

/* Magnitudes of the DFT of a chroma: how far it is from even, in thirds, fifths, … */
static void add_dft(struct chroma_sums *s, const float *chroma)
{
	for (int k = 1; k <= CHROMA_DFT; k++) {
		double re = 0, im = 0;
		for (int p = 0; p < PITCHES; p++) {
			static const double cosine[PITCHES] = {1, 0.86602540378443865,
				0.5, 0, -0.5, -0.86602540378443865, -1,
				-0.86602540378443865, -0.5, 0, 0.5,
				0.86602540378443865};
			int at = p * k % PITCHES;
			re += (double)chroma[p] * cosine[at];
			im += (double)chroma[p] * cosine[(at + 9) % PITCHES];
		}
		moment_add(&s->dft[k - 1], sqrt(re * re + im * im));
	}
}

void chroma_frame(struct chroma *c, struct chroma_sums *s, const float *samples)
{
	float chroma[PITCHES];
	if (!fold(c, samples, chroma))
		return;
	double sum = 0, change = 0;
	float max = kernel_max(chroma, PITCHES);
	for (int p = 0; p < PITCHES; p++)
		sum += (double)chroma[p];
	struct moment spread = {0};
	for (int p = 0; p < PITCHES; p++) {
		s->profile[p] += (double)chroma[p] / sum;
		chroma[p] /= max;
		moment_add(&spread, (double)chroma[p]);
		change += fabs((double)chroma[p] - (double)c->last[p]);
	}
	s->frames++;
	s->spread += moment_std(&spread, PITCHES);
	if (c->has_last)
		s->change += change / PITCHES;
	add_dft(s, chroma);
	memcpy(c->last, chroma, sizeof chroma);
	c->has_last = true;
}

void chroma_merge(struct chroma_sums *into, const struct chroma_sums *s)
{
	into->frames += s->frames;
	into->spread += s->spread;
	into->change += s->change;
	for (int p = 0; p < PITCHES; p++)
		into->profile[p] += s->profile[p];
	moment_merge(into->dft, s->dft, CHROMA_DFT);
}

/* The key whose profile (Temperley, The Cognition of Basic Musical Structures, 2001;
 * counts in the Kostka-Payne corpus) correlates best; for people. */
static int key_of(const double *chroma)
{
	static const double profile[2][PITCHES] = {
		{0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366,
			0.057, 0.400},
		{0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067,
			0.133, 0.330}};
	int best = -1;
	double best_fit = 0;
	for (int mode = 0; mode < 2; mode++) {
		struct moment spread = {0};
		for (int p = 0; p < PITCHES; p++)
			moment_add(&spread, profile[mode][p]);
		double mean = moment_mean(&spread, PITCHES);
		for (int tonic = 0; tonic < PITCHES; tonic++) {
			double fit = 0;
			for (int p = 0; p < PITCHES; p++)
				fit += chroma[(p + tonic) % PITCHES] *
				       (profile[mode][p] - mean);
			fit /= moment_std(&spread, PITCHES);
			if (fit > best_fit) {
				best_fit = fit;
				best = mode * PITCHES + tonic;
			}
		}
	}
	return best;
}

void chroma_solve(const struct chroma_sums *s, struct feature *ret)
{
	float *out = ret->vector + 209;
	double n = s->frames > 0 ? s->frames : 1, entropy = 0;
	for (int p = 0; p < PITCHES; p++)
		if (s->profile[p] > 0)
			entropy -= s->profile[p] / n * log2(s->profile[p] / n);
	out[0] = (float)entropy;
	out[1] = (float)(s->spread / n);
	out[2] = (float)(s->change / n);
	for (int k = 0; k < CHROMA_DFT; k++) {
		out[3 + k] = (float)moment_mean(&s->dft[k], s->frames);
		out[3 + CHROMA_DFT + k] = (float)moment_std(&s->dft[k], s->frames);
	}
	ret->key = s->frames > 0 ? key_of(s->profile) : -1;
}
