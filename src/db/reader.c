/*
 * One lock guards the queue, and which job runs. Posting a job marks older ones of its
 * lane as cancelled; the one that runs is interrupted while the lock is held, so that
 * never a later job is hit. Everything leaves through the thread, in order: the poster
 * never waits.
 */
#include "db/reader.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/task.h"
#include "connection.h"

enum { DELIVER_WAIT_MS = 5, LOCK_WAIT_MS = 2000, QUIET_MS = 180000 };

struct reader {
	struct mailbox *results; /* borrowed */
	struct db *db;           /* the query thread's; interrupted under the lock */
	struct task *task;
	_Atomic bool cancel; /* the running job is to end */
	/* Under the lock. */
	struct mutex *lock;
	struct cond *changed;
	struct reader_job **queue; /* owned; (n) */
	size_t n, cap;
	struct reader_job *running;
	uint64_t generation;
	bool stop;
	bool warm; /* the connection holds what searches and lists need */
};

bool reader_job_cancelled(const struct reader_job *job)
{
	return atomic_load_explicit(&job->reader->cancel, memory_order_relaxed);
}

static enum err_code cancelled(struct reader_job *job)
{
	return job->code = err_set(
		       &job->why, ERR_CANCELLED, "a newer question replaced this one");
}

static bool stopping(struct reader *r)
{
	mutex_lock(r->lock);
	bool stop = r->stop;
	mutex_unlock(r->lock);
	return stop;
}

/* Hands the job to its owner; waits while the mailbox is full, but not for ever. */
static void deliver(struct reader *r, struct reader_job *job)
{
	while (!mailbox_try_send(r->results, job)) {
		mutex_lock(r->lock);
		bool stop = r->stop || mailbox_is_closed(r->results);
		if (!stop)
			cond_wait_ms(r->changed, r->lock, DELIVER_WAIT_MS);
		mutex_unlock(r->lock);
		if (stop) {
			job->free(job);
			return;
		}
	}
}

/* After minutes without a question the vocabulary and pages that were read go. */
static void wait_for_work(struct reader *r)
{
	if (!r->warm) {
		cond_wait(r->changed, r->lock);
	} else if (!cond_wait_ms(r->changed, r->lock, QUIET_MS) && r->n == 0 &&
		   !r->stop) {
		r->warm = false;
		mutex_unlock(r->lock);
		db_rest(r->db);
		mutex_lock(r->lock);
	}
}

/* The next job, marked as running; NULL at the end. */
static struct reader_job *take(struct reader *r)
{
	mutex_lock(r->lock);
	while (r->n == 0 && !r->stop)
		wait_for_work(r);
	struct reader_job *job = NULL;
	if (!r->stop) {
		job = r->queue[0];
		r->n--;
		for (size_t i = 0; i < r->n; i++)
			r->queue[i] = r->queue[i + 1];
		atomic_store(&r->cancel, false);
		r->running = job->code ? NULL : job;
		r->warm = true;
	}
	mutex_unlock(r->lock);
	return job;
}

static void run(void *arg)
{
	struct reader *r = arg;
	struct reader_job *job;
	while ((job = take(r)) != NULL) {
		if (!job->code)
			job->code = job->run(r->db, job, &job->why);
		mutex_lock(r->lock);
		r->running = NULL;
		if (atomic_load(&r->cancel))
			cancelled(job);
		mutex_unlock(r->lock);
		if (stopping(r))
			job->free(job);
		else
			deliver(r, job);
	}
}

enum err_code reader_start(
	const char *path, struct mailbox *results, struct reader **ret, struct err *why)
{
	struct db *db;
	enum err_code code = db_open(path, DB_READ, &db, why);
	if (code)
		return code;
	sqlite3_busy_timeout(db->h, LOCK_WAIT_MS);
	struct reader *r = xcalloc(1, sizeof *r);
	r->db = db;
	r->results = results;
	r->lock = mutex_create();
	r->changed = cond_create();
	r->task = task_start("query", run, r);
	*ret = r;
	return ERR_OK;
}

static void interrupt_running(struct reader *r)
{
	atomic_store(&r->cancel, true);
	db_interrupt(r->db);
}

void reader_stop(struct reader *r)
{
	if (!r)
		return;
	mutex_lock(r->lock);
	r->stop = true;
	if (r->running)
		interrupt_running(r);
	cond_wake(r->changed);
	mutex_unlock(r->lock);
	task_join(r->task);
	for (size_t i = 0; i < r->n; i++)
		r->queue[i]->free(r->queue[i]);
	free(r->queue);
	db_close(r->db);
	cond_destroy(r->changed);
	mutex_destroy(r->lock);
	free(r);
}

static void cancel_locked(struct reader *r, int lane)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->queue[i]->lane == lane)
			cancelled(r->queue[i]);
	if (r->running && r->running->lane == lane)
		interrupt_running(r);
}

void reader_cancel(struct reader *r, int lane)
{
	mutex_lock(r->lock);
	cancel_locked(r, lane);
	mutex_unlock(r->lock);
}

uint64_t reader_post(struct reader *r, struct reader_job *job)
{
	mutex_lock(r->lock);
	job->reader = r;
	job->code = ERR_OK;
	uint64_t generation = job->generation = ++r->generation;
	if (job->lane)
		cancel_locked(r, job->lane);
	r->queue = mem_grow(r->queue, &r->cap, r->n + 1, sizeof(struct reader_job *));
	r->queue[r->n++] = job;
	cond_wake(r->changed);
	mutex_unlock(r->lock);
	return generation;
}
