/*
 * inotify. Every folder that the scan reads gets a watch before its names are taken, so
 * nothing is lost between the two. Only names and closed files are listened for, not
 * writes: a file that is being copied costs two events, whatever its size.
 *
 * Events of one folder become one entry of what is due (watch_due.c). What lies below a
 * folder that came is not watched here: it is due with all below, and the scan tells of
 * each folder in it. A folder that went takes the watches below it along.
 *
 * A root that is not there is waited for at its nearest ancestor that is.
 */
#include "library/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/io.h"
#include "base/path.h"
#include "library/cue_open.h"
#include "library/scan.h"
#include "watch_parts.h"

enum {
	EVENTS = IN_CREATE | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM |
		 IN_MOVED_TO | IN_MOVE_SELF | IN_DELETE_SELF | IN_UNMOUNT,
	COMES = IN_CREATE | IN_MOVED_TO,
	GOES = IN_DELETE | IN_MOVED_FROM
};

int watch_root_index(const struct watch *w, int64_t root)
{
	for (size_t i = 0; i < w->n_roots; i++)
		if (w->root[i].id == root)
			return (int)i;
	return -1;
}

const char *watch_node_path(const struct watch *w, const struct watch_node *n)
{
	return w->paths.data + n->path;
}

/* ---- watched folders */

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

static struct watch_node *node_find(struct watch *w, int wd)
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
static void compact(struct watch *w)
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

static void node_drop(struct watch *w, struct watch_node *n)
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
static void drop_below(struct watch *w, int root, const char *path)
{
	for (size_t i = 0; i < w->n_nodes; i++) {
		struct watch_node *n = &w->node[i];
		if (n->root != root || !lies_in(watch_node_path(w, n), path))
			continue;
		inotify_rm_watch(w->fd, n->wd);
		node_drop(w, n);
	}
	compact(w);
}

/* ---- adding */

static int limit_of(const struct watch *w)
{
	return w->config.limit > 0 ? w->config.limit : INT32_MAX;
}

static int add_path(struct watch *w, const char *root, const char *path, int fd)
{
	const unsigned mask = EVENTS | IN_ONLYDIR | IN_EXCL_UNLINK;
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

static bool is_watched(const struct watch *w, int root, const char *path)
{
	for (size_t i = 0; i < w->n_nodes; i++)
		if (w->node[i].root == root &&
			strcmp(watch_node_path(w, &w->node[i]), path) == 0)
			return true;
	return false;
}

/* ---- roots that are not there */

static void drop_waits(struct watch *w, int64_t root)
{
	size_t n = 0;
	for (size_t i = 0; i < w->n_waits; i++) {
		struct watch_wait wait = w->wait[i];
		if (wait.root != root) {
			w->wait[n++] = wait;
			continue;
		}
		bool shared = node_find(w, wait.wd) != NULL;
		for (size_t k = 0; k < w->n_waits; k++)
			shared = shared || (k != i && w->wait[k].wd == wait.wd);
		if (!shared)
			inotify_rm_watch(w->fd, wait.wd);
	}
	w->n_waits = n;
}

void watch_await(struct watch *w, int64_t root)
{
	int i = watch_root_index(w, root);
	if (i < 0)
		return;
	drop_waits(w, root);
	char *path = path_dir(w->root[i].path);
	int wd = -1;
	for (;;) {
		wd = inotify_add_watch(w->fd, path,
			COMES | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR |
				IN_MASK_ADD);
		if (wd >= 0 || strcmp(path, "/") == 0 || strcmp(path, ".") == 0)
			break;
		char *above = path_dir(path);
		free(path);
		path = above;
	}
	free(path);
	if (wd < 0)
		return;
	w->wait = mem_grow(w->wait, &w->cap_waits, w->n_waits + 1, sizeof *w->wait);
	w->wait[w->n_waits++] = (struct watch_wait){wd, root};
	/* It may have come since the scan did not find it; one that is there and watched
	 * is empty, and tells of what comes. */
	struct stat st;
	if (!w->full && stat(w->root[i].path, &st) == 0 && S_ISDIR(st.st_mode) &&
		!is_watched(w, i, ""))
		watch_mark_root(w, root);
}

/* Something came beside, or above, roots that are waited for. */
static void look_for_roots(struct watch *w, int wd)
{
	int64_t root[16];
	size_t n = 0;
	for (size_t i = 0; i < w->n_waits && n < sizeof root / sizeof *root; i++)
		if (w->wait[i].wd == wd)
			root[n++] = w->wait[i].root;
	for (size_t i = 0; i < n; i++) {
		struct stat st;
		const char *path = w->root[watch_root_index(w, root[i])].path;
		if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
			watch_await(w, root[i]);
			continue;
		}
		drop_waits(w, root[i]);
		watch_mark_root(w, root[i]);
	}
}

