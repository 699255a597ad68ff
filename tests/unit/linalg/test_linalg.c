#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "linalg/linalg.h"

enum { N = 47, M = 21, K = 53 };

static void fill(float *x, size_t n, uint64_t seed)
{
	struct rng rng;
	rng_seed(&rng, seed);
	for (size_t i = 0; i < n; i++)
		x[i] = (float)rng_normal(&rng);
}

static void assert_close(const float *a, const float *b, size_t n, double tolerance)
{
	for (size_t i = 0; i < n; i++)
		assert_float_equal(a[i], b[i], tolerance);
}

/* A well-conditioned symmetric matrix, whole. */
static void make_positive(const struct linalg *l, float *a)
{
	float x[K * N];
	fill(x, K * N, 3);
	linalg_gram(l, N, K, x, a);
	for (size_t i = 0; i < N; i++) {
		a[i * N + i] += 5.0f;
		for (size_t j = 0; j < i; j++)
			a[j * N + i] = a[i * N + j];
	}
}

static void multiplies_by_hand(void **state)
{
	struct linalg *l = linalg_open_plain();
	const float a[] = {1, 2, 3, 4, 5, 6}; /* (2, 3) */
	const float b[] = {1, 0, 2, 1, 0, 3}; /* (3, 2) */
	float c[4] = {9, 9, 9, 9};
	linalg_gemm(l, 2, 2, 3, (struct linalg_mat){a, 3, LINALG_AS_IS},
		(struct linalg_mat){b, 2, LINALG_AS_IS}, c);
	assert_close(c, (const float[]){5, 11, 14, 23}, 4, 1e-6);
	float g[4] = {0};
	linalg_gram(l, 2, 3, b, g);
	assert_float_equal(g[0], 5, 1e-6);
	assert_float_equal(g[2], 2, 1e-6);
	assert_float_equal(g[3], 10, 1e-6);
	linalg_close(l);
}

static void fallback_equals_openblas(void **state)
{
	struct linalg *fast = linalg_open(), *plain = linalg_open_plain();
	if (strcmp(linalg_name(fast), "OpenBLAS") != 0)
		printf("no OpenBLAS here: plain C is compared with itself\n");
	static float a[K * N], b[M * K], one[N * M], two[N * M];
	fill(a, K * N, 1);
	fill(b, M * K, 2);
	struct linalg_mat at = {a, N, LINALG_TRANSPOSED},
			  bt = {b, K, LINALG_TRANSPOSED};
	linalg_gemm(fast, N, M, K, at, bt, one);
	linalg_gemm(plain, N, M, K, at, bt, two);
	assert_close(one, two, (size_t)N * M, 1e-4);

	static float p[N * N], q[N * N];
	linalg_outer(fast, N, M, one, p);
	linalg_outer(plain, N, M, one, q);
	for (size_t i = 0; i < N; i++)
		assert_close(p + i * N, q + i * N, i + 1, 1e-2);
	make_positive(fast, p);
	make_positive(plain, q);
	assert_close(p, q, (size_t)N * N, 1e-3);
	assert_true(linalg_cholesky(fast, N, p));
	assert_true(linalg_cholesky(plain, N, q));
	for (size_t i = 0; i < N; i++)
		assert_close(p + i * N, q + i * N, i + 1, 1e-3);
	linalg_close(fast);
	linalg_close(plain);
}

static void cholesky_solves(void **state)
{
	struct linalg *l = linalg_open();
	static float a[N * N], chol[N * N];
	float b[N], x[N];
	make_positive(l, a);
	memcpy(chol, a, sizeof chol);
	fill(b, N, 9);
	memcpy(x, b, sizeof x);
	assert_true(linalg_cholesky(l, N, chol));
	linalg_cholesky_solve(N, chol, x);
	for (size_t i = 0; i < N; i++)
		assert_float_equal(linalg_dot(a + i * N, x, N), b[i], 1e-3);
	float indefinite[4] = {1, 0, 2, 1}; /* eigenvalues 3 and -1 */
	assert_false(linalg_cholesky(l, 2, indefinite));
	linalg_close(l);
}

static void finds_eigenvectors(void **state)
{
	struct linalg *handles[] = {linalg_open(), linalg_open_plain()};
	for (int h = 0; h < 2; h++) {
		static float a[N * N], v[N * N];
		float value[N], av[N];
		make_positive(handles[h], a);
		linalg_eigen(handles[h], N, a, value, v);
		for (size_t k = 0; k < N; k++) {
			assert_true(k == 0 || value[k] >= value[k - 1]);
			assert_float_equal(
				linalg_dot(v + k * N, v + k * N, N), 1, 1e-4);
			for (size_t i = 0; i < N; i++)
				av[i] = linalg_dot(a + i * N, v + k * N, N);
			for (size_t i = 0; i < N; i++)
				assert_float_equal(av[i], value[k] * v[k * N + i],
					1e-5 * value[N - 1]);
		}
		linalg_close(handles[h]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(multiplies_by_hand),
		cmocka_unit_test(fallback_equals_openblas),
		cmocka_unit_test(cholesky_solves),
		cmocka_unit_test(finds_eigenvectors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
