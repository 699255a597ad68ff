/*
 * The main thread's side of the database: what it writes goes to the store, what it asks
 * to the reader, whose answers come back through a mailbox. Counts of the library for the
 * first draw, and what follows from a change, by us or by a subcommand.
 */
#include "database.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "db/list.h"
#include "db/listens.h"
#include "db/rescue.h"
#include "db/settings.h"

/* ---- writes */

struct write {
	struct app *app;
	const char *what; /* static */
	enum err_code (*run)(struct db *db, void *arg, struct err *why);
	void (*free_arg)(void *arg);
	void *arg;
	struct err why;
};

static enum err_code run_write(struct db *db, void *arg, struct err *why)
{
	struct write *w = arg;
	return w->run(db, w->arg, why);
}

static void say_failed_write(struct app *a, void *arg)
{
	struct write *w = arg;
	/* What was asked for cannot be: nothing is wrong with the saving. */
	bool refused = w->why.code == ERR_UNSUPPORTED || w->why.code == ERR_EXISTS ||
		       w->why.code == ERR_USAGE || w->why.code == ERR_NOT_FOUND;
	if (refused && w->why.msg[0] >= 'a' && w->why.msg[0] <= 'z')
		w->why.msg[0] = (char)(w->why.msg[0] - 'a' + 'A');
	if (trouble_passes(&w->why)) /* trouble.c tells of that, once */
		log_write(LOG_WARN, "cannot save %s: %s", w->what, w->why.msg);
	else
		app_warn(a, "%s%s%s%s", refused ? "" : "Cannot save ",
			refused ? "" : w->what, refused ? "" : ": ", w->why.msg);
	free(w);
}

static void write_done(void *arg, enum err_code code, const struct err *why)
{
	struct write *w = arg;
	w->free_arg(w->arg);
	if (code == ERR_OK || code == ERR_CANCELLED) {
		free(w);
		return;
	}
	if (why)
		w->why = *why;
	app_post(w->app, say_failed_write, w);
}

static void post_write(struct app *a, const struct write *from, bool keep)
{
	struct store_job job = {.run = run_write,
		.done = write_done,
		.arg = xmemdup(from, sizeof *from),
		.keep = keep};
	store_post(a->store, &job);
}

void app_write(struct app *a, const char *what,
	enum err_code (*run)(struct db *db, void *arg, struct err *why),
	void (*free_arg)(void *arg), void *arg)
{
	post_write(a, &(struct write){a, what, run, free_arg, arg, {0}}, false);
}

void app_write_act(struct app *a, const char *what,
	enum err_code (*run)(struct db *db, void *arg, struct err *why),
	void (*free_arg)(void *arg), void *arg)
{
	post_write(a, &(struct write){a, what, run, free_arg, arg, {0}}, true);
}

/* ---- questions */

static enum err_code run_query(struct db *db, struct reader_job *job, struct err *why)
{
	struct query *q = (struct query *)job;
	return q->run(db, q, why);
}

static void free_query(struct reader_job *job)
{
	struct query *q = (struct query *)job;
	q->free(q);
}

void query_post(struct app *a, struct query *q, int lane)
{
	q->job.run = run_query;
	q->job.free = free_query;
	q->job.lane = lane;
	reader_post(a->reader, &q->job);
}

static void read_answers(void *ctx, int fd, short revents)
{
	(void)fd;
	(void)revents;
	struct app *a = ctx;
	struct query *q;
	while ((q = mailbox_try_receive(a->answers))) {
		if (q->job.code == ERR_CORRUPT)
			trouble_damaged(a, &q->job.why);
		else if (q->job.code != ERR_OK && q->job.code != ERR_CANCELLED)
			log_write(LOG_WARN, "query: %s", q->job.why.msg);
		q->done(a, q);
		q->free(q);
	}
}

/* ---- counts for the first draw and the empty states */

struct counts {
	struct query query;
	struct app_library library;
};

