/* Commands: playlists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "db/playlists.h"
#include "lists.h"

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static enum err_code no_name(struct err *why)
{
	return err_set(why, ERR_USAGE, "a playlist needs a name");
}

/* Begins an act on the playlist of the focused pane; `name` (may be NULL) is copied. */
static enum err_code begin_job(struct command_call *c, struct list_job *j,
	enum err_code (*act)(struct db *db, struct list_job *j, struct err *why),
	const char *name, struct err *why)
{
	struct row row;
	*j = (struct list_job){.act = act};
	enum err_code code = list_chosen(c->app, &row, &j->playlist, why);
	if (!code)
		j->name = xstrdup(name);
	return code;
}

/* ---- into a playlist */

static enum err_code act_add(struct db *db, struct list_job *j, struct err *why)
{
	int64_t id;
	enum err_code code = playlists_find(db, j->name, &id, NULL);
	if (code == ERR_NOT_FOUND)
		code = playlists_create(db, j->name, false, &id, &j->log, why);
	return code ? code : playlists_insert(db, id, 0, j->id, j->n, &j->log, why);
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
	struct list_job j = {.act = act_add, .name = xstrdup(name), .id = id, .n = n};
	snprintf(j.what, sizeof j.what, "Added %s to %s", p->title, name);
	list_job_post(a, j);
}

static enum err_code playlist_add(struct command_call *c, struct err *why)
{
	if (c->argv[1][0] == '\0')
		return no_name(why);
	rows_pick(c->app, false, add_picked, xstrdup(c->argv[1]));
	return ERR_OK;
}

/* What plays and all that is to come, as far as the library knows it. */
static enum err_code save_queue(struct command_call *c, struct err *why)
{
	const struct queue *q = c->app->queue;
	size_t n = queue_next_count(q) + queue_then_count(q);
	struct queue_item it;
	struct list_job j = {.act = act_add};
	if (c->argv[1][0] == '\0')
		return no_name(why);
	j.id = xcalloc(n + 1, sizeof *j.id);
	if (queue_now(q, &it) && it.item > 0)
		j.id[j.n++] = it.item;
	for (size_t i = 0; i < n; i++)
		if (queue_at(q, i, &it) && it.item > 0)
			j.id[j.n++] = it.item;
	if (j.n == 0) {
		free(j.id);
		return err_set(why, ERR_NOT_FOUND,
			"The queue has no tracks of the library to save");
	}
	j.name = xstrdup(c->argv[1]);
	snprintf(j.what, sizeof j.what, "Saved %zu track%s of the queue to %s", j.n,
		plural(j.n), c->argv[1]);
	list_job_post(c->app, j);
	return ERR_OK;
}

/* ---- playlists and folders */

static enum err_code act_create(struct db *db, struct list_job *j, struct err *why)
{
	return playlists_create(db, j->name, j->down, &j->playlist, &j->log, why);
}

/* A folder's row is where what is new goes, unless the name says otherwise. */
static char *path_for(struct app *a, const char *name)
{
	struct selection s = list_selection(a);
	struct row row;
	struct str path = {0};
	if (!strchr(name, '/') && s.rows && s.rows->spec.list == ROWS_PLAYLISTS &&
		rows_get(s.rows, s.cursor, &row) && row.kind == ROW_GROUP &&
		row.depth == 0) {
		playlists_append_name(&path, row.text);
		str_append_c(&path, '/');
	}
	str_append(&path, name);
	return str_detach(&path);
}

static enum err_code create(struct command_call *c, bool folder, struct err *why)
{
	if (c->argv[1][0] == '\0')
		return no_name(why);
	struct list_job j = {.act = act_create, .down = folder};
	j.name = path_for(c->app, c->argv[1]);
	snprintf(j.what, sizeof j.what, "Made the %s %s",
		folder ? "folder" : "playlist", j.name);
	list_job_post(c->app, j);
	return ERR_OK;
}

static enum err_code playlist_create(struct command_call *c, struct err *why)
{
	return create(c, false, why);
}

static enum err_code playlist_folder(struct command_call *c, struct err *why)
{
	return create(c, true, why);
}

static enum err_code act_rename(struct db *db, struct list_job *j, struct err *why)
{
	struct playlist_row was;
	enum err_code code = playlists_row(db, j->playlist, &was, why);
	if (!code)
		code = playlists_rename(db, j->playlist, j->name, &j->log, why);
	if (!code)
		snprintf(j->what, sizeof j->what, "Renamed %s: %s", was.name, j->name);
	playlist_row_finish(&was);
	return code;
}

