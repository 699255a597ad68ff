#include "plain.h"

#include <math.h>

static void scale(float *x, size_t n, float beta)
{
	for (size_t i = 0; i < n; i++)
		x[i] = beta == 0.0f ? 0.0f : x[i] * beta;
}

static float at(const struct linalg_mat *m, size_t i, size_t j)
{
	return m->op == LINALG_AS_IS ? m->a[i * m->stride + j]
				     : m->a[j * m->stride + i];
}

/* One row of c; rows of b are walked where they are contiguous, else dot products are.
 */
static void gemm_row(size_t i, size_t n, size_t k, float alpha,
	const struct linalg_mat *a, const struct linalg_mat *b, float *c)
{
	for (size_t p = 0; p < k; p++) {
		float v = alpha * at(a, i, p);
		if (b->op == LINALG_AS_IS)
			linalg_axpy(v, b->a + p * b->stride, c, n);
		else
			for (size_t j = 0; j < n; j++)
				c[j] += v * b->a[j * b->stride + p];
	}
}

void plain_gemm(size_t m, size_t n, size_t k, float alpha, const struct linalg_mat *a,
	const struct linalg_mat *b, float beta, float *c, size_t c_stride)
{
	for (size_t i = 0; i < m; i++) {
		scale(c + i * c_stride, n, beta);
		gemm_row(i, n, k, alpha, a, b, c + i * c_stride);
	}
}

void plain_gram(size_t n, size_t k, float alpha, const float *a, size_t a_stride,
	float beta, float *c, size_t c_stride)
{
	for (size_t i = 0; i < n; i++)
		scale(c + i * c_stride, i + 1, beta);
	for (size_t p = 0; p < k; p++) {
		const float *row = a + p * a_stride;
		for (size_t i = 0; i < n; i++)
			linalg_axpy(alpha * row[i], row, c + i * c_stride, i + 1);
	}
}

bool plain_cholesky(size_t n, float *a, size_t stride)
{
	for (size_t i = 0; i < n; i++) {
		float *row = a + i * stride;
		for (size_t j = 0; j < i; j++) {
			const float *other = a + j * stride;
			row[j] = (row[j] - linalg_dot(row, other, j)) / other[j];
		}
		float d = row[i] - linalg_dot(row, row, i);
		if (!(d > 0.0f))
			return false;
		row[i] = sqrtf(d);
	}
	return true;
}

void plain_forward(
	size_t n, size_t m, const float *chol, size_t stride, float *b, size_t b_stride)
{
	for (size_t i = 0; i < n; i++) {
		const float *row = chol + i * stride;
		for (size_t j = 0; j < i; j++)
			linalg_axpy(-row[j], b + j * b_stride, b + i * b_stride, m);
		scale(b + i * b_stride, m, 1.0f / row[i]);
	}
}
