/* The two messages of the analyze worker, for callers that ask several workers at once.
 */
#ifndef ANALYZE_JOB_H
#define ANALYZE_JOB_H

#include "model/feature.h"
#include "worker/worker.h"

/* Lends `fd` to the message: nothing of it needs worker_message_finish(). */
void analyze_ask(int fd, struct worker_message *ret);
enum err_code analyze_answer(
	const struct worker_message *m, struct feature *ret, struct err *why);

#endif
