/*
 * The parts of the watch: folders, events, what is due, mounts.
 */
#ifndef LIBRARY_WATCH_PARTS_H
#define LIBRARY_WATCH_PARTS_H

#include <sys/inotify.h>

#include "base/mem.h"
#include "base/str.h"
#include "library/watch.h"

/* What is listened for; of it, what makes a name appear or vanish. */
enum {
	WATCH_EVENTS = IN_CREATE | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE |
		       IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF | IN_DELETE_SELF |
		       IN_UNMOUNT,
	WATCH_COMES = IN_CREATE | IN_MOVED_TO,
	WATCH_GOES = IN_DELETE | IN_MOVED_FROM
};

/* A watched folder. They are in the order of their descriptors, which only grow. */
struct watch_node {
	int wd;      /* inotify's */
	int root;    /* index; -1: let go */
	size_t path; /* in `paths` */
};

/* A folder that changed. */
struct watch_due {
	struct watch_change change;
	int64_t first_us, last_us;
};

/* A file that somebody has made and not closed yet, as far as is known. */
struct watch_busy {
	int64_t root;
	char *path; /* owned */
	int64_t size, look_us;
};

struct watch {
	struct watch_config config;
	int fd, mounts_fd;
	struct watch_root *root; /* owned, paths too; (n_roots) */
	size_t n_roots;
	struct watch_node *node; /* owned; (n_nodes) */
	size_t n_nodes, cap_nodes, n_live;
	struct str paths;      /* each ends with NUL */
	struct watch_due *due; /* owned; (n_due) */
	size_t n_due, cap_due;
	struct watch_busy *busy; /* owned; (n_busy) */
	size_t n_busy, cap_busy;
	struct watch_wait { /* an ancestor of a root that is not there */
		int wd;
		int64_t root;
	} * wait; /* owned; (n_waits) */
	size_t n_waits, cap_waits;
	char **mount; /* owned; (n_mounts); lines of mounts at, above or below roots */
	size_t n_mounts;
	bool full, overflowed, remote;
	int64_t rest_us;
};

/* Index of a root, -1: none. */
int watch_root_index(const struct watch *w, int64_t root);
const char *watch_node_path(const struct watch *w, const struct watch_node *n);

/* A root that was waited for, beside or below what `wd` tells of, may be there. */
void watch_look_for_roots(struct watch *w, int wd);

/* ---- watch_nodes.c */
/* NULL: let go, or not a folder's. */
struct watch_node *watch_node_find(struct watch *w, int wd);
void watch_node_drop(struct watch *w, struct watch_node *n);
/* Lets go of a folder and all below it. */
void watch_drop_below(struct watch *w, int root, const char *path);
bool watch_has(const struct watch *w, int root, const char *path);
/* Takes back the room of nodes that were let go, when they are many. */
void watch_compact(struct watch *w);

/* ---- watch_due.c */
void watch_busy_add(struct watch *w, int64_t root, const char *path);
void watch_busy_end(struct watch *w, int64_t root, const char *path);
/* Files that nobody writes any more, though nobody said so. */
void watch_busy_look(struct watch *w);
void watch_due_finish(struct watch *w);

/* ---- watch_mounts.c */
void watch_mounts_open(struct watch *w);
/* What came or went since the last time makes its folders due. */
void watch_mounts_read(struct watch *w, bool mark);
void watch_mounts_finish(struct watch *w);

#endif