static enum err_code read_counts(struct db *db, struct query *q, struct err *why)
{
	struct app_library *l = &((struct counts *)q)->library;
	struct arena arena = {0};
	struct list_totals t;
	enum err_code code = list_totals(db, &arena, &t, why);
	if (code == ERR_OK) {
		*l = (struct app_library){.known = true,
			.tracks = t.tracks,
			.artists = t.artists,
			.albums = t.albums,
			.playlists = t.playlists,
			.listens = t.listens,
			.roots = t.roots,
			.analysed = t.features};
		/* A path that does not fit would be a wrong one. */
		if (t.first_root && strlen(t.first_root) < sizeof l->first_root)
			str_copy(l->first_root, sizeof l->first_root, t.first_root);
	}
	arena_finish(&arena);
	return code;
}

static void take_counts(struct app *a, struct query *q)
{
	if (q->job.code != ERR_OK)
		return;
	bool first = !a->library.known;
	bool grew = a->library.tracks != ((struct counts *)q)->library.tracks;
	a->library = ((struct counts *)q)->library;
	if (first || grew)
		foryou_library_changed(a);
	app_changed(a, APP_CHANGED_LIBRARY);
}

static void free_plain(struct query *q)
{
	free(q);
}

void database_count(struct app *a)
{
	struct counts *c = xcalloc(1, sizeof *c);
	c->query = (struct query){
		.run = read_counts, .done = take_counts, .free = free_plain};
	query_post(a, &c->query, LANE_COUNTS);
}

/* ---- the database changed, by us or by a subcommand */

static void refresh(void *ctx)
{
	struct app *a = ctx;
	a->refresh_timer = 0;
	database_count(a);
	rows_library_changed(a);
	list_sync_soon(a);
}

static void database_changed(struct app *a, void *arg)
{
	(void)arg;
	atomic_store(&a->told_of_commit, false);
	if (!a->refresh_timer)
		a->refresh_timer = loop_add_timer(a->loop, APP_REFRESH_MS, refresh, a);
}

static void on_commit(void *ctx)
{
	struct app *a = ctx;
	if (!atomic_exchange(&a->told_of_commit, true))
		app_post(a, database_changed, NULL);
}

/* ---- opening */

static enum err_code read_setup(struct db *db, void *arg, struct err *why)
{
	struct app *a = arg;
	enum err_code code = db_profile(db, a->config.profile, &a->profile, why);
	if (code != ERR_OK)
		return code;
	remembered_read(a, db);
	sound_recall(a, db);
	return listens_recover(db, NULL, why);
}

/* A damaged database is restored first, before anything else of it is open. */
static enum err_code start_store(
	struct app *a, const struct store_config *c, struct err *why)
{
	struct err first = {0};
	char said[512];
	enum err_code code = store_start(c, &a->store, &first);
	if (code != ERR_OK && rescue_may_help(c->path, &first)) {
		code = rescue_database(c->path, said, sizeof said, &first);
		if (code == ERR_OK)
			code = store_start(c, &a->store, &first);
		if (code == ERR_OK && said[0])
			app_tell(a, "%s", said);
	}
	if (code != ERR_OK && why)
		*why = first;
	return code;
}

enum err_code database_open(struct app *a, struct err *why)
{
	struct store_config sc = {.path = a->config.db_path,
		.foreign = on_commit,
		.committed = on_commit,
		.trouble = trouble_tell,
		.ctx = a};
	enum err_code code = start_store(a, &sc, why);
	if (code == ERR_OK) /* before what died without an end is counted */
		code = trouble_take_unsaved(a, why);
	if (code == ERR_OK)
		code = store_call(a->store, read_setup, a, why);
	if (code == ERR_OK)
		code = reader_start(a->config.db_path, a->answers, &a->reader, why);
	return code;
}

/* ---- begin and end */

void database_listen(struct app *a)
{
	loop_add_fd(a->loop, mailbox_fd(a->answers), POLLIN, read_answers, a);
}

void database_stop_reading(struct app *a)
{
	if (!a->reader)
		return;
	reader_stop(a->reader);
	loop_remove_fd(a->loop, mailbox_fd(a->answers));
}

static void free_answer(void *message)
{
	struct query *q = message;
	q->free(q);
}

void database_finish(struct app *a)
{
	mailbox_destroy(a->answers, free_answer);
	loop_cancel_timer(a->loop, a->refresh_timer);
}
