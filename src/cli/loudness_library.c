/* Measures what lacks a gain. An album is written when it is through. */
#include <stdio.h>
#include <stdlib.h>

#include "analyze/measure_db.h"
#include "base/clock.h"
#include "base/str.h"
#include "loudness.h"
#include "text/json.h"

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
	double times = r->wall_s > 0 ? r->audio_s / r->wall_s : 0;
	if (m->cli->json) {
		struct str text = {0};
		struct json_writer w = {.out = &text};
		json_write_object(&w);
		json_put_int(&w, "measured", (int64_t)r->done);
		json_put_int(&w, "failed", (int64_t)r->failed);
		json_put_int(&w, "left", (int64_t)(m->n - m->through));
		json_put_double(&w, "audio_seconds", r->audio_s);
		json_put_double(&w, "seconds", r->wall_s);
		json_write_object_end(&w);
		json_write_line_end(&w);
		fputs(str_text(&text), stdout);
		str_finish(&text);
		return;
	}
	if (m->n == 0)
		puts("nothing to measure");
	else
		printf("%zu measured, %zu failed, %zu left, %.0f × real time\n",
			r->done, r->failed, m->n - m->through, times);
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
	enum err_code code = db_open(cli->db_path, DB_WRITE, &m.db, &why);
	if (code == ERR_OK)
		code = measure_all(&m, jobs, &why);
	measure_list_finish(&m.list);
	db_close(m.db);
	return code == ERR_OK ? 0 : cli_fail(&why);
}
