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
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/path.h"
#include "watch_parts.h"

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
		bool shared = watch_node_find(w, wait.wd) != NULL;
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
			WATCH_COMES | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
				IN_ONLYDIR | IN_MASK_ADD);
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
		!watch_has(w, i, ""))
		watch_mark_root(w, root);
}

/* Something came beside, or above, roots that are waited for. */
void watch_look_for_roots(struct watch *w, int wd)
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
			watch_drop_below(w, (int)i, "");
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
