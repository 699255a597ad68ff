/* The scanner: walks the folders, reads tags through workers, writes through the store.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/search.h"
#include "jobs.h"
#include "library/scan.h"

enum { INDEX_SLICE = 2000 };

static enum err_code apply(struct db *db, void *arg, struct err *why)
{
	return scan_batch_apply(db, arg, why);
}

/* Waits for the commit: what is shown as done is in. */
static enum err_code write_batch(void *ctx, struct scan_batch *b, struct err *why)
{
	struct jobs *j = ctx;
	enum err_code code = store_call(j->app->store, apply, b, why);
	scan_batch_destroy(b);
	return code;
}

static void progress(void *ctx, const struct scan_progress *p)
{
	struct jobs *j = ctx;
	jobs_tell(j, &j->scan, (int64_t)p->done, (int64_t)p->total);
}

static bool cancelled(void *ctx)
{
	struct jobs *j = ctx;
	return jobs_stopped(j, &j->scan);
}

static void trouble(void *ctx, const char *path, const char *reason)
{
	(void)ctx;
	log_write(LOG_WARN, "scan: %s: %s", path, reason);
}

/* ---- the search index takes in what the scan wrote, slice by slice */

static enum err_code index_slice(struct db *db, void *arg, struct err *why)
{
	return search_index_step(db, INDEX_SLICE, arg, why);
}

static void build_index(struct jobs *j)
{
	size_t left = 1;
	struct err why = {0};
	while (left > 0 && !atomic_load(&j->quit))
		if (store_call(j->app->store, index_slice, &left, &why) != ERR_OK)
			return;
}

/* ---- one scan */

struct new_root {
	const char *path;
	int64_t id;
};

static enum err_code add_root(struct db *db, void *arg, struct err *why)
{
	struct new_root *r = arg;
	bool fresh;
	return library_root_add(db, r->path, &r->id, &fresh, why);
}

static void add_configured_roots(struct jobs *j, const struct strings *folders)
{
	for (size_t i = 0; i < folders->n; i++) {
		char *expanded =
			path_expand(folders->item[i], j->app->config.paths->home);
		struct new_root r = {expanded, 0};
		struct err why = {0};
		if (store_call(j->app->store, add_root, &r, &why) != ERR_OK)
			jobs_say(j, true, "%s", why.msg);
		free(expanded);
	}
}

/* The roots to scan: all, or the one that was just added. Caller frees. */
static struct scan_target *targets(struct db *db, int64_t only, struct arena *arena,
	size_t *ret_n, struct err *why)
{
	struct library_root *root;
	size_t n = 0;
	*ret_n = 0;
	if (library_roots(db, arena, &root, &n, why) != ERR_OK)
		return NULL;
	struct scan_target *target = xcalloc(n, sizeof *target);
	for (size_t i = 0; i < n; i++)
		if (only == 0 || root[i].id == only)
			target[(*ret_n)++] = (struct scan_target){
				.root = root[i].id, .path = root[i].path};
	return target;
}

static void report(struct jobs *j, const struct scan_result *r, bool asked)
{
	if (r->fresh + r->changed + r->missing + r->back > 0)
		jobs_say(j, false,
			"Scanned: %zu files, %zu new, %zu changed, %zu missing, %zu "
			"cannot be "
			"read",
			r->files, r->fresh, r->changed, r->missing, r->unreadable);
	else if (r->roots_gone > 0)
		jobs_say(j, true,
			"%zu music folders are not there; their tracks are kept as "
			"missing",
			r->roots_gone);
	else if (asked)
		jobs_say(j, false, "The library is up to date: %zu files", r->files);
}

/* False: there is no folder to scan. */
static bool scan(struct jobs *j, struct db *db, const struct strings *exclude,
	int64_t only, bool asked)
{
	struct arena arena = {0};
	struct err why = {0};
	size_t n;
	struct scan_target *target = targets(db, only, &arena, &n, &why);
	struct scan_config config = {.db = db,
		.clock = j->app->clock,
		.excludes = (const char *const *)exclude->item,
		.n_excludes = exclude->n,
		.write = write_batch,
		.progress = progress,
		.cancelled = cancelled,
		.trouble = trouble,
		.bad_sheet = trouble,
		.ctx = j};
	struct scan_result result = {0};
	if (target && n > 0) {
		atomic_store(&j->scan.cancel, false);
		atomic_store(&j->scan.active, true);
		jobs_tell(j, &j->scan, 0, 0);
		enum err_code code = scan_run(&config, target, n, &result, &why);
		build_index(j);
		atomic_store(&j->scan.active, false);
		jobs_tell(j, &j->scan, 0, 0);
		if (code == ERR_OK)
			report(j, &result, asked);
		else if (code != ERR_CANCELLED)
			jobs_say(j, true, "The scan stopped: %s", why.msg);
	}
	free(target);
	arena_finish(&arena);
	return n > 0;
}

static void analyse_next(struct app *a, void *arg)
{
	(void)arg;
	if (a->conf.options.analyze)
		jobs_analyze(a);
	if (a->conf.options.measure)
		jobs_measure(a);
}

/* False: the folder cannot be added, or the database not be read; it was said. */
static bool prepare(
	struct jobs *j, const struct scan_request *r, struct db **db, int64_t *only)
{
	struct new_root fresh = {r->add_root, 0};
	struct err why = {0};
	enum err_code code = ERR_OK;
	if (r->add_root)
		code = store_call(j->app->store, add_root, &fresh, &why);
	if (code == ERR_OK && !*db)
		code = db_open(j->app->config.db_path, DB_READ, db, &why);
	*only = fresh.id;
	if (code != ERR_OK)
		jobs_say(j, true, "%s", why.msg);
	return code == ERR_OK;
}

void scanner_run(void *arg)
{
	struct jobs *j = arg;
	struct scan_request *r;
	struct db *db = NULL;
	bool first = true;
	task_set_background();
	while ((r = mailbox_receive(j->scans, -1))) {
		int64_t only;
		if (!atomic_load(&j->quit)) {
			if (first)
				add_configured_roots(j, &r->folders);
			if (prepare(j, r, &db, &only) &&
				!scan(j, db, &r->exclude, only, !first || r->add_root))
				welcome_look(j);
			app_post(j->app, analyse_next, NULL);
			first = false;
		}
		scan_request_free(r);
	}
	db_close(db);
}
