/*
 * The parent's side. The socket is non-blocking: while a request waits for room,
 * replies are read and kept, so that the two ends never wait for each other. A worker
 * that owes an answer and is silent for longer than its limit is killed.
 */
#include "worker/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "process.h"
#include "wire.h"

enum { DEATH_PATIENCE_MS = 1000, STOP_SEEN_MS = 50 };

struct worker {
	char *exe, *role; /* owned; exe may be NULL */
	struct worker_limits limits;
	struct clock clock;
	struct process process;
	struct wire_in in;
	struct worker_message
		*kept; /* owned; (n_kept) came while sending, oldest first */
	size_t n_kept, cap_kept;
	int owed;                 /* answers */
	int64_t heard_us;         /* when it last gave one, or got something to do */
	struct err death;         /* code ERR_OK while alive */
	const _Atomic bool *stop; /* borrowed; NULL: none */
};

static void forget(struct worker *w)
{
	wire_in_finish(&w->in);
	for (size_t i = 0; i < w->n_kept; i++)
		worker_message_finish(&w->kept[i]);
	w->n_kept = 0;
	w->owed = 0;
}

static enum err_code start(struct worker *w, struct err *why)
{
	enum err_code code =
		process_start(w->exe, w->role, &w->limits, &w->process, why);
	if (code == ERR_OK)
		w->death = (struct err){0};
	else
		w->death = (struct err){
			.code = ERR_WORKER, .msg = "it could not be started"};
	return code;
}

enum err_code worker_start(const char *exe, const char *role,
	const struct worker_limits *limits, struct worker **ret, struct err *why)
{
	struct worker *w = xcalloc(1, sizeof *w);
	w->exe = xstrdup(exe);
	w->role = xstrdup(role);
	w->limits = *limits;
	w->clock = clock_system();
	w->process = (struct process){0, -1, -1, -1};
	enum err_code code = start(w, why);
	if (code == ERR_OK)
		*ret = w;
	else
		worker_stop(w);
	return code;
}

void worker_stop(struct worker *w)
{
	if (!w)
		return;
	process_end(&w->process, w->role, w->owed ? 0 : DEATH_PATIENCE_MS, NULL);
	forget(w);
	free(w->kept);
	free(w->exe);
	free(w->role);
	free(w);
}

enum err_code worker_restart(struct worker *w, struct err *why)
{
	process_end(&w->process, w->role, 0, NULL);
	forget(w);
	return start(w, why);
}

int worker_fd(const struct worker *w)
{
	return w->process.socket;
}

int worker_pid(const struct worker *w)
{
	return w->process.pid;
}

static enum err_code dead(struct worker *w, struct err *why)
{
	if (w->process.pid > 0)
		process_end(&w->process, w->role, DEATH_PATIENCE_MS, &w->death);
	w->owed = 0;
	if (why)
		*why = w->death;
	return w->death.code;
}

static enum err_code silent(struct worker *w, struct err *why)
{
	process_end(&w->process, w->role, 0, NULL);
	w->owed = 0;
	err_set(&w->death, ERR_TIMEOUT, "the %s worker did not answer for %d s",
		w->role, w->limits.seconds_per_message);
	if (why)
		*why = w->death;
	return ERR_TIMEOUT;
}

void worker_set_stop(struct worker *w, const _Atomic bool *stop)
{
	w->stop = stop;
}

static bool is_stopped(const struct worker *w)
{
	return w->stop && atomic_load(w->stop);
}

static enum err_code stopped(struct worker *w, struct err *why)
{
	process_end(&w->process, w->role, 0, NULL);
	w->owed = 0;
	err_set(&w->death, ERR_CANCELLED, "the program ends");
	if (why)
		*why = w->death;
	return ERR_CANCELLED;
}

/* Milliseconds until it has been silent for too long; -1: no limit. */
static int patience_ms(const struct worker *w)
{
	if (!w->limits.seconds_per_message || !w->owed)
		return -1;
	int64_t end = w->heard_us + (int64_t)w->limits.seconds_per_message * 1000000;
	int64_t left = (end - clock_mono_us(&w->clock) + 999) / 1000;
	return left < 0 ? 0 : (int)left;
}

static void keep(struct worker *w, const struct worker_message *m)
{
	w->kept = mem_grow(w->kept, &w->cap_kept, w->n_kept + 1, sizeof *w->kept);
	w->kept[w->n_kept++] = *m;
	w->heard_us = clock_mono_us(&w->clock);
	w->owed -= w->owed > 0;
}

/* Reads what is there. ERR_WORKER: the socket is closed (kept messages stay). */
static enum err_code drain(struct worker *w, struct err *why)
{
	struct worker_message m;
	enum wire_result r;
	while ((r = wire_read(w->process.socket, &w->in, &m)) == WIRE_DONE)
		keep(w, &m);
	return r == WIRE_CLOSED ? dead(w, why) : ERR_OK;
}

