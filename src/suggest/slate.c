/*
 * Drawing picks from the ranked lists. Each step the list that is furthest behind its
 * share gives one; within the list the best of the next few that keeps its distance
 * from what was picked before (maximal marginal relevance, Carbonell and Goldstein
 * 1998: rank against likeness of sound, artist and album).
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rec/caps.h"
#include "slate_impl.h"

enum { WINDOW = 60, LOOK_BACK = 4 };

struct drawing {
	struct maker *m;
	size_t n;
	int32_t *item; /* borrowed; (n) picked so far */
	enum source *from;
	uint8_t *taken;                 /* owned; (n_items) */
	size_t start[SOURCE_OF__COUNT]; /* nothing before it is left in the list */
	size_t drawn[SOURCE_OF__COUNT];
	int recent, yesterday; /* among the first CAPS_FIRST */
	int limit;
	bool relax_yesterday, relax_recent;
};

static bool allowed(const struct drawing *d, int32_t item)
{
	if (d->taken[item])
		return false;
	if (d->n >= CAPS_FIRST)
		return true;
	if (d->m->recent[item] && d->recent >= d->limit && !d->relax_recent)
		return false;
	return !d->m->yesterday[item] || d->yesterday < d->limit || d->relax_yesterday;
}

/* How much of what stands before speaks against this one now. */
static float crowding(const struct drawing *d, int32_t item)
{
	const struct dataset *data = &d->m->t->d;
	const struct item *it = &data->item[item];
	/* At the familiar end the list is a prediction: nothing is spread. */
	float spread = fminf(1, (float)d->m->r->discover / 20);
	float alike = 0, sum = 0;
	for (size_t back = 1; back <= LOOK_BACK && back <= d->n; back++) {
		const struct item *other = &data->item[d->item[d->n - back]];
		if (it->artist >= 0 && it->artist == other->artist)
			sum += back == 1 ? 1 : .2f;
		if (it->album >= 0 && it->album == other->album)
			sum += .2f;
		if (data->sound && it->feature >= 0 && other->feature >= 0)
			alike = fmaxf(alike,
				sound_cosine(data->sound, it->feature, other->feature));
	}
	float weight = .1f + .3f * (float)d->m->r->discover / 100;
	return spread * (sum + weight * alike);
}

static int32_t best_of(struct drawing *d, enum source source)
{
	const struct ranked *l = &d->m->list[source];
	while (d->start[source] < l->n && d->taken[l->item[d->start[source]]])
		d->start[source]++;
	int32_t best = -1;
	float most = -INFINITY;
	size_t seen = 0;
	for (size_t i = d->start[source]; i < l->n && seen < WINDOW; i++) {
		int32_t item = l->item[i];
		if (!allowed(d, item))
			continue;
		float value = -(float)seen++ / WINDOW - crowding(d, item);
		if (value > most) {
			most = value;
			best = item;
		}
	}
	return best;
}

/* Shares of the lists at the dial; what a list cannot give goes to the next. */
static void dial_shares(const struct maker *m, float share[SOURCE_OF__COUNT])
{
	float x = (float)m->r->discover / 100;
	share[SOURCE_OF_NOVEL] = .6f * x;
	share[SOURCE_OF_FORGOTTEN] = .3f * x;
	share[SOURCE_OF_FAMILIAR] = 1 - .9f * x;
	share[SOURCE_OF_REST] = 0;
	if (m->seed >= 0) {
		share[SOURCE_OF_NOVEL] = .4f + .4f * x;
		share[SOURCE_OF_FAMILIAR] = .6f - .4f * x;
		share[SOURCE_OF_FORGOTTEN] = 0;
	}
}

/* The list furthest behind its share that still gives something. */
static int32_t draw(struct drawing *d, const float *share, enum source *ret_from)
{
	bool empty[SOURCE_OF__COUNT] = {false};
	for (;;) {
		int best = -1;
		float behind = -INFINITY;
		for (int s = 0; s < SOURCE_OF_REST; s++) {
			float b = share[s] * (float)(d->n + 1) - (float)d->drawn[s];
			if (!empty[s] && share[s] > 0 && b > behind) {
				behind = b;
				best = s;
			}
		}
		if (best < 0)
			break;
		int32_t item = best_of(d, (enum source)best);
		if (item >= 0) {
			*ret_from = (enum source)best;
			return item;
		}
		empty[best] = true;
	}
	/* Lists that the dial does not ask for still come before mere variety. */
	for (int s = 0; s < SOURCE_OF__COUNT; s++) {
		int32_t item = best_of(d, (enum source)s);
		if (item >= 0) {
			*ret_from = (enum source)s;
			return item;
		}
	}
	return -1;
}

static void place(struct drawing *d, int32_t item, enum source from)
{
	d->taken[item] = 1;
	d->drawn[from]++;
	if (d->n < CAPS_FIRST) {
		d->recent += d->m->recent[item];
		d->yesterday += d->m->yesterday[item];
	}
	d->item[d->n] = item;
	d->from[d->n++] = from;
}

size_t maker_select(
	struct maker *m, int32_t *item, enum source *from, bool *ret_relaxed)
{
	struct drawing d = {.m = m,
		.item = item,
		.from = from,
		.taken = xcalloc(m->t->d.n_items + 1, 1),
		.limit = caps_limit(m->r->discover)};
	float share[SOURCE_OF__COUNT];
	dial_shares(m, share);
	while (d.n < (size_t)m->r->n) {
		enum source s;
		int32_t next = draw(&d, share, &s);
		if (next >= 0)
			place(&d, next, s);
		else if (!d.relax_yesterday)
			d.relax_yesterday = true;
		else if (!d.relax_recent)
			d.relax_recent = true;
		else
			break;
	}
	*ret_relaxed = d.yesterday > d.limit || d.recent > d.limit;
	free(d.taken);
	return d.n;
}

enum err_code taste_slate(struct taste *t, const struct taste_request *r,
	struct slate *ret, struct err *why)
{
	if (r->n < 0 || r->n > TASTE_SLATE_MAX || r->discover < 0 || r->discover > 100)
		return err_set(why, ERR_RANGE,
			"a slate has up to %d picks and its dial goes from 0 to 100",
			TASTE_SLATE_MAX);
	if (r->seed && taste_item(t, r->seed) < 0)
		return err_set(why, ERR_NOT_FOUND,
			"the track to start from is not in the library; scan its "
			"folder "
			"first");
	struct maker m;
	maker_init(&m, t, r);
	maker_rank(&m);
	int32_t *item = xcalloc((size_t)r->n + 1, sizeof *item);
	enum source *from = xcalloc((size_t)r->n + 1, sizeof *from);
	*ret = (struct slate){.made_ms = r->now_ms,
		.discover = r->discover,
		.seed = r->seed,
		.learning = t->d.stream.n < TASTE_LEARNED_PLAYS};
	ret->n = maker_select(&m, item, from, &ret->caps_relaxed);
	ret->pick = xcalloc(ret->n + 1, sizeof *ret->pick);
	for (size_t i = 0; i < ret->n; i++)
		ret->pick[i].recording = taste_recording(t, item[i]);
	maker_explain(&m, item, from, ret);
	taste_remember(t, ret);
	free(item);
	free(from);
	maker_finish(&m);
	return ERR_OK;
}
