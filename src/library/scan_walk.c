/*
 * The walk. Folders are opened relative to the root one at a time (no recursion: depth
 * costs no descriptors), entries are taken in the order of their bytes, so that two
 * scans of the same folder do the same. Links wait until every real folder was seen.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "library/cue_open.h"
#include "scan_parts.h"

struct known {
	int64_t id, size, mtime_ns, inode, sheets;
	enum file_state state;
	bool seen;
};

struct entry {
	char *name; /* owned */
	unsigned char type;
};

struct walk {
	struct scan *s;
	size_t target;
	int root_fd;
	struct intern names; /* paths of the known files, in the order of `known` */
	struct known *known; /* owned */
	size_t n_known, cap_known;
	char **folder; /* owned; stack of relative paths */
	size_t n_folders, cap_folders;
	char **link; /* owned; what links to something; later */
	size_t n_links, cap_links;
	char **closed; /* owned; folders that could not be opened */
	size_t n_closed, cap_closed;
	size_t seen;
	size_t sheeted; /* with CUE sheets: index + 1 of the one that is walked; else 0 */
};

bool scan_is_music_name(const char *name)
{
	static const char *const known[] = {"mp3", "flac", "ogg", "oga", "opus", "wav",
		"wave", "w64", "rf64", "aif", "aiff", "aifc", "mp2", "mp1", "mpga",
		"m4a", "m4b", "m4r", "aac", "adts", "alac", "wma", "asf", "wv", "ape",
		"mpc", "mp+", "mpp", "tta", "dsf", "dff", "mka", "webm", "weba", "spx",
		"mod", "xm", "it", "mptm", "s3m"};
	const char *ext = path_extension(name);
	for (size_t i = 0; *ext && i < sizeof known / sizeof *known; i++)
		if (strcasecmp(ext, known[i]) == 0)
			return true;
	return false;
}

static void push(char ***list, size_t *n, size_t *cap, char *path)
{
	*list = mem_grow(*list, cap, *n + 1, sizeof **list);
	(*list)[(*n)++] = path;
}

static char *below(const char *folder, const char *name)
{
	return *folder ? path_join(folder, name) : xstrdup(name);
}

static bool is_excluded(const struct scan_config *c, const char *path)
{
	for (size_t i = 0; i < c->n_excludes; i++) {
		if (fnmatch(c->excludes[i], path, 0) == 0 ||
			fnmatch(c->excludes[i], path_base(path), 0) == 0)
			return true;
	}
	return false;
}

