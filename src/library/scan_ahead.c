#include "scan_ahead.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/mailbox.h"
#include "base/mem.h"
#include "base/task.h"
#include "library/scan.h"

/* Tags stand in front or at the end; the digest is of the middle. */
enum { THREADS = 4, UNDER_WAY_MAX = 32, FRONT = 65536, MIDDLE = 32768, BACK = 16384 };

struct scan_ahead {
	int root_fd;         /* borrowed */
	struct mailbox *box; /* of paths, which the receiver owns */
	struct task *task[THREADS];
	atomic_bool stop;
	atomic_size_t looked;
};

/* What the walk will ask of a folder; the answers stay in the kernel's caches. */
static void look_into(struct scan_ahead *a, const char *path)
{
	int fd = openat(a->root_fd, *path ? path : ".",
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	if (!d && fd >= 0)
		close(fd);
	if (!d)
		return;
	const struct dirent *e;
	while (!atomic_load(&a->stop) && (e = readdir(d))) {
		struct stat st;
		if (e->d_name[0] != '.' &&
			(e->d_type != DT_REG || scan_is_music_name(e->d_name)))
			fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW);
	}
	closedir(d);
	atomic_fetch_add(&a->looked, 1);
}

static void look_ahead(void *arg)
{
	struct scan_ahead *a = arg;
	char *path;
	while ((path = mailbox_receive(a->box, -1))) {
		if (!atomic_load(&a->stop))
			look_into(a, path);
		free(path);
	}
}

struct scan_ahead *scan_ahead_begin(int root_fd)
{
	struct scan_ahead *a = xcalloc(1, sizeof *a);
	a->root_fd = root_fd;
	a->box = mailbox_create(UNDER_WAY_MAX);
	for (int i = 0; i < THREADS; i++)
		a->task[i] = task_start("scan ahead", look_ahead, a);
	return a;
}

bool scan_ahead_ask(struct scan_ahead *a, const char *path)
{
	char *copy = xstrdup(path);
	if (mailbox_try_send(a->box, copy))
		return true;
	free(copy);
	return false;
}

size_t scan_ahead_end(struct scan_ahead *a)
{
	if (!a)
		return 0;
	atomic_store(&a->stop, true);
	mailbox_close(a->box);
	for (int i = 0; i < THREADS; i++)
		task_join(a->task[i]);
	size_t looked = atomic_load(&a->looked);
	mailbox_destroy(a->box, free);
	free(a);
	return looked;
}

int64_t scan_ahead_waits(void)
{
	struct rusage u;
	return getrusage(RUSAGE_THREAD, &u) == 0 ? (int64_t)u.ru_inblock : 0;
}

bool scan_ahead_file(int fd, int64_t size)
{
	char first;
	struct iovec v = {&first, 1};
	if (size == 0 || preadv2(fd, &v, 1, 0, RWF_NOWAIT) == 1)
		return false;
	posix_fadvise(fd, 0, FRONT, POSIX_FADV_WILLNEED);
	if (size > FRONT + BACK) {
		posix_fadvise(fd, size / 2 - MIDDLE / 2, MIDDLE, POSIX_FADV_WILLNEED);
		posix_fadvise(fd, size - BACK, BACK, POSIX_FADV_WILLNEED);
	}
	return true;
}
