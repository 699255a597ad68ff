/* What plays, with its tags: read anew when another row plays. */
#include <stdlib.h>

#include "db/library.h"
#include "state.h"

struct now_query {
	struct query query;
	int64_t item, key;
	char *file; /* owned; NULL for a recording */
	struct arena arena;
	struct track track;
};

static enum err_code read_now(struct db *db, struct query *q, struct err *why)
{
	struct now_query *n = (struct now_query *)q;
	if (!n->file)
		return library_track_of(db, n->item, &n->arena, &n->track, why);
	struct err none = {0};
	if (library_track_at(db, n->file, &n->arena, &n->track, &none) != ERR_OK) {
		n->track.title = arena_strdup(&n->arena, path_base(n->file));
		n->track.path = arena_strdup(&n->arena, n->file);
	}
	return ERR_OK;
}

static void take_now(struct app *a, struct query *q)
{
	struct now_query *n = (struct now_query *)q;
	struct playback *p = &a->play;
	struct queue_item it;
	if (q->job.code == ERR_CANCELLED || !queue_now(a->queue, &it) ||
		it.key != n->key)
		return;
	app_changed(a, APP_CHANGED_PLAYER);
	p->now_known = q->job.code == ERR_OK;
	if (!p->now_known)
		return;
	arena_reset(&p->now_arena);
	p->now = track_copy(&p->now_arena, &n->track);
	p->now_key = n->key;
}

static void free_now(struct query *q)
{
	struct now_query *n = (struct now_query *)q;
	arena_finish(&n->arena);
	free(n->file);
	free(n);
}

void playing_now_ask(struct app *a)
{
	struct queue_item it;
	struct playback *p = &a->play;
	if (!queue_now(a->queue, &it)) {
		p->now_known = false;
		p->now_key = 0;
		return;
	}
	if (p->now_known && p->now_key == it.key)
		return;
	struct now_query *n = xcalloc(1, sizeof *n);
	n->query = (struct query){.run = read_now, .done = take_now, .free = free_now};
	n->item = it.item;
	n->key = it.key;
	n->file = xstrdup(queue_file_path(a->queue, it.item));
	query_post(a, &n->query, LANE_NOW);
}
