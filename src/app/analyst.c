/* The analyst: features for what has none, one recording after the other, at idle. */
#include <stdlib.h>
#include <string.h>

#include "analyze/batch.h"
#include "db/features.h"
#include "jobs.h"

enum { CHUNK = 64 };

struct analysis {
	struct jobs *jobs;
	struct db *db; /* the analyst's own reading connection */
	int64_t done, total;
};

struct result {
	int64_t recording;
	struct feature feature;
	char reason[200]; /* why there is none; "" there is one */
};

static enum err_code store_result(struct db *db, void *arg, struct err *why)
{
	struct result *r = arg;
	if (r->reason[0])
		return features_put_failed(db, r->recording, r->reason, why);
	return features_put(db, r->recording, &r->feature, why);
}

static void keep(struct analysis *s, struct result *r)
{
	app_write(s->jobs->app, "features", store_result, free, xmemdup(r, sizeof *r));
	jobs_tell(s->jobs, &s->jobs->analysis, ++s->done, s->total);
}

static enum err_code nothing(struct db *db, void *arg, struct err *why)
{
	(void)db;
	(void)arg;
	(void)why;
	return ERR_OK;
}

/* What was done must be committed before the next ones are asked for. */
static size_t next_items(void *ctx, struct batch_item *out, size_t max)
{
	struct analysis *s = ctx;
	struct arena arena = {0};
	struct features_todo *todo;
	size_t n = 0;
	struct err why = {0};
	if (store_call(s->jobs->app->store, nothing, NULL, &why) != ERR_OK ||
		features_todo(s->db, false, max < CHUNK ? max : CHUNK, &arena, &todo,
			&n, &why) != ERR_OK)
		n = 0;
	for (size_t i = 0; i < n; i++)
		out[i] = (struct batch_item){.recording = todo[i].recording,
			.path = xstrdup(todo[i].path),
			.duration_ms = todo[i].duration_ms,
			.start_frame = todo[i].start_frame,
			.end_frame = todo[i].end_frame};
	arena_finish(&arena);
	return n;
}

static void item_done(void *ctx, const struct batch_item *item, const struct feature *f)
{
	struct analysis *s = ctx;
	struct result r = {item->recording, *f, ""};
	keep(s, &r);
}

static void item_failed(void *ctx, const struct batch_item *item, const struct err *why)
{
	struct analysis *s = ctx;
	struct result r = {.recording = item->recording};
	str_copy(r.reason, sizeof r.reason, why->msg);
	keep(s, &r);
}

static bool asked_to_stop(void *ctx)
{
	struct analysis *s = ctx;
	return jobs_stopped(s->jobs, &s->jobs->analysis);
}

static void refresh_slate(struct app *a, void *arg)
{
	(void)arg;
	foryou_features_changed(a);
}

static void analyse(struct jobs *j)
{
	struct analysis s = {.jobs = j};
	struct features_progress p = {0};
	struct err why = {0};
	if (db_open(j->app->config.db_path, DB_READ, &s.db, &why) != ERR_OK)
		return;
	if (features_progress(s.db, &p, &why) == ERR_OK)
		s.total = p.wanted - p.done - p.failed;
	if (s.total > 0) {
		struct batch_config config = {.jobs = 1};
		struct batch_source source = {
			next_items, item_done, item_failed, asked_to_stop, &s};
		struct batch_result result = {0};
		atomic_store(&j->analysis.cancel, false);
		atomic_store(&j->analysis.active, true);
		jobs_tell(j, &j->analysis, 0, s.total);
		enum err_code code = batch_run(&config, &source, &result, &why);
		atomic_store(&j->analysis.active, false);
		jobs_tell(j, &j->analysis, s.done, s.total);
		if (code != ERR_OK && code != ERR_CANCELLED)
			jobs_say(j, true, "Analysis stopped: %s", why.msg);
		else if (result.done > 0)
			app_post(j->app, refresh_slate, NULL);
	}
	db_close(s.db);
}

void analyst_run(void *arg)
{
	struct jobs *j = arg;
	char *token;
	task_set_background();
	while ((token = mailbox_receive(j->analyses, -1))) {
		free(token);
		if (!atomic_load(&j->quit))
			analyse(j);
	}
}
