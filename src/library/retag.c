#include "library/retag.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "retag_copy.h"
#include "tags_edit.h"

enum { SECONDS = 60 }; /* tags at the beginning of a long file move all of it */

struct retagger {
	char *exe;                /* owned; NULL: this program */
	struct worker *worker;    /* owned; NULL: not started */
	const _Atomic bool *stop; /* borrowed; NULL: none */
	char *swept;              /* owned; the last folder that was; NULL: none */
};

struct retagger *retagger_create(const char *exe, const _Atomic bool *stop)
{
	struct retagger *r = xcalloc(1, sizeof *r);
	r->exe = xstrdup(exe);
	r->stop = stop;
	return r;
}

void retagger_destroy(struct retagger *r)
{
	if (!r)
		return;
	worker_stop(r->worker);
	free(r->swept);
	free(r->exe);
	free(r);
}

/* ---- the worker */

static enum err_code ask(struct retagger *r, uint32_t type, int fd,
	const struct retag *change, struct retag *ret, struct err *why)
{
	const struct worker_limits limits = {
		.seconds_per_message = SECONDS, .urgent = true};
	struct worker_message m = {.type = type, .fds = {fd}, .n_fds = 1}, reply = {0};
	enum err_code code = ERR_OK;
	if (!r->worker)
		code = worker_start(r->exe, "tags", &limits, &r->worker, why);
	if (change)
		retag_put(&m.payload, change);
	if (code == ERR_OK) {
		worker_set_stop(r->worker, change ? NULL : r->stop);
		code = worker_call(r->worker, &m, &reply, why);
	}
	m.n_fds = 0; /* the caller's */
	worker_message_finish(&m);
	if (code != ERR_OK)
		return code;
	struct bytes_reader b;
	bytes_reader_init(&b, reply.payload.data, reply.payload.len);
	retag_get(&b, ret);
	if (b.bad || reply.type != type)
		code = err_set(why, ERR_WORKER,
			"the tags worker gave an answer that makes no sense");
	worker_message_finish(&reply);
	if (code != ERR_OK)
		retag_finish(ret);
	return code;
}

static enum err_code open_file(const char *path, int *ret_fd, struct err *why)
{
	struct stat st;
	*ret_fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*ret_fd < 0)
		return err_sys(why, errno, "it cannot be opened");
	if (fstat(*ret_fd, &st) == 0 && S_ISREG(st.st_mode))
		return ERR_OK;
	close(*ret_fd);
	return err_set(why, ERR_UNSUPPORTED, "it is no file");
}

enum err_code retagger_read(
	struct retagger *r, const char *path, struct retag *ret, struct err *why)
{
	int fd;
	*ret = (struct retag){0};
	enum err_code code = open_file(path, &fd, why);
	if (code != ERR_OK)
		return code;
	code = ask(r, TAGS_JOB_FIELDS, fd, NULL, ret, why);
	close(fd);
	return code;
}

enum err_code retagger_allows(const char *path, bool force, struct err *why)
{
	char *real = path_real(path);
	if (!real)
		return err_set(why, ERR_NOT_FOUND, "the file is not there");
	char *dir = path_dir(real);
	enum err_code code = ERR_OK;
	struct stat st;
	/* Who is root may write everywhere; the bits say what was meant. */
	if (access(dir, W_OK) != 0 || stat(dir, &st) != 0 || !(st.st_mode & 0222))
		code = err_set(why, ERR_PERMISSION, "its folder is read-only");
	else if (!force && (access(real, W_OK) != 0 || stat(real, &st) != 0 ||
				   !(st.st_mode & 0222)))
		code = err_set(why, ERR_PERMISSION, "the file is read-only");
	free(dir);
	free(real);
	return code;
}

/* ---- writing */

static enum err_code fill_copy(struct retagger *r, const char *path,
	struct retag_copy *to, const struct retag *change, struct err *why)
{
	int from;
	struct stat before, after;
	struct retag now = {0};
	enum err_code code = open_file(path, &from, why);
	if (code != ERR_OK)
		return code;
	if (fstat(from, &before) != 0)
		code = err_sys(why, errno, "it cannot be read");
	if (code == ERR_OK)
		code = retag_copy_fill(to, from, why);
	if (code == ERR_OK)
		code = ask(r, TAGS_JOB_CHANGE, to->fd, change, &now, why);
	/* What such a file cannot hold is not written half. */
	int missed = code == ERR_OK ? retag_missed(change, &now) : -1;
	if (missed >= 0)
		code = err_set(why, ERR_UNSUPPORTED, "such a file cannot hold that %s",
			retag_name(missed));
	if (code == ERR_OK)
		retag_copy_take_rights(to, from);
	/* Somebody else was at work meanwhile. */
	if (code == ERR_OK &&
		(stat(path, &after) != 0 || after.st_size != before.st_size ||
			after.st_ino != before.st_ino ||
			after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
			after.st_mtim.tv_nsec != before.st_mtim.tv_nsec))
		code = err_set(why, ERR_BUSY, "another program is changing it");
	retag_finish(&now);
	close(from);
	return code;
}

/* Copies of a program that was killed: looked for where the folder is another one than
 * that of the file before. */
static void sweep(struct retagger *r, const char *dir)
{
	if (r->swept && strcmp(r->swept, dir) == 0)
		return;
	free(r->swept);
	r->swept = xstrdup(dir);
	retag_copy_sweep(dir);
}

static enum err_code replace(struct retagger *r, const char *path, const char *dir,
	const struct retag *change, struct err *why)
{
	struct retag_copy copy;
	sweep(r, dir);
	enum err_code code = retag_copy_open(dir, &copy, why);
	if (code == ERR_OK)
		code = fill_copy(r, path, &copy, change, why);
	if (code == ERR_OK)
		code = retag_copy_place(&copy, dir, path, why);
	retag_copy_close(&copy);
	return code;
}

enum err_code retagger_write(struct retagger *r, const char *path,
	const struct retag *change, struct err *why)
{
	/* A link stays one: what it leads to is replaced. */
	char *real = path_real(path);
	if (!real)
		return err_set(why, ERR_NOT_FOUND, "the file is not there");
	char *dir = path_dir(real);
	enum err_code code = replace(r, real, dir, change, why);
	free(dir);
	free(real);
	return code;
}