static int64_t mtime_ns(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static int64_t inode_key(const struct stat *st)
{
	return (int64_t)(hash_u64((uint64_t)st->st_dev) ^
			 hash_u64(~(uint64_t)st->st_ino));
}

void scan_job_set(struct scan_job *j, const struct stat *st)
{
	j->size = st->st_size;
	j->mtime_ns = mtime_ns(st);
	j->inode = (int64_t)st->st_ino;
}

static void add_job(struct walk *w, const char *path, const struct stat *st, bool fresh)
{
	struct scan *s = w->s;
	s->job = mem_grow(s->job, &s->cap_jobs, s->n_jobs + 1, sizeof *s->job);
	struct scan_job *j = &s->job[s->n_jobs++];
	*j = (struct scan_job){.path = arena_strdup(&s->arena, path),
		.target = w->target,
		.folder = w->sheeted,
		.fresh = fresh};
	if (w->sheeted)
		s->folder[w->sheeted - 1].wanted = true;
	scan_job_set(j, st);
}

static void visit_file(struct walk *w, const char *path, const struct stat *st)
{
	struct scan *s = w->s;
	int32_t i = intern_find(&w->names, path, strlen(path));
	map_put(&s->files, inode_key(st), 1);
	w->seen++;
	if (s->c->busy && s->c->busy(s->c->ctx, s->target[w->target].root, path)) {
		if (i >= 0)
			w->known[i].seen = true;
		return;
	}
	s->result->files++;
	s->progress.seen++;
	if (i < 0) {
		add_job(w, path, st, true);
		return;
	}
	struct known *k = &w->known[i];
	k->seen = true;
	int64_t sheets = w->sheeted ? s->folder[w->sheeted - 1].stamp : 0;
	bool same = k->size == st->st_size && k->mtime_ns == mtime_ns(st) &&
		    k->inode == (int64_t)st->st_ino && k->sheets == sheets;
	if (!same) {
		add_job(w, path, st, false);
	} else if (k->state == FILE_UNREADABLE) {
		s->result->unreadable++;
	} else if (k->state == FILE_MISSING) {
		struct scan_batch *b = scan_batch_of(s);
		b->touch = mem_grow(
			b->touch, &b->cap_touch, b->n_touch + 1, sizeof *b->touch);
		b->touch[b->n_touch++] =
			(struct scan_touch){k->id, k->size, k->mtime_ns, k->inode};
		s->result->back++;
	}
}

static void visit_entry(struct walk *w, int dir_fd, const char *folder, struct entry *e)
{
	struct stat st;
	bool music = scan_is_music_name(e->name);
	bool folders = !w->s->target[w->target].shallow;
	if (e->type == DT_UNKNOWN &&
		fstatat(dir_fd, e->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		e->type = S_ISDIR(st.st_mode)   ? DT_DIR
			  : S_ISLNK(st.st_mode) ? DT_LNK
			  : S_ISREG(st.st_mode) ? DT_REG
						: DT_UNKNOWN;
	if (e->type != DT_DIR && e->type != DT_LNK && !(music && e->type == DT_REG))
		return;
	char *path = below(folder, e->name);
	if (is_excluded(w->s->c, path)) {
		free(path);
	} else if (e->type == DT_DIR && !folders) {
		free(path);
	} else if (e->type == DT_DIR) {
		push(&w->folder, &w->n_folders, &w->cap_folders, path);
	} else if (e->type == DT_LNK) {
		push(&w->link, &w->n_links, &w->cap_links, path);
	} else {
		if (fstatat(dir_fd, e->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			visit_file(w, path, &st);
		free(path);
	}
}

/* Backwards, so that folders come off their stack in order. */
static int by_name_backwards(const void *a, const void *b)
{
	return -strcmp(
		((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

/* Reads a folder's names. False: it has a `.nomedia`. */
static bool list_folder(DIR *d, struct entry **ret, size_t *ret_n)
{
	struct entry *list = NULL;
	size_t n = 0, cap = 0;
	bool wanted = true;
	const struct dirent *e;
	while ((e = readdir(d))) {
		if (strcmp(e->d_name, ".nomedia") == 0)
			wanted = false;
		if (e->d_name[0] == '.')
			continue;
		list = mem_grow(list, &cap, n + 1, sizeof *list);
		list[n++] = (struct entry){xstrdup(e->d_name), e->d_type};
	}
	if (n)
		qsort(list, n, sizeof *list, by_name_backwards);
	*ret = list;
	*ret_n = n;
	return wanted;
}

/* The CUE sheets of a folder and the music beside them; nothing where there are none. */
static void gather_sheets(struct walk *w, int dir_fd, const char *path,
	const struct entry *list, size_t n)
{
	struct scan *s = w->s;
	struct stat st;
	w->sheeted = 0;
	for (size_t i = 0; i < n; i++) {
		if (!cue_is_sheet_name(list[i].name) ||
			fstatat(dir_fd, list[i].name, &st, 0) != 0 ||
			!S_ISREG(st.st_mode))
			continue;
		if (!w->sheeted) {
			scan_begin_folder(s, w->target, path);
			w->sheeted = s->n_folders;
		}
		scan_add_sheet(s, list[i].name, &st);
	}
	for (size_t i = 0; w->sheeted && i < n; i++)
		if (scan_is_music_name(list[i].name))
			scan_add_music(s, list[i].name);
}

static void trouble(struct walk *w, const char *path, int errnum)
{
	struct scan *s = w->s;
	char text[128];
	char *full = path_join(s->target[w->target].path, path);
	s->result->troubles++;
	push(&w->closed, &w->n_closed, &w->cap_closed, xstrdup(path));
	if (s->c->trouble)
		s->c->trouble(s->c->ctx, full, strerror_r(errnum, text, sizeof text));
	free(full);
}

/* False: walked already, by whatever path. */
static bool first_visit(struct scan *s, int fd)
{
	struct stat st;
	char key[sizeof st.st_dev + sizeof st.st_ino];
	if (fstat(fd, &st) != 0)
		return false;
	memcpy(key, &st.st_dev, sizeof st.st_dev);
	memcpy(key + sizeof st.st_dev, &st.st_ino, sizeof st.st_ino);
	if (intern_find(&s->folders, key, sizeof key) >= 0)
		return false;
	intern_add(&s->folders, key, sizeof key);
	return true;
}

static void walk_folder(struct walk *w, const char *path)
{
	struct entry *list = NULL;
	size_t n = 0;
	int fd = openat(w->root_fd, *path ? path : ".",
		O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		if (errno != ENOENT)
			trouble(w, path, errno);
		return;
	}
	bool first = first_visit(w->s, fd);
	if (first && w->s->c->folder)
		w->s->c->folder(w->s->c->ctx, w->s->target[w->target].root, path, fd);
	DIR *d = first ? fdopendir(fd) : NULL;
	if (!d) {
		close(fd);
		return;
	}
	bool wanted = list_folder(d, &list, &n);
	gather_sheets(w, dirfd(d), path, list, wanted ? n : 0);
	for (size_t i = 0; i < n; i++) {
		if (wanted)
			visit_entry(w, dirfd(d), path, &list[i]);
		free(list[i].name);
	}
	w->sheeted = 0;
	free(list);
	closedir(d);
	scan_tell(w->s, false);
}

/* A linked folder goes onto the stack; a linked file counts unless it is there already.
 */
static void follow_link(struct walk *w, const char *path)
{
	struct stat st;
	int64_t used;
	bool known = intern_find(&w->names, path, strlen(path)) >= 0;
	if (fstatat(w->root_fd, path, &st, 0) != 0)
		return;
	if (w->s->c->live && !known)
		w->s->result->links += !w->s->target[w->target].shallow;
	else if (S_ISDIR(st.st_mode))
		push(&w->folder, &w->n_folders, &w->cap_folders, xstrdup(path));
	else if (S_ISREG(st.st_mode) && scan_is_music_name(path) &&
		 !map_get(&w->s->files, inode_key(&st), &used))
		visit_file(w, path, &st);
}

/* Would a whole scan come by? Not below a folder that is left out. */
static bool is_reachable(const struct walk *w, const char *part)
{
	char *path = xstrdup(part), *end = path;
	bool wanted = true;
	while (wanted && (end = strchr(end, '/'))) {
		*end = '\0';
		char *mark = path_join(path, ".nomedia");
		wanted = !is_excluded(w->s->c, path) &&
			 faccessat(w->root_fd, mark, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
		free(mark);
		*end++ = '/';
	}
	wanted = wanted && !is_excluded(w->s->c, path) &&
		 (!*path || faccessat(w->root_fd, ".nomedia", F_OK, 0) != 0);
	free(path);
	return wanted;
}

static enum err_code walk_all(struct walk *w, struct err *why)
{
	const char *part = w->s->target[w->target].below;
	if (w->s->c->live && part && !is_reachable(w, part))
		return ERR_OK;
	push(&w->folder, &w->n_folders, &w->cap_folders, xstrdup(part ? part : ""));
	while (w->n_folders || w->n_links) {
		if (scan_cancelled(w->s))
			return err_set(why, ERR_CANCELLED, "the scan was stopped");
		if (w->n_folders) {
			char *path = w->folder[--w->n_folders];
			walk_folder(w, path);
			free(path);
			continue;
		}
		char *path = w->link[--w->n_links];
		follow_link(w, path);
		free(path);
	}
	return ERR_OK;
}

static bool lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	return n == 0 ||
	       (strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

static bool take_known(void *ctx, const struct library_file *f)
{
	struct walk *w = ctx;
	intern_add(&w->names, f->path, strlen(f->path));
	w->known = mem_grow(w->known, &w->cap_known, w->n_known + 1, sizeof *w->known);
	w->known[w->n_known++] = (struct known){
		f->id, f->size, f->mtime_ns, f->inode, f->sheets, f->state, false};
	return true;
}

static bool is_closed(const struct walk *w, const char *path)
{
	for (size_t i = 0; i < w->n_closed; i++)
		if (lies_in(path, w->closed[i]))
			return true;
	return false;
}

static void find_missing(struct walk *w)
{
	struct scan *s = w->s;
	for (size_t i = 0; i < w->n_known; i++) {
		const struct known *k = &w->known[i];
		if (k->seen || k->state == FILE_MISSING ||
			is_closed(w, w->names.name[i]))
			continue;
		s->missing = mem_grow(s->missing, &s->cap_missing, s->n_missing + 1,
			sizeof *s->missing);
		s->missing[s->n_missing++] = k->id;
	}
}

static void walk_finish(struct walk *w)
{
	char **const lists[] = {w->folder, w->link, w->closed};
	const size_t n[] = {w->n_folders, w->n_links, w->n_closed};
	for (int k = 0; k < 3; k++) {
		for (size_t i = 0; i < n[k]; i++)
			free(lists[k][i]);
		free(lists[k]);
	}
	intern_finish(&w->names);
	free(w->known);
}

enum err_code scan_walk(struct scan *s, size_t target, struct err *why)
{
	struct walk w = {.s = s, .target = target};
	const struct scan_target *t = &s->target[target];
	const char *path = t->path;
	w.root_fd = s->root_fd[target] =
		open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	enum err_code code = library_each_file_in(s->c->db, t->root,
		t->below ? t->below : "", t->shallow, take_known, &w, why);
	if (code == ERR_OK && w.root_fd >= 0)
		code = walk_all(&w, why);
	if (code == ERR_OK)
		find_missing(&w);
	/* A mount point without its disk is an empty folder. */
	if (code == ERR_OK && !t->below && w.seen == 0 &&
		(w.root_fd < 0 || w.n_known > 0)) {
		s->result->roots_gone++;
		if (w.root_fd >= 0)
			close(w.root_fd);
		s->root_fd[target] = -1;
	}
	walk_finish(&w);
	return code;
}
