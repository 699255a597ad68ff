/*
 * A connection to a PulseAudio server (or PipeWire's): devices, changes, and how the
 * output thread waits for answers. Private to audio/.
 *
 * Two threads: the output thread calls, libpulse's own loop calls back. What both touch
 * is under the loop's lock (pulse_lock), which no one holds while he waits. An answer is
 * waited for with a timeout on a lock of our own, which callbacks take last: a server
 * that stands still must not make the output thread stand still.
 */
#ifndef AUDIO_PULSE_HOST_H
#define AUDIO_PULSE_HOST_H

#include <stdatomic.h>
#include <stdbool.h>

#include "audio/output.h"
#include "base/task.h"
#include "pulse_lib.h"

enum { PULSE_WAIT_MS = 400, PULSE_OPEN_MS = 3000 };

/* Where a stream plays. */
struct pulse_place {
	uint32_t index;
	char sink[128];
	char description[128];
	char port[64]; /* "": it has none */
	char port_description[64];
	bool headphones;  /* the port is */
	bool port_absent; /* nothing is plugged in there */
	int rate_hz;
};

struct pulse;

/* Who cares about the devices while it is open; on the loop's thread. */
struct pulse_watcher {
	void (*sink_changed)(void *ctx, uint32_t index, bool removed);
	void *ctx;
};

struct pulse {
	struct pulse_lib lib;
	pa_threaded_mainloop *loop;
	pa_context *context;
	struct output_listener listener;
	struct mutex *lock; /* owned; of answers */
	struct cond *answered;
	atomic_bool dead;  /* the connection is */
	atomic_bool stale; /* the list below is older than what the server told */
	struct pulse_watcher watcher; /* under the loop's lock */

	/* The output thread's. */
	struct output_device device[OUTPUT_DEVICES];
	size_t n_devices;
	char default_sink[128];
	bool is_pipewire;
};

/* An answer that is waited for; lives until pulse_wait has returned. */
struct pulse_answer {
	struct pulse *host;
	bool done, ok; /* under host->lock */
};

enum err_code pulse_connect(
	const struct output_listener *listener, void **ret_host, struct err *why);
void pulse_disconnect(void *host);
size_t pulse_list(void *host, struct output_device *out, size_t max);

void pulse_lock(struct pulse *h);
void pulse_unlock(struct pulse *h);
/* An answer came; on the loop's thread. */
void pulse_answer(struct pulse_answer *a, bool ok);
/* Waits for it and lets go of the operation (NULL: it could not even be asked). False:
 * not within the time, refused, or the connection died. */
bool pulse_wait(struct pulse_answer *a, pa_operation *op, int ms);
/* The same where there is no operation to wait for. */
bool pulse_wait_answer(struct pulse_answer *a, int ms);
/* For an operation that nobody waits for; under the loop's lock. */
void pulse_forget(struct pulse *h, pa_operation *op);
/* Nothing answers any more. */
bool pulse_is_dead(const struct pulse *h);
/* The output thread is to look. */
void pulse_tell(struct pulse *h);

void pulse_place_from(struct pulse_place *ret, const pa_sink_info *i);
/* Is that port of the sink plugged in, as far as anyone knows? */
bool pulse_has_port(const pa_sink_info *i, const char *port);
/* The output thread's: waits. */
enum err_code pulse_find_sink(
	struct pulse *h, const char *name, struct pulse_place *ret, struct err *why);

#endif
