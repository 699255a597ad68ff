/* random, popularity, artist, newartist: what needs little more than counting. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "engines.h"
#include "rec/decay.h"

/* ---- random: a new order each minute, the same for the same moment */

static void *dataset_only(const struct dataset *d, const double *param)
{
	(void)param;
	const struct dataset **state = xmalloc(sizeof *state);
	*state = d;
	return state;
}

static void random_score(void *state, const struct context *c, float *out)
{
	const struct dataset *d = *(const struct dataset **)state;
	uint64_t seed = hash_u64((uint64_t)(c->now_ms / 60000));
	for (size_t i = 0; i < d->n_items; i++)
		out[i] = (float)(hash_u64(d->item[i].hash ^ seed) >> 40) * 0x1p-24f;
}

static bool random_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	(void)state, (void)c, (void)item;
	*ret = (struct reason){REASON_CHANCE, -1, 0.0};
	return true;
}

const struct engine_ops engine_random = {
	.name = "random",
	.summary = "by chance",
	.create = dataset_only,
	.destroy = free,
	.score = random_score,
	.explain = random_explain,
};

/* ---- popularity: plays in all */

static void popularity_score(void *state, const struct context *c, float *out)
{
	(void)c;
	const struct dataset *d = *(const struct dataset **)state;
	for (size_t i = 0; i < d->n_items; i++)
		out[i] = (float)d->stream.plays[i];
}

static bool popularity_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	(void)c;
	const struct dataset *d = *(const struct dataset **)state;
	*ret = (struct reason){REASON_MOST_PLAYED, -1, d->stream.plays[item]};
	return d->stream.plays[item] > 0;
}

const struct engine_ops engine_popularity = {
	.name = "popularity",
	.summary = "most played first",
	.create = dataset_only,
	.destroy = free,
	.score = popularity_score,
	.explain = popularity_explain,
};

/* ---- artist: artists of the running session, each play fading over three tracks */

static const struct engine_param artist_params[] = {
	{"half-life", 3.0, 0.01, 100.0, "plays after which a vote halves"},
	{0},
};

struct artist {
	const struct dataset *d;
	double half_life;
	double *vote; /* owned; (n_artists) */
};

static void *artist_create(const struct dataset *d, const double *param)
{
	struct artist *a = xcalloc(1, sizeof *a);
	a->d = d;
	a->half_life = param[0];
	a->vote = xcalloc(d->n_artists + 1, sizeof *a->vote);
	return a;
}

static void artist_destroy(void *state)
{
	struct artist *a = state;
	free(a->vote);
	free(a);
}

static void artist_score(void *state, const struct context *c, float *out)
{
	struct artist *a = state;
	memset(a->vote, 0, (a->d->n_artists + 1) * sizeof *a->vote);
	for (size_t back = 0; back < c->n_session; back++) {
		int32_t by = a->d->item[c->session[c->n_session - 1 - back]].artist;
		if (by >= 0)
			a->vote[by] += exp2(-(double)back / a->half_life);
	}
	for (size_t i = 0; i < a->d->n_items; i++) {
		int32_t by = a->d->item[i].artist;
		out[i] = by >= 0 ? (float)a->vote[by] : 0.0f;
	}
}

static bool artist_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	const struct dataset *d = ((struct artist *)state)->d;
	for (size_t p = c->n_session; p-- > 0;) {
		if (d->item[c->session[p]].artist != d->item[item].artist ||
			d->item[item].artist < 0)
			continue;
		*ret = (struct reason){REASON_GOES_WITH, c->session[p], 0.0};
		return true;
	}
	return false;
}

const struct engine_ops engine_artist = {
	.name = "artist",
	.summary = "by the artists of the running session",
	.params = artist_params,
	.create = artist_create,
	.destroy = artist_destroy,
	.score = artist_score,
	.explain = artist_explain,
};

/* ---- newartist: unheard tracks of artists whose tracks were first heard lately */

static const struct engine_param newartist_params[] = {
	{"half-life", 1.0, 0.01, 1000.0, "days after which a discovery counts half"},
	{0},
};

struct newartist {
	const struct dataset *d;
	struct decay found; /* by artist: tracks first heard */
	uint8_t *seen;      /* owned; (n_items) */
	int32_t *newest;    /* owned; (n_artists) the item first heard last, -1 none */
	double last_day;
};

static void newartist_observe(void *state, size_t event)
{
	struct newartist *n = state;
	const struct event *e = &n->d->event[event];
	int32_t by = n->d->item[e->item].artist;
	if (n->seen[e->item] || by < 0)
		return;
	n->seen[e->item] = 1;
	n->newest[by] = e->item;
	n->last_day = dataset_day(e->end_ms);
	decay_add(&n->found, by, n->last_day, 1.0);
}

static void *newartist_create(const struct dataset *d, const double *param)
{
	struct newartist *n = xcalloc(1, sizeof *n);
	n->d = d;
	decay_init(&n->found, d->n_artists, param[0]);
	n->seen = xcalloc(d->n_items + 1, 1);
	n->newest = xmalloc((d->n_artists + 1) * sizeof *n->newest);
	memset(n->newest, 0xff, (d->n_artists + 1) * sizeof *n->newest);
	for (size_t e = 0; e < d->n_events; e++)
		newartist_observe(n, e);
	return n;
}

static void newartist_destroy(void *state)
{
	struct newartist *n = state;
	decay_finish(&n->found);
	free(n->seen);
	free(n->newest);
	free(n);
}

static void newartist_score(void *state, const struct context *c, float *out)
{
	(void)c;
	struct newartist *n = state;
	/* As of the last discovery: the order is the same at any later moment. */
	double scale = decay_scale(&n->found, n->last_day);
	for (size_t i = 0; i < n->d->n_items; i++) {
		int32_t by = n->d->item[i].artist;
		out[i] = by >= 0 && !n->seen[i] ? (float)(n->found.value[by] * scale)
						: 0.0f;
	}
}

static bool newartist_explain(
	void *state, const struct context *c, int32_t item, struct reason *ret)
{
	(void)c;
	struct newartist *n = state;
	int32_t by = n->d->item[item].artist;
	if (by < 0 || n->seen[item] || n->newest[by] < 0)
		return false;
	*ret = (struct reason){REASON_NEW_ARTIST, n->newest[by], 0.0};
	return true;
}

const struct engine_ops engine_newartist = {
	.name = "newartist",
	.summary = "unheard tracks of artists discovered lately",
	.params = newartist_params,
	.create = newartist_create,
	.destroy = newartist_destroy,
	.observe = newartist_observe,
	.score = newartist_score,
	.explain = newartist_explain,
};
