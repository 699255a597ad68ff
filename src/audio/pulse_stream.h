/*
 * One stream to a PulseAudio server, as out_pulse.c (the contract of output.h),
 * pulse_stream.c (blocks and time) and pulse_place.c (where it plays) share it. Private
 * to audio/.
 */
#ifndef AUDIO_PULSE_STREAM_H
#define AUDIO_PULSE_STREAM_H

#include "pulse_host.h"

struct pulse_stream {
	struct pulse *host;      /* borrowed */
	struct rt *rt;           /* borrowed */
	const atomic_bool *move; /* borrowed; see output_want; NULL: it may not */
	uint32_t frame_bytes;
	struct pulse_answer ready;  /* to connecting */
	struct pulse_answer answer; /* to what is waited for */

	/* Under the loop's lock. */
	pa_stream *stream;
	bool running;      /* blocks are made */
	uint32_t behind;   /* frames of silence written since the last frame of music */
	int64_t timed_us;  /* when the timing info was true; 0: there is none yet */
	int64_t asked_us;  /* when it was asked for last */
	int64_t called_us; /* the last block */
	int64_t awake_us;  /* the first block after we or the server were stopped */
	bool dry;          /* the server ran out of blocks, or has none yet */
	struct pulse_place place;

	_Atomic int life; /* enum output_life */
};

int64_t pulse_now_us(void);
double pulse_stream_seconds(const struct pulse_stream *s, int64_t bytes);

/* On the loop's thread or under its lock, as all that follow here. Takes the server's
 * calls for itself. */
void pulse_stream_listen(struct pulse_stream *s, bool on);
/* From now until the next frame that is written is heard. */
double pulse_stream_latency(const struct pulse_stream *s);
/* Writes that many bytes of music, or of silence behind it. */
void pulse_stream_write(struct pulse_stream *s, size_t bytes);
/* Asks for the time, which corrects the rt. */
void pulse_stream_ask_time(struct pulse_stream *s);
/* Silent at once; what was written stays. */
void pulse_stream_cork(struct pulse_stream *s, bool on);

/* pulse_place.c */
/* Watches where the stream plays; while its host's watcher is this one's. */
void pulse_place_watch(struct pulse_stream *s);
void pulse_place_unwatch(struct pulse_stream *s);
/* A name for people. */
void pulse_place_describe(const struct pulse_place *p, char *out, size_t size);
/* What makes it the same one again. */
void pulse_place_identify(const struct pulse_place *p, char *out, size_t size);
/* Is the place of that mark there now? The output thread's: waits. */
enum err_code pulse_place_find(
	struct pulse *h, const char *id, struct pulse_place *ret, struct err *why);

#endif
