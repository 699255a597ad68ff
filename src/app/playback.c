/*
 * The queue meets the player. The queue says what plays; the pump gets the next entries
 * with their paths, which the query thread looks up; what the pump tells of starts and
 * ends moves the queue on.
 *
 * One list is under way at a time: a newer one replaces the older, and "start at once"
 * stays pending until a list has really gone out. Until the row that was to start has
 * started or failed, what the pump tells of other rows is older than that act.
 */
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/ear_tap.h"
#include "base/log.h"
#include "db/features.h"
#include "db/library.h"
#include "history/log.h"
#include "state.h"

enum {
	SHOWN_MS = 1000, /* the clock on the screen moves by that much */
	LATE_MS = 10,    /* so that it has moved when it is looked at */
	SAVE_POSITION_MS = 30000,
	FROM_BEGINNING = -1 /* wherever it was left */
};

/* ---- changes of the queue */

void playback_note_position(struct app *a)
{
	playback_tick(a);
	queue_note_position(a->queue,
		a->play.restored ? a->play.restored_ms : a->play.state.position_ms);
}

void playback_extend(struct app *a)
{
	struct queue_item it;
	if (queue_next_count(a->queue) + queue_then_count(a->queue) == 0 &&
		!queue_goes_round(a->queue) && queue_now(a->queue, &it))
		foryou_continue(a);
}

void playback_sync(struct app *a, bool play, int64_t from_ms)
{
	struct playback *p = &a->play;
	struct queue_item it;
	if (play) {
		sleep_awake(a);
		p->pending_play = queue_now(a->queue, &it);
		p->pending_fresh = from_ms == FROM_BEGINNING;
		p->pending_from_ms = p->pending_fresh ? 0 : from_ms;
		p->pending_paused = false;
		p->expected = p->pending_play ? it.key : 0;
		p->restored = false;
	}
	playback_extend(a);
	if (p->player)
		playback_send_list(a);
	playing_now_ask(a);
	rows_queue_changed(a);
	kept_queue_save_soon(a);
	app_changed(a, APP_CHANGED_QUEUE | APP_CHANGED_PLAYER);
}

void playback_play_fresh(struct app *a)
{
	playback_sync(a, true, FROM_BEGINNING);
}

void playback_resume(struct app *a)
{
	struct queue_item it;
	if (a->play.restored) {
		playback_sync(a, true, a->play.restored_ms);
	} else if (a->play.state.mode == PLAYER_PAUSED) {
		sleep_awake(a);
		player_pause(a->play.player, false);
	} else if (queue_now(a->queue, &it) || queue_advance(a->queue, false)) {
		playback_sync(a, true, 0);
	} else {
		foryou_play(a, 0);
	}
}

bool app_point_at(struct app *a, const struct track *t)
{
	if (a->play.player && t && t->path)
		player_expect(a->play.player, t->path);
	return a->play.player != NULL;
}

/* ---- what the pump tells */

struct mark {
	struct player_event event;
	int64_t recording; /* 0: the file goes by its path */
	char *path;        /* owned; NULL: none */
};

static void mark_free(void *p)
{
	struct mark *m = p;
	free(m->path);
	free(m);
}

/* Why it cannot be played; or, once it was played to its end, that it can. */
static enum err_code mark_file(struct db *db, void *arg, struct err *why)
{
	const struct mark *m = arg;
	const struct player_event *e = &m->event;
	struct arena arena = {0};
	struct track t = {0};
	enum err_code code =
		m->recording > 0 ? library_track_of(db, m->recording, &arena, &t, why)
				 : library_track_at(db, m->path, &arena, &t, why);
	if (code == ERR_NOT_FOUND)
		code = ERR_OK; /* not of the library */
	else if (code == ERR_OK && t.file)
		code = e->code == ERR_OK
			       ? library_file_played(db, t.file, why)
			       : library_file_failed(db, t.file, e->code, e->text, why);
	arena_finish(&arena);
	return code;
}

/* `item` as the queue has it: a recording, or a file that was named by its path. */
static void mark(struct app *a, const struct player_event *e, int64_t item)
{
	const char *path = item < 0 ? queue_file_path(a->queue, item) : NULL;
	if (item <= 0 && !path)
		return;
	struct mark *m = xcalloc(1, sizeof *m);
	*m = (struct mark){*e, item > 0 ? item : 0, xstrdup(path)};
	app_write(a, "whether a file can be played", mark_file, mark_free, m);
}

