#include "suggest/own.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "rec/caps.h"
#include "rec/rank.h"
#include "suggest/ranker.h"
#include "suggest/taste.h"
#include "taste_impl.h"

enum { MIN_TRACKS = 3, RANK = 10, DIAL = 50 };
static const int64_t DAY_MS = 24 * 3600 * 1000LL;

/* A session to be judged on: what was played from its first event on. */
struct query {
	size_t event; /* the first one of the session */
	int32_t session;
};

/* One engine's walk through the history. */
struct walk {
	const struct dataset
		*all;        /* the whole history: the truth, and the events to come */
	struct dataset seen; /* what the engine may see */
	struct ranker *ranker;                         /* owned */
	uint8_t *truth, *recent, *yesterday, *allowed; /* owned; (n_items) */
	int32_t *order;                                /* owned; (n_items) */
	uint64_t *hash;                                /* owned; (n_items) */
};

static size_t find_queries(const struct dataset *d, struct query *ret)
{
	size_t n = 0, skip;
	for (size_t e = 0; e < d->n_events; e++) {
		int32_t s = d->event[e].session;
		if (e > 0 && d->event[e - 1].session == s)
			continue;
		if (d->baskets.first[s + 1] - d->baskets.first[s] >= MIN_TRACKS)
			ret[n++] = (struct query){e, s};
	}
	skip = (n + 3) / 4;
	if (n - skip > OWN_QUERIES_MAX)
		skip = n - OWN_QUERIES_MAX;
	if (n - skip < OWN_QUERIES_MIN)
		return 0;
	memmove(ret, ret + skip, (n - skip) * sizeof *ret);
	return n - skip;
}

static enum err_code walk_init(
	struct walk *w, const struct dataset *all, const char *engine, struct err *why)
{
	size_t n = all->n_items + 1;
	*w = (struct walk){.all = all};
	dataset_copy_library(&w->seen, all);
	w->truth = xcalloc(n, 1);
	w->recent = xcalloc(n, 1);
	w->yesterday = xcalloc(n, 1);
	w->allowed = xcalloc(n, 1);
	w->order = xcalloc(n, sizeof *w->order);
	w->hash = xcalloc(n, sizeof *w->hash);
	for (size_t i = 0; i < all->n_items; i++)
		w->hash[i] = all->item[i].hash;
	return ranker_create(&w->seen, engine, CANDIDATES_ALL, &w->ranker, why);
}

static void walk_finish(struct walk *w)
{
	ranker_destroy(w->ranker);
	dataset_finish(&w->seen);
	free(w->truth);
	free(w->recent);
	free(w->yesterday);
	free(w->allowed);
	free(w->order);
	free(w->hash);
}

static void walk_to(struct walk *w, size_t event)
{
	while (w->seen.n_events < event) {
		dataset_append(&w->seen, &w->all->event[w->seen.n_events]);
		ranker_observe(w->ranker, w->seen.n_events - 1);
	}
}

static size_t mark_truth(struct walk *w, int32_t session, uint8_t mark)
{
	const struct baskets *b = &w->all->baskets;
	for (int32_t e = b->first[session]; e < b->first[session + 1]; e++)
		w->truth[b->item[e]] = mark;
	return (size_t)(b->first[session + 1] - b->first[session]);
}

static bool hit(const struct walk *w, const int32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (w->truth[list[i]])
			return true;
	return false;
}

static void judge_slate(
	struct walk *w, size_t n, int64_t now_ms, size_t n_truth, struct own_row *row)
{
	int32_t slate[CAPS_FIRST];
	bool relaxed;
	for (size_t i = 0; i < w->seen.n_items; i++)
		w->recent[i] =
			w->seen.heard[i].rows > 0 &&
			w->seen.heard[i].last_end_ms > now_ms - CAPS_DAYS * DAY_MS;
	struct caps_ranking ranking = {w->order, n, w->recent, w->yesterday};
	size_t k = caps_apply(&ranking, DIAL, CAPS_FIRST, slate, &relaxed);
	size_t week = 0, again = 0;
	for (size_t i = 0; i < k; i++) {
		week += w->recent[slate[i]];
		again += w->yesterday[slate[i]];
	}
	row->slate_ndcg10 += rank_ndcg(slate, k, w->truth, n_truth, RANK);
	row->slate_hr20 += hit(w, slate, k);
	row->share_week += k ? (double)week / (double)k : 0.0;
	row->share_yesterday += k ? (double)again / (double)k : 0.0;
	row->relaxed += relaxed;
	memset(w->yesterday, 0, w->seen.n_items);
	for (size_t i = 0; i < k; i++)
		w->yesterday[slate[i]] = 1;
}

static void judge(struct walk *w, const struct query *q, struct own_row *row)
{
	walk_to(w, q->event);
	context_mask(&w->seen, CANDIDATES_ALL, w->allowed);
	struct context c = {.now_ms = w->all->event[q->event].start_ms,
		.task = TASK_FORYOU,
		.candidate = w->allowed,
		.running = (int32_t)w->seen.n_sessions};
	size_t n_truth = mark_truth(w, q->session, 1);
	size_t n = rank_top(ranker_score(w->ranker, &c), w->allowed, w->hash,
		w->seen.n_items, w->seen.n_items, w->order);
	row->ndcg10 += rank_ndcg(w->order, n, w->truth, n_truth, RANK);
	row->hr10 += hit(w, w->order, n < RANK ? n : RANK);
	judge_slate(w, n, c.now_ms, n_truth, row);
	mark_truth(w, q->session, 0);
}

static enum err_code evaluate_engine(const struct dataset *d, const char *engine,
	const struct query *query, size_t n, struct own_row *row, struct err *why)
{
	struct walk w;
	str_copy(row->engine, sizeof row->engine, engine);
	enum err_code code = walk_init(&w, d, engine, why);
	for (size_t q = 0; q < n && code == ERR_OK; q++)
		judge(&w, &query[q], row);
	walk_finish(&w);
	double *mean[] = {&row->ndcg10, &row->hr10, &row->slate_ndcg10,
		&row->slate_hr20, &row->share_week, &row->share_yesterday};
	for (size_t i = 0; i < sizeof mean / sizeof *mean; i++)
		*mean[i] /= (double)n;
	return code;
}

enum err_code own_evaluate(struct snapshot *take, const struct own_options *o,
	struct own_result *ret, struct err *why)
{
	struct taste *t; /* knows how a library and a history become a dataset */
	size_t engines = 0;
	while (o->engine[engines])
		engines++;
	enum err_code code = taste_create(take, &t, why);
	if (code != ERR_OK)
		return code;
	const struct dataset *d = &t->d;
	struct own_result r = {.plays = d->stream.n, .sessions = d->n_sessions};
	struct query *query = xcalloc(d->n_sessions + 1, sizeof *query);
	r.queries = find_queries(d, query);
	r.row = xcalloc(engines + 1, sizeof *r.row);
	for (size_t e = 0; e < engines && r.queries && code == ERR_OK; e++) {
		if (o->progress && o->progress(o->arg, e, engines))
			code = err_set(why, ERR_CANCELLED, "stopped before the end");
		else
			code = evaluate_engine(d, o->engine[e], query, r.queries,
				&r.row[r.n_rows++], why);
	}
	free(query);
	taste_destroy(t);
	if (code == ERR_OK)
		*ret = r;
	else
		own_finish(&r);
	return code;
}

void own_finish(struct own_result *r)
{
	free(r->row);
	*r = (struct own_result){0};
}
