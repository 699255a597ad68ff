/*
 * From the player to the listening log: every play becomes a row.
 *
 * The pump's thread hands a play over when it begins and every 30 s (open) and when it
 * is over; the store writes it. A play that is over is retried as long as the store
 * lives, and counts as logged once COMMIT returned: only then logged() is called. What
 * dies in between is recovered from its open row at the next start (listens_recover),
 * what the database would not take waits in a file beside it (history/unsaved.h).
 */
#ifndef HISTORY_LOG_H
#define HISTORY_LOG_H

#include <stdbool.h>

#include "db/store.h"
#include "model/listen.h"

struct history_log;

/* `store` is borrowed and must be stopped before history_log_destroy; the profile's row
 * is made when missing. logged (may be NULL) is called on the store's thread and must
 * not wait. Private listening has no log: every call accepts NULL. */
struct history_log *history_log_create(struct store *store, const char *profile,
	void (*logged)(void *ctx, const struct listen *l), void *ctx);
void history_log_destroy(struct history_log *h);

/* From any thread; never waits for the disk. Fits player_config.on_listen with the log
 * as its ctx. A play of what is not in the library (recording 0) is not logged. */
void history_log_put(void *log, const struct listen *l, bool open);

#endif
