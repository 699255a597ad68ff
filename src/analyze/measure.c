/*
 * Each slot is a worker with the album that it measures. A fresh worker is first asked
 * for the joint loudness of nothing: if it cannot answer that, workers cannot run here,
 * and no file is to blame. A worker that dies takes the meters of its album with it: the
 * file that killed it is marked, and the rest of the album is measured again.
 */
#include "analyze/measure.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "files.h"
#include "loudness.h"

enum { JOBS_MAX = 64, POLL_MS = 200, PATIENCE_S = 120, ANSWER_S = 60 };

enum asked { ASKED_NOTHING, ASKED_HELLO, ASKED_FILE, ASKED_JOINT };

struct slot {
	struct worker *worker; /* owned; NULL: not started */
	struct measure_album album;
	size_t at; /* the track that it measures */
	enum asked asked;
	int64_t deadline_us;
};

struct measure {
	const struct measure_config *config;
	const struct measure_source *source;
	struct clock clock;
	struct measure_result result;
	struct slot slot[JOBS_MAX];
	int jobs;
	bool drained;
};

static void album_finish(struct measure_album *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->track[i].path);
	free(a->track);
	*a = (struct measure_album){0};
}

static enum measure_wish wish(struct measure *m)
{
	return m->source->wish ? m->source->wish(m->source->ctx) : MEASURE_GO;
}

static void set_deadline(struct measure *m, struct slot *s, int64_t us)
{
	s->deadline_us = clock_mono_us(&m->clock) + us;
}

static bool decided(const struct measure_track *t)
{
	return t->measured || t->why.code != ERR_OK;
}

static void tell(struct measure *m, const struct measure_track *t)
{
	if (t->measured) {
		m->result.done++;
		m->result.audio_s += t->seconds;
	} else {
		m->result.failed++;
	}
	if (m->source->track)
		m->source->track(m->source->ctx, t);
}

static void fail_track(struct measure *m, struct slot *s, const struct err *why)
{
	struct measure_track *t = &s->album.track[s->at++];
	/* It may have been measured before its worker died of another one. */
	bool again = t->measured;
	t->measured = false;
	t->why = *why;
	if (!again)
		tell(m, t);
}

static enum err_code ask_joint(
	struct measure *m, struct slot *s, enum asked what, struct err *why)
{
	struct worker_message ask;
	loudness_ask_joint(&ask);
	enum err_code code = worker_send(s->worker, &ask, why);
	s->asked = what;
	set_deadline(m, s, (int64_t)ANSWER_S * 1000000);
	return code;
}

static enum err_code start_worker(struct measure *m, struct slot *s, struct err *why)
{
	struct worker_limits limits = {.urgent = m->config->urgent};
	enum err_code code = s->worker ? worker_restart(s->worker, why)
				       : worker_start(m->config->exe, "loudness",
						 &limits, &s->worker, why);
	return code == ERR_OK ? ask_joint(m, s, ASKED_HELLO, why) : code;
}

/* False: it cannot be opened. */
static bool ask_file(
	struct measure *m, struct slot *s, enum err_code *ret_code, struct err *why)
{
	struct measure_track *t = &s->album.track[s->at];
	struct worker_message ask;
	struct err bad = {0};
	int fd = files_open(t->path, &bad);
	if (fd < 0) {
		t->vanished = true;
		fail_track(m, s, &bad);
		return false;
	}
	int patience = m->config->patience_s ? m->config->patience_s : PATIENCE_S;
	set_deadline(m, s, files_limit_us(fd, t->duration_ms, patience));
	loudness_ask_file(fd, t->range, &ask);
	*ret_code = worker_send(s->worker, &ask, why);
	s->asked = ASKED_FILE;
	str_finish(&ask.payload);
	close(fd);
	return true;
}

/* The next question about the album of this slot. */
static enum err_code ask_next(struct measure *m, struct slot *s, struct err *why)
{
	enum err_code code = ERR_OK;
	if (!s->worker || worker_pid(s->worker) <= 0)
		return start_worker(m, s, why);
	while (s->at < s->album.n) {
		if (s->album.track[s->at].why.code != ERR_OK)
			s->at++;
		else if (ask_file(m, s, &code, why))
			return code;
	}
	return ask_joint(m, s, ASKED_JOINT, why);
}

static void file_answered(struct measure *m, struct slot *s,
	const struct loudness_answer *a, const struct err *bad)
{
	struct measure_track *t = &s->album.track[s->at];
	if (bad) {
		fail_track(m, s, bad);
		return;
	}
	bool again = decided(t);
	t->measured = true;
	t->reading = a->reading;
	t->seconds = a->seconds;
	s->at++;
	if (!again)
		tell(m, t);
}

static void album_done(struct measure *m, struct slot *s, struct loudness_reading joint)
{
	s->album.joint = joint;
	m->source->done(m->source->ctx, &s->album);
	album_finish(&s->album);
	s->asked = ASKED_NOTHING;
}

/* The worker died or was ended: its file is to blame, what it knew is gone. */
static enum err_code slot_lost(
	struct measure *m, struct slot *s, const struct err *died, struct err *why)
{
	if (s->asked == ASKED_HELLO)
		return err_set(why, ERR_WORKER, "no worker process can run here: %s",
			died->msg);
	if (s->asked == ASKED_FILE)
		fail_track(m, s, died);
	if (s->asked == ASKED_JOINT) {
		album_done(m, s, (struct loudness_reading){NAN, 0});
		return ERR_OK;
	}
	s->at = 0;
	return start_worker(m, s, why);
}

