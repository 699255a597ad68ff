/*
 * Pictures: asked for by the frame that would show them, read and rendered on a thread of
 * their own, kept in a small cache. What no frame wants any more is not read; what moves
 * with the cursor is asked for when that has rested. Nothing of it exists before the
 * first question.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "art_state.h"
#include "base/log.h"
#include "db/art.h"
#include "db/library.h"

enum { ABSENT_AGAIN_US = 30000000 };

/* ---- start and end */

static void on_idle(void *ctx);

struct art *art_of(struct app *a)
{
	if (a->art)
		return a->art;
	struct art *t = xcalloc(1, sizeof *t);
	t->app = a;
	t->requests = mailbox_create(ART_QUEUED);
	t->frame = 1;
	t->task = task_start("art", art_thread, t);
	a->art = t;
	loop_add_idle(a->loop, on_idle, a);
	return t;
}

void art_request_free(struct art_request *r)
{
	free(r->path);
	free(r->made.data);
	lyrics_finish(&r->lyrics);
	free(r);
}

static void free_request(void *request)
{
	art_request_free(request);
}

static void entry_drop(struct art *t, size_t i)
{
	struct art_entry *e = &t->entry[i];
	if (e->request)
		atomic_store(&e->request->cancelled, true);
	t->bytes -= e->made.bytes;
	free(e->made.data);
	free(e->trouble);
	*e = t->entry[--t->n];
}

void art_end(struct app *a)
{
	struct art *t = a->art;
	if (!t)
		return;
	/* A picture that hangs the worker holds nobody up. */
	atomic_store(&t->quit, true);
	mailbox_close(t->requests);
	task_join(t->task);
	mailbox_destroy(t->requests, free_request);
	loop_cancel_timer(a->loop, t->idle_timer);
	loop_cancel_timer(a->loop, t->rest_timer);
	while (t->n > 0)
		entry_drop(t, t->n - 1);
	free(t->entry);
	free(t->resting_path);
	lyrics_finish(&t->lyrics);
	free(t);
	a->art = NULL;
}

/* ---- the cache */

static bool same(const struct art_want *a, const struct art_want *b)
{
	return a->kind == b->kind && a->id == b->id && a->how == b->how &&
	       a->cols == b->cols && a->rows == b->rows && a->side == b->side;
}

static struct art_entry *find(struct art *t, const struct art_want *w)
{
	for (size_t i = 0; i < t->n; i++)
		if (same(&t->entry[i].want, w))
			return &t->entry[i];
	return NULL;
}

/* Least recently wanted first; what the last frame shows stays. */
static void make_room(struct art *t)
{
	while (t->bytes > ART_CACHE_BYTES || t->n > ART_QUEUED) {
		size_t oldest = t->n;
		for (size_t i = 0; i < t->n; i++) {
			const struct art_entry *e = &t->entry[i];
			bool out = e->frame + 1 < t->frame && !e->request;
			if (out && (oldest == t->n ||
					   e->asked_us < t->entry[oldest].asked_us))
				oldest = i;
		}
		if (oldest == t->n)
			return;
		entry_drop(t, oldest);
	}
}

/* A minute without a question: only what is on the screen stays. */
static void on_idle_timer(void *ctx)
{
	struct app *a = ctx;
	struct art *t = a->art;
	int64_t now = clock_mono_us(&a->clock), left_ms = 0;
	size_t bytes = t->bytes;
	t->idle_timer = 0;
	for (size_t i = t->n; i-- > 0;) {
		const struct art_entry *e = &t->entry[i];
		int64_t age_ms = (now - e->asked_us) / 1000;
		if (e->frame + 1 >= t->frame || e->request)
			left_ms = ART_IDLE_MS;
		else if (age_ms >= ART_IDLE_MS)
			entry_drop(t, i);
		else if (ART_IDLE_MS - age_ms > left_ms)
			left_ms = ART_IDLE_MS - age_ms;
	}
	if (now - t->lyrics_asked_us >= ART_IDLE_MS * 1000)
		lyrics_forget(t);
	else
		left_ms = ART_IDLE_MS;
#ifdef __GLIBC__
	if (t->bytes < bytes)
		malloc_trim(0); /* of the thread that made them, too */
#endif
	if (left_ms > 0)
		t->idle_timer = loop_add_timer(a->loop, left_ms, on_idle_timer, a);
}

/* Behind each turn of the loop in which a frame wanted pictures: those that it no longer
 * wanted are not read. */
static void on_idle(void *ctx)
{
	struct app *a = ctx;
	struct art *t = a->art;
	if (!t || !t->asked)
		return;
	t->asked = false;
	for (size_t i = 0; i < t->n; i++)
		if (t->entry[i].request && t->entry[i].frame < t->frame)
			atomic_store(&t->entry[i].request->cancelled, true);
	t->frame++;
	make_room(t);
	if (!t->idle_timer)
		t->idle_timer = loop_add_timer(a->loop, ART_IDLE_MS, on_idle_timer, a);
}

/* ---- answers */

static void take_picture(struct app *a, struct art_request *r)
{
	struct art *t = a->art;
	struct art_entry *e = find(t, &r->want);
	if (!e || e->request != r)
		return;
	e->request = NULL;
	if (r->why.code == ERR_CANCELLED) {
		entry_drop(t, (size_t)(e - t->entry));
		return;
	}
	e->state = r->why.code == ERR_OK          ? ART_HERE
		   : r->why.code == ERR_NOT_FOUND ? ART_ABSENT
						  : ART_FAILED;
	if (e->state == ART_FAILED) {
		e->trouble = xstrdup(r->why.msg);
		log_write(LOG_WARN, "picture of %s: %s", r->path ? r->path : "?",
			r->why.msg);
	}
	e->made = r->made;
	e->made.number = ++t->made;
	r->made = (struct art_made){0};
	t->bytes += e->made.bytes;
	app_changed(a, APP_CHANGED_ART);
}

