/* Signals of EBU Tech 3341 (minimum requirements) whose loudness is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dsp/loudness.h"

enum { RATE = 48000 };

static struct loudness_meter *create(int rate_hz, int channels)
{
	struct loudness_meter *m = NULL;
	assert_int_equal(loudness_meter_create(rate_hz, channels, &m, NULL), ERR_OK);
	return m;
}

/* A sine of that level (dBFS of its peak) in the channels of the mask. */
static void add_sine(struct loudness_meter *m, int rate_hz, int channels, unsigned mask,
	double hz, double db, double seconds)
{
	enum { BLOCK = 1000 };
	float pcm[BLOCK * 8];
	size_t frames = (size_t)(seconds * rate_hz);
	double a = pow(10, db / 20), w = 2 * M_PI * hz / rate_hz;
	for (size_t at = 0; at < frames; at += BLOCK) {
		size_t n = frames - at < BLOCK ? frames - at : BLOCK;
		for (size_t i = 0; i < n; i++)
			for (int c = 0; c < channels; c++)
				pcm[i * (size_t)channels + (size_t)c] =
					mask >> c & 1
						? (float)(a * sin(w * (double)(at + i)))
						: 0;
		loudness_meter_add(m, pcm, n);
	}
}

static void is(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%g is not %g", got, want);
}

static double lufs(const struct loudness_meter *m)
{
	return loudness_meter_read(m).lufs;
}

/* Cases 1 and 2: a stereo sine of 1 kHz at -23 (-33) dBFS is -23 (-33) LUFS. */
static void a_sine_is_as_loud_as_defined(void **state)
{
	static const int rate[] = {44100, 48000, 96000, 192000};
	for (size_t i = 0; i < 4; i++) {
		for (double db = -23; db >= -33; db -= 10) {
			struct loudness_meter *m = create(rate[i], 2);
			add_sine(m, rate[i], 2, 3, 1000, db, 5);
			is(lufs(m), db, .1);
			is(20 * log10(loudness_meter_read(m).peak), db, .1);
			loudness_meter_destroy(m);
		}
	}
}

/* Cases 3 to 5: what is far below the rest does not count. */
static void quiet_parts_are_gated(void **state)
{
	struct loudness_meter *m = create(RATE, 2);
	add_sine(m, RATE, 2, 3, 1000, -36, 10);
	add_sine(m, RATE, 2, 3, 1000, -23, 60);
	add_sine(m, RATE, 2, 3, 1000, -36, 10);
	is(lufs(m), -23, .1);
	loudness_meter_destroy(m);
	m = create(RATE, 2);
	add_sine(m, RATE, 2, 3, 1000, -72, 10);
	add_sine(m, RATE, 2, 3, 1000, -36, 10);
	add_sine(m, RATE, 2, 3, 1000, -23, 60);
	add_sine(m, RATE, 2, 3, 1000, -36, 10);
	add_sine(m, RATE, 2, 3, 1000, -72, 10);
	is(lufs(m), -23, .1);
	loudness_meter_destroy(m);
}

/* Mono is one channel (3 dB less than the same on two); the LFE does not count, what is
 * behind counts 1.5 dB more. */
static void channels_have_their_weights(void **state)
{
	static const struct {
		int channels;
		unsigned mask;
		double lufs;
	} row[] = {{1, 1, -26.01}, {2, 1, -26.01}, {2, 3, -23}, {3, 4, -26.01},
		{4, 0x4, -24.51}, {5, 0x8, -24.51}, {6, 0x4, -26.01}, {6, 0x10, -24.51},
		{6, 0x20, -24.51}, {6, 0x37, -18.29}, {7, 0x10, -24.51},
		{8, 0x40, -24.51}, {8, 0x80, -24.51}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct loudness_meter *m = create(RATE, row[i].channels);
		add_sine(m, RATE, row[i].channels, row[i].mask, 1000, -23, 3);
		is(lufs(m), row[i].lufs, .1);
		loudness_meter_destroy(m);
	}
	struct loudness_meter *m = create(RATE, 6);
	add_sine(m, RATE, 6, 8, 100, -3, 3);
	assert_true(isnan(lufs(m)));
	loudness_meter_destroy(m);
}

