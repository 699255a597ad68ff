#include "rec/ials.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/task.h"

enum { THREADS_MAX = 64, CHUNK = 64 };

void sparse_finish(struct sparse *m)
{
	free(m->first);
	free(m->col);
	free(m->weight);
	*m = (struct sparse){0};
}

struct sparse sparse_transposed(const struct sparse *m)
{
	size_t n = m->first[m->rows];
	struct sparse t = {.rows = m->cols, .cols = m->rows};
	t.first = xcalloc(t.rows + 2, sizeof *t.first);
	t.col = xmalloc((n ? n : 1) * sizeof *t.col);
	t.weight = m->weight ? xmalloc((n ? n : 1) * sizeof *t.weight) : NULL;
	/* first[c + 1] is row c's end while it fills; it starts out as c's beginning.
	 */
	for (size_t e = 0; e < n; e++)
		t.first[m->col[e] + 2]++;
	for (size_t c = 2; c < t.rows + 2; c++)
		t.first[c] += t.first[c - 1];
	for (size_t r = 0; r < m->rows; r++) {
		for (size_t e = m->first[r]; e < m->first[r + 1]; e++) {
			size_t at = t.first[m->col[e] + 1]++;
			t.col[at] = (int32_t)r;
			if (t.weight)
				t.weight[at] = m->weight[e];
		}
	}
	return t;
}

void ials_init(struct ials *m, const struct linalg *l, const struct ials_params *p,
	size_t rows, size_t cols, const uint64_t *col_key)
{
	size_t f = p->factors;
	*m = (struct ials){.p = *p, .linalg = l, .rows = rows, .cols = cols};
	m->row = xcalloc(rows * f + 1, sizeof *m->row);
	m->col = xcalloc(cols * f + 1, sizeof *m->col);
	m->spectrum = xcalloc(f, sizeof *m->spectrum);
	double spread = .1 / sqrt((double)f);
	for (size_t c = 0; c < cols; c++) {
		struct rng rng;
		rng_seed(&rng, p->seed ^ hash_u64(col_key ? col_key[c] : c));
		for (size_t i = 0; i < f; i++)
			m->col[c * f + i] = (float)(rng_normal(&rng) * spread);
	}
}

void ials_finish(struct ials *m)
{
	free(m->row);
	free(m->col);
	free(m->spectrum);
	*m = (struct ials){0};
}

/* Memory of one thread. */
struct solver {
	float *gathered; /* owned; (cap_gathered) */
	float *system;   /* owned; (cap_system) */
	float *rhs;      /* owned; (cap_rhs) */
	float *diagonal; /* owned; (factors) D, and its inverse root */
	size_t cap_gathered, cap_system, cap_rhs;
};

static void solver_init(struct solver *s, size_t factors)
{
	*s = (struct solver){0};
	s->diagonal = xmalloc((factors + 1) * sizeof *s->diagonal);
}

static void solver_finish(struct solver *s)
{
	free(s->gathered);
	free(s->system);
	free(s->rhs);
	free(s->diagonal);
}

/* The entries of one row. */
struct entries {
	const int32_t *col;
	const float *weight; /* NULL: all 1 */
	size_t n;
};

/* x = (D + Σ w y yᵀ)⁻¹ Σ w y through a system of `factors` unknowns. */
static void solve_wide(const struct ials *m, struct solver *s, const float *y,
	const struct entries *e, float *x)
{
	size_t f = m->p.factors;
	memset(x, 0, f * sizeof *x);
	for (size_t i = 0; i < e->n; i++) {
		const float *from = y + (size_t)e->col[i] * f;
		float *to = s->gathered + i * f;
		float w = e->weight ? e->weight[i] : 1.0f, root = sqrtf(w);
		linalg_axpy(w, from, x, f);
		for (size_t k = 0; k < f; k++)
			to[k] = from[k] * root;
	}
	linalg_gram(m->linalg, f, e->n, s->gathered, s->system);
	for (size_t k = 0; k < f; k++)
		s->system[k * f + k] += s->diagonal[k];
	if (linalg_cholesky(m->linalg, f, s->system))
		linalg_cholesky_solve(f, s->system, x);
	else
		memset(x, 0, f * sizeof *x); /* no regularisation and too few entries */
}

