#include "reason_check.h"

#include <math.h>

#include "cluster.h"
#include "engine_sound.h"
#include "rec/sound.h"

static const int64_t DAY_MS = 24 * 3600 * 1000LL;

static bool liked_or_played(const struct dataset *d, int32_t item)
{
	return d->stream.plays[item] > 0 || d->item[item].like > 0;
}

/* Times that `item` came within ten plays behind `other`, each play of it once. */
static bool often_follows(const struct dataset *d, int32_t item, int32_t other)
{
	const struct stream *s = &d->stream;
	int times = 0;
	for (int32_t p = s->last[item]; p >= 0 && times < REASON_OFTEN;
		p = s->prev[p]) {
		for (int32_t q = p - 1; q >= 0 && q >= p - REASON_BEHIND; q--) {
			if (s->item[q] == other) {
				times++;
				break;
			}
		}
	}
	return times >= REASON_OFTEN;
}

static int plays_since(const struct dataset *d, int32_t item, double day)
{
	int n = 0;
	for (int32_t p = d->stream.last[item]; p >= 0 && d->stream.day[p] >= day;
		p = d->stream.prev[p])
		n++;
	return n;
}

static bool share_session(const struct dataset *d, int32_t a, int32_t b)
{
	const struct baskets *k = &d->baskets;
	int32_t x = k->last[a], y = k->last[b];
	while (x >= 0 && y >= 0) {
		if (k->basket[x] == k->basket[y])
			return true;
		if (k->basket[x] > k->basket[y])
			x = k->prev[x];
		else
			y = k->prev[y];
	}
	return false;
}

static bool share_row(const struct dataset *d, int32_t a, int32_t b)
{
	for (size_t r = 0; r < d->n_rows; r++) {
		bool has_a = false, has_b = false;
		for (size_t i = 0; i < d->row[r].count; i++) {
			has_a = has_a || d->row_item[d->row[r].first + i] == a;
			has_b = has_b || d->row_item[d->row[r].first + i] == b;
		}
		if (has_a && has_b)
			return true;
	}
	return false;
}

static bool same_artist(const struct dataset *d, int32_t a, int32_t b)
{
	return d->item[a].artist >= 0 && d->item[a].artist == d->item[b].artist;
}

static bool alike(const struct dataset *d, int32_t a, int32_t b)
{
	return d->sound && d->item[a].feature >= 0 && d->item[b].feature >= 0 &&
	       sound_cosine_distance(
		       d->sound, d->item[a].feature, d->item[b].feature) <= SOUND_ALIKE;
}

static bool in_cluster_of(const struct dataset *d, int32_t a, int32_t b)
{
	const struct clusters *c = d->clusters;
	int32_t x = d->item[a].feature, y = d->item[b].feature;
	return c && x >= 0 && y >= 0 && c->of[x] >= 0 && c->of[x] == c->of[y];
}

static bool seed_of(const struct context *c, int32_t other)
{
	return c->n_session == 1 && c->session[0] == other;
}

static bool newest(const struct dataset *d, int32_t item)
{
	for (size_t i = 0; i < d->n_items; i++)
		if (d->item[i].added_ms > d->item[item].added_ms)
			return false;
	return true;
}

/* Reasons that name another track. */
static bool with_other(const struct dataset *d, const struct context *c, int32_t item,
	const struct reason *r)
{
	int32_t other = (int32_t)r->other;
	if (other < 0 || (size_t)other >= d->n_items || other == item)
		return false;
	switch (r->kind) {
	case REASON_OFTEN_FOLLOWS:
		return often_follows(d, item, other);
	case REASON_SESSIONS_LIKE:
		return share_session(d, item, other);
	case REASON_GOES_WITH:
		return same_artist(d, item, other) || share_session(d, item, other) ||
		       share_row(d, item, other);
	case REASON_COMPANION:
		return d->heard[item].rows == 0 && d->stream.plays[other] > 0 &&
		       (same_artist(d, item, other) || share_row(d, item, other));
	case REASON_CLUSTER:
		return in_cluster_of(d, item, other) && liked_or_played(d, other);
	case REASON_NEW_ARTIST:
		return same_artist(d, item, other) && d->heard[item].rows == 0 &&
		       d->stream.plays[other] > 0 &&
		       d->heard[other].first_end_ms >=
			       c->now_ms - REASON_LATELY_DAYS * DAY_MS;
	default: /* sounds like, and unplayed but like */
		return (liked_or_played(d, other) || seed_of(c, other)) &&
		       alike(d, item, other);
	}
}

bool reason_holds(const struct dataset *d, const struct context *c, int32_t item,
	const struct reason *r)
{
	double now = dataset_day(c->now_ms);
	switch (r->kind) {
	case REASON_HEARD_LATELY:
		return r->number >= 1 &&
		       plays_since(d, item, now - REASON_LATELY_DAYS) == (int)r->number;
	case REASON_MOST_PLAYED:
		return r->number >= 1 && d->stream.plays[item] == (int)r->number;
	case REASON_FORGOTTEN:
		return d->stream.plays[item] > 0 &&
		       floor(now - dataset_day(d->heard[item].last_end_ms)) ==
			       r->number;
	case REASON_NEWEST:
		return newest(d, item) && d->item[item].album >= 0;
	case REASON_VARIETY:
		return d->clusters && d->item[item].feature >= 0 &&
		       (double)d->clusters->k == r->number;
	case REASON_LIKED:
		return d->item[item].like > 0;
	case REASON_CHANCE:
		return true;
	case REASON_UNPLAYED:
		if (d->heard[item].rows)
			return false;
		return r->other < 0 || with_other(d, c, item, r);
	default:
		return with_other(d, c, item, r);
	}
}
