/* recency, plays, actr: plays that fade with time or with newer plays. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "engines.h"
#include "rec/decay.h"

struct fading {
	const struct dataset *d;
	struct decay sum;
	double clock; /* of the newest play */
};

/* After this many half-lives without a play time stands still: nothing underflows, and
 * the order is the same. */
static const double STILL_AFTER = 60.0;

static struct fading *fading_create(const struct dataset *d, double half_life)
{
	struct fading *f = xcalloc(1, sizeof *f);
	f->d = d;
	decay_init(&f->sum, d->n_items, half_life);
	return f;
}

static void fading_destroy(void *state)
{
	struct fading *f = state;
	decay_finish(&f->sum);
	free(f);
}

static void fading_put(const struct fading *f, double time, float *out)
{
	double scale = decay_scale(
		&f->sum, fmin(time, f->clock + STILL_AFTER * f->sum.half_life));
	for (size_t i = 0; i < f->d->n_items; i++)
		out[i] = (float)(f->sum.value[i] * scale);
}

/* ---- recency: the clock is days */

static const struct engine_param recency_params[] = {
	{"half-life", 2.0, 0.01, 10000.0, "days after which a play counts half"},
	{0},
};

static void recency_observe(void *state, size_t event)
{
	struct fading *f = state;
	const struct event *e = &f->d->event[event];
	if (!(e->flags & EVENT_POSITIVE))
		return;
	f->clock = dataset_day(e->end_ms);
	decay_add(&f->sum, e->item, f->clock, 1.0);
}

static void *recency_create(const struct dataset *d, const double *param)
{
	struct fading *f = fading_create(d, param[0]);
	for (size_t e = 0; e < d->n_events; e++)
		recency_observe(f, e);
	return f;
}

static void recency_score(void *state, const struct context *c, float *out)
{
	fading_put(state, engines_day(c), out);
}

static bool fading_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	return engines_explain_plays(((struct fading *)state)->d, c, item, ret);
}

const struct engine_ops engine_recency = {
	.name = "recency",
	.summary = "what was played lately",
	.params = recency_params,
	.create = recency_create,
	.destroy = fading_destroy,
	.observe = recency_observe,
	.score = recency_score,
	.explain = fading_explain,
};

/* ---- plays: the clock is the number of plays */

static const struct engine_param plays_params[] = {
	{"half-life", 100.0, 0.1, 1e6, "plays after which a play counts half"},
	{0},
};

static void plays_observe(void *state, size_t event)
{
	struct fading *f = state;
	const struct event *e = &f->d->event[event];
	if (!(e->flags & EVENT_POSITIVE))
		return;
	f->clock += 1.0;
	decay_add(&f->sum, e->item, f->clock, 1.0);
}

static void *plays_create(const struct dataset *d, const double *param)
{
	struct fading *f = fading_create(d, param[0]);
	for (size_t e = 0; e < d->n_events; e++)
		plays_observe(f, e);
	return f;
}

static void plays_score(void *state, const struct context *c, float *out)
{
	(void)c;
	struct fading *f = state;
	fading_put(f, f->clock, out);
}

const struct engine_ops engine_plays = {
	.name = "plays",
	.summary = "what stands out of the last plays",
	.params = plays_params,
	.create = plays_create,
	.destroy = fading_destroy,
	.observe = plays_observe,
	.score = plays_score,
	.explain = fading_explain,
};

/* ---- actr: base-level activation */

static const struct engine_param actr_params[] = {
	{"power", 0.9, 0.1, 4.0, "how fast a play fades"},
	{"floor", 1.0, 0.01, 100.0, "hours below which a play counts as this old"},
	{0},
};

struct actr {
	const struct dataset *d;
	double power, floor_hours;
	double *sum; /* owned; (n_items) */
};

static void *actr_create(const struct dataset *d, const double *param)
{
	struct actr *a = xcalloc(1, sizeof *a);
	a->d = d;
	a->power = param[0];
	a->floor_hours = param[1];
	a->sum = xcalloc(d->n_items + 1, sizeof *a->sum);
	return a;
}

static void actr_destroy(void *state)
{
	struct actr *a = state;
	free(a->sum);
	free(a);
}

static void actr_score(void *state, const struct context *c, float *out)
{
	struct actr *a = state;
	decay_actr(&a->d->stream, engines_day(c), a->power, a->floor_hours, a->sum);
	for (size_t i = 0; i < a->d->n_items; i++)
		out[i] = (float)a->sum[i];
}

static bool actr_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	enum { FORGOTTEN_DAYS = 30 };
	const struct dataset *d = ((struct actr *)state)->d;
	int32_t last = d->stream.last[item];
	if (last < 0)
		return false;
	double days = engines_day(c) - dataset_day(d->heard[item].last_end_ms);
	if (days < FORGOTTEN_DAYS)
		return engines_explain_plays(d, c, item, ret);
	*ret = (struct reason){REASON_FORGOTTEN, -1, floor(days)};
	return true;
}

const struct engine_ops engine_actr = {
	.name = "actr",
	.summary = "what memory would bring up (base-level activation)",
	.params = actr_params,
	.create = actr_create,
	.destroy = actr_destroy,
	.score = actr_score,
	.explain = actr_explain,
};
