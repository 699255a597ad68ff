/*
 * When the music ends by itself: in so many minutes, after this track, after this album
 * (these fade out), or exactly at the end of this track. The list for the pump ends
 * there (listing.c), so that nothing of the next one is ever heard; what follows waits
 * paused at its beginning.
 */
#include <stdlib.h>
#include <string.h>

#include "state.h"

enum { FADE_MS = 20000 };

bool sleep_cuts_album(const struct app *a)
{
	return a->sound.sleep == APP_SLEEP_ALBUM && !a->sound.stop_after &&
	       queue_repeat(a->queue) != QUEUE_REPEAT_ONE;
}

bool sleep_cuts_track(const struct app *a)
{
	const struct sound *s = &a->sound;
	return s->stop_after || s->sleep == APP_SLEEP_TRACK ||
	       (s->sleep == APP_SLEEP_ALBUM && !sleep_cuts_album(a));
}

/* The player may be fading already; a resume takes that back. */
static void stop_fading(struct app *a)
{
	if (a->sound.fading && a->play.player &&
		player_state(a->play.player).mode == PLAYER_PLAYING)
		player_pause(a->play.player, false);
	a->sound.fading = false;
}

static void changed(struct app *a)
{
	if (a->play.player)
		playback_send_list(a);
	app_changed(a, APP_CHANGED_PLAYER);
}

static void drop_timer(struct app *a)
{
	loop_cancel_timer(a->loop, a->sound.sleep_timer);
	loop_cancel_timer(a->loop, a->sound.minute_timer);
	a->sound.sleep_timer = a->sound.minute_timer = 0;
}

/* While the music is paused nothing else has the screen show what is left. */
static void on_minute(void *ctx)
{
	enum { MINUTE_MS = 60000 };
	struct app *a = ctx;
	int64_t left_ms = app_sound(a).sleep_left_ms;
	a->sound.minute_timer = 0;
	app_changed(a, APP_CHANGED_PLAYER);
	if (left_ms > 0)
		a->sound.minute_timer =
			loop_add_timer(a->loop, left_ms % MINUTE_MS + 1, on_minute, a);
}

void sleep_off(struct app *a)
{
	drop_timer(a);
	stop_fading(a);
	a->sound.sleep = APP_SLEEP_OFF;
	changed(a);
}

static bool is_playing(struct app *a)
{
	return a->play.player && player_state(a->play.player).mode == PLAYER_PLAYING;
}

static void fall_asleep(void *ctx)
{
	struct app *a = ctx;
	a->sound.sleep_timer = 0;
	if (is_playing(a)) {
		a->sound.fading = true;
		player_sleep(a->play.player, a->sound.fade_ms);
		return;
	}
	a->sound.sleep = APP_SLEEP_OFF;
	drop_timer(a);
	app_say(a, "The sleep timer ended; nothing was playing");
	app_changed(a, APP_CHANGED_PLAYER);
}

void sleep_in(struct app *a, double minutes)
{
	struct sound *s = &a->sound;
	int64_t ms = (int64_t)(minutes * 60000);
	drop_timer(a);
	stop_fading(a);
	s->sleep = APP_SLEEP_TIMER;
	s->fade_ms = ms / 2 < FADE_MS ? ms / 2 : FADE_MS;
	s->sleep_end_us = clock_mono_us(&a->clock) + ms * 1000;
	s->sleep_timer = loop_add_timer(a->loop, ms - s->fade_ms, fall_asleep, a);
	on_minute(a);
	changed(a);
}

void sleep_after(struct app *a, enum app_sleep kind)
{
	drop_timer(a);
	stop_fading(a);
	a->sound.sleep = kind;
	changed(a);
}

void sleep_set_stop_after(struct app *a, bool on)
{
	a->sound.stop_after = on;
	changed(a);
}

/* Its last row fades out towards its end. */
void sleep_tick(struct app *a)
{
	struct sound *s = &a->sound;
	const struct player_state *p = &a->play.state;
	if (s->sleep != APP_SLEEP_TRACK && s->sleep != APP_SLEEP_ALBUM)
		return;
	if (s->fading || s->last_key == 0 || p->key != s->last_key ||
		p->mode != PLAYER_PLAYING || p->duration_ms <= 0 || s->loop_points == 2)
		return;
	double left_ms = (double)(p->duration_ms - p->position_ms) / s->speed;
	if (left_ms > FADE_MS || left_ms < 1)
		return;
	s->fading = true;
	player_sleep(a->play.player, (int64_t)left_ms);
}

/* What follows waits paused at its beginning. */
static void rest(struct app *a, const char *words)
{
	struct playback *p = &a->play;
	struct queue_item it;
	const struct track *t = app_now(a);
	char *title = xstrdup(t && t->title ? t->title : "this track");
	a->sound.stop_after = a->sound.fading = false;
	a->sound.sleep = APP_SLEEP_OFF;
	a->sound.last_key = 0;
	drop_timer(a);
	playback_extend(a);
	p->restored = queue_advance(a->queue, true) && queue_now(a->queue, &it);
	p->restored_ms = 0;
	playback_sync(a, false, 0);
	app_say(a, "%s %s%s", words, title,
		p->restored ? " \xC2\xB7 play goes on with the next" : "");
	free(title);
	playback_tick(a);
}

void sleep_slept(struct app *a)
{
	bool ended = a->sound.sleep != APP_SLEEP_TIMER;
	if (!a->sound.fading)
		return; /* its track came to its end first */
	a->sound.fading = false;
	if (ended) {
		player_stop(a->play.player);
		rest(a, "Asleep after");
		return;
	}
	a->sound.sleep = APP_SLEEP_OFF;
	drop_timer(a);
	app_say(a, "Asleep: paused \xC2\xB7 play goes on");
	changed(a);
}

bool sleep_drained(struct app *a)
{
	const struct sound *s = &a->sound;
	bool cut = s->last_key != 0 &&
		   (s->sleep == APP_SLEEP_TRACK || s->sleep == APP_SLEEP_ALBUM);
	if (s->stop_after)
		rest(a, "Stopped after");
	else if (cut || s->fading)
		rest(a, "Asleep after");
	else
		return false;
	return true;
}

void sleep_awake(struct app *a)
{
	struct sound *s = &a->sound;
	if (!s->fading)
		return;
	s->fading = false;
	if (s->sleep != APP_SLEEP_TIMER)
		return;
	s->sleep = APP_SLEEP_OFF;
	drop_timer(a);
	app_changed(a, APP_CHANGED_PLAYER);
}

void sleep_end(struct app *a)
{
	drop_timer(a);
}
