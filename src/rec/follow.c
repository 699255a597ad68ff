#include "rec/follow.h"

#include <math.h>
#include <string.h>

const struct follow_rule follow_sr = {FOLLOW_INVERSE, 5, .7, 10, 60.0, 0, true};
const struct follow_rule follow_srx = {FOLLOW_INVERSE, 5, .7, 10, 60.0, 200, false};
const struct follow_rule follow_x20r = {FOLLOW_ALIGNED, 8, .8, 20, 10.0, 200, false};
const struct follow_rule follow_x30 = {FOLLOW_WIDE, 8, .8, 30, 60.0, 200, false};
const struct follow_rule follow_markov = {FOLLOW_INVERSE, 1, 1.0, 1, 30.0, 0, true};

enum { REACH_MAX = 64 };
/* Votes this many half-lives old are lost in rounding beside any newer one. */
static const double OLDEST_HALF_LIVES = 50.0;

size_t follow_tail(const struct stream *s, const int32_t *session, size_t n,
	struct follow_play *ret)
{
	size_t k = 0;
	while (n-- > 0 && k < FOLLOW_TAIL_MAX)
		ret[k++] = (struct follow_play){session[n], s->last[session[n]]};
	for (size_t p = s->n; p-- > 0 && k < FOLLOW_TAIL_MAX;)
		ret[k++] = (struct follow_play){s->item[p], s->prev[p]};
	return k;
}

static double weight(enum follow_form form, int delta, int q)
{
	switch (form) {
	case FOLLOW_INVERSE:
		return 1.0 / delta;
	case FOLLOW_ALIGNED:
		return delta > q ? 1.0 / sqrt(delta - q) : 0.0;
	case FOLLOW_WIDE:
		return 1.0 / (delta + 3);
	}
	return 0.0;
}

void follow_vote(const struct stream *s, const struct follow_rule *r, double day, int q,
	const struct follow_play *play, double *out)
{
	double by_offset[REACH_MAX + 1] = {0};
	double vote = pow(r->vote, q);
	for (int delta = 1; delta <= r->reach; delta++)
		by_offset[delta] = vote * weight(r->form, delta, q);
	int left = r->occurrences ? r->occurrences : INT32_MAX;
	for (int32_t at = play->from; at >= 0 && left > 0; at = s->prev[at], left--) {
		double halvings = (day - s->day[at]) / r->half_life_days;
		if (halvings > OLDEST_HALF_LIVES)
			break;
		double w = exp2(-halvings);
		size_t end = (size_t)at + (size_t)r->reach;
		if (end >= s->n)
			end = s->n - 1;
		for (size_t p = (size_t)at + 1; p <= end; p++) {
			if (r->in_session && s->session[p] != s->session[at])
				break;
			if (s->item[p] != play->item)
				out[s->item[p]] += w * by_offset[p - (size_t)at];
		}
	}
}

void follow_scores(const struct stream *s, const struct follow_rule *r, double day,
	const struct follow_play *tail, size_t n_tail, double *out)
{
	memset(out, 0, s->n_items * sizeof *out);
	for (int q = 0; q < r->tail && (size_t)q < n_tail; q++)
		follow_vote(s, r, day, q, &tail[q], out);
}

int follow_strongest(const struct stream *s, const struct follow_rule *r, double day,
	const struct follow_play *tail, size_t n_tail, int32_t item, double *scratch)
{
	int best = -1;
	double best_vote = 0.0;
	for (int q = 0; q < r->tail && (size_t)q < n_tail; q++) {
		memset(scratch, 0, s->n_items * sizeof *scratch);
		follow_vote(s, r, day, q, &tail[q], scratch);
		if (scratch[item] > best_vote) {
			best_vote = scratch[item];
			best = q;
		}
	}
	return best;
}
