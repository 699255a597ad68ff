/*
 * The pump: decodes ahead into the ring, knows what is heard of what, and obeys. It
 * sleeps until the ring is at its low mark, the next mark of the timeline, or a
 * command.
 */
#include "pump.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"

enum {
	WAIT_MAX_MS = 1000,
	WAIT_FAST_MS = 1,
	WAIT_MARK_MS = 5,
	WAIT_FADE_MS = 20, /* between steps of a fade to sleep */
	WAIT_OPEN_MS = 20, /* until a worker is asked again */
	STEPS = 32, /* of decoding, before it is looked at what was heard meanwhile */
	TELL_US = 10 * 1000000
};

/* The ring is filled up again when it is half empty; it holds more than what the device
 * takes at once. */
static const double AHEAD_S = 2, BESIDE_LATENCY_S = .5;
/* Behind that, to rewind to what was heard last. */
static const double BEHIND_S = .2;

double pump_ring_s(const struct pump *p)
{
	return pump_ahead_s(p) + stream_usual_latency(p) + BEHIND_S;
}

double pump_ahead_s(const struct pump *p)
{
	int ms = p->config.buffer_ms;
	return fmax(ms > 0 ? ms / 1000. : AHEAD_S,
		stream_usual_latency(p) + BESIDE_LATENCY_S);
}
/* The device takes its blocks at once: just above the low mark the next one is far. */
static const double LOW_WAIT_S = .2;

void command_free(void *command)
{
	struct command *c = command;
	for (size_t i = 0; i < c->n; i++)
		free(c->entry[i].path);
	free(c->entry);
	free(c);
}

/* ---- what others see */

static void show(struct pump *p)
{
	double now_s = 0;
	const struct timeline *t = &p->timeline;
	struct play *play = timeline_now(t, &now_s);
	mutex_lock(p->lock);
	struct shown *s = p->shown;
	struct player_state *st = &s->state;
	st->mode = p->mode;
	st->key = play ? play->entry.key : 0;
	st->duration_ms = play ? play_duration_ms(play) : 0;
	st->rate_hz = play ? play->info.rate_hz : 0;
	st->channels = play ? play->info.channels : 0;
	st->bits = play ? play->info.bits : 0;
	str_copy(st->codec, sizeof st->codec, play ? play->info.codec : "");
	str_copy(st->device, sizeof st->device, p->status.name);
	st->device_rate_hz = p->rt ? rt_rate(p->rt) : 0;
	st->no_device = p->status.no_device;
	st->device_lost = p->held || (p->awaiting && p->mode == PLAYER_PLAYING);
	st->output_failed = p->failed;
	st->loudness_db = play ? play->gain_db : 0;
	st->speed = p->effects.stretch ? p->effects.speed : 1;
	st->equalizer = p->effects.equalizer != NULL;
	st->sleeping = p->sleep.on;
	bool loops = play && play->loop_b > 0;
	st->loop_a_ms = loops ? play->loop_a * 1000 / play->info.rate_hz : 0;
	st->loop_b_ms = loops ? play->loop_b * 1000 / play->info.rate_hz : 0;
	st->private = t->private;
	st->underruns = p->underruns;
	st->least_ms = p->least_ms;
	s->running = p->running;
	s->offset = p->offset;
	s->heard = s->from = t->heard;
	s->from_s = now_s;
	s->speed = t->n > 0 ? t->segment[0].speed : 1;
	s->until = t->n > 1 ? t->segment[1].at : UINT64_MAX;
	mutex_unlock(p->lock);
}

void pump_event(struct pump *p, enum player_event_kind kind, const struct play *play,
	const char *fmt, ...)
{
	struct player_event *e = xcalloc(1, sizeof *e);
	e->kind = kind;
	if (play) {
		e->key = play->entry.key;
		e->listen = play->listen;
		e->code = play->failure;
		e->heard = play->open || play->sounded;
		if (play->entry.path)
			str_copy(e->file, sizeof e->file, path_base(play->entry.path));
	}
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, ap);
	va_end(ap);
	/* Who reads of it may look at the state next. */
	show(p);
	/* The box holds hundreds of plays; who does not empty it for so long stops us.
	 */
	while (!mailbox_try_send(p->events, e)) {
		if (atomic_load(&p->quitting)) {
			free(e);
			return;
		}
		clock_sleep_us(1000);
	}
}

/* ---- what the timeline tells */

static void on_started(void *ctx, struct play *play)
{
	pump_event(ctx, PLAYER_STARTED, play, "%s", "");
}

static void on_listen(void *ctx, struct play *play, bool open)
{
	struct pump *p = ctx;
	if (p->config.on_listen)
		p->config.on_listen(p->config.ctx, &play->listen, open);
}

static void on_ended(void *ctx, struct play *play)
{
	pump_event(ctx, PLAYER_ENDED, play, "%s", "");
}

static void date_touch(struct pump *p)
{
	if (atomic_exchange(&p->touched, false))
		p->touched_ms = timeline_wall_ms(&p->timeline, p->timeline.heard);
}

static unsigned on_flags(void *ctx)
{
	struct pump *p = ctx;
	date_touch(p);
	int64_t now = timeline_wall_ms(&p->timeline, p->timeline.heard);
	return (p->status.no_device ? LISTEN_NO_DEVICE : 0u) |
	       (now - p->touched_ms > LISTEN_UNATTENDED_MS ? LISTEN_UNATTENDED : 0u);
}

/* ---- the loop */

