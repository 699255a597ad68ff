/*
 * From rows to recordings: what a selection stands for. A row of an album is its
 * tracks, a folder all music below it. The query thread looks them up; the answer comes
 * later.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "db/library.h"
#include "library/cue_open.h"
#include "library/scan.h"
#include "rows_state.h"

enum { FOLDER_FILES_MAX = 20000, FOLDER_DEPTH_MAX = 32 };

/* One row's part: a recording, a stretch of a list, a file or a folder. */
struct part {
	int64_t item;          /* not 0: this one */
	struct list_spec list; /* else rows [first, first + n) of it */
	bool has_list, folder;
	int64_t first, n;
	char *path;    /* owned; a file or folder */
	int track;     /* of a file that is divided: so many before it; -1: all */
	bool known;    /* the recording of the file is looked up */
	bool start;    /* the list begins to play with it */
	char *query;   /* owned; what the list's spec points to */
	int64_t group; /* not 0: all playlists of this folder */
};

struct pick_query {
	struct query query;
	struct part *part; /* owned; (n_parts) */
	size_t n_parts, cap_parts;
	struct picked picked;
	char **path; /* owned; (picked.n) beside item: paths of files, else NULL */
	size_t cap, cap_path;
	void (*got)(struct app *a, struct picked *p, void *arg);
	void *arg; /* owned */
};

static void put(struct pick_query *p, int64_t item, const char *path)
{
	size_t n = p->picked.n;
	p->picked.item =
		mem_grow(p->picked.item, &p->cap, n + 1, sizeof *p->picked.item);
	p->path = mem_grow(p->path, &p->cap_path, n + 1, sizeof *p->path);
	p->picked.item[n] = item;
	p->path[n] = xstrdup(path);
	p->picked.n++;
}

/* A file; its tracks where the library knows that a CUE sheet divides it. */
static void put_file(
	struct db *db, struct pick_query *p, const struct part *part, const char *path)
{
	int64_t *recording = NULL;
	size_t n = 0;
	(void)library_recordings_at(db, path, &recording, &n, NULL);
	for (size_t i = 0; n > 1 && i < n; i++)
		if (part->track < 0 || i == (size_t)part->track)
			put(p, recording[i], NULL);
	if (n <= 1)
		put(p, n && part->known ? recording[0] : 0, path);
	free(recording);
}

