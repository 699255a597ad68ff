/* Commands: playlists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/playlists.h"
#include "rows_state.h"

enum playlist_act { PLAYLIST_ADD, PLAYLIST_TAKE_OUT, PLAYLIST_MOVE, PLAYLIST_REMOVE };

struct playlist_job {
	enum playlist_act act;
	char *name; /* owned */
	int64_t playlist, before;
	int64_t *id; /* owned: recordings or entries; (n) */
	size_t n;
	struct app *app;
	char what[160]; /* for undo: "Removed Teardrop from the playlist" */
	struct playlist_content was, is;
	bool done;
};

static enum err_code act_on_playlist(
	struct db *db, struct playlist_job *j, struct err *why)
{
	enum err_code code = ERR_OK;
	switch (j->act) {
	case PLAYLIST_ADD:
		if (j->playlist == 0)
			code = playlists_create(db, j->name, &j->playlist, why);
		return code == ERR_OK ? playlists_insert(db, j->playlist, 0, j->id,
						j->n, NULL, why)
				      : code;
	case PLAYLIST_TAKE_OUT:
		return playlists_take_out(db, j->playlist, j->id, j->n, why);
	case PLAYLIST_MOVE:
		return playlists_move(db, j->playlist, j->id[0], j->before, why);
	case PLAYLIST_REMOVE:
		return playlists_remove(db, j->playlist, why);
	}
	return ERR_USAGE;
}

static void remember(struct app *a, void *arg)
{
	struct playlist_job *j = arg;
	undo_playlist(a, &j->was, &j->is, j->act == PLAYLIST_MOVE);
	undo_name(a, "%s", j->what);
	free(j);
}

/* May run again after its transaction was undone. */
static enum err_code run_playlist(struct db *db, void *arg, struct err *why)
{
	struct playlist_job *j = arg;
	enum err_code code = ERR_OK;
	playlist_content_finish(&j->was);
	playlist_content_finish(&j->is);
	if (j->act == PLAYLIST_ADD) {
		j->playlist = 0;
		code = playlists_find(db, j->name, &j->playlist, NULL);
		if (code == ERR_NOT_FOUND)
			code = ERR_OK;
	}
	if (code == ERR_OK)
		code = playlists_read(db, j->playlist, &j->was, why);
	if (code == ERR_OK)
		code = act_on_playlist(db, j, why);
	if (code == ERR_OK)
		code = playlists_read(db, j->playlist, &j->is, why);
	j->was.id = j->playlist;
	j->done = code == ERR_OK;
	return code;
}

/* What was done travels to the main thread, which can undo it. */
static void hand_over(struct playlist_job *j)
{
	struct playlist_job *done = xcalloc(1, sizeof *done);
	done->act = j->act;
	memcpy(done->what, j->what, sizeof done->what);
	done->was = j->was;
	done->is = j->is;
	j->was = j->is = (struct playlist_content){0};
	app_post(j->app, remember, done);
}

static void free_playlist_job(void *arg)
{
	struct playlist_job *j = arg;
	if (j->done)
		hand_over(j);
	playlist_content_finish(&j->was);
	playlist_content_finish(&j->is);
	free(j->name);
	free(j->id);
	free(j);
}

/* Says what is done, and does it. */
static void post_playlist(struct app *a, struct playlist_job from)
{
	from.app = a;
	app_say(a, "%s · u undo", from.what);
	app_write_act(a, "the playlist", run_playlist, free_playlist_job,
		xmemdup(&from, sizeof from));
}

static void add_picked(struct app *a, struct picked *p, void *arg)
{
	const char *name = arg;
	size_t n = 0;
	int64_t *id = xcalloc(p->n, sizeof *id);
	for (size_t i = 0; i < p->n; i++)
		if (p->item[i] > 0)
			id[n++] = p->item[i];
	if (n == 0) {
		app_warn(a, "Only tracks of the library go into playlists; "
			    "a in Files adds a folder");
		free(id);
		return;
	}
	struct playlist_job j = {
		.act = PLAYLIST_ADD, .name = xstrdup(name), .id = id, .n = n};
	snprintf(j.what, sizeof j.what, "Added %s to %s", p->title, name);
	post_playlist(a, j);
}

static enum err_code playlist_add(struct command_call *c, struct err *why)
{
	if (c->argv[1][0] == '\0')
		return err_set(why, ERR_USAGE, "a playlist needs a name");
	rows_pick(c->app, false, add_picked, xstrdup(c->argv[1]));
	return ERR_OK;
}

/* ---- rows of playlists, and playlists as rows */

void lists_remove_rows(struct app *a, const struct selection *s)
{
	int64_t one = s->cursor;
	const int64_t *rows = s->n_marked ? s->marked : &one;
	struct playlist_job j = {
		.act = PLAYLIST_TAKE_OUT, .playlist = s->rows->spec.playlist};
	struct row row;
	j.id = xcalloc(s->n_marked + 1, sizeof *j.id);
	for (size_t i = 0; i < (s->n_marked ? s->n_marked : 1); i++)
		if (rows_get(s->rows, rows[i], &row))
			j.id[j.n++] = row.id;
	char what[120];
	words_of_rows(s, j.n, what, sizeof what);
	snprintf(j.what, sizeof j.what, "Removed %s from the playlist", what);
	post_playlist(a, j);
}

void lists_remove(struct app *a, const struct selection *s)
{
	struct playlist_job j = {.act = PLAYLIST_REMOVE};
	struct row row;
	if (!rows_get(s->rows, s->cursor, &row))
		return;
	j.playlist = row.id;
	snprintf(j.what, sizeof j.what, "Removed the playlist %s", row.text);
	post_playlist(a, j);
}

enum err_code lists_move_row(struct app *a, const struct selection *s, bool down)
{
	struct row row, before = {0};
	int64_t to = down ? s->cursor + 2 : s->cursor - 1;
	if (to < 0 || !rows_get(s->rows, s->cursor, &row))
		return ERR_OK;
	if (to < rows_count(s->rows) && !rows_get(s->rows, to, &before))
		return ERR_OK;
	struct playlist_job j = {.act = PLAYLIST_MOVE,
		.playlist = s->rows->spec.playlist,
		.before = before.id};
	j.id = xmemdup(&row.id, sizeof row.id);
	j.n = 1;
	snprintf(j.what, sizeof j.what, "Moved %s",
		row.track.title ? row.track.title : "the row");
	post_playlist(a, j);
	return ERR_OK;
}

const struct command command_lists[] = {
	{"playlist-add", "NAME", 1, 1, COMPLETE_PLAYLIST, playlist_add,
		"add the selection to a playlist", "Lists"},
};
const size_t command_lists_n = sizeof command_lists / sizeof *command_lists;