static bool failed_before(const struct playback *p, int64_t item)
{
	for (int i = 0; item != 0 && i < p->failures; i++)
		if (p->failed_item[i] == item)
			return true;
	return false;
}

static void failed(struct app *a, const struct player_event *e)
{
	struct playback *p = &a->play;
	struct queue_item it = {0};
	if (e->key == p->expected)
		p->expected = 0;
	p->failed_key = e->key;
	bool found = queue_now(a->queue, &it) && it.key == e->key;
	for (size_t i = 0; !found && queue_at(a->queue, i, &it) && i < PLAYER_AHEAD;
		i++)
		found = it.key == e->key;
	/* For You comes back to it, because nothing else is left. */
	if (found && failed_before(p, it.item)) {
		p->failures = PLAYBACK_FAILURES_MAX;
		return;
	}
	if (p->failures < PLAYBACK_FAILURES_MAX)
		p->failed_item[p->failures++] = found ? it.item : 0;
	/* What was heard up to there was not passed over. */
	app_warn(a, e->heard ? "%s: %s" : "Skipped %s: %s", e->file, e->text);
	if (found)
		mark(a, e, it.item);
}

static void ended(struct app *a, const struct player_event *e)
{
	struct playback *p = &a->play;
	foryou_heard(a, &e->listen);
	if (e->code == ERR_OK && e->listen.outcome == OUTCOME_FINISHED &&
		p->now_known && p->now_key == e->key && p->now.state_reason)
		mark(a, e, p->now.recording);
}

/* Nothing sounds any more: the list was heard to its end, or none of it can be played.
 */
static void drained(struct app *a)
{
	struct playback *p = &a->play;
	struct queue_item it;
	if (p->pending_play || p->expected)
		return; /* something new is on its way already */
	if (p->failed_key)
		queue_failed(a->queue, p->failed_key);
	p->failed_key = 0;
	if (sleep_drained(a))
		return;
	if (p->failures >= PLAYBACK_FAILURES_MAX) {
		app_warn(a, "Stopped: one file after the other cannot be played");
		p->failures = 0;
		playback_sync(a, false, 0);
	} else if (queue_at(a->queue, 0, &it) || queue_goes_round(a->queue)) {
		playback_sync(a, queue_advance(a->queue, p->failures == 0), 0);
	} else {
		queue_advance(a->queue, true);
		if (a->go_on)
			foryou_go_on(a);
		else
			playback_sync(a, false, 0);
	}
}

static void started(struct app *a, const struct player_event *e)
{
	struct playback *p = &a->play;
	if (p->expected && e->key != p->expected)
		return;
	p->expected = p->failed_key = 0;
	p->failures = 0;
	queue_started(a->queue, e->key);
	if (a->sound.loop_key != e->key)
		sound_loop_off(a);
	bookmark_started(a, e->key);
	playback_sync(a, false, 0);
}

/* The player's words stand behind a program's name elsewhere: here they begin a line. */
static void say_sentence(struct app *a, const char *text)
{
	bool small = *text >= 'a' && *text <= 'z';
	app_say(a, "%c%s", small ? *text - 'a' + 'A' : *text, *text ? text + 1 : "");
}

static void take_event(struct app *a, const struct player_event *e)
{
	switch (e->kind) {
	case PLAYER_STARTED:
		started(a, e);
		break;
	case PLAYER_ENDED:
		ended(a, e);
		break;
	case PLAYER_FAILED:
		failed(a, e);
		break;
	case PLAYER_NEED_MORE:
		playback_send_list(a);
		break;
	case PLAYER_DRAINED:
		drained(a);
		break;
	case PLAYER_SLEPT:
		sleep_slept(a);
		break;
	case PLAYER_DEVICE:
		say_sentence(a, e->text);
		break;
	case PLAYER_DEVICES:
		app_changed(a, APP_CHANGED_PLAYER);
		break;
	case PLAYER_CHANGED:
		break;
	}
}

static void read_events(void *ctx, int fd, short revents)
{
	(void)fd;
	(void)revents;
	struct app *a = ctx;
	struct player_event *e;
	while ((e = mailbox_try_receive(player_events(a->play.player)))) {
		take_event(a, e);
		free(e);
	}
	playback_tick(a);
}

