/*
 * Confinement of the calling process, all its threads included: no new privileges, no
 * core files, limits, and a seccomp filter that allows what computing on open
 * descriptors needs. Anything else (open, socket, exec, fork, a new thread …) ends the
 * process with SIGSYS. Irrevocable.
 */
#ifndef WORKER_CONFINE_H
#define WORKER_CONFINE_H

#include <stddef.h>

#include "base/err.h"

/* Memory limit (address space in bytes; 0: none), then the filter. Sanitizer builds
 * install neither, because their run-time opens files and reserves memory: they say so.
 */
enum err_code confine(size_t memory_bytes, struct err *why);
/* "seccomp", or why there is none; for doctor and --version. */
const char *confine_kind(void);

#endif
