#include "history/log.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "db/listens.h"
#include "history/unsaved.h"

struct history_log {
	struct store *store;  /* borrowed */
	char *profile, *path; /* owned */
	void (*logged)(void *ctx, const struct listen *l);
	void *ctx;
};

/* A row on its way; lives on after the log itself is gone. */
struct row {
	struct listen listen;
	bool open;
	char *profile, *path; /* owned */
	void (*logged)(void *ctx, const struct listen *l);
	void *ctx;
};

struct history_log *history_log_create(struct store *store, const char *profile,
	void (*logged)(void *ctx, const struct listen *l), void *ctx)
{
	struct history_log *h = xcalloc(1, sizeof *h);
	h->store = store;
	h->profile = xstrdup(profile);
	h->path = xstrdup(store_path(store));
	h->logged = logged;
	h->ctx = ctx;
	return h;
}

void history_log_destroy(struct history_log *h)
{
	if (!h)
		return;
	free(h->profile);
	free(h->path);
	free(h);
}

static enum err_code write_row(struct db *db, void *arg, struct err *why)
{
	const struct row *r = arg;
	int64_t profile;
	enum err_code code = db_profile(db, r->profile, &profile, why);
	if (code != ERR_OK)
		return code;
	return r->open ? listens_open_put(db, profile, &r->listen, why)
		       : listens_append(db, profile, &r->listen, why);
}

static void row_done(void *arg, enum err_code code, const struct err *why)
{
	const struct row *r = arg;
	struct err lost = {0};
	bool kept = code != ERR_OK && !r->open &&
		    unsaved_keep(r->path, r->profile, &r->listen, &lost) == ERR_OK;
	if (kept)
		log_write(LOG_WARN, "listen %s waits beside the database: %s",
			r->listen.id, why && why->msg[0] ? why->msg : err_text(code));
	else if (code != ERR_OK)
		log_write(r->open ? LOG_WARN : LOG_ERROR,
			"listen %s was not logged: %s", r->listen.id,
			why && why->msg[0] ? why->msg : err_text(code));
	else if (!r->open && r->logged)
		r->logged(r->ctx, &r->listen);
}

static void row_free(void *arg)
{
	struct row *r = arg;
	free(r->profile);
	free(r->path);
	free(r);
}

void history_log_put(void *log, const struct listen *l, bool open)
{
	struct history_log *h = log;
	if (!h || l->recording == 0)
		return;
	struct row *r = xcalloc(1, sizeof *r);
	*r = (struct row){
		*l, open, xstrdup(h->profile), xstrdup(h->path), h->logged, h->ctx};
	const struct store_job job = {.run = write_row,
		.done = row_done,
		.free = row_free,
		.arg = r,
		.keep = !open};
	/* A store that is stopping says so through row_done. */
	(void)store_post(h->store, &job);
}
