/*
 * ials: factorization over sessions, playlists and albums as rows. The running session
 * and the last days are folded in at each score; the model is learned again when the
 * history has grown by a week.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engines.h"
#include "rec/decay.h"
#include "rec/ials.h"

static const struct engine_param params[] = {
	{"factors", 64.0, 1.0, 512.0, "dimensions"},
	{"a0", 0.3, 0.0, 100.0, "weight of what was not observed"},
	{"lambda", 0.0, 0.0, 1e6, "regularisation; 0: 3 / (a0 · tracks)"},
	{"nu", 1.0, 0.0, 2.0, "how regularisation grows with the entries"},
	{"iterations", 8.0, 1.0, 200.0, "of training"},
	{"half-life", 7.0, 0.01, 10000.0, "days after which a play folds in half"},
	{"days", 7.0, 0.0, 10000.0, "train again when the model is older"},
	{0},
};
enum { FACTORS, A0, LAMBDA, NU, ITERATIONS, HALF_LIFE, DAYS };

struct state {
	const struct dataset *d;
	double param[ENGINE_PARAMS_MAX];
	struct linalg *linalg; /* owned */
	struct decay plays;    /* positive plays, fading */
	bool trained;
	double trained_day;
	size_t n_used;
	int32_t *used;   /* owned; (n_used) items that stand in some row */
	int32_t *column; /* owned; (n_items) their place in `used`, -1 none */
	struct ials model;
	float *scores; /* owned; (n_used) */
};

static void observe(void *p, size_t event)
{
	struct state *s = p;
	const struct event *e = &s->d->event[event];
	if (e->flags & EVENT_POSITIVE)
		decay_add(&s->plays, e->item, dataset_day(e->end_ms), 1.0);
}

static void *create(const struct dataset *d, const double *param)
{
	struct state *s = xcalloc(1, sizeof *s);
	s->d = d;
	memcpy(s->param, param, sizeof params / sizeof *params * sizeof *param);
	s->linalg = linalg_open();
	decay_init(&s->plays, d->n_items, param[HALF_LIFE]);
	s->column = xmalloc((d->n_items + 1) * sizeof *s->column);
	for (size_t e = 0; e < d->n_events; e++)
		observe(s, e);
	return s;
}

static void forget_model(struct state *s)
{
	ials_finish(&s->model);
	free(s->used);
	free(s->scores);
	s->used = NULL;
	s->scores = NULL;
	s->trained = false;
}

static void destroy(void *p)
{
	struct state *s = p;
	forget_model(s);
	decay_finish(&s->plays);
	linalg_close(s->linalg);
	free(s->column);
	free(s);
}

/* Numbers the items that stand in some session or set. */
static void number_columns(struct state *s)
{
	const struct dataset *d = s->d;
	memset(s->column, 0xff, d->n_items * sizeof *s->column);
	for (size_t r = 0; r < d->n_row_items; r++)
		s->column[d->row_item[r]] = 0;
	for (size_t i = 0; i < d->n_items; i++)
		if (d->baskets.count[i] > 0)
			s->column[i] = 0;
	s->used = xmalloc((d->n_items + 1) * sizeof *s->used);
	s->n_used = 0;
	for (size_t i = 0; i < d->n_items; i++) {
		if (s->column[i] < 0)
			continue;
		s->column[i] = (int32_t)s->n_used;
		s->used[s->n_used++] = (int32_t)i;
	}
}

static struct sparse rows_of(const struct state *s)
{
	const struct dataset *d = s->d;
	const struct baskets *b = &d->baskets;
	struct sparse m = {.cols = s->n_used};
	m.first = xcalloc(b->n + d->n_rows + 1, sizeof *m.first);
	m.col = xmalloc((b->n_entries + d->n_row_items + 1) * sizeof *m.col);
	size_t n = 0;
	for (size_t k = 0; k < b->n; k++) {
		if (b->first[k + 1] == b->first[k])
			continue;
		for (int32_t e = b->first[k]; e < b->first[k + 1]; e++)
			m.col[n++] = s->column[b->item[e]];
		m.first[++m.rows] = n;
	}
	for (size_t r = 0; r < d->n_rows; r++) {
		for (size_t e = 0; e < d->row[r].count; e++)
			m.col[n++] = s->column[d->row_item[d->row[r].first + e]];
		m.first[++m.rows] = n;
	}
	return m;
}

