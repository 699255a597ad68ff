/*
 * The worker as a process: start, death, last words.
 */
#ifndef WORKER_PROCESS_H
#define WORKER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "worker/worker.h"

struct process {
	int pid;       /* 0: none */
	int pidfd;     /* -1: none */
	int socket;    /* non-blocking; -1: none */
	int stderr_fd; /* what it writes to descriptor 2; non-blocking; -1: none */
};

enum err_code process_start(const char *exe, const char *role,
	const struct worker_limits *limits, struct process *ret, struct err *why);
/* Closes the socket, waits up to patience_ms for the end, kills after that; reaps. *why
 * (may be NULL) becomes ERR_WORKER and a sentence about how it ended. */
void process_end(struct process *p, const char *role, int patience_ms, struct err *why);

#endif
