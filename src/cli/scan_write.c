#include "scan_write.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/mem.h"
#include "base/task.h"
#include "db/search.h"

enum {
	UNDER_WAY_MAX = 32,
	INDEX_FILES = 2000,
	COMMIT_US = 250000,
	COMMIT_MAX_US = 2000000,
	COMMIT_SHARE = 4, /* writing takes so many times what committing takes */
	GAP_US = 10000    /* for who waits for the lock */
};

struct scan_writer {
	struct db *db; /* borrowed */
	struct clock clock;
	struct mailbox *box; /* of struct scan_batch; NULL: no thread yet */
	struct task *task;
	atomic_bool failed; /* then code and why are set */
	enum err_code code;
	struct err why;
	bool open; /* a transaction, since */
	int64_t open_us, length_us;
	size_t unindexed; /* files written since the last slice of the search index */
};

struct scan_writer *scan_writer_begin(struct db *db)
{
	struct scan_writer *w = xcalloc(1, sizeof *w);
	w->db = db;
	w->clock = clock_system();
	w->length_us = COMMIT_US;
	return w;
}

static void fail(struct scan_writer *w, enum err_code code)
{
	if (w->open)
		db_rollback(w->db);
	w->open = false;
	w->code = code;
	atomic_store(&w->failed, true);
}

/* The words of what was written, in the same transaction: whole slices, so that the index
 * gets no more segments than it would afterwards. Then both cores are at work until the end:
 * afterwards one would index alone for a quarter of the scan's time. */
static enum err_code index_written(struct scan_writer *w)
{
	enum err_code code = ERR_OK;
	for (; code == ERR_OK && w->unindexed >= INDEX_FILES;
		w->unindexed -= INDEX_FILES)
		code = search_index_tracks(w->db, INDEX_FILES, &w->why);
	return code;
}

static void commit(struct scan_writer *w)
{
	if (!w->open)
		return;
	enum err_code indexed = index_written(w);
	if (indexed != ERR_OK) {
		fail(w, indexed);
		return;
	}
	w->open = false;
	int64_t began = clock_mono_us(&w->clock);
	enum err_code code = db_commit(w->db, &w->why);
	int64_t fair = (clock_mono_us(&w->clock) - began) * COMMIT_SHARE;
	if (code != ERR_OK)
		fail(w, code);
	if (w->length_us > COMMIT_US)
		clock_sleep_us(GAP_US);
	w->length_us = fair < COMMIT_US       ? COMMIT_US
		       : fair > COMMIT_MAX_US ? COMMIT_MAX_US
					      : fair;
}

static void apply(struct scan_writer *w, struct scan_batch *b)
{
	enum err_code code = ERR_OK;
	if (!w->open) {
		code = db_begin(w->db, "linnet scan", &w->why);
		w->open = code == ERR_OK;
		w->open_us = clock_mono_us(&w->clock);
	}
	if (code == ERR_OK)
		code = scan_batch_apply(w->db, b, &w->why);
	w->unindexed += b->n;
	if (code != ERR_OK)
		fail(w, code);
	else if (clock_mono_us(&w->clock) - w->open_us >= w->length_us)
		commit(w);
}

static void write_all(void *arg)
{
	struct scan_writer *w = arg;
	library_put_many(w->db, true, NULL);
	for (;;) {
		struct scan_batch *b = mailbox_receive(w->box, COMMIT_US / 1000);
		if (!b && mailbox_is_closed(w->box))
			break;
		if (!b)
			commit(w);
		else if (!atomic_load(&w->failed))
			apply(w, b);
		scan_batch_destroy(b);
	}
	commit(w);
	library_put_many(w->db, false, NULL);
}

enum err_code scan_writer_put(
	struct scan_writer *w, struct scan_batch *b, struct err *why)
{
	if (atomic_load(&w->failed)) {
		scan_batch_destroy(b);
		if (why)
			*why = w->why;
		return w->code;
	}
	if (!w->box) {
		w->box = mailbox_create(UNDER_WAY_MAX);
		w->task = task_start("write", write_all, w);
	}
	mailbox_send(w->box, b);
	return ERR_OK;
}

enum err_code scan_writer_end(struct scan_writer *w, struct err *why)
{
	if (w->box) {
		mailbox_close(w->box);
		task_join(w->task);
		mailbox_destroy(w->box, NULL);
	}
	enum err_code code = w->code;
	if (code != ERR_OK && why)
		*why = w->why;
	free(w);
	return code;
}