/* The same through a system of as many unknowns as there are entries. */
static void solve_narrow(const struct ials *m, struct solver *s, const float *y,
	const struct entries *e, float *x)
{
	size_t f = m->p.factors, n = e->n;
	for (size_t k = 0; k < f; k++)
		s->diagonal[k] = 1.0f / sqrtf(s->diagonal[k]);
	for (size_t i = 0; i < n; i++)
		linalg_product(
			y + (size_t)e->col[i] * f, s->diagonal, s->gathered + i * f, f);
	linalg_outer(m->linalg, n, f, s->gathered, s->system);
	for (size_t i = 0; i < n; i++) {
		s->system[i * n + i] += e->weight ? 1.0f / e->weight[i] : 1.0f;
		s->rhs[i] = 1.0f;
	}
	memset(x, 0, f * sizeof *x);
	if (!linalg_cholesky(m->linalg, n, s->system))
		return; /* not finite: a row that nothing can be said of */
	linalg_cholesky_solve(n, s->system, s->rhs);
	for (size_t i = 0; i < n; i++)
		linalg_axpy(s->rhs[i], s->gathered + i * f, x, f);
	for (size_t k = 0; k < f; k++)
		x[k] *= s->diagonal[k];
}

/* y: the fixed side, rotated; ridge: what all factors get on the diagonal. */
static void solve(const struct ials *m, struct solver *s, const float *y,
	const struct entries *e, double ridge, float *x)
{
	size_t f = m->p.factors, order = e->n < f ? e->n : f;
	if (e->n == 0) {
		memset(x, 0, f * sizeof *x);
		return;
	}
	s->gathered =
		mem_grow(s->gathered, &s->cap_gathered, e->n * f, sizeof *s->gathered);
	s->system =
		mem_grow(s->system, &s->cap_system, order * order, sizeof *s->system);
	s->rhs = mem_grow(s->rhs, &s->cap_rhs, order, sizeof *s->rhs);
	bool positive = true;
	for (size_t k = 0; k < f; k++) {
		s->diagonal[k] = (float)(m->p.a0 * fmax(m->spectrum[k], 0.0) + ridge);
		positive &= s->diagonal[k] > 1e-20f;
	}
	if (e->n < f && positive)
		solve_narrow(m, s, y, e, x);
	else
		solve_wide(m, s, y, e, x);
}

static double ridge_of(const struct ials *m, size_t n, size_t others)
{
	return m->p.lambda * pow((double)n + m->p.a0 * (double)others, m->p.nu);
}

/* One side's half step, shared by the threads. */
struct half {
	const struct ials *m;
	const struct sparse *sparse;
	const float *fixed; /* the other side's factors, rotated */
	float *out;
	atomic_size_t next;
};

static void half_run(void *arg)
{
	struct half *h = arg;
	size_t f = h->m->p.factors;
	const struct sparse *sp = h->sparse;
	struct solver s;
	solver_init(&s, f);
	for (;;) {
		size_t r = atomic_fetch_add(&h->next, CHUNK);
		size_t end = r + CHUNK < sp->rows ? r + CHUNK : sp->rows;
		if (r >= sp->rows)
			break;
		for (; r < end; r++) {
			size_t first = sp->first[r], n = sp->first[r + 1] - first;
			struct entries e = {sp->col + first,
				sp->weight ? sp->weight + first : NULL, n};
			solve(h->m, &s, h->fixed, &e, ridge_of(h->m, n, sp->cols),
				h->out + r * f);
		}
	}
	solver_finish(&s);
}

