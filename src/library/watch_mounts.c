/*
 * Mounts. The kernel tells with POLLPRI that its table of them changed; what changed is
 * found by comparing the lines that lie at, above or below a root (proc(5), mountinfo).
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "library/mounts.h"
#include "watch_parts.h"

void watch_mounts_open(struct watch *w)
{
	const char *path =
		w->config.mountinfo ? w->config.mountinfo : "/proc/self/mountinfo";
	w->mounts_fd = open(path, O_RDONLY | O_CLOEXEC);
}

/* Marks what a mount that came or went lies in, or is part of; false: nothing of ours. */
static bool touches(struct watch *w, const char *line, bool mark)
{
	char *point = mounts_point(line);
	bool ours = false;
	for (size_t i = 0; point && i < w->n_roots; i++) {
		const char *root = w->root[i].path;
		if (mounts_lie_in(root, point)) {
			ours = true;
			if (mark)
				watch_mark_root(w, w->root[i].id);
		} else if (mounts_lie_in(point, root)) {
			ours = true;
			size_t skip = strcmp(root, "/") == 0 ? 1 : strlen(root) + 1;
			if (mark)
				watch_mark(w, w->root[i].id, point + skip, true);
		}
	}
	free(point);
	return ours;
}

static bool has_line(char *const *line, size_t n, const char *wanted)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(line[i], wanted) == 0)
			return true;
	return false;
}

static void free_lines(char **line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(line[i]);
	free(line);
}

/* Its lines that touch a root. */
static char **read_lines(struct watch *w, size_t *ret_n)
{
	struct str text = {0};
	char chunk[4096], **line = NULL;
	size_t cap = 0;
	ssize_t n;
	*ret_n = 0;
	if (lseek(w->mounts_fd, 0, SEEK_SET) < 0)
		return NULL;
	while ((n = read(w->mounts_fd, chunk, sizeof chunk)) > 0)
		str_append_n(&text, chunk, (size_t)n);
	char *rest = text.data, *one;
	while (rest && (one = strsep(&rest, "\n"))) {
		if (!touches(w, one, false))
			continue;
		line = mem_grow(line, &cap, *ret_n + 1, sizeof *line);
		line[(*ret_n)++] = xstrdup(one);
	}
	str_finish(&text);
	return line;
}

void watch_mounts_read(struct watch *w, bool mark)
{
	size_t n;
	if (w->mounts_fd < 0)
		return;
	char **now = read_lines(w, &n);
	for (size_t i = 0; mark && i < n; i++)
		if (!has_line(w->mount, w->n_mounts, now[i]))
			touches(w, now[i], true);
	for (size_t i = 0; mark && i < w->n_mounts; i++)
		if (!has_line(now, n, w->mount[i]))
			touches(w, w->mount[i], true);
	free_lines(w->mount, w->n_mounts);
	w->mount = now;
	w->n_mounts = n;
}

void watch_mounts_finish(struct watch *w)
{
	free_lines(w->mount, w->n_mounts);
	if (w->mounts_fd >= 0)
		close(w->mounts_fd);
}
