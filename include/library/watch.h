/*
 * The watch: tells which folders of the library changed, through inotify. One thread
 * uses it: the scanner. It keeps no clock of its own and never waits: its owner polls
 * watch_fd (POLLIN) and watch_mounts_fd (POLLPRI), calls watch_read when one is ready or
 * watch_due_us has come, and scans what watch_take gives.
 *
 * A folder is due once it was quiet for a second, 30 s after its first change at the
 * latest: files that are being copied are read when they are whole. Symbolic links are
 * followed as the scan does; a link that comes or goes makes its whole root due.
 *
 * Nothing is lost where it cannot watch: watch_state tells, and its owner scans
 * everything every few minutes then.
 */
#ifndef LIBRARY_WATCH_H
#define LIBRARY_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

struct watch;

struct watch_config {
	struct clock clock;
	int limit;             /* folders at most; 0: as many as the system gives */
	int quiet_ms;          /* 0: 1,000 */
	int late_ms;           /* the latest after the first change; 0: 30,000 */
	const char *mountinfo; /* NULL: /proc/self/mountinfo */
};

/* ERR_UNSUPPORTED: no inotify here, or no more of it for this user; `why` says what to
 * do. */
enum err_code watch_create(
	const struct watch_config *c, struct watch **ret, struct err *why);
void watch_destroy(struct watch *w); /* NULL is fine */

/* The roots from now on; what is watched of others is let go. `path` is absolute. */
struct watch_root {
	int64_t id;
	const char *path;
};
void watch_set_roots(struct watch *w, const struct watch_root *root, size_t n);
/* A folder is about to be read by the scan: see scan_config. */
void watch_folder(struct watch *w, int64_t root, const char *path, int fd);
/* A root is not there: it will be due when it comes. */
void watch_await(struct watch *w, int64_t root);
/* Somebody is still writing that file: it will be due when that ends. */
bool watch_is_busy(const struct watch *w, int64_t root, const char *path);

int watch_fd(const struct watch *w);
int watch_mounts_fd(const struct watch *w); /* -1: mounts cannot be watched */
void watch_read(struct watch *w);           /* what happened until now */
/* The kernel tells each poll once that mounts changed: then this is to be called. */
void watch_read_mounts(struct watch *w);

/* Monotonic time at which something is due or has to be looked after; -1: nothing. */
int64_t watch_due_us(const struct watch *w);
struct watch_change {
	int64_t root;
	char *path; /* owned; relative to the root; "": the root */
	bool deep;  /* with all below it */
};
/* What is due now; the caller frees. NULL: nothing. */
struct watch_change *watch_take(struct watch *w, size_t *ret_n);
void watch_changes_free(struct watch_change *c, size_t n);
/* Makes a folder due (deep: with all below), or a root as a whole. */
void watch_mark(struct watch *w, int64_t root, const char *path, bool deep);
void watch_mark_root(struct watch *w, int64_t root);
/* Nothing is due before that time: who looks often at much rests in between. */
void watch_rest_until(struct watch *w, int64_t us);

struct watch_state {
	size_t folders; /* watched */
	bool full;      /* there are more than may be watched */
	long limit;     /* full: how many that is; 0: not known */
	bool overflowed; /* changes were lost since the last question; all roots are due */
	bool remote;     /* a root lies on another machine, which tells of no changes */
};
struct watch_state watch_state(struct watch *w);
/* A whole scan begins: try again to watch all of it. */
void watch_retry(struct watch *w);

#endif