/* All was heard: that was it, or what follows wants the device at another rate. */
static void drained(struct pump *p)
{
	bool slept = p->sleep.on;
	device_stop(p->device);
	p->running = false;
	p->offset = (int64_t)p->timeline.heard - (int64_t)rt_position(p->rt).frames;
	if (p->next) {
		timeline_close(&p->timeline, PLAY_END_TRACK);
		pump_begin(p, play_from_s(p->next->play), false);
		return;
	}
	pump_stop(p, PLAY_END_STOP);
	pump_event(p, PLAYER_DRAINED, NULL, "%s", "");
	if (slept)
		pump_event(p, PLAYER_SLEPT, NULL, "%s", "");
}

static void note_level(struct pump *p)
{
	int64_t ms = (int64_t)(stream_filled(p) * 1000 / (size_t)rt_rate(p->rt));
	if (p->least_ms < 0 || ms < p->least_ms)
		p->least_ms = ms;
}

/* The log has each gap, but not each of a storm. */
static void tell_underruns(struct pump *p)
{
	int64_t now = clock_mono_us(&p->config.clock);
	uint64_t all = p->underruns + (p->rt ? rt_position(p->rt).underruns : 0);
	if (all == p->told || (p->told > 0 && now - p->told_us < TELL_US))
		return;
	log_write(LOG_WARN,
		"gaps in the sound: %llu, %llu in all; the ring never held less than "
		"%lld ms",
		(unsigned long long)(all - p->told), (unsigned long long)all,
		(long long)p->least_ms);
	p->told = all;
	p->told_us = now;
}

/* Fills the ring, a command goes first; then opens what comes after. */
static void feed(struct pump *p)
{
	size_t low = (size_t)(pump_ahead_s(p) / 2 * rt_rate(p->rt));
	if (p->full && !p->ended)
		note_level(p);
	if (stream_filled(p) <= low)
		p->filling = true;
	for (int i = 0; i < STEPS && p->filling && mailbox_len(p->inbox) == 0; i++)
		p->filling = feed_step(p);
	p->full = p->full || !p->filling;
	if (!p->filling && (p->current || p->opening))
		feed_prepare(p);
}

static int wait_ms(const struct pump *p)
{
	if (!p->running || p->awaiting)
		return -1;
	if (p->filling)
		return 0;
	if (!p->ops->real_time)
		return WAIT_FAST_MS;
	double rate = rt_rate(p->rt), wait_s = WAIT_MAX_MS / 1000.;
	if (!p->ended)
		wait_s = fmin(wait_s,
			fmax((double)stream_filled(p) / rate - pump_ahead_s(p) / 2,
				LOW_WAIT_S));
	uint64_t due = timeline_due(&p->timeline), heard = p->timeline.heard;
	if (p->quiet_at > heard && p->quiet_at - heard < due)
		due = p->quiet_at - heard;
	if (due != UINT64_MAX)
		wait_s = fmin(wait_s, (double)due / rate);
	if (p->opening)
		wait_s = fmin(wait_s, WAIT_OPEN_MS / 1000.);
	if (p->sound_changed)
		wait_s = 0;
	if (p->sleep.on)
		wait_s = fmin(wait_s, WAIT_FADE_MS / 1000.);
	return wait_s * 1000 < WAIT_MARK_MS ? WAIT_MARK_MS : (int)ceil(wait_s * 1000);
}

static void init(struct pump *p)
{
	p->ops = device_ops(p->device);
	p->remote = remote_create();
	p->quiet_at = UINT64_MAX;
	p->least_ms = -1;
	struct timeline *t = &p->timeline;
	t->clock = p->config.clock;
	t->private = !p->config.log_listens;
	t->virtual_clock = p->ops->virtual_clock;
	t->virtual_ms = clock_wall_ms(&p->config.clock);
	t->events =
		(struct timeline_events){on_started, on_listen, on_ended, on_flags, p};
	p->touched_ms = timeline_wall_ms(t, 0);
}

/* Commands after which the mode or the place differs, with no other event to tell. */
static bool moves(const struct command *c)
{
	return c->kind == COMMAND_PAUSE || c->kind == COMMAND_STOP ||
	       c->kind == COMMAND_SEEK || c->kind == COMMAND_LOOP ||
	       c->kind == COMMAND_SLEEP || (c->kind == COMMAND_LIST && c->play_now);
}

void pump_run(void *pump)
{
	struct pump *p = pump;
	bool go = true;
	init(p);
	if (p->ops->real_time)
		task_set_urgent();
	while (go) {
		date_touch(p);
		stream_advance(p);
		if (p->running && timeline_over(&p->timeline))
			drained(p);
		sleep_step(p);
		/* Of a whole slide of a hand only what it came to. */
		if (p->sound_changed && mailbox_len(p->inbox) == 0) {
			pump_use_sound(p);
			if (!p->sound_changed)
				pump_event(p, PLAYER_CHANGED, NULL, "%s", "");
		}
		if (p->running && !p->awaiting) {
			feed(p);
			stream_use_quiet(p);
			tell_underruns(p);
		}
		show(p);
		struct command *c = mailbox_receive(p->inbox, wait_ms(p));
		if (!c)
			continue;
		bool shows = moves(c);
		go = pump_obey(p, c);
		command_free(c);
		if (go && shows)
			pump_event(p, PLAYER_CHANGED, NULL, "%s", "");
	}
	show(p);
	for (size_t i = 0; i < p->list_n; i++)
		free(p->list[i].path);
	free(p->list);
	timeline_finish(&p->timeline);
	overlap_reset(&p->overlap);
	effects_finish(&p->effects);
	remote_destroy(p->remote);
}
