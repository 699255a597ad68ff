/*
 * From rows to recordings: what a selection stands for. A row of an album is its
 * tracks, a folder all music below it. The query thread looks them up; the answer comes
 * later.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "pick.h"

static void add_list(
	struct pick_query *p, struct app *a, enum list_kind kind, int64_t id)
{
	struct part *part = pick_add(p);
	part->has_list = true;
	part->list = (struct list_spec){.kind = kind, .id = id, .profile = a->profile};
}

/* All that the language of queries calls so. */
static void add_years(struct pick_query *p, struct app *a, int year, int years)
{
	struct part *part = pick_add(p);
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
		pick_add(p)->item = it.item;
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
		pick_add(p)->group = row->id;
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
		struct part *part = pick_add(p);
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
			pick_add(p)->item = it.item;
		else if (row->track.recording)
			pick_add(p)->item = row->track.recording;
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
	struct part *part = pick_add(p);
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
	struct part *part = pick_add(p);
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
		struct part *part = pick_add(p);
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
	struct pick_query *p = pick_create(got, arg);
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
	struct pick_query *p = pick_create(got, arg);
	p->picked.kind = SOURCE_FILES;
	for (size_t i = 0; i < n; i++) {
		char *expanded = path_expand(path[i], a->config.paths->home);
		char *real = path_real(expanded);
		struct part *part = pick_add(p);
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