static enum err_code playlist_rename(struct command_call *c, struct err *why)
{
	struct list_job j;
	enum err_code code = begin_job(c, &j, act_rename, c->argv[1], why);
	if (!code)
		list_job_post(c->app, j);
	return code;
}

static enum err_code act_move_into(struct db *db, struct list_job *j, struct err *why)
{
	enum err_code code = ERR_OK;
	int64_t folder = 0;
	if (*j->name) {
		code = playlists_find(db, j->name, &folder, NULL);
		if (code == ERR_NOT_FOUND)
			code = playlists_create(
				db, j->name, true, &folder, &j->log, why);
	}
	for (size_t i = 0; i < j->n && !code; i++)
		code = playlists_move_into(db, j->id[i], folder, &j->log, why);
	return code;
}

static enum err_code playlist_move(struct command_call *c, struct err *why)
{
	struct selection s = list_selection(c->app);
	struct list_job j = {.act = act_move_into};
	char what[100];
	if (!s.rows || s.rows->spec.list != ROWS_PLAYLISTS)
		return list_none_chosen(why);
	list_job_take(&s, &j);
	j.name = xstrdup(c->argc > 1 && strcmp(c->argv[1], "/") != 0 ? c->argv[1] : "");
	words_of_rows(&s, j.n, what, sizeof what);
	if (j.n > 1)
		snprintf(what, sizeof what, "%zu playlists", j.n);
	snprintf(j.what, sizeof j.what,
		*j.name ? "Moved %s into %s" : "Moved %s out of its folder", what,
		j.name);
	list_job_post(c->app, j);
	return ERR_OK;
}

/* ---- all of a playlist */

static enum err_code act_sort(struct db *db, struct list_job *j, struct err *why)
{
	enum err_code code = playlists_sort(db, j->playlist, &j->sort, &j->log, why);
	if (!code && j->log.is.n == 0)
		str_copy(j->what, sizeof j->what, "It is in that order already");
	return code;
}

static enum err_code playlist_sort(struct command_call *c, struct err *why)
{
	struct list_job j;
	enum err_code code = begin_job(c, &j, act_sort, NULL, why);
	if (code)
		return code;
	if (!playlist_order_from_name(c->argv[1], &j.sort.order, &j.sort.backwards))
		return err_set(why, ERR_USAGE,
			"Sort by title, artist, album, added, length, year, rating, "
			"plays, path, random or reverse; - before it turns it round");
	j.sort.profile = c->app->profile;
	rng_os_bytes(&j.sort.seed, sizeof j.sort.seed);
	snprintf(j.what, sizeof j.what,
		j.sort.order == PLAYLIST_RANDOM     ? "Shuffled the playlist, once"
		: j.sort.order == PLAYLIST_REVERSED ? "Turned the playlist round"
						    : "Sorted the playlist by %s",
		c->argv[1]);
	list_job_post(c->app, j);
	return ERR_OK;
}

static enum err_code act_dedupe(struct db *db, struct list_job *j, struct err *why)
{
	size_t n;
	enum err_code code = playlists_dedupe(db, j->playlist, &n, &j->log, why);
	if (n == 0)
		str_copy(j->what, sizeof j->what, "No track stands in it twice");
	else
		snprintf(j->what, sizeof j->what,
			"Removed %zu track%s that stood in it before", n, plural(n));
	return code;
}

static enum err_code playlist_dedupe(struct command_call *c, struct err *why)
{
	struct list_job j;
	enum err_code code = begin_job(c, &j, act_dedupe, NULL, why);
	if (!code)
		list_job_post(c->app, j);
	return code;
}

/* ---- live playlists */

static enum err_code act_live(struct db *db, struct list_job *j, struct err *why)
{
	char *query = strchr(j->name, '\n');
	enum err_code code = ERR_OK;
	int64_t id = j->playlist;
	*query = '\0';
	if (!id)
		code = playlists_create(db, j->name, false, &id, &j->log, why);
	*query = '\n';
	return code ? code : playlists_set_query(db, id, query + 1, &j->log, why);
}