static enum err_code slot_read(struct measure *m, struct slot *s, struct err *why)
{
	struct worker_message reply = {0};
	struct loudness_answer answer = {0};
	struct err bad = {0};
	enum err_code code = worker_poll(s->worker, 0, &reply, &bad);
	if (code == ERR_BUSY)
		return ERR_OK;
	if (code != ERR_OK && worker_pid(s->worker) <= 0)
		return slot_lost(m, s, &bad, why);
	if (code == ERR_OK)
		code = loudness_answer(&reply, &answer, &bad);
	worker_message_finish(&reply);
	if (s->asked == ASKED_JOINT) {
		album_done(m, s,
			code == ERR_OK ? answer.reading
				       : (struct loudness_reading){NAN, 0});
		return ERR_OK;
	}
	if (s->asked == ASKED_FILE)
		file_answered(m, s, &answer, code == ERR_OK ? NULL : &bad);
	return ask_next(m, s, why);
}

static void end_worker(struct slot *s)
{
	/* It has nothing to finish, and would be waited for. */
	if (s->worker && worker_pid(s->worker) > 0)
		kill(worker_pid(s->worker), SIGKILL);
	worker_stop(s->worker);
	s->worker = NULL;
}

static enum err_code slot_hangs(struct measure *m, struct slot *s, struct err *why)
{
	struct err late;
	err_set(&late, ERR_TIMEOUT, "its measurement did not end in time");
	end_worker(s);
	return slot_lost(m, s, &late, why);
}

/* Waits for what comes first: an answer, a deadline, or the time to ask for a wish. */
static enum err_code wait_and_read(struct measure *m, struct err *why)
{
	struct pollfd p[JOBS_MAX];
	for (int i = 0; i < m->jobs; i++) {
		struct slot *s = &m->slot[i];
		p[i] = (struct pollfd){s->asked ? worker_fd(s->worker) : -1, POLLIN, 0};
	}
	poll(p, (nfds_t)m->jobs, POLL_MS);
	int64_t now = clock_mono_us(&m->clock);
	enum err_code code = ERR_OK;
	for (int i = 0; i < m->jobs && code == ERR_OK; i++) {
		struct slot *s = &m->slot[i];
		if (s->asked && p[i].revents)
			code = slot_read(m, s, why);
		else if (s->asked && now >= s->deadline_us)
			code = slot_hangs(m, s, why);
	}
	return code;
}

static void signal_all(struct measure *m, int signal)
{
	for (int i = 0; i < m->jobs; i++)
		if (m->slot[i].worker && worker_pid(m->slot[i].worker) > 0)
			kill(worker_pid(m->slot[i].worker), signal);
}

/* Stands still until it may go on; the time does not count. */
static enum measure_wish stand_still(struct measure *m)
{
	enum measure_wish w;
	int64_t from = clock_mono_us(&m->clock);
	signal_all(m, SIGSTOP);
	while ((w = wish(m)) == MEASURE_WAIT)
		poll(NULL, 0, POLL_MS);
	signal_all(m, SIGCONT);
	int64_t stood_us = clock_mono_us(&m->clock) - from;
	for (int i = 0; i < m->jobs; i++)
		m->slot[i].deadline_us += stood_us;
	m->result.wall_s -= (double)stood_us / 1e6;
	return w;
}

/* Gives idle slots their next album. False: nothing is under way any more. */
static bool feed(struct measure *m, enum err_code *ret_code, struct err *why)
{
	bool busy = false;
	for (int i = 0; i < m->jobs && *ret_code == ERR_OK; i++) {
		struct slot *s = &m->slot[i];
		if (!s->asked && !m->drained) {
			s->at = 0;
			m->drained = !m->source->next(m->source->ctx, &s->album);
			if (!m->drained)
				*ret_code = ask_next(m, s, why);
		}
		busy |= s->asked != ASKED_NOTHING;
	}
	return busy;
}

static enum err_code work(struct measure *m, struct err *why)
{
	enum err_code code = ERR_OK;
	for (;;) {
		enum measure_wish w = wish(m);
		if (w == MEASURE_WAIT)
			w = stand_still(m);
		if (w == MEASURE_STOP)
			return err_set(why, ERR_CANCELLED, "stopped");
		if (!feed(m, &code, why) || code != ERR_OK)
			return code;
		code = wait_and_read(m, why);
		if (code != ERR_OK)
			return code;
	}
}

enum err_code measure_run(const struct measure_config *c,
	const struct measure_source *s, struct measure_result *ret, struct err *why)
{
	struct measure *m = xcalloc(1, sizeof *m);
	m->config = c;
	m->source = s;
	m->clock = clock_system();
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	m->jobs = c->jobs > 0 ? c->jobs : (int)cores;
	m->jobs = m->jobs < 1 ? 1 : m->jobs > JOBS_MAX ? JOBS_MAX : m->jobs;
	int64_t began = clock_mono_us(&m->clock);
	enum err_code code = work(m, why);
	m->result.wall_s += (double)(clock_mono_us(&m->clock) - began) / 1e6;
	*ret = m->result;
	for (int i = 0; i < m->jobs; i++) {
		end_worker(&m->slot[i]);
		album_finish(&m->slot[i].album);
	}
	free(m);
	return code;
}
