/* The queue and the place in what plays, kept over restarts. */
#include <stdlib.h>

#include "db/queue.h"
#include "db/settings.h"
#include "state.h"

struct saved {
	struct app *app;
	struct str blob; /* owned */
	int64_t profile, position_ms;
};

static enum err_code write_queue(struct db *db, void *arg, struct err *why)
{
	struct saved *s = arg;
	enum err_code code =
		queue_save_state(db, s->profile, s->blob.data, s->blob.len, why);
	if (code == ERR_OK)
		code = settings_put_i64(db, "queue.position", s->position_ms, why);
	return code;
}

static void free_saved(void *arg)
{
	struct saved *s = arg;
	str_finish(&s->blob);
	free(s);
}

void kept_queue_save(struct app *a)
{
	struct saved *s = xcalloc(1, sizeof *s);
	s->profile = a->profile;
	s->position_ms =
		a->play.restored ? a->play.restored_ms : a->play.state.position_ms;
	queue_put(&s->blob, a->queue);
	app_write(a, "the queue", write_queue, free_saved, s);
	a->saved_version = queue_version(a->queue);
}

static void save_now(void *ctx)
{
	struct app *a = ctx;
	a->save_timer = 0;
	kept_queue_save(a);
}

void kept_queue_save_soon(struct app *a)
{
	if (!a->save_timer)
		a->save_timer = loop_add_timer(a->loop, APP_SAVE_MS, save_now, a);
}

struct restoring {
	struct query query;
	struct arena arena;
	const void *blob;
	size_t blob_n;
	int64_t profile, position_ms;
};

static enum err_code read_queue(struct db *db, struct query *q, struct err *why)
{
	struct restoring *r = (struct restoring *)q;
	struct queue_entry *entry;
	size_t n;
	r->position_ms = settings_get_i64(db, "queue.position", 0);
	return queue_load(
		db, r->profile, &r->arena, &entry, &n, &r->blob, &r->blob_n, why);
}

static void take_queue(struct app *a, struct query *q)
{
	struct restoring *r = (struct restoring *)q;
	struct queue_item it;
	a->play.restoring = false;
	if (q->job.code != ERR_OK || r->blob_n == 0 || queue_now(a->queue, &it) ||
		queue_next_count(a->queue) > 0)
		return; /* nothing saved, or the listener was faster */
	struct bytes_reader b;
	bytes_reader_init(&b, r->blob, r->blob_n);
	if (!queue_get(&b, a->queue))
		return;
	a->saved_version = queue_version(a->queue);
	a->play.restored = queue_now(a->queue, &it);
	a->play.restored_ms = r->position_ms;
	playing_now_ask(a);
	playback_tick(a);
	rows_queue_changed(a);
	app_changed(a, APP_CHANGED_QUEUE | APP_CHANGED_PLAYER);
}

static void free_restoring(struct query *q)
{
	arena_finish(&((struct restoring *)q)->arena);
	free(q);
}

void kept_queue_restore(struct app *a)
{
	struct restoring *r = xcalloc(1, sizeof *r);
	r->query = (struct query){
		.run = read_queue, .done = take_queue, .free = free_restoring};
	r->profile = a->profile;
	a->play.restoring = true;
	query_post(a, &r->query, LANE_NONE);
}
