/*
 * Past sessions that are like the present: xst (RECSYS.md 2b) from the last plays, and
 * STAN (Garg and others, 2019) from the running session. What they held is what they
 * vote for.
 */
#ifndef REC_SESSIONS_H
#define REC_SESSIONS_H

#include "rec/follow.h"
#include "rec/stream.h"

/* Memory for both; one serves any number of calls, grows with the baskets. */
struct sessions_scratch {
	size_t cap;
	double *weight; /* owned; (cap) all zero between calls */
	int32_t *hit;   /* owned; (cap) baskets touched */
};
void sessions_scratch_finish(struct sessions_scratch *x);

/*
 * xst: baskets before `end` weigh Σ over their tracks of .85^n (n: place among the last
 * 15 plays, 0 the last) / √(tracks) · 2^(-age/60 days); out[i] = Σ of i's baskets.
 * out: (n_items)
 */
void sessions_alike(const struct baskets *b, size_t end, double day,
	const struct follow_play *tail, size_t n_tail, struct sessions_scratch *x,
	double *out);
/* The track of the tail through which most of the item's score came; -1 none. */
int32_t sessions_alike_through(const struct baskets *b, size_t end, double day,
	const struct follow_play *tail, size_t n_tail, int32_t item);

/*
 * STAN: the session (n, oldest first) as a vector that decays .8 a track back; the 100
 * nearest baskets before `end` by cosine · 2^(-age/60 days) vote for their tracks with
 * exp(-|place - place of the match|/5), halved at and before the match.
 */
void sessions_stan(const struct baskets *b, size_t end, double day,
	const int32_t *session, size_t n, struct sessions_scratch *x, double *out);

#endif
