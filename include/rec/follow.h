/*
 * What followed last time: the tracks behind the latest plays' earlier occurrences vote
 * (RECSYS.md 2 and 2b: sr, srx, x20r, x30, first-order Markov).
 */
#ifndef REC_FOLLOW_H
#define REC_FOLLOW_H

#include <stdbool.h>

#include "rec/stream.h"

enum follow_form {
	FOLLOW_INVERSE, /* 1 / δ */
	FOLLOW_ALIGNED, /* 1 / √(δ - q), only δ > q: the run is at the same step */
	FOLLOW_WIDE     /* 1 / (δ + 3) */
};

struct follow_rule {
	enum follow_form form;
	int tail;              /* how many of the last plays vote */
	double vote;           /* the q-th last one with vote^q */
	int reach;             /* offsets δ up to this */
	double half_life_days; /* of an occurrence */
	int occurrences;       /* at most so many of each, the newest; 0: all */
	bool in_session;       /* stop where the occurrence's session ends */
};
extern const struct follow_rule follow_sr, follow_srx, follow_x20r, follow_x30,
	follow_markov;

/* A play that votes. */
struct follow_play {
	int32_t item;
	int32_t from; /* place in the stream of the newest occurrence to look behind; -1
			 none */
};

enum { FOLLOW_TAIL_MAX = 16 };
/* The last plays, the last one first: those of `session` (n, oldest first) that the
 * stream does not hold, then the stream's own. Returns how many (at most
 * FOLLOW_TAIL_MAX). */
size_t follow_tail(const struct stream *s, const int32_t *session, size_t n,
	struct follow_play *ret);

/* out[i] += votes of play number q. out: (n_items) */
void follow_vote(const struct stream *s, const struct follow_rule *r, double day, int q,
	const struct follow_play *play, double *out);
/* out[i] = all votes. */
void follow_scores(const struct stream *s, const struct follow_rule *r, double day,
	const struct follow_play *tail, size_t n_tail, double *out);
/* Which play of the tail votes most for the item; -1 where none does. `scratch`:
 * (n_items) */
int follow_strongest(const struct stream *s, const struct follow_rule *r, double day,
	const struct follow_play *tail, size_t n_tail, int32_t item, double *scratch);

#endif
