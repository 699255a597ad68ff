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
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "library/cue_open.h"
#include "scan_walk.h"

enum { RULES = 1, FRESH_NS = 2000000000 };

struct entry {
	char *name; /* owned */
	unsigned char type;
};

static const char *const music_names[] = {"mp3", "flac", "ogg", "oga", "opus", "wav",
	"wave", "w64", "rf64", "aif", "aiff", "aifc", "mp2", "mp1", "mpga", "m4a",
	"m4b", "m4r", "aac", "adts", "alac", "wma", "asf", "wv", "ape", "mpc", "mp+",
	"mpp", "tta", "dsf", "dff", "mka", "webm", "weba", "spx", "mod", "xm", "it",
	"mptm", "s3m"};

bool scan_is_music_name(const char *name)
{
	const char *ext = path_extension(name);
	for (size_t i = 0; *ext && i < sizeof music_names / sizeof *music_names; i++)
		if (strcasecmp(ext, music_names[i]) == 0)
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

bool walk_is_wanted(const struct walk *w, const char *path)
{
	char *folder = path_dir(path), *mark = path_join(folder, ".nomedia");
	bool wanted = !is_excluded(w->s->c, path) &&
		      faccessat(w->root_fd, mark, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
	free(mark);
	free(folder);
	return wanted;
}

int64_t walk_rules(const struct scan_config *c)
{
	uint64_t h = RULES;
	for (size_t i = 0; i < sizeof music_names / sizeof *music_names; i++)
		h = hash_bytes(music_names[i], strlen(music_names[i]), h);
	for (size_t i = 0; i < c->n_excludes; i++)
		h = hash_bytes(c->excludes[i], strlen(c->excludes[i]) + 1, h);
	return h ? (int64_t)h : 1;
}

void scan_job_set(struct scan_job *j, const struct stat *st)
{
	j->size = st->st_size;
	j->mtime_ns = known_mtime_ns(st);
	j->inode = (int64_t)st->st_ino;
}

void walk_add_job(struct walk *w, const char *path, const struct stat *st, bool fresh)
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

/* False: somebody is writing it, it is left as it is. */
bool walk_count(struct walk *w, const char *path, const struct stat *st)
{
	struct scan *s = w->s;
	walk_add_inode(s, known_inode_key(st));
	w->seen++;
	if (s->c->busy && s->c->busy(s->c->ctx, s->target[w->target].root, path))
		return false;
	s->result->files++;
	s->progress.seen++;
	return true;
}

void walk_come_back(struct scan *s, int64_t file, const struct stat *st)
{
	s->back = mem_grow(s->back, &s->cap_back, s->n_back + 1, sizeof *s->back);
	s->back[s->n_back++] = (struct scan_touch){
		file, st->st_size, known_mtime_ns(st), (int64_t)st->st_ino};
	s->result->back++;
}

static void visit_file(struct walk *w, const char *path, const struct stat *st)
{
	struct scan *s = w->s;
	int32_t i = intern_find(&w->names, path, strlen(path));
	if (i >= 0)
		w->known[i].seen = true;
	if (!walk_count(w, path, st)) {
		w->odd = true;
		return;
	}
	if (i < 0) {
		walk_add_job(w, path, st, true);
		return;
	}
	const struct known_file *k = w->known[i].file;
	int64_t sheets = w->sheeted ? s->folder[w->sheeted - 1].stamp : 0;
	bool same = k->size == st->st_size && k->mtime_ns == known_mtime_ns(st) &&
		    k->inode == (int64_t)st->st_ino && k->sheets == sheets;
	if (!same)
		walk_add_job(w, path, st, false);
	else if (k->state == FILE_UNREADABLE)
		s->result->unreadable++;
	else if (k->state == FILE_MISSING)
		walk_come_back(s, k->id, st);
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
	w->odd = w->odd || e->type == DT_UNKNOWN || e->type == DT_LNK;
	if (e->type != DT_DIR && e->type != DT_LNK && !(music && e->type == DT_REG))
		return;
	char *path = below(folder, e->name);
	/* Nobody could open it by its name. */
	if (strlen(w->s->target[w->target].path) + 1 + strlen(path) >= PATH_MAX) {
		walk_trouble(w, path, ENAMETOOLONG);
		free(path);
	} else if (is_excluded(w->s->c, path)) {
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
		else
			w->odd = true;
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

void walk_trouble(struct walk *w, const char *path, int errnum)
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

static void list_and_visit(struct walk *w, const char *path, DIR *d)
{
	struct entry *list = NULL;
	size_t n = 0;
	bool wanted = list_folder(d, &list, &n);
	gather_sheets(w, dirfd(d), path, list, wanted ? n : 0);
	w->odd = w->sheeted != 0;
	for (size_t i = 0; i < n; i++) {
		if (wanted)
			visit_entry(w, dirfd(d), path, &list[i]);
		free(list[i].name);
	}
	w->sheeted = 0;
	free(list);
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
		push(&w->folder, &w->n_folders, &w->cap_folders,
			xstrdup(w->tree.paths.name[k - 1]));
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
	DIR *d = first ? fdopendir(fd) : NULL;
	if (!d) {
		close(fd);
		return;
	}
	list_and_visit(w, path, d);
	note_folder(w, path, &st);
	closedir(d);
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
		push(&w->folder, &w->n_folders, &w->cap_folders, xstrdup(path));
	else if (S_ISREG(st.st_mode) && scan_is_music_name(path) && !is_seen(w->s, &st))
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

enum err_code walk_all(struct walk *w, struct err *why)
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
			enum err_code code = ERR_OK;
			walk_folder(w, path);
			free(path);
			/* The last walk: the database is not read any more. */
			if (w->target + 1 == w->s->n_targets)
				code = scan_read_early(w->s, why);
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
