#include "analyze/batch.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "files.h"
#include "job.h"
#include "worker/worker.h"

enum { JOBS_MAX = 64, QUEUE = 64, POLL_MS = 200, PATIENCE_S = 120, HELD_MAX = 3 };

struct slot {
	struct worker *worker; /* owned; NULL: not started */
	struct batch_item item;
	bool busy;
	int64_t deadline_us;
};

struct batch {
	const struct batch_config *config;
	const struct batch_source *source;
	struct clock clock;
	struct batch_result result;
	struct slot slot[JOBS_MAX];
	int jobs;
	struct batch_item queue[QUEUE];
	size_t queue_at, queue_n;
	bool drained, answered;
	/* Files whose worker died before any worker has answered anything: perhaps it
	 * is the workers that cannot run here, and no file's fault. */
	struct batch_item held[HELD_MAX + JOBS_MAX];
	struct err held_why[HELD_MAX + JOBS_MAX];
	size_t n_held;
};

static void item_finish(struct batch_item *item)
{
	free(item->path);
	*item = (struct batch_item){0};
}

static void report_failed(
	struct batch *b, struct batch_item *item, const struct err *why)
{
	b->result.failed++;
	b->source->failed(b->source->ctx, item, why);
	item_finish(item);
}

static void report_held(struct batch *b)
{
	for (size_t i = 0; i < b->n_held; i++)
		report_failed(b, &b->held[i], &b->held_why[i]);
	b->n_held = 0;
}

static bool stopped(struct batch *b)
{
	return b->source->stop && b->source->stop(b->source->ctx);
}

static bool take_item(struct batch *b, struct batch_item *ret)
{
	if (b->queue_at == b->queue_n && !b->drained) {
		b->queue_at = 0;
		b->queue_n = b->source->next(b->source->ctx, b->queue, QUEUE);
		b->drained = b->queue_n == 0;
	}
	if (b->queue_at == b->queue_n)
		return false;
	*ret = b->queue[b->queue_at++];
	return true;
}

/* A worker is started at its first file, and again after its death. */
static enum err_code slot_send(struct batch *b, struct slot *s, int fd, struct err *why)
{
	struct worker_message ask;
	struct worker_limits limits = {.urgent = b->config->urgent};
	enum err_code code = ERR_OK;
	const struct analyze_question q = {
		s->item.want, s->item.start_frame, s->item.end_frame};
	analyze_ask(fd, &q, &ask);
	if (!s->worker)
		code = worker_start(
			b->config->exe, "analyze", &limits, &s->worker, why);
	else if (worker_pid(s->worker) <= 0)
		code = worker_restart(s->worker, why);
	if (code == ERR_OK)
		code = worker_send(s->worker, &ask, why);
	ask.n_fds = 0;
	worker_message_finish(&ask);
	return code;
}

static void slot_died(struct batch *b, struct slot *s, const struct err *why)
{
	if (b->answered) {
		report_failed(b, &s->item, why);
		return;
	}
	b->held[b->n_held] = s->item;
	b->held_why[b->n_held++] = *why;
	s->item = (struct batch_item){0};
}

/* Gives an idle worker its next file. A worker that died before it took the file counts as
 * one that died of it. False: there is none, or *ret_code. */
static bool slot_feed(
	struct batch *b, struct slot *s, enum err_code *ret_code, struct err *why)
{
	while (take_item(b, &s->item)) {
		struct err bad;
		int fd = files_open(s->item.path, &bad);
		if (fd < 0) {
			report_failed(b, &s->item, &bad);
			continue;
		}
		s->deadline_us = clock_mono_us(&b->clock) +
				 files_limit_us(fd, s->item.duration_ms,
					 b->config->patience_s ? b->config->patience_s
							       : PATIENCE_S);
		*ret_code = slot_send(b, s, fd, &bad);
		close(fd);
		s->busy = *ret_code == ERR_OK;
		if (s->busy)
			return true;
		if (*ret_code == ERR_WORKER && s->worker &&
			worker_pid(s->worker) <= 0) {
			slot_died(b, s, &bad);
			*ret_code = ERR_OK;
			return true;
		}
		item_finish(&s->item);
		if (why)
			*why = bad;
		return false;
	}
	return false;
}