/* ---- events */

static bool matters(const char *name)
{
	return scan_is_music_name(name) || cue_is_sheet_name(name);
}

/* What a name without a slash is now: 'd' folder, 'f' file, 'l' link, 0 gone or else. */
static char kind_of(const struct watch *w, int root, const char *path, struct stat *st)
{
	char *full = path_join(w->root[root].path, path);
	int r = lstat(full, st);
	free(full);
	if (r != 0)
		return 0;
	return S_ISDIR(st->st_mode)   ? 'd'
	       : S_ISLNK(st->st_mode) ? 'l'
	       : S_ISREG(st->st_mode) ? 'f'
				      : 0;
}

/* A name in `folder` that is no folder itself: a file, or a link to whatever. */
static void file_event(
	struct watch *w, int root, const char *folder, const char *path, unsigned mask)
{
	struct stat st;
	int64_t id = w->root[root].id;
	bool music = matters(path_base(path));
	char kind = mask & COMES ? kind_of(w, root, path, &st) : 0;
	if (kind == 'l' || (mask & GOES && !music && is_watched(w, root, path))) {
		watch_mark_root(w, id);
		return;
	}
	if (!music)
		return;
	if (mask & IN_CREATE && kind == 'f' && st.st_nlink == 1) {
		watch_busy_add(w, id, path);
		return;
	}
	if (mask & (IN_CLOSE_WRITE | GOES | IN_MOVED_TO))
		watch_busy_end(w, id, path);
	/* Times and rights of a file that is still being written. */
	if (!(mask & IN_ATTRIB) || !watch_is_busy(w, id, path))
		watch_mark(w, id, folder, false);
}

/* A folder that comes is watched at once, so that it is due when it is quiet too. */
static void folder_event(struct watch *w, int root, const char *path, unsigned mask)
{
	int64_t id = w->root[root].id;
	if (mask & COMES)
		watch_folder(w, id, path, -1);
	watch_mark(w, id, path, true);
}

static void named_event(
	struct watch *w, const struct watch_node *n, unsigned mask, const char *name)
{
	int root = n->root;
	int64_t id = w->root[root].id;
	char *folder = xstrdup(watch_node_path(w, n));
	char *path = *folder ? path_join(folder, name) : xstrdup(name);
	if (strcmp(name, ".nomedia") == 0 && mask & (COMES | GOES))
		watch_mark(w, id, folder, true);
	else if (name[0] == '.')
		; /* not looked at by the scan either */
	else if (mask & IN_ISDIR && mask & (COMES | GOES | IN_ATTRIB))
		folder_event(w, root, path, mask);
	else if (!(mask & IN_ISDIR))
		file_event(w, root, folder, path, mask);
	free(folder);
	free(path);
}

/* The folder itself: moved, deleted, or its file system is gone. */
static void self_event(struct watch *w, const struct watch_node *n, unsigned mask)
{
	int root = n->root;
	char *path = xstrdup(watch_node_path(w, n));
	if (mask & (IN_MOVE_SELF | IN_DELETE_SELF | IN_UNMOUNT)) {
		if (mask & IN_MOVE_SELF)
			drop_below(w, root, path);
		if (*path)
			watch_mark(w, w->root[root].id, path, true);
		else
			watch_mark_root(w, w->root[root].id);
	} else if (mask & IN_ATTRIB) {
		watch_mark(w, w->root[root].id, path, false);
	}
	free(path);
}

static void event(struct watch *w, const struct inotify_event *e)
{
	if (e->mask & IN_Q_OVERFLOW) {
		w->overflowed = true;
		for (size_t i = 0; i < w->n_roots; i++)
			watch_mark_root(w, w->root[i].id);
		return;
	}
	look_for_roots(w, e->wd);
	struct watch_node *n = node_find(w, e->wd);
	if (n && e->mask & IN_IGNORED)
		node_drop(w, n);
	else if (n && e->len > 0)
		named_event(w, n, e->mask, e->name);
	else if (n)
		self_event(w, n, e->mask);
}

