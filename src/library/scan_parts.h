/*
 * The parts of the scan: walk, reader, batches.
 */
#ifndef LIBRARY_SCAN_PARTS_H
#define LIBRARY_SCAN_PARTS_H

#include <sys/stat.h>

#include "base/hash.h"
#include "library/scan.h"

/* A file that has to be read. */
struct scan_job {
	const char *path; /* in the scan's arena, relative to the root */
	int64_t size, mtime_ns, inode;
	size_t target; /* index */
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
	struct intern folders; /* device and inode of every folder walked */
	struct map files;      /* hashes of device and inode of every file seen */
	int64_t *missing;      /* owned; (n_missing) */
	size_t n_missing, cap_missing;
	struct scan_batch *batch; /* owned; NULL: none begun */
	struct scan_result *result;
	struct scan_progress progress;
	int64_t told_us, written_us;
};

/* Size, time and inode as they are now. */
void scan_job_set(struct scan_job *j, const struct stat *st);
bool scan_cancelled(const struct scan *s);
void scan_tell(struct scan *s, bool always);

/* Walks one target: jobs, touches, missing files. */
enum err_code scan_walk(struct scan *s, size_t target, struct err *why);
/* Reads every job through workers. */
enum err_code scan_read(struct scan *s, struct err *why);

/* The batch being filled. */
struct scan_batch *scan_batch_of(struct scan *s);
/* Writes it when it is large or old enough, or `always`. */
enum err_code scan_flush(struct scan *s, bool always, struct err *why);
void scan_add_item(struct scan *s, const struct scan_job *j, struct tags *take,
	const char *reason);

#endif
