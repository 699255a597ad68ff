/*
 * Confinement of the calling process: no new privileges, and a seccomp filter without
 * open, socket, exec, fork. Irrevocable.
 */
#ifndef WORKER_CONFINE_H
#define WORKER_CONFINE_H

#include <stddef.h>

#include "base/err.h"

/* Memory limit (0: none), then the filter. Sanitizer builds install no filter and log it. */
enum err_code confine(size_t memory_bytes, struct err *why);
/* "seccomp", or why there is none; for doctor and --version. */
const char *confine_kind(void);

#endif
