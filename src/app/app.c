/*
 * Who owns what: the database's threads, the ear, the player, the taste client, the jobs,
 * and the order in which they start and stop. Messages from other threads arrive here.
 */
#include "app/app.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/rng.h"
#include "database.h"
#include "state.h"
#include "tagger.h"

/* The store may have one word for each of its 4,096 jobs while the main thread waits
 * for it: posting must not wait then, or both would for ever. */
enum { MAILBOX_SIZE = 8192 };

struct post {
	void (*fn)(struct app *a, void *arg);
	void *arg;
};

void app_changed(struct app *a, unsigned what)
{
	a->changed |= what;
}

static void tell_watchers(void *ctx)
{
	struct app *a = ctx;
	/* Watchers may change more; what a second round leaves waits for a turn. */
	for (int round = 0; a->changed && round < 2; round++) {
		unsigned what = a->changed;
		a->changed = 0;
		for (size_t i = 0; i < a->n_watchers; i++)
			a->watcher[i].changed(a->watcher[i].ctx, what);
	}
}

void app_watch(struct app *a, void (*changed)(void *ctx, unsigned what), void *ctx)
{
	if (a->n_watchers < APP_WATCHERS)
		a->watcher[a->n_watchers++] = (struct watcher){changed, ctx};
}

/* ---- what other threads send */

void app_post(struct app *a, void (*fn)(struct app *a, void *arg), void *arg)
{
	struct post *p = xmalloc(sizeof *p);
	*p = (struct post){fn, arg};
	if (!mailbox_send(a->posts, p))
		free(p);
}

static void read_posts(void *ctx, int fd, short revents)
{
	(void)fd;
	(void)revents;
	struct app *a = ctx;
	struct post *p;
	while ((p = mailbox_try_receive(a->posts))) {
		p->fn(a, p->arg);
		free(p);
	}
}

/* ---- start and stop */

static void read_configuration(struct app *a)
{
	char *themes = path_join(a->config.paths->config, "themes");
	struct err why = {0};
	conf_init(&a->conf, themes);
	free(themes);
	if (conf_read_file(&a->conf, a->config.config_path, &why) != ERR_OK)
		app_warn(a, "%s", why.msg);
	else if (a->conf.n_warnings > 0)
		app_warn(a, "%s", a->conf.warning[0]);
}

enum err_code app_create(const struct app_config *c, struct loop *loop,
	struct app **ret, struct err *why)
{
	struct app *a = xcalloc(1, sizeof *a);
	a->config = *c;
	a->loop = loop;
	a->clock = c->clock;
	a->private = c->private;
	a->last_lane = LANE_ROWS;
	a->foryou.watched_fd = -1;
	a->posts = mailbox_create(MAILBOX_SIZE);
	a->answers = mailbox_create(MAILBOX_SIZE);
	uint64_t seed;
	rng_os_bytes(&seed, sizeof seed);
	a->queue = queue_create(seed);
	read_configuration(a);
	sound_init(a);
	command_add_builtin(a);
	enum err_code code = database_open(a, why);
	if (code != ERR_OK) {
		app_destroy(a);
		return code;
	}
	loop_add_fd(loop, mailbox_fd(a->posts), POLLIN, read_posts, a);
	database_listen(a);
	loop_add_idle(loop, tell_watchers, a);
	foryou_show_stored(a);
	database_count(a);
	*ret = a;
	return ERR_OK;
}

static void on_settled(void *ctx)
{
	struct app *a = ctx;
	a->settle_timer = 0;
	foryou_begin(a);
	jobs_begin(a);
	list_sync_soon(a);
}

void app_settle(struct app *a)
{
	if (!a->settle_timer)
		return;
	loop_cancel_timer(a->loop, a->settle_timer);
	on_settled(a);
}

void app_begin(struct app *a)
{
	playback_begin(a);
	/* Scan and taste would compete with the first rows for processor and disk. */
	a->settle_timer = loop_add_timer(a->loop, APP_SETTLE_MS, on_settled, a);
	if (a->config.headless)
		app_settle(a);
}

