#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dsp/resample.h"

enum { SECONDS = 2, MAX_OUT = 400000 };

/* Resamples a 1 kHz sine in blocks of `block` frames; returns frames made. */
static size_t run(int from, int to, size_t block, float *out)
{
	struct resample *r = NULL;
	assert_int_equal(
		resample_create(from, to, 1, RESAMPLE_VERY_HIGH, &r, NULL), ERR_OK);
	size_t n = (size_t)from * SECONDS, at = 0, made = 0, taken = 0, m = 0;
	float *in = xmalloc(n * sizeof *in);
	for (size_t i = 0; i < n; i++)
		in[i] = 0.5f * (float)sin(2 * M_PI * 1000 * (double)i / from);
	while (at < n) {
		size_t want = n - at < block ? n - at : block;
		resample_process(
			r, in + at, want, &taken, out + made, MAX_OUT - made, &m);
		at += taken;
		made += m;
	}
	do {
		resample_process(r, NULL, 0, &taken, out + made, MAX_OUT - made, &m);
		made += m;
	} while (m > 0);
	resample_destroy(r);
	free(in);
	return made;
}

static void keeps_length_and_place(void **state)
{
	static const int pair[][2] = {
		{44100, 48000}, {48000, 44100}, {96000, 44100}, {22050, 44100}};
	float *out = xmalloc(MAX_OUT * sizeof *out);
	for (size_t p = 0; p < sizeof pair / sizeof *pair; p++) {
		int to = pair[p][1];
		size_t n = run(pair[p][0], to, 4096, out);
		assert_true(llabs((long long)n - (long long)to * SECONDS) <= 1);
		for (size_t i = (size_t)to / 2; i < (size_t)to; i++) {
			double want = 0.5 * sin(2 * M_PI * 1000 * (double)i / to);
			assert_true(fabs(out[i] - want) < 1e-5);
		}
	}
	free(out);
}

static void does_not_depend_on_blocks(void **state)
{
	float *a = xmalloc(MAX_OUT * sizeof *a), *b = xmalloc(MAX_OUT * sizeof *b);
	size_t n = run(44100, 48000, 4096, a), m = run(44100, 48000, 333, b);
	assert_int_equal(n, m);
	assert_memory_equal(a, b, n * sizeof *a);
	free(a);
	free(b);
}

static void refuses_nonsense(void **state)
{
	struct resample *r = NULL;
	struct err why = {0};
	assert_int_equal(
		resample_create(0, 44100, 2, RESAMPLE_HIGH, &r, &why), ERR_RANGE);
	assert_null(r);
	assert_true(why.msg[0]);
	resample_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_length_and_place),
		cmocka_unit_test(does_not_depend_on_blocks),
		cmocka_unit_test(refuses_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
