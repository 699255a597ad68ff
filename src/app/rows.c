/* Windows over lists: the face; rows_db.c, rows_found.c,
 * rows_files.c and rows_queue.c are the kinds.
 */
#include "app/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows_state.h"

/* Of a queue, which may be as long as the library, so much around what is shown is
 * looked through. */
enum { NEAR = 1000 };

static const struct rows_ops *ops_of(enum rows_list list)
{
	switch (list) {
	case ROWS_FORYOU:
	case ROWS_QUEUE:
		return &rows_queue_ops;
	case ROWS_SEARCH:
	case ROWS_FOLDERS:
		return &rows_found_ops;
	case ROWS_FILES:
		return &rows_files_ops;
	default:
		return &rows_db_ops;
	}
}

/* What was typed is told of at once; the answer comes later. */
static void look_for_mistakes(struct rows *r)
{
	struct query_tree t;
	query_parse(
		&t, r->spec.list == ROWS_SEARCH ? r->text : r->filter, QUERY_TYPING, 0);
	r->problem = t.problem;
	query_finish_tree(&t);
}

struct rows *rows_open(struct app *a, const struct rows_spec *spec)
{
	struct rows *r = xcalloc(1, sizeof *r);
	r->app = a;
	r->spec = *spec;
	r->text = xstrdup(spec->text ? spec->text : "");
	r->spec.text = r->text;
	r->filter = xstrdup(spec->filter ? spec->filter : "");
	r->spec.filter = r->filter;
	look_for_mistakes(r);
	snprintf(r->years, sizeof r->years, "year:%d..%d", spec->year,
		spec->year + (spec->years > 1 ? spec->years - 1 : 0));
	r->ops = ops_of(spec->list);
	r->lane = ++a->last_lane;
	r->total = -1;
	r->version = 1;
	r->next = a->rows;
	a->rows = r;
	return r;
}

void rows_close(struct rows *r)
{
	if (!r)
		return;
	for (struct rows **p = &r->app->rows; *p; p = &(*p)->next) {
		if (*p == r) {
			*p = r->next;
			break;
		}
	}
	if (r->asked && r->app->reader)
		reader_cancel(r->app->reader, r->lane);
	loop_cancel_timer(r->app->loop, r->retry_timer);
	arena_finish(&r->arena);
	arena_finish(&r->names);
	free(r->entry);
	map_finish(&r->track_at);
	map_finish(&r->unfolded);
	free(r->next_row);
	free(r->text);
	free(r->filter);
	free(r);
}

const struct rows_spec *rows_spec_of(const struct rows *r)
{
	return &r->spec;
}

bool rows_can_filter(const struct rows *r)
{
	struct list_spec spec;
	return rows_list_spec(r, &spec);
}

const char *rows_note(const struct rows *r, bool *ret_mistake)
{
	*ret_mistake = r->problem.len > 0;
	if (*ret_mistake)
		return r->problem.text;
	return r->corrected ? "spelled nearly so" : "";
}

bool rows_is_open(struct app *a, const struct rows *r)
{
	for (const struct rows *p = a->rows; p; p = p->next)
		if (p == r)
			return true;
	return false;
}

struct rows *rows_answered(struct app *a, const struct rows_query *q)
{
	if (!rows_is_open(a, q->rows))
		return NULL;
	q->rows->asked = false;
	return q->rows;
}

void rows_take_arena(struct rows *r, struct arena *arena)
{
	arena_finish(&r->arena);
	r->arena = *arena;
	*arena = (struct arena){0};
}

void rows_touched(struct rows *r)
{
	r->version++;
	app_changed(r->app, APP_CHANGED_ROWS);
}

void rows_want(struct rows *r, int64_t first, int64_t n)
{
	r->ops->want(r, first < 0 ? 0 : first, n);
}

int64_t rows_count(const struct rows *r)
{
	return r->ops->count(r);
}

bool rows_get(struct rows *r, int64_t i, struct row *ret)
{
	*ret = (struct row){0};
	return i >= 0 && r->ops->get(r, i, ret);
}

int64_t rows_identity(const struct row *row)
{
	if (row->key != 0)
		return row->key;
	return row->id * 16 + (int64_t)row->kind;
}

uint64_t rows_version(const struct rows *r)
{
	return r->version;
}

