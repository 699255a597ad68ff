/*
 * Worker processes: the same binary, started as `linnet --worker ROLE` with a socket as
 * descriptor 3, confined once its libraries are loaded, replaced when it dies.
 *
 * Parent's side: struct worker (one thread at a time). Child's side: worker_serve()
 * with a job. Messages are {type, payload bytes, descriptors}; payloads are packed with
 * base/bytes.h. Replies come in the order of the requests unless a job says otherwise.
 */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum { WORKER_FDS_MAX = 64, WORKER_FD = 3, WORKER_PAYLOAD_MAX = 64 << 20 };

struct worker_message {
	uint32_t type;
	uint32_t sequence;       /* echoed in the reply */
	struct str payload;      /* owned */
	int fds[WORKER_FDS_MAX]; /* owned; close-on-exec */
	size_t n_fds;
};
void worker_message_finish(struct worker_message *m); /* closes the descriptors */

/* ---- parent */
struct worker_limits {
	size_t memory_bytes;     /* address space; 0: none but the job's own */
	int seconds_per_message; /* a worker silent for longer is killed; 0: none */
	bool urgent; /* somebody waits for it: normal instead of lowest priority */
};

struct worker;
/* Starts `exe --worker role` (exe NULL: /proc/self/exe) with lowest CPU and I/O
 * priority, in a process group of its own (^C and ^Z do not reach it). */
enum err_code worker_start(const char *exe, const char *role,
	const struct worker_limits *limits, struct worker **ret, struct err *why);
void worker_stop(
	struct worker *w); /* closes the socket, kills after 1 s; reaps; frees */
/* Starts a dead one anew (ends a living one first). What it knew is gone. */
enum err_code worker_restart(struct worker *w, struct err *why);
/* Once *stop (borrowed; NULL: none) is true, whoever waits for an answer gets
 * ERR_CANCELLED within .1 s and the worker is killed: for programs that end. */
void worker_set_stop(struct worker *w, const _Atomic bool *stop);
/* Sends; takes nothing over (payload and fds stay the caller's, the kernel copies).
 * Waits while the worker is busy with a full socket; replies that come meanwhile are
 * kept. ERR_WORKER: it is dead. */
enum err_code worker_send(
	struct worker *w, const struct worker_message *m, struct err *why);
/* Waits for one message up to the limit; the caller finishes *ret. ERR_WORKER: it died
 * (why says of what: signal, forbidden system call, memory), ERR_TIMEOUT: it was silent
 * and has been killed. Other codes are the job's own, with its sentence. */
enum err_code worker_receive(
	struct worker *w, struct worker_message *ret, struct err *why);
/* The same without waiting longer than timeout_ms; ERR_BUSY: nothing yet. */
enum err_code worker_poll(
	struct worker *w, int timeout_ms, struct worker_message *ret, struct err *why);
/* Readable when a message or death waits (replies kept by worker_send do not show: take
 * them first with worker_poll). -1 while dead. */
int worker_fd(const struct worker *w);
int worker_pid(const struct worker *w); /* 0 while dead */
/* send + receive; a dead worker is replaced before the request. One that dies of the
 * request is not tried again with it. */
enum err_code worker_call(struct worker *w, const struct worker_message *m,
	struct worker_message *ret, struct err *why);

/* Self-test, the same for every role: makes the worker try what it may not. */
enum worker_probe {
	PROBE_OPEN,
	PROBE_SOCKET,
	PROBE_EXEC,
	PROBE_FORK,
	PROBE_MEMORY, /* allocates far more than its limit */
	PROBE_CRASH,
	PROBE_HANG, /* until the time limit */
	PROBE__COUNT
};
const char *worker_probe_name(enum worker_probe p); /* "open" "socket" … */
/* True: the worker died of it, and why says how. False: it was let through, or (code of
 * why not ERR_OK) could not be tried. The worker is replaced before the next call. */
bool worker_probe_refused(struct worker *w, enum worker_probe p, struct err *why);

/* ---- child */
struct worker_job {
	const char *role;
	/* Loads libraries and starts threads before confinement. May be NULL. */
	enum err_code (*prepare)(void **ret_state, struct err *why);
	/* Answers one message: fill *reply (its type and payload). An error becomes a
	 * reply of type WORKER_ERROR, which the parent's worker_receive returns as that
	 * error. */
	enum err_code (*handle)(void *state, struct worker_message *m,
		struct worker_message *reply, struct err *why);
	void (*finish)(void *state);
	/* Called when no message came for idle_ms; return false to end. May be NULL. */
	bool (*idle)(void *state);
	int idle_ms;
	size_t memory_bytes; /* limit set in the child, 0 none */
};
enum { WORKER_ERROR = 0x7FFFFFFF, WORKER_PROBE = 0x7FFFFFFE };
/* Serves WORKER_FD until it closes. Returns the exit code. */
int worker_serve(const struct worker_job *job);

#endif
