/* Changes of playlists: done by the store, then said and remembered for undo. */
#include "lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list_news {
	char what[200];
	struct playlist_change log;
	bool move;
};

static bool changed_anything(const struct playlist_change *c)
{
	return c->row_was.n + c->row_is.n + c->was.n + c->is.n > 0;
}

static void remember(struct app *a, void *arg)
{
	struct list_news *n = arg;
	bool undoable = changed_anything(&n->log);
	if (n->what[0])
		app_say(a, "%s%s", n->what, undoable ? " · u undo" : "");
	if (undoable) {
		undo_playlist(a, &n->log, n->move);
		undo_name(a, "%s", n->what);
	}
	playlist_change_finish(&n->log);
	free(n);
	if (undoable)
		list_sync_soon(a);
}

static enum err_code run_job(struct db *db, void *arg, struct err *why)
{
	struct list_job *j = arg;
	playlist_change_finish(&j->log);
	enum err_code code = j->act(db, j, why);
	j->done = code == ERR_OK;
	return code;
}

static void free_job(void *arg)
{
	struct list_job *j = arg;
	if (j->done) {
		struct list_news *n = xcalloc(1, sizeof *n);
		memcpy(n->what, j->what, sizeof n->what);
		n->log = j->log;
		n->move = j->move;
		j->log = (struct playlist_change){0};
		app_post(j->app, remember, n);
	}
	playlist_change_finish(&j->log);
	if (j->import)
		j->free_import(j->import);
	free(j->name);
	free(j->id);
	free(j->row);
	free(j);
}

void list_job_post(struct app *a, struct list_job from)
{
	from.app = a;
	app_write_act(
		a, "the playlist", run_job, free_job, xmemdup(&from, sizeof from));
}

struct selection list_selection(struct app *a)
{
	return a->provide ? a->provide(a->provide_ctx) : (struct selection){0};
}

enum err_code list_none_chosen(struct err *why)
{
	return err_set(why, ERR_NOT_FOUND,
		"Put the cursor on a playlist first (3 shows them)");
}

enum err_code list_chosen(
	struct app *a, struct row *ret, int64_t *ret_id, struct err *why)
{
	struct selection s = list_selection(a);
	*ret = (struct row){0};
	*ret_id = 0;
	if (s.rows && s.rows->spec.list == ROWS_PLAYLIST)
		*ret_id = s.rows->spec.playlist;
	else if (s.rows && s.rows->spec.list == ROWS_PLAYLISTS &&
		 rows_get(s.rows, s.cursor, ret))
		*ret_id = ret->id;
	return *ret_id ? ERR_OK : list_none_chosen(why);
}
