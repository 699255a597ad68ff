#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "rec/sound.h"

enum { STYLES = 3, EACH = 20, N = STYLES * EACH };

struct tracks {
	float vector[N][FEATURE_DIM], mean[N][FEATURE_MFCC], covariance[N][FEATURE_COV];
	uint8_t usable[N];
};

/* Row i is of style i % 3: vectors around a centre each, Gaussians likewise. */
static struct tracks *tracks(void)
{
	struct tracks *t = calloc(1, sizeof *t);
	float centre[STYLES][FEATURE_DIM];
	struct rng rng;
	rng_seed(&rng, 3);
	for (int s = 0; s < STYLES; s++)
		for (int j = 0; j < FEATURE_DIM; j++)
			centre[s][j] = (float)rng_normal(&rng);
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < FEATURE_DIM; j++)
			t->vector[i][j] =
				5 + 2 * centre[i % STYLES][j] + (float)rng_normal(&rng);
		for (int a = 0, at = 0; a < FEATURE_MFCC; a++) {
			t->mean[i][a] =
				4 * centre[i % STYLES][a] + (float)rng_normal(&rng);
			for (int b = 0; b <= a; b++, at++)
				t->covariance[i][at] =
					a == b ? 8 + (float)rng_double(&rng)
					       : (float)(.2 * rng_normal(&rng));
		}
		t->usable[i] = 1;
	}
	return t;
}

static struct sound *sound_of(const struct tracks *t, bool gaussians)
{
	struct sound_input in = {.n = N,
		.vector = t->vector[0],
		.mean = gaussians ? t->mean[0] : NULL,
		.covariance = gaussians ? t->covariance[0] : NULL,
		.usable = t->usable};
	return sound_create(&in, 1);
}

static void neighbours_are_of_the_same_style(void **state)
{
	struct tracks *t = tracks();
	for (int with = 0; with < 2; with++) {
		struct sound *s = sound_of(t, with);
		for (int32_t i = 0; i < N; i++) {
			struct sound_near near[10];
			assert_int_equal(sound_nearest(s, i, 10, near), 10);
			for (int k = 0; k < 10; k++) {
				assert_int_equal(near[k].row % STYLES, i % STYLES);
				assert_true(near[k].row != i);
				assert_true(
					near[k].distance >= 0 && near[k].distance <= 1);
				assert_true(
					!k || near[k].distance >= near[k - 1].distance);
			}
		}
		sound_destroy(s);
	}
	free(t);
}

static void distance_is_symmetric_and_zero_to_itself(void **state)
{
	struct tracks *t = tracks();
	struct sound *s = sound_of(t, true);
	for (int32_t i = 0; i < 10; i++) {
		assert_true(sound_distance(s, i, i) == 0);
		for (int32_t j = 0; j < i; j++)
			assert_true(fabsf(sound_distance(s, i, j) -
					    sound_distance(s, j, i)) < 1e-4f);
	}
	sound_destroy(s);
	free(t);
}

/* Plainly, in double, over a full matrix: ln det by Gaussian elimination. */
static double logdet(double m[FEATURE_MFCC][FEATURE_MFCC])
{
	double sum = 0;
	for (int k = 0; k < FEATURE_MFCC; k++) {
		sum += log(m[k][k]);
		for (int i = k + 1; i < FEATURE_MFCC; i++) {
			double f = m[i][k] / m[k][k];
			for (int j = k; j < FEATURE_MFCC; j++)
				m[i][j] -= f * m[k][j];
		}
	}
	return sum;
}

static double js(const struct tracks *t, int a, int b)
{
	double x[FEATURE_MFCC][FEATURE_MFCC], y[FEATURE_MFCC][FEATURE_MFCC],
		m[FEATURE_MFCC][FEATURE_MFCC];
	for (int i = 0; i < FEATURE_MFCC; i++)
		for (int j = 0; j < FEATURE_MFCC; j++) {
			int at = i > j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
			double ridge = i == j ? 1e-3 : 0;
			x[i][j] = t->covariance[a][at] + ridge;
			y[i][j] = t->covariance[b][at] + ridge;
			m[i][j] = .5 * (x[i][j] + y[i][j]) +
				  .25 * ((double)t->mean[a][i] - t->mean[b][i]) *
					  ((double)t->mean[a][j] - t->mean[b][j]);
		}
	double v = .5 * logdet(m) - .25 * (logdet(x) + logdet(y));
	return v > 0 ? sqrt(v) : 0;
}

static double mp(const double *d, int a, int b)
{
	double tail[2];
	for (int side = 0; side < 2; side++) {
		int self = side ? b : a;
		double sum = 0, squares = 0;
		for (int i = 0; i < N; i++)
			sum += i == self ? 0 : d[self * N + i];
		double mean = sum / (N - 1);
		for (int i = 0; i < N; i++)
			squares += i == self ? 0 : pow(d[self * N + i] - mean, 2);
		tail[side] = erfc((d[a * N + b] - mean) / sqrt(squares / (N - 1)) /
				     sqrt(2)) /
			     2;
	}
	return 1 - tail[0] * tail[1];
}

/* With fewer tracks than references every track is one, so the formula can be followed
 * over the whole matrix. */
