/*
 * The folder of the option playlist-folder, kept in step while the player runs: a moment
 * after a playlist changed, and after inotify told of a file. The store does it; what it
 * finds in step costs it the reading of the files.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/path.h"
#include "library/playlist_sync.h"
#include "lists.h"

enum { WAIT_MS = 1500, EVENTS = 4096 };

struct sync_job {
	struct app *app;
	char *dir; /* owned */
	int fd;    /* of inotify; -1 none */
	bool asked;
	int64_t stamp; /* of the playlists at the last time; 0: look */
	struct playlist_change log;
	size_t changes;
	char last[200];
	bool done;
};

static void keep_sentence(void *ctx, const char *text)
{
	struct sync_job *j = ctx;
	str_copy(j->last, sizeof j->last, text);
	j->changes++;
}

static void watch_folder(void *ctx, const char *path)
{
	struct sync_job *j = ctx;
	if (j->fd >= 0)
		inotify_add_watch(j->fd, path,
			IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
				IN_ONLYDIR);
}

static enum err_code run_sync(struct db *db, void *arg, struct err *why)
{
	struct sync_job *j = arg;
	struct playlist_sync_summary sum;
	struct playlist_sync s = {.db = db,
		.profile = j->app->profile,
		.log = &j->log,
		.tell = keep_sentence,
		.folder = watch_folder,
		.ctx = j};
	playlist_change_finish(&j->log);
	j->changes = 0;
	int64_t stamp = playlists_stamp(db);
	if (j->stamp != 0 && stamp == j->stamp)
		return ERR_OK;
	char *real = path_real(j->dir);
	enum err_code code =
		real ? playlist_sync_run(&s, real, &sum, why)
		     : err_set(why, ERR_NOT_FOUND,
			       "there is no folder %s (playlist-folder)", j->dir);
	free(real);
	j->stamp = playlists_stamp(db);
	j->done = code == ERR_OK;
	return code;
}

static void take_sync(struct app *a, void *arg)
{
	struct sync_job *j = arg;
	a->list_sync.stamp = j->stamp;
	if (j->changes > 0) {
		char more[64] = "";
		if (j->changes > 1)
			snprintf(more, sizeof more, " (and %zu more)", j->changes - 1);
		app_say(a, "Playlists: %s%s", j->last, more);
	} else if (j->asked) {
		app_say(a, "Playlists and %s are in step", j->dir);
	}
	if (j->log.row_was.n + j->log.row_is.n + j->log.was.n + j->log.is.n > 0) {
		undo_playlist(a, &j->log, false);
		undo_name(a, "Brought playlists in step with their files");
	}
	playlist_change_finish(&j->log);
	free(j->dir);
	free(j);
}

static void free_sync(void *arg)
{
	struct sync_job *j = arg;
	struct sync_job *copy = xmemdup(j, sizeof *j);
	j->log = (struct playlist_change){0};
	app_post(j->app, take_sync, copy);
	free(j);
}

static void on_timer(void *ctx)
{
	struct app *a = ctx;
	a->list_sync.timer = 0;
	list_sync_now(a, false);
}

void list_sync_soon(struct app *a)
{
	if (!*a->conf.options.playlist_folder || a->list_sync.timer)
		return;
	a->list_sync.timer = loop_add_timer(a->loop, WAIT_MS, on_timer, a);
}

static void on_event(void *ctx, int fd, short revents)
{
	struct app *a = ctx;
	char buffer[EVENTS];
	(void)revents;
	while (read(fd, buffer, sizeof buffer) > 0)
		;
	a->list_sync.stamp = 0;
	list_sync_soon(a);
}

void list_sync_now(struct app *a, bool asked)
{
	struct list_sync *s = &a->list_sync;
	if (s->fd <= 0) {
		s->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
		if (s->fd > 0)
			loop_add_fd(a->loop, s->fd, POLLIN, on_event, a);
	}
	struct sync_job *j = xcalloc(1, sizeof *j);
	j->app = a;
	j->fd = s->fd > 0 ? s->fd : -1;
	j->asked = asked;
	j->stamp = asked ? 0 : s->stamp;
	j->dir = path_expand(a->conf.options.playlist_folder, a->config.paths->home);
	for (size_t n = strlen(j->dir); n > 1 && j->dir[n - 1] == '/'; n--)
		j->dir[n - 1] = '\0';
	app_write(a, "playlists in step", run_sync, free_sync, j);
}

void list_sync_end(struct app *a)
{
	loop_cancel_timer(a->loop, a->list_sync.timer);
	if (a->list_sync.fd > 0) {
		loop_remove_fd(a->loop, a->list_sync.fd);
		close(a->list_sync.fd);
	}
}
