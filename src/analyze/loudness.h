/* The messages of the loudness worker. Private to analyze/. */
#ifndef LOUDNESS_H
#define LOUDNESS_H

#include "analyze/loudness.h"

struct loudness_answer {
	struct loudness_reading reading;
	double seconds;
};

/* Lends `fd` to the message; worker_message_finish() must not see it, but its payload is
 * owned: str_finish() it. */
void loudness_ask_file(int fd, struct loudness_range range, struct worker_message *ret);
/* The files that were measured since the last time, taken together; forgets them. Of
 * none: the answer says only that the worker lives. */
void loudness_ask_joint(struct worker_message *ret);
enum err_code loudness_answer(
	const struct worker_message *m, struct loudness_answer *ret, struct err *why);

#endif
