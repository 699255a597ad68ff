#include "pull.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/task.h"

enum { FAST_BLOCK = 4096, FAST_WAIT_MS = 1 };

struct pull {
	struct pull_config c;
	uint32_t block; /* frames */
	float *pcm;     /* owned; (block, channels) */
	struct task *task;
	struct mutex *lock;
	struct cond *changed;
	bool running; /* under lock */
};

/* Sleeps, and says whether to go on. */
static bool wait_ms(struct pull *p, int ms)
{
	mutex_lock(p->lock);
	if (p->running && ms > 0)
		cond_wait_ms(p->changed, p->lock, ms);
	bool go = p->running;
	mutex_unlock(p->lock);
	return go;
}

static bool pull_block(struct pull *p, uint32_t frames, uint32_t *ret_music)
{
	*ret_music = rt_render(p->c.rt, p->pcm, frames, 0);
	return *ret_music == 0 || !p->c.sink || p->c.sink(p->c.ctx, p->pcm, *ret_music);
}

/* Never more than the ring holds: a file has no underruns and no silence at its end. */
static uint32_t ready(struct pull *p)
{
	size_t frames = ring_filled(rt_ring(p->c.rt)) /
			((size_t)rt_channels(p->c.rt) * sizeof(float));
	return frames < p->block ? (uint32_t)frames : p->block;
}

static void run_fast(struct pull *p)
{
	uint32_t music = 0;
	do {
		uint32_t n = ready(p);
		music = 0;
		if (n > 0 && !pull_block(p, n, &music))
			return;
	} while (wait_ms(p, music > 0 ? 0 : FAST_WAIT_MS));
}

static void run_real_time(struct pull *p)
{
	struct clock clock = clock_system();
	int64_t period_us = (int64_t)p->block * 1000000 / rt_rate(p->c.rt);
	int64_t due_us = clock_mono_us(&clock);
	uint32_t music;
	for (;;) {
		int64_t late_us = clock_mono_us(&clock) - due_us;
		/* After a suspend it goes on from now: it does not race through. */
		if (late_us > 4 * period_us)
			due_us += late_us;
		if (late_us >= 0) {
			if (!pull_block(p, p->block, &music))
				return;
			due_us += period_us;
		}
		int64_t left_us = due_us - clock_mono_us(&clock);
		if (!wait_ms(p, left_us > 0 ? (int)(left_us / 1000) + 1 : 0))
			return;
	}
}

static void run(void *arg)
{
	struct pull *p = arg;
	if (p->c.period_ms > 0)
		run_real_time(p);
	else
		run_fast(p);
}

struct pull *pull_create(const struct pull_config *c)
{
	struct pull *p = xcalloc(1, sizeof *p);
	p->c = *c;
	p->block = c->period_ms > 0 ? (uint32_t)(rt_rate(c->rt) * c->period_ms / 1000)
				    : FAST_BLOCK;
	p->pcm = xcalloc(p->block, (size_t)rt_channels(c->rt) * sizeof *p->pcm);
	p->lock = mutex_create();
	p->changed = cond_create();
	return p;
}

void pull_start(struct pull *p)
{
	if (p->task)
		return;
	p->running = true;
	p->task = task_start("output-pull", run, p);
}

void pull_halt(struct pull *p)
{
	if (!p->task)
		return;
	mutex_lock(p->lock);
	p->running = false;
	cond_wake(p->changed);
	mutex_unlock(p->lock);
	task_join(p->task);
	p->task = NULL;
}

void pull_rest(struct pull *p)
{
	uint32_t n, music = 1;
	while (music > 0 && (n = ready(p)) > 0)
		if (!pull_block(p, n, &music))
			return;
}

void pull_destroy(struct pull *p)
{
	if (!p)
		return;
	pull_halt(p);
	cond_destroy(p->changed);
	mutex_destroy(p->lock);
	free(p->pcm);
	free(p);
}
