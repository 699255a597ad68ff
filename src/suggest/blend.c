/*
 * The blend keeps a dataset of its own: a copy that lags behind the caller's until
 * blend_observe(), so that at the first play of a new session every expert can still be
 * asked what it would have ranked before that play. Nothing it learns looks ahead.
 */
#include "suggest/blend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rec/hedge.h"
#include "rec/rank.h"

enum { TOP = 10, MIN_TRACKS = 3, EXPERTS = 8, CONTINUE_TERMS = 6, FORGOTTEN_TERMS = 2 };

/* Above this pause since the last play plain recency is better (RECSYS.md 2b). */
static const int64_t PAUSE_MS = 48LL * 3600 * 1000;

static const struct expert {
	const char *spec;
	double prior; /* NDCG@10 to expect */
} experts[EXPERTS] = {
	{"recency:half-life=2", .233}, /* the first one is the fallback */
	{"recency:half-life=1", .227},
	{"recency:half-life=4", .225},
	{"plays:half-life=100", .231},
	{"follow:rule=1", .19},
	{"follow:rule=2", .197},
	{"follow:rule=3", .19},
	{"alike", .20},
};

/* A term of the z-scored mixes: weight · z(log(offset + scale · score)). */
struct term {
	const char *spec;
	double weight, offset, scale; /* scale 0: the score itself */
};
/* RECSYS.md 2, blend H8. */
static const struct term continue_terms[CONTINUE_TERMS] = {
	{"sequence", 1.0, 1.0, 10.0},
	{"stan", 1.0, 1.0, 10.0},
	{"recency:half-life=7", .5, 1.0, 10.0},
	{"artist:half-life=3", .5, 0.0, 0.0},
	{"artist:half-life=0.05", .5, 0.0, 0.0}, /* the last track's only */
	{"markov", .7, 1.0, 10.0},
};
static const struct term forgotten_terms[FORGOTTEN_TERMS] = {
	{"actr:power=1.1", 1.0, 1e-9, 1.0},
	{"ials:days=28", .5, 0.0, 0.0},
};

struct blend {
	struct dataset own; /* lags until observed */
	const struct dataset *theirs;
	struct hedge hedge;
	struct engine *expert[EXPERTS];
	struct engine *continuing[CONTINUE_TERMS];
	struct engine *forgotten[FORGOTTEN_TERMS];
	struct engine *discover; /* for candidates never heard */
	/* What every expert ranked at the start of the session that is open now. */
	int32_t top[EXPERTS][TOP];
	size_t n_top[EXPERTS];
	bool ranked;
	/* Scratch and results. */
	float *score;                 /* owned; (n_items) */
	float *part[BLEND_PARTS_MAX]; /* owned; (n_items) each, made when needed */
	double *work;                 /* owned; (n_items) */
	uint8_t *mark;                /* owned; (n_items) all zero between calls */
	uint64_t *hash;               /* owned; (n_items) */
	/* Whose contribution is part p: engines [0, n_voices) and their part. */
	size_t n_voices;
	struct engine *voice[BLEND_PARTS_MAX];
	size_t voice_part[BLEND_PARTS_MAX];
	double voice_weight[BLEND_PARTS_MAX];
};

static struct engine *must_create(const struct dataset *d, const char *spec)
{
	struct engine *e = NULL;
	struct err why;
	if (engine_create(d, spec, &e, &why) != ERR_OK)
		abort(); /* the tables above name engines that exist */
	return e;
}

struct blend *blend_create(const struct dataset *d)
{
	struct blend *b = xcalloc(1, sizeof *b);
	double prior[EXPERTS];
	size_t n = d->n_items ? d->n_items : 1;
	b->theirs = d;
	dataset_copy_library(&b->own, d);
	for (size_t e = 0; e < EXPERTS; e++) {
		prior[e] = experts[e].prior;
		b->expert[e] = must_create(&b->own, experts[e].spec);
	}
	hedge_init(&b->hedge, prior, EXPERTS);
	for (size_t t = 0; t < CONTINUE_TERMS; t++)
		b->continuing[t] = must_create(&b->own, continue_terms[t].spec);
	for (size_t t = 0; t < FORGOTTEN_TERMS; t++)
		b->forgotten[t] = must_create(&b->own, forgotten_terms[t].spec);
	b->discover = must_create(&b->own, "newartist");
	b->score = xcalloc(n, sizeof *b->score);
	b->work = xcalloc(n, sizeof *b->work);
	b->mark = xcalloc(n, sizeof *b->mark);
	b->hash = xcalloc(n, sizeof *b->hash);
	for (size_t i = 0; i < d->n_items; i++)
		b->hash[i] = d->item[i].hash;
	for (size_t e = 0; e < d->n_events; e++)
		blend_observe(b, e);
	return b;
}

