/*
 * The rest: variety over the whole library. With features it goes around the corners of
 * the library (its mood clusters), the track nearest to the middle of each first;
 * without, around its artists. The newest album's first track opens it where one is
 * newer than the rest. What is disliked or often skipped comes last.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "slate_impl.h"

static const int64_t DAY_MS = 24 * 3600 * 1000LL;

struct turn {
	int32_t item;
	int32_t round; /* how many of its corner come before it */
	bool last;     /* disliked, skipped, or sounding like what was skipped */
	float likeness;
	uint64_t corner_hash, hash;
	int32_t corner;
};

static int by_corner(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	if (x->corner != y->corner)
		return x->corner < y->corner ? -1 : 1;
	if (x->likeness != y->likeness)
		return x->likeness > y->likeness ? -1 : 1;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

static int by_turn(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	if (x->last != y->last)
		return x->last ? 1 : -1;
	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	if (x->corner_hash != y->corner_hash)
		return x->corner_hash < y->corner_hash ? -1 : 1;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

static int32_t corner_of(const struct maker *m, int32_t item, float *ret_likeness)
{
	const struct dataset *d = &m->t->d;
	int32_t row = d->item[item].feature;
	*ret_likeness = 0;
	if (d->clusters && row >= 0 && d->clusters->of[row] >= 0) {
		*ret_likeness = d->clusters->likeness[row];
		return d->clusters->of[row];
	}
	int32_t k = d->clusters ? (int32_t)d->clusters->k : 0;
	return k + d->item[item].artist + 1;
}

/* Most of what was played of its corner was skipped. */
static uint8_t *shunned_corners(const struct maker *m, size_t corners)
{
	const struct dataset *d = &m->t->d;
	int32_t *skips = xcalloc(corners, sizeof *skips);
	int32_t *plays = xcalloc(corners, sizeof *plays);
	uint8_t *shunned = xcalloc(corners, 1);
	float ignored;
	for (size_t i = 0; i < d->n_items; i++) {
		int32_t c = corner_of(m, (int32_t)i, &ignored);
		skips[c] += d->heard[i].skips;
		plays[c] += taste_plays(m->t, (int32_t)i);
	}
	for (size_t i = 0; i < m->zaps; i++)
		skips[corner_of(m, m->zapped[i], &ignored)] += 1;
	for (size_t c = 0; c < corners; c++)
		shunned[c] = skips[c] >= 2 && skips[c] > plays[c];
	free(skips);
	free(plays);
	return shunned;
}

/* The first track of the newest album, where it is a day newer than something else. */
static int32_t newest(const struct maker *m)
{
	const struct dataset *d = &m->t->d;
	int64_t oldest = INT64_MAX, latest = 0;
	int32_t best = -1;
	for (size_t i = 0; i < d->n_items; i++) {
		int64_t added = d->item[i].added_ms;
		if (added && added < oldest)
			oldest = added;
		if (added > latest)
			latest = added;
	}
	if (latest < oldest + DAY_MS)
		return -1;
	for (size_t i = 0; i < d->n_items; i++) {
		const struct item *it = &d->item[i];
		if (it->added_ms != latest || !m->allowed[i] || m->placed[i] ||
			it->like < 0 || d->heard[i].rows || it->album < 0)
			continue;
		if (best < 0 || it->hash < d->item[best].hash)
			best = (int32_t)i;
	}
	return best;
}

void maker_rank_rest(struct maker *m)
{
	const struct dataset *d = &m->t->d;
	size_t corners = (d->clusters ? d->clusters->k : 0) + d->n_artists + 1;
	uint8_t *shunned = shunned_corners(m, corners);
	struct turn *turn = xcalloc(d->n_items + 1, sizeof *turn);
	size_t n = 0;
	for (size_t i = 0; i < d->n_items; i++) {
		if (!m->allowed[i] || m->placed[i])
			continue;
		struct turn *u = &turn[n++];
		u->item = (int32_t)i;
		u->hash = d->item[i].hash;
		u->corner = corner_of(m, u->item, &u->likeness);
		u->corner_hash = hash_u64((uint64_t)u->corner);
		u->last = d->item[i].like < 0 || shunned[u->corner] ||
			  maker_moved_away(m, u->item) ||
			  (d->heard[i].skips &&
				  d->heard[i].skips >= taste_plays(m->t, u->item));
	}
	qsort(turn, n, sizeof *turn, by_corner);
	for (size_t i = 1; i < n; i++)
		if (turn[i].corner == turn[i - 1].corner)
			turn[i].round = turn[i - 1].round + 1;
	qsort(turn, n, sizeof *turn, by_turn);
	struct ranked *l = &m->list[SOURCE_OF_REST];
	l->item = xcalloc(n + 1, sizeof *l->item);
	int32_t first = newest(m);
	if (first >= 0)
		l->item[l->n++] = first;
	for (size_t i = 0; i < n; i++)
		if (turn[i].item != first)
			l->item[l->n++] = turn[i].item;
	free(turn);
	free(shunned);
}

struct reason maker_variety_reason(const struct maker *m, int32_t item)
{
	const struct dataset *d = &m->t->d;
	int32_t row = d->item[item].feature;
	if (item == newest(m)) {
		int64_t added_s = d->item[item].added_ms / 1000;
		return (struct reason){REASON_NEWEST, -1, (double)added_s};
	}
	if (d->clusters && row >= 0 && d->clusters->of[row] >= 0 && d->clusters->k > 1)
		return (struct reason){REASON_VARIETY, -1, (double)d->clusters->k};
	if (!d->heard[item].rows)
		return (struct reason){REASON_UNPLAYED, -1, 0};
	return (struct reason){REASON_CHANCE, -1, 0};
}
