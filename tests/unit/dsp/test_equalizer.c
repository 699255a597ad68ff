#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dsp/equalizer.h"

static const float ROCK[EQUALIZER_BANDS] = {4, 3, 2, 0, -1, -1, 0, 2, 3, 4};

/* The level of a sine of amplitude .25 behind the equalizer, in dB to what went in: by
 * correlation over the second half, once it has settled. */
static double measured_db(struct equalizer *e, int rate_hz, double hz)
{
	size_t n = (size_t)rate_hz * 2;
	float *pcm = xmalloc(2 * n * sizeof *pcm);
	double w = 2 * M_PI * hz / rate_hz, re = 0, im = 0, norm = 0;
	for (size_t i = 0; i < n; i++) {
		pcm[2 * i] = .25f * (float)sin(w * (double)i);
		pcm[2 * i + 1] = -pcm[2 * i];
	}
	for (size_t at = 0; at < n; at += 1000)
		equalizer_process(e, pcm + 2 * at, n - at < 1000 ? n - at : 1000);
	for (size_t i = n / 2; i < n; i++) {
		double hann = .5 - .5 * cos(2 * M_PI * (double)(i - n / 2) /
						(double)(n - n / 2));
		re += hann * (double)pcm[2 * i] * cos(w * (double)i);
		im += hann * (double)pcm[2 * i] * sin(w * (double)i);
		norm += hann;
		assert_true(fabsf(pcm[2 * i] + pcm[2 * i + 1]) < 1e-6f);
	}
	free(pcm);
	return 20 * log10(2 * hypot(re, im) / norm / .25);
}

static void does_what_the_curve_says(void **state)
{
	static const int rate[] = {8000, 44100, 192000};
	static const double hz[] = {20, 31, 80, 250, 700, 1000, 3000, 3900};
	for (size_t r = 0; r < 3; r++) {
		for (size_t i = 0; i < sizeof hz / sizeof *hz; i++) {
			struct equalizer *e = equalizer_create(rate[r]);
			equalizer_set(e, ROCK);
			double want = equalizer_response_db(e, hz[i]);
			double got = measured_db(e, rate[r], hz[i]);
			assert_true(fabs(got - want) < .02);
			equalizer_destroy(e);
		}
	}
}

/* The cookbook's filter has exactly its gain at its centre; neighbours add little. */
static void a_band_has_its_gain_at_its_centre(void **state)
{
	for (int b = 0; b < EQUALIZER_BANDS; b++) {
		float db[EQUALIZER_BANDS] = {0};
		struct equalizer *e = equalizer_create(48000);
		db[b] = -7;
		equalizer_set(e, db);
		assert_true(fabs(equalizer_response_db(e, equalizer_hz[b]) + 7) < 1e-4);
		assert_true(fabs(measured_db(e, 48000, equalizer_hz[b]) + 7) < .02);
		assert_true(fabs(equalizer_response_db(e, equalizer_hz[b] / 8.0)) < .2);
		equalizer_destroy(e);
	}
}

static void boosts_get_their_headroom(void **state)
{
	float db[EQUALIZER_BANDS] = {12, 12, 12, 12, 12, -12, 12, 12, 12, 12};
	struct equalizer *e = equalizer_create(44100);
	equalizer_set(e, db);
	double highest = -100;
	for (double hz = 10; hz < 22050; hz *= 1.001)
		highest = fmax(highest, equalizer_response_db(e, hz));
	assert_true(highest < .01 && highest > -.01);
	float cut[EQUALIZER_BANDS] = {-3, -3, -3, -3, -3, -3, -3, -3, -3, -3};
	equalizer_set(e, cut);
	/* Cuts need none: nothing is taken off where the bands do nothing. */
	assert_true(fabs(equalizer_response_db(e, .1)) < .01);
	equalizer_destroy(e);
}