/* The stretch in which rows can be looked at without asking the database. */
static void window_of(const struct rows *r, int64_t *first, int64_t *end)
{
	int64_t count = rows_count(r);
	*first = 0;
	*end = count > 0 ? count : 0;
	if (r->ops == &rows_queue_ops) {
		*first = r->want_first > NEAR ? r->want_first - NEAR : 0;
		if (*end > r->want_first + r->want_n + NEAR)
			*end = r->want_first + r->want_n + NEAR;
	}
	if (r->ops == &rows_files_ops) {
		*first = r->first;
		*end = r->first + r->n;
	}
	if (r->ops == &rows_db_ops) {
		*first = r->first > 0 ? r->first + rows_lead(r) : 0;
		*end = r->first + r->n + rows_lead(r) + r->n_discs;
	}
}

int64_t rows_find(struct rows *r, int64_t identity)
{
	int64_t first, end;
	struct row row;
	window_of(r, &first, &end);
	for (int64_t i = first; i < end; i++)
		if (rows_get(r, i, &row) && rows_identity(&row) == identity)
			return i;
	return -1;
}

int64_t rows_playing(struct rows *r)
{
	int64_t first, end;
	struct row row;
	window_of(r, &first, &end);
	for (int64_t i = first; i < end; i++)
		if (rows_get(r, i, &row) && row.playing)
			return i;
	return -1;
}

/* Of what the query thread is to tell: nothing is known yet, so nothing is said. */
static bool is_unanswered(const struct rows *r)
{
	bool nothing_typed = r->spec.list == ROWS_SEARCH && !r->text[0];
	return r->ops != &rows_queue_ops && !nothing_typed && r->total < 0;
}

static const char *empty_library(struct app *a)
{
	if (jobs_state(a).scan.active)
		return "Scanning; music appears here as it is found.";
	return "No music yet: open Files (7), go to your music folder and press a.";
}

const char *rows_empty_text(struct rows *r)
{
	struct app *a = r->app;
	bool filtered = *r->filter != '\0';
	bool no_music = a->library.known && a->library.tracks == 0;
	if (!no_music && is_unanswered(r))
		return r->trouble;
	if (filtered && !no_music && r->total == 0)
		return "Nothing of this list fits the filter: Esc shows all again.";
	switch (r->spec.list) {
	case ROWS_FORYOU:
		if (no_music)
			return empty_library(a);
		if (a->foryou.trouble[0])
			return a->foryou.trouble;
		return a->foryou.question ? "Looking through your music…"
					  : "Press C to let For You choose.";
	case ROWS_QUEUE:
		return "The queue is empty: press Enter on a track to play it, e to "
		       "queue it.";
	case ROWS_PLAYLISTS:
	case ROWS_PLAYLISTS_ALONE:
		return "No playlists yet: press y on a track to make one.";
	case ROWS_PLAYLIST:
		if (strcmp(r->text, "group") == 0)
			return "A folder: Enter folds it, e queues what is in it.";
		if (strcmp(r->text, "live") == 0)
			return "Nothing is what this live playlist looks for.";
		return "This playlist is empty: press y on tracks to add them.";
	case ROWS_SEARCH:
		if (!r->text[0])
			return "Type to search titles, artists and albums; or artist:, "
			       "genre:, year:1990..1999, rating:>=4, added:<30d, "
			       "played:0, -without. ^S keeps a search as a playlist.";
		if (r->problem.len)
			return r->problem.text;
		return strpbrk(r->text, ":-\"")
			       ? "Nothing found. Fewer letters or filters find more."
			       : "Nothing found. Fewer letters find more.";
	case ROWS_HISTORY:
		return "Nothing heard yet: what you play is listed here.";
	case ROWS_MOST_PLAYED:
		return "Nothing played yet: what you hear most stands here.";
	case ROWS_NEVER_PLAYED:
		return no_music ? empty_library(a)
				: "You have played everything there is.";
	case ROWS_MOODS:
		return no_music ? empty_library(a)
				: "Moods come once linnet has listened to your music: "
				  ":analyze begins, it also does so by itself.";
	case ROWS_FOLDERS:
		return r->spec.root
			       ? "No folders in here; Backspace goes up, Tab to its tracks."
			       : empty_library(a);
	case ROWS_FILES:
		return r->trouble[0] ? r->trouble : "No folders and no music here.";
	default:
		return no_music ? empty_library(a) : "Nothing here.";
	}
}

void rows_library_changed(struct app *a)
{
	for (struct rows *r = a->rows; r; r = r->next)
		if (r->ops->library_changed)
			r->ops->library_changed(r);
}

void rows_queue_changed(struct app *a)
{
	for (struct rows *r = a->rows; r; r = r->next)
		if (r->ops->queue_changed)
			r->ops->queue_changed(r);
}
