/* Falling asleep: the music fades by what is heard of it, then pauses where that began. */
#include "pump.h"

static const double PAST_S = .05; /* behind the fade, before it pauses */

static void dim(struct pump *p, double linear)
{
	mutex_lock(p->lock);
	p->shown->dim = linear;
	if (p->shown->rt)
		rt_set_gain(p->shown->rt, shown_gain(p->shown));
	mutex_unlock(p->lock);
}

void sleep_begin(struct pump *p, int64_t fade_ms)
{
	const struct play *play = timeline_now(&p->timeline, NULL);
	if (p->mode != PLAYER_PLAYING || !play) {
		pump_event(p, PLAYER_SLEPT, NULL, "%s", "");
		return;
	}
	struct sleep *s = &p->sleep;
	*s = (struct sleep){.on = true,
		.fade_s = (double)(fade_ms > 0 ? fade_ms : 0) / 1000,
		.mark = p->timeline.heard,
		.key = play->entry.key};
	timeline_now(&p->timeline, &s->place_s);
}

void sleep_cancel(struct pump *p)
{
	if (!p->sleep.on)
		return;
	p->sleep.on = false;
	dim(p, 1);
}

static void fall_asleep(struct pump *p)
{
	struct sleep *s = &p->sleep;
	stream_halt(p);
	p->mode = PLAYER_PAUSED;
	/* Another track began since: its start is what was not listened to. */
	const struct play *play = timeline_now(&p->timeline, NULL);
	pump_go_to(p, play && play->entry.key == s->key ? s->place_s : 0);
	sleep_cancel(p);
	pump_event(p, PLAYER_SLEPT, NULL, "%s", "");
}

void sleep_step(struct pump *p)
{
	struct sleep *s = &p->sleep;
	uint64_t heard = p->timeline.heard;
	if (!s->on || !p->running)
		return;
	if (heard > s->mark)
		s->heard_s += (double)(heard - s->mark) / rt_rate(p->rt);
	s->mark = heard;
	if (s->heard_s >= s->fade_s + p->status.latency_s + PAST_S) {
		fall_asleep(p);
		return;
	}
	double left = s->heard_s < s->fade_s ? 1 - s->heard_s / s->fade_s : 0;
	/* By the square it is heard to sink evenly. */
	dim(p, left * left);
}
