#include "play_cue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "library/cue_split.h"
#include "library/scan.h"
#include "library/tags_job.h"

bool play_is_cue(const char *path)
{
	return strcasecmp(path_extension(path), "cue") == 0;
}

struct beside {
	char *dir;   /* owned */
	char **name; /* owned; (n); of music files */
	size_t n, cap;
};

static void look_beside(struct beside *b, const char *sheet)
{
	b->dir = path_dir(sheet);
	DIR *d = opendir(b->dir);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.' || !scan_is_music_name(e->d_name))
			continue;
		b->name = mem_grow(b->name, &b->cap, b->n + 1, sizeof *b->name);
		b->name[b->n++] = xstrdup(e->d_name);
	}
	if (d)
		closedir(d);
}

static void beside_finish(struct beside *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->name[i]);
	free(b->name);
	free(b->dir);
}

static enum err_code read_record(const char *path,
	void (*read)(int fd, struct tags_record *ret), struct tags_record *ret,
	struct err *why)
{
	*ret = (struct tags_record){0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_sys(why, errno, "cannot open %s", path);
	read(fd, ret);
	close(fd);
	return ret->code == ERR_OK
		       ? ERR_OK
		       : err_set(why, ret->code, "%s: %s", path, ret->reason);
}

/* The tracks that lie in one file. */
static enum err_code add_file(struct play_files *f, const char *path,
	const struct cue_sheet *s, const bool *mine, struct err *why)
{
	struct tags_record r;
	struct tags *part = NULL;
	size_t n = 0;
	enum err_code code = read_record(path, tags_job_read, &r, why);
	if (code == ERR_OK)
		code = cue_split(&r.tags, s, mine, &part, &n, why);
	for (size_t i = 0; i < n; i++)
		play_files_take(f, xstrdup(path), xmemdup(&part[i], sizeof *part));
	free(part);
	if (code == ERR_OK && n == 0) {
		play_files_take(f, xstrdup(path), xmemdup(&r.tags, sizeof r.tags));
		r.tags = (struct tags){0};
	}
	tags_record_finish(&r);
	return code;
}

/* Every file that the sheet names, once, with all its tracks. */
static enum err_code add_sheet(struct play_files *f, const char *path,
	const struct cue_sheet *s, struct err *why)
{
	struct beside b = {0};
	size_t at[CUE_TRACKS_MAX];
	enum err_code code = ERR_OK;
	look_beside(&b, path);
	for (size_t i = 0; i < s->n && code == ERR_OK; i++)
		if (cue_find_file((const char *const *)b.name, b.n, s->track[i].file,
			    path_base(path), cue_names_one_file(s),
			    &at[i]) == CUE_FIT_NONE)
			code = err_set(why, ERR_NOT_FOUND,
				"the file %s, which %s names, is not beside it",
				s->track[i].file, path);
	for (size_t i = 0; i < s->n && code == ERR_OK; i++) {
		bool mine[CUE_TRACKS_MAX];
		if (i > 0 && at[i] == at[i - 1])
			continue;
		for (size_t k = 0; k < s->n; k++)
			mine[k] = at[k] == at[i];
		char *file = path_join(b.dir, b.name[at[i]]);
		code = add_file(f, file, s, mine, why);
		free(file);
	}
	beside_finish(&b);
	return code;
}

enum err_code play_cue_add(struct play_files *f, const char *path, struct err *why)
{
	struct tags_record r;
	enum err_code code = read_record(path, tags_job_sheet, &r, why);
	if (code == ERR_OK)
		code = add_sheet(f, path, r.sheet, why);
	tags_record_finish(&r);
	return code;
}
