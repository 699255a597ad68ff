/*
 * What the pump and an `av` worker share: messages, and a ring of decoded frames in
 * memory of both. Private to player/.
 *
 * The worker writes frames and `head`, the pump reads them and moves `tail`; both count
 * from the last open or seek on. Who has nothing to do says so, looks once more and
 * sleeps; the other one wakes it through an eventfd: the worker once half of the ring is
 * free, the pump with the next block. The pump believes nothing that is written here:
 * counters are checked against the capacity, text is cut.
 */
#ifndef PLAYER_AV_SHARE_H
#define PLAYER_AV_SHARE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum av_message {
	/* Descriptors by av_descriptor; the answer is AV_OPENED: i64 rate, channels,
	 * bits, frames, then the codec's name. What was open is closed. */
	AV_OPEN = 1,
	AV_OPENED,
	AV_SEEK, /* i64 frame; the answer is AV_DONE, the ring begins anew */
	AV_CLOSE,
	AV_DONE
};

enum av_descriptor { AV_FD_FILE, AV_FD_RING, AV_FD_ROOM, AV_FD_DATA, AV_FD__COUNT };

enum av_state { AV_GOING, AV_ENDED, AV_FAILED };

enum {
	AV_RING_BYTES = 4 << 20,
	AV_RING_HEAD = 4096, /* the frames begin behind it */
	AV_RING_MS = 2000,   /* at most that much is decoded ahead */
	AV_TEXT = 256
};

struct av_ring {
	_Atomic uint64_t head; /* frames written; the worker's */
	_Atomic uint64_t tail; /* frames read; the pump's, but for opening and seeks */
	_Atomic uint32_t state, worker_sleeps, pump_sleeps;
	/* Of AV_FAILED, written before it. */
	uint32_t code;
	char text[AV_TEXT];
};

/* Frames that the ring holds for such a stream. */
size_t av_ring_capacity(int rate_hz, int channels);
float *av_ring_frames(struct av_ring *r);

#endif
