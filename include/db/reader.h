/*
 * The reader: the query thread with its own reading connection.
 *
 * A job is a struct that begins with a struct reader_job. It runs on the query thread
 * and comes back through the mailbox that the owner gave, whatever happened to it. Jobs
 * of one lane replace each other: posting a newer one cancels the older, the running
 * one through sqlite3_interrupt; what was cancelled comes back with code ERR_CANCELLED.
 */
#ifndef DB_READER_H
#define DB_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mailbox.h"
#include "db/db.h"

struct reader_job {
	/* Fills the job's own fields. Long work in C asks reader_job_cancelled now and
	 * then. */
	enum err_code (*run)(struct db *db, struct reader_job *job, struct err *why);
	void (*free)(struct reader_job *job); /* used where nobody takes it any more */
	int lane;                             /* 0: never replaced */
	/* Filled by the reader: */
	uint64_t generation; /* counts up with every job posted */
	enum err_code code;
	struct err why;
	struct reader *reader;
};

struct reader;
/* The database must exist. `results` is borrowed and must outlive the reader; it takes
 * struct reader_job pointers. */
enum err_code reader_start(const char *path, struct mailbox *results,
	struct reader **ret, struct err *why);
/* Cancels what runs and waits; jobs not yet run are freed. */
void reader_stop(struct reader *r);
/* Takes the job over; returns its generation. Never waits for a query. */
uint64_t reader_post(struct reader *r, struct reader_job *job);
/* Nobody waits for the jobs of that lane any more: they come back cancelled. */
void reader_cancel(struct reader *r, int lane);
bool reader_job_cancelled(const struct reader_job *job);

#endif
