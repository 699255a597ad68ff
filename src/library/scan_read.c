/*
 * Reading, in two passes: the CUE sheets that are needed, then the files. Where nothing
 * can be missing (the first scan) files beside which no sheet lies are read while the
 * walk still finds others. They go, open, to the tags workers, FLIGHTS messages ahead each, so that a
 * worker never waits for us. A worker answers in order: when it dies or hangs, the
 * oldest message holds the file that did it. Its files are sent again one by one; the
 * one that kills the worker alone is marked with the reason, and the rest goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/path.h"
#include "base/str.h"
#include "library/tags_job.h"
#include "scan_ahead.h"
#include "scan_parts.h"
#include "worker/worker.h"

enum {
	FLIGHTS = 3,
	FLIGHT_FILES = 32,
	EARLY_JOBS = 64,
	WORKERS_MAX = 4,
	LOOK_MS = 200
};

struct flight {
	size_t job[FLIGHT_FILES];
	size_t n;
};

struct hand {
	struct worker *worker; /* owned; NULL: not started */
	struct flight flight[FLIGHTS];
	size_t n; /* in the air, oldest first */
};

struct reader {
	struct scan *s;
	bool sheets; /* a job is an index of a sheet, else of a file */
	size_t n_jobs;
	struct hand hand[WORKERS_MAX];
	size_t n_hands, next; /* next: job */
	size_t *alone;        /* owned; jobs to be sent one by one */
	size_t n_alone, cap_alone;
	bool early;    /* the walk is going on */
	size_t *later; /* owned; (n_later) jobs that wait for the sheets beside them */
	size_t n_later, cap_later;
};

static uint32_t message_type(const struct reader *r)
{
	return r->sheets ? TAGS_JOB_SHEET : TAGS_JOB_READ;
}

static void give_up_job(struct reader *r, size_t job, const char *reason)
{
	struct tags_record none = {.code = ERR_FORMAT};
	str_copy(none.reason, sizeof none.reason, reason);
	if (r->sheets)
		scan_take_sheet(r->s, job, &none);
	else
		scan_add_item(r->s, &r->s->job[job], &none);
}

static int open_path(const struct reader *r, size_t i)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	const struct scan *s = r->s;
	if (!r->sheets)
		return openat(s->root_fd[s->job[i].target], s->job[i].path, flags);
	const struct scan_folder *f = &s->folder[s->sheet[i].folder];
	char *path = *f->path ? path_join(f->path, s->sheet[i].name)
			      : xstrdup(s->sheet[i].name);
	int fd = openat(s->root_fd[f->target], path, flags);
	free(path);
	return fd;
}

/* Opens a job's file and brings what is known of it up to date. -1: settled already. */
static int open_job(struct reader *r, size_t i)
{
	struct stat st;
	struct err why = {0};
	int fd = open_path(r, i);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		if (!r->sheets)
			scan_job_set(&r->s->job[i], &st);
		scan_ahead_file(fd, st.st_size);
		return fd;
	}
	if (fd < 0)
		err_sys(&why, errno, "cannot open it");
	else
		err_set(&why, ERR_UNSUPPORTED, "it is no regular file");
	if (fd >= 0)
		close(fd);
	/* Rights may change without a trace in time or size: look again next time. */
	if (!r->sheets)
		r->s->job[i].mtime_ns = 0;
	give_up_job(r, i, why.msg);
	return -1;
}

static bool next_job(struct reader *r, size_t *ret)
{
	const struct scan *s = r->s;
	while (r->sheets && r->next < r->n_jobs &&
		!s->folder[s->sheet[r->next].folder].wanted)
		r->next++;
	while (r->early && !r->sheets && r->next < r->n_jobs &&
		s->job[r->next].folder) {
		r->later = mem_grow(
			r->later, &r->cap_later, r->n_later + 1, sizeof *r->later);
		r->later[r->n_later++] = r->next++;
	}
	if (!r->early && !r->sheets && r->n_later) {
		*ret = r->later[--r->n_later];
		return true;
	}
	if (r->next >= r->n_jobs)
		return false;
	*ret = r->next++;
	return true;
}

static bool has_jobs(const struct reader *r)
{
	return r->n_alone || r->next < r->n_jobs ||
	       (r->n_later && !r->sheets && !r->early);
}

