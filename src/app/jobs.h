/*
 * Background jobs: three threads that wait for work. The scanner walks folders and feeds
 * the tags workers; the analyst feeds the analyze workers, the measurer, while nothing
 * plays, the loudness workers. They write through the store.
 */
#ifndef APP_JOBS_H
#define APP_JOBS_H

#include <stdatomic.h>

#include "base/pace.h"
#include "state.h"

enum { JOBS_TELL_MS = 250 };

struct job_state {
	_Atomic bool active, cancel;
	_Atomic int64_t done, total;
	_Atomic int64_t told_us;      /* when the main thread last heard of it */
	_Atomic int64_t rate, left_s; /* a second; -1: not known */
	struct pace pace;             /* of the job's thread */
};

struct strings {
	char **item; /* owned, each too; (n) */
	size_t n;
};

/* What a scan needs of the configuration, which the main thread may change meanwhile.
 */
struct scan_request {
	char *add_root;       /* owned; NULL: all known folders */
	struct strings files; /* changed ones: only their folders; none: all */
	struct strings folders, exclude;
	char *collation, *articles; /* owned; see db/order.h */
	bool watch;
	int watch_limit, rescan_s;
};
void scan_request_free(void *request);
struct strings jobs_strings_copy(const struct strings *s);
void jobs_strings_free(struct strings *s);

struct jobs {
	struct app *app;
	struct mailbox *scans;                 /* of struct scan_request */
	struct mailbox *analyses, *measurings; /* of tokens */
	struct task *scanner, *analyst, *measurer;
	struct job_state scan, analysis, loudness, demo;
	_Atomic int watching;    /* enum app_watch_mode */
	_Atomic int64_t watched; /* folders */
	struct task *renderer;   /* of the demo library; NULL: never asked for */
	_Atomic bool quit;
};

/* The threads' bodies: until their mailbox closes. */
void scanner_run(void *jobs);
void analyst_run(void *jobs);
void measurer_run(void *jobs);
/* From those threads: the main thread shows progress, at most every JOBS_TELL_MS. */
void jobs_tell(struct jobs *j, struct job_state *s, int64_t done, int64_t total);
/* A sentence for the message line, from those threads. */
void jobs_say(struct jobs *j, bool warning, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool jobs_stopped(struct jobs *j, const struct job_state *s);

#endif
