/*
 * A process is started by fork and exec: between the two only system calls, because the
 * parent has threads. Its descriptor 2 is a pipe that is read when it dies: the last
 * line (out of memory, an assertion, a sanitizer's report) belongs to the reason.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"
#include "base/str.h"

enum { IOPRIO_WHO_PROCESS = 1, IOPRIO_IDLE = 3 << 13, LAST_WORDS = 4096 };

struct child {
	const char *exe;
	char *argv[4];
	const struct worker_limits *limits;
	int socket, err;
};

static void set_limits(const struct worker_limits *l)
{
	if (!l->urgent) {
		setpriority(PRIO_PROCESS, 0, 19);
		syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_IDLE);
	}
#ifndef LINNET_SANITIZE
	/* AddressSanitizer reserves terabytes of address space. */
	if (l->memory_bytes) {
		struct rlimit r = {l->memory_bytes, l->memory_bytes};
		setrlimit(RLIMIT_AS, &r);
	}
#endif
}

/* After fork: async-signal-safe calls only. */
static _Noreturn void child_main(const struct child *c)
{
	sigset_t none;
	sigemptyset(&none);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	int null = open("/dev/null", O_RDWR);
	/* Up, out of the way of the numbers that they shall get. */
	int sock = fcntl(c->socket, F_DUPFD, 10), err = fcntl(c->err, F_DUPFD, 10);
	if (null < 0 || sock < 0 || err < 0)
		_exit(126);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	dup2(sock, WORKER_FD);
	close_range(WORKER_FD + 1, ~0U, 0);
	set_limits(c->limits);
	execv(c->exe, c->argv);
	_exit(127);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

enum err_code process_start(const char *exe, const char *role,
	const struct worker_limits *limits, struct process *ret, struct err *why)
{
	int pair[2] = {-1, -1}, err[2] = {-1, -1};
	enum err_code code = ERR_OK;
	char program[] = "linnet", flag[] = "--worker", name[32];
	snprintf(name, sizeof name, "%s", role);
	struct child c = {.exe = exe ? exe : "/proc/self/exe",
		.argv = {program, flag, name, NULL},
		.limits = limits};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
		pipe2(err, O_CLOEXEC) != 0) {
		code = err_sys(why, errno, "cannot start the %s worker", role);
		goto out;
	}
	c.socket = pair[1];
	c.err = err[1];
	set_nonblocking(pair[0]);
	set_nonblocking(err[0]);
	set_nonblocking(err[1]);
	pid_t pid = fork();
	if (pid == 0)
		child_main(&c);
	if (pid < 0) {
		code = err_sys(why, errno, "cannot start the %s worker", role);
		goto out;
	}
	*ret = (struct process){.pid = pid,
		.pidfd = (int)syscall(SYS_pidfd_open, pid, 0),
		.socket = pair[0],
		.stderr_fd = err[0]};
	pair[0] = err[0] = -1;
out:
	for (int i = 0; i < 2; i++) {
		close_fd(&pair[i]);
		close_fd(&err[i]);
	}
	return code;
}

/* What it wrote at last into the log; returns its first telling line in `out`. */
static void read_last_words(int fd, const char *role, char *out, size_t size)
{
	char text[LAST_WORDS];
	out[0] = '\0';
	ssize_t n = fd >= 0 ? io_read_full(fd, text, sizeof text - 1) : 0;
	if (n <= 0 && fd >= 0) {
		/* Non-blocking and still open elsewhere: one read must do. */
		n = read(fd, text, sizeof text - 1);
	}
	text[n > 0 ? n : 0] = '\0';
	char *save = NULL;
	for (char *l = strtok_r(text, "\n", &save); l;
		l = strtok_r(NULL, "\n", &save)) {
		log_write(LOG_WARN, "%s worker: %s", role, l);
#ifdef LINNET_SANITIZE
		fprintf(stderr, "%s worker: %s\n", role, l);
#endif
		if (!out[0] || strstr(l, "ERROR:") || strstr(l, "out of memory"))
			str_copy(out, size, str_starts(l, "linnet: ") ? l + 8 : l);
	}
}

static void describe(int status, const char *role, const char *words, struct err *why)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	const char *sep = words[0] ? ": " : "";
	if (strstr(words, "out of memory"))
		err_set(why, ERR_WORKER, "the %s worker ran out of memory", role);
	else if (sig == SIGSYS)
		err_set(why, ERR_WORKER, "the %s worker made a forbidden system call",
			role);
	else if (sig == SIGKILL)
		err_set(why, ERR_WORKER,
			"the %s worker was killed (by hand, or for want of memory)",
			role);
	else if (sig == SIGALRM)
		err_set(why, ERR_WORKER, "the %s worker took too long", role);
	else if (sig)
		err_set(why, ERR_WORKER, "the %s worker crashed (%s)%s%s", role,
			strsignal(sig), sep, words);
	else
		err_set(why, ERR_WORKER, "the %s worker ended with code %d%s%s", role,
			WEXITSTATUS(status), sep, words);
	if (why)
		why->sys = sig;
}

void process_end(struct process *p, const char *role, int patience_ms, struct err *why)
{
	char words[160];
	int status = 0;
	close_fd(&p->socket);
	if (p->pid <= 0)
		return;
	struct pollfd end = {.fd = p->pidfd, .events = POLLIN};
	if (p->pidfd < 0 || poll(&end, 1, patience_ms) <= 0)
		kill(p->pid, SIGKILL);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	read_last_words(p->stderr_fd, role, words, sizeof words);
	describe(status, role, words, why);
	close_fd(&p->pidfd);
	close_fd(&p->stderr_fd);
	p->pid = 0;
}