/* x (n, factors) = x · vectorsᵀ, some rows at a time. */
static void rotate(const struct ials *m, float *x, size_t n, const float *vectors)
{
	size_t f = m->p.factors;
	float *part = xmalloc(CHUNK * f * sizeof *part);
	for (size_t r = 0; r < n; r += CHUNK) {
		size_t rows = n - r < CHUNK ? n - r : CHUNK;
		memcpy(part, x + r * f, rows * f * sizeof *part);
		linalg_gemm(m->linalg, rows, f, f,
			(struct linalg_mat){part, f, LINALG_AS_IS},
			(struct linalg_mat){vectors, f, LINALG_TRANSPOSED}, x + r * f);
	}
	free(part);
}

/* Eigenvectors of fixedᵀ fixed; the values go to m->spectrum. Caller frees. */
static float *axes_of(struct ials *m, const float *fixed, size_t n)
{
	size_t f = m->p.factors;
	float *gram = xcalloc(f * f, sizeof *gram),
	      *axes = xcalloc(f * f, sizeof *axes);
	linalg_gram(m->linalg, f, n, fixed, gram);
	linalg_eigen(m->linalg, f, gram, m->spectrum, axes);
	free(gram);
	return axes;
}

/* The side that is solved for need not be rotated: nothing of it is kept. */
static void half_step(struct ials *m, const struct sparse *sparse, float *fixed,
	size_t n_fixed, float *out)
{
	struct task *helper[THREADS_MAX];
	float *axes = axes_of(m, fixed, n_fixed);
	rotate(m, fixed, n_fixed, axes);
	free(axes);
	struct half h = {.m = m, .sparse = sparse, .fixed = fixed, .out = out};
	int helpers = m->p.threads > THREADS_MAX ? THREADS_MAX - 1 : m->p.threads - 1;
	for (int i = 0; i < helpers; i++)
		helper[i] = task_start("ials", half_run, &h);
	half_run(&h);
	for (int i = 0; i < helpers; i++)
		task_join(helper[i]);
}

void ials_step(struct ials *model, const struct sparse *m, const struct sparse *t)
{
	half_step(model, m, model->col, model->cols, model->row);
	half_step(model, t, model->row, model->rows, model->col);
}

void ials_ready(struct ials *m)
{
	float *axes = axes_of(m, m->col, m->cols);
	rotate(m, m->col, m->cols, axes);
	rotate(m, m->row, m->rows, axes);
	free(axes);
}

void ials_fold(const struct ials *m, const int32_t *col, const float *weight, size_t n,
	float *out)
{
	struct solver s;
	struct entries e = {col, weight, n};
	solver_init(&s, m->p.factors);
	solve(m, &s, m->col, &e, ridge_of(m, n, m->cols), out);
	solver_finish(&s);
}

void ials_scores(const struct ials *m, const float *x, float *out)
{
	size_t f = m->p.factors;
	for (size_t c = 0; c < m->cols; c++)
		out[c] = linalg_dot(x, m->col + c * f, f);
}

static double squares(const float *x, size_t n)
{
	double sum = 0.0;
	for (size_t i = 0; i < n; i++)
		sum += (double)x[i] * x[i];
	return sum;
}

double ials_objective(const struct ials *model, const struct sparse *m)
{
	size_t f = model->p.factors;
	double sum = 0.0;
	size_t *in_col = xcalloc(m->cols + 1, sizeof *in_col);
	for (size_t r = 0; r < m->rows; r++) {
		const float *x = model->row + r * f;
		size_t n = m->first[r + 1] - m->first[r];
		for (size_t e = m->first[r]; e < m->first[r + 1]; e++) {
			double miss =
				1.0 -
				linalg_dot(x, model->col + (size_t)m->col[e] * f, f);
			sum += (m->weight ? m->weight[e] : 1.0) * miss * miss;
			in_col[m->col[e]]++;
		}
		for (size_t c = 0; c < m->cols; c++) {
			double v = linalg_dot(x, model->col + c * f, f);
			sum += model->p.a0 * v * v;
		}
		sum += ridge_of(model, n, m->cols) * squares(x, f);
	}
	for (size_t c = 0; c < m->cols; c++)
		sum += ridge_of(model, in_col[c], m->rows) *
		       squares(model->col + c * f, f);
	free(in_col);
	return sum;
}
