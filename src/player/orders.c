/* What the pump does with each command; news.c has what comes from the device. */
#include <stdlib.h>

#include "base/str.h"
#include "pump.h"

static void end_all(struct pump *p, enum play_end end)
{
	if (p->rt)
		stream_halt(p);
	timeline_close(&p->timeline, end);
	stream_clear(p);
}

void pump_stop(struct pump *p, enum play_end end)
{
	end_all(p, end);
	feed_drop(p);
	p->mode = PLAYER_STOPPED;
}

/* Begins with the first playable entry ahead; the stream is halted and empty. */
static void begin(struct pump *p, double from_s, bool paused)
{
	int64_t wanted = p->next ? p->next->play->list_index : (int64_t)p->list_at;
	convert_reset(&p->convert);
	do {
		if (!feed_prepare(p)) {
			p->mode = PLAYER_STOPPED;
			pump_event(p, PLAYER_DRAINED, NULL, "%s", "");
			return;
		}
		if (p->next->play->list_index != wanted)
			from_s = 0;
		if (!stream_open(p, p->next->play->info.rate_hz)) {
			pump_stop(p, PLAY_END_STOP);
			return;
		}
		stream_clear(p);
		/* Its events show the state. */
		p->mode = PLAYER_PAUSED;
	} while (!feed_begin(p, from_s));
	if (!paused)
		stream_run(p);
}

static void take_list(struct pump *p, struct command *c)
{
	for (size_t i = 0; i < p->list_n; i++)
		free(p->list[i].path);
	free(p->list);
	p->list = c->entry;
	p->list_n = c->n;
	p->list_at = 0;
	c->entry = NULL;
	c->n = 0;
}

static bool is_listed(const struct pump *p, const struct play *play, size_t index)
{
	return index < p->list_n && p->list[index].key == play->entry.key;
}

/* The entry of the list that follows what is heard. */
static size_t following(const struct pump *p)
{
	const struct timeline *t = &p->timeline;
	const struct play *now = timeline_now(t, NULL);
	for (size_t i = 1; i < t->n; i++)
		if (t->segment[i].play && t->segment[i].play != now)
			return (size_t)t->segment[i].play->list_index;
	if (p->next)
		return (size_t)p->next->play->list_index;
	return p->list_at;
}

static void do_next(struct pump *p)
{
	size_t index = following(p);
	end_all(p, index < p->list_n ? PLAY_END_OTHER : PLAY_END_STOP);
	feed_return_to(p, index);
	begin(p, 0, false);
}

/* What is heard goes on at another place of its file, or again at the one where it was
 * heard last; the stream is halted. */
static bool move(
	struct pump *p, struct play *play, double to_s, bool again, struct err *why)
{
	struct audio_tap *tap = &p->config.tap;
	enum err_code code = ERR_OK;
	if (!p->current || p->current->play != play) {
		size_t index = following(p);
		feed_return_to(p, index < p->list_n ? index : p->list_n);
		code = source_open(play, &p->current, why);
	}
	convert_reset(&p->convert);
	if (code == ERR_OK && again && p->current->tapping)
		code = source_return(p->current, play_frame(play, to_s), why);
	else if (code == ERR_OK)
		code = source_seek(p->current, tap, to_s, why);
	if (code != ERR_OK)
		return false;
	feed_use_gain(p, p->current);
	code = convert_begin(&p->convert, play->info.rate_hz, rt_rate(p->rt),
		p->timeline.heard, why);
	return code == ERR_OK;
}

static void go_to(struct pump *p, double to_s, bool again)
{
	struct err why = {0};
	struct play *play = play_ref(timeline_now(&p->timeline, NULL));
	bool playing = p->mode == PLAYER_PLAYING;
	if (!play)
		return;
	int64_t end_ms = play_duration_ms(play);
	if (end_ms > 0 && to_s * 1000 > (double)end_ms)
		to_s = (double)end_ms / 1000;
	if (to_s < 0)
		to_s = 0;
	stream_halt(p);
	bool moved = move(p, play, to_s, again, &why);
	if (moved) {
		timeline_cut(&p->timeline, 0);
		stream_clear(p);
		timeline_mark(&p->timeline, p->written, play, to_s);
		if (playing)
			stream_run(p);
	} else {
		pump_event(p, PLAYER_FAILED, play, "%s", why.msg);
		do_next(p);
	}
	play_unref(play);
}

void pump_go_to(struct pump *p, double to_s)
{
	go_to(p, to_s, false);
}

void pump_refresh(struct pump *p)
{
	double now_s = 0;
	stream_halt(p);
	if (timeline_now(&p->timeline, &now_s))
		go_to(p, now_s, true);
}

void pump_use_sound(struct pump *p)
{
	const struct timeline *t = &p->timeline;
	bool same = true;
	p->sound_changed = false;
	for (size_t i = 0; i < t->n; i++) {
		struct play *play = t->segment[i].play;
		same = same && (!play || feed_gain_db(p, play) == play->gain_db);
	}
	if (!same)
		pump_refresh(p);
}

/* Goes on with the list from `index` where the music that is right ends. */
static void cut_off(struct pump *p, uint64_t at, size_t index)
{
	bool playing = p->mode == PLAYER_PLAYING;
	stream_halt(p);
	if (at < p->timeline.heard)
		at = p->timeline.heard;
	timeline_cut(&p->timeline, at);
	feed_drop(p);
	p->list_at = index;
	double now_s = 0;
	if (stream_keep(p, at < p->written ? at : p->written)) {
		if (playing)
			stream_run(p);
	} else if (timeline_now(&p->timeline, &now_s)) {
		pump_go_to(p, now_s);
	}
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
			timeline_cut(t, t->segment[i].at);
			p->ended = false;
			rt_set_ending(p->rt, false);
			break;
		}
		if (!is_listed(p, play, index)) {
			cut_off(p, t->segment[i].at, index);
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
		take_list(p, c);
		begin(p, (double)c->ms / 1000, c->on);
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

bool pump_obey(struct pump *p, struct command *c)
{
	stream_advance(p);
	if (p->sound_changed && c->kind != COMMAND_SOUND)
		pump_use_sound(p);
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
	case COMMAND_NEXT:
		do_next(p);
		break;
	case COMMAND_SEEK:
		do_seek(p, (double)c->ms / 1000);
		break;
	case COMMAND_PRIVATE:
		timeline_set_private(&p->timeline, c->on);
		break;
	case COMMAND_VOLUME:
		if (p->running && !p->awaiting &&
			p->status.latency_s > stream_latency(p))
			stream_change_latency(p);
		break;
	case COMMAND_SOUND:
		p->sound = c->sound;
		p->sound_changed = true;
		break;
	case COMMAND_LOOP:
	case COMMAND_SLEEP:
		break;
	case COMMAND_DEVICE:
		pump_choose_device(p, c->text);
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
