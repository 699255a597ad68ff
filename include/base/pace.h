/*
 * The pace of a job: how much a second it does of late, and how long the rest takes.
 * Times are monotonic; the caller has a clock.
 */
#ifndef BASE_PACE_H
#define BASE_PACE_H

#include <stddef.h>
#include <stdint.h>

enum { PACE_SAMPLES = 16 };

/* A zeroed struct is a job that has not begun. */
struct pace {
	struct {
		int64_t us, done;
	} sample[PACE_SAMPLES]; /* oldest first, half a second apart */
	size_t n;
	int64_t us, done; /* the last one told */
};

/* So much is done by now; fewer than before: it begins anew. */
void pace_tell(struct pace *p, int64_t now_us, int64_t done);
/* A second, over the last eight seconds; 0: not known yet, or it stands still. */
double pace_rate(const struct pace *p);
/* Seconds, rounded up; -1: not known. */
int64_t pace_left_s(const struct pace *p, int64_t total);

#endif