static void flat_leaves_every_bit(void **state)
{
	float pcm[2000], was[2000], none[EQUALIZER_BANDS] = {0};
	struct equalizer *e = equalizer_create(44100);
	for (size_t i = 0; i < 2000; i++)
		was[i] = pcm[i] = (float)((i * 7919) % 2003) / 2003.0f - .5f;
	equalizer_process(e, pcm, 1000);
	assert_memory_equal(pcm, was, sizeof pcm);
	equalizer_set(e, ROCK);
	equalizer_process(e, pcm, 1000);
	assert_memory_not_equal(pcm, was, sizeof pcm);
	equalizer_set(e, none);
	for (int i = 0; i < 40; i++)
		equalizer_process(e, pcm, 1000);
	memcpy(pcm, was, sizeof pcm);
	equalizer_process(e, pcm, 1000);
	assert_memory_equal(pcm, was, sizeof pcm);
	equalizer_destroy(e);
}

/* A click is where the signal leaves its path: the second difference of a slow sine is
 * tiny, that of a jump is not. */
static void changes_do_not_click(void **state)
{
	enum { RATE = 44100, N = RATE * 2 };
	float *pcm = xmalloc(2 * N * sizeof *pcm);
	float low[EQUALIZER_BANDS] = {0, 0, 12, -12, 12, 0},
	      none[EQUALIZER_BANDS] = {0};
	struct equalizer *e = equalizer_create(RATE);
	for (size_t i = 0; i < N; i++)
		pcm[2 * i] = pcm[2 * i + 1] =
			.5f * (float)sin(2 * M_PI * 200 * (double)i / RATE);
	for (size_t at = 0; at < N; at += 441) {
		if (at / 441 % 40 == 20)
			equalizer_set(e, low);
		if (at / 441 % 40 == 0)
			equalizer_set(e, none);
		equalizer_process(e, pcm + 2 * at, 441);
	}
	float worst = 0;
	for (size_t i = 1; i + 1 < N; i++)
		worst = fmaxf(
			worst, fabsf(pcm[2 * i - 2] - 2 * pcm[2 * i] + pcm[2 * i + 2]));
	/* the sine itself: .5 * (2π 200 / 44100)² = 4.1e-4; a jump of 1 % of full scale
	 * would make .01 */
	assert_true(worst < 2e-3f);
	free(pcm);
	equalizer_destroy(e);
}

static void stays_stable_at_any_rate(void **state)
{
	static const int rate[] = {
		1, 8000, 11025, 31999, 32000, 33333, 44100, 96000, 384000, 768000};
	for (size_t r = 0; r < sizeof rate / sizeof *rate; r++) {
		float db[EQUALIZER_BANDS], pcm[2 * 512];
		struct equalizer *e = equalizer_create(rate[r]);
		for (int b = 0; b < EQUALIZER_BANDS; b++)
			db[b] = b % 2 ? 99.0f : -99.0f;
		equalizer_set(e, db);
		uint32_t seed = 1;
		for (int block = 0; block < 2000; block++) {
			for (size_t i = 0; i < 2 * 512; i++) {
				seed = seed * 1664525u + 1013904223u;
				pcm[i] = block < 1000 ? (float)(int32_t)seed / 0x1p31f
						      : 0;
			}
			equalizer_process(e, pcm, 512);
			for (size_t i = 0; i < 2 * 512; i++)
				assert_true(fabsf(pcm[i]) < 16);
		}
		equalizer_destroy(e);
	}
}

static void reset_forgets_what_was_heard(void **state)
{
	float pcm[64] = {1, 1}, fresh[64] = {0};
	struct equalizer *e = equalizer_create(44100);
	equalizer_set(e, ROCK);
	equalizer_process(e, pcm, 32);
	equalizer_reset(e);
	equalizer_process(e, fresh, 32);
	for (size_t i = 0; i < 64; i++)
		assert_true(fresh[i] == 0);
	equalizer_destroy(e);
	equalizer_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(does_what_the_curve_says),
		cmocka_unit_test(a_band_has_its_gain_at_its_centre),
		cmocka_unit_test(boosts_get_their_headroom),
		cmocka_unit_test(flat_leaves_every_bit),
		cmocka_unit_test(changes_do_not_click),
		cmocka_unit_test(stays_stable_at_any_rate),
		cmocka_unit_test(reset_forgets_what_was_heard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
