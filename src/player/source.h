/*
 * One open track: its decoder, which part of the file it is, and what it feeds: the tap,
 * and stereo frames at the file's rate with the track's gain. Frames are counted from
 * the track's first one. Private to player/; the pump's alone.
 */
#ifndef PLAYER_SOURCE_H
#define PLAYER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/tap.h"
#include "base/err.h"
#include "remote.h"
#include "timeline.h"

enum { SOURCE_BLOCK = 4096 };

struct source {
	struct play *play; /* a reference */
	/* owned; NULL: the file is open for the track before, which hands it over */
	struct decoder *decoder;
	int64_t at;          /* the frame that is read next */
	int64_t from;        /* where it was begun, or sent to last */
	int64_t end;         /* the frame behind the last; INT64_MAX: the file's end */
	int64_t frames_read; /* since opening, seeks not counted */
	int64_t limit;       /* of frames_read; INT64_MAX: none */
	int64_t tapped;      /* the tap heard all frames before it */
	bool tapping;        /* the tap hears it, whole so far */
	float gain;          /* linear; 1: its frames are left as they are */
	float *raw;          /* owned; (SOURCE_BLOCK, info.channels) */
};

/* Does that track begin in the same file where the other one ends? */
bool play_continues(const struct play *p, const struct play *before);
/* Opens the file of a play (takes no reference on failure) at the track's first frame,
 * and fills play->info. ERR_BUSY: a worker has not opened it within patience_ms; ask
 * again. */
enum err_code source_open(struct remote *remote, struct play *p, int patience_ms,
	struct source **ret, struct err *why);
/* The same for the track that begins in the same file where that one ends: nothing is
 * opened. False: it is not such a track. */
bool source_continue(const struct source *before, struct play *p, struct source **ret);
/* What `before` has open, at its end, is that of the track that continues it. */
void source_hand_over(struct source *before, struct source *s);
/* Opens the file of a track that nothing was handed over to. */
enum err_code source_ready(struct source *s, struct remote *remote, struct err *why);
void source_close(struct source *s);
/* Moves; from then on the tap does not hear it whole. */
enum err_code source_seek(
	struct source *s, const struct audio_tap *tap, double to_s, struct err *why);
/* Goes back to a frame that was read before: the tap, which heard what comes again,
 * goes on where it was. */
enum err_code source_return(struct source *s, int64_t frame, struct err *why);
/* Is it where its play's loop goes back? ended: its last frame was read. Then it goes. */
bool source_loops(const struct source *s, bool ended);
enum err_code source_loop(
	struct source *s, const struct audio_tap *tap, struct err *why);
/* Up to `frames` (at most SOURCE_BLOCK) frames of stereo; 0 is the end. The tap hears
 * what the decoder gave, before it is mixed. ERR_BUSY: a worker has decoded nothing more
 * yet. */
enum err_code source_read(struct source *s, const struct audio_tap *tap, bool wait,
	float *out, size_t frames, size_t *ret_frames, struct err *why);
/* It will not be read to its end: the tap drops what it heard of it. */
void source_abandon(struct source *s, const struct audio_tap *tap);
/* The tap hears it from here on, its first frame. */
void source_tap(struct source *s, const struct audio_tap *tap);

#endif
