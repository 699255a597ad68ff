/*
 * A walk in progress: what scan_walk.c (listing) and scan_settle.c (what was known) share.
 */
#ifndef LIBRARY_SCAN_WALK_H
#define LIBRARY_SCAN_WALK_H

#include <dirent.h>

#include "scan_ahead.h"
#include "scan_known.h"
#include "scan_parts.h"

/* A file to be found again, or not. */
struct known {
	const struct known_file *file; /* borrowed */
	bool seen;
};

struct walk {
	struct scan *s;
	size_t target;
	int root_fd;
	struct known_tree tree;
	struct known_files looked;
	struct intern names; /* paths of the known files, in the order of `known` */
	struct known *known; /* owned */
	size_t n_known, cap_known;
	struct walk_folder {
		char *path; /* owned; relative */
		bool asked; /* to be looked into ahead */
	} * folder;         /* owned; stack */
	size_t n_folders, cap_folders;
	struct scan_ahead *ahead; /* owned; NULL: not begun */
	size_t slow;              /* so many more folders it is worth the while */
	char **link;              /* owned; what links to something; later */
	size_t n_links, cap_links;
	char **closed; /* owned; folders that could not be opened */
	size_t n_closed, cap_closed;
	const char *
		*away; /* (n_away); disks that are not mounted; in the scan's arena */
	size_t n_away;
	size_t seen;
	size_t sheeted; /* with CUE sheets: index + 1 of the one that is walked; else 0 */
	bool in_links; /* every real folder was seen */
	bool odd;      /* the names of the folder that is walked do not tell it all */
	int64_t now_ns;
};

/* Takes over the path, as the next folder to walk. */
void walk_push_folder(struct walk *w, char *path);
/* Appends to one of the lists of paths, which takes over `path`. */
void walk_push(char ***list, size_t *n, size_t *cap, char *path);
/* A folder that was opened: what its names stand for. */
void walk_visit(struct walk *w, const char *path, DIR *d);
void walk_visit_file(struct walk *w, const char *path, const struct stat *st);
bool walk_is_excluded(const struct scan_config *c, const char *path);
/* What a walk finds depends on this beside the folders. Never 0. */
int64_t walk_rules(const struct scan_config *c);
/* Every folder that is to be listed, from the target down. */
enum err_code walk_all(struct walk *w, struct err *why);
/* A file is there. False: somebody is writing it, it is left as it is. */
bool walk_count(struct walk *w, const char *path, const struct stat *st);
/* Does nothing leave that file out, whose folder is not left out itself? */
bool walk_is_wanted(const struct walk *w, const char *path);
/* A missing file is there again, as it was. */
void walk_come_back(struct scan *s, int64_t file, const struct stat *st);
void walk_add_inode(struct scan *s, uint64_t key);
void walk_add_job(struct walk *w, const char *path, const struct stat *st, bool fresh);
/* A folder cannot be looked into: what it holds stays as it is. */
void walk_trouble(struct walk *w, const char *path, int errnum);

/* ---- scan_mounts.c */
/* Which disks below the root are away, and that others are there. */
enum err_code scan_mounts(struct walk *w, struct err *why);
bool scan_is_away(const struct walk *w, const char *path);

#endif
