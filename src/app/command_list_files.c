/* Commands: playlists from and to files, and what other players know. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "library/import_apply.h"
#include "library/import_find.h"
#include "library/playlist_export.h"
#include "lists.h"

/* ---- export */

struct export_query {
	struct query query;
	int64_t playlist;
	char *path; /* owned */
	bool replace;
	size_t n, gone;
};

static enum err_code read_export(struct db *db, struct query *q, struct err *why)
{
	struct export_query *e = (struct export_query *)q;
	struct playlist_file p = {0};
	enum playlist_format format;
	enum err_code code = playlist_format_of(e->path, &format, why);
	if (!code)
		code = playlist_export_collect(db, 0, e->playlist, &p, &e->gone, why);
	if (!code)
		code = playlist_export_write(
			&p, e->path, format, PLAYLIST_PATHS_BELOW, e->replace, why);
	if (code == ERR_EXISTS)
		err_set(why, code, "%s is there already; replace behind it replaces it",
			e->path);
	e->n = p.n;
	playlist_file_finish(&p);
	return code;
}

static void take_export(struct app *a, struct query *q)
{
	struct export_query *e = (struct export_query *)q;
	if (q->job.code != ERR_OK && q->job.code != ERR_CANCELLED)
		app_warn(a, "%s", q->job.why.msg);
	else if (q->job.code == ERR_OK && e->gone > 0)
		app_say(a, "Wrote %zu entries to %s; %zu without a file were left out",
			e->n, e->path, e->gone);
	else if (q->job.code == ERR_OK)
		app_say(a, "Wrote %zu entries to %s", e->n, e->path);
}

static void free_export(struct query *q)
{
	struct export_query *e = (struct export_query *)q;
	free(e->path);
	free(e);
}

static enum err_code playlist_export(struct command_call *c, struct err *why)
{
	struct row row;
	int64_t id;
	enum err_code code = list_chosen(c->app, &row, &id, why);
	if (code)
		return code;
	if (c->argc > 2 && strcmp(c->argv[2], "replace") != 0)
		return err_set(why, ERR_USAGE, "usage: playlist-export FILE [replace]");
	struct export_query *e = xcalloc(1, sizeof *e);
	e->query = (struct query){
		.run = read_export, .done = take_export, .free = free_export};
	e->playlist = id;
	e->replace = c->argc > 2;
	e->path = path_expand(c->argv[1], c->app->config.paths->home);
	query_post(c->app, &e->query, LANE_NONE);
	return ERR_OK;
}

/* ---- import: read and matched on a thread of its own, as both may take seconds */

struct import_task {
	struct app *app;
	struct task *task;
	char *path; /* owned */
	struct import_data data;
	struct arena arena;
	struct match *match;
	enum err_code code;
	struct err why;
};

static void task_free(struct import_task *t)
{
	import_data_finish(&t->data);
	arena_finish(&t->arena);
	free(t->path);
	free(t);
}

static enum err_code act_import(struct db *db, struct list_job *j, struct err *why)
{
	struct import_task *t = j->import;
	struct import_summary sum;
	struct import_config c = {.profile = j->folder,
		.now_ms = clock_wall_ms(&j->app->clock),
		.log = &j->log};
	enum err_code code = import_apply(db, &t->data, t->match, &c, &sum, why);
	if (!code)
		snprintf(j->what, sizeof j->what,
			"Imported: %zu of %zu tracks found, %zu ratings, %zu counts, "
			"%zu playlists",
			sum.tracks - sum.matched[MATCH_NONE], sum.tracks, sum.ratings,
			sum.counts, sum.lists);
	return code;
}

static void read_task(void *arg);

/* On the main thread again. */
static void take_task(struct app *a, void *arg)
{
	struct import_task *t = arg;
	task_join(t->task);
	a->import = NULL;
	if (t->code) {
		app_warn(a, "%s", t->why.msg);
		task_free(t);
		return;
	}
	list_job_post(a, (struct list_job){.act = act_import,
				 .folder = a->profile,
				 .import = t,
				 .free_import = task_free});
}

static void read_task(void *arg)
{
	struct import_task *t = arg;
	struct db *db = NULL;
	struct import_reader *reader = import_reader_create(true);
	t->code = db_open(t->app->config.db_path, DB_READ, &db, &t->why);
	if (!t->code)
		t->code = import_find_read(reader, t->path, &t->data, &t->why);
	if (!t->code)
		t->code = import_match(db, &t->data, &t->arena, &t->match, &t->why);
	import_reader_destroy(reader);
	db_close(db);
	app_post(t->app, take_task, t);
}

static enum err_code import(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	if (a->import)
		return err_set(why, ERR_BUSY, "An import is under way");
	struct import_task *t = xcalloc(1, sizeof *t);
	t->app = a;
	t->path = path_expand(c->argv[1], a->config.paths->home);
	app_say(a, "Reading %s …", t->path);
	a->import = t;
	t->task = task_start("import", read_task, t);
	return ERR_OK;
}

void list_files_end(struct app *a)
{
	/* What it posts is read behind this. */
	while (a->import) {
		struct import_task *t = a->import;
		task_join(t->task);
		t->task = NULL;
		a->import = NULL;
	}
}

static enum err_code playlist_sync(struct command_call *c, struct err *why)
{
	if (!*c->app->conf.options.playlist_folder)
		return err_set(why, ERR_USAGE,
			"Name the folder first: set playlist-folder=~/Music/Playlists");
	list_sync_now(c->app, true);
	return ERR_OK;
}

const struct command command_list_files[] = {
	{"playlist-export", "FILE [replace]", 1, 2, COMPLETE_PATH, playlist_export,
		"write the playlist to a file: .m3u8 .pls .xspf", "Lists"},
	{"import", "PATH", 1, 1, COMPLETE_PATH, import,
		"playlists, or all that another player knows", "Lists"},
	{"playlist-sync", "", 0, 0, COMPLETE_NONE, playlist_sync,
		"bring the folder of playlists in step", "Lists"},
};
const size_t command_list_files_n =
	sizeof command_list_files / sizeof *command_list_files;
