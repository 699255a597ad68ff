/*
 * The thread that reads pictures and lyrics and renders them: one at a time, through a
 * confined worker, which ends when nobody asked for a while.
 */
#include "art_state.h"

enum { WORKER_IDLE_MS = 10000 };

static void read_picture(struct art_reader *reader, struct art_request *r)
{
	struct picture p;
	if (art_read_picture(reader, r->path, r->want.side, &p, &r->why) != ERR_OK)
		return;
	r->render(&p, &r->want, &r->made, &r->why);
	picture_finish(&p);
}

static void serve(struct art *t, struct art_reader *reader, struct art_request *r)
{
	if (atomic_load(&r->cancelled) || atomic_load(&t->quit))
		err_set(&r->why, ERR_CANCELLED, "nobody looks at it");
	else if (r->is_lyrics)
		art_read_lyrics(reader, r->path, &r->lyrics, &r->source, &r->why);
	else
		read_picture(reader, r);
	app_post(t->app, art_answer, r);
}

void art_thread(void *arg)
{
	struct art *t = arg;
	struct art_reader *reader = art_reader_create(NULL, &t->quit);
	struct art_request *r;
	for (;;) {
		r = mailbox_receive(t->requests, WORKER_IDLE_MS);
		if (!r && mailbox_is_closed(t->requests))
			break;
		if (!r) {
			/* Nobody asks: without the worker, and for ever. */
			art_reader_rest(reader);
			r = mailbox_receive(t->requests, -1);
			if (!r)
				break;
		}
		serve(t, reader, r);
	}
	art_reader_destroy(reader);
}
