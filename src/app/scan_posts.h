/*
 * A scan's batches on their way to the store: a few at once, so that files are read while
 * others are written and the store's transactions hold several batches. Belongs to the
 * scanner's thread.
 */
#ifndef APP_SCAN_POSTS_H
#define APP_SCAN_POSTS_H

#include "db/store.h"
#include "library/scan.h"

struct scan_posts;
struct scan_posts *scan_posts_create(struct store *store);
/* Takes over the batch; waits while several are under way. The error of an earlier one is
 * told by the next. */
enum err_code scan_posts_put(
	struct scan_posts *p, struct scan_batch *b, struct err *why);
/* Waits until all are in or failed, says whether one did, and frees. */
enum err_code scan_posts_destroy(struct scan_posts *p, struct err *why);

#endif
