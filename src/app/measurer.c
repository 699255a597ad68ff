/*
 * The measurer: loudness for what has no gain, one album after the other, while nothing
 * plays. When music starts its worker stands still within a fraction of a second, and
 * goes on once it has been quiet for a while; after a minute of music it gives its
 * album up and comes back later.
 */
#include <stdlib.h>
#include <string.h>

#include "analyze/measure_db.h"
#include "jobs.h"
#include "player/player.h"

enum { CHUNK = 64, LOOK_MS = 2000 };
static const int64_t QUIET_US = 5000000, PATIENCE_US = 60000000;

struct measuring {
	struct jobs *jobs;
	struct db *db; /* the measurer's own reading connection */
	struct measure_list list;
	int64_t done, total;
	int64_t music_us, quiet_us; /* when music was seen last, and quiet; monotonic */
	bool gave_up;
};

static bool music_plays(struct jobs *j)
{
	return player_state(j->app->play.player).mode == PLAYER_PLAYING;
}

/* Notes what the player does. True: it has been quiet for a while. */
static bool look(struct measuring *m)
{
	int64_t now = clock_mono_us(&m->jobs->app->clock);
	if (music_plays(m->jobs)) {
		m->music_us = now;
		return false;
	}
	m->quiet_us = now;
	return now - m->music_us >= QUIET_US;
}

static enum measure_wish wish(void *ctx)
{
	struct measuring *m = ctx;
	struct job_state *s = &m->jobs->loudness;
	if (jobs_stopped(m->jobs, s))
		return MEASURE_STOP;
	bool quiet = look(m);
	if (quiet != atomic_load(&s->active)) {
		atomic_store(&s->active, quiet);
		atomic_store(&s->told_us, 0);
		jobs_tell(m->jobs, s, m->done, m->total);
	}
	if (quiet)
		return MEASURE_GO;
	m->gave_up = m->music_us - m->quiet_us > PATIENCE_US;
	return m->gave_up ? MEASURE_STOP : MEASURE_WAIT;
}

static enum err_code store_album(struct db *db, void *arg, struct err *why)
{
	return measure_store(db, arg, why);
}

static void album_free(void *arg)
{
	struct measure_album *a = arg;
	free(a->track);
	free(a);
}

/* The paths are left behind: storing has no use for them. */
static void album_done(void *ctx, const struct measure_album *a)
{
	struct measuring *m = ctx;
	struct measure_album *copy = xmemdup(a, sizeof *a);
	copy->track = xmemdup(a->track, a->n * sizeof *a->track);
	for (size_t i = 0; i < a->n; i++)
		copy->track[i].path = NULL;
	app_write(m->jobs->app, "loudness", store_album, album_free, copy);
}

static void track_done(void *ctx, const struct measure_track *t)
{
	struct measuring *m = ctx;
	m->done += !t->extra;
	jobs_tell(m->jobs, &m->jobs->loudness, m->done, m->total);
}

static enum err_code nothing(struct db *db, void *arg, struct err *why)
{
	(void)db;
	(void)arg;
	(void)why;
	return ERR_OK;
}

/* What was done must be committed before the next ones are asked for. */
static bool next(void *ctx, struct measure_album *ret)
{
	struct measuring *m = ctx;
	if (measure_list_next(&m->list, ret))
		return true;
	return store_call(m->jobs->app->store, nothing, NULL, NULL) == ERR_OK &&
	       measure_list_read(&m->list, m->db, CHUNK, NULL) == ERR_OK &&
	       measure_list_next(&m->list, ret);
}

static void run(struct measuring *m)
{
	struct measure_config config = {.jobs = 1};
	struct measure_source source = {next, track_done, album_done, wish, m};
	struct measure_result result = {0};
	struct job_state *s = &m->jobs->loudness;
	struct err why = {0};
	enum err_code code = measure_run(&config, &source, &result, &why);
	atomic_store(&s->active, false);
	jobs_tell(m->jobs, s, m->done, m->total);
	if (code != ERR_OK && code != ERR_CANCELLED)
		jobs_say(m->jobs, true, "The loudness is not measured: %s", why.msg);
}

/* False: nothing is left, or it was cancelled. */
static bool measure(struct measuring *m)
{
	struct loudness_progress p = {0};
	m->done = m->total = 0;
	m->gave_up = false;
	measure_list_finish(&m->list); /* an album that was given up is new again */
	if (loudness_progress(m->db, &p, NULL) == ERR_OK)
		m->total = p.wanted - p.done - p.failed;
	if (m->total > 0)
		run(m);
	return m->gave_up;
}

/* In long steps: nobody waits for it, and music may play for hours. */
static void await_quiet(struct measuring *m)
{
	while (!jobs_stopped(m->jobs, &m->jobs->loudness) && !look(m))
		free(mailbox_receive(m->jobs->measurings, LOOK_MS));
}

static void measure_when_quiet(struct jobs *j)
{
	struct measuring m = {.jobs = j};
	m.music_us = clock_mono_us(&j->app->clock);
	atomic_store(&j->loudness.cancel, false);
	if (db_open(j->app->config.db_path, DB_READ, &m.db, NULL) != ERR_OK)
		return;
	do
		await_quiet(&m);
	while (!jobs_stopped(j, &j->loudness) && measure(&m));
	measure_list_finish(&m.list);
	db_close(m.db);
}

void measurer_run(void *arg)
{
	struct jobs *j = arg;
	char *token;
	task_set_background();
	while ((token = mailbox_receive(j->measurings, -1))) {
		free(token);
		if (!atomic_load(&j->quit))
			measure_when_quiet(j);
	}
}
