/*
 * Mount points, from /proc/self/mountinfo (proc(5)).
 */
#ifndef LIBRARY_MOUNTS_H
#define LIBRARY_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

/* The mount point that a line of mountinfo tells of, caller frees; NULL: none. */
char *mounts_point(const char *line);
/* Is `path` the folder itself or below it? Both absolute. */
bool mounts_lie_in(const char *path, const char *folder);
/* Where other file systems begin below a folder, relative to it, in the arena. Nothing
 * where the system does not tell. */
const char **mounts_below(const char *folder, struct arena *a, size_t *ret_n);

#endif
