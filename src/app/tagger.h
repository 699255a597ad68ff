/*
 * The thread that reads and writes tags of files for the player. Its journal goes through
 * the store, before each file is written.
 */
#ifndef APP_TAGGER_H
#define APP_TAGGER_H

#include <stdatomic.h>

#include "library/retag_act.h"
#include "state.h"

enum tag_work { TAG_READ, TAG_WRITE, TAG_BACK, TAG_AGAIN };

/* A question; comes back to tagger_answer on the main thread, which frees it. */
struct tag_request {
	enum tag_work work;
	_Atomic bool cancelled;
	char **path; /* owned, each too; (n) */
	size_t n;
	size_t left;         /* of the selection, without a file to change */
	struct retag wanted; /* owned; of TAG_WRITE */
	int64_t act; /* of TAG_BACK, TAG_AGAIN; the answer of TAG_WRITE; 0: none */
	/* The answer of TAG_READ: what all say; several: not the same in all. */
	struct retag all; /* owned */
	bool several[RETAG__COUNT];
	size_t readable;
	struct retag_sum sum;
	struct err why; /* of the act; first_why: of the first file that failed */
	struct err first_why;
	char **written; /* owned, each too; (n_written) */
	size_t n_written, cap_written;
};
void tag_request_free(void *request);

struct tagger;
/* Made with the first question. Takes the request over. */
void tagger_send(struct app *a, struct tag_request *r);
void tagger_cancel(struct app *a); /* what is written now ends behind its file */
/* True once for each act that is not done: somebody wants to quit, and what it would leave
 * undone has to be said (in *why). */
bool tagger_objects(struct app *a, struct err *why);
void tagger_end(struct app *a);

/* tags.c */
void tagger_answer(struct app *a, struct tag_request *r);
/* From undo.c: the tags of an act, back or forth. */
void tags_travel(struct app *a, int64_t act, bool back);
void tags_end(struct app *a);

#endif
