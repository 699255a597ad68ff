#include "plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static float at(const struct linalg_mat *m, size_t i, size_t j)
{
	return m->op == LINALG_AS_IS ? m->a[i * m->stride + j]
				     : m->a[j * m->stride + i];
}

/* One row of c; rows of b are walked where they are contiguous. */
static void gemm_row(size_t i, size_t n, size_t k, const struct linalg_mat *a,
	const struct linalg_mat *b, float *c)
{
	memset(c, 0, n * sizeof *c);
	for (size_t p = 0; p < k; p++) {
		float v = at(a, i, p);
		if (b->op == LINALG_AS_IS)
			linalg_axpy(v, b->a + p * b->stride, c, n);
		else
			for (size_t j = 0; j < n; j++)
				c[j] += v * b->a[j * b->stride + p];
	}
}

void plain_gemm(size_t m, size_t n, size_t k, const struct linalg_mat *a,
	const struct linalg_mat *b, float *c)
{
	for (size_t i = 0; i < m; i++)
		gemm_row(i, n, k, a, b, c + i * n);
}

void plain_gram(size_t n, size_t k, const float *a, float *c)
{
	for (size_t i = 0; i < n; i++)
		memset(c + i * n, 0, (i + 1) * sizeof *c);
	for (size_t p = 0; p < k; p++) {
		const float *row = a + p * n;
		for (size_t i = 0; i < n; i++)
			linalg_axpy(row[i], row, c + i * n, i + 1);
	}
}

void plain_outer(size_t n, size_t k, const float *a, float *c)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			c[i * n + j] = linalg_dot(a + i * k, a + j * k, k);
}

bool plain_cholesky(size_t n, float *a)
{
	for (size_t i = 0; i < n; i++) {
		float *row = a + i * n;
		for (size_t j = 0; j < i; j++) {
			const float *other = a + j * n;
			row[j] = (row[j] - linalg_dot(row, other, j)) / other[j];
		}
		float d = row[i] - linalg_dot(row, row, i);
		if (!(d > 0.0f))
			return false;
		row[i] = sqrtf(d);
	}
	return true;
}

/* Rotates rows p and q of v (n, n) by an angle of cosine c and sine s. */
static void rotate_rows(double *v, size_t n, size_t p, size_t q, double c, double s)
{
	for (size_t k = 0; k < n; k++) {
		double x = v[p * n + k], y = v[q * n + k];
		v[p * n + k] = c * x - s * y;
		v[q * n + k] = s * x + c * y;
	}
}

static void rotate_columns(double *v, size_t n, size_t p, size_t q, double c, double s)
{
	for (size_t k = 0; k < n; k++) {
		double x = v[k * n + p], y = v[k * n + q];
		v[k * n + p] = c * x - s * y;
		v[k * n + q] = s * x + c * y;
	}
}

/* One of Jacobi's sweeps: each element off the diagonal becomes zero in its turn.
 * Returns the sum of their squares before. */
static double jacobi_sweep(double *a, double *v, size_t n)
{
	double off = 0.0;
	for (size_t p = 0; p < n; p++) {
		for (size_t q = p + 1; q < n; q++) {
			double apq = a[p * n + q];
			off += apq * apq;
			if (apq == 0.0)
				continue;
			double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
			double t = (theta < 0.0 ? -1.0 : 1.0) /
				   (fabs(theta) + sqrt(theta * theta + 1.0));
			double c = 1.0 / sqrt(t * t + 1.0), s = t * c;
			rotate_columns(a, n, p, q, c, s);
			rotate_rows(a, n, p, q, c, s);
			rotate_rows(v, n, p, q, c, s);
		}
	}
	return off;
}

/* The k-th smallest value comes to row k. */
static void sort_eigen(double *a, double *v, size_t n, float *value, float *vectors)
{
	for (size_t k = 0; k < n; k++) {
		size_t least = 0;
		for (size_t i = 1; i < n; i++)
			if (a[i * n + i] < a[least * n + least])
				least = i;
		value[k] = (float)a[least * n + least];
		a[least * n + least] = INFINITY;
		for (size_t i = 0; i < n; i++)
			vectors[k * n + i] = (float)v[least * n + i];
	}
}

void plain_eigen(size_t n, const float *a, float *value, float *vectors)
{
	enum { SWEEPS_MAX = 40 };
	double *full = xcalloc(n * n + 1, sizeof *full),
	       *v = xcalloc(n * n + 1, sizeof *v);
	double scale = 0.0;
	for (size_t i = 0; i < n; i++) {
		v[i * n + i] = 1.0;
		for (size_t j = 0; j <= i; j++) {
			full[i * n + j] = full[j * n + i] = a[i * n + j];
			scale += (double)a[i * n + j] * a[i * n + j];
		}
	}
	for (int sweep = 0; sweep < SWEEPS_MAX; sweep++)
		if (jacobi_sweep(full, v, n) <= scale * 1e-24)
			break;
	sort_eigen(full, v, n, value, vectors);
	free(full);
	free(v);
}
