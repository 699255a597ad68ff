/*
 * Private to db/: the segments of the full-text index.
 */
#ifndef SEARCH_MERGE_H
#define SEARCH_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "connection.h"

/* After a step that wrote so many documents; a slice of the merge where nothing waits
 * any more (`quiet`). In the caller's transaction. */
enum err_code search_merge(struct db *db, int64_t written, bool quiet, struct err *why);

#endif
