#include "library/cue_open.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "library/cue_split.h"
#include "library/scan.h"
#include "library/tags_job.h"
#include "worker/worker.h"

bool cue_is_sheet_name(const char *name)
{
	return strcasecmp(path_extension(name), "cue") == 0;
}

static enum err_code ask_worker(int fd, struct tags_record *ret, struct err *why)
{
	const struct worker_limits limits = {
		.seconds_per_message = TAGS_JOB_SECONDS, .urgent = true};
	const struct worker_message ask = {
		.type = TAGS_JOB_SHEET, .fds = {fd}, .n_fds = 1};
	struct worker_message reply = {0};
	struct worker *w = NULL;
	enum err_code code = worker_start(NULL, "tags", &limits, &w, why);
	if (code == ERR_OK)
		code = worker_call(w, &ask, &reply, why);
	if (code == ERR_OK && reply.type != TAGS_JOB_SHEET)
		code = err_set(why, ERR_WORKER, "the tags worker answers nonsense");
	if (code == ERR_OK)
		code = tags_job_unpack(&reply, ret, 1, why);
	worker_message_finish(&reply);
	if (w)
		worker_stop(w);
	return code;
}

static enum err_code read_sheet(
	const char *path, bool in_worker, struct cue_opened *ret, struct err *why)
{
	struct tags_record r = {0};
	enum err_code code = ERR_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_sys(why, errno, "cannot open %s", path);
	if (in_worker)
		code = ask_worker(fd, &r, why);
	else
		tags_job_sheet(fd, &r);
	close(fd);
	if (code == ERR_OK && r.code != ERR_OK)
		code = err_set(why, r.code, "%s: %s", path, r.reason);
	ret->sheet = r.sheet;
	return code;
}

struct beside {
	char **name; /* owned; (n); of music files */
	size_t n, cap;
};

static void look_beside(struct beside *b, const char *dir)
{
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.' || !scan_is_music_name(e->d_name))
			continue;
		b->name = mem_grow(b->name, &b->cap, b->n + 1, sizeof *b->name);
		b->name[b->n++] = xstrdup(e->d_name);
	}
	if (d)
		closedir(d);
}

/* The number of a file among those found so far. */
static size_t add_file(struct cue_opened *c, char *path)
{
	for (size_t i = 0; i < c->n_files; i++) {
		if (strcmp(c->file[i], path) == 0) {
			free(path);
			return i;
		}
	}
	c->file = xreallocarray(c->file, c->n_files + 1, sizeof *c->file);
	c->file[c->n_files] = path;
	return c->n_files++;
}

static enum err_code find_files(struct cue_opened *c, const char *path, struct err *why)
{
	const struct cue_sheet *s = c->sheet;
	struct beside b = {0};
	enum err_code code = ERR_OK;
	char *dir = path_dir(path);
	look_beside(&b, dir);
	for (size_t i = 0; i < s->n && code == ERR_OK; i++) {
		size_t at = 0;
		if (b.n == 0 || cue_find_file((const char *const *)b.name, b.n,
					s->track[i].file, path_base(path),
					cue_names_one_file(s), &at) == CUE_FIT_NONE)
			code = err_set(why, ERR_NOT_FOUND,
				"the file %s, which %s names, is not beside it",
				s->track[i].file, path);
		else
			c->of[i] = add_file(c, path_join(dir, b.name[at]));
	}
	for (size_t i = 0; i < b.n; i++)
		free(b.name[i]);
	free(b.name);
	free(dir);
	return code;
}

enum err_code cue_open(
	const char *path, bool in_worker, struct cue_opened *ret, struct err *why)
{
	memset(ret, 0, sizeof *ret);
	enum err_code code = read_sheet(path, in_worker, ret, why);
	if (code == ERR_OK)
		code = find_files(ret, path, why);
	if (code != ERR_OK)
		cue_opened_finish(ret);
	return code;
}

void cue_opened_finish(struct cue_opened *c)
{
	for (size_t i = 0; i < c->n_files; i++)
		free(c->file[i]);
	free(c->file);
	cue_sheet_finish(c->sheet);
	free(c->sheet);
	memset(c, 0, sizeof *c);
}
