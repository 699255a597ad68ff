#include "library/candidates.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/str.h"
#include "library/scan.h"

enum { DEPTH_MAX = 16, CONFIGURATION_MAX = 1 << 20 };

struct counter {
	int64_t n, limit;
	bool (*stop)(void *ctx);
	void *ctx;
};

static bool full(struct counter *c)
{
	return c->n >= c->limit || (c->stop && c->stop(c->ctx));
}

static void count_below(struct counter *c, const char *dir, int depth)
{
	DIR *d = depth < DEPTH_MAX ? opendir(dir) : NULL;
	const struct dirent *e;
	while (d && !full(c) && (e = readdir(d))) {
		struct stat st;
		if (e->d_name[0] == '.')
			continue;
		char *path = path_join(dir, e->d_name);
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			count_below(c, path, depth + 1);
		else if (S_ISREG(st.st_mode) && scan_is_music_name(e->d_name))
			c->n++;
		free(path);
	}
	if (d)
		closedir(d);
}

int64_t candidates_count(
	const char *dir, int64_t limit, bool (*stop)(void *ctx), void *ctx)
{
	struct counter c = {0, limit, stop, ctx};
	count_below(&c, dir, 0);
	return c.n;
}

struct finder {
	const struct paths *paths;
	struct candidate *list; /* owned */
	size_t n, cap;
	bool (*stop)(void *ctx);
	void *ctx;
};

/* Takes the folder in if it exists, holds music, and does not stand there yet. */
static void offer(struct finder *f, const char *path, const char *from)
{
	char *expanded = path_expand(path, f->paths->home);
	char *real = path_real(expanded);
	free(expanded);
	for (size_t i = 0; real && i < f->n; i++) {
		if (strcmp(f->list[i].path, real) == 0) {
			free(real);
			return;
		}
	}
	int64_t files =
		real ? candidates_count(real, CANDIDATE_COUNTED, f->stop, f->ctx) : 0;
	if (files == 0) {
		free(real);
		return;
	}
	f->list = mem_grow(f->list, &f->cap, f->n + 1, sizeof *f->list);
	f->list[f->n++] = (struct candidate){real, from, files};
}

static void offer_below(struct finder *f, const char *dir, const char *from)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		char *path = path_join(dir, e->d_name);
		offer(f, path, from);
		free(path);
	}
	if (d)
		closedir(d);
}

/* The text between `before` and the end of its line in a small file, without quotes;
 * caller frees; NULL where there is none. */
static char *value_in_file(const char *home, const char *file, const char *before)
{
	char *path = path_join(home, file), *text = NULL, *value = NULL;
	size_t n;
	if (io_read_file(path, CONFIGURATION_MAX, &text, &n, NULL) == ERR_OK) {
		for (char *line = strtok(text, "\n"); line && !value;
			line = strtok(NULL, "\n")) {
			while (*line == ' ' || *line == '\t')
				line++;
			if (!str_starts(line, before))
				continue;
			line += strlen(before);
			line += strspn(line, " \t=\"");
			value = xstrndup(line, strcspn(line, "\"\r"));
		}
	}
	free(text);
	free(path);
	return value;
}

static void offer_named(
	struct finder *f, const char *file, const char *before, const char *from)
{
	char *value = value_in_file(f->paths->home, file, before);
	if (value && value[0])
		offer(f, value, from);
	free(value);
}

/* cmus keeps no folder, but the paths of its library: the folder of the first one, two
 * levels up where files stand in artist and album folders. */
static void offer_cmus(struct finder *f)
{
	char *first = value_in_file(f->paths->home, ".config/cmus/lib.pl", "/");
	if (!first)
		return;
	struct str path = {0};
	str_appendf(&path, "/%s", first);
	char *album = path_dir(str_text(&path)), *artist = path_dir(album),
	     *top = path_dir(artist);
	bool deep = strlen(top) > strlen(f->paths->home);
	offer(f, deep ? top : album, "cmus' library");
	free(album);
	free(artist);
	free(top);
	free(first);
	str_finish(&path);
}

static int by_files(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	if (a->files != b->files)
		return a->files > b->files ? -1 : 1;
	return strcmp(a->path, b->path);
}

void candidates_find(const struct paths *p, bool (*stop)(void *ctx), void *ctx,
	struct candidate **ret, size_t *ret_n)
{
	struct finder f = {.paths = p, .stop = stop, .ctx = ctx};
	struct str user = {0};
	const char *name = getenv("USER");
	offer(&f, p->music, "your music folder");
	offer(&f, "~/music", "your home");
	offer_named(
		&f, ".config/mpd/mpd.conf", "music_directory", "mpd's configuration");
	offer_named(&f, ".mpdconf", "music_directory", "mpd's configuration");
	offer_named(&f, ".config/kew/kewrc", "path", "kew's configuration");
	offer_cmus(&f);
	offer_below(&f, "/mnt", "a mounted disk");
	str_appendf(&user, "/media/%s", name ? name : "");
	offer_below(&f, str_text(&user), "a mounted disk");
	str_reset(&user);
	str_appendf(&user, "/run/media/%s", name ? name : "");
	offer_below(&f, str_text(&user), "a mounted disk");
	str_finish(&user);
	if (f.n > 0)
		qsort(f.list, f.n, sizeof *f.list, by_files);
	*ret = f.list;
	*ret_n = f.n;
}

void candidates_free(struct candidate *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(c[i].path);
	free(c);
}