/* Ends the worker and marks its file. */
static void slot_hangs(struct batch *b, struct slot *s)
{
	struct err why;
	err_set(&why, ERR_TIMEOUT, "its analysis did not end in time");
	worker_stop(s->worker);
	s->worker = NULL;
	s->busy = false;
	report_failed(b, &s->item, &why);
}

static void slot_read(struct batch *b, struct slot *s)
{
	struct worker_message reply = {0};
	struct analyze_reply a;
	struct err why = {0};
	enum err_code code = worker_poll(s->worker, 0, &reply, &why);
	if (code == ERR_BUSY)
		return;
	s->busy = false;
	if (code != ERR_OK && worker_pid(s->worker) <= 0) {
		slot_died(b, s, &why);
		return;
	}
	b->answered = true;
	report_held(b);
	if (code == ERR_OK)
		code = analyze_answer(&reply, &a, &why);
	worker_message_finish(&reply);
	if (code != ERR_OK) {
		report_failed(b, &s->item, &why);
		return;
	}
	b->result.done++;
	b->result.audio_s += a.has_feature ? a.feature.duration_s : 0;
	b->source->done(b->source->ctx, &s->item, a.has_feature ? &a.feature : NULL,
		&a.identity);
	item_finish(&s->item);
}

/* Waits for what comes first: an answer, a deadline, or the time to ask for a stop. */
static void wait_and_read(struct batch *b)
{
	struct pollfd p[JOBS_MAX];
	for (int i = 0; i < b->jobs; i++)
		p[i] = (struct pollfd){
			b->slot[i].busy ? worker_fd(b->slot[i].worker) : -1, POLLIN, 0};
	poll(p, (nfds_t)b->jobs, POLL_MS);
	int64_t now = clock_mono_us(&b->clock);
	for (int i = 0; i < b->jobs; i++) {
		struct slot *s = &b->slot[i];
		if (s->busy && p[i].revents)
			slot_read(b, s);
		else if (s->busy && now >= s->deadline_us)
			slot_hangs(b, s);
	}
}

/* One turn: feed who is idle, hear who is done. False: all is done, or *ret_code. */
static bool turn(struct batch *b, enum err_code *ret_code, struct err *why)
{
	bool fed = false;
	int busy = 0;
	for (int i = 0; i < b->jobs; i++) {
		struct slot *s = &b->slot[i];
		if (!s->busy && slot_feed(b, s, ret_code, why))
			fed = true;
		if (*ret_code != ERR_OK)
			return false;
		busy += s->busy;
	}
	if (busy == 0 && !fed)
		return false;
	if (busy > 0)
		wait_and_read(b);
	if (b->n_held >= HELD_MAX) {
		*ret_code = err_set(why, ERR_WORKER,
			"no worker process can run here: %s", b->held_why[0].msg);
		return false;
	}
	if (stopped(b)) {
		*ret_code = err_set(why, ERR_CANCELLED, "stopped");
		return false;
	}
	return true;
}

static void finish(struct batch *b)
{
	for (int i = 0; i < b->jobs; i++) {
		worker_stop(b->slot[i].worker);
		item_finish(&b->slot[i].item);
	}
	while (b->queue_at < b->queue_n)
		item_finish(&b->queue[b->queue_at++]);
	for (size_t i = 0; i < b->n_held; i++)
		item_finish(&b->held[i]);
}

enum err_code batch_run(const struct batch_config *c, const struct batch_source *s,
	struct batch_result *ret, struct err *why)
{
	struct batch *b = xcalloc(1, sizeof *b);
	enum err_code code = ERR_OK;
	b->config = c;
	b->source = s;
	b->clock = clock_system();
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	b->jobs = c->jobs > 0 ? c->jobs : (int)cores;
	b->jobs = b->jobs < 1 ? 1 : b->jobs > JOBS_MAX ? JOBS_MAX : b->jobs;
	int64_t began = clock_mono_us(&b->clock);
	while (turn(b, &code, why))
		continue;
	if (code == ERR_OK)
		report_held(b);
	b->result.wall_s = (double)(clock_mono_us(&b->clock) - began) / 1e6;
	*ret = b->result;
	finish(b);
	free(b);
	return code;
}
