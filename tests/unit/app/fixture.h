/*
 * For tests of the app: a small library of real files, a real store, reader and pump
 * (into silence, in real time), without a screen. The test program is its own worker.
 * Nothing is timed: the loop turns until what is waited for has come.
 */
#ifndef UNIT_APP_FIXTURE_H
#define UNIT_APP_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyze/analyze.h"
#include "app/app.h"
#include "app/command.h"
#include "app/rows.h"
#include "base/io.h"
#include "base/str.h"
#include "codec/encode.h"
#include "codec/tags.h"
#include "library/tags_job.h"
#include "suggest/taste_job.h"
#include "text/quote.h"
#include "worker/worker.h"

enum { RATE = 8000, SECONDS = 60, TRACKS = 4, HANG_MS = 60000 };

struct world {
	char dir[64];
	struct paths paths;
	char *music, *db_path, *config_path; /* owned */
	struct loop *loop;
	struct app *app;
	struct rows *rows; /* what the selection is of */
	int64_t cursor;
	struct clock clock;
};

static inline void make_long_track(const char *dir, int n, int seconds)
{
	static float pcm[RATE];
	char name[32], title[32];
	struct encoder *e = NULL;
	snprintf(name, sizeof name, "%d.flac", n);
	snprintf(title, sizeof title, "Track %d", n);
	char *path = path_join(dir, name);
	const struct tags t = {.title = title,
		.artist = (char[]){"Artist"},
		.album = (char[]){"Album"},
		.track = n};
	assert_int_equal(
		encoder_open(path, FORMAT_FLAC, RATE, 1, .5, &e, NULL), ERR_OK);
	for (int i = 0; i < RATE; i++)
		pcm[i] = (float)(i % (10 * n)) / (float)(20 * n);
	for (int i = 0; i < seconds; i++)
		assert_int_equal(encoder_write(e, pcm, RATE, NULL), ERR_OK);
	assert_int_equal(encoder_close(e, NULL), ERR_OK);
	assert_int_equal(tags_write(path, &t, NULL, 0, NULL), ERR_OK);
	free(path);
}

static inline void make_track(const char *dir, int n)
{
	make_long_track(dir, n, SECONDS);
}

static inline struct selection provide(void *ctx)
{
	struct world *w = ctx;
	return (struct selection){.rows = w->rows, .cursor = w->cursor};
}

/* Without app_begin: no worker, no sound, nothing asked for. */
static inline void create(struct world *w)
{
	struct err why = {0};
	const struct app_config c = {.paths = &w->paths,
		.db_path = w->db_path,
		.config_path = w->config_path,
		.output = "null",
		.profile = "default",
		.headless = true,
		.clock = w->clock};
	w->loop = loop_create();
	if (app_create(&c, w->loop, &w->app, &why) != ERR_OK)
		fail_msg("app: %s", why.msg);
	app_set_selection(w->app, provide, w);
}

static inline void start(struct world *w)
{
	create(w);
	app_begin(w->app);
}

static inline void stop(struct world *w)
{
	rows_close(w->rows);
	w->rows = NULL;
	app_destroy(w->app);
	loop_destroy(w->loop);
}

/* Turns the loop until the condition holds; a minute of that is a hang. */
#define UNTIL(w, condition)                                                            \
	do {                                                                           \
		int left = HANG_MS / 5;                                                \
		while (!(condition) && left-- > 0)                                     \
			loop_turn((w)->loop, 5);                                       \
		if (!(condition))                                                      \
			fail_msg("never: %s", #condition);                             \
	} while (0)

static inline enum err_code command(struct world *w, const char *line)
{
	return app_command(w->app, line, false, NULL, NULL);
}

/* COMMAND and files of the music folder: "play", "3.flac". */
static inline void command_file(struct world *w, const char *name, const char *file)
{
	struct str line = {0};
	char *path = path_join(w->music, file);
	str_appendf(&line, "%s ", name);
	quote_append(&line, path);
	assert_int_equal(command(w, str_text(&line)), ERR_OK);
	free(path);
	str_finish(&line);
}

static inline bool plays(struct world *w, const char *title)
{
	const struct track *t = app_now(w->app);
	struct queue_item now;
	return t && t->title && strcmp(t->title, title) == 0 &&
	       app_player(w->app)->mode == PLAYER_PLAYING &&
	       queue_now(app_queue(w->app), &now) && app_player(w->app)->key == now.key;
}

static inline bool said(struct world *w, const char *text)
{
	return strstr(app_message(w->app).text, text) != NULL;
}

static inline int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	snprintf(w->dir, sizeof w->dir, "/tmp/linnet-test-XXXXXX");
	if (!mkdtemp(w->dir))
		return -1;
	setenv("HOME", w->dir, 1);
	for (int i = 0; i < 5; i++)
		unsetenv((const char *[]){"XDG_DATA_HOME", "XDG_CONFIG_HOME",
			"XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_MUSIC_DIR"}[i]);
	paths_init(&w->paths);
	w->music = path_join(w->dir, "music");
	w->db_path = path_join(w->dir, "test.db");
	w->config_path = path_join(w->dir, "linnet.conf");
	w->clock = clock_system();
	if (path_make_dirs(w->music, 0700, NULL) != ERR_OK)
		return -1;
	for (int i = 1; i <= TRACKS; i++)
		make_track(w->music, i);
	start(w);
	command_file(w, "add-folder", "");
	UNTIL(w, app_library(w->app).tracks == TRACKS && !app_jobs(w->app).scan.active);
	*state = w;
	return 0;
}

static inline int teardown(void **state)
{
	struct world *w = *state;
	char line[128];
	stop(w);
	snprintf(line, sizeof line, "rm -rf '%s'", w->dir);
	int r = system(line);
	paths_finish(&w->paths);
	free(w->music);
	free(w->db_path);
	free(w->config_path);
	free(w);
	return r;
}

/* As a worker (true), else the tests are to run; *ret is then nothing. */
static inline bool is_worker(int argc, char **argv, int *ret)
{
	const struct worker_job *const jobs[] = {&analyze_job, &tags_job, &taste_job};
	if (argc != 3 || strcmp(argv[1], "--worker") != 0)
		return false;
	/* The other roles end at once: the tests must never run as a worker. */
	*ret = EXIT_FAILURE;
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
		if (strcmp(argv[2], jobs[i]->role) == 0)
			*ret = worker_serve(jobs[i]);
	return true;
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