static void agrees_with_the_formula(void **state)
{
	struct tracks *t = tracks();
	struct sound *s = sound_of(t, true);
	double *cosine = calloc(N * N, sizeof *cosine),
	       *shannon = calloc(N * N, sizeof *shannon),
	       *both = calloc(N * N, sizeof *both);
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			cosine[i * N + j] = 1 - (double)sound_cosine(s, i, j);
			shannon[i * N + j] = js(t, i, j);
		}
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++)
			both[i * N + j] = mp(cosine, i, j) + .5 * mp(shannon, i, j);
	for (int i = 0; i < N; i += 7)
		for (int j = 0; j < N; j += 3)
			if (i != j)
				assert_true(fabs(mp(both, i, j) -
						    sound_distance(s, i, j)) < 2e-3);
	free(cosine);
	free(shannon);
	free(both);
	sound_destroy(s);
	free(t);
}

static void a_broken_track_touches_nobody(void **state)
{
	struct tracks *t = tracks();
	t->usable[4] = 0;
	struct sound *whole = sound_of(t, true);
	t->usable[4] = 1;
	for (int j = 0; j < FEATURE_DIM; j++)
		t->vector[4][j] = j ? 1e30f : NAN;
	struct sound *broken = sound_of(t, true);
	assert_int_equal(sound_usable(broken), N - 1);
	assert_false(sound_has(broken, 4));
	assert_null(sound_unit(broken, 4));
	assert_true(sound_distance(broken, 4, 5) == 1);
	struct sound_near near[N];
	assert_int_equal(sound_nearest(broken, 4, 5, near), 0);
	assert_int_equal(sound_nearest(broken, 5, N, near), N - 2);
	for (int32_t i = 0; i < N; i++)
		assert_true(
			sound_distance(whole, 7, i) == sound_distance(broken, 7, i));
	sound_destroy(whole);
	sound_destroy(broken);
	free(t);
}

static void the_level_of_a_number_does_not_matter(void **state)
{
	struct tracks *t = tracks();
	struct sound *a = sound_of(t, false);
	for (int i = 0; i < N; i++)
		for (int j = 0; j < FEATURE_DIM; j += 2)
			t->vector[i][j] = 100 * t->vector[i][j] - 7;
	struct sound *b = sound_of(t, false);
	for (int32_t i = 1; i < N; i++)
		assert_true(
			fabsf(sound_cosine(a, 0, i) - sound_cosine(b, 0, i)) < 1e-3f);
	sound_destroy(a);
	sound_destroy(b);
	free(t);
}

static void one_and_two_tracks_are_no_trouble(void **state)
{
	struct tracks *t = tracks();
	for (size_t n = 0; n <= 2; n++) {
		struct sound_input in = {.n = n,
			.vector = t->vector[0],
			.mean = t->mean[0],
			.covariance = t->covariance[0]};
		struct sound *s = sound_create(&in, 1);
		struct sound_near near[3];
		assert_int_equal(sound_usable(s), n);
		for (int32_t i = 0; i < (int32_t)n; i++) {
			assert_int_equal(sound_nearest(s, i, 3, near), n - 1);
			assert_true(n == 1 || isfinite(near[0].distance));
		}
		sound_destroy(s);
	}
	free(t);
}

static void shares_say_where_the_likeness_lies(void **state)
{
	struct tracks *t = tracks();
	/* Rows 0 and 3 are alike in rhythm only. */
	for (int j = 0; j < FEATURE_DIM; j++) {
		bool rhythm = j >= 99 && j < 209;
		t->vector[3][j] = rhythm ? t->vector[0][j] : 10 - t->vector[0][j];
	}
	struct sound *s = sound_of(t, false);
	float share[4];
	sound_block_shares(s, 0, 3, share);
	assert_true(share[1] > .99f);
	assert_true(fabsf(share[0] + share[1] + share[2] + share[3] - 1) < 1e-3f);
	sound_destroy(s);
	free(t);
}

static void leaning_adds_up_the_cubes(void **state)
{
	struct tracks *t = tracks();
	struct sound *s = sound_of(t, false);
	const int32_t row[] = {0, 1};
	const float weight[] = {.7f, -.3f};
	float sum[N];
	sound_lean(s, row, weight, 2, sum);
	for (int32_t i = 2; i < N; i++) {
		float a = 1 - sound_cosine_distance(s, 0, i);
		float b = 1 - sound_cosine_distance(s, 1, i);
		assert_true(fabsf(sum[i] - .7f * a * a * a + .3f * b * b * b) < 1e-5f);
	}
	sound_destroy(s);
	free(t);
}

static void traits_follow_their_numbers(void **state)
{
	struct tracks *t = tracks();
	for (int band = 0; band < 10; band++)
		for (int rate = 3; rate < 6; rate++)
			t->vector[9][99 + band * 6 + rate] += 20;
	for (int k = 0; k < 4; k++)
		t->vector[9][87 + k] -= 20;
	struct sound *s = sound_of(t, false);
	float trait[SOUND_TRAITS];
	sound_traits(s, 9, trait);
	assert_true(trait[SOUND_FAST] > 2);
	assert_true(trait[SOUND_BRIGHT] < -2);
	sound_destroy(s);
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_are_of_the_same_style),
		cmocka_unit_test(distance_is_symmetric_and_zero_to_itself),
		cmocka_unit_test(agrees_with_the_formula),
		cmocka_unit_test(a_broken_track_touches_nobody),
		cmocka_unit_test(the_level_of_a_number_does_not_matter),
		cmocka_unit_test(one_and_two_tracks_are_no_trouble),
		cmocka_unit_test(shares_say_where_the_likeness_lies),
		cmocka_unit_test(leaning_adds_up_the_cubes),
		cmocka_unit_test(traits_follow_their_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
