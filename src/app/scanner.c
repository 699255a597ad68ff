/* The scanner: walks the folders, reads tags through workers, writes through the store.
 */
#include "scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/order.h"
#include "db/rescue.h"
#include "db/search.h"
#include "library/import_match.h"
#include "library/retag_act.h"
#include "scan_posts.h"

enum { INDEX_SLICE = 2000 };

static enum err_code write_batch(void *ctx, struct scan_batch *b, struct err *why)
{
	return scan_posts_put(((struct scanner *)ctx)->posts, b, why);
}

static void progress(void *ctx, const struct scan_progress *p)
{
	struct scanner *s = ctx;
	bool walks = p->phase == SCAN_WALK;
	jobs_tell(s->jobs, &s->jobs->scan, (int64_t)(walks ? p->seen : p->done),
		walks ? 0 : (int64_t)p->total);
}

static bool cancelled(void *ctx)
{
	struct scanner *s = ctx;
	watcher_look(s);
	return jobs_stopped(s->jobs, &s->jobs->scan);
}

static void trouble(void *ctx, const char *path, const char *reason)
{
	(void)ctx;
	log_write(LOG_WARN, "scan: %s: %s", path, reason);
}

static void folder(void *ctx, int64_t root, const char *path, int fd)
{
	struct scanner *s = ctx;
	if (s->watch)
		watch_folder(s->watch, root, path, fd);
}

static void away(void *ctx, int64_t root, const char *path)
{
	(void)root;
	watcher_away(ctx, path);
}

