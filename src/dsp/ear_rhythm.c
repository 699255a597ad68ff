/* Rhythm: how strongly 20 bands fluctuate at which rates, over blocks of 5.94 s. */
#include <math.h>
#include <string.h>

#include "ear.h"
#include "kernel.h"

static const double frame_hz = 43.066;

/* Sensation of a level in dB above the floor 80 dB below the block's maximum: loudness
 * grows by a power law below 40 dB and doubles every 10 dB above (after the sone). */
static double sensation_of(double db)
{
	return db < 40 ? pow(db / 40, 2.642) : pow(2, (db - 40) / 10);
}

static void make_rates(struct rhythm *r)
{
	static const double modulation_edge[MODULATION_RATES + 1] = {
		0.3, 1, 2, 4, 8, 16};
	for (int m = 0; m <= RHYTHM_BLOCK / 2; m++) {
		double hz = m * frame_hz / RHYTHM_BLOCK;
		r->fluctuation_rate[m] = r->modulation_rate[m] = -1;
		for (int i = 0; i < FLUCTUATION_RATES && m <= 60; i++) {
			double ratio = 10.1 / 0.25;
			if (hz >= 0.25 * pow(ratio, (double)i / FLUCTUATION_RATES) &&
				hz < 0.25 * pow(ratio, (i + 1.0) / FLUCTUATION_RATES))
				r->fluctuation_rate[m] = (signed char)i;
		}
		for (int i = 0; i < MODULATION_RATES; i++)
			if (hz >= modulation_edge[i] && hz < modulation_edge[i + 1])
				r->modulation_rate[m] = (signed char)i;
		r->weight[m] = m > 0 ? (float)(1 / (hz / 4 + 4 / hz)) : 0;
	}
}

void rhythm_init(struct rhythm *r)
{
	r->fft = fft_create(RHYTHM_BLOCK, 2 * (size_t)EAR_BANDS);
	for (int i = 0; i < RHYTHM_TABLE; i++)
		r->sensation[i] = (float)sensation_of(i / 32.0);
	for (int i = 0; i < RHYTHM_BLOCK; i++)
		r->hann[i] =
			(float)(0.5 - 0.5 * cos(2 * M_PI * i / (RHYTHM_BLOCK - 1)));
	make_rates(r);
}

void rhythm_reset(struct rhythm *r)
{
	r->frames = 0;
}

void rhythm_finish(struct rhythm *r)
{
	fft_destroy(r->fft);
	r->fft = NULL;
}

/* One band of a block, oldest frame first, as the two transforms want it. */
static void prepare_band(const struct rhythm *r, const float *level, float max,
	float *sone, float *neper)
{
	float sone_mean = 0, neper_mean = 0;
	for (int i = 0; i < RHYTHM_BLOCK; i++) {
		float at = fmaxf(0, level[i] - max + 80) * 32;
		int slot = (int)at;
		const float *table = r->sensation + slot;
		sone[i] = table[0] + (at - (float)slot) * (table[1] - table[0]);
		neper[i] = fmaxf(level[i], max - 60) * 0.2302585f;
		sone_mean += sone[i];
		neper_mean += neper[i];
	}
	sone_mean /= RHYTHM_BLOCK;
	neper_mean /= RHYTHM_BLOCK;
	for (int i = 0; i < RHYTHM_BLOCK; i++) {
		sone[i] -= sone_mean;
		neper[i] = (neper[i] - neper_mean) * r->hann[i];
	}
}

static void add_spectra(const struct rhythm *r, struct rhythm_sums *s)
{
	enum { HALF = RHYTHM_BLOCK / 2 + 1 };
	float power[HALF];
	for (int b = 0; b < EAR_BANDS; b++) {
		const float *out = fft_output(r->fft) + (size_t)b * HALF * 2;
		kernel_power(power, out, 1, HALF);
		for (int m = 1; m < HALF; m++)
			if (r->fluctuation_rate[m] >= 0)
				s->fluctuation[b][r->fluctuation_rate[m]] +=
					(double)(sqrtf(power[m]) * r->weight[m]);
		kernel_power(power, out + (size_t)EAR_BANDS * HALF * 2, 1, HALF);
		for (int m = 1; m < HALF; m++)
			if (r->modulation_rate[m] >= 0)
				s->modulation[b][r->modulation_rate[m]] +=
					(double)power[m];
	}
}

