#include "play_files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "codec/sniff.h"
#include "library/cue_open.h"
#include "play_cue.h"

enum { DEPTH_MAX = 64 };

/* The folders that a walk is in: a link back to one of them is not followed. */
struct place {
	dev_t device;
	ino_t inode;
	const struct place *above;
	int depth;
};

static int compare_numbers(const char **a, const char **b)
{
	size_t n = 0, m = 0;
	while (**a == '0')
		(*a)++;
	while (**b == '0')
		(*b)++;
	while (isdigit((unsigned char)(*a)[n]))
		n++;
	while (isdigit((unsigned char)(*b)[m]))
		m++;
	int order = n != m ? (n < m ? -1 : 1) : strncmp(*a, *b, n);
	*a += n;
	*b += m;
	return order;
}

static int compare_names(const char *a, const char *b)
{
	const char *x = a, *y = b;
	while (*x && *y) {
		int order;
		if (isdigit((unsigned char)*x) && isdigit((unsigned char)*y))
			order = compare_numbers(&x, &y);
		else
			order = tolower((unsigned char)*x++) -
				tolower((unsigned char)*y++);
		if (order != 0)
			return order;
	}
	if (*x || *y)
		return *x ? 1 : -1;
	return strcmp(a, b);
}

static int compare_entries(const void *a, const void *b)
{
	return compare_names(*(char *const *)a, *(char *const *)b);
}

void play_files_take(struct play_files *f, char *path, struct tags *part)
{
	f->item = mem_grow(f->item, &f->cap, f->n + 1, sizeof *f->item);
	f->item[f->n++] = (struct play_file){path, part};
}

static bool is_music(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	bool known = sniff_fd(fd) != FORMAT_UNKNOWN;
	close(fd);
	return known;
}

static bool is_above(const struct place *p, const struct stat *st)
{
	for (; p; p = p->above)
		if (p->device == st->st_dev && p->inode == st->st_ino)
			return true;
	return false;
}

static size_t read_names(const char *dir, char ***ret)
{
	DIR *d = opendir(dir);
	char **name = NULL;
	size_t n = 0, cap = 0;
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		name = mem_grow(name, &cap, n + 1, sizeof *name);
		name[n++] = xstrdup(e->d_name);
	}
	if (d)
		closedir(d);
	if (n > 0)
		qsort(name, n, sizeof *name, compare_entries);
	*ret = name;
	return n;
}

static void walk(struct play_files *f, const char *dir, const struct stat *at,
	const struct place *above)
{
	struct place here = {
		at->st_dev, at->st_ino, above, above ? above->depth + 1 : 0};
	char **name;
	if (here.depth > DEPTH_MAX)
		return;
	size_t n = read_names(dir, &name);
	for (size_t i = 0; i < n; i++) {
		struct stat st;
		char *path = path_join(dir, name[i]);
		free(name[i]);
		bool found = stat(path, &st) == 0;
		if (found && S_ISREG(st.st_mode) && is_music(path)) {
			play_files_take(f, path, NULL);
			continue;
		}
		if (found && S_ISDIR(st.st_mode) && !is_above(&here, &st))
			walk(f, path, &st, &here);
		free(path);
	}
	free(name);
}

enum err_code play_files_add(struct play_files *f, const char *path, struct err *why)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return err_sys(why, errno, "cannot play %s", path);
	char *real = path_real(path);
	if (!real)
		return err_sys(why, errno, "cannot play %s", path);
	if (!S_ISDIR(st.st_mode)) {
		enum err_code code = ERR_OK;
		if (cue_is_sheet_name(real) && !is_music(real))
			code = play_cue_add(f, real, why);
		else
			play_files_take(f, xstrdup(real), NULL);
		free(real);
		return code;
	}
	size_t before = f->n;
	walk(f, real, &st, NULL);
	free(real);
	return f->n > before
		       ? ERR_OK
		       : err_set(why, ERR_NOT_FOUND, "there is no music in %s", path);
}

void play_files_finish(struct play_files *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->item[i].path);
		if (f->item[i].part)
			tags_finish(f->item[i].part);
		free(f->item[i].part);
	}
	free(f->item);
}
