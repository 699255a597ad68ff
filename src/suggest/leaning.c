#include "leaning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "rec/sound.h"

enum { EVENTS_READ = 600 };
static const double LIKE_DAYS = 21, DISLIKE_DAYS = 30;

struct weighing {
	const struct dataset *d;
	struct map place; /* item -> index */
	size_t n, cap;
	struct leaning_entry *entry; /* owned */
};

static void add(struct weighing *w, int32_t item, double weight)
{
	int32_t row = w->d->item[item].feature;
	int64_t at;
	if (row < 0 || !sound_has(w->d->sound, row))
		return;
	if (!w->entry || !map_get(&w->place, item, &at)) {
		at = (int64_t)w->n;
		w->entry = mem_grow(w->entry, &w->cap, w->n + 1, sizeof *w->entry);
		w->entry[w->n++] = (struct leaning_entry){item, 0};
		map_put(&w->place, item, at);
	}
	w->entry[at].weight += (float)weight;
}

static int by_weight(const void *a, const void *b)
{
	const struct leaning_entry *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

/* The heaviest, scaled to sum 1. */
static size_t heaviest(struct weighing *w, struct leaning_entry *ret)
{
	size_t n = 0;
	double sum = 0;
	if (w->n)
		qsort(w->entry, w->n, sizeof *w->entry, by_weight);
	while (n < w->n && n < LEANING_MAX && w->entry[n].weight > 1e-6f) {
		ret[n] = w->entry[n];
		sum += ret[n++].weight;
	}
	for (size_t i = 0; i < n; i++)
		ret[i].weight = (float)(ret[i].weight / sum);
	map_finish(&w->place);
	free(w->entry);
	return n;
}

static bool quick_skip(const struct event *e)
{
	return e->flags & EVENT_SKIP && e->heard_ms >= 0 &&
	       e->heard_ms < LEANING_ZAP_MS;
}

/* hunt[i]: event first + i stands in a run of quick skips of one session. */
static void mark_hunts(const struct dataset *d, size_t first, uint8_t *hunt)
{
	size_t run = 0;
	for (size_t i = first; i <= d->n_events; i++) {
		bool goes_on = i < d->n_events && quick_skip(&d->event[i]) &&
			       (!run || d->event[i].session == d->event[i - 1].session);
		if (goes_on) {
			run++;
			continue;
		}
		if (run >= LEANING_ZAPS)
			memset(hunt + (i - first - run), 1, run);
		run = i < d->n_events && quick_skip(&d->event[i]);
	}
}

static double fade(double days, double half_life)
{
	return exp2(-(days > 0 ? days : 0) / half_life);
}

static void weigh_events(const struct dataset *d, const struct context *c,
	struct weighing *like, struct weighing *dislike)
{
	size_t first = d->n_events > EVENTS_READ ? d->n_events - EVENTS_READ : 0;
	uint8_t *hunt = xcalloc(d->n_events - first + 1, 1);
	mark_hunts(d, first, hunt);
	double now = dataset_day(c->now_ms);
	for (size_t i = first; i < d->n_events; i++) {
		const struct event *e = &d->event[i];
		double age = now - dataset_day(e->end_ms);
		bool runs = e->session >= c->running;
		if (e->flags & EVENT_POSITIVE) {
			add(like, e->item, fade(age, LIKE_DAYS) * (runs ? 3 : 1));
			add(dislike, e->item, -fade(age, DISLIKE_DAYS));
		} else if (e->flags & EVENT_SKIP && (runs || !hunt[i - first])) {
			add(dislike, e->item, fade(age, DISLIKE_DAYS) * (runs ? 2 : 1));
		}
	}
	free(hunt);
}

void leaning_read(const struct dataset *d, const struct context *c, struct leaning *ret)
{
	*ret = (struct leaning){0};
	if (!d->sound)
		return;
	struct weighing like = {.d = d}, dislike = {.d = d};
	weigh_events(d, c, &like, &dislike);
	for (size_t i = 0; i < c->n_session; i++)
		add(&like, c->session[i], 3 * pow(.8, (double)(c->n_session - 1 - i)));
	for (size_t i = 0; i < d->n_items; i++) {
		if (d->item[i].like > 0)
			add(&like, (int32_t)i, 1.5);
		else if (d->item[i].like < 0)
			add(&dislike, (int32_t)i, 1.5);
	}
	ret->likes = heaviest(&like, ret->like);
	ret->dislikes = heaviest(&dislike, ret->dislike);
}

size_t leaning_zapped(
	const struct dataset *d, int32_t running, size_t max, int32_t *ret)
{
	size_t n = 0;
	for (size_t i = d->n_events; i-- > 0 && n < max;) {
		const struct event *e = &d->event[i];
		if (e->session < running || !(e->flags & EVENT_SKIP))
			break;
		ret[n++] = e->item;
	}
	return n;
}
