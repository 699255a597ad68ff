/*
 * The store's thread takes jobs from its mailbox. The first one opens a transaction,
 * each runs in a savepoint, and what arrives within 50 ms goes into the same
 * transaction. Only after COMMIT returned are the done() of the batch called: so a
 * listen that was reported logged is on the disk (synchronous=FULL).
 *
 * Where the database is locked or full the whole batch is undone and run again from its
 * first job: order is kept. Jobs without `keep` are given up after 5 s, the others when
 * the store has been told to stop for 10 s. Between batches, at most once a second, the
 * connection's data_version tells whether another process has written.
 *
 * While nothing is to be done, rows that wait for the search index are taken in by
 * slices.
 */
#include "db/store.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/mem.h"
#include "base/task.h"
#include "connection.h"
#include "db/order.h"
#include "db/search.h"

enum {
	QUEUE_MAX = 4096,
	BATCH_MAX = 512,
	BATCH_US = 50 * 1000,
	LOOK_MS = 1000,
	LOCK_WAIT_MS = 200,
	RETRY_US = 100 * 1000,
	GIVE_UP_US = 5 * 1000 * 1000,
	STOP_GIVE_UP_US = 10 * 1000 * 1000,
	INDEX_SLICE = 200,
	ORDER_SLICE = 1000,
	INDEX_WAIT_MS = 20
};

struct item {
	struct store_job job;
	enum err_code code;
	struct err why;
};

struct store {
	struct store_config config; /* immutable */
	struct mailbox *box;        /* of struct item */
	struct task *task;
	_Atomic int64_t stopping_us; /* monotonic; 0 while running */
	/* The store's thread only. */
	struct db *db;
	struct clock clock;
	int64_t data_version, looked_us;
	bool told, damaged; /* that nothing can be written; and so it stays */
	struct item *batch[BATCH_MAX];
	size_t n;
};

static void item_finish(struct item *it)
{
	if (it->job.done)
		it->job.done(it->job.arg, it->code, &it->why);
	if (it->job.free)
		it->job.free(it->job.arg);
	free(it);
}

static bool passes(enum err_code code)
{
	return code == ERR_BUSY || code == ERR_FULL || code == ERR_IO;
}

/* Runs one job in its savepoint. An error that may pass is returned, others stay with
 * the job. */
static enum err_code run_item(struct store *s, struct item *it, struct err *why)
{
	it->code = ERR_OK;
	it->why = (struct err){0};
	enum err_code code = db_savepoint(s->db, why);
	if (code)
		return code;
	int depth = s->db->depth;
	it->code = it->job.run(s->db, it->job.arg, &it->why);
	s->db->depth = depth; /* whatever the job left open */
	if (!it->code)
		return db_release(s->db, why);
	if (passes(it->code)) {
		*why = it->why;
		return it->code;
	}
	db_rollback_savepoint(s->db);
	return ERR_OK;
}

/* One try at the whole batch. With `collect` it grows by what arrives meanwhile. */
static enum err_code run_batch(struct store *s, bool collect, struct err *why)
{
	int64_t start = clock_mono_us(&s->clock);
	enum err_code code = db_begin(s->db, "store", why);
	if (code)
		return code;
	for (size_t i = 0; i < s->n && !code; i++) {
		code = run_item(s, s->batch[i], why);
		bool room = i + 1 == s->n && s->n < BATCH_MAX &&
			    clock_mono_us(&s->clock) - start < BATCH_US;
		struct item *next =
			collect && room ? mailbox_try_receive(s->box) : NULL;
		if (next)
			s->batch[s->n++] = next;
	}
	if (code) {
		db_rollback(s->db);
		return code;
	}
	return db_commit(s->db, why);
}

/* Ends the jobs that need not be kept (or all) with the error. */
static void give_up(
	struct store *s, bool all, enum err_code code, const struct err *why)
{
	size_t left = 0;
	for (size_t i = 0; i < s->n; i++) {
		struct item *it = s->batch[i];
		if (it->job.keep && !all) {
			s->batch[left++] = it;
			continue;
		}
		it->code = code;
		it->why = *why;
		item_finish(it);
	}
	s->n = left;
}

/* Another program's lock is waited for before anybody hears of it. */
static void tell_trouble(
	struct store *s, enum err_code code, int64_t waited_us, const struct err *why)
{
	if (s->told || (code == ERR_BUSY && waited_us < GIVE_UP_US))
		return;
	s->told = true;
	s->damaged = code == ERR_CORRUPT;
	if (s->config.trouble)
		s->config.trouble(s->config.ctx, why);
}

/* A batch is in: the trouble is over, unless a job of it met damage. */
static void tell_what_is_in(struct store *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->batch[i]->code == ERR_CORRUPT)
			tell_trouble(s, ERR_CORRUPT, 0, &s->batch[i]->why);
	if (!s->told || s->damaged)
		return;
	s->told = false;
	if (s->config.trouble)
		s->config.trouble(s->config.ctx, NULL);
}

