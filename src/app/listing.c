/*
 * The list for the pump: what plays (where it is to start) and what follows, with the
 * paths and places that the query thread looks up. One is under way at a time: a newer
 * one replaces the older, and "start at once" stays pending until a list has gone out.
 */
#include <stdlib.h>
#include <string.h>

#include "db/library.h"
#include "model/album.h"
#include "state.h"

struct listing {
	struct query query;
	struct queue_item item[PLAYER_AHEAD + 1];
	char *file[PLAYER_AHEAD + 1]; /* owned; paths of items outside the library */
	size_t n, n_sent;
	struct queue_item before;            /* plays already; item 0: none */
	char *before_file;                   /* owned */
	bool shuffled, cut_track, cut_album; /* where the music is to end (sleep.c) */
	bool plays;                          /* the first row is what is to start */
	bool resume, fresh; /* long ones go on; but the first from its beginning */
	int64_t profile;
	struct kept_place kept;
	struct resumed resumed[PLAYER_AHEAD + 1];
	uint64_t number;
	int64_t last_key; /* of the row behind which it was cut; 0: it was not */
	struct player_entry *entry; /* owned until given to the player */
};

static struct album_place album_place(
	const struct track *t, const struct queue_item *it)
{
	return (struct album_place){.album = t->album,
		.disc = t->disc,
		.number = t->number,
		.block = it->block,
		.from_album = it->source == SOURCE_ALBUM};
}

/* How many rows are sent; place[0] is what plays already. */
static void cut(struct listing *l, const struct album_place *place)
{
	size_t keep = l->plays;
	if (!l->cut_track && !l->cut_album)
		return;
	while (l->cut_album && keep < l->n && place[keep].album != 0 &&
		place[keep + 1].album == place[keep].album)
		keep++;
	for (size_t i = keep; i < l->n; i++)
		free(l->entry[i].path);
	l->n_sent = keep;
	if (keep == (size_t)l->plays)
		l->last_key = l->plays ? l->item[0].key : l->before.key;
}

/* Zeroed where nothing is known of it. A database that cannot be read is no fault of the
 * file's: then there is no list, and what the pump has goes on. */
static enum err_code look_up(struct db *db, const struct queue_item *it,
	const char *file, struct arena *arena, struct track *ret, struct err *why)
{
	enum err_code code = ERR_OK;
	*ret = (struct track){0};
	if (it->item > 0)
		code = library_track_of(db, it->item, arena, ret, why);
	else if (file)
		code = library_track_at(db, file, arena, ret, why);
	return code == ERR_NOT_FOUND || file ? ERR_OK : code;
}

static bool is_listed_before(const struct listing *l, size_t i)
{
	bool found = l->before.item == l->item[i].item;
	for (size_t j = 0; j < i && !found; j++)
		found = l->item[j].item == l->item[i].item;
	return found;
}

/* Where a long recording was left. */
static void look_for_place(
	struct db *db, struct listing *l, size_t i, const struct track *t)
{
	const struct queue_item *it = &l->item[i];
	struct resumed *r = &l->resumed[i];
	if (bookmark_in_album(t, it->source == SOURCE_ALBUM || it->block))
		return;
	r->key = it->key;
	r->from_ms = bookmark_place(db, l->profile, t, &l->kept);
	str_copy(r->title, sizeof r->title, t->title ? t->title : "");
}

/* What is reached by itself within its album begins as the album has it; and nothing
 * goes on twice. */
static void resume(struct listing *l, size_t i, bool within_album)
{
	bool first = l->plays && i == 0;
	if (first ? l->fresh : within_album || is_listed_before(l, i))
		l->resumed[i].from_ms = 0;
	l->entry[i].from_ms = l->resumed[i].from_ms;
}

