/* The folders that are watched, by inotify's descriptors. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

#include "base/path.h"
#include "watch_parts.h"

/* The first node whose descriptor is not below wd. */
static size_t node_place(const struct watch *w, int wd)
{
	size_t lo = 0, hi = w->n_nodes;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (w->node[mid].wd < wd)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct watch_node *watch_node_find(struct watch *w, int wd)
{
	size_t i = node_place(w, wd);
	return i < w->n_nodes && w->node[i].wd == wd && w->node[i].root >= 0
		       ? &w->node[i]
		       : NULL;
}

static void node_set(struct watch *w, int wd, int root, const char *path)
{
	size_t i = node_place(w, wd);
	if (i == w->n_nodes || w->node[i].wd != wd) {
		w->node = mem_grow(
			w->node, &w->cap_nodes, w->n_nodes + 1, sizeof *w->node);
		memmove(w->node + i + 1, w->node + i,
			(w->n_nodes - i) * sizeof *w->node);
		w->n_nodes++;
		w->node[i] = (struct watch_node){.wd = wd, .root = -1};
	}
	struct watch_node *n = &w->node[i];
	w->n_live += n->root < 0;
	/* The same folder again: as a rule under the same name. */
	if (n->root == root && strcmp(watch_node_path(w, n), path) == 0)
		return;
	n->root = root;
	n->path = w->paths.len;
	str_append_n(&w->paths, path, strlen(path) + 1);
}

/* Half of the nodes are let go: their room is taken back. */
void watch_compact(struct watch *w)
{
	enum { FEW = 256 };
	struct str paths = {0};
	size_t n = 0;
	if (w->n_nodes < FEW || w->n_live > w->n_nodes / 2)
		return;
	for (size_t i = 0; i < w->n_nodes; i++) {
		struct watch_node node = w->node[i];
		if (node.root < 0)
			continue;
		const char *path = watch_node_path(w, &node);
		node.path = paths.len;
		str_append_n(&paths, path, strlen(path) + 1);
		w->node[n++] = node;
	}
	w->n_nodes = n;
	str_finish(&w->paths);
	w->paths = paths;
}

void watch_node_drop(struct watch *w, struct watch_node *n)
{
	n->root = -1;
	w->n_live--;
}

static bool lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	return n == 0 ||
	       (strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

/* Lets go of a folder and all below it. */
void watch_drop_below(struct watch *w, int root, const char *path)
{
	for (size_t i = 0; i < w->n_nodes; i++) {
		struct watch_node *n = &w->node[i];
		if (n->root != root || !lies_in(watch_node_path(w, n), path))
			continue;
		inotify_rm_watch(w->fd, n->wd);
		watch_node_drop(w, n);
	}
	watch_compact(w);
}

/* ---- adding */

static int limit_of(const struct watch *w)
{
	return w->config.limit > 0 ? w->config.limit : INT32_MAX;
}

static int add_path(struct watch *w, const char *root, const char *path, int fd)
{
	const unsigned mask = WATCH_EVENTS | IN_ONLYDIR | IN_EXCL_UNLINK;
	char name[64];
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	/* Through the open descriptor: no race, and no limit of a path's length. */
	int wd = fd >= 0 ? inotify_add_watch(w->fd, name, mask) : -1;
	if (wd >= 0 || (fd >= 0 && errno == ENOSPC))
		return wd;
	char *full = *path ? path_join(root, path) : xstrdup(root);
	wd = inotify_add_watch(w->fd, full, mask);
	free(full);
	return wd;
}

void watch_folder(struct watch *w, int64_t root, const char *path, int fd)
{
	int i = watch_root_index(w, root);
	if (i < 0 || w->full)
		return;
	if ((int64_t)w->n_live >= limit_of(w)) {
		w->full = true;
		return;
	}
	int wd = add_path(w, w->root[i].path, path, fd);
	if (wd >= 0)
		node_set(w, wd, i, path);
	else if (errno == ENOSPC || errno == ENOMEM)
		w->full = true;
}

bool watch_has(const struct watch *w, int root, const char *path)
{
	for (size_t i = 0; i < w->n_nodes; i++)
		if (w->node[i].root == root &&
			strcmp(watch_node_path(w, &w->node[i]), path) == 0)
			return true;
	return false;
}
