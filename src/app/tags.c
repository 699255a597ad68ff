/* The tag editor's state, and what becomes of an act: said, undone, scanned. */
#include "app/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/library.h"
#include "tagger.h"

struct tags_edit {
	struct app_tags shown;
	struct tag_request *read; /* owned by the thread until it answers; then NULL */
	uint64_t number;
	/* Of the files, once they are read. */
	char **path; /* owned, each too; (n) */
	size_t n;
	struct retag all, wanted; /* owned */
};

static void finish(struct tags_edit *e)
{
	for (size_t i = 0; i < e->n; i++)
		free(e->path[i]);
	free(e->path);
	retag_finish(&e->all);
	retag_finish(&e->wanted);
	free(e);
}

void app_tags_close(struct app *a)
{
	struct tags_edit *e = a->tags;
	if (!e)
		return;
	if (e->read)
		atomic_store(&e->read->cancelled, true);
	finish(e);
	a->tags = NULL;
}

void tags_end(struct app *a)
{
	app_tags_close(a);
	tagger_end(a);
}

/* ---- from the selection to files */

struct tags_query {
	struct query query;
	int64_t *item; /* owned; (n) */
	size_t n;
	struct tag_request *request; /* owned until it is sent */
	size_t sheets, missing;
};

static void put_path(struct tag_request *r, const char *path)
{
	r->path[r->n++] = xstrdup(path);
}

static enum err_code read_paths(struct db *db, struct query *q, struct err *why)
{
	struct tags_query *t = (struct tags_query *)q;
	struct arena arena = {0};
	struct track *track = arena_alloc(&arena, (t->n + 1) * sizeof *track);
	enum err_code code = library_tracks_of(db, t->item, t->n, &arena, track, why);
	for (size_t i = 0; i < t->n && code == ERR_OK; i++) {
		if (track[i].start_frame > 0 || track[i].end_frame > 0)
			t->sheets++;
		else if (!track[i].path || track[i].missing)
			t->missing++;
		else
			put_path(t->request, track[i].path);
	}
	arena_finish(&arena);
	return code;
}

static void refuse(struct app *a, const struct tags_query *t)
{
	if (t->sheets > 0)
		app_warn(a, "A track of a CUE sheet has its tags in the sheet: change "
			    "that in a text editor");
	else
		app_warn(a, "The file is missing: its tags cannot be changed");
	app_tags_close(a);
	app_changed(a, APP_CHANGED_ROWS);
}

static void take_paths(struct app *a, struct query *q)
{
	struct tags_query *t = (struct tags_query *)q;
	struct tags_edit *e = a->tags;
	struct tag_request *r = t->request;
	if (!e || e->read != r)
		return;
	e->read = NULL;
	if (q->job.code != ERR_OK) {
		app_warn(a, "%s", q->job.why.msg);
		app_tags_close(a);
		app_changed(a, APP_CHANGED_ROWS);
		return;
	}
	if (r->n == 0) {
		refuse(a, t);
		return;
	}
	r->left = t->sheets + t->missing;
	e->shown.files = r->n;
	e->shown.left = r->left;
	e->read = r;
	t->request = NULL;
	app_changed(a, APP_CHANGED_ROWS);
	tagger_send(a, r);
}

static void free_paths(struct query *q)
{
	struct tags_query *t = (struct tags_query *)q;
	if (t->request)
		tag_request_free(t->request);
	free(t->item);
	free(t);
}

static void take_picked(struct app *a, struct picked *p, void *arg)
{
	const uint64_t *number = arg;
	struct tags_edit *e = a->tags;
	if (!e || e->number != *number)
		return;
	struct tags_query *t = xcalloc(1, sizeof *t);
	t->query = (struct query){
		.run = read_paths, .done = take_paths, .free = free_paths};
	t->item = xcalloc(p->n + 1, sizeof *t->item);
	t->request = xcalloc(1, sizeof *t->request);
	t->request->work = TAG_READ;
	t->request->path = xcalloc(p->n + 1, sizeof *t->request->path);
	/* An artist and an album of theirs are marked: each file counts once. */
	struct map seen = {0};
	for (size_t i = 0; i < p->n; i++) {
		const char *path = queue_file_path(a->queue, p->item[i]);
		if (map_get_or(&seen, p->item[i], 0))
			continue;
		map_put(&seen, p->item[i], 1);
		if (p->item[i] > 0)
			t->item[t->n++] = p->item[i];
		else if (path)
			put_path(t->request, path);
	}
	map_finish(&seen);
	e->read = t->request;
	query_post(a, &t->query, LANE_NONE);
}

