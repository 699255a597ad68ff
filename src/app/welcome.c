/*
 * The first minutes: no folder in the library yet. The music folder is taken where it
 * holds music; else candidates are looked for, and the screen asks. The demo library
 * gets a database of its own, and the program starts anew on it.
 */
#include <stdlib.h>
#include <string.h>

#include "jobs.h"
#include "library/candidates.h"
#include "library/demo.h"

static bool stopping(void *ctx)
{
	struct jobs *j = ctx;
	return atomic_load(&j->quit);
}

struct found {
	struct candidate *list;
	size_t n;
};

static void take_found(struct app *a, void *arg)
{
	struct found *f = arg;
	candidates_free((struct candidate *)a->welcome.candidate, a->welcome.n);
	a->welcome.candidate = f->list;
	a->welcome.n = f->n;
	a->welcome.wanted = true;
	a->welcome.searching = false;
	free(f);
	app_changed(a, APP_CHANGED_LIBRARY);
}

static void start_searching(struct app *a, void *arg)
{
	(void)arg;
	a->welcome.wanted = a->welcome.searching = true;
	app_changed(a, APP_CHANGED_LIBRARY);
}

static void scan_music_folder(struct app *a, void *arg)
{
	char *path = arg;
	jobs_scan(a, path);
	free(path);
}

void welcome_look(struct jobs *j)
{
	const struct paths *p = j->app->config.paths;
	if (candidates_count(p->music, 1, stopping, j) > 0) {
		app_post(j->app, scan_music_folder, xstrdup(p->music));
		return;
	}
	app_post(j->app, start_searching, NULL);
	struct found *f = xcalloc(1, sizeof *f);
	candidates_find(p, stopping, j, &f->list, &f->n);
	app_post(j->app, take_found, f);
}

struct app_welcome app_welcome(struct app *a)
{
	struct app_welcome w = a->welcome;
	if (a->jobs) {
		w.rendering = atomic_load(&a->jobs->demo.active);
		w.demo_done = atomic_load(&a->jobs->demo.done);
		w.demo_total = atomic_load(&a->jobs->demo.total);
	}
	w.wanted = w.wanted && a->library.roots == 0 && !jobs_state(a).scan.active;
	return w;
}

/* ---- the demo library */

static void demo_progress(void *ctx, int64_t done, int64_t total)
{
	struct jobs *j = ctx;
	jobs_tell(j, &j->demo, done, total);
}

static void demo_ready(struct app *a, void *arg)
{
	(void)arg;
	a->restart_on_demo = true;
	loop_quit(a->loop);
}

static bool demo_stopped(void *ctx)
{
	struct jobs *j = ctx;
	return jobs_stopped(j, &j->demo);
}

static void render_demo(void *arg)
{
	struct jobs *j = arg;
	struct err why = {0};
	char *dir = path_join(j->app->config.paths->data, "demo");
	struct demo_watch watch = {demo_progress, demo_stopped, j};
	struct demo_result result;
	enum err_code code = demo_render(dir, DEMO_PER_STYLE, &watch, &result, &why);
	atomic_store(&j->demo.active, false);
	if (code == ERR_OK)
		app_post(j->app, demo_ready, NULL);
	else if (code != ERR_CANCELLED)
		jobs_say(j, true, "The demo library: %s", why.msg);
	free(dir);
}

void welcome_demo(struct app *a)
{
	app_settle(a);
	struct jobs *j = a->jobs;
	if (!j || atomic_exchange(&j->demo.active, true))
		return;
	atomic_store(&j->demo.cancel, false);
	task_join(j->renderer);
	j->renderer = task_start("demo", render_demo, j);
}

bool app_wants_demo(struct app *a)
{
	return a->restart_on_demo;
}

void welcome_end(struct app *a)
{
	candidates_free((struct candidate *)a->welcome.candidate, a->welcome.n);
	a->welcome = (struct app_welcome){0};
}