static void train(void *p, bool (*stop)(void *arg), void *arg)
{
	struct state *s = p;
	forget_model(s);
	number_columns(s);
	struct sparse rows = rows_of(s), cols = sparse_transposed(&rows);
	uint64_t *key = xmalloc((s->n_used + 1) * sizeof *key);
	for (size_t i = 0; i < s->n_used; i++)
		key[i] = s->d->item[s->used[i]].hash;
	struct ials_params ip = {.factors = (size_t)s->param[FACTORS],
		.a0 = s->param[A0],
		.lambda = s->param[LAMBDA],
		.nu = s->param[NU],
		.seed = 1,
		.threads = 1};
	if (ip.lambda == 0.0 && ip.a0 > 0.0 && s->d->n_items > 0)
		ip.lambda = 3.0 / (ip.a0 * (double)s->d->n_items);
	ials_init(&s->model, s->linalg, &ip, rows.rows, s->n_used, key);
	for (int i = 0; i < (int)s->param[ITERATIONS] && !(stop && stop(arg)); i++)
		ials_step(&s->model, &rows, &cols);
	ials_ready(&s->model);
	s->scores = xmalloc((s->n_used + 1) * sizeof *s->scores);
	s->trained = true;
	s->trained_day = s->d->stream.n ? s->d->stream.day[s->d->stream.n - 1] : 0.0;
	sparse_finish(&rows);
	sparse_finish(&cols);
	free(key);
}

/* Weights log(1 + faded plays), those below 1e-3 dropped; the running session counts as
 * plays of now. Returns how many. */
static size_t fold_in(
	const struct state *s, const struct context *c, int32_t *col, float *w)
{
	double scale = decay_scale(&s->plays, engines_day(c));
	bool apart = (size_t)c->running >= s->d->n_sessions;
	size_t n = 0;
	for (size_t u = 0; u < s->n_used; u++) {
		double plays = s->plays.value[s->used[u]] * scale;
		for (size_t p = 0; apart && p < c->n_session; p++)
			plays += c->session[p] == s->used[u];
		double weight = log1p(plays);
		if (weight < 1e-3)
			continue;
		col[n] = (int32_t)u;
		w[n++] = (float)weight;
	}
	return n;
}

static void score(void *p, const struct context *c, float *out)
{
	struct state *s = p;
	double newest = s->d->stream.n ? s->d->stream.day[s->d->stream.n - 1] : 0.0;
	memset(out, 0, s->d->n_items * sizeof *out);
	if (s->d->stream.n + s->d->n_rows == 0)
		return;
	if (!s->trained || newest - s->trained_day > s->param[DAYS])
		train(s, NULL, NULL);
	int32_t *col = xmalloc((s->n_used + 1) * sizeof *col);
	float *weight = xmalloc((s->n_used + 1) * sizeof *weight);
	float *x = xcalloc(s->model.p.factors, sizeof *x);
	size_t n = fold_in(s, c, col, weight);
	ials_fold(&s->model, col, weight, n, x);
	ials_scores(&s->model, x, s->scores);
	for (size_t u = 0; u < s->n_used; u++)
		out[s->used[u]] = s->scores[u];
	free(col);
	free(weight);
	free(x);
}

/* The folded-in item nearest to this one in the model's space, by its weight. */
static bool explain(void *p, const struct context *c, int32_t item, struct reason *ret)
{
	struct state *s = p;
	if (!s->trained || s->column[item] < 0)
		return false;
	size_t f = s->model.p.factors, n;
	int32_t *col = xmalloc((s->n_used + 1) * sizeof *col), best = -1;
	float *weight = xmalloc((s->n_used + 1) * sizeof *weight);
	const float *y = s->model.col + (size_t)s->column[item] * f;
	double most = 0.0;
	n = fold_in(s, c, col, weight);
	for (size_t e = 0; e < n; e++) {
		int32_t other = s->used[col[e]];
		double share =
			weight[e] * linalg_dot(y, s->model.col + (size_t)col[e] * f, f);
		if (other == item || share <= most)
			continue;
		most = share;
		best = other;
	}
	free(col);
	free(weight);
	if (best < 0)
		return false;
	*ret = (struct reason){REASON_GOES_WITH, best, 0.0};
	return true;
}

const struct engine_ops engine_ials = {
	.name = "ials",
	.summary = "factorization of sessions, playlists and albums",
	.params = params,
	.create = create,
	.destroy = destroy,
	.observe = observe,
	.train = train,
	.score = score,
	.explain = explain,
};
