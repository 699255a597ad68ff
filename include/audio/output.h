/*
 * Outputs: where frames go. One callback (audio/rt.h) feeds each of them.
 *
 * The pump writes interleaved float32 at the stream's rate and channels into the ring
 * of a `struct rt`; an output calls rt_render() for every block that it needs.
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

struct output_want {
	const char *spec; /* what follows the name and its ':' in the specification */
	struct rt *rt;    /* borrowed until close; its rate and channels are wanted */
	double latency_s; /* suggested */
};

/*
 * The contract of an implementation. All calls come from one thread (the output thread
 * or, without one, the owner). load:    reads the list of devices, for all following
 * opens; may take .1 s. Optional. unload:  forgets it, so that the next load sees what
 * is there then. Optional. open:    prepares a stopped stream. Where the device cannot
 * run at the rate of want->rt, ERR_RANGE, and *ret_format says what it can: come again
 * with such an rt. start:   blocks of the callback begin, from a thread of the output's
 * own. stop:    lets what the device holds play out, then no more callbacks. abort:
 * drops what the device holds, no more callbacks when it returns. close:   after stop
 * or abort, or without a start. Files are complete then. alive:   false once the device
 * is gone (then: abort, close, open again). describe: a name for the screen.
 */
struct output_ops {
	const char *name;
	bool real_time; /* false: takes frames as fast as they come; the pump then waits
			   for the ear, and the ring is never left to run dry */
	bool virtual_clock; /* a frame played is time passed: it dates the listens */
	bool keeps_format;  /* one open for all: what has another rate is resampled */
	enum err_code (*load)(struct err *why);
	void (*unload)(void);
	enum err_code (*open)(const struct output_want *want, void **ret_state,
		struct output_format *ret_format, struct err *why);
	enum err_code (*start)(void *state, struct err *why);
	void (*stop)(void *state);
	void (*abort)(void *state);
	void (*close)(void *state);
	bool (*alive)(void *state);
	void (*describe)(void *state, char *out, size_t size);
};

/* "portaudio[:DEVICE]" "null" "null:fast" "wav:FILE". NULL with a sentence for others;
 * *ret_rest is what follows the name and its ':', borrowed from spec. */
const struct output_ops *output_find(
	const char *spec, const char **ret_rest, struct err *why);

enum { OUTPUT_DEVICES = 32 };
struct output_device {
	char name[128];        /* what chooses it */
	char description[128]; /* for people; may be the name */
	bool is_default;
	int rate_hz;
};
/* Devices that PortAudio lists, for doctor and config: up to max; returns how many. Not
 * while an output thread runs. */
size_t output_devices(struct output_device *out, size_t max, struct err *why);

#endif
