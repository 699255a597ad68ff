/*
 * Lists that live in the queue: the Queue view (headings, NOW, NEXT, THEN, what
 * follows) and For You (what plays of it, then its picks). Items are numbers; the
 * tracks of those shown are looked up on the query thread and kept.
 *
 * An album that was queued as a block has a head in NEXT, and its tracks below that
 * while it is unfolded: next_row says what each line shows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/library.h"
#include "rows_state.h"

enum { MARGIN = 30 };

/* In next_row: the head of the block that begins there. */
#define HEAD 0x80000000u

static void add_next_row(struct rows *r, size_t row, uint32_t flag)
{
	r->next_row = mem_grow(r->next_row, &r->cap_next_rows, r->n_next_rows + 1,
		sizeof *r->next_row);
	r->next_row[r->n_next_rows++] = (uint32_t)row | flag;
}

static void lay_out_next(struct rows *r)
{
	const struct queue *q = r->app->queue;
	struct queue_item it;
	int64_t block = 0;
	bool hidden = false;
	r->n_next_rows = 0;
	r->next_version = queue_version(q);
	for (size_t i = 0; i < queue_next_count(q) && queue_at(q, i, &it); i++) {
		if (it.block && it.block != block) {
			hidden = !map_get_or(&r->unfolded, it.block, 0);
			add_next_row(r, i, HEAD);
		}
		if (!it.block || !hidden)
			add_next_row(r, i, 0);
		block = it.block;
	}
}

/* The parts of the Queue view in their order. */
struct parts {
	int64_t now, next, then; /* rows of each, headings apart */
	int64_t headings;        /* before each part that is not empty: one */
};

static struct parts parts_of(const struct rows *r)
{
	const struct queue *q = r->app->queue;
	struct queue_item it;
	struct parts p = {.now = queue_now(q, &it) ? 1 : 0,
		.next = (int64_t)r->n_next_rows,
		.then = (int64_t)queue_then_count(q)};
	p.headings = (p.now > 0) + (p.next > 0) + (p.then > 0);
	return p;
}

static bool playing_foryou(const struct rows *r)
{
	struct queue_item it;
	return queue_source_kind(r->app->queue) == SOURCE_FORYOU &&
	       queue_now(r->app->queue, &it) && it.source == SOURCE_FORYOU;
}

static int64_t foryou_count(const struct rows *r)
{
	struct app *a = r->app;
	if (queue_source_kind(a->queue) == SOURCE_FORYOU)
		return (int64_t)queue_then_count(a->queue) +
		       (playing_foryou(r) ? 1 : 0);
	return a->foryou.have_slate ? (int64_t)a->foryou.slate.n : -1;
}

static int64_t count(const struct rows *r)
{
	if (r->spec.list == ROWS_FORYOU)
		return foryou_count(r);
	struct parts p = parts_of(r);
	int64_t n = p.now + p.next + p.then;
	return n == 0 ? 0 : n + p.headings + 1;
}

static bool foryou_item(const struct rows *r, int64_t i, struct queue_item *ret)
{
	struct app *a = r->app;
	if (queue_source_kind(a->queue) != SOURCE_FORYOU) {
		const struct slate *s = &a->foryou.slate;
		if ((size_t)i >= s->n)
			return false;
		*ret = (struct queue_item){.item = s->pick[i].recording,
			.source = SOURCE_FORYOU,
			.has_reason = true,
			.reason = s->pick[i].reason};
		return true;
	}
	if (playing_foryou(r) && i-- == 0)
		return queue_now(a->queue, ret);
	return queue_at(a->queue, queue_next_count(a->queue) + (size_t)i, ret);
}

/* Which row of the Queue view is what: an item, or a heading's text. */
static const char *queue_row(
	struct rows *r, int64_t i, struct queue_item *ret, enum queue_place *place)
{
	const struct queue *q = r->app->queue;
	struct parts p = parts_of(r);
	if (p.now) {
		*place = QUEUE_NOW;
		if (i == 0)
			return "NOW";
		if (i == 1) {
			queue_now(q, ret);
			return NULL;
		}
		i -= 2;
	}
	if (p.next) {
		*place = QUEUE_NEXT;
		if (i == 0)
			return "NEXT";
		if (i <= p.next) {
			queue_at(q, r->next_row[i - 1] & ~HEAD, ret);
			return NULL;
		}
		i -= p.next + 1;
	}
	*place = QUEUE_THEN;
	if (p.then) {
		if (i == 0) {
			snprintf(r->heading, sizeof r->heading, "THEN %s%s",
				queue_source_title(q),
				queue_shuffle(q) ? ", shuffled" : "");
			return r->heading;
		}
		if (i <= p.then) {
			queue_at(q, queue_next_count(q) + (size_t)i - 1, ret);
			return NULL;
		}
	}
	return app_after(r->app);
}

