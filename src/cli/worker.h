#ifndef CLI_WORKER_H
#define CLI_WORKER_H

/* Serves one role until its socket closes; the process's exit code. */
int cli_worker(const char *role);

#endif
