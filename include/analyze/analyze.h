/*
 * Features of a file: the batch side of the same extractor.
 */
#ifndef ANALYZE_ANALYZE_H
#define ANALYZE_ANALYZE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/feature.h"
#include "model/fingerprint.h"
#include "worker/worker.h"

/* Decodes the descriptor (stays the caller's) from its start to its end in this
 * process. `stop` (may be NULL) is asked now and then. */
enum err_code analyze_fd(int fd, struct feature *ret, bool (*stop)(void *ctx),
	void *ctx, struct err *why);

/* What is wanted of a file. */
enum { ANALYZE_FEATURES = 1, ANALYZE_PRINT = 2, ANALYZE_WHOLE = 4 };

/* The job of `--worker analyze`: a message holds one descriptor and what is wanted, the
 * reply a feature and an identity. For a fingerprint alone only its seconds are decoded.
 */
extern const struct worker_job analyze_job;
/* Parent's side: asks a worker for one file. */
enum err_code analyze_in_worker(
	struct worker *w, int fd, struct feature *ret, struct err *why);

#endif