static bool busy(void *ctx, int64_t root, const char *path)
{
	struct scanner *s = ctx;
	return s->watch && watch_is_busy(s->watch, root, path);
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

/* ---- playlists take in what they had by name only */

static enum err_code settle(struct db *db, void *arg, struct err *why)
{
	return import_settle(db, arg, why);
}

static void settle_playlists(struct scanner *s)
{
	struct import_found found;
	struct err why = {0};
	if (import_find_lost(s->db, &found, &why) == ERR_OK && found.n > 0)
		store_call(s->jobs->app->store, settle, &found, &why);
	import_found_finish(&found);
}

/* ---- roots */

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

/* ---- one scan */

enum err_code scanner_scan(struct scanner *s, const struct scan_target *target,
	size_t n, bool live, struct scan_result *ret)
{
	struct jobs *j = s->jobs;
	struct err why = {0};
	struct scan_config config = {.db = s->db,
		.clock = j->app->clock,
		.excludes = (const char *const *)s->exclude.item,
		.n_excludes = s->exclude.n,
		.live = live,
		.write = write_batch,
		.progress = progress,
		.cancelled = cancelled,
		.trouble = trouble,
		.folder = folder,
		.busy = busy,
		.away = away,
		.bad_sheet = trouble,
		.ctx = s};
	atomic_store(&j->scan.cancel, false);
	atomic_store(&j->scan.active, true);
	jobs_tell(j, &j->scan, 0, 0);
	struct err failed = {0};
	s->posts = scan_posts_create(j->app->store);
	enum err_code code = scan_run(&config, target, n, ret, &why);
	/* What is shown as done is in. */
	enum err_code written = scan_posts_destroy(s->posts, &failed);
	s->posts = NULL;
	if (written != ERR_OK) {
		code = written;
		why = failed;
	}
	build_index(j);
	settle_playlists(s);
	db_rest(s->db);
	atomic_store(&j->scan.active, false);
	jobs_tell(j, &j->scan, 0, 0);
	if (code != ERR_OK && code != ERR_CANCELLED)
		jobs_say(j, true, "The scan stopped: %s", why.msg);
	return code;
}

static void report(struct jobs *j, const struct scan_result *r, bool asked)
{
	size_t gone = r->missing - r->away;
	if (r->fresh + r->changed + gone > 0)
		jobs_say(j, false,
			"Scanned: %zu files, %zu new, %zu changed, %zu missing, %zu "
			"cannot be read",
			r->files, r->fresh, r->changed, r->missing, r->unreadable);
	else if (r->back > 0)
		jobs_say(j, false, "Scanned: %zu file%s back", r->back,
			r->back == 1 ? " is" : "s are");
	else if (asked && r->roots_gone + r->mounts_gone == 0)
		jobs_say(j, false, "The library is up to date: %zu files", r->files);
}

void scanner_scan_roots(struct scanner *s, int64_t only, bool asked, size_t *ret_roots)
{
	struct arena arena = {0};
	struct library_root *root = NULL;
	struct scan_result result = {0};
	struct err why = {0};
	size_t n = 0, n_targets = 0;
	if (library_roots(s->db, &arena, &root, &n, &why) != ERR_OK)
		jobs_say(s->jobs, true, "%s", why.msg);
	struct scan_target *target = xcalloc(n + 1, sizeof *target);
	for (size_t i = 0; i < n; i++)
		if (only == 0 || root[i].id == only)
			target[n_targets++] = (struct scan_target){
				.root = root[i].id, .path = root[i].path};
	*ret_roots = n;
	if (n_targets > 0) {
		watcher_begin(s);
		if (scanner_scan(s, target, n_targets, false, &result) == ERR_OK)
			report(s->jobs, &result, asked);
		watcher_end(s);
	}
	free(target);
	arena_finish(&arena);
}

static void analyse_next(struct app *a, void *arg)
{
	(void)arg;
	if (a->conf.options.analyze)
		jobs_analyze(a);
	if (a->conf.options.measure)
		jobs_measure(a);
}

void scanner_analyse_next(struct scanner *s)
{
	app_post(s->jobs->app, analyse_next, NULL);
}

static bool quitting(void *ctx)
{
	return atomic_load(&((struct scanner *)ctx)->jobs->quit);
}

/* Not in the first minutes, when the listener waits for other things. */
void scanner_copy(struct scanner *s)
{
	enum { FIRST_US = 120 * 1000000, AGAIN_S = 3600 };
	const struct clock *clock = &s->jobs->app->clock;
	const char *path = s->jobs->app->config.db_path;
	int64_t now = clock_mono_us(clock);
	struct err why = {0};
	if (s->copy_us == 0)
		s->copy_us = now + FIRST_US;
	if (!s->db || now < s->copy_us)
		return;
	int64_t left_ms = backup_due_ms(path, clock_wall_ms(clock));
	enum err_code code = ERR_OK;
	if (left_ms == 0)
		code = backup_make(s->db, quitting, s, &why);
	if (code != ERR_OK && code != ERR_CANCELLED)
		jobs_say(s->jobs, true, "The daily copy was not made: %s", why.msg);
	left_ms = backup_due_ms(path, clock_wall_ms(clock));
	s->copy_us = now + (left_ms > AGAIN_S * 1000 ? left_ms * 1000
						     : AGAIN_S * INT64_C(1000000));
}

/* False: the folder cannot be added, or the database not be read; it was said. */
static bool prepare(struct scanner *s, const struct scan_request *r, int64_t *only)
{
	struct jobs *j = s->jobs;
	struct new_root fresh = {r->add_root, 0};
	struct err why = {0};
	enum err_code code = ERR_OK;
	if (r->add_root)
		code = store_call(j->app->store, add_root, &fresh, &why);
	if (code == ERR_OK && !s->db)
		code = db_open(j->app->config.db_path, DB_READ, &s->db, &why);
	*only = fresh.id;
	if (code != ERR_OK)
		jobs_say(j, true, "%s", why.msg);
	return code == ERR_OK;
}

static enum err_code choose_order(struct db *db, void *arg, struct err *why)
{
	const struct scan_request *r = arg;
	return order_choose(db, r->collation, r->articles, why);
}

static void scan_files(struct scanner *s, const struct scan_request *r)
{
	struct arena arena = {0};
	struct scan_target *target = NULL;
	struct scan_result result;
	struct err why = {0};
	size_t n = 0;
	if (retag_act_targets(s->db, r->files.item, r->files.n, &arena, &target, &n,
		    &why) != ERR_OK)
		jobs_say(s->jobs, true, "%s", why.msg);
	if (n > 0)
		scanner_scan(s, target, n, true, &result);
	arena_finish(&arena);
}

static void serve(struct scanner *s, struct scan_request *r, bool first)
{
	int64_t only;
	size_t roots = 0;
	struct err why = {0};
	if (store_call(s->jobs->app->store, choose_order, r, &why) != ERR_OK)
		jobs_say(s->jobs, true, "%s", why.msg);
	if (first)
		add_configured_roots(s->jobs, &r->folders);
	if (!prepare(s, r, &only))
		return;
	watcher_configure(s, r);
	if (r->files.n > 0 && !first) {
		scan_files(s, r);
		return;
	}
	scanner_scan_roots(s, only, !first || r->add_root, &roots);
	if (roots == 0)
		welcome_look(s->jobs);
	scanner_analyse_next(s);
}

void scanner_run(void *arg)
{
	struct scanner s = {.jobs = arg};
	struct scan_request *r;
	bool first = true;
	task_set_background();
	while ((r = watcher_wait(&s))) {
		if (!atomic_load(&s.jobs->quit)) {
			serve(&s, r, first);
			first = false;
		}
		scan_request_free(r);
	}
	watcher_finish(&s);
	db_close(s.db);
}
