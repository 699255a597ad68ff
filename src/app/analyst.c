/* The analyst: features for what has none, one recording after the other, at idle. */
#include <stdlib.h>
#include <string.h>

#include "analyze/batch_db.h"
#include "jobs.h"

enum { CHUNK = 64 };

struct analysis {
	struct jobs *jobs;
	struct db *db; /* the analyst's own reading connection */
	struct batch_todo todo;
	int64_t done, total;
};

static enum err_code store_outcome(struct db *db, void *arg, struct err *why)
{
	return batch_outcome_store(db, arg, why);
}

static void keep(struct analysis *s, struct batch_outcome *o)
{
	app_write(s->jobs->app, "features", store_outcome, batch_outcome_free, o);
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
	struct batch_item *item = NULL;
	size_t n = 0;
	struct err why = {0};
	if (store_call(s->jobs->app->store, nothing, NULL, &why) != ERR_OK ||
		batch_todo_next(&s->todo, s->db, max < CHUNK ? max : CHUNK, &item, &n,
			&why) != ERR_OK)
		n = 0;
	if (n)
		memcpy(out, item, n * sizeof *item);
	free(item); /* the paths went along */
	return n;
}

static void item_done(void *ctx, const struct batch_item *item, const struct feature *f,
	const struct identity *i)
{
	keep(ctx, batch_outcome_done(item, f, i));
}

static void item_failed(void *ctx, const struct batch_item *item, const struct err *why)
{
	keep(ctx, batch_outcome_failed(item, why));
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
	struct err why = {0};
	if (db_open(j->app->config.db_path, DB_READ, &s.db, &why) != ERR_OK)
		return;
	if (batch_todo_count(s.db, 0, &s.total, &why) == ERR_OK && s.total > 0) {
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
