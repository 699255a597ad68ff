/*
 * The first minutes: no folder in the library yet. The music folder is taken where it
 * holds music; else candidates are looked for, and the screen asks. The demo library
 * gets a database of its own, and the program starts anew on it.
 */
#include <stdlib.h>
#include <string.h>

#include "jobs.h"
#include "library/candidates.h"
#include "library/scan.h"

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

bool app_wants_demo(struct app *a)
{
	return a->restart_on_demo;
}

void welcome_end(struct app *a)
{
	candidates_free((struct candidate *)a->welcome.candidate, a->welcome.n);
	a->welcome = (struct app_welcome){0};
}
