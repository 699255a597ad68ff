/*
 * The scanner's thread: what its two files share. scanner.c runs scans, watcher.c waits
 * for requests and for changes, and says what is watched and what is away.
 */
#ifndef APP_SCANNER_H
#define APP_SCANNER_H

#include "base/hash.h"
#include "db/library.h"
#include "jobs.h"
#include "library/scan.h"
#include "library/watch.h"

/* Belongs to the scanner's thread. */
struct scanner {
	struct jobs *jobs;
	struct db *db;            /* owned; NULL: not opened yet */
	struct scan_posts *posts; /* owned; while a scan runs */
	struct watch *watch;      /* owned; NULL: off, or not to be had */
	struct strings exclude;   /* owned; of the last request */
	bool wanted, periodic;    /* the option watch is on */
	int limit, rescan_s;
	int64_t copy_us;    /* when the database is copied; 0: not asked yet */
	int64_t rescan_us;  /* when everything is scanned again; 0: never */
	int64_t began_us;   /* of the thread's processor time */
	int64_t watched_us; /* when changes were last taken in */
	bool told_none, told_full, told_remote; /* said once */
	struct map told_away; /* hashes of paths: the scan that found them away */
	int64_t scans;        /* of whole roots */
};

/* Scans these; `live` as in scan_config. What failed was said. */
enum err_code scanner_scan(struct scanner *s, const struct scan_target *target,
	size_t n, bool live, struct scan_result *ret);
/* All roots, or only one; the watch is set up on the way. *ret_roots: how many. */
void scanner_scan_roots(struct scanner *s, int64_t only, bool asked, size_t *ret_roots);
void scanner_analyse_next(struct scanner *s);
/* The daily copy of the database, when it is due. */
void scanner_copy(struct scanner *s);

/* The next request. Meanwhile it scans what changes. NULL: the end. */
struct scan_request *watcher_wait(struct scanner *s);
/* The request's options from now on. */
void watcher_configure(struct scanner *s, const struct scan_request *r);
/* A scan of whole roots begins and ends. */
void watcher_begin(struct scanner *s);
void watcher_end(struct scanner *s);
/* A folder of the library is not there. */
void watcher_away(struct scanner *s, const char *path);
/* Asked often while a scan runs: takes events in before their queue is full. */
void watcher_look(struct scanner *s);
void watcher_finish(struct scanner *s);

#endif