void art_answer(struct app *a, void *request)
{
	struct art_request *r = request;
	if (a->art && r->is_lyrics)
		lyrics_take(a, r);
	else if (a->art)
		take_picture(a, r);
	art_request_free(r);
}

/* ---- questions */

struct path_query {
	struct query query;
	struct art_request *request; /* owned until it is sent */
	struct arena arena;
	const char *path;
};

static enum err_code read_path(struct db *db, struct query *q, struct err *why)
{
	struct path_query *p = (struct path_query *)q;
	const struct art_want *w = &p->request->want;
	struct track t = {0};
	enum err_code code = w->kind == ART_ALBUM
				     ? art_album_track(db, w->id, &p->arena, &t, why)
				     : library_track_of(db, w->id, &p->arena, &t, why);
	p->path = t.path;
	return code;
}

static void take_path(struct app *a, struct query *q)
{
	struct path_query *p = (struct path_query *)q;
	struct art_request *r = p->request;
	p->request = NULL;
	r->path = xstrdup(p->path);
	if (r->path && a->art) {
		art_send(a, r);
		return;
	}
	err_set(&r->why, ERR_NOT_FOUND, "there is no file");
	art_answer(a, r);
}

static void free_path(struct query *q)
{
	struct path_query *p = (struct path_query *)q;
	if (p->request)
		art_request_free(p->request);
	arena_finish(&p->arena);
	free(p);
}

void art_send(struct app *a, struct art_request *r)
{
	if (mailbox_try_send(a->art->requests, r))
		return;
	err_set(&r->why, ERR_CANCELLED, "too many are asked for");
	art_answer(a, r);
}

static void request(
	struct app *a, const struct art_want *w, const char *path, art_render render)
{
	struct art *t = a->art;
	struct art_request *r = xcalloc(1, sizeof *r);
	r->want = *w;
	r->want.path = NULL;
	r->render = render;
	r->path = xstrdup(path);
	t->entry = mem_grow(t->entry, &t->cap, t->n + 1, sizeof *t->entry);
	t->entry[t->n++] = (struct art_entry){.want = r->want,
		.state = ART_COMING,
		.request = r,
		.frame = t->frame,
		.asked_us = clock_mono_us(&a->clock)};
	if (path) {
		art_send(a, r);
		return;
	}
	struct path_query *q = xcalloc(1, sizeof *q);
	q->query =
		(struct query){.run = read_path, .done = take_path, .free = free_path};
	q->request = r;
	query_post(a, &q->query, LANE_NONE);
}

/* The cursor has rested. */
static void on_rest(void *ctx)
{
	struct app *a = ctx;
	struct art *t = a->art;
	t->rest_timer = 0;
	if (t->resting.kind != ART_NONE && !find(t, &t->resting))
		request(a, &t->resting, t->resting_path, t->resting_render);
	t->resting.kind = ART_NONE;
}

static void rest(struct app *a, const struct art_want *w, art_render render)
{
	struct art *t = a->art;
	if (same(&t->resting, w))
		return;
	loop_cancel_timer(a->loop, t->rest_timer);
	free(t->resting_path);
	t->resting = *w;
	t->resting.path = NULL;
	t->resting_path = xstrdup(w->path);
	t->resting_render = render;
	t->rest_timer = loop_add_timer(a->loop, ART_DEBOUNCE_MS, on_rest, a);
}

enum art_state app_art(struct app *a, const struct art_want *w, bool now,
	art_render render, const struct art_made **ret)
{
	*ret = NULL;
	if (w->kind == ART_NONE || (w->id == 0 && !w->path))
		return ART_ABSENT;
	struct art *t = art_of(a);
	struct art_entry *e = find(t, w);
	int64_t now_us = clock_mono_us(&a->clock);
	t->asked = true;
	/* A picture may have been put there meanwhile. */
	if (e && e->state == ART_ABSENT && e->frame + 1 < t->frame &&
		now_us - e->asked_us > ABSENT_AGAIN_US) {
		entry_drop(t, (size_t)(e - t->entry));
		e = NULL;
	}
	if (!e && now)
		request(a, w, w->path, render);
	else if (!e)
		rest(a, w, render);
	if (!e)
		return ART_COMING;
	if (!now)
		t->resting.kind = ART_NONE; /* the cursor has moved on to this one */
	e->frame = t->frame;
	e->asked_us = now_us;
	if (e->state == ART_HERE)
		*ret = &e->made;
	return e->state;
}

const char *app_art_trouble(struct app *a, const struct art_want *w)
{
	const struct art_entry *e = a->art ? find(a->art, w) : NULL;
	return e && e->trouble ? e->trouble : "";
}

void app_art_forget(struct app *a)
{
	struct art *t = a->art;
	if (!t)
		return;
	while (t->n > 0)
		entry_drop(t, t->n - 1);
	t->resting.kind = ART_NONE;
	lyrics_forget(t);
	app_changed(a, APP_CHANGED_ART);
}

bool app_art_waiting(struct app *a)
{
	const struct art *t = a->art;
	bool waits = t && (t->rest_timer || t->lyrics_state == ART_COMING) &&
		     (t->rest_timer || t->lyrics_key);
	for (size_t i = 0; t && i < t->n; i++)
		waits |= t->entry[i].request != NULL;
	return waits;
}

size_t app_art_bytes(struct app *a)
{
	return a->art ? a->art->bytes : 0;
}
