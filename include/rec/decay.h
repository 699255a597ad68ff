/*
 * Sums that fade: each addition halves with every `half_life` of a clock that only
 * moves on (days, plays, sessions). Adding costs the same however many items there are.
 */
#ifndef REC_DECAY_H
#define REC_DECAY_H

#include <stddef.h>

#include "rec/stream.h"

struct decay {
	double half_life, origin; /* `value` is as of the time `origin` */
	size_t n;
	double *value; /* owned; (n) */
};

void decay_init(struct decay *d, size_t n, double half_life);
void decay_finish(struct decay *d);
void decay_add(struct decay *d, int32_t i, double time, double amount);
/* What the values are to be multiplied with to get the sums at `time`. */
double decay_scale(const struct decay *d, double time);

/* Base-level activation (Anderson and Schooler): out[i] = Σ over i's plays of
 * max(hours since its end, floor_hours)^-power. out: (n_items). */
void decay_actr(const struct stream *s, double day, double power, double floor_hours,
	double *out);

#endif
