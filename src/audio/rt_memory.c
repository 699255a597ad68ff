/* The part of audio/rt.h that allocates or is of no use to the callback. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "audio/rt.h"
#include "base/mem.h"
#include "rt_state.h"

struct rt *rt_create(int rate_hz, int channels, double ring_s)
{
	assert(rate_hz > 0 && channels > 0 && (channels & (channels - 1)) == 0);
	struct rt *rt = xcalloc(1, sizeof *rt);
	rt->rate_hz = rate_hz;
	rt->channels = channels;
	ring_init(&rt->ring,
		(size_t)(ring_s * rate_hz) * (size_t)channels * sizeof(float));
	rt->gain = rt->fade = (struct rt_ramp){1.0f, 1.0f, 0.0f, 0};
	rt->turn_from = rt->turn_to = 1.0f;
	atomic_init(&rt->gain_wanted, 1.0f);
	atomic_init(&rt->idle, true);
	return rt;
}

void rt_destroy(struct rt *rt)
{
	if (!rt)
		return;
	ring_finish(&rt->ring);
	free(rt);
}

struct ring *rt_ring(struct rt *rt)
{
	return &rt->ring;
}

int rt_channels(const struct rt *rt)
{
	return rt->channels;
}

int rt_rate(const struct rt *rt)
{
	return rt->rate_hz;
}

uint64_t rt_position_heard(const struct rt_position *p, int rate_hz, int64_t now_us)
{
	double passed_s = p->standing ? 0 : (double)(now_us - p->at_us) / 1e6;
	double left_s = p->latency_s - passed_s;
	if (left_s <= 0)
		return p->frames;
	double unheard = ceil(left_s * rate_hz);
	return unheard < (double)p->frames ? p->frames - (uint64_t)unheard : 0;
}
