/* Lists of the database: a page of rows around what is shown. */
#include <stdio.h>
#include <stdlib.h>

#include "rows_state.h"

enum { PAGE_MARGIN = 60, RETRY_MS = 1000 };

/* What year:… of a query means. */
static void years_spec(const struct rows *r, struct list_spec *ret)
{
	ret->kind = LIST_QUERY_TRACKS;
	ret->query = r->years;
}

static bool tracks_spec(const struct rows *r, struct list_spec *ret)
{
	const struct rows_spec *s = &r->spec;
	const struct {
		int64_t id;
		enum list_kind kind;
	} of[] = {{s->album, LIST_ALBUM_TRACKS}, {s->artist, LIST_ARTIST_TRACKS},
		{s->genre, LIST_GENRE_TRACKS}, {s->mood, LIST_CLUSTER_TRACKS},
		{s->root, LIST_FOLDER_TRACKS}};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		if (of[i].id == 0)
			continue;
		ret->kind = of[i].kind;
		ret->id = of[i].id;
		ret->path = of[i].kind == LIST_FOLDER_TRACKS ? r->text : NULL;
		return true;
	}
	ret->kind = LIST_TRACKS;
	if (s->by_year)
		years_spec(r, ret);
	return true;
}

bool rows_list_spec(const struct rows *r, struct list_spec *ret)
{
	const struct rows_spec *s = &r->spec;
	static const struct {
		enum rows_list list;
		enum list_kind kind;
		enum list_order order;
	} plain[] = {{ROWS_ARTISTS, LIST_ARTISTS, 0}, {ROWS_GENRES, LIST_GENRES, 0},
		{ROWS_DECADES, LIST_DECADES, 0}, {ROWS_MOODS, LIST_CLUSTERS, 0},
		{ROWS_ADDED, LIST_TRACKS, LIST_BY_ADDED},
		{ROWS_MOST_PLAYED, LIST_MOST_PLAYED, 0},
		{ROWS_NEVER_PLAYED, LIST_NEVER_PLAYED, 0},
		{ROWS_PLAYLISTS, LIST_PLAYLISTS, 0},
		{ROWS_PLAYLISTS_ALONE, LIST_PLAYLISTS_ALONE, 0},
		{ROWS_HISTORY, LIST_HISTORY, 0}};
	*ret = (struct list_spec){.profile = r->app->profile, .filter = r->filter};
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		if (plain[i].list != s->list)
			continue;
		ret->kind = plain[i].kind;
		ret->order = plain[i].order;
		return true;
	}
	switch (s->list) {
	case ROWS_ALBUMS:
		ret->kind = s->artist    ? LIST_ARTIST_ALBUMS
			    : s->by_year ? LIST_YEAR_ALBUMS
					 : LIST_ALBUMS;
		ret->id = s->by_year ? s->year : s->artist;
		return true;
	case ROWS_TRACKS:
		return tracks_spec(r, ret);
	case ROWS_YEARS:
		ret->kind = LIST_YEARS;
		ret->id = s->year;
		return true;
	case ROWS_PLAYLIST:
		ret->kind = LIST_PLAYLIST_TRACKS;
		ret->id = s->playlist;
		return true;
	default:
		return false;
	}
}

int64_t rows_lead(const struct rows *r)
{
	return r->spec.list == ROWS_ARTISTS || r->spec.list == ROWS_ALBUMS ? 1 : 0;
}

/* ---- an album's discs: a line above each, where there are several */

/* Albums are short: with all of their rows at hand the lines between them are known. */
enum { DISC_ROWS_MAX = 1000 };

static bool has_discs(const struct rows *r)
{
	return r->spec.list == ROWS_TRACKS && r->spec.album != 0;
}

static void find_discs(struct rows *r)
{
	int64_t discs = 0;
	r->n_discs = 0;
	if (!has_discs(r) || r->first != 0 || r->n != r->total)
		return;
	for (int64_t i = 0; i < r->n; i++)
		discs += i == 0 || r->page[i].track.disc != r->page[i - 1].track.disc;
	if (discs < 2)
		return;
	r->disc = arena_alloc(&r->arena, (size_t)discs * sizeof *r->disc);
	for (int64_t i = 0; i < r->n; i++) {
		int disc = r->page[i].track.disc;
		if (i > 0 && disc == r->page[i - 1].track.disc)
			continue;
		r->disc[r->n_discs++] = (struct rows_disc){
			i, disc > 0 ? arena_printf(&r->arena, "DISC %d", disc)
				    : "NO DISC NUMBER"};
	}
}

int64_t rows_index(const struct rows *r, int64_t row)
{
	int64_t i = row - rows_lead(r);
	for (int64_t d = 0; d < r->n_discs; d++) {
		int64_t line = r->disc[d].at + d;
		if (i == line)
			return -1;
		if (i < line)
			return i - d;
	}
	return i - r->n_discs;
}

static bool get_disc(const struct rows *r, int64_t row, struct row *ret)
{
	for (int64_t d = 0; d < r->n_discs; d++) {
		if (r->disc[d].at + d != row)
			continue;
		ret->kind = ROW_HEADING;
		ret->id = d;
		ret->text = r->disc[d].name;
		return true;
	}
	return false;
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

static void ask_again(void *ctx)
{
	struct rows *r = ctx;
	r->retry_timer = 0;
	ask_page(r);
}

/* A database that is locked will not be for ever: it says why nothing is to be seen, and
 * asks again by itself. */
static void note_failure(struct rows *r, const struct query *q)
{
	str_copy(r->trouble, sizeof r->trouble, q->job.why.msg);
	if (!r->retry_timer)
		r->retry_timer = loop_add_timer(r->app->loop, RETRY_MS, ask_again, r);
	app_changed(r->app, APP_CHANGED_ROWS);
}

static void take_page(struct app *a, struct query *q)
{
	struct page_query *p = (struct page_query *)q;
	struct rows *r = rows_answered(a, &p->head);
	if (!r)
		return;
	if (q->job.code == ERR_OK) {
		rows_take_arena(r, &p->arena);
		r->page = p->window.row;
		r->first = (int64_t)p->window.first;
		r->n = (int64_t)p->window.n;
		r->total = (int64_t)p->window.total;
		r->trouble[0] = '\0';
		find_discs(r);
		rows_touched(r);
	} else if (q->job.code != ERR_CANCELLED) {
		note_failure(r, q);
	}
	if (r->wanted && !r->retry_timer)
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
	if (has_discs(r) && r->total <= DISC_ROWS_MAX) {
		p->first = 0;
		p->n = DISC_ROWS_MAX;
	}
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
	if (r->asked || r->retry_timer)
		r->wanted = true;
	else
		ask_page(r);
}

/* "All albums" leads to an artist's tracks that are on none, too: it is there without
 * any. */
static bool shows_lead(const struct rows *r)
{
	return r->total > 0 || (r->total == 0 && r->spec.list == ROWS_ALBUMS &&
				       r->spec.artist && !*r->filter);
}

static int64_t count(const struct rows *r)
{
	if (r->total < 0)
		return -1;
	return shows_lead(r) ? r->total + rows_lead(r) + r->n_discs : 0;
}

static bool get(struct rows *r, int64_t i, struct row *ret)
{
	if (i < rows_lead(r)) {
		rows_fill_all(r, ret);
		return shows_lead(r);
	}
	if (get_disc(r, i, ret))
		return true;
	i = rows_index(r, i);
	if (i < r->first || i >= r->first + r->n)
		return false;
	rows_fill(r, &r->page[i - r->first], ret);
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
