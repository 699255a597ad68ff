#include "timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const double REPORT_S = 30;

struct play *play_create(const struct player_entry *e, int64_t list_index)
{
	struct play *p = xcalloc(1, sizeof *p);
	p->refs = 1;
	p->entry = *e;
	p->entry.path = xstrdup(e->path);
	p->list_index = list_index;
	return p;
}

struct play *play_ref(struct play *p)
{
	if (p)
		p->refs++;
	return p;
}

void play_unref(struct play *p)
{
	if (!p || --p->refs > 0)
		return;
	free(p->entry.path);
	free(p);
}

int64_t play_duration_ms(const struct play *p)
{
	if (p->info.frames > 0 && p->info.rate_hz > 0)
		return (p->info.frames * 1000 + p->info.rate_hz / 2) / p->info.rate_hz;
	return p->entry.duration_ms;
}

int64_t play_frame(const struct play *p, double s)
{
	double frame = s * p->info.rate_hz + .5;
	return frame > 0 ? (int64_t)frame : 0;
}

void timeline_finish(struct timeline *t)
{
	timeline_cut(t, 0);
	free(t->segment);
	t->segment = NULL;
	t->cap = 0;
}

int64_t timeline_wall_ms(const struct timeline *t, uint64_t frame)
{
	if (t->virtual_clock)
		return t->virtual_ms +
		       (t->rate_hz ? (int64_t)(frame * 1000 / (uint64_t)t->rate_hz)
				   : 0);
	int64_t now = clock_wall_ms(&t->clock);
	if (!t->rate_hz || frame >= t->heard)
		return now;
	return now - (int64_t)((t->heard - frame) * 1000 / (uint64_t)t->rate_hz);
}

void timeline_restart(struct timeline *t, int rate_hz)
{
	t->virtual_ms = timeline_wall_ms(t, t->heard);
	timeline_cut(t, 0);
	t->rate_hz = rate_hz;
	t->heard = 0;
}

void timeline_mark(struct timeline *t, uint64_t at, struct play *p, double from_s)
{
	t->segment = mem_grow(t->segment, &t->cap, t->n + 1, sizeof *t->segment);
	t->segment[t->n++] = (struct segment){at, play_ref(p), from_s};
}

void timeline_cut(struct timeline *t, uint64_t at)
{
	while (t->n > 0 && t->segment[t->n - 1].at >= at)
		play_unref(t->segment[--t->n].play);
}

uint64_t timeline_repeat(struct timeline *t, uint64_t frames)
{
	if (t->n == 0 || !t->segment[0].play)
		return 0;
	struct segment *s = t->segment;
	uint64_t passed = t->heard > s->at ? t->heard - s->at : 0;
	if (frames > passed)
		frames = passed;
	s->from_s -= (double)frames / t->rate_hz;
	for (size_t i = 1; i < t->n; i++)
		s[i].at += frames;
	return frames;
}

static void drop_first(struct timeline *t)
{
	play_unref(t->segment[0].play);
	memmove(t->segment, t->segment + 1, --t->n * sizeof *t->segment);
}

static void open_listen(struct timeline *t, struct play *p, uint64_t at)
{
	struct listen *l = &p->listen;
	p->open = true;
	p->logged = !t->private && p->entry.recording != 0;
	listen_new_id(l->id);
	l->recording = p->entry.recording;
	l->start_ms = timeline_wall_ms(t, at);
	l->zone_minutes = clock_zone_minutes(l->start_ms);
	l->duration_ms = play_duration_ms(p);
	l->outcome = OUTCOME_STOPPED;
	l->source = p->entry.source;
	l->source_id = p->entry.source_id;
	l->flags = t->events.flags(t->events.ctx);
	t->events.started(t->events.ctx, p);
	if (p->logged)
		t->events.listen(t->events.ctx, p, true);
}

static void account(struct timeline *t, struct play *p, uint64_t frames)
{
	if (!p || frames == 0)
		return;
	if (!p->open)
		open_listen(t, p, t->heard);
	p->heard_s += (double)frames / t->rate_hz;
	p->listen.heard_ms = llround(p->heard_s * 1000);
	if (p->heard_s < p->reported_s + REPORT_S)
		return;
	p->reported_s = REPORT_S * floor(p->heard_s / REPORT_S);
	if (p->logged)
		t->events.listen(t->events.ctx, p, true);
}

static void end_play(struct timeline *t, struct play *p, enum play_end end)
{
	if (!p || !p->open)
		return;
	if (p->truncated)
		end = PLAY_END_OTHER;
	else if (p->broken && end == PLAY_END_TRACK)
		end = PLAY_END_STOP;
	struct listen *l = &p->listen;
	l->outcome = listen_outcome(l->heard_ms, l->duration_ms, end);
	if (p->logged)
		t->events.listen(t->events.ctx, p, false);
	p->logged = false;
	t->events.ended(t->events.ctx, p);
}

void timeline_advance(struct timeline *t, uint64_t heard)
{
	while (t->n > 0) {
		struct segment *s = t->segment;
		uint64_t end = t->n > 1 ? s[1].at : UINT64_MAX;
		uint64_t upto = heard < end ? heard : end;
		if (upto > t->heard) {
			account(t, s->play, upto - t->heard);
			t->heard = upto;
		}
		if (t->n < 2 || heard < end)
			break;
		if (s[1].play != s->play)
			end_play(t, s->play, PLAY_END_TRACK);
		drop_first(t);
	}
	if (heard > t->heard)
		t->heard = heard;
}

void timeline_close(struct timeline *t, enum play_end end)
{
	if (t->n > 0)
		end_play(t, t->segment[0].play, end);
	timeline_cut(t, 0);
}

struct play *timeline_now(const struct timeline *t, double *ret_s)
{
	if (t->n == 0 || !t->segment[0].play)
		return NULL;
	const struct segment *s = t->segment;
	uint64_t passed = t->heard > s->at ? t->heard - s->at : 0;
	if (ret_s)
		*ret_s = s->from_s + (t->rate_hz ? (double)passed / t->rate_hz : 0);
	return s->play;
}

bool timeline_over(const struct timeline *t)
{
	return t->n == 1 && !t->segment[0].play && t->heard >= t->segment[0].at;
}

uint64_t timeline_due(const struct timeline *t)
{
	uint64_t due = UINT64_MAX;
	if (t->n == 0)
		return due;
	const struct segment *s = t->segment;
	if (t->n > 1)
		due = s[1].at > t->heard ? s[1].at - t->heard : 0;
	if (!s->play)
		return due;
	double left_s =
		s->play->open ? s->play->reported_s + REPORT_S - s->play->heard_s : 0;
	uint64_t left = left_s > 0 ? (uint64_t)(left_s * t->rate_hz) : 1;
	return left < due ? left : due;
}

void timeline_set_private(struct timeline *t, bool on)
{
	t->private = on;
	struct play *p = timeline_now(t, NULL);
	if (!on || !p || !p->logged)
		return;
	p->listen.outcome = listen_outcome(
		p->listen.heard_ms, p->listen.duration_ms, PLAY_END_STOP);
	t->events.listen(t->events.ctx, p, false);
	p->logged = false;
}
