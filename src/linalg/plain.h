/* The same operations in plain C: for machines without OpenBLAS. */
#ifndef LINALG_PLAIN_H
#define LINALG_PLAIN_H

#include "linalg/linalg.h"

void plain_gemm(size_t m, size_t n, size_t k, float alpha, const struct linalg_mat *a,
	const struct linalg_mat *b, float beta, float *c, size_t c_stride);
void plain_gram(size_t n, size_t k, float alpha, const float *a, size_t a_stride,
	float beta, float *c, size_t c_stride);
void plain_outer(
	size_t n, size_t k, const float *a, size_t a_stride, float *c, size_t c_stride);
bool plain_cholesky(size_t n, float *a, size_t stride);
void plain_forward(size_t n, size_t m, const float *chol, size_t stride, float *b,
	size_t b_stride);
void plain_eigen(size_t n, const float *a, float *value, float *vectors);

#endif
