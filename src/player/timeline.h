/*
 * Who is heard when: the marks of the frames that go to the device, and the accounting
 * of what was heard of each play. Private to player/; the pump's alone.
 *
 * The timeline counts frames at the stream's rate that are heard, from 0 on. A segment
 * begins at a frame and lasts until the next one; frames that were written but dropped
 * before they were heard never happened.
 */
#ifndef PLAYER_TIMELINE_H
#define PLAYER_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "codec/decoder.h"
#include "model/listen.h"
#include "player/player.h"

enum { PLAY_NOT_LISTED = -1 };

/* One play of an entry; shared by its segments and its source. */
struct play {
	int refs;
	struct player_entry entry; /* owned copy */
	int64_t list_index;        /* in the pump's list now, or PLAY_NOT_LISTED */
	struct decoder_info info;  /* frames: of the track, which may be a part */
	int64_t file_frames;       /* of the whole file; -1 unknown */
	double gain_db;            /* that its frames come with */
	int64_t loop_a, loop_b;    /* from frame b back to a; b 0: no loop */
	struct listen listen;
	double heard_s, reported_s;
	bool open;             /* its first frame was heard */
	bool logged;           /* listens go out for it */
	bool truncated;        /* its source was left before its end: by another play */
	bool broken;           /* its decoder gave up */
	bool sounded;          /* it failed, but there was something to hear of it */
	enum err_code failure; /* why it could not be played, or not to its end */
};

struct play *play_create(const struct player_entry *e, int64_t list_index);
struct play *play_ref(struct play *p);
void play_unref(struct play *p);
/* From the decoder where it knows, else from the tags; 0 unknown. */
int64_t play_duration_ms(const struct play *p);
/* Where it begins when it is reached by itself. */
double play_from_s(const struct play *p);
/* The frame of the track at that place, rounded. */
int64_t play_frame(const struct play *p, double s);

struct segment {
	uint64_t at;       /* first frame on the timeline */
	struct play *play; /* a reference; NULL: silence */
	double from_s;     /* place in the track */
	double speed;      /* of the track's time to the listener's */
	uint64_t
		until; /* it fades out under the next one until there; 0: it does not */
	double faded;  /* how much of that fade lies before `at`: 0…1 */
};

/* What the timeline tells; called from timeline_advance and timeline_close. */
struct timeline_events {
	void (*started)(void *ctx, struct play *p);
	/* A listen is open, went on for another 30 s, or (open = false) is over. */
	void (*listen)(void *ctx, struct play *p, bool open);
	void (*ended)(void *ctx, struct play *p);
	/* LISTEN_… for a play that begins to be heard now. */
	unsigned (*flags)(void *ctx);
	void *ctx;
};

struct timeline {
	struct segment *segment; /* owned; (n) */
	size_t n, cap;
	struct segment
		leaving; /* what fades out under segment[0]; play NULL: nothing */
	double speed;    /* of what is marked from now on; 0: 1 */
	uint64_t heard;  /* all frames before it are accounted for */
	int rate_hz;
	bool private;
	struct clock clock;
	bool virtual_clock; /* frames heard are time passed since virtual_ms */
	int64_t virtual_ms; /* UTC at frame 0 */
	struct timeline_events events;
};

void timeline_finish(struct timeline *t);
/* A stream at another rate begins: frames count from 0 again. Nothing may be pending.
 */
void timeline_restart(struct timeline *t, int rate_hz);
/* What follows from that frame on; takes a reference of its own. */
void timeline_mark(struct timeline *t, uint64_t at, struct play *p, double from_s);
/* What stood before the last mark is heard until that frame, under what was marked. */
void timeline_overlap(struct timeline *t, uint64_t until);
/* Forgets what begins at or after that frame. */
void timeline_cut(struct timeline *t, uint64_t at);
/* Forgets all but the first n segments: what is heard may have no frames left. */
void timeline_keep(struct timeline *t, size_t n);
/* What is heard now turns out not to have been: its last `frames` come again, and all
 * that follows comes later. Returns the frames that it could go back. */
uint64_t timeline_repeat(struct timeline *t, uint64_t frames);
/* Frames before `heard` have been heard (never fewer than before). */
void timeline_advance(struct timeline *t, uint64_t heard);
/* Ends what is heard now, for that reason, and forgets all that was to follow. */
void timeline_close(struct timeline *t, enum play_end end);
/* The play being heard, NULL for silence; ret_s: the place in its file. */
struct play *timeline_now(const struct timeline *t, double *ret_s);
/* What fades out under it, NULL for nothing; ret_done: how much of the crossfade has
 * passed, 0…1. */
struct play *timeline_leaving(
	const struct timeline *t, double *ret_s, double *ret_done);
/* It is heard no longer; or from now on at that speed, until that frame. */
void timeline_drop_leaving(struct timeline *t);
void timeline_keep_leaving(struct timeline *t, uint64_t until);
/* Is the frame `heard` behind all music? */
bool timeline_over(const struct timeline *t);
/* Frames until something is due: a mark, a first frame, a report. UINT64_MAX: nothing.
 */
uint64_t timeline_due(const struct timeline *t);
/* From now on nothing is logged, an open listen ends here; or new plays are again. */
void timeline_set_private(struct timeline *t, bool on);
/* The wall clock as the listens see it. */
int64_t timeline_wall_ms(const struct timeline *t, uint64_t frame);

#endif