static enum err_code playlist_live(struct command_call *c, struct err *why)
{
	struct list_job j = {.act = act_live};
	struct str both = {0};
	if (!*c->argv[1] || !*c->argv[2])
		return err_set(why, ERR_USAGE,
			"Say a name and a query: playlist-live New \"added:<30d\"");
	char *path = path_for(c->app, c->argv[1]);
	str_appendf(&both, "%s\n%s", path, c->argv[2]);
	snprintf(j.what, sizeof j.what, "Made the live playlist %s: %s", path,
		c->argv[2]);
	free(path);
	j.name = str_detach(&both);
	list_job_post(c->app, j);
	return ERR_OK;
}

static enum err_code playlist_query(struct command_call *c, struct err *why)
{
	struct str both = {0};
	struct list_job j;
	enum err_code code = begin_job(c, &j, act_live, NULL, why);
	if (code)
		return code;
	if (!*c->argv[1])
		return err_set(why, ERR_USAGE,
			"Say what to find, or freeze it: playlist-freeze");
	str_appendf(&both, "\n%s", c->argv[1]);
	j.name = str_detach(&both);
	snprintf(j.what, sizeof j.what, "It follows %s from now on", c->argv[1]);
	list_job_post(c->app, j);
	return ERR_OK;
}

static enum err_code act_freeze(struct db *db, struct list_job *j, struct err *why)
{
	struct list_spec spec = {
		.kind = LIST_PLAYLIST_TRACKS, .id = j->playlist, .profile = j->folder};
	struct playlist_row row;
	int64_t *recording = NULL;
	size_t n = 0;
	enum err_code code = playlists_row(db, j->playlist, &row, why);
	if (!code && !row.query)
		code = err_set(why, ERR_USAGE, "the playlist %s is a plain one already",
			row.name);
	if (!code)
		code = list_recordings(db, &spec, 0, 0, &recording, &n, why);
	if (!code)
		code = playlists_set_query(db, j->playlist, NULL, &j->log, why);
	if (!code)
		code = playlists_insert(db, j->playlist, 0, recording, n, &j->log, why);
	if (!code)
		snprintf(j->what, sizeof j->what,
			"Froze %s: a plain playlist of %zu track%s", row.name, n,
			plural(n));
	playlist_row_finish(&row);
	free(recording);
	return code;
}

static enum err_code playlist_freeze(struct command_call *c, struct err *why)
{
	struct list_job j;
	enum err_code code = begin_job(c, &j, act_freeze, NULL, why);
	j.folder = c->app->profile;
	if (!code)
		list_job_post(c->app, j);
	return code;
}

#define LISTS "Lists"
const struct command command_lists[] = {
	{"save-queue", "PLAYLIST", 1, COMMAND_REST, COMPLETE_PLAYLIST, save_queue,
		"save the queue as a playlist", LISTS},
	{"playlist-add", "NAME", 1, COMMAND_REST, COMPLETE_PLAYLIST, playlist_add,
		"add the selection to a playlist", LISTS},
	{"playlist-create", "NAME", 1, COMMAND_REST, COMPLETE_NONE, playlist_create,
		"make an empty playlist", LISTS},
	{"playlist-folder", "NAME", 1, COMMAND_REST, COMPLETE_NONE, playlist_folder,
		"make a folder for playlists", LISTS},
	{"playlist-rename", "NAME", 1, COMMAND_REST, COMPLETE_NONE, playlist_rename,
		"rename the playlist or folder", LISTS},
	{"playlist-move", "[FOLDER]", 0, COMMAND_REST, COMPLETE_PLAYLIST, playlist_move,
		"move into a folder, out of all", LISTS},
	{"playlist-sort",
		"title|artist|album|added|length|year|rating|plays|path|random|reverse",
		1, 1, COMPLETE_WORDS, playlist_sort, "sort the playlist, once", LISTS},
	{"playlist-dedupe", "", 0, 0, COMPLETE_NONE, playlist_dedupe,
		"remove what stands in it twice", LISTS},
	{"playlist-live", "NAME QUERY", 2, COMMAND_REST, COMPLETE_NONE, playlist_live,
		"make a playlist that follows a query", LISTS},
	{"playlist-query", "QUERY", 1, COMMAND_REST, COMPLETE_NONE, playlist_query,
		"change what a live playlist follows", LISTS},
	{"playlist-freeze", "", 0, 0, COMPLETE_NONE, playlist_freeze,
		"make a live playlist a plain one", LISTS},
};
const size_t command_lists_n = sizeof command_lists / sizeof *command_lists;
