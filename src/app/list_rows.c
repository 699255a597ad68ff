/* Rows of playlists, and playlists as rows: taken out, moved, folded. */
#include <stdio.h>
#include <stdlib.h>

#include "lists.h"

/* The rows that are selected. */
static size_t selected(const struct selection *s, const int64_t **ret)
{
	*ret = s->n_marked ? s->marked : &s->cursor;
	return s->n_marked ? s->n_marked : 1;
}

/* Ids of the entries that are selected; those that are not in the window by row. */
static void take_entries(const struct selection *s, struct list_job *j)
{
	const int64_t *rows;
	size_t n = selected(s, &rows);
	struct row row;
	j->playlist = s->rows->spec.playlist;
	j->id = xcalloc(n, sizeof *j->id);
	j->row = xcalloc(n, sizeof *j->row);
	for (size_t i = 0; i < n; i++) {
		/* A live playlist has no entries; frozen a moment ago, its rows here may
		 * still be of before. */
		if (rows_get(s->rows, rows[i], &row) && row.id != row.track.recording)
			j->id[j->n++] = row.id;
		else
			j->row[j->n_rows++] = rows[i];
	}
}

/* Now the ids of those that were not in the window, too. */
static enum err_code find_entries(struct db *db, struct list_job *j, struct err *why)
{
	int64_t *id = xcalloc(j->n_rows + 1, sizeof *id);
	enum err_code code =
		playlists_entries_at(db, j->playlist, j->row, j->n_rows, id, why);
	for (size_t i = 0; i < j->n_rows && !code; i++)
		if (id[i])
			j->id[j->n++] = id[i];
	j->n_rows = 0;
	free(id);
	return code;
}

static enum err_code act_take_out(struct db *db, struct list_job *j, struct err *why)
{
	enum err_code code = find_entries(db, j, why);
	if (!code)
		code = playlists_take_out(db, j->playlist, j->id, j->n, &j->log, why);
	if (!code && j->log.was.n == 0)
		str_copy(j->what, sizeof j->what, "It is gone already");
	return code;
}

void lists_remove_rows(struct app *a, const struct selection *s)
{
	struct list_job j = {.act = act_take_out};
	char what[120];
	take_entries(s, &j);
	words_of_rows(s, j.n + j.n_rows, what, sizeof what);
	snprintf(j.what, sizeof j.what, "Removed %s from the playlist", what);
	list_job_post(a, j);
}

static enum err_code act_step(struct db *db, struct list_job *j, struct err *why)
{
	enum err_code code = find_entries(db, j, why);
	if (!code)
		code = playlists_step(
			db, j->playlist, j->id, j->n, j->down, &j->log, why);
	if (!code && j->log.is.n == 0)
		snprintf(j->what, sizeof j->what, "It stands at the %s already",
			j->down ? "end" : "beginning");
	return code;
}

enum err_code lists_move_row(struct app *a, const struct selection *s, bool down)
{
	struct list_job j = {.act = act_step, .down = down, .move = true};
	char what[120];
	take_entries(s, &j);
	words_of_rows(s, j.n + j.n_rows, what, sizeof what);
	snprintf(j.what, sizeof j.what, "Moved %s %s", what, down ? "down" : "up");
	list_job_post(a, j);
	return ERR_OK;
}

/* ---- playlists and folders as rows */

void list_job_take(const struct selection *s, struct list_job *j)
{
	const int64_t *rows;
	size_t n = selected(s, &rows);
	struct row row;
	j->id = xcalloc(n, sizeof *j->id);
	for (size_t i = 0; i < n; i++)
		if (rows_get(s->rows, rows[i], &row))
			j->id[j->n++] = row.id;
}

static enum err_code act_remove(struct db *db, struct list_job *j, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < j->n && !code; i++)
		code = playlists_remove(db, j->id[i], &j->log, why);
	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

void lists_remove(struct app *a, const struct selection *s)
{
	struct list_job j = {.act = act_remove};
	struct row row;
	list_job_take(s, &j);
	if (j.n == 1 && rows_get(s->rows, s->n_marked ? s->marked[0] : s->cursor, &row))
		snprintf(j.what, sizeof j.what,
			row.kind == ROW_GROUP && row.count
				? "Removed the folder %s and what was in it"
			: row.kind == ROW_GROUP ? "Removed the folder %s"
						: "Removed the playlist %s",
			row.text);
	else
		snprintf(j.what, sizeof j.what, "Removed %zu playlists", j.n);
	list_job_post(a, j);
}

static enum err_code act_fold(struct db *db, struct list_job *j, struct err *why)
{
	return playlists_fold(db, j->playlist, j->down, why);
}

bool lists_fold(struct app *a, const struct selection *s)
{
	struct row row;
	if (s->rows->spec.list != ROWS_PLAYLISTS ||
		!rows_get(s->rows, s->cursor, &row) || row.kind != ROW_GROUP)
		return false;
	list_job_post(a, (struct list_job){.act = act_fold,
				 .playlist = row.id,
				 .down = row.fold == ROW_UNFOLDED});
	return true;
}