void app_tags_open(struct app *a)
{
	app_tags_close(a);
	uint64_t *number = xcalloc(1, sizeof *number);
	a->tags = xcalloc(1, sizeof *a->tags);
	*number = a->tags->number = ++a->tags_opened;
	rows_pick(a, false, take_picked, number);
}

/* ---- what is wanted */

const struct app_tags *app_tags(struct app *a)
{
	return a->tags ? &a->tags->shown : NULL;
}

static void show(struct tags_edit *e)
{
	e->shown.changed = false;
	for (int i = 0; i < RETAG__COUNT; i++) {
		struct app_tag_field *f = &e->shown.field[i];
		f->value = f->several ? NULL : e->all.value[i];
		f->wanted = e->wanted.value[i];
		if (f->wanted && !f->several &&
			strcmp(f->wanted, f->value ? f->value : "") == 0)
			f->wanted = NULL;
		e->shown.changed |= f->wanted != NULL;
	}
}

enum err_code app_tags_want(struct app *a, int field, const char *text, struct err *why)
{
	char *value = NULL;
	if (!a->tags || !a->tags->shown.ready)
		return err_set(why, ERR_NOT_FOUND, "No tags are being edited: ^T");
	enum err_code code = text ? retag_value(field, text, &value, why) : ERR_OK;
	if (code != ERR_OK)
		return code;
	free(a->tags->wanted.value[field]);
	a->tags->wanted.value[field] = value;
	show(a->tags);
	return ERR_OK;
}

void app_tags_write(struct app *a)
{
	struct tags_edit *e = a->tags;
	if (!e || !e->shown.changed)
		return;
	struct tag_request *r = xcalloc(1, sizeof *r);
	r->work = TAG_WRITE;
	r->path = e->path;
	r->n = e->n;
	r->wanted = e->wanted;
	e->path = NULL;
	e->n = 0;
	e->wanted = (struct retag){0};
	app_tags_close(a);
	app_say(a, "Writing the tags of %zu file%s \xE2\x80\xA6", r->n,
		r->n == 1 ? "" : "s");
	tagger_send(a, r);
}

/* ---- answers */

static void take_fields(struct app *a, struct tag_request *r)
{
	struct tags_edit *e = a->tags;
	if (!e || e->read != r)
		return;
	e->read = NULL;
	if (r->n == 0) {
		app_warn(a, "The tags cannot be changed: %s", r->first_why.msg);
		app_tags_close(a);
	} else {
		e->path = r->path;
		e->n = r->n;
		e->all = r->all;
		r->path = NULL;
		r->n = 0;
		r->all = (struct retag){0};
		for (int i = 0; i < RETAG__COUNT; i++)
			e->shown.field[i].several = r->several[i];
		e->shown.ready = true;
		e->shown.files = e->n;
		e->shown.left = r->left;
		show(e);
	}
	app_changed(a, APP_CHANGED_ROWS);
}

static void say_written(struct app *a, const struct tag_request *r)
{
	const struct retag_sum *s = &r->sum;
	bool back = r->work == TAG_BACK;
	char *words = retag_sum_words(s, back ? "as before again" : "changed");
	const char *of = s->changed ? "Tags of " : "";
	const char *end = s->changed == 0 ? ""
			  : back          ? " \xC2\xB7 U redo"
					  : " \xC2\xB7 u undo";
	if (s->failed)
		app_warn(a, "%s%s (%s)%s", of, words, r->first_why.msg, end);
	else if (s->read_only + s->others + s->left > 0)
		app_warn(a, "%s%s%s", of, words, end);
	else
		app_say(a, "%s%s%s", of, words, end);
	free(words);
}

static void take_written(struct app *a, struct tag_request *r)
{
	if (r->why.code && r->why.code != ERR_CANCELLED)
		app_warn(a, "%s", r->why.msg);
	else
		say_written(a, r);
	if (r->work == TAG_WRITE && r->sum.changed > 0) {
		undo_tags(a, r->act);
		undo_name(a, "tags of %zu file%s changed", r->sum.changed,
			r->sum.changed == 1 ? "" : "s");
	}
	/* The program may be ending. */
	if (r->n_written > 0 && a->tagger)
		jobs_scan_files(a, r->written, r->n_written);
}

void tagger_answer(struct app *a, struct tag_request *r)
{
	if (r->work == TAG_READ)
		take_fields(a, r);
	else
		take_written(a, r);
	tag_request_free(r);
}

void tags_travel(struct app *a, int64_t act, bool back)
{
	struct tag_request *r = xcalloc(1, sizeof *r);
	r->work = back ? TAG_BACK : TAG_AGAIN;
	r->act = act;
	tagger_send(a, r);
}
