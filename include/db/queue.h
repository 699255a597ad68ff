/*
 * The queue as it survives restarts: entries, and a small blob of its owner's
 * (position, modes, what plays).
 */
#ifndef DB_QUEUE_H
#define DB_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"
#include "model/listen.h"

struct queue_entry {
	int64_t key; /* the owner's name for it */
	int part;    /* the owner's: back, now, next, then … */
	int64_t recording;
	enum source_kind source;
	int64_t source_id;
	int64_t extra; /* the owner's: block, pick … */
};

/* Replaces what was saved. */
enum err_code queue_save(struct db *db, int64_t profile,
	const struct queue_entry *entry, size_t n, const void *state, size_t state_n,
	struct err *why);
/* Only the blob: cheap enough for every few seconds. */
enum err_code queue_save_state(struct db *db, int64_t profile, const void *state,
	size_t state_n, struct err *why);
/* Entries whose recording is gone are left out. Everything lives in the arena. */
enum err_code queue_load(struct db *db, int64_t profile, struct arena *a,
	struct queue_entry **ret, size_t *ret_n, const void **ret_state,
	size_t *ret_state_n, struct err *why);

#endif