/* The files that a CUE sheet names. */
static enum err_code put_sheet(
	struct db *db, struct pick_query *p, const struct part *part, struct err *why)
{
	struct cue_opened sheet;
	enum err_code code = cue_open(part->path, true, &sheet, why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < sheet.n_files; i++)
		put_file(db, p, part, sheet.file[i]);
	cue_opened_finish(&sheet);
	return ERR_OK;
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void put_folder(struct db *db, struct pick_query *p, const struct part *part,
	const char *dir, int depth)
{
	struct dirent **entry;
	int n = depth < FOLDER_DEPTH_MAX ? scandir(dir, &entry, visible, versionsort)
					 : -1;
	for (int i = 0; i < n; i++) {
		char *path = path_join(dir, entry[i]->d_name);
		struct stat st;
		if (p->picked.n < FOLDER_FILES_MAX && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				put_folder(db, p, part, path, depth + 1);
			else if (S_ISREG(st.st_mode) && scan_is_music_name(path))
				put_file(db, p, part, path);
		}
		free(path);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static enum err_code put_list(struct db *db, struct pick_query *p,
	const struct list_spec *list, int64_t first, int64_t count, struct err *why)
{
	int64_t *item = NULL;
	size_t n = 0;
	enum err_code code =
		list_recordings(db, list, (size_t)first, (size_t)count, &item, &n, why);
	for (size_t i = 0; code == ERR_OK && i < n; i++)
		put(p, item[i], NULL);
	free(item);
	return code;
}

/* The playlists of a folder, one after the other. */
static enum err_code put_group(
	struct db *db, struct pick_query *p, int64_t group, struct err *why)
{
	int64_t *list;
	size_t n;
	enum err_code code = playlists_below(db, group, &list, &n, why);
	for (size_t i = 0; code == ERR_OK && i < n; i++) {
		struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS, .id = list[i]};
		code = put_list(db, p, &spec, 0, 0, why);
	}
	free(list);
	return code;
}

static enum err_code read_part(
	struct db *db, struct pick_query *p, const struct part *part, struct err *why)
{
	if (part->group)
		return put_group(db, p, part->group, why);
	if (part->folder)
		put_folder(db, p, part, part->path, 0);
	else if (part->path && part->item == 0 && cue_is_sheet_name(part->path))
		return put_sheet(db, p, part, why);
	else if (part->path && part->item == 0)
		put_file(db, p, part, part->path);
	else if (part->path)
		put(p, part->item, part->path);
	else if (part->item)
		put(p, part->item, NULL);
	return part->has_list ? put_list(db, p, &part->list, part->first, part->n, why)
			      : ERR_OK;
}

static enum err_code read_parts(struct db *db, struct query *q, struct err *why)
{
	struct pick_query *p = (struct pick_query *)q;
	enum err_code code = ERR_OK;
	for (size_t i = 0; code == ERR_OK && i < p->n_parts; i++) {
		if (p->part[i].start)
			p->picked.start = p->picked.n;
		code = read_part(db, p, &p->part[i], why);
	}
	return code;
}

static void take_parts(struct app *a, struct query *q)
{
	struct pick_query *p = (struct pick_query *)q;
	if (q->job.code != ERR_OK) {
		if (q->job.code != ERR_CANCELLED)
			app_warn(a, "%s", q->job.why.msg);
		return;
	}
	for (size_t i = 0; i < p->picked.n; i++)
		if (p->picked.item[i] == 0 && p->path[i])
			p->picked.item[i] = queue_file(a->queue, p->path[i]);
	if (p->picked.n == 0)
		app_warn(a, "There is no music in %s", p->picked.title);
	else
		p->got(a, &p->picked, p->arg);
}

static void free_parts(struct query *q)
{
	struct pick_query *p = (struct pick_query *)q;
	for (size_t i = 0; i < p->n_parts; i++) {
		free(p->part[i].path);
		free(p->part[i].query);
	}
	for (size_t i = 0; i < p->picked.n; i++)
		free(p->path[i]);
	free(p->part);
	free(p->path);
	free(p->picked.item);
	free(p->arg);
	free(p);
}

static struct part *add_part(struct pick_query *p)
{
	p->part = mem_grow(p->part, &p->cap_parts, p->n_parts + 1, sizeof *p->part);
	p->part[p->n_parts] = (struct part){.track = -1};
	return &p->part[p->n_parts++];
}

static void add_list(
	struct pick_query *p, struct app *a, enum list_kind kind, int64_t id)
{
	struct part *part = add_part(p);
	part->has_list = true;
	part->list = (struct list_spec){.kind = kind, .id = id, .profile = a->profile};
}

/* All that the language of queries calls so. */
static void add_years(struct pick_query *p, struct app *a, int year, int years)
{
	struct part *part = add_part(p);
	part->has_list = true;
	struct str query = {0};
	str_appendf(&query, "year:%d..%d", year, year + years - 1);
	part->query = str_detach(&query);
	part->list = (struct list_spec){
		.kind = LIST_QUERY_TRACKS, .query = part->query, .profile = a->profile};
}

/* "All albums" of an artist or a year are their tracks, else everything. */
static void add_all(struct pick_query *p, struct rows *r)
{
	if (r->spec.list == ROWS_ALBUMS && r->spec.artist)
		add_list(p, r->app, LIST_ARTIST_TRACKS, r->spec.artist);
	else if (r->spec.list == ROWS_ALBUMS && r->spec.by_year)
		add_years(p, r->app, r->spec.year, 1);
	else
		add_list(p, r->app, LIST_TRACKS, 0);
}

/* A queued album: what is left of it. */
static void add_block(struct pick_query *p, struct rows *r, int64_t i)
{
	const struct queue *q = r->app->queue;
	struct queue_item first, it;
	size_t at;
	if (!rows_queue_head(r, i, &first, &at))
		return;
	for (; at < queue_next_count(q) && queue_at(q, at, &it); at++) {
		if (it.block != first.block)
			break;
		add_part(p)->item = it.item;
	}
}

static void add_row(
	struct pick_query *p, struct rows *r, int64_t i, const struct row *row)
{
	struct queue_item it;
	switch (row->kind) {
	case ROW_ARTIST:
		add_list(p, r->app, LIST_ARTIST_TRACKS, row->id);
		break;
	case ROW_ALBUM:
		if (row->fold != ROW_NO_FOLD) {
			add_block(p, r, i);
			break;
		}
		add_list(p, r->app, LIST_ALBUM_TRACKS, row->id);
		break;
	case ROW_PLAYLIST:
		add_list(p, r->app, LIST_PLAYLIST_TRACKS, row->id);
		break;
	case ROW_GROUP:
		add_part(p)->group = row->id;
		break;
	case ROW_GENRE:
		add_list(p, r->app, LIST_GENRE_TRACKS, row->id);
		break;
	case ROW_MOOD:
		add_list(p, r->app, LIST_CLUSTER_TRACKS, row->id);
		break;
	case ROW_DECADE:
		add_years(p, r->app, row->year, 10);
		break;
	case ROW_YEAR:
		add_years(p, r->app, row->year, 1);
		break;
	case ROW_ALL:
		add_all(p, r);
		break;
	case ROW_FOLDER:
	case ROW_FILE: {
		struct part *part = add_part(p);
		if (row->root) {
			part->has_list = true;
			part->query = xstrdup(row->track.path);
			part->list = (struct list_spec){.kind = LIST_FOLDER_TRACKS,
				.id = row->root,
				.path = part->query,
				.profile = r->app->profile};
			break;
		}
		part->folder = row->kind == ROW_FOLDER;
		part->path = xstrdup(row->track.path);
		part->item = row->track.recording;
		break;
	}
	case ROW_TRACK:
	case ROW_LISTEN:
		if (r->ops == &rows_queue_ops && rows_queue_item(r, i, &it))
			add_part(p)->item = it.item;
		else if (row->track.recording)
			add_part(p)->item = row->track.recording;
		break;
	case ROW_HEADING:
		break;
	}
}

/* The list may be closed before the answer comes. */
static void keep_spec(struct part *part, const struct list_spec *spec)
{
	part->list = *spec;
	part->query = xstrdup(spec->query ? spec->query : spec->path);
	part->list.query = spec->query ? part->query : NULL;
	part->list.path = spec->path ? part->query : NULL;
}

/* An entry of a folder of the disk. */
static bool add_entry(struct pick_query *p, const struct rows *r, int64_t i)
{
	const struct file_entry *e;
	char *path = rows_file_path(r, i, &e);
	if (!path)
		return false;
	struct part *part = add_part(p);
	part->path = path;
	part->folder = e->folder;
	part->track = e->part;
	part->known = true;
	return true;
}

/* A row that is not in the window: by its number, where the list is of tracks. */
static void add_unseen(struct pick_query *p, struct rows *r, int64_t i)
{
	struct list_spec spec;
	if (add_entry(p, r, i))
		return;
	if (!rows_list_spec(r, &spec) || !list_has_tracks(spec.kind))
		return;
	struct part *part = add_part(p);
	part->has_list = true;
	keep_spec(part, &spec);
	part->first = rows_index(r, i);
	part->n = 1;
}

static const char *name_of(const struct row *row)
{
	if (row->text)
		return row->text;
	return row->track.title ? row->track.title : "this row";
}

static enum source_kind source_of(const struct rows *r, const struct row *row)
{
	if (row->kind == ROW_ALBUM)
		return SOURCE_ALBUM;
	if (row->kind == ROW_ARTIST)
		return SOURCE_ARTIST;
	if (row->kind == ROW_PLAYLIST || r->spec.list == ROWS_PLAYLIST)
		return SOURCE_PLAYLIST;
	switch (r->spec.list) {
	case ROWS_FORYOU:
		return SOURCE_FORYOU;
	case ROWS_QUEUE:
		return SOURCE_QUEUE;
	case ROWS_SEARCH:
		return SOURCE_SEARCH;
	case ROWS_HISTORY:
		return SOURCE_HISTORY;
	case ROWS_FILES:
		return SOURCE_FILES;
	default:
		return r->spec.album    ? SOURCE_ALBUM
		       : r->spec.artist ? SOURCE_ARTIST
					: SOURCE_LIBRARY;
	}
}

/* The whole list that a track row stands in, with the row as its start. */
static bool add_whole(struct pick_query *p, struct rows *r, int64_t cursor)
{
	struct list_spec spec;
	if (rows_list_spec(r, &spec) && list_has_tracks(spec.kind)) {
		struct part *part = add_part(p);
		part->has_list = true;
		keep_spec(part, &spec);
		p->picked.start = (size_t)rows_index(r, cursor);
		return true;
	}
	if (r->spec.list != ROWS_FILES)
		return false;
	for (int64_t i = 0, n = rows_count(r); i < n; i++)
		if (!r->entry[i].folder && add_entry(p, r, i))
			p->part[p->n_parts - 1].start = i == cursor;
	return true;
}

static void title_list(struct pick_query *p, struct rows *r, const struct row *row)
{
	const char *title = name_of(row);
	if (r->spec.list == ROWS_TRACKS && row->kind == ROW_TRACK)
		title = r->spec.album    ? row->track.album_title
			: r->spec.artist ? row->track.artist_name
					 : "your library";
	else if (r->spec.list == ROWS_FILES && row->kind == ROW_FILE)
		title = path_base(r->text);
	str_copy(p->picked.title, sizeof p->picked.title, title ? title : "");
}

void rows_pick(struct app *a, bool whole_list,
	void (*got)(struct app *a, struct picked *p, void *arg), void *arg)
{
	struct selection s =
		a->provide ? a->provide(a->provide_ctx) : (struct selection){0};
	struct row row = {0};
	if (!s.rows || (s.n_marked == 0 && !rows_get(s.rows, s.cursor, &row))) {
		app_warn(a, "Nothing is selected here");
		free(arg);
		return;
	}
	struct pick_query *p = xcalloc(1, sizeof *p);
	p->query = (struct query){
		.run = read_parts, .done = take_parts, .free = free_parts};
	p->got = got;
	p->arg = arg;
	if (s.n_marked > 0) {
		for (size_t i = 0; i < s.n_marked; i++) {
			if (rows_get(s.rows, s.marked[i], &row))
				add_row(p, s.rows, s.marked[i], &row);
			else
				add_unseen(p, s.rows, s.marked[i]);
		}
		snprintf(p->picked.title, sizeof p->picked.title, "%zu marked rows",
			s.n_marked);
	} else if (whole_list && (row.kind == ROW_TRACK || row.kind == ROW_FILE) &&
		   add_whole(p, s.rows, s.cursor)) {
		title_list(p, s.rows, &row);
	} else {
		add_row(p, s.rows, s.cursor, &row);
		str_copy(p->picked.title, sizeof p->picked.title, name_of(&row));
	}
	p->picked.kind = source_of(s.rows, &row);
	p->picked.id = row.kind == ROW_ALBUM || row.kind == ROW_ARTIST ||
				       row.kind == ROW_PLAYLIST
			       ? row.id
		       : s.rows->spec.playlist ? s.rows->spec.playlist
					       : s.rows->spec.album;
	p->picked.block = row.kind == ROW_ALBUM && s.n_marked == 0;
	query_post(a, &p->query, LANE_NONE);
}

/* ---- paths given to a command */

void paths_pick(struct app *a, char **path, size_t n,
	void (*got)(struct app *a, struct picked *p, void *arg), void *arg)
{
	struct pick_query *p = xcalloc(1, sizeof *p);
	p->query = (struct query){
		.run = read_parts, .done = take_parts, .free = free_parts};
	p->got = got;
	p->arg = arg;
	p->picked.kind = SOURCE_FILES;
	for (size_t i = 0; i < n; i++) {
		char *expanded = path_expand(path[i], a->config.paths->home);
		char *real = path_real(expanded);
		struct part *part = add_part(p);
		struct stat st;
		part->path = real ? real : xstrdup(expanded);
		part->folder = stat(part->path, &st) == 0 && S_ISDIR(st.st_mode);
		free(expanded);
	}
	struct str shown = {0};
	const char *name = n == 1 ? path_base(path[0]) : "the files";
	utf8_repair(&shown, name, strlen(name), true);
	str_copy(p->picked.title, sizeof p->picked.title, str_text(&shown));
	str_finish(&shown);
	query_post(a, &p->query, LANE_NONE);
}
