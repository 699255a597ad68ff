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
	size_t n;
	struct queue_item before; /* plays already; item 0: none */
	bool shuffled;
	uint64_t number;
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

static enum err_code resolve(struct db *db, struct query *q, struct err *why)
{
	struct listing *l = (struct listing *)q;
	struct arena arena = {0};
	/* What plays, then the list. */
	struct album_place place[1 + PLAYER_AHEAD + 1] = {{0}};
	bool in_order[1 + PLAYER_AHEAD + 1];
	struct track before;
	(void)why;
	if (l->before.item > 0 &&
		library_track_of(db, l->before.item, &arena, &before, NULL) == ERR_OK)
		place[0] = album_place(&before, &l->before);
	l->entry = xcalloc(l->n, sizeof *l->entry);
	for (size_t i = 0; i < l->n; i++) {
		struct track t = {0};
		struct err none = {0};
		if (l->item[i].item > 0)
			(void)library_track_of(db, l->item[i].item, &arena, &t, &none);
		else if (l->file[i])
			(void)library_track_at(db, l->file[i], &arena, &t, &none);
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
		place[1 + i] = album_place(&t, &l->item[i]);
		arena_reset(&arena);
	}
	album_in_order(place, 1 + l->n, l->shuffled, in_order);
	for (size_t i = 0; i < l->n; i++)
		l->entry[i].album_in_order = in_order[1 + i];
	arena_finish(&arena);
	return ERR_OK;
}

static void listed(struct app *a, struct query *q)
{
	struct listing *l = (struct listing *)q;
	struct playback *p = &a->play;
	if (q->job.code != ERR_OK || !p->player || l->number != p->last_listing)
		return;
	bool play = p->pending_play;
	p->pending_play = false;
	player_set_list(
		p->player, l->entry, l->n, play, p->pending_from_ms, p->pending_paused);
	l->entry = NULL;
	if (play)
		p->pending_from_ms = 0;
}

static void free_listing(struct query *q)
{
	struct listing *l = (struct listing *)q;
	for (size_t i = 0; l->entry && i < l->n; i++)
		free(l->entry[i].path);
	free(l->entry);
	for (size_t i = 0; i < l->n; i++)
		free(l->file[i]);
	free(l);
}

void playback_send_list(struct app *a)
{
	struct listing *l = xcalloc(1, sizeof *l);
	l->query = (struct query){.run = resolve, .done = listed, .free = free_listing};
	l->number = ++a->play.last_listing;
	if (a->play.pending_play && queue_now(a->queue, &l->item[0]))
		l->n = 1;
	else
		queue_now(a->queue, &l->before);
	l->shuffled = queue_shuffle(a->queue);
	l->n += queue_upcoming(a->queue, l->item + l->n, PLAYER_AHEAD);
	for (size_t i = 0; i < l->n; i++)
		l->file[i] = xstrdup(queue_file_path(a->queue, l->item[i].item));
	query_post(a, &l->query, LANE_PLAYBACK);
}