void blend_destroy(struct blend *b)
{
	if (!b)
		return;
	for (size_t e = 0; e < EXPERTS; e++)
		engine_destroy(b->expert[e]);
	for (size_t t = 0; t < CONTINUE_TERMS; t++)
		engine_destroy(b->continuing[t]);
	for (size_t t = 0; t < FORGOTTEN_TERMS; t++)
		engine_destroy(b->forgotten[t]);
	engine_destroy(b->discover);
	for (size_t p = 0; p < BLEND_PARTS_MAX; p++)
		free(b->part[p]);
	dataset_finish(&b->own);
	free(b->score);
	free(b->work);
	free(b->mark);
	free(b->hash);
	free(b);
}

/* ---- learning */

/* Before the first play of a session: what would each expert rank? */
static void rank_experts(struct blend *b, int64_t start_ms)
{
	struct context c = {.now_ms = start_ms, .running = (int32_t)b->own.n_sessions};
	for (size_t e = 0; e < EXPERTS; e++) {
		engine_score(b->expert[e], &c, b->score);
		b->n_top[e] = rank_top(
			b->score, NULL, b->hash, b->own.n_items, TOP, b->top[e]);
	}
	b->ranked = true;
}

/* The session that was open is over: how good were those rankings? */
static void judge_experts(struct blend *b)
{
	const struct baskets *k = &b->own.baskets;
	if (!b->ranked || k->n == 0)
		return;
	int32_t first = k->first[k->n - 1], end = k->first[k->n];
	double quality[EXPERTS];
	if (end - first < MIN_TRACKS)
		return;
	for (int32_t e = first; e < end; e++)
		b->mark[k->item[e]] = 1;
	for (size_t e = 0; e < EXPERTS; e++)
		quality[e] = rank_ndcg(
			b->top[e], b->n_top[e], b->mark, (size_t)(end - first), TOP);
	for (int32_t e = first; e < end; e++)
		b->mark[k->item[e]] = 0;
	hedge_learn(&b->hedge, quality);
}

static void observe_engines(struct blend *b, size_t event)
{
	for (size_t e = 0; e < EXPERTS; e++)
		engine_observe(b->expert[e], event);
	for (size_t t = 0; t < CONTINUE_TERMS; t++)
		engine_observe(b->continuing[t], event);
	for (size_t t = 0; t < FORGOTTEN_TERMS; t++)
		engine_observe(b->forgotten[t], event);
	engine_observe(b->discover, event);
}

void blend_observe(struct blend *b, size_t event)
{
	const struct event *e = &b->theirs->event[event];
	if ((size_t)e->session >= b->own.n_sessions) {
		judge_experts(b);
		rank_experts(b, e->start_ms);
	}
	dataset_append(&b->own, e);
	observe_engines(b, b->own.n_events - 1);
}

void blend_train(struct blend *b, bool (*stop)(void *arg), void *arg)
{
	for (size_t t = 0; t < FORGOTTEN_TERMS; t++)
		engine_train(b->forgotten[t], stop, arg);
}

/* ---- scoring */

static void begin(struct blend *b, struct blend_result *ret)
{
	*ret = (struct blend_result){.score = b->score};
	b->n_voices = 0;
	memset(b->score, 0, b->own.n_items * sizeof *b->score);
}

/* The part of the engine's name, a new one (all zero) where there is none yet. */
static size_t part_of(struct blend *b, const struct engine *e, struct blend_result *r)
{
	for (size_t p = 0; p < r->n_parts; p++)
		if (r->name[p] == engine_name(e))
			return p;
	size_t p = r->n_parts++;
	size_t n = b->own.n_items;
	if (!b->part[p])
		b->part[p] = xcalloc(n ? n : 1, sizeof *b->part[p]);
	memset(b->part[p], 0, n * sizeof *b->part[p]);
	r->name[p] = engine_name(e);
	r->part[p] = b->part[p];
	return p;
}

/* `work` joins the score as the voice of an engine. */
static void add_voice(struct blend *b, struct engine *e, double weight, double factor,
	struct blend_result *r)
{
	size_t p = part_of(b, e, r), v = b->n_voices++;
	b->voice[v] = e;
	b->voice_part[v] = p;
	b->voice_weight[v] = weight;
	r->weight[p] += (float)weight;
	for (size_t i = 0; i < b->own.n_items; i++) {
		float add = (float)(b->work[i] * factor);
		b->part[p][i] += add;
		b->score[i] += add;
	}
}