/* A sine of a quarter of the rate whose samples all lie 45° beside its peaks: they reach
 * .707, the signal between them 1 (case 15 of the true peak meters). */
static void true_peaks_lie_between_samples(void **state)
{
	struct loudness_meter *m = create(RATE, 2);
	float pcm[2 * 4800];
	for (size_t i = 0; i < 4800; i++)
		pcm[2 * i] = pcm[2 * i + 1] =
			(float)(.5 * sin(M_PI / 2 * (double)i + M_PI / 4));
	for (int k = 0; k < 10; k++)
		loudness_meter_add(m, pcm, 4800);
	is(20 * log10(loudness_meter_read(m).peak), -6.02, .2);
	loudness_meter_end(m);
	is(20 * log10(loudness_meter_read(m).peak), -6.02, .2);
	loudness_meter_destroy(m);
}

/* Two halves measured apart are as loud together as in one piece. */
static void parts_join_to_the_whole(void **state)
{
	struct loudness_meter *whole = create(RATE, 2), *part[2];
	for (int i = 0; i < 2; i++) {
		double db = i ? -14 : -23;
		part[i] = create(RATE, 2);
		add_sine(part[i], RATE, 2, 3, 1000, db, 20);
		add_sine(whole, RATE, 2, 3, 1000, db, 20);
	}
	double want = lufs(whole), first = lufs(part[0]);
	for (int ended = 0; ended < 2; ended++) {
		struct loudness_reading r = loudness_meter_joint(part, 2);
		is(r.lufs, want, .05);
		is(r.peak, pow(10, -14 / 20.0), .01);
		is(lufs(part[0]), first, 0);
		for (int i = 0; i < 2; i++)
			loudness_meter_end(part[i]);
	}
	for (int i = 0; i < 2; i++)
		loudness_meter_destroy(part[i]);
	loudness_meter_destroy(whole);
	struct loudness_reading none = loudness_meter_joint(NULL, 0);
	assert_true(isnan(none.lufs) && none.peak == 0);
}

/* Rates of a joint album may differ. */
static void albums_may_mix_rates(void **state)
{
	struct loudness_meter *part[2] = {create(44100, 2), create(96000, 1)};
	add_sine(part[0], 44100, 2, 3, 1000, -20, 10);
	add_sine(part[1], 96000, 1, 1, 1000, -20, 10);
	for (int i = 0; i < 2; i++)
		loudness_meter_end(part[i]);
	/* Half of it at -20, half at -23.01. */
	is(loudness_meter_joint(part, 2).lufs, -21.25, .1);
	for (int i = 0; i < 2; i++)
		loudness_meter_destroy(part[i]);
}

static void silence_has_no_loudness(void **state)
{
	struct loudness_meter *m = create(RATE, 2);
	assert_true(isnan(lufs(m)));
	add_sine(m, RATE, 2, 0, 1000, 0, 3);
	struct loudness_reading r = loudness_meter_read(m);
	assert_true(isnan(r.lufs) && r.peak == 0);
	assert_true(isnan(loudness_reading_gain_db(&r)));
	loudness_meter_destroy(m);
	m = create(RATE, 2);
	add_sine(m, RATE, 2, 3, 1000, -10, .3);
	assert_true(isnan(lufs(m)));
	assert_true(loudness_meter_read(m).peak > .3);
	loudness_meter_destroy(m);
	loudness_meter_destroy(NULL);
}

static void refuses_nonsense(void **state)
{
	static const int bad[][2] = {{48000, 0}, {48000, 9}, {0, 2}, {-1, 2}};
	for (size_t i = 0; i < 4; i++) {
		struct loudness_meter *m = NULL;
		struct err why = {0};
		assert_int_equal(loudness_meter_create(bad[i][0], bad[i][1], &m, &why),
			ERR_UNSUPPORTED);
		assert_null(m);
		assert_true(why.msg[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sine_is_as_loud_as_defined),
		cmocka_unit_test(quiet_parts_are_gated),
		cmocka_unit_test(channels_have_their_weights),
		cmocka_unit_test(true_peaks_lie_between_samples),
		cmocka_unit_test(parts_join_to_the_whole),
		cmocka_unit_test(albums_may_mix_rates),
		cmocka_unit_test(silence_has_no_loudness),
		cmocka_unit_test(refuses_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
