/* What the files of the output thread share: device.c (thread, requests), device_open.c
 * (outputs, opening), device_find.c (loss, return, what changed). */
#ifndef PLAYER_DEVICE_STATE_H
#define PLAYER_DEVICE_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/task.h"
#include "device.h"

enum request_kind {
	REQUEST_OPEN,
	REQUEST_LENGTHEN,
	REQUEST_REGAIN,
	REQUEST_START,
	REQUEST_STOP,
	REQUEST_ABORT,
	REQUEST_CHOOSE,
	REQUEST_LOOK, /* something changed; nobody waits for an answer */
	REQUEST_QUIT
};

struct request {
	enum request_kind kind;
	int rate_hz;
	double latency_s;
	const char *name; /* borrowed */
	/* The answer. */
	enum err_code code;
	struct err why;
	struct rt *rt;
	struct device_status status;
};

/* An output that the spec stands for. */
struct device_output {
	const struct output_ops *ops;
	void *host; /* of ops->load */
	bool loaded;
};

enum device_plight {
	DEVICE_FINE,
	DEVICE_MISSED, /* lost: waited for, to go on playing */
	DEVICE_WAITED  /* held: waited for, to be opened */
};

struct device {
	/* Immutable. */
	struct device_output output[OUTPUT_CHOICES];
	size_t n_outputs;
	char *spec; /* owned; what follows the output's name */
	double ring_s;
	device_listener *tell;
	void *ctx;
	struct clock clock;
	struct mailbox *requests, *replies; /* owned; of borrowed struct request */
	struct task *task;

	/* Shared. */
	atomic_bool move;    /* when the device goes */
	atomic_bool stirred; /* an output told of a change: `look` is under way */
	struct request look;
	struct mutex *lock; /* owned; of the list */
	struct output_device listed[OUTPUT_DEVICES];
	size_t n_listed;

	/* The output thread's. */
	char *name; /* owned; the device asked for, "": the default one */
	const struct output_ops
		*use; /* what is open, the null output too; NULL: nothing */
	struct device_output *from; /* its row; NULL: the stand-in */
	void *state;
	struct rt *rt; /* owned */
	int asked_hz;  /* the rt's rate may be what the device can instead */
	double latency_s;
	bool warmed;  /* loading was tried, or something was opened, since the start */
	bool wanted;  /* the pump wants blocks */
	bool running; /* blocks are made */
	bool told;    /* of a loss, and nothing was asked for since */
	enum device_plight plight;
	struct device_output *lost_from; /* the row that lost it */
	char same[OUTPUT_ID];            /* the device waited for; "": any */
	char missing[160];  /* what to install, while the null output stands in */
	char id[OUTPUT_ID]; /* of what is open */
	int64_t probed_us;
	uint64_t presence;
};

/* device_open.c */
enum err_code device_load(struct device *d, struct device_output *o, struct err *why);
void device_unload(struct device_output *o);
void device_close_output(struct device *d);
/* The null output stands in? */
bool device_is_silent(const struct device *d);
/* A stream of output o with the rt there is, on the device of that name, or on that very
 * one (same, not ""). */
enum err_code device_try(struct device *d, struct device_output *o, const char *name,
	const char *same, void **ret_state, struct output_format *ret_format,
	struct err *why);
/* It is what is open now. */
void device_adopt(struct device *d, struct device_output *o, void *state);
/* The first output that opens, at asked_hz or what it can instead. ERR_NOT_FOUND goes
 * before other errors. */
enum err_code device_open_first(struct device *d, const char *name, struct err *why);
/* The same, or the null output; ERR_NOT_FOUND stays. */
enum err_code device_open_any(struct device *d, struct err *why);
/* What the listener chose. */
enum err_code device_rename(struct device *d, const char *name, struct err *why);
/* Has the list anew, and tells if it changed. */
void device_relist(struct device *d);

/* device_find.c */
/* What is open died or went: closes it and tells. */
void device_lose(struct device *d, enum output_life life, const char *reason);
/* Nothing is open, and the music that the rt holds is to go on wherever it can. */
void device_resume(struct device *d);
/* Looks at all that may have changed. */
void device_check(struct device *d);
int device_wait_ms(const struct device *d); /* until the next look; -1: none */

#endif