static void work(struct store *s, struct item *first)
{
	int64_t start = clock_mono_us(&s->clock);
	struct err why = {0};
	s->batch[0] = first;
	s->n = 1;
	enum err_code code = run_batch(s, true, &why);
	for (int tries = 1; code && s->n > 0; tries++) {
		int64_t now = clock_mono_us(&s->clock),
			stop = atomic_load(&s->stopping_us);
		if (tries == 1)
			log_write(LOG_WARN, "store: %s", why.msg);
		tell_trouble(s, code, now - start, &why);
		if (!passes(code) || (stop && now - stop > STOP_GIVE_UP_US)) {
			log_write(LOG_ERROR, "store: %zu jobs lost: %s", s->n, why.msg);
			give_up(s, true, code, &why);
			return;
		}
		if (now - start > GIVE_UP_US)
			give_up(s, false, code, &why);
		if (s->n == 0)
			return;
		clock_sleep_us(RETRY_US);
		code = run_batch(s, false, &why);
	}
	tell_what_is_in(s);
	for (size_t i = 0; i < s->n; i++)
		item_finish(s->batch[i]);
	if (s->n > 0 && s->config.committed)
		s->config.committed(s->config.ctx);
}

static void look_for_foreign(struct store *s)
{
	int64_t now = clock_mono_us(&s->clock);
	if (now - s->looked_us < (int64_t)LOOK_MS * 1000)
		return;
	s->looked_us = now;
	int64_t version = db_data_version(s->db);
	if (version != s->data_version && s->config.foreign)
		s->config.foreign(s->config.ctx);
	s->data_version = version;
}

/* One slice of the search index, or of keys to be made again; returns how long to wait for jobs then. */
static int idle(struct store *s)
{
	size_t left = 0;
	struct err why = {0};
	if (search_index_pending(s->db) &&
		search_index_step(s->db, INDEX_SLICE, &left, &why))
		log_write(LOG_WARN, "search index: %s", why.msg);
	if (!left && order_pending(s->db) &&
		order_step(s->db, ORDER_SLICE, &left, &why))
		log_write(LOG_WARN, "order of the library: %s", why.msg);
	return left ? INDEX_WAIT_MS : LOOK_MS;
}

static void run(void *arg)
{
	struct store *s = arg;
	int wait_ms = LOOK_MS;
	bool worked = false; /* since it rested */
	s->data_version = db_data_version(s->db);
	for (;;) {
		struct item *it = mailbox_receive(s->box, wait_ms);
		if (it) {
			work(s, it);
		} else if (mailbox_is_closed(s->box)) {
			break;
		} else if (worked && wait_ms == LOOK_MS) {
			/* A scan's or a snapshot's pages need not stay. */
			db_rest(s->db);
			worked = false;
		}
		wait_ms = it ? LOOK_MS : idle(s);
		worked = worked || it || wait_ms != LOOK_MS;
		look_for_foreign(s);
	}
}

enum err_code store_start(
	const struct store_config *c, struct store **ret, struct err *why)
{
	struct db *db;
	enum err_code code = db_open(c->path, DB_WRITE, &db, why);
	if (code)
		return code;
	sqlite3_busy_timeout(db->h, LOCK_WAIT_MS);
	struct store *s = xcalloc(1, sizeof *s);
	s->config = *c;
	s->config.path = NULL; /* borrowed for the call only */
	s->db = db;
	s->clock = clock_system();
	s->box = mailbox_create(QUEUE_MAX);
	s->task = task_start("store", run, s);
	*ret = s;
	return ERR_OK;
}

const char *store_path(const struct store *s)
{
	return db_path(s->db);
}

void store_stop(struct store *s)
{
	if (!s)
		return;
	struct clock clock = clock_system();
	atomic_store(&s->stopping_us, clock_mono_us(&clock));
	mailbox_close(s->box);
	task_join(s->task);
	db_close(s->db);
	mailbox_destroy(s->box, NULL);
	free(s);
}

bool store_post(struct store *s, const struct store_job *job)
{
	struct item *it = xcalloc(1, sizeof *it);
	it->job = *job;
	if (mailbox_send(s->box, it))
		return true;
	it->code = err_set(&it->why, ERR_CANCELLED, "the database is being closed");
	item_finish(it);
	return false;
}

/* A caller who waits. */
struct call {
	enum err_code (*run)(struct db *db, void *arg, struct err *why);
	void *arg;
	struct mutex *lock;
	struct cond *over;
	bool done;
	enum err_code code;
	struct err why;
};

static enum err_code call_run(struct db *db, void *arg, struct err *why)
{
	struct call *c = arg;
	return c->run(db, c->arg, why);
}

static void call_done(void *arg, enum err_code code, const struct err *why)
{
	struct call *c = arg;
	mutex_lock(c->lock);
	c->done = true;
	c->code = code;
	c->why = *why;
	cond_wake(c->over);
	mutex_unlock(c->lock);
}

enum err_code store_call(struct store *s,
	enum err_code (*run_call)(struct db *db, void *arg, struct err *why), void *arg,
	struct err *why)
{
	struct call c = {.run = run_call,
		.arg = arg,
		.lock = mutex_create(),
		.over = cond_create()};
	struct store_job job = {.run = call_run, .done = call_done, .arg = &c};
	store_post(s, &job);
	mutex_lock(c.lock);
	while (!c.done)
		cond_wait(c.over, c.lock);
	mutex_unlock(c.lock);
	cond_destroy(c.over);
	mutex_destroy(c.lock);
	if (c.code && why)
		*why = c.why;
	return c.code;
}
