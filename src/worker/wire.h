/*
 * Messages on the socket between parent and worker: a header of six 32-bit numbers,
 * with which the descriptors travel, then the payload. Both ends are the same binary on
 * the same machine, so the numbers are in its byte order.
 */
#ifndef WORKER_WIRE_H
#define WORKER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "worker/worker.h"

struct wire_header {
	uint32_t magic, type, sequence, payload_bytes, n_fds;
	uint32_t
		seconds; /* from the parent: how long the answer may take, 0 any time */
};

/* A message on its way out. */
struct wire_out {
	struct wire_header header;
	const struct worker_message *m; /* borrowed */
	size_t done;                    /* bytes of header and payload that are sent */
};
void wire_out_init(struct wire_out *o, const struct worker_message *m, int seconds);

/* A message on its way in. A zeroed struct is an empty one. */
struct wire_in {
	struct wire_header header;
	struct worker_message m; /* owned */
	size_t got_header;
};
void wire_in_finish(struct wire_in *in);

enum wire_result { WIRE_DONE, WIRE_AGAIN, WIRE_CLOSED };
/* Sends as much as goes; WIRE_AGAIN on a full non-blocking socket. */
enum wire_result wire_write(int fd, struct wire_out *o);
/* Reads never more than one message. WIRE_DONE moves it to *ret (owned by the caller);
 * WIRE_CLOSED also for what breaks the protocol. */
enum wire_result wire_read(int fd, struct wire_in *in, struct worker_message *ret);

#endif
