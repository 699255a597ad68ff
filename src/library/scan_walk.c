/*
 * The walk. Folders are opened relative to the root one at a time (no recursion: depth
 * costs no descriptors), entries are taken in the order of their bytes, so that two
 * scans of the same folder do the same. Links wait until every real folder was seen.
 * A folder that is known to hold the same names is passed without being opened
 * (scan_known.h); what became of its files was looked at before, and counts when the walk
 * comes by.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "scan_walk.h"

/* AHEAD_FOLDERS: that come next; SLOW_FOLDERS: after one that had to be waited for. */
enum { FRESH_NS = 2000000000, AHEAD_FOLDERS = 24, SLOW_FOLDERS = 64 };

void walk_push(char ***list, size_t *n, size_t *cap, char *path)
{
	*list = mem_grow(*list, cap, *n + 1, sizeof **list);
	(*list)[(*n)++] = path;
}

void walk_push_folder(struct walk *w, char *path)
{
	w->folder = mem_grow(
		w->folder, &w->cap_folders, w->n_folders + 1, sizeof *w->folder);
	w->folder[w->n_folders++] = (struct walk_folder){.path = path};
}

void walk_add_inode(struct scan *s, uint64_t key)
{
	s->inode =
		mem_grow(s->inode, &s->cap_inodes, s->n_inodes + 1, sizeof *s->inode);
	s->inode[s->n_inodes++] = key;
}

/* Only links ask: most libraries have none. */
static bool is_seen(struct scan *s, const struct stat *st)
{
	int64_t used;
	for (; s->n_mapped < s->n_inodes; s->n_mapped++)
		map_put(&s->files, (int64_t)s->inode[s->n_mapped], 1);
	return map_get(&s->files, (int64_t)known_inode_key(st), &used);
}

void walk_trouble(struct walk *w, const char *path, int errnum)
{
	struct scan *s = w->s;
	char text[128];
	char *full = path_join(s->target[w->target].path, path);
	s->result->troubles++;
	walk_push(&w->closed, &w->n_closed, &w->cap_closed, xstrdup(path));
	if (s->c->trouble)
		s->c->trouble(s->c->ctx, full, strerror_r(errnum, text, sizeof text));
	free(full);
}

/* False: walked already, by whatever path. */
static bool first_visit(struct scan *s, dev_t dev, ino_t inode)
{
	char key[sizeof dev + sizeof inode];
	memcpy(key, &dev, sizeof dev);
	memcpy(key + sizeof dev, &inode, sizeof inode);
	if (intern_find(&s->folders, key, sizeof key) >= 0)
		return false;
	intern_add(&s->folders, key, sizeof key);
	return true;
}

/* What is to be remembered of a folder that was listed. Linked ones are not: where they
 * lead may change without a trace. */
static void note_folder(struct walk *w, const char *path, const struct stat *st)
{
	struct scan *s = w->s;
	const struct scan_target *t = &s->target[w->target];
	if (s->c->live || t->below || w->in_links)
		return;
	int64_t mtime = known_mtime_ns(st);
	struct folder_row row = {
		.mtime_ns = w->odd || mtime > w->now_ns - FRESH_NS ? 0 : mtime,
		.inode = (int64_t)st->st_ino};
	int32_t i = known_tree_find(&w->tree, path);
	if (i >= 0) {
		struct known_folder *k = &w->tree.folder[i];
		k->reached = true;
		if (k->mtime_ns == row.mtime_ns && k->inode == row.inode)
			return;
	}
	row.path = arena_strdup(&s->arena, path);
	s->seen = mem_grow(s->seen, &s->cap_seen, s->n_seen + 1, sizeof *s->seen);
	s->seen[s->n_seen++] = (struct scan_seen){.target = w->target, .row = row};
}

/* Holds the same names: the folders in it are those that are known. */
static bool pass_folder(struct walk *w, const char *path)
{
	int32_t i = w->in_links ? -1 : known_tree_find(&w->tree, path);
	struct known_folder *f = i >= 0 ? &w->tree.folder[i] : NULL;
	if (!f || !f->same)
		return false;
	if (!first_visit(w->s, f->dev, (ino_t)f->inode))
		return true;
	f->reached = true;
	for (uint32_t k = f->child; k; k = w->tree.folder[k - 1].next)
		walk_push_folder(w, xstrdup(w->tree.paths.name[k - 1]));
	return true;
}

