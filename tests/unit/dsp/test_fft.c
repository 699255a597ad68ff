#include "dsp/fft.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { N = 256, COUNT = 3 };

/* Against the definition, for a few bins of each transform. */
static void test_definition(void **state)
{
	struct fft *f = fft_create(N, COUNT);
	float *in = fft_input(f);
	uint32_t x = 1;
	for (int i = 0; i < N * COUNT; i++) {
		x = x * 1664525u + 1013904223u;
		in[i] = (float)(x / 4294967296.0 - 0.5);
	}
	fft_run(f);
	for (int c = 0; c < COUNT; c++) {
		const float *out = fft_output(f) + (size_t)c * (N / 2 + 1) * 2;
		for (int k = 0; k <= N / 2; k += 16) {
			double re = 0, im = 0;
			for (int i = 0; i < N; i++) {
				double v = (double)in[c * N + i];
				re += v * cos(2 * M_PI * k * i / N);
				im -= v * sin(2 * M_PI * k * i / N);
			}
			assert_float_equal(out[2 * k], re, 1e-4);
			assert_float_equal(out[2 * k + 1], im, 1e-4);
		}
	}
	fft_destroy(f);
}

static void test_input_is_kept(void **state)
{
	struct fft *f = fft_create(N, 1);
	for (int i = 0; i < N; i++)
		fft_input(f)[i] = (float)i;
	fft_run(f);
	for (int i = 0; i < N; i++)
		assert_true(fft_input(f)[i] == (float)i);
	fft_destroy(f);
	fft_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definition),
		cmocka_unit_test(test_input_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
