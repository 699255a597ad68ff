#include "linalg/linalg.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/shared_library.h"
#include "plain.h"

/* CBLAS's constants; its header is not needed for four functions. */
enum { ROW_MAJOR = 101, NO_TRANS = 111, TRANS = 112, LOWER = 122 };

/* Below these sizes a call costs more than the work. */
enum { SMALL_OUTER = 12, SMALL_CHOLESKY = 40 };

typedef void sgemm_fn(int, int, int, int, int, int, float, const float *, int,
	const float *, int, float, float *, int);
typedef void ssyrk_fn(
	int, int, int, int, int, float, const float *, int, float, float *, int);
/* Fortran's LAPACK is column-major: its upper triangle is our lower one. */
typedef void spotrf_fn(const char *, const int *, float *, const int *, int *);

typedef void ssyev_fn(const char *, const char *, const int *, float *, const int *,
	float *, float *, const int *, int *);

struct linalg {
	bool blas; /* OpenBLAS is loaded; else plain C */
	sgemm_fn *sgemm;
	ssyrk_fn *ssyrk;
	spotrf_fn *spotrf;
	ssyev_fn *ssyev;
	void (*set_threads)(int);
};

static const struct shared_symbol symbols[] = {
	{"cblas_sgemm", offsetof(struct linalg, sgemm)},
	{"cblas_ssyrk", offsetof(struct linalg, ssyrk)},
	{"spotrf_", offsetof(struct linalg, spotrf)},
	{"ssyev_", offsetof(struct linalg, ssyev)},
	{"openblas_set_num_threads", offsetof(struct linalg, set_threads)},
};

struct linalg *linalg_open(void)
{
	struct linalg *l = linalg_open_plain();
	l->blas = shared_library_load(
		"libopenblas.so.0", symbols, sizeof symbols / sizeof *symbols, l);
	if (l->blas)
		l->set_threads(1);
	return l;
}

struct linalg *linalg_open_plain(void)
{
	return xcalloc(1, sizeof(struct linalg));
}

void linalg_close(struct linalg *l)
{
	free(l);
}

const char *linalg_name(const struct linalg *l)
{
	return l->blas ? "OpenBLAS" : "plain C";
}

void linalg_gemm(const struct linalg *l, size_t m, size_t n, size_t k,
	struct linalg_mat a, struct linalg_mat b, float *c)
{
	if (!m || !n)
		return;
	if (!l->blas) {
		plain_gemm(m, n, k, &a, &b, c);
		return;
	}
	l->sgemm(ROW_MAJOR, a.op == LINALG_AS_IS ? NO_TRANS : TRANS,
		b.op == LINALG_AS_IS ? NO_TRANS : TRANS, (int)m, (int)n, (int)k, 1.0f,
		a.a, (int)a.stride, b.a, (int)b.stride, 0.0f, c, (int)n);
}

void linalg_gram(const struct linalg *l, size_t n, size_t k, const float *a, float *c)
{
	if (!l->blas)
		plain_gram(n, k, a, c);
	else if (n > 0)
		l->ssyrk(ROW_MAJOR, LOWER, TRANS, (int)n, (int)k, 1.0f, a, (int)n, 0.0f,
			c, (int)n);
}

void linalg_outer(const struct linalg *l, size_t n, size_t k, const float *a, float *c)
{
	if (!l->blas || n < SMALL_OUTER)
		plain_outer(n, k, a, c);
	else
		l->ssyrk(ROW_MAJOR, LOWER, NO_TRANS, (int)n, (int)k, 1.0f, a, (int)k,
			0.0f, c, (int)n);
}

bool linalg_cholesky(const struct linalg *l, size_t n, float *a)
{
	if (!l->blas || n < SMALL_CHOLESKY)
		return plain_cholesky(n, a);
	int order = (int)n, info = 0;
	l->spotrf("U", &order, a, &order, &info);
	return info == 0;
}

void linalg_eigen(
	const struct linalg *l, size_t n, const float *a, float *value, float *vectors)
{
	if (!l->blas) {
		plain_eigen(n, a, value, vectors);
		return;
	}
	/* What is a column for LAPACK is a row for us, in and out. */
	int order = (int)n, info = 0, size = order * 34 + 64;
	float *work = xmalloc((size_t)size * sizeof *work);
	memcpy(vectors, a, n * n * sizeof *a);
	l->ssyev("V", "U", &order, vectors, &order, value, work, &size, &info);
	free(work);
	if (info != 0)
		plain_eigen(n, a, value, vectors);
}

void linalg_cholesky_solve(size_t n, const float *chol, float *b)
{
	for (size_t i = 0; i < n; i++)
		b[i] = (b[i] - linalg_dot(chol + i * n, b, i)) / chol[i * n + i];
	for (size_t i = n; i-- > 0;) {
		b[i] /= chol[i * n + i];
		linalg_axpy(-b[i], chol + i * n, b, i);
	}
}

float linalg_dot(const float *a, const float *b, size_t n)
{
	/* Eight sums side by side: the compiler may not reorder a single one. */
	float sum[8] = {0};
	size_t i = 0;
	for (; i + 8 <= n; i += 8)
		for (size_t j = 0; j < 8; j++)
			sum[j] += a[i + j] * b[i + j];
	for (; i < n; i++)
		sum[0] += a[i] * b[i];
	return ((sum[0] + sum[4]) + (sum[1] + sum[5])) +
	       ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

/* In blocks of eight, so that the compiler makes vector code of them at -O2 too. */
void linalg_axpy(float alpha, const float *restrict x, float *restrict y, size_t n)
{
	size_t i = 0;
	for (; i + 8 <= n; i += 8)
		for (size_t j = 0; j < 8; j++)
			y[i + j] += alpha * x[i + j];
	for (; i < n; i++)
		y[i] += alpha * x[i];
}

void linalg_product(
	const float *restrict a, const float *restrict b, float *restrict out, size_t n)
{
	size_t i = 0;
	for (; i + 8 <= n; i += 8)
		for (size_t j = 0; j < 8; j++)
			out[i + j] = a[i + j] * b[i + j];
	for (; i < n; i++)
		out[i] = a[i] * b[i];
}
