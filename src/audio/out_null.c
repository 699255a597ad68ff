/* The null outputs: nobody hears them. In real time (also the fallback where there is
 * no device), and as fast as the pump feeds, where the frames are the clock. */
#include <stdio.h>

#include "outputs.h"
#include "pull.h"

enum { PERIOD_MIN_MS = 10, PERIOD_MAX_MS = 250 };

static enum err_code open_null(const struct output_want *want, int period_ms,
	void **ret, struct output_format *f)
{
	struct pull_config c = {.rt = want->rt, .period_ms = period_ms};
	*f = (struct output_format){rt_rate(want->rt), rt_channels(want->rt)};
	*ret = pull_create(&c);
	return ERR_OK;
}

static enum err_code null_open(const struct output_want *want, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	(void)why;
	int ms = (int)(want->latency_s * 1000 / 2);
	if (ms < PERIOD_MIN_MS)
		ms = PERIOD_MIN_MS;
	return open_null(
		want, ms < PERIOD_MAX_MS ? ms : PERIOD_MAX_MS, ret_state, ret_format);
}

static enum err_code fast_open(const struct output_want *want, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	(void)why;
	return open_null(want, 0, ret_state, ret_format);
}

static enum err_code null_start(void *state, struct err *why)
{
	(void)why;
	pull_start(state);
	return ERR_OK;
}

static void null_halt(void *state)
{
	pull_halt(state);
}

static void null_close(void *state)
{
	pull_destroy(state);
}

static enum output_life null_life(void *state)
{
	(void)state;
	return OUTPUT_LIVES;
}

static void null_describe(void *state, char *out, size_t size)
{
	(void)state;
	snprintf(out, size, "null");
}

const struct output_ops output_null = {
	.name = "null",
	.real_time = true,
	.open = null_open,
	.start = null_start,
	.stop = null_halt,
	.abort = null_halt,
	.close = null_close,
	.life = null_life,
	.describe = null_describe,
};

const struct output_ops output_null_fast = {
	.name = "null:fast",
	.virtual_clock = true,
	.open = fast_open,
	.start = null_start,
	.stop = null_halt,
	.abort = null_halt,
	.close = null_close,
	.life = null_life,
	.describe = null_describe,
};
