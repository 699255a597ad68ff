/*
 * What is due. A folder's entry keeps the time of its first and of its last change: it
 * is due a second after the last one, and at the latest 30 s after the first. A folder
 * that is due with all below it takes the entries below it in.
 *
 * A file that was made and not closed yet is busy: it is due when it is closed. Some
 * ways of making a file never say so (a link to a nameless file): one whose size stays
 * for ten seconds is closed as far as we care.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "watch_parts.h"

enum { QUIET_MS = 1000, LATE_MS = 30000, BUSY_US = 10 * 1000000 };
/* Beyond this many separate folders whole roots are scanned, which is cheaper; beyond
 * that many files in the making the oldest count as made. */
enum { DUE_MAX = 512, BUSY_MAX = 256 };

static bool lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	return n == 0 ||
	       (strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

/* Is what is told by `c` part of what is due anyway? */
static bool covers(const struct watch_change *due, const struct watch_change *c)
{
	if (due->root != c->root)
		return false;
	if (due->deep)
		return lies_in(c->path, due->path);
	return !c->deep && strcmp(due->path, c->path) == 0;
}

static void remove_due(struct watch *w, size_t i)
{
	free(w->due[i].change.path);
	w->due[i] = w->due[--w->n_due];
}

static void add_due(struct watch *w, const struct watch_change *c, int64_t now)
{
	int64_t first = now;
	for (size_t i = w->n_due; i-- > 0;) {
		struct watch_due *d = &w->due[i];
		if (covers(&d->change, c)) {
			d->last_us = now;
			return;
		}
		if (covers(c, &d->change)) {
			first = d->first_us < first ? d->first_us : first;
			remove_due(w, i);
		}
	}
	w->due = mem_grow(w->due, &w->cap_due, w->n_due + 1, sizeof *w->due);
	w->due[w->n_due++] =
		(struct watch_due){{c->root, xstrdup(c->path), c->deep}, first, now};
}

void watch_mark(struct watch *w, int64_t root, const char *path, bool deep)
{
	int64_t now = clock_mono_us(&w->config.clock);
	if (w->n_due >= DUE_MAX) {
		watch_mark_root(w, root);
		return;
	}
	char *copy = xstrdup(path); /* it may stand in what is removed */
	add_due(w, &(struct watch_change){root, copy, deep}, now);
	free(copy);
}

void watch_mark_root(struct watch *w, int64_t root)
{
	char whole[1] = "";
	add_due(w, &(struct watch_change){root, whole, true},
		clock_mono_us(&w->config.clock));
}

/* ---- files in the making */

static int64_t busy_index(const struct watch *w, int64_t root, const char *path)
{
	for (size_t i = 0; i < w->n_busy; i++)
		if (w->busy[i].root == root && strcmp(w->busy[i].path, path) == 0)
			return (int64_t)i;
	return -1;
}

bool watch_is_busy(const struct watch *w, int64_t root, const char *path)
{
	return w->n_busy > 0 && busy_index(w, root, path) >= 0;
}

static int64_t size_of(const struct watch *w, int64_t root, const char *path)
{
	struct stat st;
	int i = watch_root_index(w, root);
	if (i < 0)
		return -1;
	char *full = path_join(w->root[i].path, path);
	int64_t n = stat(full, &st) == 0 ? st.st_size : -1;
	free(full);
	return n;
}

static void busy_close(struct watch *w, size_t i)
{
	char *folder = path_dir(w->busy[i].path);
	watch_mark(w, w->busy[i].root, strcmp(folder, ".") == 0 ? "" : folder, false);
	free(folder);
	free(w->busy[i].path);
	memmove(w->busy + i, w->busy + i + 1, (--w->n_busy - i) * sizeof *w->busy);
}

void watch_busy_add(struct watch *w, int64_t root, const char *path)
{
	if (busy_index(w, root, path) >= 0)
		return;
	if (w->n_busy == BUSY_MAX)
		busy_close(w, 0);
	w->busy = mem_grow(w->busy, &w->cap_busy, w->n_busy + 1, sizeof *w->busy);
	w->busy[w->n_busy++] = (struct watch_busy){root, xstrdup(path),
		size_of(w, root, path), clock_mono_us(&w->config.clock) + BUSY_US};
}

void watch_busy_end(struct watch *w, int64_t root, const char *path)
{
	int64_t i = busy_index(w, root, path);
	if (i >= 0)
		busy_close(w, (size_t)i);
}

void watch_busy_look(struct watch *w)
{
	int64_t now = clock_mono_us(&w->config.clock);
	for (size_t i = w->n_busy; i-- > 0;) {
		struct watch_busy *b = &w->busy[i];
		if (now < b->look_us)
			continue;
		int64_t size = size_of(w, b->root, b->path);
		if (size < 0 || size == b->size) {
			busy_close(w, i);
			continue;
		}
		b->size = size;
		b->look_us = now + BUSY_US;
	}
}

/* ---- taking */

static int64_t due_us(const struct watch *w, const struct watch_due *d)
{
	int quiet = w->config.quiet_ms > 0 ? w->config.quiet_ms : QUIET_MS;
	int late = w->config.late_ms > 0 ? w->config.late_ms : LATE_MS;
	int64_t soon = d->last_us + (int64_t)quiet * 1000;
	int64_t end = d->first_us + (int64_t)late * 1000;
	int64_t at = soon < end ? soon : end;
	return at > w->rest_us ? at : w->rest_us;
}

int64_t watch_due_us(const struct watch *w)
{
	int64_t at = -1;
	for (size_t i = 0; i < w->n_due; i++) {
		int64_t t = due_us(w, &w->due[i]);
		at = at < 0 || t < at ? t : at;
	}
	for (size_t i = 0; i < w->n_busy; i++)
		at = at < 0 || w->busy[i].look_us < at ? w->busy[i].look_us : at;
	return at;
}

struct watch_change *watch_take(struct watch *w, size_t *ret_n)
{
	int64_t now = clock_mono_us(&w->config.clock);
	struct watch_change *list = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < w->n_due;) {
		if (due_us(w, &w->due[i]) > now) {
			i++;
			continue;
		}
		list = mem_grow(list, &cap, n + 1, sizeof *list);
		list[n++] = w->due[i].change;
		w->due[i] = w->due[--w->n_due];
	}
	*ret_n = n;
	return list;
}

void watch_changes_free(struct watch_change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(c[i].path);
	free(c);
}

void watch_rest_until(struct watch *w, int64_t us)
{
	w->rest_us = us;
}

void watch_due_finish(struct watch *w)
{
	while (w->n_due > 0)
		remove_due(w, w->n_due - 1);
	free(w->due);
	for (size_t i = 0; i < w->n_busy; i++)
		free(w->busy[i].path);
	free(w->busy);
}
