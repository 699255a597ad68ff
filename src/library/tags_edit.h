/* Reading and changing the fields of tag editing in the tags worker: messages of one
 * descriptor each, of a file, or of the copy that is written to. */
#ifndef LIBRARY_TAGS_EDIT_H
#define LIBRARY_TAGS_EDIT_H

#include <stdbool.h>

#include "worker/worker.h"

/* After the types of tags_art.h. Payload of a write: the change; the reply of both: the
 * fields as they are then. */
enum { TAGS_JOB_FIELDS = 32, TAGS_JOB_CHANGE = 33 };

bool tags_edit_is(const struct worker_message *m);
enum err_code tags_edit_handle(
	struct worker_message *m, struct worker_message *reply, struct err *why);

#endif
