/* The two messages of the analyze worker, for callers that ask several workers at once.
 */
#ifndef ANALYZE_JOB_H
#define ANALYZE_JOB_H

#include "model/feature.h"
#include "model/fingerprint.h"
#include "worker/worker.h"

struct analyze_question {
	unsigned want; /* ANALYZE_… */
	int64_t start_frame,
		end_frame; /* only this much of the file; end 0: to its end */
};
struct analyze_reply {
	bool has_feature;
	struct feature feature;
	struct identity identity;
};

/* Lends `fd` to the message, which the caller finishes after n_fds was set to 0. */
void analyze_ask(int fd, const struct analyze_question *q, struct worker_message *ret);
enum err_code analyze_answer(
	const struct worker_message *m, struct analyze_reply *ret, struct err *why);

#endif
