/* What the pump does with each command; news.c has what comes from the device. */
#include <stdlib.h>

#include "base/str.h"
#include "pump.h"

static void take_list(struct pump *p, struct command *c)
{
	for (size_t i = 0; i < p->list_n; i++)
		free(p->list[i].path);
	free(p->list);
	p->list = c->entry;
	p->list_n = failures_filter(&p->failures, c->entry, c->n);
	p->list_at = 0;
	c->entry = NULL;
	c->n = 0;
	for (size_t i = 0; i < p->list_n; i++)
		if (remote_is_likely(p->list[i].path))
			remote_expect(p->remote);
}

static bool is_listed(const struct pump *p, const struct play *play, size_t index)
{
	return index < p->list_n && p->list[index].key == play->entry.key;
}

/* A new list behind what plays: what was decoded ahead stays as far as it is the same.
 */
static void follow_list(struct pump *p, struct command *c)
{
	struct timeline *t = &p->timeline;
	struct play *last = timeline_now(t, NULL);
	size_t index = 0;
	take_list(p, c);
	if (last) {
		last->list_index = PLAY_NOT_LISTED;
		/* The list was made before the owner knew that this one had begun. */
		if (is_listed(p, last, 0))
			index = 1;
	}
	for (size_t i = 1; i < t->n; i++) {
		struct play *play = t->segment[i].play;
		if (play == last)
			continue;
		if (!play) {
			/* It was to be the end. */
			if (index == p->list_n)
				return;
			timeline_keep(t, i);
			feed_unfinish(p);
			break;
		}
		if (!is_listed(p, play, index)) {
			pump_cut_off(p, t->segment[i].at, index);
			return;
		}
		play->list_index = (int64_t)index++;
		last = play;
	}
	p->list_at = index;
	if (p->next && is_listed(p, p->next->play, index)) {
		p->next->play->list_index = (int64_t)index;
		p->list_at = index + 1;
	} else {
		source_close(p->next);
		p->next = NULL;
	}
	p->filling = true;
}

static void do_list(struct pump *p, struct command *c)
{
	if (c->play_now) {
		pump_stop(p, PLAY_END_OTHER);
		p->failed = false;
		p->failures.n = 0;
		take_list(p, c);
		pump_begin(p, (double)c->ms / 1000, c->on);
	} else if (p->mode == PLAYER_STOPPED) {
		feed_drop(p);
		take_list(p, c);
	} else {
		follow_list(p, c);
	}
}

static void do_seek(struct pump *p, double to_s)
{
	stream_advance(p);
	pump_go_to(p, to_s);
}

static void do_pause(struct pump *p, bool paused)
{
	if (paused && p->mode == PLAYER_PLAYING) {
		stream_halt(p);
		stream_rewind(p);
		p->mode = PLAYER_PAUSED;
	} else if (paused && p->held) {
		p->held = false;
	} else if (!paused && p->mode == PLAYER_PAUSED) {
		if (p->status.latency_s != stream_latency(p) &&
			!stream_open(p, rt_rate(p->rt)))
			pump_stop(p, PLAY_END_STOP);
		else
			stream_run(p);
	}
}

/* Somebody wants to hear something. */
static bool wakes(const struct command *c)
{
	return c->kind == COMMAND_PAUSE || c->kind == COMMAND_STOP ||
	       c->kind == COMMAND_SEEK || (c->kind == COMMAND_LIST && c->play_now);
}

/* What the device holds follows, or it is to hold less while the volume is turned. */
static void follow_volume(struct pump *p)
{
	bool plays = p->running && !p->awaiting;
	if (p->status.regains) {
		if (plays)
			device_regain(p->device);
		return;
	}
	p->turned_us = clock_mono_us(&p->config.clock);
	if (plays && p->status.latency_s > stream_latency(p))
		stream_change_latency(p);
}

bool pump_obey(struct pump *p, struct command *c)
{
	stream_advance(p);
	if (p->sound_changed && c->kind != COMMAND_SOUND)
		pump_use_sound(p);
	if (wakes(c))
		sleep_cancel(p);
	switch (c->kind) {
	case COMMAND_LIST:
		do_list(p, c);
		break;
	case COMMAND_PAUSE:
		do_pause(p, c->on);
		break;
	case COMMAND_STOP:
		pump_stop(p, PLAY_END_STOP);
		break;
	case COMMAND_SEEK:
		do_seek(p, (double)c->ms / 1000);
		break;
	case COMMAND_PRIVATE:
		timeline_set_private(&p->timeline, c->on);
		break;
	case COMMAND_VOLUME:
		follow_volume(p);
		break;
	case COMMAND_SOUND:
		p->sound = c->sound;
		p->sound_changed = true;
		break;
	case COMMAND_LOOP:
		pump_loop(p, c->ms, c->until_ms);
		break;
	case COMMAND_SLEEP:
		sleep_begin(p, c->ms);
		break;
	case COMMAND_DEVICE:
		pump_choose_device(p, c->text);
		break;
	case COMMAND_EXPECT:
		remote_expect(p->remote);
		break;
	case COMMAND_NEWS:
		pump_news(p, c);
		break;
	case COMMAND_QUIT:
		pump_stop(p, PLAY_END_STOP);
		return false;
	}
	return true;
}