bool rows_queue_item(struct rows *r, int64_t i, struct queue_item *ret)
{
	enum queue_place place;
	if (i < 0 || i >= count(r))
		return false;
	if (r->spec.list == ROWS_FORYOU)
		return foryou_item(r, i, ret);
	return queue_row(r, i, ret, &place) == NULL;
}

/* The line of NEXT that row i is; -1: none. */
static int64_t next_line(const struct rows *r, int64_t i)
{
	struct parts p = parts_of(r);
	int64_t line = i - (p.now ? 2 : 0) - 1;
	return r->spec.list == ROWS_QUEUE && line >= 0 && line < p.next ? line : -1;
}

bool rows_queue_head(struct rows *r, int64_t i, struct queue_item *ret, size_t *ret_row)
{
	int64_t line = next_line(r, i);
	if (line < 0 || !(r->next_row[line] & HEAD))
		return false;
	*ret_row = r->next_row[line] & ~HEAD;
	return queue_at(r->app->queue, *ret_row, ret);
}

bool rows_fold(struct rows *r, int64_t i)
{
	struct queue_item it;
	if (r->ops != &rows_queue_ops || next_line(r, i) < 0 ||
		!rows_queue_item(r, i, &it) || !it.block)
		return false;
	map_put(&r->unfolded, it.block, !map_get_or(&r->unfolded, it.block, 0));
	lay_out_next(r);
	rows_touched(r);
	return true;
}

/* How many tracks the block has that begins at row `at` of NEXT. */
static int64_t block_length(const struct queue *q, size_t at, int64_t block)
{
	struct queue_item it;
	size_t i = at;
	while (i < queue_next_count(q) && queue_at(q, i, &it) && it.block == block)
		i++;
	return (int64_t)(i - at);
}

static bool fill_head(
	struct rows *r, const struct queue_item *it, size_t at, struct row *ret)
{
	int64_t known = map_get_or(&r->track_at, it->item, 0);
	if (known == 0)
		return false;
	const struct track *t = &r->track[known - 1];
	ret->kind = ROW_ALBUM;
	ret->id = it->block;
	ret->text = t->album_title;
	ret->detail = t->album_artist ? t->album_artist : t->artist_name;
	ret->count = block_length(r->app->queue, at, it->block);
	ret->fold = map_get_or(&r->unfolded, it->block, 0) ? ROW_UNFOLDED : ROW_FOLDED;
	return true;
}

static void fill_item(struct rows *r, const struct queue_item *it, struct row *ret)
{
	struct queue_item now;
	int64_t at = map_get_or(&r->track_at, it->item, 0);
	ret->kind = ROW_TRACK;
	ret->id = it->item;
	ret->key = it->key;
	ret->pinned = it->has_reason;
	ret->has_reason = it->has_reason;
	ret->reason = it->reason;
	ret->playing =
		queue_now(r->app->queue, &now) && now.key == it->key && it->key != 0;
	if (at > 0) {
		ret->track = r->track[at - 1];
		ret->duration_ms = ret->track.duration_ms;
	}
	const char *file = queue_file_path(r->app->queue, it->item);
	if (file && !ret->track.title)
		ret->track.title = path_base(file);
	if (file && !ret->track.path)
		ret->track.path = file; /* not in the library */
}

static bool get(struct rows *r, int64_t i, struct row *ret)
{
	struct queue_item it = {0};
	const char *text = NULL;
	size_t at;
	if (i >= count(r))
		return false;
	if (rows_queue_head(r, i, &it, &at)) {
		ret->place = QUEUE_NEXT;
		return fill_head(r, &it, at, ret);
	}
	if (r->spec.list == ROWS_FORYOU) {
		if (!foryou_item(r, i, &it))
			return false;
	} else {
		text = queue_row(r, i, &it, &ret->place);
	}
	if (text) {
		ret->kind = ROW_HEADING;
		ret->id = i;
		ret->text = text;
		return true;
	}
	fill_item(r, &it, ret);
	return ret->track.title != NULL;
}

