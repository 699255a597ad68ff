/*
 * Time enters as a parameter, so that tests repeat: a clock is a struct of two
 * functions.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	int64_t (*wall_ms)(void *ctx); /* UTC milliseconds since 1970 */
	int64_t (*mono_us)(void *ctx); /* CLOCK_MONOTONIC microseconds */
	void *ctx;
};

/* The machine's clock. Where the environment variable LINNET_NOW holds unix seconds,
 * wall time stands still there instead: for tests and demonstrations of a dated
 * history. */
struct clock clock_system(void);
int64_t clock_wall_ms(const struct clock *c);
int64_t clock_mono_us(const struct clock *c);
/* Minutes east of UTC in the local zone at that time. */
int clock_zone_minutes(int64_t wall_ms);
/* Days since 1970 in local time: what "yesterday" means to the listener. */
int64_t clock_local_day(int64_t wall_ms);
void clock_sleep_us(int64_t us);

#endif
