/* Measures what lacks a gain. An album is written when it is through. */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/measure_db.h"
#include "base/clock.h"
#include "loudness.h"
#include "work_print.h"

struct measuring {
	const struct cli *cli;
	struct db *db; /* owned */
	struct measure_list list;
	size_t n, through; /* tracks that lack a gain */
	double audio_s;
	struct clock clock;
	int64_t began_us;
	struct err why; /* code: the database failed */
};

static bool next(void *ctx, struct measure_album *ret)
{
	struct measuring *m = ctx;
	return measure_list_next(&m->list, ret);
}

static double times_real(const struct measuring *m)
{
	double s = (double)(clock_mono_us(&m->clock) - m->began_us) / 1e6;
	return s > 0 ? m->audio_s / s : 0;
}

static void track_done(void *ctx, const struct measure_track *t)
{
	struct measuring *m = ctx;
	m->audio_s += t->seconds;
	m->through += !t->extra;
	if (!t->measured) {
		cli_progress("%s", "");
		fprintf(stderr, "linnet: %s: %s\n", t->path, t->why.msg);
	}
	cli_progress("loudness %zu %%  %zu of %zu tracks  %.0f × real time",
		m->n ? m->through * 100 / m->n : 100, m->through, m->n, times_real(m));
}

static void album_done(void *ctx, const struct measure_album *a)
{
	struct measuring *m = ctx;
	if (m->why.code == ERR_OK)
		measure_store(m->db, a, &m->why);
}

static enum measure_wish wish(void *ctx)
{
	struct measuring *m = ctx;
	return cli_interrupted() || m->why.code != ERR_OK ? MEASURE_STOP : MEASURE_GO;
}

static void print_result(const struct measuring *m, const struct measure_result *r)
{
	work_print(m->cli, &(struct work){.to_do = "measure",
				   .done_word = "measured",
				   .n = m->n,
				   .done = r->done,
				   .failed = r->failed,
				   .left = m->n - m->through,
				   .audio_s = r->audio_s,
				   .wall_s = r->wall_s});
}

static enum err_code measure_all(struct measuring *m, int jobs, struct err *why)
{
	struct measure_config config = {.jobs = jobs};
	struct measure_source source = {next, track_done, album_done, wish, m};
	struct measure_result result = {0};
	enum err_code code = measure_list_read(&m->list, m->db, SIZE_MAX, why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < m->list.n; i++)
		m->n += m->list.row[i].lacks;
	m->began_us = clock_mono_us(&m->clock);
	code = measure_run(&config, &source, &result, why);
	cli_progress("%s", "");
	print_result(m, &result);
	if (m->why.code != ERR_OK)
		*why = m->why;
	return m->why.code != ERR_OK ? m->why.code : code;
}

int loudness_library(const struct cli *cli, int jobs)
{
	struct measuring m = {.cli = cli, .clock = clock_system()};
	struct err why = {0};
	enum err_code code = cli_open_db(cli->db_path, DB_WRITE, &m.db, &why);
	if (code == ERR_OK)
		code = measure_all(&m, jobs, &why);
	measure_list_finish(&m.list);
	db_close(m.db);
	return code == ERR_OK ? 0 : cli_fail(&why);
}
