/*
 * One listener is one job: threads take the next listener that has queries, walk
 * through the plays in order and answer each query from what came before it.
 */
#include "suggest/replay.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/task.h"
#include "people.h"
#include "suggest/ranker.h"

enum { THREADS_MAX = 64 };

struct job {
	const struct replay_options *o;
	struct people *people;
	size_t *order; /* owned; listeners, most events first */
	size_t n;
	atomic_size_t next, done;
	atomic_bool stop;
};

/* One listener being walked through. */
struct walk {
	struct job *job;
	struct person *own;
	struct dataset data;
	struct ranker *ranker; /* owned */
	size_t at;             /* next event */
	int32_t sessions, last_session;
	uint8_t *mask; /* owned; (n_items) */
	int32_t *top;  /* owned; (o->top) */
};

static void walk_init(struct walk *w, struct job *job, struct person *own)
{
	*w = (struct walk){.job = job, .own = own, .sessions = -1, .last_session = -1};
	dataset_init(&w->data, own->item, own->n_items);
	dataset_add_album_rows(&w->data);
	ranker_create(&w->data, job->o->engine, job->o->only, &w->ranker, NULL);
	w->mask = xcalloc(own->n_items + 1, 1);
	w->top = xcalloc(job->o->top + 1, sizeof *w->top);
}

static void walk_finish(struct walk *w)
{
	ranker_destroy(w->ranker);
	dataset_finish(&w->data);
	free(w->mask);
	free(w->top);
}

/* Lets the events in that the query may see. */
static void walk_to(struct walk *w, const struct people_query *q)
{
	for (; w->at < w->own->n_events; w->at++) {
		const struct people_event *p = &w->own->event[w->at];
		if (q->session >= 0 ? p->session >= q->session
				    : p->end_ms >= q->time_ms)
			break;
		if (p->session != w->last_session)
			w->sessions++;
		w->last_session = p->session;
		struct event e = {.item = p->item,
			.session = w->sessions,
			.start_ms = p->start_ms,
			.end_ms = p->end_ms,
			.heard_ms = p->heard_ms,
			.flags = event_flags(p->heard_ms, 0)};
		dataset_append(&w->data, &e);
		ranker_observe(w->ranker, w->data.n_events - 1);
	}
}

static void mask_candidates(struct walk *w, const struct people_query *q)
{
	context_mask(&w->data, w->job->o->only, w->mask);
	if (q->candidate) {
		/* Bit 1 marks the list; what is marked and allowed stays. */
		for (size_t i = 0; i < q->n_candidates; i++)
			w->mask[q->candidate[i]] |= 2;
		for (size_t i = 0; i < w->own->n_items; i++)
			w->mask[i] = w->mask[i] == 3;
	}
	for (size_t i = 0; i < q->n_context; i++)
		w->mask[q->context[i]] = 0;
}

static void answer(struct walk *w, struct people_query *q)
{
	const struct replay_options *o = w->job->o;
	struct context c = {.now_ms = q->time_ms,
		.task = o->task,
		.only = q->candidate ? CANDIDATES_LIST : o->only,
		.candidate = w->mask,
		.session = q->context,
		.n_session = q->n_context,
		.running = (int32_t)w->data.n_sessions};
	if (!c.now_ms && w->at < w->own->n_events)
		c.now_ms = w->own->event[w->at].start_ms;
	mask_candidates(w, q);
	const float *score = ranker_score(w->ranker, &c);
	size_t n = context_top(&w->data, &c, score, o->top, w->top);
	struct str line = {0};
	str_appendf(&line, "%s\t", q->name);
	for (size_t i = 0; i < n; i++)
		str_appendf(&line, "%s%s", i ? " " : "", w->own->track.name[w->top[i]]);
	str_append_c(&line, '\n');
	q->answer = str_detach(&line);
}

static int in_time(const void *pa, const void *pb)
{
	const struct people_query *a = pa, *b = pb;
	if (a->session != b->session)
		return a->session < b->session ? -1 : 1;
	if (a->time_ms != b->time_ms)
		return a->time_ms < b->time_ms ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static void replay_person(struct job *job, struct person *own, bool report)
{
	struct walk w;
	const struct replay_options *o = job->o;
	qsort(own->query, own->n_queries, sizeof *own->query, in_time);
	walk_init(&w, job, own);
	for (size_t q = 0; q < own->n_queries && !atomic_load(&job->stop); q++) {
		walk_to(&w, &own->query[q]);
		answer(&w, &own->query[q]);
		if (report && o->progress &&
			o->progress(o->arg, atomic_load(&job->done), job->n))
			atomic_store(&job->stop, true);
	}
	walk_finish(&w);
	atomic_fetch_add(&job->done, 1);
}

static void run_jobs(struct job *job, bool report)
{
	size_t i;
	while (!atomic_load(&job->stop) &&
		(i = atomic_fetch_add(&job->next, 1)) < job->n)
		replay_person(job, &job->people->person[job->order[i]], report);
}

static void helper(void *arg)
{
	run_jobs(arg, false);
}

/* The longest first, so that the threads end together. */
static void order_jobs(struct job *job)
{
	struct people *p = job->people;
	job->order = xcalloc(p->name.len + 1, sizeof *job->order);
	for (size_t i = 0; i < p->name.len; i++) {
		if (p->person[i].n_queries == 0)
			continue;
		size_t at = job->n++;
		for (; at > 0 &&
			p->person[job->order[at - 1]].n_events < p->person[i].n_events;
			at--)
			job->order[at] = job->order[at - 1];
		job->order[at] = i;
	}
}

static enum err_code write_answers(const struct job *job, struct err *why)
{
	const struct people *p = job->people;
	const char **line = xcalloc(p->n_queries + 1, sizeof *line);
	struct str all = {0};
	for (size_t i = 0; i < p->name.len; i++)
		for (size_t q = 0; q < p->person[i].n_queries; q++)
			line[p->person[i].query[q].order] =
				p->person[i].query[q].answer;
	for (size_t i = 0; i < p->n_queries; i++)
		str_append(&all, line[i]);
	enum err_code code = ERR_OK;
	if (strcmp(job->o->out, "-") != 0)
		code = io_write_file(job->o->out, str_text(&all), all.len, 0644, why);
	else if (fwrite(str_text(&all), 1, all.len, stdout) != all.len)
		code = err_set(why, ERR_IO, "cannot write to standard output");
	str_finish(&all);
	free(line);
	return code;
}

enum err_code replay_run(const struct replay_options *o, struct err *why)
{
	struct people people;
	struct task *task[THREADS_MAX];
	enum err_code code = ranker_check(o->engine, why);
	if (code == ERR_OK)
		code = people_read(&people, o, why);
	if (code != ERR_OK)
		return code;
	struct job job = {.o = o, .people = &people};
	order_jobs(&job);
	int helpers = o->threads > THREADS_MAX ? THREADS_MAX - 1 : o->threads - 1;
	for (int i = 0; i < helpers; i++)
		task[i] = task_start("replay", helper, &job);
	run_jobs(&job, true);
	for (int i = 0; i < helpers; i++)
		task_join(task[i]);
	code = atomic_load(&job.stop)
		       ? err_set(why, ERR_CANCELLED, "stopped before the end")
		       : write_answers(&job, why);
	free(job.order);
	people_finish(&people);
	return code;
}
