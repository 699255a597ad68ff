#include "retag_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"

/* A dot keeps scans away from it. */
#define PREFIX ".linnet-tags-"

static void fd_path(int fd, char *out, size_t n)
{
	snprintf(out, n, "/proc/self/fd/%d", fd);
}

static int open_nameless(const char *dir)
{
	char name[40];
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	fd_path(fd, name, sizeof name);
	if (access(name, F_OK) == 0) /* or it could get no name later */
		return fd;
	close(fd);
	return -1;
}

enum err_code retag_copy_open(const char *dir, struct retag_copy *ret, struct err *why)
{
	struct stat st;
	*ret = (struct retag_copy){open_nameless(dir), NULL};
	while (ret->fd < 0) {
		ret->path = path_join(dir, PREFIX "XXXXXX");
		ret->fd = mkostemp(ret->path, O_CLOEXEC);
		if (ret->fd < 0) {
			int sys = errno;
			retag_copy_close(ret);
			return err_sys(why, sys, "nothing can be written beside it");
		}
		/* Somebody may have swept it away before it was locked. */
		if (flock(ret->fd, LOCK_EX | LOCK_NB) == 0 &&
			fstat(ret->fd, &st) == 0 && st.st_nlink == 0)
			retag_copy_close(ret);
	}
	if (!ret->path)
		(void)flock(ret->fd, LOCK_EX | LOCK_NB);
	return ERR_OK;
}

enum err_code retag_copy_fill(struct retag_copy *c, int from, struct err *why)
{
	enum { BLOCK = 1 << 18 };
	for (;;) {
		ssize_t n = copy_file_range(from, NULL, c->fd, NULL, 1 << 30, 0);
		if (n == 0)
			return ERR_OK;
		if (n < 0)
			break;
	}
	/* Not within this file system; from the beginning of what is left. */
	char *block = xmalloc(BLOCK);
	ssize_t n;
	do {
		n = io_read_full(from, block, BLOCK);
		if (n > 0 && io_write_full(c->fd, block, (size_t)n) != 0)
			n = -1;
	} while (n > 0);
	free(block);
	return n < 0 ? err_sys(why, errno, "its copy cannot be written") : ERR_OK;
}

static void take_attributes(int from, int to)
{
	enum { NAMES_MAX = 1 << 14, VALUE_MAX = 1 << 16 };
	char *names = xmalloc(NAMES_MAX), *value = xmalloc(VALUE_MAX);
	ssize_t n = flistxattr(from, names, NAMES_MAX);
	for (ssize_t i = 0; i < n; i += (ssize_t)strlen(names + i) + 1) {
		ssize_t k = fgetxattr(from, names + i, value, VALUE_MAX);
		if (k >= 0)
			(void)fsetxattr(to, names + i, value, (size_t)k, 0);
	}
	free(names);
	free(value);
}

void retag_copy_take_rights(struct retag_copy *c, int from)
{
	struct stat st;
	if (fstat(from, &st) != 0)
		return;
	if (fchown(c->fd, st.st_uid, st.st_gid) != 0 &&
		fchown(c->fd, (uid_t)-1, st.st_gid) != 0)
		errno = 0;
	(void)fchmod(c->fd, st.st_mode & 07777);
	take_attributes(from, c->fd);
}

/* A nameless one gets one for the moment: a name cannot be replaced otherwise. */
static bool give_name(struct retag_copy *c, const char *dir)
{
	enum { TRIES = 100 };
	char name[64], fd[40];
	fd_path(c->fd, fd, sizeof fd);
	for (int i = 0; i < TRIES; i++) {
		snprintf(name, sizeof name, PREFIX "%ld-%d", (long)getpid(), i);
		char *path = path_join(dir, name);
		if (linkat(AT_FDCWD, fd, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0) {
			c->path = path;
			return true;
		}
		free(path);
		if (errno != EEXIST)
			return false;
	}
	return false;
}

static void sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

enum err_code retag_copy_place(
	struct retag_copy *c, const char *dir, const char *path, struct err *why)
{
	if (fsync(c->fd) != 0)
		return err_sys(why, errno, "its copy cannot be written");
	if (!c->path && !give_name(c, dir))
		return err_sys(why, errno, "its copy gets no name");
	if (rename(c->path, path) != 0)
		return err_sys(why, errno, "its copy cannot take its place");
	free(c->path);
	c->path = NULL;
	sync_folder(dir);
	return ERR_OK;
}

void retag_copy_close(struct retag_copy *c)
{
	if (c->path && c->fd >= 0)
		unlink(c->path);
	if (c->fd >= 0)
		close(c->fd);
	free(c->path);
	*c = (struct retag_copy){-1, NULL};
}

void retag_copy_sweep(const char *dir)
{
	DIR *d = opendir(dir);
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));) {
		if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		int fd = openat(dirfd(d), e->d_name,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			unlinkat(dirfd(d), e->d_name, 0);
		if (fd >= 0)
			close(fd);
	}
	closedir(d);
}
