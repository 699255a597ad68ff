/*
 * Outputs: where frames go. One callback (audio/rt.h) feeds each of them.
 *
 * The pump writes interleaved float32 at the stream's rate and channels into the ring of a
 * `struct rt`; an output calls rt_render() for every block that it needs.
 */
#ifndef AUDIO_OUTPUT_H
#define AUDIO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/rt.h"
#include "base/err.h"

struct output_format {
	int rate_hz;
	int channels;
};

/*
 * The contract of an implementation. All calls come from one thread (the output thread or,
 * without one, the owner).
 * open:    prepares a stopped stream; ret_format says what the device really runs at.
 * start:   blocks of the callback begin, from a thread of the output's own.
 * stop:    lets what the device holds play out, then no more callbacks.
 * abort:   drops what the device holds, no more callbacks when it returns.
 * alive:   false once the device is gone (then: abort, close, open again).
 * drained: wav and null:fast: true once the ring was empty after rt_set_ending().
 */
struct output_ops {
	const char *name;
	bool real_time; /* false: takes frames as fast as they come; the pump then waits for
	                   the ear, and the ring is never left to run dry */
	bool is_device; /* sound that somebody can hear, or was named by --output */
	enum err_code (*open)(const char *spec, const struct output_format *want,
		double latency_s, struct rt *rt, void **ret_state,
		struct output_format *ret_format, struct err *why);
	enum err_code (*start)(void *state, struct err *why);
	void (*stop)(void *state);
	void (*abort)(void *state);
	void (*close)(void *state);
	double (*latency_s)(void *state);
	bool (*alive)(void *state);
};

/* "portaudio[:DEVICE]" "null" "null:fast" "wav:FILE". NULL with a sentence for others;
 * *ret_rest is what follows the name and its ':', borrowed from spec. */
const struct output_ops *output_find(
	const char *spec, const char **ret_rest, struct err *why);

struct output_device {
	char name[128];
	bool is_default;
	int rate_hz;
};
/* Devices that PortAudio lists, for doctor and config: up to max; returns how many. */
size_t output_devices(struct output_device *out, size_t max, struct err *why);

#endif