enum err_code worker_send(
	struct worker *w, const struct worker_message *m, struct err *why)
{
	struct wire_out out;
	if (w->process.pid <= 0)
		return dead(w, why);
	wire_out_init(&out, m, w->limits.seconds_per_message);
	for (;;) {
		enum wire_result r = wire_write(w->process.socket, &out);
		if (r == WIRE_CLOSED)
			return dead(w, why);
		if (r == WIRE_DONE)
			break;
		struct pollfd p = {w->process.socket, POLLIN | POLLOUT, 0};
		int k = poll(&p, 1, patience_ms(w));
		if (k == 0)
			return silent(w, why);
		if (k > 0 && p.revents & ~POLLOUT && drain(w, why) != ERR_OK)
			return w->death.code;
	}
	if (w->owed++ == 0)
		w->heard_us = clock_mono_us(&w->clock);
	return ERR_OK;
}

/* The job's own error, sent instead of an answer. */
static enum err_code unpack_error(struct worker_message *m, struct err *why)
{
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	uint32_t code = bytes_get_u32(&r);
	char *text = bytes_get_str(&r);
	if (code == ERR_OK || code >= ERR__COUNT)
		code = ERR_WORKER;
	err_set(why, (enum err_code)code, "%s", text ? text : "");
	free(text);
	worker_message_finish(m);
	return (enum err_code)code;
}

static enum err_code take_kept(
	struct worker *w, struct worker_message *ret, struct err *why)
{
	struct worker_message m = w->kept[0];
	w->n_kept--;
	memmove(w->kept, w->kept + 1, w->n_kept * sizeof *w->kept);
	if (m.type == WORKER_ERROR)
		return unpack_error(&m, why);
	*ret = m;
	return ERR_OK;
}

enum err_code worker_poll(
	struct worker *w, int timeout_ms, struct worker_message *ret, struct err *why)
{
	int64_t end = clock_mono_us(&w->clock) + (int64_t)timeout_ms * 1000;
	for (;;) {
		if (w->n_kept)
			return take_kept(w, ret, why);
		if (w->process.pid <= 0)
			return dead(w, why);
		int left = patience_ms(w), wait = -1;
		if (timeout_ms >= 0) {
			int64_t k = (end - clock_mono_us(&w->clock) + 999) / 1000;
			wait = k < 0 ? 0 : (int)k;
		}
		bool by_limit = left >= 0 && (wait < 0 || left <= wait);
		int most = by_limit ? left : wait;
		bool in_slices =
			w->stop && w->owed && (most < 0 || most > STOP_SEEN_MS);
		struct pollfd p = {w->process.socket, POLLIN, 0};
		if (w->owed && is_stopped(w))
			return stopped(w, why);
		int k = poll(&p, 1, in_slices ? STOP_SEEN_MS : most);
		if (k == 0 && in_slices)
			continue;
		if (k < 0 && errno != EINTR)
			return err_sys(
				why, errno, "cannot wait for the %s worker", w->role);
		if (k == 0 && by_limit && patience_ms(w) == 0)
			return silent(w, why);
		if (k == 0 && !by_limit)
			return err_set(why, ERR_BUSY, "the %s worker is busy", w->role);
		if (k > 0)
			(void)drain(
				w, NULL); /* what it said before its end comes first */
	}
}

enum err_code worker_receive(
	struct worker *w, struct worker_message *ret, struct err *why)
{
	return worker_poll(w, -1, ret, why);
}

enum err_code worker_call(struct worker *w, const struct worker_message *m,
	struct worker_message *ret, struct err *why)
{
	enum err_code code = ERR_OK;
	if (w->process.pid > 0)
		(void)drain(w, NULL);
	if (w->process.pid <= 0)
		code = worker_restart(w, why);
	if (code == ERR_OK)
		code = worker_send(w, m, why);
	return code == ERR_OK ? worker_receive(w, ret, why) : code;
}

const char *worker_probe_name(enum worker_probe p)
{
	static const char *const names[] = {
		"open", "socket", "exec", "fork", "memory", "crash", "hang"};
	_Static_assert(sizeof names / sizeof *names == PROBE__COUNT, "every probe");
	return p >= 0 && p < PROBE__COUNT ? names[p] : "";
}

bool worker_probe_refused(struct worker *w, enum worker_probe p, struct err *why)
{
	struct worker_message m = {.type = WORKER_PROBE}, reply;
	bytes_put_u8(&m.payload, (uint8_t)p);
	enum err_code code = worker_call(w, &m, &reply, why);
	worker_message_finish(&m);
	if (code == ERR_OK) {
		worker_message_finish(&reply);
		err_set(why, ERR_OK, "the %s worker was let through", w->role);
	}
	return code == ERR_WORKER || code == ERR_TIMEOUT;
}
