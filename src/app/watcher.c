/*
 * Between two requests the scanner waits for its mailbox, for inotify and for mounts,
 * without a timer while nothing is due. What changed is scanned by folder. A look is
 * followed by a rest twenty times as long as the processor was busy with it, so that a
 * folder of 100,000 files in which something changes every second costs a twentieth of
 * a processor.
 *
 * Where not everything can be watched, everything is scanned now and then instead; the
 * listener is told once, with what to do.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "scanner.h"

enum { REST = 20, REST_MAX_US = 60 * 1000000, LOOK_US = 50000 };

static int64_t now_us(const struct scanner *s)
{
	return clock_mono_us(&s->jobs->app->clock);
}

/* ---- what is watched */

/* "10 minutes", "90 seconds" */
static const char *interval(int seconds, char *text, size_t size)
{
	enum { MINUTE = 60 };
	if (seconds % MINUTE == 0)
		snprintf(text, size, "%d minute%s", seconds / MINUTE,
			seconds == MINUTE ? "" : "s");
	else
		snprintf(text, size, "%d seconds", seconds);
	return text;
}

/* What happens instead of watching: ": the folders are scanned every … instead". */
static const char *instead(const struct scanner *s, char *text, size_t size)
{
	char time[32];
	if (s->rescan_s > 0)
		snprintf(text, size, "the folders are scanned every %s instead",
			interval(s->rescan_s, time, sizeof time));
	else
		snprintf(text, size, "scan the folders with :scan");
	return text;
}

static void tell_none(struct scanner *s, const char *why)
{
	char text[80];
	if (!s->told_none)
		jobs_say(s->jobs, true, "Changes are not noticed at once, %s: %s",
			instead(s, text, sizeof text), why);
	s->told_none = true;
}

static void tell_full(struct scanner *s, const struct watch_state *state)
{
	char text[80];
	if (s->told_full)
		return;
	s->told_full = true;
	if (s->limit > 0 && state->limit == s->limit)
		jobs_say(s->jobs, true,
			"More than %ld folders, %s: raise the option watch-limit",
			state->limit, instead(s, text, sizeof text));
	else
		jobs_say(s->jobs, true,
			"Only %zu folders can be watched, %s: raise it with sysctl "
			"fs.inotify.max_user_watches=%ld",
			state->folders, instead(s, text, sizeof text),
			state->limit > 0 ? state->limit * 4 : 524288L);
}

static void publish(struct scanner *s)
{
	struct jobs *j = s->jobs;
	struct watch_state state = {0};
	if (s->watch)
		state = watch_state(s->watch);
	bool whole = s->watch && !state.full && !state.remote;
	atomic_store(&j->watched, (int64_t)state.folders);
	atomic_store(&j->watching, !s->wanted ? APP_WATCH_OFF
				   : whole    ? APP_WATCH_LIVE
					      : APP_WATCH_RESCAN);
	if (state.full)
		tell_full(s, &state);
	if (state.overflowed)
		jobs_say(s->jobs, true,
			"So much changed at once that all folders are scanned again; "
			"nothing is lost");
	if (state.remote && !s->told_remote)
		log_write(LOG_INFO,
			"watch: a folder lies on another machine, which tells of no "
			"changes: it is scanned every %d s",
			s->rescan_s);
	s->told_remote = s->told_remote || state.remote;
	s->periodic = s->wanted && !whole && s->rescan_s > 0;
}

void watcher_configure(struct scanner *s, const struct scan_request *r)
{
	struct err why = {0};
	jobs_strings_free(&s->exclude);
	s->exclude = jobs_strings_copy(&r->exclude);
	s->rescan_s = r->rescan_s;
	if (s->watch && (!r->watch || r->watch_limit != s->limit)) {
		watch_destroy(s->watch);
		s->watch = NULL;
	}
	s->wanted = r->watch;
	s->limit = r->watch_limit;
	struct watch_config config = {
		.clock = s->jobs->app->clock, .limit = r->watch_limit};
	if (s->wanted && !s->watch && watch_create(&config, &s->watch, &why) != ERR_OK)
		tell_none(s, why.msg);
}

static void set_roots(struct scanner *s)
{
	struct arena arena = {0};
	struct library_root *root = NULL;
	size_t n = 0;
	if (library_roots(s->db, &arena, &root, &n, NULL) == ERR_OK) {
		struct watch_root *list = xcalloc(n + 1, sizeof *list);
		for (size_t i = 0; i < n; i++)
			list[i] = (struct watch_root){root[i].id, root[i].path};
		watch_set_roots(s->watch, list, n);
		free(list);
	}
	arena_finish(&arena);
}

/* Processor time of this thread: what workers read need not be looked at again. */
static int64_t busy_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void watcher_begin(struct scanner *s)
{
	s->began_us = busy_us();
	s->scans++;
	if (!s->watch)
		return;
	set_roots(s);
	watch_retry(s->watch);
}

/* ---- folders that are away */

void watcher_away(struct scanner *s, const char *path)
{
	int64_t key = (int64_t)hash_bytes(path, strlen(path), 0);
	int64_t told = map_get_or(&s->told_away, key, -1);
	map_put(&s->told_away, key, s->scans);
	if (told >= 0 && told >= s->scans - 1)
		return; /* it was away at the last scan, too */
	struct str shown = {0};
	utf8_repair(&shown, path, strlen(path), true);
	jobs_say(s->jobs, true,
		"%s is away: its tracks are kept as missing \xC2\xB7 mount it again "
		"and they are back",
		str_text(&shown));
	str_finish(&shown);
}

