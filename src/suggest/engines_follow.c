/* sequence, markov, follow, alike, stan: what came next, last time. */
#include <stdlib.h>

#include "base/mem.h"
#include "engines.h"
#include "rec/sessions.h"

struct following {
	const struct dataset *d;
	const struct follow_rule *rule;
	bool session_only; /* only the running session's plays vote, if there are any */
	double *sum;       /* owned; (n_items) */
	struct sessions_scratch scratch;
};

static struct following *following_create(
	const struct dataset *d, const struct follow_rule *rule, bool session_only)
{
	struct following *f = xcalloc(1, sizeof *f);
	f->d = d;
	f->rule = rule;
	f->session_only = session_only;
	f->sum = xcalloc(d->n_items + 1, sizeof *f->sum);
	return f;
}

static void following_destroy(void *state)
{
	struct following *f = state;
	free(f->sum);
	sessions_scratch_finish(&f->scratch);
	free(f);
}

static size_t tail_of(
	const struct following *f, const struct context *c, struct follow_play *tail)
{
	size_t n = engines_tail(f->d, c, tail);
	if (f->session_only && c->n_session > 0 && n > c->n_session)
		n = c->n_session;
	return n;
}

static void put(const struct following *f, float *out)
{
	for (size_t i = 0; i < f->d->n_items; i++)
		out[i] = (float)f->sum[i];
}

static void following_score(void *state, const struct context *c, float *out)
{
	struct following *f = state;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	size_t n = tail_of(f, c, tail);
	follow_scores(&f->d->stream, f->rule, engines_day(c), tail, n, f->sum);
	put(f, out);
}

static bool following_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	struct following *f = state;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	size_t n = tail_of(f, c, tail);
	int q = follow_strongest(
		&f->d->stream, f->rule, engines_day(c), tail, n, item, f->sum);
	if (q < 0)
		return false;
	*ret = (struct reason){REASON_OFTEN_FOLLOWS, tail[q].item, 0.0};
	return true;
}

/* ---- sequence: pairs within one session */

static void *sequence_create(const struct dataset *d, const double *param)
{
	(void)param;
	return following_create(d, &follow_sr, true);
}

const struct engine_ops engine_sequence = {
	.name = "sequence",
	.summary = "what followed the last five tracks within a session",
	.create = sequence_create,
	.destroy = following_destroy,
	.score = following_score,
	.explain = following_explain,
};

/* ---- markov: the very next track */

static void *markov_create(const struct dataset *d, const double *param)
{
	(void)param;
	return following_create(d, &follow_markov, true);
}

const struct engine_ops engine_markov = {
	.name = "markov",
	.summary = "what came right after the last track",
	.create = markov_create,
	.destroy = following_destroy,
	.score = following_score,
	.explain = following_explain,
};

/* ---- follow: the stream of plays, session borders ignored */

enum { FOLLOW_RULES = 3 };
static const struct engine_param follow_params[] = {
	{"rule", 2.0, 1.0, FOLLOW_RULES, "1 srx: near; 2 x20r: in step; 3 x30: wide"},
	{0},
};

static void *follow_create(const struct dataset *d, const double *param)
{
	const struct follow_rule *const rules[FOLLOW_RULES] = {
		&follow_srx, &follow_x20r, &follow_x30};
	return following_create(d, rules[(int)param[0] - 1], false);
}

const struct engine_ops engine_follow = {
	.name = "follow",
	.summary = "what followed the last plays, last time",
	.params = follow_params,
	.create = follow_create,
	.destroy = following_destroy,
	.score = following_score,
	.explain = following_explain,
};

/* ---- alike: sessions like the last plays */

static void *alike_create(const struct dataset *d, const double *param)
{
	(void)param;
	return following_create(d, NULL, false);
}

/* The running session teaches nothing; without one, neither does the last. */
static size_t sessions_end(const struct dataset *d, const struct context *c)
{
	size_t end = (size_t)c->running;
	if (end >= d->n_sessions)
		end = d->n_sessions ? d->n_sessions - 1 : 0;
	return end;
}

static void alike_score(void *state, const struct context *c, float *out)
{
	struct following *f = state;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	size_t n = tail_of(f, c, tail);
	sessions_alike(&f->d->baskets, sessions_end(f->d, c), engines_day(c), tail, n,
		&f->scratch, f->sum);
	put(f, out);
}

static bool alike_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	struct following *f = state;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	size_t n = tail_of(f, c, tail);
	int32_t other = sessions_alike_through(
		&f->d->baskets, sessions_end(f->d, c), engines_day(c), tail, n, item);
	if (other < 0)
		return false;
	*ret = (struct reason){REASON_SESSIONS_LIKE, other, 0.0};
	return true;
}

const struct engine_ops engine_alike = {
	.name = "alike",
	.summary = "what past sessions with the last plays held",
	.create = alike_create,
	.destroy = following_destroy,
	.score = alike_score,
	.explain = alike_explain,
};

/* ---- stan: sessions like the running one, by place */

static void *stan_create(const struct dataset *d, const double *param)
{
	(void)param;
	return following_create(d, NULL, true);
}

static void stan_score(void *state, const struct context *c, float *out)
{
	struct following *f = state;
	size_t end = (size_t)c->running < f->d->n_sessions ? (size_t)c->running
							   : f->d->n_sessions;
	sessions_stan(&f->d->baskets, end, engines_day(c), c->session, c->n_session,
		&f->scratch, f->sum);
	put(f, out);
}

const struct engine_ops engine_stan = {
	.name = "stan",
	.summary = "past sessions like the running one, by place",
	.create = stan_create,
	.destroy = following_destroy,
	.score = stan_score,
	.explain = alike_explain,
};