void watch_read(struct watch *w)
{
	union {
		struct inotify_event event;
		char bytes[16384];
	} buffer;
	ssize_t n;
	while ((n = read(w->fd, buffer.bytes, sizeof buffer.bytes)) > 0) {
		for (char *p = buffer.bytes; p < buffer.bytes + n;) {
			struct inotify_event head;
			memcpy(&head, p, sizeof head);
			event(w, (const struct inotify_event *)p);
			p += sizeof head + head.len;
		}
	}
	watch_busy_look(w);
	compact(w);
}

void watch_read_mounts(struct watch *w)
{
	watch_mounts_read(w, true);
}

/* ---- life */

/* File systems of other machines, whose changes this one is not told of. */
static bool is_remote(const char *path)
{
	static const long remote[] = {0x6969, 0x517B, 0xFF534D42, 0xFE534D42,
		0x01021997, 0x00C36400, 0x65735546, 0x5346414F};
	struct statfs s;
	if (statfs(path, &s) != 0)
		return false;
	for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
		if ((long)s.f_type == remote[i])
			return true;
	return false;
}

static void free_roots(struct watch *w)
{
	for (size_t i = 0; i < w->n_roots; i++)
		free((char *)w->root[i].path);
	free(w->root);
	w->root = NULL;
	w->n_roots = 0;
}

void watch_set_roots(struct watch *w, const struct watch_root *root, size_t n)
{
	int *to = xcalloc(w->n_roots + 1, sizeof *to);
	for (size_t i = 0; i < w->n_roots; i++) {
		to[i] = -1;
		for (size_t k = 0; k < n; k++)
			if (root[k].id == w->root[i].id &&
				strcmp(root[k].path, w->root[i].path) == 0)
				to[i] = (int)k;
		if (to[i] < 0) {
			drop_below(w, (int)i, "");
			drop_waits(w, w->root[i].id);
		}
	}
	for (size_t i = 0; i < w->n_nodes; i++)
		if (w->node[i].root >= 0)
			w->node[i].root = to[w->node[i].root];
	free(to);
	struct watch_root *copy = xcalloc(n + 1, sizeof *copy);
	w->remote = false;
	for (size_t i = 0; i < n; i++) {
		copy[i] = (struct watch_root){root[i].id, xstrdup(root[i].path)};
		w->remote = w->remote || is_remote(root[i].path);
	}
	free_roots(w);
	w->root = copy;
	w->n_roots = n;
	watch_mounts_read(w, false);
}

enum err_code watch_create(
	const struct watch_config *c, struct watch **ret, struct err *why)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (fd < 0 && errno == EMFILE)
		return err_set(why, ERR_UNSUPPORTED,
			"other programs hold all of inotify; raise it with: sysctl "
			"fs.inotify.max_user_instances=1024");
	if (fd < 0)
		return err_set(why, ERR_UNSUPPORTED,
			"this system tells of no changes (inotify: %s)",
			strerror(errno));
	struct watch *w = xcalloc(1, sizeof *w);
	w->config = *c;
	w->fd = fd;
	watch_mounts_open(w);
	*ret = w;
	return ERR_OK;
}

void watch_destroy(struct watch *w)
{
	if (!w)
		return;
	close(w->fd);
	watch_mounts_finish(w);
	watch_due_finish(w);
	free_roots(w);
	str_finish(&w->paths);
	free(w->node);
	free(w->wait);
	free(w);
}

int watch_fd(const struct watch *w)
{
	return w->fd;
}

int watch_mounts_fd(const struct watch *w)
{
	return w->mounts_fd;
}

static long system_limit(void)
{
	char text[32] = "";
	int fd = open("/proc/sys/fs/inotify/max_user_watches", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	return n > 0 ? strtol(text, NULL, 10) : 0;
}

struct watch_state watch_state(struct watch *w)
{
	struct watch_state s = {.folders = w->n_live,
		.full = w->full,
		.overflowed = w->overflowed,
		.remote = w->remote};
	if (w->full)
		s.limit = w->config.limit > 0 ? w->config.limit : system_limit();
	w->overflowed = false;
	return s;
}

void watch_retry(struct watch *w)
{
	w->full = false;
}
