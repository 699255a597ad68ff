#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "rec/ials.h"

enum { ROWS = 40, COLS = 30, FACTORS = 8 };

/* Two tastes: even rows like the first half of the columns, odd ones the second. */
static struct sparse make(bool weighted)
{
	struct rng rng;
	struct sparse m = {.rows = ROWS, .cols = COLS};
	size_t n = 0;
	rng_seed(&rng, 1);
	m.first = xcalloc(ROWS + 1, sizeof *m.first);
	m.col = xcalloc(ROWS * COLS, sizeof *m.col);
	m.weight = weighted ? xcalloc(ROWS * COLS, sizeof *m.weight) : NULL;
	for (int r = 0; r < ROWS; r++) {
		for (int c = 0; c < COLS; c++) {
			bool mine = (c < COLS / 2) == (r % 2 == 0);
			if (rng_double(&rng) > (mine ? .6 : .03))
				continue;
			m.col[n] = c;
			if (weighted)
				m.weight[n] = .2f + (float)rng_double(&rng);
			n++;
		}
		m.first[r + 1] = n;
	}
	return m;
}

static const struct ials_params params = {.factors = FACTORS,
	.a0 = .1,
	.lambda = .01,
	.nu = 1.0,
	.seed = 7,
	.threads = 2};

static void objective_falls(void **state)
{
	struct linalg *l = linalg_open();
	for (int weighted = 0; weighted < 2; weighted++) {
		struct sparse m = make(weighted), t = sparse_transposed(&m);
		struct ials model;
		ials_init(&model, l, &params, ROWS, COLS, NULL);
		double before = INFINITY;
		for (int i = 0; i < 6; i++) {
			ials_step(&model, &m, &t);
			double now = ials_objective(&model, &m);
			assert_true(now <= before * (1 + 1e-5));
			before = now;
		}
		ials_finish(&model);
		sparse_finish(&m);
		sparse_finish(&t);
	}
	linalg_close(l);
}

/* At the minimum over one row the gradient is zero:
 * Σ w (x·y - 1) y + a0 Σ_all (x·y) y + ridge x = 0. */
static void assert_solved(const struct ials *m, const int32_t *col, const float *weight,
	size_t n, const float *x)
{
	double ridge = m->p.lambda * pow((double)n + m->p.a0 * COLS, m->p.nu);
	for (size_t k = 0; k < FACTORS; k++) {
		double g = ridge * x[k];
		for (size_t c = 0; c < COLS; c++) {
			const float *y = m->col + c * FACTORS;
			g += m->p.a0 * linalg_dot(x, y, FACTORS) * y[k];
		}
		for (size_t e = 0; e < n; e++) {
			const float *y = m->col + (size_t)col[e] * FACTORS;
			g += (weight ? weight[e] : 1.0f) *
			     (linalg_dot(x, y, FACTORS) - 1.0) * y[k];
		}
		assert_float_equal(g, 0.0, 2e-4);
	}
}

static void fold_in_is_the_minimum(void **state)
{
	struct linalg *handles[] = {linalg_open(), linalg_open_plain()};
	for (int h = 0; h < 2; h++) {
		struct sparse m = make(false), t = sparse_transposed(&m);
		struct ials model;
		ials_init(&model, handles[h], &params, ROWS, COLS, NULL);
		for (int i = 0; i < 4; i++)
			ials_step(&model, &m, &t);
		ials_ready(&model);
		int32_t col[20];
		float weight[20], x[FACTORS];
		for (int e = 0; e < 20; e++) {
			col[e] = e;
			weight[e] = .1f + .1f * (float)e;
		}
		/* Fewer entries than factors, as many, more: both ways to solve. */
		const size_t sizes[] = {1, 3, FACTORS, 20};
		for (size_t i = 0; i < 4; i++) {
			ials_fold(&model, col, weight, sizes[i], x);
			assert_solved(&model, col, weight, sizes[i], x);
			ials_fold(&model, col, NULL, sizes[i], x);
			assert_solved(&model, col, NULL, sizes[i], x);
		}
		ials_fold(&model, col, NULL, 0, x);
		for (int k = 0; k < FACTORS; k++)
			assert_float_equal(x[k], 0.0, 0.0);
		ials_finish(&model);
		sparse_finish(&m);
		sparse_finish(&t);
		linalg_close(handles[h]);
	}
}

static void finds_the_two_tastes(void **state)
{
	struct linalg *l = linalg_open();
	struct sparse m = make(false), t = sparse_transposed(&m);
	struct ials model;
	float x[FACTORS], score[COLS];
	ials_init(&model, l, &params, ROWS, COLS, NULL);
	for (int i = 0; i < 8; i++)
		ials_step(&model, &m, &t);
	ials_ready(&model);
	ials_fold(&model, (const int32_t[]){0, 1, 2}, NULL, 3, x);
	ials_scores(&model, x, score);
	double own = 0, other = 0;
	for (int c = 3; c < COLS; c++)
		*(c < COLS / 2 ? &own : &other) += score[c];
	assert_true(own / (COLS / 2 - 3) > 3 * other / (COLS / 2));
	ials_finish(&model);
	sparse_finish(&m);
	sparse_finish(&t);
	linalg_close(l);
}

static void transposes(void **state)
{
	struct sparse m = make(true), t = sparse_transposed(&m);
	struct sparse back = sparse_transposed(&t);
	size_t n = m.first[ROWS];
	assert_int_equal(t.rows, COLS);
	assert_int_equal(t.first[COLS], n);
	assert_memory_equal(m.first, back.first, (ROWS + 1) * sizeof *m.first);
	assert_memory_equal(m.col, back.col, n * sizeof *m.col);
	assert_memory_equal(m.weight, back.weight, n * sizeof *m.weight);
	sparse_finish(&m);
	sparse_finish(&t);
	sparse_finish(&back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objective_falls),
		cmocka_unit_test(fold_in_is_the_minimum),
		cmocka_unit_test(finds_the_two_tastes),
		cmocka_unit_test(transposes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
