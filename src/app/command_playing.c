/* Commands: playing, seeking, status. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/sound.h"
#include "rows_state.h"
#include "tagger.h"
#include "text/json.h"

static struct player *player(struct command_call *c)
{
	return c->app->play.player;
}

enum err_code command_no_player(struct err *why)
{
	return err_set(why, ERR_BUSY, "the sound device is being opened; try again");
}

/* ---- play what is picked */

static void play_picked(struct app *a, struct picked *p, void *arg)
{
	(void)arg;
	playback_note_position(a);
	a->continued = false;
	if (p->n == 1 && (p->kind == SOURCE_SEARCH || p->kind == SOURCE_HISTORY)) {
		queue_play_one(a->queue, p->item[0], p->kind, p->id);
	} else {
		struct queue_source s = {p->kind, p->id, p->title, p->item, p->n};
		queue_play_source(a->queue, &s, p->start < p->n ? p->start : 0);
	}
	playback_sync(a, true, 0);
	undo_name(a, "Playing %s", p->title);
	app_say(a, "Playing %s · u undo", p->title);
}

/* Rows of the queue and of For You are played where they stand. */
static bool play_queue_row(struct app *a)
{
	struct selection s =
		a->provide ? a->provide(a->provide_ctx) : (struct selection){0};
	struct queue_item it = {0};
	if (!s.rows || s.n_marked > 0 || s.rows->ops != &rows_queue_ops ||
		!rows_queue_item(s.rows, s.cursor, &it))
		return false;
	playback_note_position(a);
	struct queue_item now;
	if (it.key == 0) {
		foryou_play(a, it.item);
	} else if (queue_now(a->queue, &now) && now.key == it.key) {
		playback_play_fresh(a);
	} else if (queue_play_key(a->queue, it.key)) {
		playback_sync(a, true, 0);
	}
	return true;
}

static enum err_code play_selection(struct command_call *c, struct err *why)
{
	(void)why;
	if (!play_queue_row(c->app))
		rows_pick(c->app, true, play_picked, NULL);
	return ERR_OK;
}

static enum err_code play(struct command_call *c, struct err *why)
{
	if (c->argc > 1) {
		paths_pick(c->app, c->argv + 1, (size_t)c->argc - 1, play_picked, NULL);
		return ERR_OK;
	}
	if (!player(c))
		return command_no_player(why);
	playback_resume(c->app);
	playback_tick(c->app);
	return ERR_OK;
}

static enum err_code pause_or_resume(struct command_call *c, struct err *why)
{
	if (!player(c))
		return command_no_player(why);
	if (player_state(player(c)).mode == PLAYER_PLAYING)
		player_pause(player(c), true);
	else
		playback_resume(c->app);
	playback_tick(c->app);
	app_changed(c->app, APP_CHANGED_PLAYER);
	return ERR_OK;
}

static enum err_code stop(struct command_call *c, struct err *why)
{
	if (!player(c))
		return command_no_player(why);
	player_stop(player(c));
	c->app->play.restored = false;
	str_append(c->reply, "Stopped");
	return ERR_OK;
}

static enum err_code next(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	if (!player(c))
		return command_no_player(why);
	playback_extend(a);
	if (queue_advance(a->queue, false)) {
		playback_sync(a, true, 0);
		return ERR_OK;
	}
	if (a->go_on) {
		foryou_go_on(a);
		return ERR_OK;
	}
	player_stop(player(c));
	playback_sync(a, false, 0);
	str_append(c->reply, "That was the last one; C lets For You go on");
	return ERR_OK;
}

static enum err_code previous(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	if (!player(c))
		return command_no_player(why);
	if (bookmark_start_over(a))
		str_append(c->reply, "From its beginning");
	else if (queue_back(a->queue))
		playback_sync(a, true, 0);
	else
		return err_set(why, ERR_NOT_FOUND, "Nothing was heard before this one");
	return ERR_OK;
}

/* "1:23", "83", "+5", "-60", "50%" */
static bool parse_place(
	const char *text, int64_t now_ms, int64_t duration_ms, int64_t *ret)
{
	double v;
	const char *colon = strchr(text, ':');
	size_t n = strlen(text);
	if (colon) {
		long long minutes, seconds;
		char *head = xstrndup(text, (size_t)(colon - text));
		bool ok = str_to_i64(head, &minutes) &&
			  str_to_i64(colon + 1, &seconds) && minutes >= 0 &&
			  minutes < 100000 && seconds >= 0 && seconds < 60;
		free(head);
		if (ok)
			*ret = (minutes * 60 + seconds) * 1000;
		return ok;
	}
	if (n > 1 && text[n - 1] == '%') {
		char *head = xstrndup(text, n - 1);
		bool ok = str_to_double(head, &v) && v >= 0 && v <= 100;
		free(head);
		if (ok)
			*ret = (int64_t)(v / 100 * (double)duration_ms);
		return ok;
	}
	bool relative = text[0] == '+' || text[0] == '-';
	if (!str_to_double(text[0] == '+' ? text + 1 : text, &v) || fabs(v) > 1e6)
		return false;
	*ret = (int64_t)(v * 1000) + (relative ? now_ms : 0);
	return true;
}