/* `oldest`: where in the ring the block begins. */
static void add_block(struct rhythm *r, struct rhythm_sums *s, size_t oldest)
{
	float max = kernel_max(&r->band[0][0], (size_t)EAR_BANDS * RHYTHM_BLOCK);
	if (max < -100)
		return;
	for (int b = 0; b < EAR_BANDS; b++) {
		float level[RHYTHM_BLOCK];
		size_t tail = RHYTHM_BLOCK - oldest;
		memcpy(level, r->band[b] + oldest, tail * sizeof *level);
		memcpy(level + tail, r->band[b], oldest * sizeof *level);
		float *sone = fft_input(r->fft) + (size_t)b * RHYTHM_BLOCK;
		prepare_band(
			r, level, max, sone, sone + (size_t)EAR_BANDS * RHYTHM_BLOCK);
	}
	fft_run(r->fft);
	add_spectra(r, s);
	s->blocks++;
}

void rhythm_frame(struct rhythm *r, struct rhythm_sums *s, const struct ear_frame *f)
{
	float energy[EAR_BANDS], level[EAR_BANDS];
	for (int b = 0; b < EAR_BANDS; b++)
		energy[b] = 0.5f * (f->mel[2 * b] + f->mel[2 * b + 1]);
	kernel_decibels(level, energy, 1e-12f, EAR_BANDS);
	size_t at = (size_t)(r->frames % RHYTHM_BLOCK);
	for (int b = 0; b < EAR_BANDS; b++)
		r->band[b][at] = level[b];
	r->frames++;
	if (r->frames >= RHYTHM_BLOCK && r->frames % RHYTHM_HOP == 0)
		add_block(r, s, (size_t)(r->frames % RHYTHM_BLOCK));
}

void rhythm_end(struct rhythm *r, struct rhythm_sums *s)
{
	if (r->frames == 0 || r->frames >= RHYTHM_BLOCK)
		return;
	for (int b = 0; b < EAR_BANDS; b++)
		for (int64_t i = r->frames; i < RHYTHM_BLOCK; i++)
			r->band[b][i] = r->band[b][r->frames - 1];
	r->frames = RHYTHM_BLOCK;
	add_block(r, s, 0);
}

void rhythm_merge(struct rhythm_sums *into, const struct rhythm_sums *s)
{
	into->blocks += s->blocks;
	for (int b = 0; b < EAR_BANDS; b++) {
		for (int i = 0; i < FLUCTUATION_RATES; i++)
			into->fluctuation[b][i] += s->fluctuation[b][i];
		for (int i = 0; i < MODULATION_RATES; i++)
			into->modulation[b][i] += s->modulation[b][i];
	}
}

void rhythm_solve(const struct rhythm_sums *s, struct feature *ret)
{
	enum { BANDS = EAR_BANDS / 2, RATES = FLUCTUATION_RATES / 2 };
	float *fluctuation = ret->vector + 99, *modulation = ret->vector + 159;
	double n = s->blocks > 0 ? s->blocks : 1;
	for (int b = 0; b < BANDS; b++) {
		for (int i = 0; i < RATES; i++) {
			double sum = 0;
			for (int c = 0; c < 4; c++)
				sum += log1p(
					s->fluctuation[2 * b + c / 2][2 * i + c % 2] /
					n);
			fluctuation[b * RATES + i] = (float)(sum / 4);
		}
		for (int i = 0; i < MODULATION_RATES; i++)
			modulation[b * MODULATION_RATES + i] =
				(float)(0.5 *
					(log(s->modulation[2 * b][i] / n + 1e-3) +
						log(s->modulation[2 * b + 1][i] / n +
							1e-3)));
	}
}
