/*
 * Dense single-precision linear algebra, row-major: OpenBLAS found at run time, or
 * plain C where there is none. A handle may be shared by threads; every call runs on
 * its caller's thread only (OpenBLAS is told to start no others).
 */
#ifndef LINALG_LINALG_H
#define LINALG_LINALG_H

#include <stdbool.h>
#include <stddef.h>

struct linalg;

/* Loads libopenblas.so.0; plain C where it cannot. To be called before a process
 * confines itself: a handle that is open keeps the library, later calls open no file.
 */
struct linalg *linalg_open(void);
struct linalg *linalg_open_plain(void);          /* plain C */
void linalg_close(struct linalg *l);             /* NULL is fine */
const char *linalg_name(const struct linalg *l); /* "OpenBLAS" or "plain C" */

enum linalg_op { LINALG_AS_IS, LINALG_TRANSPOSED };

/* A matrix stored by rows, `stride` floats apart. */
struct linalg_mat {
	const float *a; /* borrowed */
	size_t stride;
	enum linalg_op op;
};

/* c (m, n) = op(a) · op(b), with op(a) of (m, k) and op(b) of (k, n). */
void linalg_gemm(const struct linalg *l, size_t m, size_t n, size_t k,
	struct linalg_mat a, struct linalg_mat b, float *c);
/* Lower triangle of c (n, n) = aᵀ a, a: (k, n). */
void linalg_gram(const struct linalg *l, size_t n, size_t k, const float *a, float *c);
/* Lower triangle of c (n, n) = a aᵀ, a: (n, k). */
void linalg_outer(const struct linalg *l, size_t n, size_t k, const float *a, float *c);
/* Lower triangle of a (n, n), symmetric positive definite, becomes its Cholesky factor.
 * False where it is not positive definite. */
bool linalg_cholesky(const struct linalg *l, size_t n, float *a);
/* Solves L Lᵀ x = b in place, L from linalg_cholesky(), b: (n). */
void linalg_cholesky_solve(size_t n, const float *chol, float *b);

/* Eigenvectors of the symmetric a (n, n), of which the lower triangle is read: row i of
 * `vectors` (n, n) belongs to value[i] (n), rising. */
void linalg_eigen(
	const struct linalg *l, size_t n, const float *a, float *value, float *vectors);

float linalg_dot(const float *a, const float *b, size_t n);
void linalg_axpy(float alpha, const float *restrict x, float *restrict y,
	size_t n); /* y += alpha · x */
/* out[i] = a[i] · b[i] */
void linalg_product(const float *restrict a, const float *restrict b,
	float *restrict out, size_t n);

#endif
