#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "rec/kmeans.h"

enum { DIM = 12, GROUPS = 4, EACH = 30, N = GROUPS * EACH };

/* Unit rows in four directions with noise; row i belongs to group i % 4. */
static float *rows(void)
{
	float *x = calloc(N * DIM, sizeof *x);
	struct rng rng;
	rng_seed(&rng, 1);
	for (int i = 0; i < N; i++) {
		double squares = 0;
		for (int j = 0; j < DIM; j++) {
			double v = (j == i % GROUPS ? 3 : 0) + .4 * rng_normal(&rng);
			x[i * DIM + j] = (float)v;
			squares += v * v;
		}
		for (int j = 0; j < DIM; j++)
			x[i * DIM + j] /= (float)sqrt(squares);
	}
	return x;
}

static void finds_the_groups(void **state)
{
	float *x = rows();
	struct kmeans m;
	kmeans_run(&m, x, N, DIM, GROUPS, 7, NULL);
	for (int i = 0; i < N; i++) {
		assert_int_equal(m.of[i], m.of[i % GROUPS]);
		assert_true(m.likeness[i] > .6f && m.likeness[i] <= 1.001f);
	}
	for (int c = 0; c < GROUPS; c++) {
		double squares = 0;
		assert_int_equal(m.size[c], EACH);
		for (int j = 0; j < DIM; j++)
			squares += m.centre[c * DIM + j] * m.centre[c * DIM + j];
		assert_true(fabs(squares - 1) < 1e-4);
	}
	kmeans_finish(&m);
	free(x);
}

static void the_same_seed_gives_the_same_clusters(void **state)
{
	float *x = rows();
	struct kmeans a, b;
	kmeans_run(&a, x, N, DIM, 7, 3, NULL);
	kmeans_run(&b, x, N, DIM, 7, 3, NULL);
	assert_memory_equal(a.of, b.of, N * sizeof *a.of);
	kmeans_finish(&a);
	kmeans_finish(&b);
	free(x);
}

static void a_warm_start_keeps_the_numbers(void **state)
{
	float *x = rows();
	struct kmeans a, b;
	kmeans_run(&a, x, N, DIM, GROUPS, 3, NULL);
	kmeans_run(&b, x, N, DIM, GROUPS, 99, a.centre);
	assert_memory_equal(a.of, b.of, N * sizeof *a.of);
	kmeans_finish(&a);
	kmeans_finish(&b);
	free(x);
}

static void no_cluster_stays_empty(void **state)
{
	float x[6 * 2] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1};
	struct kmeans m;
	kmeans_run(&m, x, 6, 2, 4, 1, NULL);
	assert_int_equal(m.k, 4);
	for (int c = 0; c < 4; c++)
		assert_true(m.size[c] > 0);
	kmeans_finish(&m);
	kmeans_run(&m, x, 2, 2, 5, 1, NULL);
	assert_int_equal(m.k, 2);
	kmeans_finish(&m);
	kmeans_run(&m, x, 0, 2, 5, 1, NULL);
	assert_int_equal(m.k, 0);
	kmeans_finish(&m);
}

static void chooses_by_size(void **state)
{
	assert_int_equal(kmeans_choose(0), 0);
	assert_int_equal(kmeans_choose(3), 3);
	assert_int_equal(kmeans_choose(10), 4);
	assert_int_equal(kmeans_choose(1152), 24);
	assert_int_equal(kmeans_choose(1000000), 40);
}

static void matches_by_members(void **state)
{
	const int32_t old_of[] = {0, 0, 0, 1, 1, 2, -1},
		      new_of[] = {2, 2, 1, 0, 0, 3, 3};
	int32_t old[4];
	kmeans_match(old_of, 3, new_of, 4, 7, old);
	const int32_t want[] = {1, -1, 0, 2};
	assert_memory_equal(old, want, sizeof want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_groups),
		cmocka_unit_test(the_same_seed_gives_the_same_clusters),
		cmocka_unit_test(a_warm_start_keeps_the_numbers),
		cmocka_unit_test(no_cluster_stays_empty),
		cmocka_unit_test(chooses_by_size),
		cmocka_unit_test(matches_by_members),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
