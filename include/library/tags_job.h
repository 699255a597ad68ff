/*
 * The job of `--worker tags`: descriptors in, records out. It sees files of strangers,
 * so it runs confined; what it returns is checked again by tags_get().
 */
#ifndef LIBRARY_TAGS_JOB_H
#define LIBRARY_TAGS_JOB_H

#include <stddef.h>

#include "base/err.h"
#include "model/cue.h"
#include "model/tags.h"
#include "worker/worker.h"

enum { TAGS_JOB_READ = 1, TAGS_JOB_SHEET = 2, TAGS_JOB_SECONDS = 20 };

/* A message of type TAGS_JOB_READ holds 1 to 64 descriptors of audio, one of type
 * TAGS_JOB_SHEET of CUE sheets; the reply a record for each, in their order. */
extern const struct worker_job tags_job;

/* One record of a reply. */
struct tags_record {
	enum err_code code; /* ERR_OK: tags, or of a sheet only `sheet`, are set */
	/* why there are none; with tags: why the CUE sheet in them is of no use, or "" */
	char reason[160];
	struct tags tags;        /* owned */
	struct cue_sheet *sheet; /* owned; NULL: none */
};
void tags_record_finish(struct tags_record *r);
/* Takes a reply apart into `n` records; the caller finishes each.
 * ERR_WORKER where the reply does not hold so many (then none is set). */
enum err_code tags_job_unpack(const struct worker_message *reply,
	struct tags_record *records, size_t n, struct err *why);
/* The same jobs in this process: for one-shot commands and tests. */
void tags_job_read(int fd, struct tags_record *ret);
void tags_job_sheet(int fd, struct tags_record *ret);

#endif