/* The next message: one file that is suspected, or many that are not. */
static void fill_flight(struct reader *r, struct flight *f, struct worker_message *m)
{
	size_t job;
	f->n = 0;
	if (r->n_alone) {
		job = r->alone[--r->n_alone];
		int fd = open_job(r, job);
		if (fd >= 0) {
			f->job[f->n++] = job;
			m->fds[m->n_fds++] = fd;
		}
		return;
	}
	while (f->n < FLIGHT_FILES && next_job(r, &job)) {
		int fd = open_job(r, job);
		if (fd < 0)
			continue;
		f->job[f->n++] = job;
		m->fds[m->n_fds++] = fd;
	}
}

/* A worker that answers at all; else the fault is not any file's. */
static enum err_code revive(struct hand *h, struct err *why)
{
	struct worker_message ask = {.type = TAGS_JOB_READ}, reply;
	enum err_code code = worker_restart(h->worker, why);
	if (code == ERR_OK)
		code = worker_call(h->worker, &ask, &reply, why);
	if (code == ERR_OK)
		worker_message_finish(&reply);
	/* Without descriptors the job says that this makes no sense: it lives. */
	return code == ERR_USAGE ? ERR_OK : code;
}

static enum err_code crashed(
	struct reader *r, struct hand *h, const struct err *cause, struct err *why)
{
	log_write(LOG_WARN, "scan: %s", cause->msg);
	for (size_t k = h->n; k-- > 0;) {
		const struct flight *f = &h->flight[k];
		if (k == 0 && f->n == 1) {
			give_up_job(r, f->job[0], cause->msg);
			continue;
		}
		r->alone = mem_grow(
			r->alone, &r->cap_alone, r->n_alone + f->n, sizeof *r->alone);
		for (size_t i = f->n; i-- > 0;)
			r->alone[r->n_alone++] = f->job[i];
	}
	h->n = 0;
	return revive(h, why);
}

static void land(struct hand *h)
{
	h->n--;
	memmove(h->flight, h->flight + 1, h->n * sizeof *h->flight);
}

static enum err_code take_reply(struct reader *r, struct hand *h,
	const struct worker_message *m, struct err *why)
{
	struct tags_record record[FLIGHT_FILES];
	const struct flight *f = &h->flight[0];
	struct err cause = {0};
	if (h->n == 0 || m->type != message_type(r) ||
		tags_job_unpack(m, record, f->n, &cause) != ERR_OK)
		return crashed(r, h, &cause, why);
	for (size_t i = 0; i < f->n; i++) {
		if (r->sheets)
			scan_take_sheet(r->s, f->job[i], &record[i]);
		else
			scan_add_item(r->s, &r->s->job[f->job[i]], &record[i]);
	}
	land(h);
	return scan_flush(r->s, false, why);
}

