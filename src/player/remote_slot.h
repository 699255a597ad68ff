/*
 * A slot is an `av` worker, the memory shared with it and two eventfds. Requests are
 * answered in their order; what is not interesting any more is skipped when its answer
 * comes. Private to player/.
 */
#ifndef PLAYER_REMOTE_SLOT_H
#define PLAYER_REMOTE_SLOT_H

#include <stdbool.h>

#include "av_share.h"
#include "base/err.h"
#include "worker/worker.h"

struct slot {
	struct worker *worker;         /* owned; NULL: not started yet */
	struct av_ring *ring;          /* owned mapping; NULL: none yet */
	int ring_fd, room_fd, data_fd; /* owned; -1: none yet */
	bool taken;    /* by a decoder, or a file that is being opened */
	char *opening; /* owned; path of that file; NULL: none */
	int owed;      /* answers that are not read yet */
};

void slot_init(struct slot *s);
void slot_finish(struct slot *s);
bool slot_alive(const struct slot *s); /* its worker runs */
/* Its worker runs, and the ring is there. */
enum err_code slot_prepare(struct slot *s, struct err *why);
enum err_code slot_send(struct slot *s, struct worker_message *m, struct err *why);
/* The answer to the last request; ERR_BUSY: not within that time. */
enum err_code slot_answer(
	struct slot *s, int timeout_ms, struct worker_message *ret, struct err *why);
/* Free for the next file. */
void slot_release(struct slot *s);

#endif
