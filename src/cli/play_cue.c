#include "play_cue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "library/cue_open.h"
#include "library/cue_split.h"
#include "library/tags_job.h"

static enum err_code read_tags(
	const char *path, struct tags_record *ret, struct err *why)
{
	*ret = (struct tags_record){0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return err_sys(why, errno, "cannot open %s", path);
	tags_job_read(fd, ret);
	close(fd);
	return ret->code == ERR_OK
		       ? ERR_OK
		       : err_set(why, ret->code, "%s: %s", path, ret->reason);
}

/* The tracks that lie in one file. */
static enum err_code add_file(
	struct play_files *f, const struct cue_opened *c, size_t file, struct err *why)
{
	const char *path = c->file[file];
	bool mine[CUE_TRACKS_MAX];
	struct tags_record r;
	struct tags *part = NULL;
	size_t n = 0;
	for (size_t i = 0; i < c->sheet->n; i++)
		mine[i] = c->of[i] == file;
	enum err_code code = read_tags(path, &r, why);
	if (code == ERR_OK)
		code = cue_split(&r.tags, c->sheet, mine, &part, &n, why);
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

enum err_code play_cue_add(struct play_files *f, const char *path, struct err *why)
{
	struct cue_opened c;
	enum err_code code = cue_open(path, false, &c, why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < c.n_files && code == ERR_OK; i++)
		code = add_file(f, &c, i, why);
	cue_opened_finish(&c);
	return code;
}
