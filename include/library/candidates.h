/*
 * Where music may be: folders worth offering to somebody who has none in the library
 * yet.
 */
#ifndef LIBRARY_CANDIDATES_H
#define LIBRARY_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/path.h"

struct candidate {
	char *path;       /* owned; absolute */
	const char *from; /* static: "your music folder", "mpd's configuration" … */
	int64_t files;    /* music files in and below, at most CANDIDATE_COUNTED */
};
enum { CANDIDATE_COUNTED = 100000 };

/* Music files in and below a folder, by their names, up to `limit`. Links are not
 * followed. `stop` (may be NULL) is asked now and then. */
int64_t candidates_count(
	const char *dir, int64_t limit, bool (*stop)(void *ctx), void *ctx);

/* The music folder, ~/music, mounted disks, and what the configurations of mpd, cmus
 * and kew name; only those that hold music, most first. */
void candidates_find(const struct paths *p, bool (*stop)(void *ctx), void *ctx,
	struct candidate **ret, size_t *ret_n);
void candidates_free(struct candidate *c, size_t n);

#endif