/* The next look is due when the shown second changes: pauses, seeks, starts and ends
 * come as events. */
static void tick(void *ctx)
{
	struct app *a = ctx;
	a->tick_timer = 0;
	playback_tick(a);
}

/* Milliseconds until another second of the track is heard. */
static int64_t until_shown(const struct app *a)
{
	int64_t left = SHOWN_MS - a->play.state.position_ms % SHOWN_MS;
	return (int64_t)((double)left / a->sound.speed) + LATE_MS;
}

void playback_tick(struct app *a)
{
	struct playback *p = &a->play;
	if (!p->player)
		return;
	struct player_state before = p->state;
	p->state = player_state(p->player);
	/* The state may tell of the first frame before its event has been read: an act in
	 * between must not take the row for one that was never heard. */
	struct queue_item now;
	if (p->state.key && queue_now(a->queue, &now) && now.key == p->state.key)
		queue_started(a->queue, now.key);
	if (p->restored && p->state.mode == PLAYER_STOPPED) {
		p->state.mode = PLAYER_PAUSED;
		p->state.position_ms = p->restored_ms;
		p->state.duration_ms = p->now_known ? p->now.duration_ms : 0;
	}
	bool moved = before.position_ms / SHOWN_MS != p->state.position_ms / SHOWN_MS ||
		     before.mode != p->state.mode || before.key != p->state.key ||
		     before.no_device != p->state.no_device ||
		     before.device_lost != p->state.device_lost ||
		     fabs(before.volume - p->state.volume) > 0.01 ||
		     before.muted != p->state.muted;
	if (moved)
		app_changed(a, APP_CHANGED_PLAYER);
	sleep_tick(a);
	bookmark_tick(a);
	if (before.position_ms / SAVE_POSITION_MS !=
			p->state.position_ms / SAVE_POSITION_MS &&
		p->state.mode == PLAYER_PLAYING)
		kept_queue_save_soon(a);
	loop_cancel_timer(a->loop, a->tick_timer);
	a->tick_timer = 0;
	if (p->state.mode == PLAYER_PLAYING)
		a->tick_timer = loop_add_timer(a->loop, until_shown(a), tick, a);
}

/* ---- features, on the ear's thread */

struct heard_feature {
	int64_t recording;
	struct feature feature;
};

static enum err_code store_feature(struct db *db, void *arg, struct err *why)
{
	struct heard_feature *h = arg;
	return features_put(db, h->recording, &h->feature, why);
}

static void on_feature(void *ctx, int64_t recording, const struct feature *f)
{
	struct app *a = ctx;
	if (recording == 0)
		return;
	struct heard_feature *h = xcalloc(1, sizeof *h);
	*h = (struct heard_feature){recording, *f};
	app_write(a, "features", store_feature, free, h);
}

void playback_begin(struct app *a)
{
	const char *output = a->config.output;
	if (!output && strcmp(a->conf.options.output, "auto") != 0)
		output = a->conf.options.output;
	if (a->conf.options.ear)
		a->ear = ear_create(on_feature, a);
	a->log = history_log_create(a->store, a->config.profile, NULL, NULL);
	struct player_config pc = {.output = output,
		.clock = a->clock,
		.log_listens = !a->private,
		.on_listen = history_log_put,
		.ctx = a->log};
	if (a->ear)
		pc.tap = ear_tap(a->ear);
	sound_configure(a, &pc);
	a->play.player = player_create(&pc);
	sound_apply(a);
	a->play.state = player_state(a->play.player);
	loop_add_fd(a->loop, mailbox_fd(player_events(a->play.player)), POLLIN,
		read_events, a);
	if (a->play.pending_play || queue_next_count(a->queue) > 0)
		playback_send_list(a); /* commands came before the device was opened */
	else
		kept_queue_restore(a);
}

void playback_end(struct app *a)
{
	struct playback *p = &a->play;
	if (p->player) {
		playback_tick(a);
		bookmark_end(a);
		/* What was kept is not written over before it has been read. */
		if (!p->restoring || queue_version(a->queue) != 0)
			kept_queue_save(a);
		loop_remove_fd(a->loop, mailbox_fd(player_events(p->player)));
		player_destroy(p->player);
		p->player = NULL;
	}
	ear_destroy(a->ear);
	a->ear = NULL;
	arena_finish(&p->now_arena);
}
