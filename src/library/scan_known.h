/*
 * What a scan of a whole root need not read again.
 *
 * A folder whose time and inode are those of the last look still holds the same names, so
 * it is not listed; of its files only size, time and inode are looked at (a file that is
 * written in place leaves its folder's time alone). Folders whose names do not tell
 * everything (links, CUE sheets, a time so fresh that more may have come within it) have
 * the time 0 in the database and are always listed.
 */
#ifndef LIBRARY_SCAN_KNOWN_H
#define LIBRARY_SCAN_KNOWN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/hash.h"
#include "db/library.h"
#include "scan_parts.h"

struct known_folder {
	int64_t mtime_ns, inode;
	dev_t dev; /* set where same */
	uint32_t child,
		next; /* index + 1: last folder in it, the one before it beside it */
	bool same;    /* time and inode are what they were */
	bool reached; /* the walk came by */
	/* Of its files that are what they were, where same. */
	_Atomic uint32_t files, unreadable;
};

/* The folders of a root as the last look saw them. A zeroed struct is empty. */
struct known_tree {
	struct intern paths; /* relative to the root, in the order of `folder` */
	struct known_folder *folder; /* owned; (paths.len) */
	size_t cap;
};
enum err_code known_tree_load(
	struct known_tree *t, struct db *db, int64_t root, struct err *why);
/* Looks at their times now, with up to `threads`; those that changed are told from those
 * that are the same. */
void known_tree_look(struct known_tree *t, int root_fd, size_t threads);
/* Index, -1: unknown. */
int32_t known_tree_find(const struct known_tree *t, const char *path);
void known_tree_finish(struct known_tree *t);

/* A file that is not what it was, in a folder that is. */
struct known_change {
	const char *path; /* in the arena */
	uint32_t folder;
	bool gone;
	bool back; /* it was missing, and is what it was then */
	int64_t id;
	struct stat st; /* unless gone */
};
/* What one thread found in its share of the rows. */
struct known_part {
	struct arena arena;
	struct known_change *change; /* owned; (n_changes) */
	size_t n_changes, cap_changes;
	/* Files of other folders, for the walk to find. */
	struct known_file {
		const char *path; /* in the arena */
		int64_t id, size, mtime_ns, inode, sheets;
		enum file_state state;
	} * file; /* owned; (n_files) */
	size_t n_files, cap_files;
	uint64_t *
		inode; /* owned; (n_inodes) keys of the files that are what they were */
	size_t n_inodes, cap_inodes;
	struct known_closed {
		uint32_t folder;
		int errnum;
	} * closed; /* owned; (n_closed) folders that may not be looked into */
	size_t n_closed, cap_closed;
};
enum { KNOWN_PARTS_MAX = 4 };
struct known_files {
	struct known_part part[KNOWN_PARTS_MAX]; /* in the order of the rows' ids */
	size_t n;
	int64_t last;                    /* the largest id */
	struct db *own[KNOWN_PARTS_MAX]; /* owned; connections of further threads */
	struct known_opener *opener;     /* owned; opens them; NULL: done */
};
/* How many threads look, by how many files there are. Their connections are opened while
 * the caller goes on. */
enum err_code known_files_begin(struct known_files *f, struct db *db, struct err *why);
/* Looks at every file of the target's root; after known_files_begin. */
enum err_code known_files_look(struct known_files *f, struct scan *s, size_t target,
	struct known_tree *t, struct err *why);
void known_files_finish(struct known_files *f);
/* A file that the walk is to find. */
void known_part_leave(struct known_part *p, const struct library_file *f);

/* What tells that two paths name one file. */
uint64_t known_inode_key(const struct stat *st);
int64_t known_mtime_ns(const struct stat *st);

#endif
