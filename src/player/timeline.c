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

double play_from_s(const struct play *p)
{
	return (double)p->entry.from_ms / 1000;
}

void timeline_finish(struct timeline *t)
{
	timeline_cut(t, 0);
	play_unref(t->leaving.play);
	t->leaving.play = NULL;
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
	timeline_drop_leaving(t);
	timeline_cut(t, 0);
	t->rate_hz = rate_hz;
	t->heard = 0;
}

void timeline_mark(struct timeline *t, uint64_t at, struct play *p, double from_s)
{
	t->segment = mem_grow(t->segment, &t->cap, t->n + 1, sizeof *t->segment);
	t->segment[t->n++] = (struct segment){.at = at,
		.play = play_ref(p),
		.from_s = from_s,
		.speed = t->speed > 0 ? t->speed : 1};
}

void timeline_overlap(struct timeline *t, uint64_t until)
{
	if (t->n > 1)
		t->segment[t->n - 2].until = until;
}

void timeline_cut(struct timeline *t, uint64_t at)
{
	while (t->n > 0 && t->segment[t->n - 1].at >= at)
		play_unref(t->segment[--t->n].play);
}

void timeline_keep(struct timeline *t, size_t n)
{
	while (t->n > n)
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
	s->from_s -= (double)frames * s->speed / t->rate_hz;
	for (size_t i = 0; i < t->n; i++) {
		if (i > 0)
			s[i].at += frames;
		if (s[i].until > 0)
			s[i].until += frames;
	}
	if (t->leaving.play) {
		t->leaving.from_s -= (double)frames * t->leaving.speed / t->rate_hz;
		t->leaving.until += frames;
	}
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

static void account(struct timeline *t, const struct segment *s, uint64_t frames)
{
	struct play *p = s->play;
	if (!p || frames == 0)
		return;
	if (!p->open)
		open_listen(t, p, t->heard);
	p->heard_s += (double)frames * s->speed / t->rate_hz;
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

/* It ends by itself: who stops or skips then means what comes in. */
void timeline_drop_leaving(struct timeline *t)
{
	struct play *p = t->leaving.play;
	t->leaving.play = NULL;
	end_play(t, p, PLAY_END_TRACK);
	play_unref(p);
}

/* All frames before `upto` are heard, of both that sound. */
static void pass(struct timeline *t, uint64_t upto)
{
	struct segment *l = &t->leaving;
	uint64_t last = l->until < upto ? l->until : upto;
	if (l->play && last > t->heard)
		account(t, l, last - t->heard);
	account(t, t->segment, upto - t->heard);
	t->heard = upto;
	if (l->play && l->until <= upto)
		timeline_drop_leaving(t);
}

/* The next segment begins. */
static void turn(struct timeline *t)
{
	struct segment *s = t->segment;
	if (s[1].play == s->play) {
		drop_first(t);
	} else if (s->play && s->until > s[1].at) {
		timeline_drop_leaving(t);
		t->leaving = *s;
		t->leaving.from_s += (double)(s[1].at - s->at) * s->speed / t->rate_hz;
		t->leaving.at = s[1].at;
		play_ref(s->play);
		drop_first(t);
	} else {
		end_play(t, s->play, PLAY_END_TRACK);
		drop_first(t);
	}
}

void timeline_advance(struct timeline *t, uint64_t heard)
{
	while (t->n > 0) {
		uint64_t end = t->n > 1 ? t->segment[1].at : UINT64_MAX;
		uint64_t upto = heard < end ? heard : end;
		if (upto > t->heard)
			pass(t, upto);
		if (t->n < 2 || heard < end)
			break;
		turn(t);
	}
	if (heard > t->heard)
		t->heard = heard;
}

void timeline_close(struct timeline *t, enum play_end end)
{
	timeline_drop_leaving(t);
	if (t->n > 0)
		end_play(t, t->segment[0].play, end);
	timeline_cut(t, 0);
}

static double place(const struct timeline *t, const struct segment *s)
{
	uint64_t passed = t->heard > s->at ? t->heard - s->at : 0;
	return s->from_s + (t->rate_hz ? (double)passed * s->speed / t->rate_hz : 0);
}

struct play *timeline_now(const struct timeline *t, double *ret_s)
{
	if (t->n == 0 || !t->segment[0].play)
		return NULL;
	if (ret_s)
		*ret_s = place(t, t->segment);
	return t->segment[0].play;
}

struct play *timeline_leaving(const struct timeline *t, double *ret_s, double *ret_done)
{
	const struct segment *l = &t->leaving;
	if (!l->play)
		return NULL;
	*ret_s = place(t, l);
	*ret_done = l->faded + (1 - l->faded) * (double)(t->heard - l->at) /
				       (double)(l->until - l->at);
	return l->play;
}

void timeline_keep_leaving(struct timeline *t, uint64_t until)
{
	struct segment *l = &t->leaving;
	double now_s, done;
	if (!timeline_leaving(t, &now_s, &done))
		return;
	l->at = t->heard;
	l->from_s = now_s;
	l->faded = done;
	l->speed = t->speed > 0 ? t->speed : 1;
	l->until = until;
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
	if (t->leaving.play && t->leaving.until - t->heard < due)
		due = t->leaving.until - t->heard;
	double left_s =
		s->play->open ? s->play->reported_s + REPORT_S - s->play->heard_s : 0;
	uint64_t left = left_s > 0 ? (uint64_t)(left_s / s->speed * t->rate_hz) : 1;
	return left < due ? left : due;
}

static void stop_logging(struct timeline *t, struct play *p)
{
	if (!p || !p->logged)
		return;
	p->listen.outcome = listen_outcome(
		p->listen.heard_ms, p->listen.duration_ms, PLAY_END_STOP);
	t->events.listen(t->events.ctx, p, false);
	p->logged = false;
}

void timeline_set_private(struct timeline *t, bool on)
{
	t->private = on;
	if (!on)
		return;
	stop_logging(t, timeline_now(t, NULL));
	stop_logging(t, t->leaving.play);
}
