/*
 * The loudness of files: one at a time in this process, or albums in workers
 * (analyze/measure.h drives those).
 */
#ifndef ANALYZE_LOUDNESS_H
#define ANALYZE_LOUDNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/loudness.h"
#include "worker/worker.h"

/* What of a file: frames at its rate; end 0: to its end. */
struct loudness_range {
	int64_t start_frame, end_frame;
};

struct loudness_meter;
/* Decodes the range of the descriptor (stays the caller's) through a meter of its own,
 * which has ended and is the caller's to read, join and destroy. `stop` (may be NULL) is
 * asked now and then. *ret_seconds: of music measured. */
enum err_code loudness_of_fd(int fd, struct loudness_range range,
	bool (*stop)(void *ctx), void *ctx, struct loudness_meter **ret,
	double *ret_seconds, struct err *why);

/* The job of `--worker loudness`: files, one after the other, then "and together". */
extern const struct worker_job loudness_job;

#endif
