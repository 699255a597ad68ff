/*
 * Outputs: where frames go. One callback (audio/rt.h) feeds each of them.
 *
 * The pump writes interleaved float32 at the stream's rate and channels into the ring
 * of a `struct rt`; an output calls rt_render() for every block that it needs.
 */
#ifndef AUDIO_OUTPUT_H
#define AUDIO_OUTPUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/rt.h"
#include "base/err.h"

struct output_format {
	int rate_hz;
	int channels;
};

/* A mark for people and programs; longer ones are cut. */
enum { OUTPUT_ID = 192, OUTPUT_DEVICES = 32, OUTPUT_CHOICES = 2 };

struct output_want {
	void *host;       /* what load gave; NULL for outputs without one */
	const char *spec; /* a file; of a device its name or a part of its name or
			 description; "": the default device, whichever it is */
	const char *same; /* NULL; or what identify gave: that very device or none */
	struct rt *rt;    /* borrowed until close; its rate and channels are wanted */
	double latency_s; /* suggested */
	const atomic_bool
		*move; /* when the device goes, the host may go on elsewhere by
				    itself; else silence at once. Borrowed until close */
};

struct output_device {
	char name[128];        /* what chooses it */
	char description[128]; /* for people; may be the name */
	bool is_default;
	int rate_hz;
};

/* Something changed that the output thread should look at: called from threads of the
 * output's own, often; must only wake. */
struct output_listener {
	void (*changed)(void *ctx);
	void *ctx;
};

enum output_life {
	OUTPUT_LIVES,
	OUTPUT_GONE, /* its device went, others may be there: abort, close, open again */
	OUTPUT_DEAD  /* nothing of the host works any more: unload it, too */
};

/*
 * The contract of an implementation. All calls come from one thread (the output thread
 * or, without one, the owner).
 *
 * load:     reaches the host (a library, a server), for all following opens; may take
 *           .1 s. Optional. unload: leaves it, so that the next load sees what is there
 *           then. Optional, after the streams are closed.
 * list:     the devices of a loaded host, up to max; returns how many. Optional.
 * open:     prepares a stopped stream. Where the device cannot run at the rate of
 *           want->rt, ERR_RANGE, and *ret_format says what it can: come again with such
 *           an rt. ERR_NOT_FOUND: the device wanted is not there, the host is fine.
 * set_latency: without opening it again: another one of a stopped stream, a longer one
 *           of a running stream, without a gap. Optional.
 * regain:   what the device holds and has not played gets the gain that is wanted now,
 *           within some hundredths of a second, while it runs. Optional.
 * start:    blocks of the callback begin, from a thread of the output's own.
 * stop:     lets what the device holds play out, then no more callbacks.
 * abort:    drops what the device holds, no more callbacks when it returns. Where it
 *           can, it tells the rt what was heard to the frame (rt_correct).
 * close:    after stop or abort, or without a start. Files are complete then.
 * life:     of the stream.
 * describe: a name for the screen. identify: what want->same takes.
 */
struct output_ops {
	const char *name;
	bool real_time; /* false: takes frames as fast as they come; the pump then waits
			   for the ear, and the ring is never left to run dry */
	bool virtual_clock; /* a frame played is time passed: it dates the listens */
	bool keeps_format;  /* one open for all: what has another rate is resampled */
	bool tells; /* calls the listener: life, list, describe and identify need
			       not be asked from time to time */
	enum err_code (*load)(const struct output_listener *listener, void **ret_host,
		struct err *why);
	void (*unload)(void *host);
	size_t (*list)(void *host, struct output_device *out, size_t max);
	enum err_code (*open)(const struct output_want *want, void **ret_state,
		struct output_format *ret_format, struct err *why);
	enum err_code (*set_latency)(void *state, double latency_s);
	void (*regain)(void *state);
	enum err_code (*start)(void *state, struct err *why);
	void (*stop)(void *state);
	void (*abort)(void *state);
	void (*close)(void *state);
	enum output_life (*life)(void *state);
	void (*describe)(void *state, char *out, size_t size);
	void (*identify)(void *state, char *out, size_t size); /* with a list */
};

/* "pulse[:DEVICE]" "portaudio[:DEVICE]" "null" "null:fast" "wav:FILE" (float)
 * "wav16:FILE" (16 bit, dithered where that is needed). NULL with a sentence for others;
 * *ret_rest is what follows the name and its ':', borrowed from
 * spec. For "auto" the first one of output_choices(). */
const struct output_ops *output_find(
	const char *spec, const char **ret_rest, struct err *why);
/* What a spec stands for, in the order in which they are to be tried: several for
 * "auto". 0 with a sentence where output_find() finds none. */
size_t output_choices(const char *spec, const struct output_ops *ret[OUTPUT_CHOICES],
	const char **ret_rest, struct err *why);

/* The index of the device that `name` means, an exact name first; n: none, with a
 * sentence that names those that there are. */
size_t output_device_find(
	const struct output_device *d, size_t n, const char *name, struct err *why);
/* The devices of the first output that has some, for doctor and config: up to max;
 * returns how many, and of which output. Not while an output thread runs. */
size_t output_devices(struct output_device *out, size_t max, const char **ret_output,
	struct err *why);

#endif
