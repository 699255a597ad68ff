/*
 * The store: the thread that owns the player's one writing connection.
 *
 * Jobs run in the order of posting, each in a savepoint of its own, batched in
 * transactions of at most 50 ms. done() is called on the store's thread once the COMMIT
 * that holds the job has returned, or with the error. A locked or full database is
 * waited for: jobs with `keep` (listens) are retried until they are in, others for 5 s.
 * A job that fails for a reason of its own is undone alone.
 */
#ifndef DB_STORE_H
#define DB_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "db/db.h"

struct store;

struct store_job {
	/* Writes through db; may be called again after its transaction was undone. */
	enum err_code (*run)(struct db *db, void *arg, struct err *why);
	/* On the store's thread; must not wait. May be NULL. */
	void (*done)(void *arg, enum err_code code, const struct err *why);
	void (*free)(void *arg); /* after done; may be NULL */
	void *arg;
	bool keep; /* must not be lost: retried as long as the store lives */
};

struct store_config {
	const char *path;
	/* Another connection (a subcommand) has written; on the store's thread. May be
	 * NULL. */
	void (*foreign)(void *ctx);
	/* A transaction of ours has been committed; on the store's thread. May be NULL.
	 */
	void (*committed)(void *ctx);
	/* Nothing can be written: the disk is full, the database damaged, or locked for
	 * more than 5 s. Once, and with NULL when it goes on; on the store's thread. May
	 * be NULL. */
	void (*trouble)(void *ctx, const struct err *why);
	void *ctx;
};

/* Opens (and migrates) the database in the calling thread, so that its error can be
 * shown, then starts the thread. */
enum err_code store_start(
	const struct store_config *c, struct store **ret, struct err *why);
const char *store_path(const struct store *s); /* of its database */
/* Runs what was posted, then ends. A database that stays locked is waited for 10 s. */
void store_stop(struct store *s);
/* Copies *job. From any thread; waits only while 4,096 jobs are queued. False after
 * store_stop began: then done and free are called here with ERR_CANCELLED. */
bool store_post(struct store *s, const struct store_job *job);
/* The same and waits for the COMMIT; never from the store's own thread. */
enum err_code store_call(struct store *s,
	enum err_code (*run)(struct db *db, void *arg, struct err *why), void *arg,
	struct err *why);

#endif
