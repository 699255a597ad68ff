/*
 * The block of a snapshot: a header with counts, then the parts, each aligned to 8
 * bytes. The writer streams parts in this order; the header is written last.
 */
#ifndef SUGGEST_SNAPSHOT_BLOCK_H
#define SUGGEST_SNAPSHOT_BLOCK_H

#include <stdbool.h>

#include "base/str.h"
#include "suggest/snapshot.h"

enum snapshot_part {
	PART_ITEMS,
	PART_LISTENS,
	PART_FEEDBACKS,
	PART_SLATES,
	PART_MEMBERS,
	PART_CLUSTERS,
	PART_TEXT,
	PART_FEATURES,
	PART__COUNT
};

struct snapshot_writer {
	int fd;
	struct str pending;            /* not written yet */
	size_t part_size[PART__COUNT]; /* bytes */
	enum snapshot_part part;
	bool failed; /* a write failed: finish says so */
	int sys;
};

enum err_code snapshot_writer_open(struct snapshot_writer *w, struct err *why);
/* Parts only go forward. */
void snapshot_writer_part(struct snapshot_writer *w, enum snapshot_part part);
void snapshot_writer_add(struct snapshot_writer *w, const void *p, size_t n);
/* Seals; the descriptor goes to the caller, or is closed with an error. */
enum err_code snapshot_writer_finish(
	struct snapshot_writer *w, int64_t made_ms, int *ret_fd, struct err *why);
void snapshot_writer_abandon(struct snapshot_writer *w);

#endif
