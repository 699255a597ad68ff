/*
 * Fills in what the library lacks. Results are written a second's worth at a time, so
 * that a player that runs beside us hardly waits for the database.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "analyze/batch_db.h"
#include "base/clock.h"
#include "base/mem.h"
#include "codec/fingerprint.h"
#include "db/db.h"
#include "work_print.h"

enum { PENDING_MAX = 64, FLUSH_US = 1000000 };

struct filling {
	const struct cli *cli;
	struct db *db;           /* owned */
	struct batch_item *item; /* owned: those not given yet; (n_items) */
	size_t n_items, given;
	size_t n, finished, failed;                 /* n: in all */
	struct batch_outcome *pending[PENDING_MAX]; /* owned */
	size_t n_pending;
	struct clock clock;
	int64_t began_us, flushed_us;
	double audio_s;
	struct batch_result result;
	struct err why; /* code: the database failed */
};

static void flush(struct filling *l)
{
	enum err_code code = ERR_OK;
	if (l->n_pending > 0 && l->why.code == ERR_OK) {
		code = db_begin(l->db, "analyze", &l->why);
		for (size_t i = 0; i < l->n_pending && code == ERR_OK; i++)
			code = batch_outcome_store(l->db, l->pending[i], &l->why);
		if (code == ERR_OK)
			db_commit(l->db, &l->why);
		else
			db_rollback(l->db);
	}
	for (size_t i = 0; i < l->n_pending; i++)
		batch_outcome_free(l->pending[i]);
	l->n_pending = 0;
	l->flushed_us = clock_mono_us(&l->clock);
}

static double times_real(const struct filling *l)
{
	double s = (double)(clock_mono_us(&l->clock) - l->began_us) / 1e6;
	return s > 0 ? l->audio_s / s : 0;
}

static void flush_in_time(struct filling *l)
{
	if (l->n_pending == PENDING_MAX ||
		clock_mono_us(&l->clock) - l->flushed_us > FLUSH_US)
		flush(l);
}

static void finished_one(struct filling *l, struct batch_outcome *o)
{
	l->pending[l->n_pending++] = o;
	l->finished++;
	cli_progress("analyze %zu %%  %zu of %zu tracks  %.0f × real time",
		l->finished * 100 / l->n, l->finished, l->n, times_real(l));
	flush_in_time(l);
}

static size_t next(void *ctx, struct batch_item *out, size_t max)
{
	struct filling *l = ctx;
	size_t n = l->n_items - l->given < max ? l->n_items - l->given : max;
	if (n) /* the paths go along */
		memcpy(out, l->item + l->given, n * sizeof *out);
	l->given += n;
	return n;
}

static void done(void *ctx, const struct batch_item *item, const struct feature *f,
	const struct identity *i)
{
	struct filling *l = ctx;
	l->audio_s += f ? f->duration_s : 0;
	finished_one(l, batch_outcome_done(item, f, i));
}

static void failed(void *ctx, const struct batch_item *item, const struct err *why)
{
	struct filling *l = ctx;
	l->failed++;
	cli_progress("%s", "");
	fprintf(stderr, "linnet: %s: %s\n", item->path, why->msg);
	finished_one(l, batch_outcome_failed(item, why));
}

static bool stop(void *ctx)
{
	struct filling *l = ctx;
	return cli_interrupted() || l->why.code != ERR_OK;
}

static void print_result(const struct filling *l)
{
	work_print(l->cli, &(struct work){.to_do = "analyse",
				   .done_word = "analysed",
				   .n = l->n,
				   .done = l->result.done,
				   .failed = l->result.failed,
				   .left = l->n - l->finished,
				   .audio_s = l->result.audio_s,
				   .wall_s = l->result.wall_s});
}

/* One round: all that is to be done now. */
static enum err_code run_items(
	struct filling *l, const struct batch_config *config, struct err *why)
{
	struct batch_source source = {next, done, failed, stop, l};
	struct batch_result r = {0};
	if (l->n < l->finished + l->n_items)
		l->n = l->finished + l->n_items;
	l->given = 0;
	enum err_code code = batch_run(config, &source, &r, why);
	l->result.done += r.done;
	l->result.failed += r.failed;
	l->result.audio_s += r.audio_s;
	l->result.wall_s += r.wall_s;
	flush(l);
	for (; l->given < l->n_items; l->given++)
		free(l->item[l->given].path);
	free(l->item);
	l->item = NULL;
	if (l->why.code != ERR_OK)
		*why = l->why;
	return l->why.code != ERR_OK ? l->why.code : code;
}

/* First the features, then what only then is known to be missing. */
static enum err_code fill(struct filling *l, const struct batch_config *config,
	bool force, struct err *why)
{
	struct batch_todo todo = {.all = force,
		.version = *fingerprint_library(NULL) ? FINGERPRINT_VERSION : 0};
	int64_t n = 0;
	enum err_code code = batch_todo_count(l->db, todo.version, &n, why);
	l->n = (size_t)n;
	l->began_us = l->flushed_us = clock_mono_us(&l->clock);
	while (code == ERR_OK) {
		code = batch_todo_next(
			&todo, l->db, INT64_MAX, &l->item, &l->n_items, why);
		if (code != ERR_OK || l->n_items == 0)
			break;
		code = run_items(l, config, why);
	}
	free(l->item);
	cli_progress("%s", "");
	print_result(l);
	return code;
}

int analyze_library(const struct cli *cli, int jobs, bool force)
{
	struct filling *l = xcalloc(1, sizeof *l);
	struct batch_config config = {.jobs = jobs};
	struct err why = {0};
	l->cli = cli;
	l->clock = clock_system();
	enum err_code code = cli_open_db(cli->db_path, DB_WRITE, &l->db, &why);
	if (code == ERR_OK)
		code = fill(l, &config, force, &why);
	db_close(l->db);
	free(l);
	return code == ERR_OK ? 0 : cli_fail(&why);
}
