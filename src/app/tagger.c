#include "tagger.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum { QUEUED = 64, WORKER_IDLE_MS = 10000, TELL_US = 500000 };

struct tagger {
	struct app *app;
	struct mailbox *requests; /* of struct tag_request */
	struct task *task;
	struct retagger *retagger; /* owned; the thread's */
	size_t acts;               /* main thread: sent and not answered */
	bool objected;             /* main thread */
	_Atomic bool quit, cancel;
	/* The thread's, while it is at a request. */
	struct tag_request *now;
	size_t done;
	int64_t told_us;
};

void tag_request_free(void *request)
{
	struct tag_request *r = request;
	for (size_t i = 0; i < r->n; i++)
		free(r->path[i]);
	for (size_t i = 0; i < r->n_written; i++)
		free(r->written[i]);
	free(r->path);
	free(r->written);
	retag_finish(&r->wanted);
	retag_finish(&r->all);
	free(r);
}

/* ---- reading */

static void take_fields(struct tag_request *r, const struct retag *f, bool first)
{
	for (int i = 0; i < RETAG__COUNT; i++) {
		if (first)
			r->all.value[i] = xstrdup(f->value[i]);
		else if (!retag_same(i, r->all.value[i], f->value[i]))
			r->several[i] = true;
	}
}

/* Only those that can be changed stay. */
static void read_all(struct tagger *t, struct tag_request *r)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->n; i++) {
		struct retag f = {0};
		struct err why = {0};
		bool ends = atomic_load(&r->cancelled) || atomic_load(&t->quit);
		if (!ends &&
			retagger_read(t->retagger, r->path[i], &f, &why) == ERR_OK) {
			take_fields(r, &f, kept == 0);
			char *path = r->path[i];
			r->path[i] = NULL;
			r->path[kept++] = path;
		} else {
			r->first_why = r->first_why.code ? r->first_why : why;
			free(r->path[i]);
			r->path[i] = NULL;
			r->left++;
		}
		retag_finish(&f);
	}
	r->n = kept;
}

/* ---- writing */

static bool is_cancelled(void *ctx)
{
	struct tagger *t = ctx;
	return atomic_load(&t->quit) || atomic_load(&t->cancel);
}

struct journal_job {
	struct tag_request *request;
	const char *path;
	const struct retag *before, *change;
	int64_t at_ms, act;
};

static enum err_code run_journal(struct db *db, void *arg, struct err *why)
{
	struct journal_job *j = arg;
	enum err_code code = ERR_OK;
	j->act = j->request->act;
	if (j->act == 0)
		code = edits_begin(db, &j->act, why);
	for (int i = 0; i < RETAG__COUNT && code == ERR_OK; i++) {
		if (!j->change->value[i])
			continue;
		struct edit e = {j->path, retag_name(i),
			j->before->value[i] ? j->before->value[i] : "",
			j->change->value[i]};
		code = edits_add(db, j->act, j->at_ms, &e, why);
	}
	return code;
}

static enum err_code journal(void *ctx, const char *path, const struct retag *before,
	const struct retag *change, struct err *why)
{
	struct tagger *t = ctx;
	struct journal_job j = {
		t->now, path, before, change, clock_wall_ms(&t->app->clock), 0};
	enum err_code code = store_call(t->app->store, run_journal, &j, why);
	if (code == ERR_OK)
		t->now->act = j.act;
	return code;
}

struct mark_job {
	int64_t act;
	const char *path;
	bool undone;
};

static enum err_code run_mark(struct db *db, void *arg, struct err *why)
{
	struct mark_job *m = arg;
	return edits_mark(db, m->act, m->path, m->undone, why);
}

struct progress {
	size_t done, total;
};

static void show_progress(struct app *a, void *arg)
{
	struct progress *p = arg;
	app_say(a, "Tags: %zu of %zu files written \xC2\xB7 ^C stops", p->done,
		p->total);
	free(p);
}

static void tell(struct tagger *t)
{
	int64_t now = clock_mono_us(&t->app->clock);
	if (now - t->told_us < TELL_US)
		return;
	struct progress *p = xcalloc(1, sizeof *p);
	t->told_us = now;
	*p = (struct progress){t->done, t->now->n};
	app_post(t->app, show_progress, p);
}