static void walk_folder(struct walk *w, const char *path)
{
	struct scan *s = w->s;
	struct stat st;
	if (pass_folder(w, path))
		return;
	int fd = openat(w->root_fd, *path ? path : ".",
		O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		if (errno != ENOENT)
			walk_trouble(w, path, errno);
		return;
	}
	bool first = fstat(fd, &st) == 0 && first_visit(s, st.st_dev, st.st_ino);
	if (first && s->c->folder)
		s->c->folder(s->c->ctx, s->target[w->target].root, path, fd);
	int64_t waits = scan_ahead_waits();
	DIR *d = first ? fdopendir(fd) : NULL;
	if (!d) {
		close(fd);
		return;
	}
	walk_visit(w, path, d);
	note_folder(w, path, &st);
	closedir(d);
	if (s->c->ahead || scan_ahead_waits() != waits)
		w->slow = SLOW_FOLDERS;
	else
		w->slow -= w->slow > 0;
	scan_tell(s, false);
}

/* A linked folder goes onto the stack; a linked file counts unless it is there already.
 */
static void follow_link(struct walk *w, const char *path)
{
	struct stat st;
	w->in_links = true;
	bool known = intern_find(&w->names, path, strlen(path)) >= 0;
	if (fstatat(w->root_fd, path, &st, 0) != 0)
		return;
	if (w->s->c->live && !known)
		w->s->result->links += !w->s->target[w->target].shallow;
	else if (S_ISDIR(st.st_mode))
		walk_push_folder(w, xstrdup(path));
	else if (S_ISREG(st.st_mode) && scan_is_music_name(path) && !is_seen(w->s, &st))
		walk_visit_file(w, path, &st);
}

/* Would a whole scan come by? Not below a folder that is left out. */
static bool is_reachable(const struct walk *w, const char *part)
{
	char *path = xstrdup(part), *end = path;
	bool wanted = true;
	while (wanted && (end = strchr(end, '/'))) {
		*end = '\0';
		char *mark = path_join(path, ".nomedia");
		wanted = !walk_is_excluded(w->s->c, path) &&
			 faccessat(w->root_fd, mark, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
		free(mark);
		*end++ = '/';
	}
	wanted = wanted && !walk_is_excluded(w->s->c, path) &&
		 (!*path || faccessat(w->root_fd, ".nomedia", F_OK, 0) != 0);
	free(path);
	return wanted;
}

/* The folders that come next are looked into meanwhile; where nothing has to be waited
 * for that would only be work done twice. */
static void look_ahead(struct walk *w)
{
	size_t next = w->n_folders;
	if (w->slow == 0)
		return;
	if (!w->ahead)
		w->ahead = scan_ahead_begin(w->root_fd);
	for (size_t i = 0; i < AHEAD_FOLDERS && next > 0; i++) {
		struct walk_folder *f = &w->folder[--next];
		if (!f->asked && !scan_ahead_ask(w->ahead, f->path))
			return;
		f->asked = true;
	}
}

static enum err_code walk_next(struct walk *w, struct err *why)
{
	char *path = w->folder[--w->n_folders].path;
	walk_folder(w, path);
	free(path);
	look_ahead(w);
	/* The last walk: the database is not read any more. */
	return w->target + 1 == w->s->n_targets ? scan_read_early(w->s, why) : ERR_OK;
}

enum err_code walk_all(struct walk *w, struct err *why)
{
	const char *part = w->s->target[w->target].below;
	if (w->s->c->live && part && !is_reachable(w, part))
		return ERR_OK;
	walk_push_folder(w, xstrdup(part ? part : ""));
	while (w->n_folders || w->n_links) {
		if (scan_cancelled(w->s))
			return err_set(why, ERR_CANCELLED, "the scan was stopped");
		if (w->n_folders) {
			enum err_code code = walk_next(w, why);
			if (code != ERR_OK)
				return code;
			continue;
		}
		char *path = w->link[--w->n_links];
		follow_link(w, path);
		free(path);
	}
	return ERR_OK;
}
