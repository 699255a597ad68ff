/* Lists of the database: a page of rows around what is shown. */
#include <stdio.h>
#include <stdlib.h>

#include "rows_state.h"

enum { PAGE_MARGIN = 60 };

bool rows_list_spec(const struct rows *r, struct list_spec *ret)
{
	const struct rows_spec *s = &r->spec;
	*ret = (struct list_spec){.profile = r->app->profile, .filter = r->filter};
	switch (s->list) {
	case ROWS_ARTISTS:
		ret->kind = LIST_ARTISTS;
		return true;
	case ROWS_ALBUMS:
		ret->kind = s->artist ? LIST_ARTIST_ALBUMS : LIST_ALBUMS;
		ret->id = s->artist;
		return true;
	case ROWS_TRACKS:
		ret->kind = s->album    ? LIST_ALBUM_TRACKS
			    : s->artist ? LIST_ARTIST_TRACKS
					: LIST_TRACKS;
		ret->id = s->album ? s->album : s->artist;
		return true;
	case ROWS_PLAYLISTS:
		ret->kind = LIST_PLAYLISTS;
		return true;
	case ROWS_PLAYLISTS_ALONE:
		ret->kind = LIST_PLAYLISTS_ALONE;
		return true;
	case ROWS_PLAYLIST:
		ret->kind = LIST_PLAYLIST_TRACKS;
		ret->id = s->playlist;
		return true;
	case ROWS_HISTORY:
		ret->kind = LIST_HISTORY;
		return true;
	default:
		return false;
	}
}

int64_t rows_lead(const struct rows *r)
{
	return r->spec.list == ROWS_ARTISTS || r->spec.list == ROWS_ALBUMS ? 1 : 0;
}

/* ---- the query */

struct page_query {
	struct rows_query head;
	struct list_spec spec;
	int64_t first, n;
	struct arena arena;
	struct list_window window;
};

static enum err_code read_page(struct db *db, struct query *q, struct err *why)
{
	struct page_query *p = (struct page_query *)q;
	return list_window(db, &p->spec, (size_t)p->first, (size_t)p->n, &p->arena,
		&p->window, why);
}

static void ask_page(struct rows *r);

static void take_page(struct app *a, struct query *q)
{
	struct page_query *p = (struct page_query *)q;
	struct rows *r = p->head.rows;
	if (!rows_is_open(a, r))
		return;
	r->asked = false;
	if (q->job.code == ERR_OK) {
		arena_finish(&r->arena);
		r->arena = p->arena;
		p->arena = (struct arena){0};
		r->page = p->window.row;
		r->first = (int64_t)p->window.first;
		r->n = (int64_t)p->window.n;
		r->total = (int64_t)p->window.total;
		rows_touched(r);
	}
	if (r->wanted)
		ask_page(r);
}

static void free_page(struct query *q)
{
	struct page_query *p = (struct page_query *)q;
	arena_finish(&p->arena);
	free(p);
}

static void ask_page(struct rows *r)
{
	struct page_query *p = xcalloc(1, sizeof *p);
	p->head.query =
		(struct query){.run = read_page, .done = take_page, .free = free_page};
	p->head.rows = r;
	rows_list_spec(r, &p->spec);
	p->first = r->want_first > PAGE_MARGIN ? r->want_first - PAGE_MARGIN : 0;
	p->n = r->want_first + r->want_n + PAGE_MARGIN - p->first;
	r->asked = true;
	r->wanted = false;
	query_post(r->app, &p->head.query, r->lane);
}

static void want(struct rows *r, int64_t first, int64_t n)
{
	first -= rows_lead(r);
	if (first < 0)
		first = 0;
	int64_t end = first + n;
	if (r->total >= 0 && end > r->total)
		end = r->total;
	r->want_first = first;
	r->want_n = n;
	if (r->total >= 0 && first >= r->first && end <= r->first + r->n)
		return;
	if (r->asked)
		r->wanted = true;
	else
		ask_page(r);
}

static int64_t count(const struct rows *r)
{
	if (r->total < 0)
		return -1;
	return r->total == 0 ? 0 : r->total + rows_lead(r);
}

/* ---- rows */

static void fill_artist(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_ARTIST;
	ret->text = l->artist.name;
	ret->count = l->artist.albums;
}

static void fill_album(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_ALBUM;
	ret->text = l->album.title;
	ret->detail = l->album.artist_name;
	ret->year = l->album.year;
	ret->count = l->album.tracks;
	ret->duration_ms = l->album.duration_ms;
}

static void fill_playlist(const struct list_row *l, struct row *ret)
{
	ret->kind = l->playlist.folder ? ROW_GROUP : ROW_PLAYLIST;
	if (l->playlist.folder)
		ret->fold = l->playlist.folded ? ROW_FOLDED : ROW_UNFOLDED;
	ret->depth = l->playlist.depth;
	ret->query = l->playlist.query;
	ret->text = l->playlist.name;
	ret->count = l->playlist.entries;
	ret->duration_ms = l->playlist.duration_ms;
	ret->when_ms = l->playlist.changed_ms;
}

