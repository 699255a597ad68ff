#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/path.h"
#include "base/str.h"

enum { TURN_OVER_AT = 1 << 20 };

/* The one sink of the process: a descriptor in append mode, a line is one write. */
static _Atomic int sink = -1;
static _Atomic int max_level = LOG_INFO;

enum err_code log_open(const char *path, enum log_level level, struct err *why)
{
	struct stat st;
	if (stat(path, &st) == 0 && st.st_size > TURN_OVER_AT) {
		struct str old = {0};
		str_appendf(&old, "%s.1", path);
		if (rename(path, str_text(&old)) != 0)
			(void)0; /* the log merely grows on */
		str_finish(&old);
	}
	char *dir = path_dir(path);
	enum err_code code = path_make_dirs(dir, 0700, why);
	free(dir);
	if (code != ERR_OK)
		return code;
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(why, errno, "cannot write the log %s", path);
	atomic_store(&max_level, (int)level);
	int before = atomic_exchange(&sink, fd);
	if (before >= 0)
		close(before);
	return ERR_OK;
}

int log_fd(void)
{
	return atomic_load(&sink);
}

void log_write(enum log_level level, const char *fmt, ...)
{
	static const char letter[] = {'E', 'W', 'I', 'D'};
	int fd = atomic_load(&sink);
	if (fd < 0 || (int)level > atomic_load(&max_level))
		return;
	char line[1024];
	struct timespec t;
	struct tm tm;
	clock_gettime(CLOCK_REALTIME, &t);
	gmtime_r(&t.tv_sec, &tm);
	size_t n = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &tm);
	n += (size_t)snprintf(line + n, sizeof line - n, ".%03ldZ %c ",
		t.tv_nsec / 1000000, letter[level]);
	va_list ap;
	va_start(ap, fmt);
	int k = vsnprintf(line + n, sizeof line - n - 1, fmt, ap);
	va_end(ap);
	n = k < 0 ? n : n + (size_t)k;
	if (n > sizeof line - 2)
		n = sizeof line - 2;
	line[n++] = '\n';
	if (io_write_full(fd, line, n) != 0)
		return; /* a full disk must not stop the music */
}
