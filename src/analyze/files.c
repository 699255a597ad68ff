#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int files_open(const char *path, struct err *why)
{
	struct stat st;
	/* A FIFO without a writer must not stop us before we see that it is one. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		err_sys(why, errno, "it cannot be opened");
	} else if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		err_set(why, ERR_UNSUPPORTED, "it is not a regular file");
		close(fd);
		fd = -1;
	}
	return fd;
}

int64_t files_limit_us(int fd, int64_t duration_ms, int floor_s)
{
	int64_t play_s = duration_ms / 1000;
	struct stat st;
	if (play_s <= 0 && fstat(fd, &st) == 0)
		play_s = st.st_size / 4000;
	return (floor_s + play_s) * 1000000;
}
