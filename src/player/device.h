/*
 * The output thread: opens, starts, stops and recovers the output. PortAudio is called
 * by it only. Private to player/; requests come from the pump, which waits for the
 * answer.
 *
 * A lost device: it is aborted and closed at once, DEVICE_LOST is told, and once the
 * pump has rewound to the last frame heard and asked for a start again, it is looked
 * for every 500 ms until DEVICE_BACK. Where no device is there when it is opened, the
 * null output plays in real time instead, and devices are looked for until
 * DEVICE_FOUND.
 */
#ifndef PLAYER_DEVICE_H
#define PLAYER_DEVICE_H

#include <stdbool.h>

#include "audio/output.h"
#include "base/err.h"

enum device_news {
	DEVICE_LOST,
	DEVICE_BACK,
	DEVICE_FOUND,  /* it plays on the device from here on, no longer into null */
	DEVICE_FORMAT, /* the device is there, at another rate: open again */
	DEVICE_BROKEN  /* a file could not be written any more */
};

struct device_status {
	bool open;
	bool no_device;   /* the null output stands in */
	double latency_s; /* as it was asked for */
	char name[64];
};

/* On the output thread; must not wait for the pump. */
typedef void device_listener(void *ctx, enum device_news news, const char *text);

struct device;
/* spec NULL: "portaudio". A spec that output_find refuses is a bug by then. */
struct device *device_create(const char *spec, device_listener *tell, void *ctx);
void device_destroy(struct device *d);
/* Of the output that was asked for. */
const struct output_ops *device_ops(const struct device *d);

/* Opens for stereo at that rate, or keeps what is open if it fits. The rt is the
 * device's and lives until the next device_open that gives another one. Started or not,
 * it is stopped afterwards. */
enum err_code device_open(struct device *d, int rate_hz, double latency_s,
	struct rt **ret_rt, struct device_status *ret, struct err *why);
enum err_code device_start(struct device *d, struct err *why);
void device_stop(struct device *d); /* plays out what the device holds */
void device_abort(struct device *d);

#endif
