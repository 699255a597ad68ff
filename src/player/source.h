/*
 * One open file: its decoder, and what it feeds: the tap, and stereo frames at the
 * file's rate. Private to player/; the pump's alone.
 */
#ifndef PLAYER_SOURCE_H
#define PLAYER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/tap.h"
#include "base/err.h"
#include "timeline.h"

enum { SOURCE_BLOCK = 4096 };

struct source {
	struct play *play;       /* a reference */
	struct decoder *decoder; /* owned */
	int64_t frames_read;     /* since opening, seeks not counted */
	int64_t limit;           /* of frames_read; INT64_MAX: none */
	bool tapping;            /* the tap hears it, whole so far */
	float *raw;              /* owned; (SOURCE_BLOCK, info.channels) */
};

/* Opens the file of a play (takes no reference on failure) and fills play->info. */
enum err_code source_open(struct play *p, struct source **ret, struct err *why);
void source_close(struct source *s);
/* Moves; from then on the tap does not hear it whole. */
enum err_code source_seek(
	struct source *s, const struct audio_tap *tap, double to_s, struct err *why);
/* Up to `frames` (at most SOURCE_BLOCK) frames of stereo; 0 is the end. The tap hears
 * what the decoder gave, before it is mixed. */
enum err_code source_read(struct source *s, const struct audio_tap *tap, bool wait,
	float *out, size_t frames, size_t *ret_frames, struct err *why);
/* It will not be read to its end: the tap drops what it heard of it. */
void source_abandon(struct source *s, const struct audio_tap *tap);

#endif
