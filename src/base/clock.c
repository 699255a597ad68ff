#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/str.h"

static int64_t read_ms(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t system_mono_us(void *ctx)
{
	(void)ctx;
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t system_wall_ms(void *ctx)
{
	(void)ctx;
	return read_ms(CLOCK_REALTIME);
}

static int64_t fixed_wall_ms(void *ctx)
{
	(void)ctx;
	const char *now = getenv("LINNET_NOW");
	long long start;
	return now && str_to_i64(now, &start) ? start * 1000 : read_ms(CLOCK_REALTIME);
}

struct clock clock_system(void)
{
	bool fixed = getenv("LINNET_NOW") != NULL;
	return (struct clock){
		fixed ? fixed_wall_ms : system_wall_ms, system_mono_us, NULL};
}

int64_t clock_wall_ms(const struct clock *c)
{
	return c->wall_ms(c->ctx);
}

int64_t clock_mono_us(const struct clock *c)
{
	return c->mono_us(c->ctx);
}

int clock_zone_minutes(int64_t wall_ms)
{
	time_t t = (time_t)(wall_ms / 1000);
	struct tm local;
	if (!localtime_r(&t, &local))
		return 0;
	return (int)(local.tm_gmtoff / 60);
}

int64_t clock_local_day(int64_t wall_ms)
{
	int64_t local = wall_ms + (int64_t)clock_zone_minutes(wall_ms) * 60000;
	int64_t day = local / 86400000;
	return local % 86400000 < 0 ? day - 1 : day;
}

void clock_sleep_us(int64_t us)
{
	struct timespec t = {us / 1000000, us % 1000000 * 1000};
	while (us > 0 && nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}