/* Takes what has come, without waiting. *progress is set when something had. */
static enum err_code listen_to(
	struct reader *r, struct hand *h, bool *progress, struct err *why)
{
	while (h->n > 0) {
		struct worker_message m;
		struct err cause = {0};
		enum err_code code = worker_poll(h->worker, 0, &m, &cause);
		if (code == ERR_BUSY)
			return ERR_OK;
		*progress = true;
		if (code == ERR_OK) {
			code = take_reply(r, h, &m, why);
			worker_message_finish(&m);
		} else {
			code = crashed(r, h, &cause, why);
		}
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

static enum err_code hand_out(
	struct reader *r, struct hand *h, bool *progress, struct err *why)
{
	enum err_code code = ERR_OK;
	while (code == ERR_OK && h->n < FLIGHTS && has_jobs(r)) {
		struct worker_message m = {.type = message_type(r)};
		struct err cause = {0};
		*progress = true;
		fill_flight(r, &h->flight[h->n], &m);
		if (m.n_fds) {
			h->n++;
			if (worker_send(h->worker, &m, &cause) != ERR_OK)
				code = crashed(r, h, &cause, why);
		}
		worker_message_finish(&m);
	}
	return code;
}

static void wait_for_any(struct reader *r)
{
	struct pollfd p[WORKERS_MAX];
	nfds_t n = 0;
	for (size_t i = 0; i < r->n_hands; i++)
		if (r->hand[i].n)
			p[n++] = (struct pollfd){
				worker_fd(r->hand[i].worker), POLLIN, 0};
	poll(p, n, LOOK_MS);
}

static bool in_the_air(const struct reader *r)
{
	for (size_t i = 0; i < r->n_hands; i++)
		if (r->hand[i].n)
			return true;
	return false;
}

static enum err_code start_hands(struct reader *r, struct err *why)
{
	const struct scan_config *c = r->s->c;
	const struct worker_limits limits = {
		.seconds_per_message = c->patience_s ? c->patience_s : TAGS_JOB_SECONDS,
		.urgent = c->urgent};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = c->workers > 0 ? (size_t)c->workers : cores > 0 ? (size_t)cores : 1;
	size_t useful = (r->n_jobs + FLIGHT_FILES - 1) / FLIGHT_FILES;
	n = n < useful || r->early ? n : useful;
	n = n < WORKERS_MAX ? n : WORKERS_MAX;
	enum err_code code = ERR_OK;
	while (code == ERR_OK && r->n_hands < n) {
		code = worker_start(
			c->exe, "tags", &limits, &r->hand[r->n_hands].worker, why);
		r->n_hands += code == ERR_OK;
	}
	return code;
}

/* What can be done without waiting. */
static enum err_code read_some(struct reader *r, bool *progress, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < r->n_hands && code == ERR_OK; i++) {
		code = listen_to(r, &r->hand[i], progress, why);
		if (code == ERR_OK)
			code = hand_out(r, &r->hand[i], progress, why);
	}
	return code == ERR_OK ? scan_flush(r->s, false, why) : code;
}

static enum err_code read_pass(struct reader *r, struct err *why)
{
	enum err_code code = ERR_OK;
	while (code == ERR_OK && (has_jobs(r) || in_the_air(r))) {
		bool progress = false;
		if (scan_cancelled(r->s))
			return err_set(why, ERR_CANCELLED, "the scan was stopped");
		code = read_some(r, &progress, why);
		scan_tell(r->s, false);
		if (code == ERR_OK && !progress)
			wait_for_any(r);
	}
	return code;
}

static enum err_code begin(struct scan *s, bool early, struct err *why)
{
	struct reader *r = s->reader = xcalloc(1, sizeof *r);
	r->s = s;
	r->early = early;
	r->n_jobs = early ? 0 : s->n_jobs;
	s->written_us = clock_mono_us(&s->c->clock);
	return start_hands(r, why);
}

enum err_code scan_read_begin(struct scan *s, struct err *why)
{
	return begin(s, true, why);
}

enum err_code scan_read_early(struct scan *s, struct err *why)
{
	struct reader *r = s->reader;
	bool progress = false;
	if (!r || s->n_jobs < r->n_jobs + EARLY_JOBS)
		return ERR_OK;
	/* Whole messages only: the rest may still grow. */
	r->n_jobs = s->n_jobs / FLIGHT_FILES * FLIGHT_FILES;
	s->progress.total = s->n_jobs;
	return read_some(r, &progress, why);
}

/* Files that are under way already stay so: the sheets go behind them. */
static enum err_code read_sheets(struct reader *r, struct err *why)
{
	size_t next = r->next;
	enum err_code code = read_pass(r, why);
	if (code != ERR_OK)
		return code;
	r->sheets = true;
	r->n_jobs = r->s->n_sheets;
	r->next = 0;
	code = read_pass(r, why);
	r->sheets = false;
	r->next = next;
	return code;
}

static enum err_code read_all(struct reader *r, struct err *why)
{
	struct scan *s = r->s;
	enum err_code code = ERR_OK;
	if (s->n_sheets) {
		/* Of those files that need no sheet no more are handed out. */
		r->n_jobs = r->next;
		code = read_sheets(r, why);
	}
	r->early = false;
	r->n_jobs = s->n_jobs;
	return code == ERR_OK ? read_pass(r, why) : code;
}

enum err_code scan_read(struct scan *s, struct err *why)
{
	s->progress.phase = SCAN_READ;
	s->progress.total = s->n_jobs;
	if (s->n_jobs == 0)
		return ERR_OK;
	enum err_code code = ERR_OK;
	if (!s->reader)
		code = begin(s, false, why);
	return code == ERR_OK ? read_all(s->reader, why) : code;
}

void scan_read_end(struct scan *s)
{
	struct reader *r = s->reader;
	if (!r)
		return;
	for (size_t i = 0; i < r->n_hands; i++)
		worker_stop(r->hand[i].worker);
	free(r->alone);
	free(r->later);
	free(r);
}
