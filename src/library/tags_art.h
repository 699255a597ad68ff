/* Pictures and lyrics in the tags worker: messages of one descriptor each. */
#ifndef LIBRARY_TAGS_ART_H
#define LIBRARY_TAGS_ART_H

#include "worker/worker.h"

/* After the types of library/tags_job.h. Payload: of a picture the side in pixels (u32),
 * of lyrics nothing. The reply's payload is a picture or lyrics in their wire form. */
enum { TAGS_JOB_PICTURE = 16, TAGS_JOB_TAG_LYRICS = 17, TAGS_JOB_TEXT_LYRICS = 18 };

/* False: the message is of another type. */
bool tags_art_is(const struct worker_message *m);
enum err_code tags_art_handle(
	struct worker_message *m, struct worker_message *reply, struct err *why);

#endif