static enum err_code resolve(struct db *db, struct query *q, struct err *why)
{
	struct listing *l = (struct listing *)q;
	struct arena arena = {0};
	/* What plays, then the list. */
	struct album_place place[1 + PLAYER_AHEAD + 1] = {{0}};
	bool in_order[1 + PLAYER_AHEAD + 1];
	struct track t;
	enum err_code code = look_up(db, &l->before, l->before_file, &arena, &t, why);
	place[0] = album_place(&t, &l->before);
	l->entry = xcalloc(l->n, sizeof *l->entry);
	l->n_sent = l->n;
	for (size_t i = 0; i < l->n && !code; i++) {
		code = look_up(db, &l->item[i], l->file[i], &arena, &t, why);
		const char *path = t.path ? t.path : l->file[i];
		l->entry[i] = (struct player_entry){.key = l->item[i].key,
			.recording = t.recording,
			.path = xstrdup(path ? path : ""),
			.duration_ms = t.duration_ms,
			.source = l->item[i].source,
			.source_id = l->item[i].source_id,
			.start_frame = t.start_frame,
			.end_frame = t.end_frame,
			.album = t.album,
			.has_loudness = t.has_loudness,
			.loudness = t.loudness};
		if (l->resume)
			look_for_place(db, l, i, &t);
		place[1 + i] = album_place(&t, &l->item[i]);
		arena_reset(&arena);
	}
	if (code != ERR_OK) {
		arena_finish(&arena);
		return code;
	}
	album_in_order(place, 1 + l->n, l->shuffled, in_order);
	for (size_t i = 0; i < l->n; i++)
		l->entry[i].album_in_order = in_order[1 + i];
	for (size_t i = 0; i < l->n; i++)
		resume(l, i, album_reaches(&place[i], &place[1 + i], l->shuffled));
	cut(l, place);
	arena_finish(&arena);
	return ERR_OK;
}

/* What was to start cannot be found; what plays goes on. */
static void not_listed(struct app *a, const struct err *why)
{
	struct playback *p = &a->play;
	if (p->pending_play)
		app_warn(a, "Cannot play: %s", why->msg);
	p->pending_play = false;
	p->expected = 0;
}

static void listed(struct app *a, struct query *q)
{
	struct listing *l = (struct listing *)q;
	struct playback *p = &a->play;
	if (!p->player || l->number != p->last_listing || q->job.code == ERR_CANCELLED)
		return;
	if (q->job.code != ERR_OK) {
		not_listed(a, &q->job.why);
		return;
	}
	bool play = p->pending_play;
	p->pending_play = false;
	a->sound.last_key = l->last_key;
	if (play && p->pending_from_ms > 0)
		l->resumed[0].from_ms = 0;
	else if (play)
		p->pending_from_ms = l->resumed[0].from_ms;
	if (play)
		a->bookmark.starting = l->resumed[0];
	memcpy(a->bookmark.expected, l->resumed, sizeof l->resumed);
	player_set_list(p->player, l->entry, l->n_sent, play, p->pending_from_ms,
		p->pending_paused);
	l->entry = NULL;
	if (play)
		p->pending_from_ms = 0;
}

static void free_listing(struct query *q)
{
	struct listing *l = (struct listing *)q;
	for (size_t i = 0; l->entry && i < l->n_sent; i++)
		free(l->entry[i].path);
	free(l->entry);
	for (size_t i = 0; i < l->n; i++)
		free(l->file[i]);
	free(l->before_file);
	free(l);
}

void playback_send_list(struct app *a)
{
	struct listing *l = xcalloc(1, sizeof *l);
	l->query = (struct query){.run = resolve, .done = listed, .free = free_listing};
	l->number = ++a->play.last_listing;
	if (a->play.pending_play && queue_now(a->queue, &l->item[0]))
		l->n = 1;
	else if (queue_now(a->queue, &l->before))
		l->before_file = xstrdup(queue_file_path(a->queue, l->before.item));
	l->plays = l->n == 1;
	l->resume = a->conf.options.resume;
	l->fresh = a->play.pending_fresh;
	l->profile = a->profile;
	l->kept = a->bookmark.kept;
	l->shuffled = queue_shuffle(a->queue);
	l->cut_track = sleep_cuts_track(a);
	l->cut_album = sleep_cuts_album(a);
	l->n += queue_upcoming(a->queue, l->item + l->n, PLAYER_AHEAD);
	for (size_t i = 0; i < l->n; i++)
		l->file[i] = xstrdup(queue_file_path(a->queue, l->item[i].item));
	query_post(a, &l->query, LANE_PLAYBACK);
}
