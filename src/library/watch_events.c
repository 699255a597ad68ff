/* What inotify tells, and which folders are due by that. */
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "library/cue_open.h"
#include "library/scan.h"
#include "watch_parts.h"

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
	char kind = mask & WATCH_COMES ? kind_of(w, root, path, &st) : 0;
	if (kind == 'l' || (mask & WATCH_GOES && !music && watch_has(w, root, path))) {
		watch_mark_root(w, id);
		return;
	}
	if (!music)
		return;
	if (mask & IN_CREATE && kind == 'f' && st.st_nlink == 1) {
		watch_busy_add(w, id, path);
		return;
	}
	if (mask & (IN_CLOSE_WRITE | WATCH_GOES | IN_MOVED_TO))
		watch_busy_end(w, id, path);
	/* Times and rights of a file that is still being written. */
	if (!(mask & IN_ATTRIB) || !watch_is_busy(w, id, path))
		watch_mark(w, id, folder, false);
}

/* A folder that comes is watched at once, so that it is due when it is quiet too. */
static void folder_event(struct watch *w, int root, const char *path, unsigned mask)
{
	int64_t id = w->root[root].id;
	if (mask & WATCH_COMES)
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
	if (strcmp(name, ".nomedia") == 0 && mask & (WATCH_COMES | WATCH_GOES))
		watch_mark(w, id, folder, true);
	else if (name[0] == '.')
		; /* not looked at by the scan either */
	else if (mask & IN_ISDIR && mask & (WATCH_COMES | WATCH_GOES | IN_ATTRIB))
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
			watch_drop_below(w, root, path);
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
	watch_look_for_roots(w, e->wd);
	struct watch_node *n = watch_node_find(w, e->wd);
	if (n && e->mask & IN_IGNORED)
		watch_node_drop(w, n);
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
	watch_compact(w);
}