static float *temporary(struct blend *b)
{
	return xmalloc((b->own.n_items ? b->own.n_items : 1) * sizeof(float));
}

/* An engine's score as a voice: divided by the mean of its ten best. */
static void add_normalised(struct blend *b, struct engine *e, double weight,
	const struct context *c, struct blend_result *r)
{
	float *s = temporary(b);
	engine_score(e, c, s);
	double mean = rank_top_mean(s, c->candidate, b->own.n_items, TOP);
	for (size_t i = 0; i < b->own.n_items; i++)
		b->work[i] = s[i];
	free(s);
	if (mean > 0.0)
		add_voice(b, e, weight, weight / mean, r);
}

static void score_hedge(
	struct blend *b, const struct context *c, struct blend_result *r)
{
	const struct dataset *d = &b->own;
	double weight[EXPERTS];
	if (d->n_events == 0 ||
		c->now_ms - d->event[d->n_events - 1].end_ms > PAUSE_MS) {
		add_normalised(b, b->expert[0], 1.0, c, r);
		return;
	}
	hedge_weights(&b->hedge, weight);
	for (size_t e = 0; e < EXPERTS; e++)
		add_normalised(b, b->expert[e], weight[e], c, r);
}

static void score_terms(struct blend *b, const struct term *terms,
	struct engine **engines, size_t n, const uint8_t *over, const struct context *c,
	struct blend_result *r)
{
	float *s = temporary(b);
	double total = 0.0;
	for (size_t t = 0; t < n; t++)
		total += terms[t].weight;
	for (size_t t = 0; t < n; t++) {
		engine_score(engines[t], c, s);
		for (size_t i = 0; i < b->own.n_items; i++)
			b->work[i] =
				terms[t].scale > 0.0
					? log(terms[t].offset + terms[t].scale * s[i])
					: s[i];
		rank_standardise(b->work, over, b->own.n_items);
		add_voice(b, engines[t], terms[t].weight / total, terms[t].weight, r);
	}
	free(s);
}

void blend_score(struct blend *b, const struct context *c, struct blend_result *ret)
{
	begin(b, ret);
	if (c->task == TASK_CONTINUE)
		score_terms(
			b, continue_terms, b->continuing, CONTINUE_TERMS, NULL, c, ret);
	else if (c->task == TASK_FORGOTTEN)
		score_terms(b, forgotten_terms, b->forgotten, FORGOTTEN_TERMS,
			c->candidate, c, ret);
	else if (c->only == CANDIDATES_NOVEL)
		add_normalised(b, b->discover, 1.0, c, ret);
	else
		score_hedge(b, c, ret);
}

void blend_shares(const struct blend_result *r, int32_t item, float *share)
{
	float total = 0.0f;
	for (size_t p = 0; p < r->n_parts; p++) {
		share[p] = r->part[p][item] > 0.0f ? r->part[p][item] : 0.0f;
		total += share[p];
	}
	for (size_t p = 0; p < r->n_parts && total > 0.0f; p++)
		share[p] /= total;
}

/* The heaviest engine of part p that has something to say. */
static bool explain_part(struct blend *b, size_t p, const struct context *c,
	int32_t item, struct reason *ret)
{
	double said = -1.0;
	for (size_t v = 0; v < b->n_voices; v++) {
		struct reason r;
		if (b->voice_part[v] != p || b->voice_weight[v] <= said ||
			!engine_explain(b->voice[v], c, item, &r))
			continue;
		said = b->voice_weight[v];
		*ret = r;
	}
	return said >= 0.0;
}

bool blend_explain(struct blend *b, const struct context *c, int32_t item,
	const float *share, struct reason *ret)
{
	bool asked[BLEND_PARTS_MAX] = {false};
	for (;;) {
		size_t best = BLEND_PARTS_MAX;
		for (size_t v = 0; v < b->n_voices; v++) {
			size_t p = b->voice_part[v];
			if (!asked[p] && share[p] > 0.0f &&
				(best == BLEND_PARTS_MAX || share[p] > share[best]))
				best = p;
		}
		if (best == BLEND_PARTS_MAX)
			return false;
		if (explain_part(b, best, c, item, ret))
			return true;
		asked[best] = true;
	}
}
