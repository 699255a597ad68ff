/* The same operations in plain C: for machines without OpenBLAS. */
#ifndef LINALG_PLAIN_H
#define LINALG_PLAIN_H

#include "linalg/linalg.h"

void plain_gemm(size_t m, size_t n, size_t k, const struct linalg_mat *a,
	const struct linalg_mat *b, float *c);
void plain_gram(size_t n, size_t k, const float *a, float *c);
void plain_outer(size_t n, size_t k, const float *a, float *c);
bool plain_cholesky(size_t n, float *a);
void plain_eigen(size_t n, const float *a, float *value, float *vectors);

#endif
