/*
 * What the callback and the rest of audio/ share. Private to the folder.
 */
#ifndef AUDIO_RT_STATE_H
#define AUDIO_RT_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ring.h"

/* A value that moves to its target by a fixed step a frame, and ends exactly there. */
struct rt_ramp {
	float now, target, step;
	uint32_t left; /* frames until now == target */
};

struct rt {
	/* Immutable. */
	int rate_hz, channels;

	/* The pump writes, the callback reads. */
	struct ring ring;
	_Atomic uint32_t flushes;
	_Atomic uint64_t splice; /* bytes ahead; 0: none. The callback clears it */

	/* Any thread writes, the callback reads. */
	_Atomic float gain_wanted;
	_Atomic bool paused, ending;

	/* The callback's own. */
	struct rt_ramp gain, fade;
	uint32_t flushes_seen;
	uint32_t splice_left;     /* frames of the crossing that are still to come */
	float turn_from, turn_to; /* the last change of gain */
	uint64_t turn_age;        /* frames of music since it began */
	uint64_t plain;           /* frames of music in a row that only had the gain */
	bool treated;             /* this block is more than that */
	bool silenced;            /* the fade-out of a pause was begun */
	bool primed;              /* music came since creation or the last flush */
	uint64_t frames_done, underruns_done;

	/* Published under the seqlock: odd while being written. */
	_Atomic uint32_t sequence;
	_Atomic uint64_t frames, consumed, underruns;
	_Atomic int64_t at_us, latency_us, began_us;
	_Atomic bool idle, standing;
};

#endif