/* Roots that are not there are waited for. */
static void await_roots(struct scanner *s)
{
	struct arena arena = {0};
	struct library_root *root = NULL;
	size_t n = 0;
	if (s->watch && library_roots(s->db, &arena, &root, &n, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++)
			if (!root[i].mounted)
				watch_await(s->watch, root[i].id);
	arena_finish(&arena);
}

static void rest_after(struct scanner *s)
{
	int64_t took_us = busy_us() - s->began_us;
	int64_t rest = took_us * REST < REST_MAX_US ? took_us * REST : REST_MAX_US;
	if (s->watch)
		watch_rest_until(s->watch, now_us(s) + rest);
}

void watcher_end(struct scanner *s)
{
	await_roots(s);
	publish(s);
	s->rescan_us = s->periodic ? now_us(s) + (int64_t)s->rescan_s * 1000000 : 0;
	rest_after(s);
}

/* ---- changes */

void watcher_look(struct scanner *s)
{
	int64_t now = now_us(s);
	if (!s->watch || now - s->watched_us < LOOK_US)
		return;
	s->watched_us = now;
	watch_read(s->watch);
}

static const struct library_root *root_of(
	const struct library_root *root, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (root[i].id == id)
			return &root[i];
	return NULL;
}

/* Whole roots first, then single folders. */
static enum err_code scan_changes(struct scanner *s, const struct watch_change *c,
	size_t n, const struct library_root *root, size_t n_roots)
{
	struct scan_target *target = xcalloc(n, sizeof *target);
	struct scan_result result = {0};
	size_t n_targets = 0, whole = 0, scanned;
	for (size_t i = 0; i < n; i++) {
		const struct library_root *r = root_of(root, n_roots, c[i].root);
		bool all = c[i].deep && !c[i].path[0];
		whole += all;
		if (r && !all)
			target[n_targets++] = (struct scan_target){
				c[i].root, r->path, c[i].path, !c[i].deep};
	}
	enum err_code code = ERR_OK;
	if (n_targets > 0)
		code = scanner_scan(s, target, n_targets, true, &result);
	if (code == ERR_OK && n_targets > 0)
		log_write(LOG_INFO,
			"watch: %zu folder%s changed: %zu new, %zu changed, %zu "
			"missing, %zu back",
			n_targets, n_targets == 1 ? "" : "s", result.fresh,
			result.changed, result.missing, result.back);
	free(target);
	if (n_targets > 0 && result.back > 0)
		map_clear(&s->told_away); /* what goes again is told again */
	/* A link in a folder that came may lead anywhere. */
	if (whole > 0 || result.links > 0)
		scanner_scan_roots(s, 0, false, &scanned);
	if (whole > 0 || result.links > 0 || result.fresh + result.changed > 0)
		scanner_analyse_next(s);
	return code;
}

static void take_changes(struct scanner *s)
{
	size_t n = 0, n_roots = 0;
	struct watch_change *c = watch_take(s->watch, &n);
	struct arena arena = {0};
	struct library_root *root = NULL;
	if (n == 0)
		return;
	s->began_us = busy_us();
	enum err_code code = library_roots(s->db, &arena, &root, &n_roots, NULL);
	if (code == ERR_OK)
		code = scan_changes(s, c, n, root, n_roots);
	publish(s);
	rest_after(s);
	/* What could not be scanned now is due again, a little later. */
	bool again = code != ERR_OK && code != ERR_CANCELLED;
	for (size_t i = 0; again && i < n; i++)
		watch_mark(s->watch, c[i].root, c[i].path, c[i].deep);
	if (again)
		watch_rest_until(s->watch, now_us(s) + REST_MAX_US);
	watch_changes_free(c, n);
	arena_finish(&arena);
}

/* ---- waiting */

static int timeout_ms(const struct scanner *s)
{
	int64_t due = s->watch ? watch_due_us(s->watch) : -1;
	if (s->rescan_us > 0 && (due < 0 || s->rescan_us < due))
		due = s->rescan_us;
	if (s->copy_us > 0 && (due < 0 || s->copy_us < due))
		due = s->copy_us;
	if (due < 0)
		return -1;
	int64_t left = due - now_us(s);
	return left <= 0 ? 0 : (int)(left / 1000 + 1);
}

struct scan_request *watcher_wait(struct scanner *s)
{
	struct mailbox *box = s->jobs->scans;
	for (;;) {
		scanner_copy(s);
		struct pollfd p[3] = {{mailbox_fd(box), POLLIN, 0},
			{s->watch ? watch_fd(s->watch) : -1, POLLIN, 0},
			{s->watch ? watch_mounts_fd(s->watch) : -1, POLLPRI, 0}};
		poll(p, 3, timeout_ms(s));
		struct scan_request *r = mailbox_try_receive(box);
		if (r || mailbox_is_closed(box))
			return r;
		if (s->watch) {
			if (p[2].revents)
				watch_read_mounts(s->watch);
			watch_read(s->watch);
			take_changes(s);
		}
		if (s->rescan_us > 0 && now_us(s) >= s->rescan_us) {
			size_t roots;
			scanner_scan_roots(s, 0, false, &roots);
			scanner_analyse_next(s);
		}
	}
}

void watcher_finish(struct scanner *s)
{
	watch_destroy(s->watch);
	jobs_strings_free(&s->exclude);
	map_finish(&s->told_away);
}
