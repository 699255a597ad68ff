/*
 * The bounds of a slate between familiar and discover: of the first 20 picks at most so
 * many were heard in the last 7 days, and at most so many stood in yesterday's
 * first 20.
 */
#ifndef REC_CAPS_H
#define REC_CAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CAPS_FIRST = 20, CAPS_DAYS = 7 };

/* How many of the first 20: linear in the dial, 0: 20, 50: 8, 100: 0. */
int caps_limit(int dial);

/* What is to be picked from. */
struct caps_ranking {
	const int32_t *order; /* (n) items, best first */
	size_t n;
	/* By item; 1: counts against that cap. */
	const uint8_t *is_recent, *was_yesterday;
};

/*
 * Goes down a ranking and keeps what the caps allow. Writes the slate, at most k items,
 * to ret and returns its length. The first 20 obey both caps; what they refuse comes
 * behind them, in the ranking's order. Where too few others exist, yesterday's cap
 * gives way first, then the other; *ret_relaxed (may be NULL) says so.
 */
size_t caps_apply(const struct caps_ranking *r, int dial, size_t k, int32_t *ret,
	bool *ret_relaxed);

#endif