void app_destroy(struct app *a)
{
	if (!a)
		return;
	list_files_end(a);
	tags_end(a);
	jobs_end(a);
	art_end(a);
	details_finish(a);
	sleep_end(a);
	playback_end(a);
	foryou_end(a);
	database_stop_reading(a);
	read_posts(a, -1, 0);
	store_stop(a->store);
	history_log_destroy(a->log);
	loop_remove_fd(a->loop, mailbox_fd(a->posts));
	mailbox_close(a->posts);
	read_posts(a, -1, 0);
	mailbox_destroy(a->posts, free);
	database_finish(a);
	list_sync_end(a);
	loop_cancel_timer(a->loop, a->settle_timer);
	loop_cancel_timer(a->loop, a->save_timer);
	loop_cancel_timer(a->loop, a->tick_timer);
	welcome_end(a);
	undo_end(a);
	sound_finish(a);
	queue_destroy(a->queue);
	conf_finish(&a->conf);
	free(a);
}

void app_quit(struct app *a)
{
	loop_quit(a->loop);
}

/* ---- state */

const struct player_state *app_player(struct app *a)
{
	return &a->play.state;
}

const struct queue *app_queue(struct app *a)
{
	return a->queue;
}

const struct track *app_now(struct app *a)
{
	return a->play.now_known ? &a->play.now : NULL;
}

struct conf *app_conf(struct app *a)
{
	return &a->conf;
}

struct loop *app_loop(struct app *a)
{
	return a->loop;
}

const struct paths *app_paths(struct app *a)
{
	return a->config.paths;
}

bool app_is_private(struct app *a)
{
	return a->private;
}

struct app_jobs app_jobs(struct app *a)
{
	struct app_jobs j = jobs_state(a);
	j.scan.active |= a->settle_timer != 0; /* it is about to begin */
	return j;
}

struct app_library app_library(struct app *a)
{
	return a->library;
}

const char *app_after(struct app *a)
{
	const char *what = a->go_on ? "then For You · C stops here"
				    : "then silence · C goes on with For You";
	if (queue_goes_round(a->queue))
		what = queue_repeat(a->queue) == QUEUE_REPEAT_ONE
			       ? "this one again · R stops that"
		       : queue_consume(a->queue)
			       ? "then what was passed over · r stops that"
			       : "then from the top · r stops that";
	else if (queue_source_kind(a->queue) == SOURCE_FORYOU)
		what = a->continued ? "For You goes on as you listen · C stops here"
				    : "For You goes on as you listen";
	snprintf(a->after, sizeof a->after, "%s", what);
	return a->after;
}

/* ---- messages */

static void set_message(
	struct app *a, enum app_message_kind kind, const char *fmt, va_list ap)
{
	if (a->message.kind == APP_TOLD && kind != APP_TOLD) {
		char text[sizeof a->message_text];
		vsnprintf(text, sizeof text, fmt, ap);
		log_write(kind == APP_WARNED ? LOG_WARN : LOG_INFO, "%s", text);
		return;
	}
	vsnprintf(a->message_text, sizeof a->message_text, fmt, ap);
	a->message =
		(struct app_message){kind, clock_mono_us(&a->clock), a->message_text};
	log_write(kind == APP_SAID ? LOG_INFO : LOG_WARN, "%s", a->message_text);
	app_changed(a, APP_CHANGED_MESSAGE);
}

void app_say(struct app *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	set_message(a, APP_SAID, fmt, ap);
	va_end(ap);
}

void app_warn(struct app *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	set_message(a, APP_WARNED, fmt, ap);
	va_end(ap);
}

void app_tell(struct app *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	set_message(a, APP_TOLD, fmt, ap);
	va_end(ap);
}

void app_tell_end(struct app *a)
{
	if (a->message.kind == APP_TOLD)
		a->message.kind = APP_WARNED;
}

struct app_message app_message(struct app *a)
{
	struct app_message m = a->message;
	if (!m.text)
		m.text = "";
	return m;
}
