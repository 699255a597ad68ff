/*
 * A CUE sheet that somebody names: its tracks and the files beside it that they lie in.
 */
#ifndef LIBRARY_CUE_OPEN_H
#define LIBRARY_CUE_OPEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/cue.h"

struct cue_opened {
	struct cue_sheet *sheet; /* owned */
	char **file; /* owned; (n_files); absolute; each once, in its order */
	size_t n_files;
	size_t of[CUE_TRACKS_MAX]; /* by track: index into file */
};

/* Does the name end in ".cue"? */
bool cue_is_sheet_name(const char *name);
/* In a worker process of its own, or (one-shot commands) in this one. ERR_NOT_FOUND: a
 * file that it names is not beside it. */
enum err_code cue_open(
	const char *path, bool in_worker, struct cue_opened *ret, struct err *why);
void cue_opened_finish(struct cue_opened *c);

#endif
