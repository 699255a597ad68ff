/*
 * The output thread: opens, starts, stops and recovers the output, and lists the devices.
 * PortAudio is called by it only. Private to player/; requests come from the pump, which
 * waits for the answer.
 *
 * "auto" stands for several outputs: whichever opens first, in their order. An output
 * may tell of changes (output.h); of one that does not, its life is asked for every 500
 * ms while it plays.
 *
 * A lost device is aborted and closed at once. What follows is one of:
 * - The host died (the sound server): DEVICE_LOST; once the pump has rewound to the last
 *   frame heard and asked for a start again, the very same device is looked for every
 *   500 ms until DEVICE_BACK.
 * - Only the device went: DEVICE_HELD. The pump rewinds and pauses; the same device is
 *   looked for until DEVICE_BACK, which finds it open, not started.
 * - The same, but it may move: as the first, with whatever device there is.
 * A request to open or start that comes from the listener ends all this: it goes to
 * whatever device there is now. Where none is there, the null output plays in real time
 * instead, and devices are looked for until DEVICE_FOUND.
 */
#ifndef PLAYER_DEVICE_H
#define PLAYER_DEVICE_H

#include <stdbool.h>

#include "audio/output.h"
#include "base/err.h"

enum device_news {
	DEVICE_LOST,
	DEVICE_HELD,      /* text: the name of the device that went */
	DEVICE_BACK,      /* text: its name, as for the following two */
	DEVICE_FOUND,     /* it plays on the device from here on, no longer into null */
	DEVICE_MOVED,     /* the same stream plays on another device now */
	DEVICE_ELSEWHERE, /* text: the device asked for is not there; the default one is */
	DEVICE_FORMAT,    /* the device is there, at another rate: open again */
	DEVICE_BROKEN,    /* a file could not be written any more */
	DEVICE_LISTED     /* device_list() tells of others than before */
};

struct device_status {
	bool open;
	bool no_device; /* the null output stands in */
	char missing
		[160]; /* then: what to install, where a library is why; else empty */
	bool lost;     /* it is being looked for */
	double latency_s; /* as it was asked for */
	bool regains;   /* device_regain() works: another gain needs no short latency */
	bool lengthens; /* device_lengthen() may work */
	char name[64];
};

/* On the output thread; must not wait for the pump. */
typedef void device_listener(void *ctx, enum device_news news, const char *text);

struct device;
/* spec NULL: "auto"; one that output_find refuses is a bug by then. name as in
 * output_want.spec, where the spec names none; NULL: the default device. ring_s: what
 * the rt's ring is to hold. */
struct device *device_create(const char *spec, const char *name, bool move,
	double ring_s, device_listener *tell, void *ctx);
void device_destroy(struct device *d);
/* Of the output that was asked for; of several the first, whose traits all share. */
const struct output_ops *device_ops(const struct device *d);

/* Opens for stereo at that rate, or keeps what is open if it fits. The rt is the
 * device's and lives until the next device_open that gives another one. Started or not,
 * it is stopped afterwards. */
enum err_code device_open(struct device *d, int rate_hz, double latency_s,
	struct rt **ret_rt, struct device_status *ret, struct err *why);
/* A longer latency for what is open, without a moment's silence. False: it cannot. */
/* What the device holds follows the gain at once. */
void device_regain(struct device *d);
bool device_lengthen(struct device *d, double latency_s);
/* Also after DEVICE_LOST, to say that the ring holds what was not heard. */
enum err_code device_start(struct device *d, struct err *why);
void device_stop(struct device *d); /* plays out what the device holds */
void device_abort(struct device *d);
/* Another device from the next device_open on, for which what is open is closed; an
 * error, and all as it was, where no device has that name. */
enum err_code device_choose(struct device *d, const char *name, struct err *why);

/* From any thread. */
void device_set_move(struct device *d, bool move);
size_t device_list(struct device *d, struct output_device *out, size_t max);

#endif
