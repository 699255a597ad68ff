/*
 * A thread that calls the callback where no device does: in real time, or as fast as
 * frames come. Private to audio/.
 */
#ifndef AUDIO_PULL_H
#define AUDIO_PULL_H

#include "audio/rt.h"

/* Where the music goes (NULL: nowhere); false ends the thread. On the pulling thread.
 */
typedef bool pull_sink(void *ctx, const float *pcm, uint32_t frames);

struct pull_config {
	struct rt *rt; /* borrowed */
	int period_ms; /* real time in blocks of that length; 0: as fast as it can */
	pull_sink *sink;
	void *ctx;
};

struct pull;
struct pull *pull_create(const struct pull_config *c);
void pull_destroy(struct pull *p);
void pull_start(struct pull *p);
void pull_halt(struct pull *p); /* no more blocks when it returns */
/* Takes what the ring still holds, on the caller's thread; only while halted. */
void pull_rest(struct pull *p);

#endif
