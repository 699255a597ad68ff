/*
 * The scan: brings the library up to date with its folders.
 *
 * Two phases, so that progress has a total: the walk compares size, time and inode of
 * every file that is music by its name with what the database knows; what is new or
 * changed is then opened and handed to `tags` workers, several messages at a time.
 * Results leave in batches through write(): the caller runs scan_batch_apply() on its
 * own connection at once, or posts it to its store.
 *
 * CUE sheets (`.cue`) in a folder divide the audio files beside them: every file there
 * remembers which sheets there were, and is read again when they are others. They are
 * parsed by the workers, before the files.
 *
 * Rules of the walk: names that begin with a dot are not looked at; a folder with a
 * file
 * `.nomedia` is skipped with all below; linked folders are walked once, and after real
 * ones; only regular files count. A folder that cannot be opened keeps its files.
 */
#ifndef LIBRARY_SCAN_H
#define LIBRARY_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/folders.h"
#include "db/library.h"

/* What is to be written together, in this order: missing, touch, item, folder, state. */
struct scan_batch {
	struct arena arena; /* of the paths and reasons */
	int64_t *missing;   /* owned; (n_missing) files that are gone */
	size_t n_missing, cap_missing;
	bool away;  /* they are, with their disk; nothing takes their place */
	bool again; /* they were marked before: what still is may be dropped now */
	struct scan_touch {
		int64_t file, size, mtime_ns, inode;
	} * touch; /* owned; (n_touch) files that are back as they were */
	size_t n_touch;
	struct library_item *item; /* owned with their tags; (n) */
	size_t n, cap;
	/* What was seen of folders, once all of their files are written. */
	struct folder_row *folder; /* owned; (n_folders) */
	const char **gone;         /* owned; (n_gone) with all below */
	size_t n_folders, cap_folders, n_gone, cap_gone;
	int64_t folder_root;
	const char **mount; /* (n_mounts); where other file systems begin */
	size_t n_mounts;
	int64_t mounts_root; /* 0: as written */
	int64_t rules;       /* that the walk of folder_root went by; 0: as written */
	int64_t root;        /* 0: no state to write */
	bool mounted;
	int64_t scanned_ms; /* 0: leave */
};
enum err_code scan_batch_apply(struct db *db, struct scan_batch *b, struct err *why);
void scan_batch_destroy(struct scan_batch *b); /* NULL is fine */

enum scan_phase { SCAN_WALK, SCAN_READ, SCAN_DONE };
struct scan_progress {
	enum scan_phase phase;
	size_t seen;        /* music files found so far */
	size_t done, total; /* of those that have to be read */
};

/* A folder to scan: a root, or with `below` (relative, no '/' at its ends) a part of
 * it. */
struct scan_target {
	int64_t root;
	const char *path;  /* of the root, absolute */
	const char *below; /* NULL: all of it */
	bool shallow;      /* only the files in it, not its folders; with `live` */
};

struct scan_config {
	struct db *db; /* borrowed; for reading only, and not after the first write() */
	struct clock clock;
	const char *const
		*excludes; /* globs on a path below the root, or on a last name */
	size_t n_excludes;
	const char *exe; /* of the workers; NULL: this program */
	int workers;     /* 0: as many as processors, at most 4 */
	int patience_s;  /* a message of 32 files may take so long; 0: 20 */
	bool urgent;     /* somebody waits for it: normal priority */
	/* Folders are looked into by further threads before the walk comes by; false: only
	 * where it had to wait for the disk. */
	bool ahead;
	/* Only what changed is looked at. Whether a link that is not known leads to what
	 * stands elsewhere only a whole scan can tell: it is passed over and, unless
	 * shallow, counted. */
	bool live;
	/* Takes over the batch. An error ends the scan. */
	enum err_code (*write)(void *ctx, struct scan_batch *b, struct err *why);
	/* At most ten times a second; may be NULL. */
	void (*progress)(void *ctx, const struct scan_progress *p);
	/* Asked often; true ends the scan with ERR_CANCELLED, what was read is written.
	 * NULL: never. */
	bool (*cancelled)(void *ctx);
	/* A folder (absolute path) cannot be looked into; may be NULL. */
	void (*trouble)(void *ctx, const char *path, const char *reason);
	/* A folder is about to be read, for who watches it (`path` relative to the root,
	 * `fd` open, or -1): what changes from then on is seen by one of the two. NULL:
	 * nobody. */
	void (*folder)(void *ctx, int64_t root, const char *path, int fd);
	/* Somebody is writing that file: it is left as it is, and told of later. NULL:
	 * nobody knows. */
	bool (*busy)(void *ctx, int64_t root, const char *path);
	/* A root is not there, or empty, or a disk below it is not mounted: what it holds
	 * is kept as missing; `path` is absolute. Told at each scan; may be NULL. */
	void (*away)(void *ctx, int64_t root, const char *path);
	/* A CUE sheet (absolute path; or the audio file that holds it) is of no use: its
	 * file stays one track; may be NULL. */
	void (*bad_sheet)(void *ctx, const char *path, const char *reason);
	void *ctx;
};

struct scan_result {
	size_t files;       /* music files that are there */
	size_t fresh;       /* of them not known before */
	size_t changed;     /* known, and read again */
	size_t unreadable;  /* of all that are there, read now or before */
	size_t missing;     /* newly gone */
	size_t back;        /* were missing, are there again */
	size_t away;        /* of them with their disk */
	size_t roots_gone;  /* folders that are not there (or empty mount points) */
	size_t mounts_gone; /* disks below them that are not mounted */
	size_t troubles;
	size_t ahead; /* folders that were looked into before the walk came by */
	size_t links; /* `live`: that were left to a whole scan */
	size_t sheets, bad_sheets; /* CUE sheets read */
};

/* Walks and reads. Counts are filled also when it ends early. */
enum err_code scan_run(const struct scan_config *c, const struct scan_target *target,
	size_t n_targets, struct scan_result *ret, struct err *why);

/* Is it music by its name? */
bool scan_is_music_name(const char *name);

#endif
