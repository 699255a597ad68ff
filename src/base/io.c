#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"

ssize_t io_read_full(int fd, void *buf, size_t n)
{
	size_t got = 0;
	while (got < n) {
		ssize_t k = read(fd, (char *)buf + got, n - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

ssize_t io_pread_full(int fd, void *buf, size_t n, off_t at)
{
	size_t got = 0;
	while (got < n) {
		ssize_t k = pread(fd, (char *)buf + got, n - got, at + (off_t)got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

int io_write_full(int fd, const void *buf, size_t n)
{
	size_t done = 0;
	while (done < n) {
		ssize_t k = write(fd, (const char *)buf + done, n - done);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		done += (size_t)k;
	}
	return 0;
}

enum err_code io_read_file(
	const char *path, size_t max, char **ret, size_t *ret_n, struct err *why)
{
	bool std_in = strcmp(path, "-") == 0;
	int fd = std_in ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(why, errno, "cannot open %s", path);
	char *data = NULL;
	size_t cap = 0, len = 0;
	ssize_t k = 1;
	while (k > 0 && len <= max) {
		data = mem_grow(data, &cap, len + 65536, 1);
		k = io_read_full(fd, data + len, cap - len - 1);
		len += k > 0 ? (size_t)k : 0;
	}
	int errnum = errno;
	if (!std_in)
		close(fd);
	if (k < 0 || len > max) {
		free(data);
		if (k < 0)
			return err_sys(why, errnum, "cannot read %s", path);
		return err_set(
			why, ERR_RANGE, "%s is larger than %zu bytes", path, max);
	}
	data[len] = '\0';
	*ret = data;
	*ret_n = len;
	return ERR_OK;
}

enum err_code io_write_file(
	const char *path, const void *data, size_t n, int mode, struct err *why)
{
	struct str tmp = {0};
	str_appendf(&tmp, "%s.%d.tmp", path, (int)getpid());
	int fd = open(str_text(&tmp), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	enum err_code code = ERR_OK;
	if (fd < 0)
		code = err_sys(why, errno, "cannot write %s", path);
	else if (io_write_full(fd, data, n) != 0 || fsync(fd) != 0)
		code = err_sys(why, errno, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
	if (code == ERR_OK && rename(str_text(&tmp), path) != 0)
		code = err_sys(why, errno, "cannot write %s", path);
	if (code != ERR_OK && fd >= 0)
		unlink(str_text(&tmp));
	str_finish(&tmp);
	return code;
}
