/* Where Rubber Band is not installed only the refusals are tested. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dsp/stretch.h"

enum { RATE = 44100 };
static const double speeds[] = {.5, .8, 1, 1.25, 1.5, 2};
enum { SPEEDS = sizeof speeds / sizeof *speeds };

static bool installed(void)
{
	struct err why = {0};
	if (stretch_available(&why))
		return true;
	assert_non_null(strstr(why.msg, "librubberband"));
	return false;
}

/* Puts `in` through in blocks; returns the frames made (at most `room`). */
static size_t run(struct stretch *s, const float *in, size_t n, size_t block,
	float *out, size_t room)
{
	size_t made = 0, got;
	for (size_t at = 0; at < n;) {
		size_t put = n - at < block ? n - at : block;
		stretch_put(s, in + 2 * at, put);
		at += put;
		while ((got = stretch_take(s, out + 2 * made, room - made)) > 0)
			made += got;
	}
	stretch_end(s);
	while ((got = stretch_take(s, out + 2 * made, room - made)) > 0)
		made += got;
	return made;
}

static void keeps_length_to_the_frame(void **state)
{
	static const size_t length[] = {1, 1000, 44100, 60001};
	if (!installed())
		skip();
	float *in = xcalloc(2 * 60001, sizeof *in), *out = xcalloc(600000, sizeof *out);
	for (int i = 0; i < SPEEDS; i++) {
		for (size_t l = 0; l < 4; l++) {
			struct stretch *s = NULL;
			assert_int_equal(
				stretch_create(RATE, speeds[i], &s, NULL), ERR_OK);
			size_t made = run(s, in, length[l], 4096, out, 300000);
			assert_int_equal(made, llround((double)length[l] / speeds[i]));
			stretch_destroy(s);
		}
	}
	free(in);
	free(out);
}

/* Bursts of 5 ms, twice a second: each has its loudest 10 ms where it belongs. */
static void keeps_its_place(void **state)
{
	enum { N = 3 * RATE, EVERY = RATE / 2, BURST = RATE / 200 };
	if (!installed())
		skip();
	float *in = xcalloc(2 * N, sizeof *in), *out = xcalloc(5 * N, sizeof *out);
	for (size_t i = 0; i < N; i++)
		if (i % EVERY < BURST)
			in[2 * i] = in[2 * i + 1] =
				.8f * (float)sin(2 * M_PI * 2000 * (double)i / RATE);
	for (int v = 0; v < SPEEDS; v++) {
		struct stretch *s = NULL;
		assert_int_equal(stretch_create(RATE, speeds[v], &s, NULL), ERR_OK);
		size_t made = run(s, in, N, 1000, out, 5 * N / 2);
		for (size_t k = 1; k < N / EVERY; k++) {
			double want = ((double)(k * EVERY) + BURST / 2.0) / speeds[v];
			size_t from = (size_t)(want - EVERY / speeds[v] / 2);
			size_t to = (size_t)(want + EVERY / speeds[v] / 2);
			double sum = 0, moment = 0;
			for (size_t i = from; i < to && i < made; i++) {
				double e = (double)out[2 * i] * (double)out[2 * i];
				sum += e;
				moment += e * (double)i;
			}
			double off_ms = (moment / sum - want) * speeds[v] * 1000 /
					RATE; /* of the music */
			assert_true(fabs(off_ms) < 8);
		}
		stretch_destroy(s);
	}
	free(in);
	free(out);
}

/* Frequency from the phase advance between two windows a second apart would be
 * ambiguous; zero crossings of a clean sine over seconds are exact enough: one cent is
 * .06 %. */
static void keeps_pitch(void **state)
{
	enum { N = 2 * RATE };
	if (!installed())
		skip();
	float *in = xmalloc(2 * N * sizeof *in), *out = xcalloc(5 * N, sizeof *out);
	for (int v = 0; v < SPEEDS; v++) {
		for (double hz = 110; hz < 2000; hz *= 5) {
			for (size_t i = 0; i < N; i++)
				in[2 * i] = in[2 * i + 1] =
					.5f *
					(float)sin(2 * M_PI * hz * (double)i / RATE);
			struct stretch *s = NULL;
			assert_int_equal(
				stretch_create(RATE, speeds[v], &s, NULL), ERR_OK);
			size_t made = run(s, in, N, 4096, out, 5 * N / 2);
			double first = 0, last = 0;
			long crossings = -1;
			for (size_t i = made / 4; i < made * 3 / 4; i++) {
				float a = out[2 * i - 2], b = out[2 * i];
				if (a >= 0 || b < 0)
					continue;
				last = (double)i - (double)b / (double)(b - a);
				if (crossings++ < 0)
					first = last;
			}
			double got = (double)crossings * RATE / (last - first);
			double cents = 1200 * log2(got / hz);
			assert_true(fabs(cents) < 3);
			stretch_destroy(s);
		}
	}
	free(in);
	free(out);
}

static void starts_anew(void **state)
{
	enum { N = RATE };
	if (!installed())
		skip();
	float *in = xmalloc(2 * N * sizeof *in);
	float *a = xcalloc(4 * N, sizeof *a), *b = xcalloc(4 * N, sizeof *b);
	for (size_t i = 0; i < 2 * N; i++)
		in[i] = (float)((i * 7919) % 2003) / 2003.0f - .5f;
	struct stretch *s = NULL;
	assert_int_equal(stretch_create(RATE, 1.5, &s, NULL), ERR_OK);
	size_t n = run(s, in, N, 4096, a, 2 * N);
	assert_int_equal(stretch_restart(s, 1.5, NULL), ERR_OK);
	assert_int_equal(run(s, in, N, 4096, b, 2 * N), n);
	assert_memory_equal(a, b, 2 * n * sizeof *a);
	assert_int_equal(stretch_restart(s, .75, NULL), ERR_OK);
	assert_int_equal(run(s, in, N, 4096, b, 2 * N), llround(N / .75));
	stretch_destroy(s);
	free(in);
	free(a);
	free(b);
}

static void takes_any_rate(void **state)
{
	static const int rate[] = {4000, 8000, 96000, 192000, 384000, 768000};
	if (!installed())
		skip();
	float *in = xcalloc(2 * 50000, sizeof *in),
	      *out = xcalloc(2 * 60000, sizeof *out);
	for (size_t r = 0; r < sizeof rate / sizeof *rate; r++) {
		struct stretch *s = NULL;
		assert_int_equal(stretch_create(rate[r], 1.25, &s, NULL), ERR_OK);
		assert_int_equal(run(s, in, 20000, 4096, out, 60000), 16000);
		stretch_destroy(s);
	}
	free(in);
	free(out);
}

static void refuses_nonsense(void **state)
{
	static const double speed[] = {0, .49, 2.01, -1, NAN, INFINITY};
	for (size_t i = 0; i < sizeof speed / sizeof *speed; i++) {
		struct stretch *s = NULL;
		struct err why = {0};
		assert_int_equal(stretch_create(RATE, speed[i], &s, &why),
			installed() ? ERR_RANGE : ERR_UNSUPPORTED);
		assert_null(s);
		assert_true(why.msg[0]);
	}
	stretch_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_length_to_the_frame),
		cmocka_unit_test(keeps_its_place),
		cmocka_unit_test(keeps_pitch),
		cmocka_unit_test(starts_anew),
		cmocka_unit_test(takes_any_rate),
		cmocka_unit_test(refuses_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
