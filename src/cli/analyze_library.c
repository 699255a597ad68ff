/*
 * Fills in what the library lacks. Results are written a second's worth at a time, so
 * that a player that runs beside us hardly waits for the database.
 */
#include <stdio.h>
#include <stdlib.h>

#include "analyze.h"
#include "analyze/batch.h"
#include "base/clock.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/features.h"
#include "work_print.h"

enum { PENDING_MAX = 64, FLUSH_US = 1000000 };

struct pending {
	int64_t recording;
	struct feature *feature; /* owned; NULL: it failed for */
	char reason[256];
};

struct filling {
	const struct cli *cli;
	struct db *db;              /* owned */
	struct arena arena;         /* owned: of `todo` */
	struct features_todo *todo; /* (n) */
	size_t n, given, finished, failed;
	struct pending pending[PENDING_MAX];
	size_t n_pending;
	struct clock clock;
	int64_t began_us, flushed_us;
	double audio_s;
	struct err why; /* code: the database failed */
};

static enum err_code write_one(struct db *db, const struct pending *p, struct err *why)
{
	return p->feature ? features_put(db, p->recording, p->feature, why)
			  : features_put_failed(db, p->recording, p->reason, why);
}

static void flush(struct filling *l)
{
	enum err_code code = ERR_OK;
	if (l->n_pending > 0 && l->why.code == ERR_OK) {
		code = db_begin(l->db, "analyze", &l->why);
		for (size_t i = 0; i < l->n_pending && code == ERR_OK; i++)
			code = write_one(l->db, &l->pending[i], &l->why);
		if (code == ERR_OK)
			db_commit(l->db, &l->why);
		else
			db_rollback(l->db);
	}
	for (size_t i = 0; i < l->n_pending; i++)
		free(l->pending[i].feature);
	l->n_pending = 0;
	l->flushed_us = clock_mono_us(&l->clock);
}

static double times_real(const struct filling *l)
{
	double s = (double)(clock_mono_us(&l->clock) - l->began_us) / 1e6;
	return s > 0 ? l->audio_s / s : 0;
}

static struct pending *finished_one(struct filling *l, int64_t recording)
{
	struct pending *p = &l->pending[l->n_pending];
	*p = (struct pending){.recording = recording};
	l->n_pending++;
	l->finished++;
	cli_progress("analyze %zu %%  %zu of %zu tracks  %.0f × real time",
		l->finished * 100 / l->n, l->finished, l->n, times_real(l));
	return p;
}

static void flush_in_time(struct filling *l)
{
	if (l->n_pending == PENDING_MAX ||
		clock_mono_us(&l->clock) - l->flushed_us > FLUSH_US)
		flush(l);
}

static size_t next(void *ctx, struct batch_item *out, size_t max)
{
	struct filling *l = ctx;
	size_t n = 0;
	for (; n < max && l->given < l->n; n++, l->given++)
		out[n] = (struct batch_item){.recording = l->todo[l->given].recording,
			.path = xstrdup(l->todo[l->given].path),
			.duration_ms = l->todo[l->given].duration_ms,
			.start_frame = l->todo[l->given].start_frame,
			.end_frame = l->todo[l->given].end_frame};
	return n;
}

static void done(void *ctx, const struct batch_item *item, const struct feature *f)
{
	struct filling *l = ctx;
	l->audio_s += f->duration_s;
	finished_one(l, item->recording)->feature = xmemdup(f, sizeof *f);
	flush_in_time(l);
}

static void failed(void *ctx, const struct batch_item *item, const struct err *why)
{
	struct filling *l = ctx;
	l->failed++;
	struct pending *p = finished_one(l, item->recording);
	str_copy(p->reason, sizeof p->reason, why->msg);
	cli_progress("%s", "");
	fprintf(stderr, "linnet: %s: %s\n", item->path, why->msg);
	flush_in_time(l);
}

static bool stop(void *ctx)
{
	struct filling *l = ctx;
	return cli_interrupted() || l->why.code != ERR_OK;
}

static void print_result(const struct filling *l, const struct batch_result *r)
{
	work_print(l->cli, &(struct work){.to_do = "analyse",
				   .done_word = "analysed",
				   .n = l->n,
				   .done = r->done,
				   .failed = r->failed,
				   .left = l->n - l->finished,
				   .audio_s = r->audio_s,
				   .wall_s = r->wall_s});
}

static enum err_code fill(struct filling *l, const struct batch_config *config,
	bool force, struct err *why)
{
	struct batch_source source = {next, done, failed, stop, l};
	struct batch_result result = {0};
	enum err_code code =
		features_todo(l->db, force, INT64_MAX, &l->arena, &l->todo, &l->n, why);
	if (code != ERR_OK)
		return code;
	l->began_us = l->flushed_us = clock_mono_us(&l->clock);
	code = batch_run(config, &source, &result, why);
	flush(l);
	cli_progress("%s", "");
	print_result(l, &result);
	if (l->why.code != ERR_OK)
		*why = l->why;
	return l->why.code != ERR_OK ? l->why.code : code;
}

int analyze_library(const struct cli *cli, int jobs, bool force)
{
	struct filling *l = xcalloc(1, sizeof *l);
	struct batch_config config = {.jobs = jobs};
	struct err why = {0};
	l->cli = cli;
	l->clock = clock_system();
	enum err_code code = db_open(cli->db_path, DB_WRITE, &l->db, &why);
	if (code == ERR_OK)
		code = fill(l, &config, force, &why);
	db_close(l->db);
	arena_finish(&l->arena);
	free(l);
	return code == ERR_OK ? 0 : cli_fail(&why);
}