static void fill_listen(const struct list_row *l, struct row *ret)
{
	ret->kind = ROW_LISTEN;
	ret->track = l->track;
	ret->duration_ms = l->listen.duration_ms;
	ret->when_ms = l->listen.start_ms;
	ret->heard_ms = l->listen.heard_ms;
	ret->outcome = l->listen.outcome;
}

static void fill_track(const struct rows *r, const struct list_row *l, struct row *ret)
{
	struct queue_item now;
	ret->kind = ROW_TRACK;
	ret->track = l->track;
	ret->duration_ms = l->track.duration_ms;
	ret->id = l->entry ? l->entry : l->track.recording;
	ret->playing = queue_now(r->app->queue, &now) && now.item == l->track.recording;
}

static void fill_all(const struct rows *r, struct row *ret)
{
	ret->kind = ROW_ALL;
	ret->text = r->spec.list == ROWS_ARTISTS ? "All artists" : "All albums";
	ret->count = r->total;
}

static bool get(struct rows *r, int64_t i, struct row *ret)
{
	i -= rows_lead(r);
	if (i < 0) {
		fill_all(r, ret);
		return r->total > 0;
	}
	if (i < r->first || i >= r->first + r->n)
		return false;
	const struct list_row *l = &r->page[i - r->first];
	ret->id = l->id;
	if (r->spec.list == ROWS_ARTISTS)
		fill_artist(l, ret);
	else if (r->spec.list == ROWS_ALBUMS)
		fill_album(l, ret);
	else if (r->spec.list == ROWS_PLAYLISTS || r->spec.list == ROWS_PLAYLISTS_ALONE)
		fill_playlist(l, ret);
	else if (r->spec.list == ROWS_HISTORY)
		fill_listen(l, ret);
	else
		fill_track(r, l, ret);
	return true;
}

static void library_changed(struct rows *r)
{
	if (r->total < 0)
		return; /* was never looked at */
	if (r->asked)
		r->wanted = true;
	else
		ask_page(r);
}

/* What plays is marked in the rows. */
static void queue_changed(struct rows *r)
{
	app_changed(r->app, APP_CHANGED_ROWS);
}

const struct rows_ops rows_db_ops = {count, get, want, library_changed, queue_changed};

/* ---- n and N: the next row whose text contains the words */

struct seek_query {
	struct query query;
	struct list_spec spec;
	char needle[200];
	int64_t from, lead, row;
	bool backwards;
	void (*found)(void *ctx, int64_t row);
	void *ctx;
};

static enum err_code read_seek(struct db *db, struct query *q, struct err *why)
{
	struct seek_query *s = (struct seek_query *)q;
	struct arena arena = {0};
	struct list_window all, hits;
	struct list_spec filtered = s->spec;
	filtered.filter = s->needle;
	s->row = -1;
	enum err_code code = list_window(db, &filtered, 0, 2000, &arena, &hits, why);
	size_t best = 0;
	for (size_t i = 0; code == ERR_OK && i < hits.n; i++) {
		size_t at;
		if (list_position(db, &s->spec, hits.row[i].id, &at, NULL) != ERR_OK)
			continue;
		/* Distance in the direction of travel, going round the list. */
		size_t total = 0;
		if (list_window(db, &s->spec, 0, 1, &arena, &all, why) == ERR_OK)
			total = all.total;
		size_t from = (size_t)s->from % (total ? total : 1);
		size_t d = s->backwards ? (from + total - at) % (total ? total : 1)
					: (at + total - from) % (total ? total : 1);
		if (s->row < 0 || d < best) {
			best = d;
			s->row = (int64_t)at + s->lead;
		}
	}
	arena_finish(&arena);
	return code;
}

static void take_seek(struct app *a, struct query *q)
{
	struct seek_query *s = (struct seek_query *)q;
	(void)a;
	if (q->job.code != ERR_CANCELLED)
		s->found(s->ctx, s->row);
}

static void free_seek(struct query *q)
{
	free(q);
}

void rows_seek_text(struct rows *r, int64_t from, bool backwards, const char *needle,
	void (*found)(void *ctx, int64_t row), void *ctx)
{
	struct seek_query *s = xcalloc(1, sizeof *s);
	if (!rows_list_spec(r, &s->spec)) {
		free(s);
		found(ctx, -1);
		return;
	}
	s->query =
		(struct query){.run = read_seek, .done = take_seek, .free = free_seek};
	str_copy(s->needle, sizeof s->needle, needle);
	s->lead = rows_lead(r);
	s->from = from > s->lead ? from - s->lead : 0;
	s->backwards = backwards;
	s->found = found;
	s->ctx = ctx;
	query_post(r->app, &s->query, LANE_SEEK);
}
