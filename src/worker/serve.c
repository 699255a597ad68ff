/*
 * The child's side: prepare, confine, then one message after the other.
 */
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "wire.h"
#include "worker/confine.h"
#include "worker/worker.h"

enum { PROBE_STEP = 64 << 20, PROBE_STEPS = 4096 };

/* Allocates until it is refused, which aborts. The memory is never touched. */
static void take_memory(void)
{
	void *kept = NULL;
	for (int i = 0; i < PROBE_STEPS; i++) {
		void **p = xmalloc(PROBE_STEP);
		*p = kept; /* a list, so that nothing is optimised away and all is freed
			    */
		kept = p;
	}
	while (kept) {
		void *next = *(void **)kept;
		free(kept);
		kept = next;
	}
}

static void try_fork(void)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* Tries what the message names. Returns only if nothing stopped it. */
static void probe(enum worker_probe p)
{
	static const char *const argv[] = {"true", NULL};
	int fd = -1;
	switch (p) {
	case PROBE_OPEN:
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		break;
	case PROBE_SOCKET:
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		break;
	case PROBE_EXEC:
		execv("/bin/true", (char *const *)argv);
		break;
	case PROBE_FORK:
		try_fork();
		break;
	case PROBE_MEMORY:
		take_memory();
		break;
	case PROBE_CRASH:
		raise(SIGSEGV);
		break;
	case PROBE_HANG:
		for (;;)
			nanosleep(&(struct timespec){.tv_sec = 3600}, NULL);
	case PROBE__COUNT:
		break;
	}
	if (fd >= 0)
		close(fd);
}

static enum err_code answer(const struct worker_job *job, void *state,
	struct worker_message *m, struct worker_message *reply, struct err *why)
{
	if (m->type != WORKER_PROBE)
		return job->handle(state, m, reply, why);
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	probe((enum worker_probe)bytes_get_u8(&r));
	reply->type = WORKER_PROBE;
	return ERR_OK;
}

/* False: the socket is closed. */
static bool serve_one(const struct worker_job *job, void *state,
	struct worker_message *m, int seconds)
{
	struct worker_message reply = {0};
	struct wire_out out;
	struct err why = {0};
	/* The parent kills in time; this is for one that has died itself. */
	alarm(seconds > 0 ? (unsigned)seconds * 2 + 1 : 0);
	enum err_code code = answer(job, state, m, &reply, &why);
	alarm(0);
	if (code != ERR_OK) {
		worker_message_finish(&reply);
		reply.type = WORKER_ERROR;
		bytes_put_u32(&reply.payload, (uint32_t)code);
		bytes_put_str(&reply.payload, why.msg);
	}
	reply.sequence = m->sequence;
	wire_out_init(&out, &reply, 0);
	enum wire_result r = wire_write(WORKER_FD, &out);
	worker_message_finish(&reply);
	worker_message_finish(m);
	return r == WIRE_DONE;
}

static void serve(const struct worker_job *job, void *state)
{
	struct wire_in in = {0};
	struct worker_message m;
	for (;;) {
		struct pollfd p = {WORKER_FD, POLLIN, 0};
		if (job->idle && poll(&p, 1, job->idle_ms) == 0) {
			if (!job->idle(state))
				break;
			continue;
		}
		if (wire_read(WORKER_FD, &in, &m) != WIRE_DONE)
			break;
		if (!serve_one(job, state, &m, (int)in.header.seconds))
			break;
	}
	wire_in_finish(&in);
}

int worker_serve(const struct worker_job *job)
{
	struct err why = {0};
	void *state = NULL;
	/* One arena: glibc opens a file in /proc before it shrinks any other. */
	mallopt(M_ARENA_MAX, 1);
	tzset();
	enum err_code code = job->prepare ? job->prepare(&state, &why) : ERR_OK;
	if (code == ERR_OK)
		code = confine(job->memory_bytes, &why);
	if (code != ERR_OK) {
		fprintf(stderr, "linnet: the %s worker cannot start: %s\n", job->role,
			why.msg);
		return 1;
	}
	serve(job, state);
	if (job->finish)
		job->finish(state);
	return 0;
}