static enum err_code seek(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	int64_t to;
	if (!player(c))
		return command_no_player(why);
	playback_tick(a);
	const struct player_state *s = &a->play.state;
	if (!parse_place(c->argv[1], s->position_ms, s->duration_ms, &to))
		return err_set(why, ERR_USAGE,
			"seek takes seconds (+5, -60), a time (1:23) or a share "
			"(50%%)");
	if (s->duration_ms > 0 && to > s->duration_ms)
		to = s->duration_ms;
	if (to < 0)
		to = 0;
	if (a->play.restored)
		a->play.restored_ms = to;
	else
		player_seek(player(c), to);
	playback_tick(a);
	app_changed(a, APP_CHANGED_PLAYER);
	return ERR_OK;
}

static enum err_code quit(struct command_call *c, struct err *why)
{
	if (tagger_objects(c->app, why))
		return ERR_BUSY;
	app_quit(c->app);
	return ERR_OK;
}

/* ---- status: for people and for programs */

static const char *mode_name(enum player_mode m)
{
	return m == PLAYER_PLAYING  ? "playing"
	       : m == PLAYER_PAUSED ? "paused"
				    : "stopped";
}

static void status_json(struct app *a, struct str *out)
{
	const struct player_state *s = &a->play.state;
	const struct track *t = app_now(a);
	struct json_writer w = {.out = out};
	json_write_object(&w);
	json_put_str(&w, "state", mode_name(s->mode));
	json_put_str(&w, "title", t && t->title ? t->title : "");
	json_put_str(&w, "artist", t && t->artist_name ? t->artist_name : "");
	json_put_str(&w, "album", t && t->album_title ? t->album_title : "");
	if (t && t->path)
		json_put_path(&w, t->path);
	json_put_int(&w, "position_ms", s->position_ms);
	json_put_int(&w, "duration_ms", s->duration_ms);
	if (a->bookmark.resumed_key && a->bookmark.resumed_key == s->key)
		json_put_int(&w, "resumed_ms", a->bookmark.resumed_ms);
	json_put_int(&w, "volume", (int64_t)(s->volume + 0.5));
	json_put_int(&w, "next", (int64_t)queue_next_count(a->queue));
	json_put_int(&w, "then", (int64_t)queue_then_count(a->queue));
	json_put_bool(&w, "shuffle", queue_shuffle(a->queue));
	json_put_bool(&w, "private", a->private);
	json_put_bool(&w, "no_device", s->no_device || s->device_lost);
	json_put_int(&w, "underruns", (int64_t)s->underruns);
	json_put_int(&w, "least_ahead_ms", s->least_ms);
	json_put_int(&w, "began_us", s->began_us);
	static const char *const watch[] = {
		[APP_WATCH_OFF] = "off",
		[APP_WATCH_LIVE] = "live",
		[APP_WATCH_RESCAN] = "rescan",
	};
	struct app_jobs jobs = app_jobs(a);
	json_put_str(&w, "watch", watch[jobs.watching]);
	json_put_int(&w, "watched", jobs.watched);
	json_write_object_end(&w);
}

static enum err_code status(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	(void)why;
	playback_tick(a);
	if (c->json) {
		status_json(a, c->reply);
		return ERR_OK;
	}
	const struct player_state *s = &a->play.state;
	const struct track *t = app_now(a);
	str_append(c->reply, mode_name(s->mode));
	if (t && t->title)
		str_appendf(c->reply, "  %s — %s  %lld:%02lld", t->title,
			t->artist_name ? t->artist_name : "unknown artist",
			(long long)(s->position_ms / 60000),
			(long long)(s->position_ms / 1000 % 60));
	str_appendf(c->reply, "  vol %.0f%s", s->volume,
		s->no_device     ? "  NO SOUND DEVICE: silent"
		: s->device_lost ? "  NO SOUND DEVICE: waiting for it"
				 : "");
	if (s->underruns > 0)
		str_appendf(c->reply, "  %llu gap%s in the sound",
			(unsigned long long)s->underruns, s->underruns == 1 ? "" : "s");
	return ERR_OK;
}

#define PLAYING "Playing"
const struct command command_playing[] = {
	{"play-selection", "", 0, 0, COMPLETE_NONE, play_selection,
		"play the selection from here", PLAYING},
	{"play", "[PATH…]", 0, -1, COMPLETE_PATH, play, "play, or play these files",
		PLAYING},
	{"pause", "", 0, 0, COMPLETE_NONE, pause_or_resume, "pause, resume", PLAYING},
	{"stop", "", 0, 0, COMPLETE_NONE, stop, "stop", PLAYING},
	{"next", "", 0, 0, COMPLETE_NONE, next, "next track", PLAYING},
	{"previous", "", 0, 0, COMPLETE_NONE, previous, "back to what was heard before",
		PLAYING},
	{"seek", "±SECONDS|M:SS|N%", 1, 1, COMPLETE_NONE, seek, "seek", PLAYING},
	{"status", "", 0, 0, COMPLETE_NONE, status, "what plays now", PLAYING},
	{"quit", "", 0, 0, COMPLETE_NONE, quit, "quit; the queue is kept", "Screen"},
};
const size_t command_playing_n = sizeof command_playing / sizeof *command_playing;
