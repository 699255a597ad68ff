/* Lists that come whole: what a search found, and a folder of the library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "db/library.h"
#include "db/search.h"
#include "rows_state.h"

/* A search gives a screenful, and more once somebody goes there. */
enum { SEARCH_FIRST = 60, SEARCH_MORE = 10, SEARCH_LIMIT = 2000 };

struct found_query {
	struct rows_query head;
	enum rows_list list;
	bool corrected;
	bool patient, more; /* asked for everything; there is more than was found */
	int64_t root, limit, profile;
	char *text; /* owned: query or path */
	struct query_problem problem;
	struct arena arena;
	struct row *row; /* in the arena */
	size_t n, cap;
	struct err trouble;
};

static struct row *add(struct found_query *f, enum row_kind kind, int64_t id)
{
	if (f->n == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 64;
		struct row *bigger = arena_alloc(&f->arena, cap * sizeof *bigger);
		if (f->n)
			memcpy(bigger, f->row, f->n * sizeof *bigger);
		f->row = bigger;
		f->cap = cap;
	}
	struct row *r = &f->row[f->n++];
	r->kind = kind;
	r->id = id;
	return r;
}

static void heading(struct found_query *f, const char *text)
{
	add(f, ROW_HEADING, (int64_t)f->n)->text = text;
}

static enum err_code read_search(struct db *db, struct found_query *f, struct err *why)
{
	struct search_results s = {0};
	struct search_spec spec = {.text = f->text,
		.limit = (size_t)f->limit,
		.profile = f->profile,
		.typing = true,
		.brief = !f->patient};
	enum err_code code = search_find(db, &spec, &f->arena, &s, why);
	if (code != ERR_OK)
		return code;
	f->corrected = s.corrected;
	f->more = s.more;
	f->problem = s.problem;
	if (s.artists)
		heading(f, "ARTISTS");
	for (size_t i = 0; i < s.artists; i++) {
		struct row *r = add(f, ROW_ARTIST, s.artist[i].id);
		r->text = s.artist[i].name;
		r->count = s.artist[i].albums;
	}
	if (s.albums)
		heading(f, "ALBUMS");
	for (size_t i = 0; i < s.albums; i++) {
		struct row *r = add(f, ROW_ALBUM, s.album[i].id);
		r->text = s.album[i].title;
		r->detail = s.album[i].artist_name;
		r->year = s.album[i].year;
		r->count = s.album[i].tracks;
		r->duration_ms = s.album[i].duration_ms;
	}
	if (s.playlists)
		heading(f, "PLAYLISTS");
	for (size_t i = 0; i < s.playlists; i++) {
		struct row *r = add(f, ROW_PLAYLIST, s.playlist[i].id);
		r->text = s.playlist[i].name;
		r->query = s.playlist[i].query;
		r->count = s.playlist[i].entries;
		r->duration_ms = s.playlist[i].duration_ms;
	}
	if (s.tracks)
		heading(f, "TRACKS");
	for (size_t i = 0; i < s.tracks; i++) {
		struct row *r = add(f, ROW_TRACK, s.track[i].recording);
		r->track = s.track[i];
		r->duration_ms = s.track[i].duration_ms;
	}
	return ERR_OK;
}

static struct row *add_folder(
	struct found_query *f, int64_t root, const char *path, const char *name)
{
	struct str shown = {0};
	utf8_repair(&shown, name, strlen(name), true);
	struct row *r = add(f, ROW_FOLDER, 0);
	r->text = arena_strdup(&f->arena, str_text(&shown));
	r->track.path = path;
	r->root = root;
	r->id = rows_folder_id(root, path);
	str_finish(&shown);
	return r;
}

/* The folders that were added to the library. */
static enum err_code read_roots(struct db *db, struct found_query *f, struct err *why)
{
	struct list_root *root;
	size_t n;
	enum err_code code = list_roots(db, &f->arena, &root, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		add_folder(f, root[i].id, "", path_base(root[i].path))->detail =
			root[i].path;
	return code;
}

static enum err_code read_folders(struct db *db, struct found_query *f, struct err *why)
{
	struct list_entry *e;
	size_t n;
	if (!f->root)
		return read_roots(db, f, why);
	enum err_code code = list_folders(db, f->root, f->text, &f->arena, &e, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		add_folder(f, f->root,
			arena_printf(&f->arena, "%s%s%s", f->text, *f->text ? "/" : "",
				e[i].name),
			e[i].name);
	return code;
}

static enum err_code read_found(struct db *db, struct query *q, struct err *why)
{
	struct found_query *f = (struct found_query *)q;
	enum err_code code = f->list == ROWS_FOLDERS ? read_folders(db, f, why)
						     : read_search(db, f, why);
	if (code != ERR_OK && why)
		f->trouble = *why;
	return code;
}

static void ask_found(struct rows *r, bool patient);

static void take_found(struct app *a, struct query *q)
{
	struct found_query *f = (struct found_query *)q;
	struct rows *r = rows_answered(a, &f->head);
	if (!r || q->job.code == ERR_CANCELLED)
		return;
	if (f->more && f->n == 0) { /* not "nothing" yet */
		ask_found(r, true);
		return;
	}
	rows_take_arena(r, &f->arena);
	r->found = f->row;
	r->total = (int64_t)f->n;
	r->answered = true;
	r->corrected = f->corrected;
	r->problem = f->problem;
	str_copy(r->trouble, sizeof r->trouble, f->trouble.msg);
	rows_touched(r);
	/* What was found at once is on the screen; now the rest. */
	if (f->more)
		ask_found(r, true);
}

static void free_found(struct query *q)
{
	struct found_query *f = (struct found_query *)q;
	arena_finish(&f->arena);
	free(f->text);
	free(f);
}

static void ask_found(struct rows *r, bool patient)
{
	struct found_query *f = xcalloc(1, sizeof *f);
	f->head.query = (struct query){
		.run = read_found, .done = take_found, .free = free_found};
	f->head.rows = r;
	f->list = r->spec.list;
	f->patient = patient;
	f->root = r->spec.root;
	f->text = xstrdup(r->text);
	f->limit = r->limit ? r->limit : SEARCH_FIRST;
	f->profile = r->app->profile;
	r->asked = true;
	query_post(r->app, &f->head.query, r->lane);
}

static void want(struct rows *r, int64_t first, int64_t n)
{
	if (!r->answered && !r->asked)
		ask_found(r, false);
	if (r->asked || r->spec.list != ROWS_SEARCH)
		return;
	/* The end of what was asked for comes into sight. */
	int64_t limit = r->limit ? r->limit : SEARCH_FIRST;
	if (r->total > limit && first + n > r->total - SEARCH_MORE &&
		limit < SEARCH_LIMIT) {
		r->limit = limit * 6 < SEARCH_LIMIT ? limit * 6 : SEARCH_LIMIT;
		ask_found(r, false);
	}
}

static int64_t count(const struct rows *r)
{
	return r->total;
}

static bool get(struct rows *r, int64_t i, struct row *ret)
{
	struct queue_item now;
	if (i >= r->total)
		return false;
	*ret = r->found[i];
	if (ret->kind == ROW_TRACK && ret->track.recording)
		ret->playing = queue_now(r->app->queue, &now) &&
			       now.item == ret->track.recording;
	return true;
}

static void library_changed(struct rows *r)
{
	if (r->answered && !r->asked)
		ask_found(r, false);
}

static void queue_changed(struct rows *r)
{
	app_changed(r->app, APP_CHANGED_ROWS);
}

const struct rows_ops rows_found_ops = {
	count, get, want, library_changed, queue_changed};