/* ---- looking up tracks */

struct tracks_query {
	struct rows_query head;
	int64_t *item; /* owned; (n) */
	char **file;   /* owned; (n) each owned or NULL */
	size_t n;
	struct arena arena;
	struct track *track; /* in the arena */
};

static enum err_code read_tracks(struct db *db, struct query *q, struct err *why)
{
	struct tracks_query *t = (struct tracks_query *)q;
	t->track = arena_alloc(&t->arena, t->n * sizeof *t->track);
	enum err_code code =
		library_tracks_of(db, t->item, t->n, &t->arena, t->track, why);
	for (size_t i = 0; code == ERR_OK && i < t->n; i++) {
		if (t->file[i] && library_track_at(db, t->file[i], &t->arena,
					  &t->track[i], NULL) != ERR_OK)
			t->track[i].title =
				arena_strdup(&t->arena, path_base(t->file[i]));
		if (!t->track[i].title)
			t->track[i].title = "(no longer in the library)";
	}
	return code;
}

static void ask_tracks(struct rows *r);

static void take_tracks(struct app *a, struct query *q)
{
	struct tracks_query *t = (struct tracks_query *)q;
	struct rows *r = rows_answered(a, &t->head);
	if (!r)
		return;
	if (q->job.code == ERR_OK) {
		map_clear(&r->track_at);
		rows_take_arena(r, &t->arena);
		r->track = t->track;
		r->n_tracks = t->n;
		for (size_t i = 0; i < t->n; i++)
			map_put(&r->track_at, t->item[i], (int64_t)i + 1);
		rows_touched(r);
	}
	if (r->wanted)
		ask_tracks(r);
}

static void free_tracks(struct query *q)
{
	struct tracks_query *t = (struct tracks_query *)q;
	arena_finish(&t->arena);
	for (size_t i = 0; i < t->n; i++)
		free(t->file[i]);
	free(t->file);
	free(t->item);
	free(t);
}

static void ask_tracks(struct rows *r)
{
	struct tracks_query *t = xcalloc(1, sizeof *t);
	t->head.query = (struct query){
		.run = read_tracks, .done = take_tracks, .free = free_tracks};
	t->head.rows = r;
	int64_t first = r->want_first > MARGIN ? r->want_first - MARGIN : 0;
	int64_t end = r->want_first + r->want_n + MARGIN;
	t->item = xcalloc((size_t)(end - first), sizeof *t->item);
	t->file = xcalloc((size_t)(end - first), sizeof *t->file);
	struct queue_item it;
	for (int64_t i = first; i < end && i < count(r); i++) {
		if (!rows_queue_item(r, i, &it))
			continue;
		t->file[t->n] = xstrdup(queue_file_path(r->app->queue, it.item));
		t->item[t->n++] = it.item;
	}
	r->asked = true;
	r->wanted = false;
	query_post(r->app, &t->head.query, r->lane);
}

static bool have_all(struct rows *r, int64_t first, int64_t n)
{
	struct queue_item it;
	for (int64_t i = first; i < first + n && i < count(r); i++)
		if (rows_queue_item(r, i, &it) && !map_get_or(&r->track_at, it.item, 0))
			return false;
	return true;
}

static void want(struct rows *r, int64_t first, int64_t n)
{
	r->want_first = first;
	r->want_n = n;
	if (r->next_version != queue_version(r->app->queue))
		lay_out_next(r);
	if (have_all(r, first, n))
		return;
	if (r->asked)
		r->wanted = true;
	else
		ask_tracks(r);
}

static void queue_changed(struct rows *r)
{
	lay_out_next(r);
	rows_touched(r);
	if (r->want_n > 0)
		want(r, r->want_first, r->want_n);
}

static void library_changed(struct rows *r)
{
	if (r->want_n > 0 && !r->asked)
		ask_tracks(r);
}

const struct rows_ops rows_queue_ops = {
	count, get, want, library_changed, queue_changed};
