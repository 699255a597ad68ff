/* The rows of the table of engines, and what several of them need. */
#ifndef SUGGEST_ENGINES_H
#define SUGGEST_ENGINES_H

#include "rec/follow.h"
#include "suggest/engine.h"

extern const struct engine_ops engine_random, engine_popularity, engine_newartist;
extern const struct engine_ops engine_recency, engine_plays, engine_actr;
extern const struct engine_ops engine_sequence, engine_markov, engine_follow,
	engine_alike, engine_stan;
extern const struct engine_ops engine_artist;
extern const struct engine_ops engine_ials;

/* The last plays before the moment, the last one first: the running session's, then
 * older ones. tail: (FOLLOW_TAIL_MAX). */
size_t engines_tail(
	const struct dataset *d, const struct context *c, struct follow_play *tail);
/* The moment in days. */
double engines_day(const struct context *c);
/* Positive plays of the item that ended in the `days` before the moment. */
int engines_plays_within(
	const struct dataset *d, const struct context *c, int32_t item, double days);
/* What is true of any item with a positive play: heard lately, else most played. */
bool engines_explain_plays(const struct dataset *d, const struct context *c,
	int32_t item, struct reason *ret);

#endif
