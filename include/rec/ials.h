/*
 * iALS: factorization of implicit feedback by alternating least squares (Hu and others
 * 2008, as revisited by Rendle and others 2021). Minimises Σ_observed w (1 - x·y)² + a0
 * Σ_all (x·y)² + λ Σ_rows (n_r + a0·cols)^ν |x_r|² and the same for columns, n being
 * the entries of the row. Each half step is exact (Cholesky).
 */
#ifndef REC_IALS_H
#define REC_IALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linalg/linalg.h"

/* A sparse matrix by rows: row r holds entries [first[r], first[r + 1]). */
struct sparse {
	size_t rows, cols;
	size_t *first; /* owned; (rows + 1) */
	int32_t *col;  /* owned; (first[rows]) */
	float *weight; /* owned; (first[rows]); NULL: all 1 */
};
void sparse_finish(struct sparse *m);
/* Columns become rows; within each the order of the old rows. */
struct sparse sparse_transposed(const struct sparse *m);

struct ials_params {
	size_t factors;
	double a0, lambda, nu;
	uint64_t seed;
	int threads;
};

struct ials {
	struct ials_params p;
	const struct linalg *linalg; /* borrowed */
	size_t rows, cols;
	float *row;      /* owned; (rows, factors) */
	float *col;      /* owned; (cols, factors) */
	float *spectrum; /* owned; (factors) eigenvalues of the side fixed last */
};

/* Starts from N(0, .1/√factors). The columns' start depends on col_key[c] and the seed
 * alone, so that the numbering of columns changes nothing; NULL: on the number. */
void ials_init(struct ials *m, const struct linalg *l, const struct ials_params *p,
	size_t rows, size_t cols, const uint64_t *col_key);
void ials_finish(struct ials *m);
/* One iteration: rows, then columns. `t` is the transposed of `m`. */
void ials_step(struct ials *model, const struct sparse *m, const struct sparse *t);
/* To be called after the last step: makes the columns ready for ials_fold(). */
void ials_ready(struct ials *m);
/* The vector of a row that was not in training; weight NULL: all 1. out: (factors) */
void ials_fold(const struct ials *m, const int32_t *col, const float *weight, size_t n,
	float *out);
/* out[c] = x · y_c for every column. */
void ials_scores(const struct ials *m, const float *x, float *out);
/* The sum that training makes smaller. */
double ials_objective(const struct ials *model, const struct sparse *m);

#endif
