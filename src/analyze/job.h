/* The two messages of the analyze worker, for callers that ask several workers at once.
 */
#ifndef ANALYZE_JOB_H
#define ANALYZE_JOB_H

#include "model/feature.h"
#include "worker/worker.h"

/* Lends `fd` to the message, which the caller finishes after n_fds was set to 0. Of the
 * file only the frames [start, end); end 0: to its end. */
void analyze_ask(
	int fd, int64_t start_frame, int64_t end_frame, struct worker_message *ret);
enum err_code analyze_answer(
	const struct worker_message *m, struct feature *ret, struct err *why);

#endif
