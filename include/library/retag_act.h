/*
 * One act of changing tags over many files: each is read, what would change is told, then
 * written down in a journal, then the file is written. An act can be taken back, and done
 * again: a field only where its value is still what the act left there.
 */
#ifndef LIBRARY_RETAG_ACT_H
#define LIBRARY_RETAG_ACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "db/edits.h"
#include "library/retag.h"
#include "library/scan.h"

enum retag_outcome {
	RETAG_CHANGED,
	RETAG_SAME,      /* it says so already */
	RETAG_OTHERS,    /* on the way back: somebody else changed it meanwhile */
	RETAG_READ_ONLY, /* and left as it is */
	RETAG_FAILED
};

struct retag_act {
	struct retagger *retagger; /* borrowed */
	bool force;                /* see retagger_allows */
	bool dry;                  /* nothing is written, nor journalled */
	/* Asked before each file; true ends the act. NULL: never. */
	bool (*cancelled)(void *ctx);
	/* What is about to change. NULL: nobody looks. */
	void (*preview)(void *ctx, const char *path, const struct retag *before,
		const struct retag *change);
	/* Before the file is written: an error ends the act. On the way back it is not
	 * asked. NULL only where nothing is written. */
	enum err_code (*journal)(void *ctx, const char *path,
		const struct retag *before, const struct retag *change,
		struct err *why);
	/* How it went with a file; why is NULL unless it is READ_ONLY or FAILED. On the
	 * way back OTHERS may have come to some of its fields, others went back. NULL:
	 * nobody asks. */
	void (*result)(void *ctx, const char *path, enum retag_outcome outcome,
		const struct err *why);
	void *ctx;
};

/* Files; `left`: not reached, the act was cancelled or ended by an error. */
struct retag_sum {
	size_t changed, same, others, read_only, failed, left;
};

/* `wanted` goes into all of them. ERR_CANCELLED, or the journal's error; what befell single
 * files is told and counted only. */
enum err_code retag_act_run(const struct retag_act *a, const struct retag *wanted,
	char *const *path, size_t n, struct retag_sum *ret, struct err *why);
/* `edit`: of one act, those of a file beside each other. back: to what was before. */
enum err_code retag_act_travel(const struct retag_act *a, const struct edit *edit,
	size_t n, bool back, struct retag_sum *ret, struct err *why);

/* The folders of the library that these files (absolute paths) lie in, for a `live` scan;
 * they live in the arena. */
enum err_code retag_act_targets(struct db *db, char *const *path, size_t n,
	struct arena *a, struct scan_target **ret, size_t *ret_n, struct err *why);

/* "12 files changed, 3 are read-only and were left as they are": owned by the caller. */
char *retag_sum_words(const struct retag_sum *s, const char *verb);

#endif
