#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audio/dither.h"

enum { N = 1 << 16 };

static void sixteen_bits_pass_exactly(void **state)
{
	static float in[N];
	static int16_t out[N];
	struct dither d;
	dither_init(&d, 1);
	for (int i = 0; i < N; i++)
		in[i] = (float)(i - 32768) / 32768.0f;
	dither_s16(&d, in, out, N);
	for (int i = 0; i < N; i++)
		assert_int_equal(out[i], i - 32768);
	memset(in, 0, sizeof in);
	dither_s16(&d, in, out, N);
	for (int i = 0; i < N; i++)
		assert_int_equal(out[i], 0);
}

/* Mean error 0 and variance 1/4 LSB² (1/12 of the rounding and 2/12 of the noise),
 * whatever the sample's place between two values: that is what TPDF is for. */
static void the_noise_is_even(void **state)
{
	static float in[N];
	static int16_t out[N];
	struct dither d;
	dither_init(&d, 7);
	for (int step = 0; step < 8; step++) {
		double level = -3.2 + .12 * step, sum = 0, square = 0;
		for (int i = 0; i < N; i++)
			in[i] = (float)(level / 32768);
		dither_s16(&d, in, out, N);
		for (int i = 0; i < N; i++) {
			double e = out[i] - level;
			sum += e;
			square += e * e;
			assert_true(fabs(e) <= 1.5);
		}
		assert_true(fabs(sum / N) < .01);
		assert_true(fabs(square / N - .25) < .01);
	}
}

static void what_is_too_loud_is_clipped(void **state)
{
	const float in[] = {
		2, -2, 1.0001f, -1.0001f, INFINITY, -INFINITY, NAN, .99999f};
	int16_t out[8];
	struct dither d;
	dither_init(&d, 3);
	for (int turn = 0; turn < 100; turn++) {
		dither_s16(&d, in, out, 8);
		assert_int_equal(out[0], 32767);
		assert_int_equal(out[1], -32768);
		assert_true(out[2] >= 32766 && out[3] <= -32767);
		assert_int_equal(out[4], 32767);
		assert_int_equal(out[5], -32768);
		assert_int_equal(out[6], 0);
		assert_true(out[7] >= 32766);
	}
}

static void a_seed_repeats(void **state)
{
	float in[100];
	int16_t a[100], b[100], c[100];
	struct dither d;
	for (int i = 0; i < 100; i++)
		in[i] = .1f;
	dither_init(&d, 5);
	dither_s16(&d, in, a, 100);
	dither_s16(&d, in, c, 100);
	dither_init(&d, 5);
	dither_s16(&d, in, b, 60);
	dither_s16(&d, in + 60, b + 60, 40);
	assert_memory_equal(a, b, sizeof a);
	assert_memory_not_equal(a, c, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sixteen_bits_pass_exactly),
		cmocka_unit_test(the_noise_is_even),
		cmocka_unit_test(what_is_too_loud_is_clipped),
		cmocka_unit_test(a_seed_repeats),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
