/*
 * The loudness of named files. Workers finish in any order; what comes early is kept
 * until the files before it are printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyze/loudness.h"
#include "analyze/measure.h"
#include "base/mem.h"
#include "base/str.h"
#include "dsp/loudness.h"
#include "loudness.h"
#include "text/json.h"

struct outcome {
	bool known, measured;
	struct loudness_reading reading;
	double seconds;
	struct err why;
};

struct listing {
	const struct cli *cli;
	char **path;
	size_t n, given, printed;
	bool together, have_joint, failed;
	struct outcome *outcome; /* owned; (n) */
	struct loudness_reading joint;
};

static double peak_db(const struct loudness_reading *r)
{
	return r->peak > 0 ? 20 * log10(r->peak) : NAN;
}

static void put_number(struct json_writer *w, const char *key, double v)
{
	json_write_key(w, key);
	if (isfinite(v))
		json_write_double(w, v);
	else
		json_write_null(w);
}

/* path NULL: of all together. */
static void print_json(
	const char *path, const struct loudness_reading *r, double seconds)
{
	struct str text = {0};
	struct json_writer w = {.out = &text};
	json_write_object(&w);
	if (path)
		json_put_path(&w, path);
	else
		json_put_bool(&w, "album", true);
	put_number(&w, "lufs", r->lufs);
	put_number(&w, "true_peak_db", peak_db(r));
	put_number(&w, "peak", r->peak);
	put_number(&w, "gain_db", loudness_reading_gain_db(r));
	put_number(&w, "duration", seconds);
	json_write_object_end(&w);
	json_write_line_end(&w);
	fputs(str_text(&text), stdout);
	str_finish(&text);
}

static void print_line(const char *path, const struct loudness_reading *r)
{
	if (!isfinite(r->lufs))
		printf("      silence                                   %s\n", path);
	else
		printf("%7.2f LUFS  %6.2f dBTP  gain %+6.2f dB   %s\n", r->lufs,
			peak_db(r), loudness_reading_gain_db(r), path);
}

static void print_one(struct listing *l, const char *path,
	const struct loudness_reading *r, double seconds)
{
	if (l->cli->json)
		print_json(path, r, seconds);
	else
		print_line(path ? path : "(together)", r);
}

static void print_known(struct listing *l)
{
	for (; l->printed < l->n && l->outcome[l->printed].known; l->printed++) {
		const struct outcome *o = &l->outcome[l->printed];
		const char *path = l->path[l->printed];
		if (o->measured) {
			print_one(l, path, &o->reading, o->seconds);
		} else {
			fprintf(stderr, "linnet: %s: %s\n", path, o->why.msg);
			l->failed = true;
		}
	}
	fflush(stdout);
}

/* All at once where they belong together, else one at a time. */
static bool next(void *ctx, struct measure_album *ret)
{
	struct listing *l = ctx;
	if (l->given == l->n)
		return false;
	*ret = (struct measure_album){.n = l->together ? l->n : 1};
	ret->track = xcalloc(ret->n, sizeof *ret->track);
	for (size_t i = 0; i < ret->n; i++, l->given++) {
		ret->track[i].recording = (int64_t)l->given;
		ret->track[i].path = xstrdup(l->path[l->given]);
	}
	return true;
}

static void track_done(void *ctx, const struct measure_track *t)
{
	struct listing *l = ctx;
	l->outcome[t->recording] =
		(struct outcome){true, t->measured, t->reading, t->seconds, t->why};
	print_known(l);
}

static void album_done(void *ctx, const struct measure_album *a)
{
	struct listing *l = ctx;
	l->joint = a->joint;
	l->have_joint = true;
}

static enum measure_wish wish(void *ctx)
{
	(void)ctx;
	return cli_interrupted() ? MEASURE_STOP : MEASURE_GO;
}

static bool interrupted(void *ctx)
{
	(void)ctx;
	return cli_interrupted();
}

/* Where no worker can run (no /proc, no permission for a new process): here. */
static void measure_here(struct listing *l)
{
	struct loudness_meter **meter = xcalloc(l->n, sizeof(struct loudness_meter *));
	size_t n = 0;
	for (size_t i = 0; i < l->n && !cli_interrupted(); i++) {
		struct outcome *o = &l->outcome[i];
		int fd = open(l->path[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		enum err_code code =
			fd < 0 ? err_sys(&o->why, errno, "it cannot be opened")
			       : loudness_of_fd(fd, (struct loudness_range){0},
					 interrupted, NULL, &meter[n], &o->seconds,
					 &o->why);
		if (fd >= 0)
			close(fd);
		o->known = true;
		o->measured = code == ERR_OK;
		if (o->measured)
			o->reading = loudness_meter_read(meter[n++]);
		print_known(l);
	}
	l->joint = loudness_meter_joint(meter, n);
	l->have_joint = true;
	for (size_t i = 0; i < n; i++)
		loudness_meter_destroy(meter[i]);
	free(meter);
}

int loudness_paths(const struct cli *cli, char **path, int n, int jobs, bool together)
{
	struct listing l = {
		.cli = cli, .path = path, .n = (size_t)n, .together = together};
	struct measure_config config = {.jobs = jobs, .urgent = true};
	struct measure_source source = {next, track_done, album_done, wish, &l};
	struct measure_result result;
	struct err why = {0};
	l.outcome = xcalloc(l.n, sizeof *l.outcome);
	enum err_code code = measure_run(&config, &source, &result, &why);
	if (code != ERR_OK && code != ERR_CANCELLED) {
		measure_here(&l);
		code = ERR_OK;
	}
	double seconds = 0;
	for (size_t i = 0; i < l.n; i++)
		seconds += l.outcome[i].seconds;
	if (code == ERR_OK && together && l.have_joint)
		print_one(&l, NULL, &l.joint, seconds);
	free(l.outcome);
	if (code != ERR_OK)
		return cli_fail(&why);
	return l.failed || l.printed < l.n ? 1 : 0;
}
