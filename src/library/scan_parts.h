/*
 * The parts of the scan: walk, reader, batches.
 */
#ifndef LIBRARY_SCAN_PARTS_H
#define LIBRARY_SCAN_PARTS_H

#include <sys/stat.h>

#include "base/hash.h"
#include "db/folders.h"
#include "library/cue_split.h"
#include "library/scan.h"
#include "library/tags_job.h"

/* A CUE sheet, and what it says once it was read. */
struct scan_sheet {
	const char *name; /* in the scan's arena */
	size_t folder;
	struct cue_sheet *sheet; /* owned; NULL: not read, or of no use */
	/* By track: which of the folder's music files, or -1; and how well it fits. */
	int of[CUE_TRACKS_MAX];
	enum cue_fit fit[CUE_TRACKS_MAX];
};

/* A folder with CUE sheets in it. */
struct scan_folder {
	const char *path;   /* in the scan's arena, relative to the root */
	size_t target;      /* index */
	const char **music; /* owned; names in the arena; (n_music) */
	size_t n_music, cap_music;
	size_t sheet, n_sheets; /* first one, how many */
	int64_t stamp;          /* of their names, sizes and times */
	bool wanted;            /* one of its files has to be read */
};

/* A file that has to be read. */
struct scan_job {
	const char *path; /* in the scan's arena, relative to the root */
	int64_t size, mtime_ns, inode;
	size_t target; /* index */
	size_t folder; /* with sheets: index + 1; 0: without */
	bool fresh;
};

struct scan {
	const struct scan_config *c;
	const struct scan_target *target; /* (n_targets) */
	size_t n_targets;
	int *root_fd;         /* owned; (n_targets); -1: gone */
	struct arena arena;   /* of the paths */
	struct scan_job *job; /* owned; (n_jobs) */
	size_t n_jobs, cap_jobs;
	struct scan_folder *folder; /* owned; (n_folders); only those with sheets */
	size_t n_folders, cap_folders;
	struct scan_sheet *sheet; /* owned; (n_sheets) */
	size_t n_sheets, cap_sheets;
	struct intern folders; /* device and inode of every folder walked */
	uint64_t *inode; /* owned; (n_inodes) hashes of those of every file seen */
	size_t n_inodes, cap_inodes;
	struct map files; /* the first n_mapped of them, for the links */
	size_t n_mapped;
	/* Folders that are not what the database says, to be written when all of their
	 * files are; paths in the arena. */
	struct scan_seen {
		size_t target; /* index */
		bool gone;     /* and all below it */
		struct folder_row row;
	} * seen; /* owned; (n_seen) */
	size_t n_seen, cap_seen;
	/* What the database said of each root before. */
	struct scan_root_state {
		bool mounted;
		int64_t scanned_ms;
		int64_t rules; /* the walk's; 0: as they were */
	} * was;               /* owned; (n_targets) */
	int64_t *missing;      /* owned; (n_missing) */
	size_t n_missing, cap_missing;
	struct scan_touch *back; /* owned; (n_back); missing until now */
	size_t n_back, cap_back;
	int64_t *away; /* owned; (n_away); missing, but only until their disk is back */
	size_t n_away, cap_away;
	struct scan_batch *batch; /* owned; NULL: none begun */
	struct scan_result *result;
	struct scan_progress progress;
	int64_t told_us, written_us;
	bool wrote;            /* something */
	struct reader *reader; /* owned; NULL: no worker yet */
};

/* Size, time and inode as they are now. */
void scan_job_set(struct scan_job *j, const struct stat *st);
bool scan_cancelled(const struct scan *s);
void scan_tell(struct scan *s, bool always);

/* The key of the setting that holds the rules of a root's walk. */
void scan_rules_key(int64_t root, char *ret, size_t size);
/* Walks one target: jobs, touches, missing files. */
enum err_code scan_walk(struct scan *s, size_t target, struct err *why);
/* Starts the workers while the walk begins: nothing that is written now can be missing
 * elsewhere. */
enum err_code scan_read_begin(struct scan *s, struct err *why);
/* Between two folders of the walk: hands out what was found, takes what was read. */
enum err_code scan_read_early(struct scan *s, struct err *why);
/* Reads every job through workers. */
enum err_code scan_read(struct scan *s, struct err *why);
void scan_read_end(struct scan *s);

/* The batch being filled. */
struct scan_batch *scan_batch_of(struct scan *s);
/* Writes it when it is large or old enough, or `always`. */
enum err_code scan_flush(struct scan *s, bool always, struct err *why);
/* Takes over the record's tags and sheet. */
void scan_add_item(struct scan *s, const struct scan_job *j, struct tags_record *take);

/* ---- CUE sheets (scan_sheets.c) */
/* A folder begins that these sheets and music files belong to. */
void scan_begin_folder(struct scan *s, size_t target, const char *path);
void scan_add_sheet(struct scan *s, const char *name, const struct stat *st);
void scan_add_music(struct scan *s, const char *name);
/* A sheet was read: the files that its tracks lie in are looked up. */
void scan_take_sheet(struct scan *s, size_t sheet, struct tags_record *take);
/* The parts of a job's file, by the sheet beside it that fits best, else the one in its
 * tags. None: *ret_n is 0. */
void scan_split(struct scan *s, const struct scan_job *j, struct tags_record *r,
	struct tags **ret, size_t *ret_n);
void scan_finish_sheets(struct scan *s);

#endif
