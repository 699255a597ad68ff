/*
 * What the walk makes of a folder's names: files that are new, changed or as they were,
 * folders and links that come later, CUE sheets.
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
#include "library/cue_open.h"
#include "scan_walk.h"

enum { RULES = 1 };

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

int64_t walk_rules(const struct scan_config *c)
{
	uint64_t h = RULES;
	for (size_t i = 0; i < sizeof music_names / sizeof *music_names; i++)
		h = hash_bytes(music_names[i], strlen(music_names[i]), h);
	for (size_t i = 0; i < c->n_excludes; i++)
		h = hash_bytes(c->excludes[i], strlen(c->excludes[i]) + 1, h);
	return h ? (int64_t)h : 1;
}

static char *below(const char *folder, const char *name)
{
	return *folder ? path_join(folder, name) : xstrdup(name);
}

bool walk_is_excluded(const struct scan_config *c, const char *path)
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
	bool wanted = !walk_is_excluded(w->s->c, path) &&
		      faccessat(w->root_fd, mark, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
	free(mark);
	free(folder);
	return wanted;
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

void walk_visit_file(struct walk *w, const char *path, const struct stat *st)
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
	} else if (walk_is_excluded(w->s->c, path)) {
		free(path);
	} else if (e->type == DT_DIR && !folders) {
		free(path);
	} else if (e->type == DT_DIR) {
		walk_push_folder(w, path);
	} else if (e->type == DT_LNK) {
		walk_push(&w->link, &w->n_links, &w->cap_links, path);
	} else {
		if (fstatat(dir_fd, e->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			walk_visit_file(w, path, &st);
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

void walk_visit(struct walk *w, const char *path, DIR *d)
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
