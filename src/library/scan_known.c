#include "scan_known.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/task.h"
#include "db/folders.h"

enum { ROWS_A_THREAD = 2000, FOLDERS_A_THREAD = 300, ASK_EVERY = 256 };

uint64_t known_inode_key(const struct stat *st)
{
	return hash_u64((uint64_t)st->st_dev) ^ hash_u64(~(uint64_t)st->st_ino);
}

int64_t known_mtime_ns(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

/* ---- folders */

static bool take_folder(void *ctx, const struct folder_row *row)
{
	struct known_tree *t = ctx;
	size_t i = t->paths.len;
	intern_add(&t->paths, row->path, strlen(row->path));
	t->folder = mem_grow(t->folder, &t->cap, i + 1, sizeof *t->folder);
	t->folder[i] =
		(struct known_folder){.mtime_ns = row->mtime_ns, .inode = row->inode};
	/* Rows come by path: what holds it was there before. */
	const char *slash = strrchr(row->path, '/');
	size_t n = slash ? (size_t)(slash - row->path) : 0;
	int32_t above = *row->path ? intern_find(&t->paths, row->path, n) : -1;
	if (above >= 0) {
		t->folder[i].next = t->folder[above].child;
		t->folder[above].child = (uint32_t)i + 1;
	}
	return true;
}

enum err_code known_tree_load(
	struct known_tree *t, struct db *db, int64_t root, struct err *why)
{
	return folders_each(db, root, take_folder, t, why);
}

/* A thread's share of the folders. */
struct share {
	struct known_tree *tree;
	int root_fd;
	size_t from, to;
};

static void look_at_folders(void *arg)
{
	const struct share *share = arg;
	for (size_t i = share->from; i < share->to; i++) {
		struct known_folder *f = &share->tree->folder[i];
		struct stat st;
		if (f->mtime_ns == 0 ||
			fstatat(share->root_fd, share->tree->paths.name[i], &st,
				AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) != 0)
			continue;
		f->same = S_ISDIR(st.st_mode) && f->mtime_ns == known_mtime_ns(&st) &&
			  f->inode == (int64_t)st.st_ino;
		f->dev = st.st_dev;
	}
}

void known_tree_look(struct known_tree *t, int root_fd, size_t threads)
{
	struct share share[KNOWN_PARTS_MAX];
	struct task *task[KNOWN_PARTS_MAX];
	size_t all = t->paths.len, useful = all / FOLDERS_A_THREAD + 1;
	size_t n = threads < useful ? threads : useful;
	n = n < KNOWN_PARTS_MAX ? n : KNOWN_PARTS_MAX;
	for (size_t i = 0; i < n; i++)
		share[i] = (struct share){t, root_fd, all * i / n, all * (i + 1) / n};
	for (size_t i = 1; i < n; i++)
		task[i] = task_start("scan", look_at_folders, &share[i]);
	if (n > 0)
		look_at_folders(&share[0]);
	for (size_t i = 1; i < n; i++)
		task_join(task[i]);
}

int32_t known_tree_find(const struct known_tree *t, const char *path)
{
	return intern_find(&t->paths, path, strlen(path));
}

void known_tree_finish(struct known_tree *t)
{
	intern_finish(&t->paths);
	free(t->folder);
	*t = (struct known_tree){0};
}

/* ---- files */

/* A thread's share. */
struct look {
	struct scan *s; /* of the first thread; the others ask nobody */
	struct known_tree *tree;
	struct known_part *part;
	struct db *db; /* borrowed */
	int64_t root, from, to;
	int root_fd;
	atomic_bool *stop;
	size_t rows;
	/* The folder of the last row: its path, with '/'; index, -1: one to be listed; its
	 * descriptor, -1: not open. */
	struct str folder; /* owned */
	int32_t index;
	int fd, errnum;
	enum err_code code;
	struct err why;
};

/* Rows of one folder stand together mostly. */
static void enter_folder(struct look *l, const char *path, size_t n)
{
	if (l->rows > 0 && l->folder.len == n &&
		memcmp(str_text(&l->folder), path, n) == 0)
		return;
	if (l->fd >= 0 && l->fd != l->root_fd)
		close(l->fd);
	l->fd = -1;
	str_reset(&l->folder);
	str_append_n(&l->folder, path, n);
	l->index = intern_find(&l->tree->paths, path, n > 0 ? n - 1 : 0);
	if (l->index < 0 || !l->tree->folder[l->index].same) {
		l->index = -1;
		return;
	}
	l->fd = n > 0 ? openat(l->root_fd, l->tree->paths.name[l->index],
				O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
		      : l->root_fd;
	l->errnum = errno;
}

void known_part_leave(struct known_part *p, const struct library_file *f)
{
	p->file = mem_grow(p->file, &p->cap_files, p->n_files + 1, sizeof *p->file);
	p->file[p->n_files++] = (struct known_file){arena_strdup(&p->arena, f->path),
		f->id, f->size, f->mtime_ns, f->inode, f->sheets, f->state};
}

static struct known_change *add_change(struct look *l, const struct library_file *f)
{
	struct known_part *p = l->part;
	p->change = mem_grow(
		p->change, &p->cap_changes, p->n_changes + 1, sizeof *p->change);
	struct known_change *c = &p->change[p->n_changes++];
	*c = (struct known_change){.path = arena_strdup(&p->arena, f->path),
		.folder = (uint32_t)l->index,
		.id = f->id};
	return c;
}

static void add_closed(struct look *l, int errnum)
{
	struct known_part *p = l->part;
	if (p->n_closed && p->closed[p->n_closed - 1].folder == (uint32_t)l->index)
		return;
	p->closed =
		mem_grow(p->closed, &p->cap_closed, p->n_closed + 1, sizeof *p->closed);
	p->closed[p->n_closed++] = (struct known_closed){(uint32_t)l->index, errnum};
}

static void look_at(struct look *l, const struct library_file *f)
{
	struct known_folder *folder = &l->tree->folder[l->index];
	struct stat st;
	int errnum =
		l->fd < 0 ? l->errnum
		: fstatat(l->fd, f->path + l->folder.len, &st, AT_SYMLINK_NOFOLLOW) != 0
			? errno
			: 0;
	bool missing = f->state == FILE_MISSING;
	if (missing && (errnum || !S_ISREG(st.st_mode)))
		return; /* as before */
	if (errnum == ENOENT || errnum == ENOTDIR) {
		add_change(l, f)->gone = true;
		return;
	}
	if (errnum) {
		add_closed(l, errnum);
		return;
	}
	if (f->size != st.st_size || f->mtime_ns != known_mtime_ns(&st) ||
		f->inode != (int64_t)st.st_ino || f->sheets != 0 ||
		!S_ISREG(st.st_mode)) {
		struct known_change *c = add_change(l, f);
		c->gone = !S_ISREG(st.st_mode);
		c->st = st;
		return;
	}
	if (missing) {
		struct known_change *c = add_change(l, f);
		c->back = true;
		c->st = st;
		return;
	}
	struct known_part *p = l->part;
	atomic_fetch_add_explicit(&folder->files, 1, memory_order_relaxed);
	if (f->state == FILE_UNREADABLE)
		atomic_fetch_add_explicit(&folder->unreadable, 1, memory_order_relaxed);
	p->inode =
		mem_grow(p->inode, &p->cap_inodes, p->n_inodes + 1, sizeof *p->inode);
	p->inode[p->n_inodes++] = known_inode_key(&st);
}

static bool take_file(void *ctx, const struct library_file *f)
{
	struct look *l = ctx;
	const char *slash = strrchr(f->path, '/');
	enter_folder(l, f->path, slash ? (size_t)(slash - f->path) + 1 : 0);
	if (l->index < 0)
		known_part_leave(l->part, f);
	else
		look_at(l, f);
	if (++l->rows % ASK_EVERY)
		return true;
	if (l->s && scan_cancelled(l->s))
		atomic_store(l->stop, true);
	if (l->s)
		scan_tell(l->s, false);
	return !atomic_load(l->stop);
}

static void look_through(void *arg)
{
	struct look *l = arg;
	l->code = library_each_file_by_id(
		l->db, l->root, l->from, l->to, take_file, l, &l->why);
	if (l->fd >= 0 && l->fd != l->root_fd)
		close(l->fd);
	str_finish(&l->folder);
}

static size_t parts_for(int64_t rows)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = cores > 0 ? (size_t)cores : 1,
	       useful = (size_t)rows / ROWS_A_THREAD + 1;
	n = n < KNOWN_PARTS_MAX ? n : KNOWN_PARTS_MAX;
	return n < useful ? n : useful;
}

struct known_opener {
	struct task *task;
	struct known_files *f;
	const char *path;
	enum err_code code;
	struct err why;
};

static void open_more(void *arg)
{
	struct known_opener *o = arg;
	for (size_t i = 1; i < o->f->n && o->code == ERR_OK; i++)
		o->code = db_open(o->path, DB_READ, &o->f->own[i], &o->why);
}

enum err_code known_files_begin(struct known_files *f, struct db *db, struct err *why)
{
	enum err_code code = library_last_file(db, &f->last, why);
	if (code != ERR_OK)
		return code;
	f->n = parts_for(f->last);
	if (f->n > 1) {
		f->opener = xcalloc(1, sizeof *f->opener);
		f->opener->f = f;
		f->opener->path = db_path(db);
		f->opener->task = task_start("scan", open_more, f->opener);
	}
	return ERR_OK;
}

static enum err_code wait_for_opener(struct known_files *f, struct err *why)
{
	struct known_opener *o = f->opener;
	if (!o)
		return ERR_OK;
	task_join(o->task);
	enum err_code code = o->code;
	if (code != ERR_OK && why)
		*why = o->why;
	f->opener = NULL;
	free(o);
	return code;
}

enum err_code known_files_look(struct known_files *f, struct scan *s, size_t target,
	struct known_tree *t, struct err *why)
{
	atomic_bool stop = false;
	struct look look[KNOWN_PARTS_MAX];
	struct task *task[KNOWN_PARTS_MAX];
	enum err_code code = wait_for_opener(f, why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < f->n; i++) {
		look[i] = (struct look){.s = i == 0 ? s : NULL,
			.tree = t,
			.part = &f->part[i],
			.db = i == 0 ? s->c->db : f->own[i],
			.root = s->target[target].root,
			.from = f->last * (int64_t)i / (int64_t)f->n,
			.to = f->last * (int64_t)(i + 1) / (int64_t)f->n,
			.root_fd = s->root_fd[target],
			.stop = &stop,
			.fd = -1};
	}
	for (size_t i = 1; i < f->n; i++)
		task[i] = task_start("scan", look_through, &look[i]);
	look_through(&look[0]);
	for (size_t i = 1; i < f->n; i++)
		task_join(task[i]);
	for (size_t i = 0; i < f->n && code == ERR_OK; i++) {
		code = look[i].code;
		if (code != ERR_OK && why)
			*why = look[i].why;
	}
	if (code == ERR_OK && atomic_load(&stop))
		return err_set(why, ERR_CANCELLED, "the scan was stopped");
	return code;
}

void known_files_finish(struct known_files *f)
{
	wait_for_opener(f, NULL);
	for (size_t i = 0; i < f->n; i++) {
		struct known_part *p = &f->part[i];
		db_close(f->own[i]);
		arena_finish(&p->arena);
		free(p->change);
		free(p->file);
		free(p->inode);
		free(p->closed);
	}
	*f = (struct known_files){0};
}