static void result(
	void *ctx, const char *path, enum retag_outcome outcome, const struct err *why)
{
	struct tagger *t = ctx;
	struct tag_request *r = t->now;
	t->done++;
	if (outcome == RETAG_FAILED && why && !r->first_why.code)
		r->first_why = *why;
	if (outcome == RETAG_CHANGED || outcome == RETAG_OTHERS) {
		r->written = mem_grow(r->written, &r->cap_written, r->n_written + 1,
			sizeof *r->written);
		r->written[r->n_written++] = xstrdup(path);
	}
	if (r->work != TAG_WRITE && outcome != RETAG_READ_ONLY) {
		struct mark_job m = {r->act, path, r->work == TAG_BACK};
		store_call(t->app->store, run_mark, &m, NULL);
	}
	if (r->work == TAG_WRITE)
		tell(t);
}

struct edits_job {
	struct arena arena;
	struct edit *edit;
	size_t n;
	int64_t act;
	bool undone;
};

static enum err_code run_edits(struct db *db, void *arg, struct err *why)
{
	struct edits_job *j = arg;
	return edits_of(db, j->act, j->undone, &j->arena, &j->edit, &j->n, why);
}

static void travel(struct tagger *t, const struct retag_act *act)
{
	struct tag_request *r = t->now;
	struct edits_job j = {.act = r->act, .undone = r->work == TAG_AGAIN};
	enum err_code code = store_call(t->app->store, run_edits, &j, &r->why);
	if (code == ERR_OK)
		retag_act_travel(
			act, j.edit, j.n, r->work == TAG_BACK, &r->sum, &r->why);
	arena_finish(&j.arena);
}

static void serve(struct tagger *t, struct tag_request *r)
{
	const struct retag_act act = {.retagger = t->retagger,
		.cancelled = is_cancelled,
		.journal = journal,
		.result = result,
		.ctx = t};
	t->now = r;
	t->done = 0;
	t->told_us = clock_mono_us(&t->app->clock);
	atomic_store(&t->cancel, false);
	if (r->work == TAG_READ)
		read_all(t, r);
	else if (r->work == TAG_WRITE)
		retag_act_run(&act, &r->wanted, r->path, r->n, &r->sum, &r->why);
	else
		travel(t, &act);
	t->now = NULL;
}

/* ---- the thread */

static void take_answer(struct app *a, void *arg)
{
	struct tag_request *r = arg;
	/* The program may be ending. */
	if (a->tagger && r->work != TAG_READ) {
		a->tagger->acts--;
		a->tagger->objected = false;
	}
	tagger_answer(a, r);
}

static void tagger_run(void *arg)
{
	struct tagger *t = arg;
	struct tag_request *r;
	for (;;) {
		r = mailbox_receive(t->requests, t->retagger ? WORKER_IDLE_MS : -1);
		if (!r && mailbox_is_closed(t->requests))
			break;
		if (!r) {
			/* Nobody asks: without the worker. */
			retagger_destroy(t->retagger);
			t->retagger = NULL;
			continue;
		}
		if (!t->retagger)
			t->retagger = retagger_create(NULL, &t->quit);
		serve(t, r);
		app_post(t->app, take_answer, r);
	}
	retagger_destroy(t->retagger);
}

void tagger_send(struct app *a, struct tag_request *r)
{
	if (!a->tagger) {
		a->tagger = xcalloc(1, sizeof *a->tagger);
		a->tagger->app = a;
		a->tagger->requests = mailbox_create(QUEUED);
		a->tagger->task = task_start("tagger", tagger_run, a->tagger);
	}
	bool is_act = r->work != TAG_READ; /* it may be answered at once */
	if (mailbox_try_send(a->tagger->requests, r)) {
		a->tagger->acts += is_act;
		return;
	}
	err_set(&r->why, ERR_BUSY, "Too many tags are being changed: wait a little");
	tagger_answer(a, r);
}

void tagger_cancel(struct app *a)
{
	if (a->tagger)
		atomic_store(&a->tagger->cancel, true);
}

bool tagger_objects(struct app *a, struct err *why)
{
	struct tagger *t = a->tagger;
	if (!t || t->acts == 0 || t->objected)
		return false;
	t->objected = true;
	err_set(why, ERR_BUSY,
		"Tags are still being written \xC2\xB7 quit again to leave the other files "
		"as they are");
	return true;
}

void tagger_end(struct app *a)
{
	struct tagger *t = a->tagger;
	if (!t)
		return;
	atomic_store(&t->quit, true);
	mailbox_close(t->requests);
	task_join(t->task);
	mailbox_destroy(t->requests, tag_request_free);
	free(t);
	a->tagger = NULL;
}
