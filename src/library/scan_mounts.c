/*
 * Disks below a root. Where other file systems begin is remembered: one that is not
 * mounted now, while nothing lies in its place, is away, and so are its files. They are
 * missing like others, but nothing takes their place until they are back.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "library/mounts.h"
#include "scan_walk.h"

static bool has(const char *const *list, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], path) == 0)
			return true;
	return false;
}

/* Nothing but dots, or no folder at all. */
static bool is_empty(int root_fd, const char *path)
{
	int fd = openat(root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *e;
	if (!d) {
		if (fd >= 0)
			close(fd);
		return true;
	}
	while ((e = readdir(d)) && e->d_name[0] == '.')
		;
	closedir(d);
	return !e;
}

static void tell(struct walk *w, const char *path)
{
	const struct scan_config *c = w->s->c;
	const struct scan_target *t = &w->s->target[w->target];
	char *full = path_join(t->path, path);
	w->s->result->mounts_gone++;
	if (c->away)
		c->away(c->ctx, t->root, full);
	free(full);
}

static void remember(struct walk *w, const char *const *path, size_t n)
{
	struct scan_batch *b = scan_batch_of(w->s);
	b->mounts_root = w->s->target[w->target].root;
	b->mount = arena_alloc(&b->arena, (n + 1) * sizeof *b->mount);
	for (size_t i = 0; i < n; i++)
		b->mount[i] = arena_strdup(&b->arena, path[i]);
	b->n_mounts = n;
}

enum err_code scan_mounts(struct walk *w, struct err *why)
{
	const struct scan_target *t = &w->s->target[w->target];
	struct arena *a = &w->s->arena;
	const char **was, **is;
	size_t n_was, n_is;
	enum err_code code = mounts_of(w->s->c->db, t->root, a, &was, &n_was, why);
	if (code != ERR_OK || w->root_fd < 0)
		return code;
	is = mounts_below(t->path, a, &n_is);
	const char **all = arena_alloc(a, (n_was + n_is + 1) * sizeof *all);
	size_t n = 0, known = 0;
	for (size_t i = 0; i < n_is; i++) {
		known += has(was, n_was, is[i]);
		if (!has(all, n, is[i])) /* mounted over another */
			all[n++] = is[i];
	}
	w->away = arena_alloc(a, (n_was + 1) * sizeof *w->away);
	for (size_t i = 0; i < n_was; i++) {
		if (has(is, n_is, was[i]) || !is_empty(w->root_fd, was[i]))
			continue;
		w->away[w->n_away++] = all[n++] = was[i];
		known++;
		tell(w, was[i]);
	}
	if (n != n_was || known < n)
		remember(w, all, n);
	return ERR_OK;
}

bool scan_is_away(const struct walk *w, const char *path)
{
	for (size_t i = 0; i < w->n_away; i++) {
		size_t n = strlen(w->away[i]);
		if (strncmp(path, w->away[i], n) == 0 && path[n] == '/')
			return true;
	}
	return false;
}
