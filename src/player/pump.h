/*
 * The pump's thread and its parts: pump.c (loop), orders.c (commands), moves.c (what is
 * heard goes on elsewhere), sleep.c, feed.c (files to ring), stream.c (the device's
 * stream: open, run, halt, rewind). Private to player/.
 *
 * The chain: a track's decoder, the tap, its part of the file, stereo, its gain
 * (source.h) - resampler (convert.h) - crossfade (overlap.h) - equalizer and speed
 * (effects.h) - ring. Behind the resampler all counts are at the stream's rate, and what
 * stands there is one for all tracks, so that joins are exact. What is off costs nothing.
 *
 * Pause, seek and skip halt the stream by dropping what the device holds; the pump then
 * knows the last frame heard, puts back from the ring's memory what was handed over but
 * not heard, and goes on from there. The timeline (timeline.h) therefore only ever
 * counts what was heard: timeline frame = the callback's frame + offset.
 */
#ifndef PLAYER_PUMP_H
#define PLAYER_PUMP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/mailbox.h"
#include "base/task.h"
#include "convert.h"
#include "device.h"
#include "effects.h"
#include "failures.h"
#include "overlap.h"
#include "player/player.h"
#include "source.h"
#include "timeline.h"

/* A worker may take that long to open a file while nothing plays. */
enum { PUMP_OPEN_MS = 10000 };

enum command_kind {
	COMMAND_LIST,
	COMMAND_PAUSE,
	COMMAND_STOP,
	COMMAND_SEEK,
	COMMAND_PRIVATE,
	COMMAND_VOLUME,
	COMMAND_SOUND,
	COMMAND_LOOP,
	COMMAND_SLEEP,
	COMMAND_DEVICE, /* text: its name */
	COMMAND_EXPECT, /* a foreign file may come */
	COMMAND_NEWS,
	COMMAND_QUIT
};

struct command {
	enum command_kind kind;
	struct player_entry *entry; /* owned; (n) */
	size_t n;
	bool play_now, on;
	int64_t ms, until_ms;
	struct player_sound sound;
	enum device_news news;
	char text[128];
};
void command_free(void *command);

/* What main and others see; under the lock. */
struct shown {
	struct player_state state;
	double volume;
	bool muted;
	double dim;    /* the fade of player_sleep(), linear: 1 where there is none */
	struct rt *rt; /* borrowed from the device; NULL: none */
	int64_t offset;
	uint64_t heard, from,
		until; /* timeline: now, the segment's first, the next one's */
	double from_s, speed;
	bool running;
};
/* The linear gain for the callback. */
static inline float shown_gain(const struct shown *s)
{
	double v = s->muted ? 0 : s->volume / 100;
	return (float)(v * v * v * s->dim);
}

/* What waits in the ring is being replaced while the callback reads on. */
struct splice {
	uint64_t at; /* timeline frame that stood where the callback was */
	uint64_t consumed,
		from; /* ring positions: there; where what replaces it begins */
};

/* A fade of player_sleep(), by what is heard of it. */
struct sleep {
	bool on;
	double fade_s, heard_s;
	uint64_t mark; /* timeline frame up to which heard_s counts */
	int64_t key;   /* what was heard when it began, and its place */
	double place_s;
};

struct pump {
	/* Immutable. */
	struct player_config config;
	struct mailbox *inbox, *events; /* owned by struct player */
	struct mutex *lock;             /* owned by struct player */

	/* Shared. */
	struct shown *shown; /* under the lock */
	atomic_bool touched, quitting;

	/* The pump's own. */
	struct device *device;
	const struct output_ops *ops;
	struct device_status status;
	struct rt *rt;             /* borrowed from the device */
	struct player_sound sound; /* as last asked for */
	int64_t turned_us;         /* when a short latency was needed last; monotonic */
	bool sound_changed;        /* what was decoded ahead may have been otherwise */
	struct failures failures;
	struct player_entry *list; /* owned; (list_n) */
	size_t list_n, list_at;    /* list_at: the next to open */
	struct remote *remote;     /* owned */
	bool opening;              /* a worker has not opened what comes next yet */
	struct source *current, *next;
	struct convert convert;
	struct overlap overlap;
	struct effects effects;
	struct timeline timeline;
	struct sleep sleep;
	enum player_mode mode;
	int64_t offset;   /* timeline frame = rt frame + offset */
	uint64_t written; /* timeline frame that is written next */
	uint64_t
		whole_from; /* ring position from which on it is the timeline, unbroken */
	uint64_t music;     /* frame in front of the effects that is made next */
	int asked_hz;       /* the rate that the device was opened for last */
	bool running;  /* the callback is being called, or a lost device is awaited */
	bool awaiting; /* the device is lost */
	bool held;     /* paused since the device went: plays on when it is back */
	bool filling;  /* up to the high mark; else wait for the low one */
	bool ended;    /* nothing follows what is written */
	bool failed;   /* the output cannot be opened */
	uint64_t quiet_at;  /* timeline frame in a quiet stretch ahead; UINT64_MAX: none
			     */
	size_t quiet_run;   /* quiet frames up to what was written last */
	uint64_t underruns; /* of earlier streams */
	uint64_t told;      /* underruns that the log has */
	int64_t told_us;    /* when it was told last */
	bool full;          /* the ring was full since the last start */
	int64_t least_ms;   /* since then it never held less; -1: not known */
	int64_t touched_ms; /* last touch, on the timeline's clock */
};

/* orders.c */
/* Carries a command out; false: the pump is to end. */
bool pump_obey(struct pump *p, struct command *c);

/* moves.c */
void pump_stop(struct pump *p, enum play_end end);
/* Begins with the first playable entry ahead; the stream is halted and empty. */
void pump_begin(struct pump *p, double from_s, bool paused);
/* To what follows; what is heard is ended by another play. */
void pump_next(struct pump *p);
/* What is heard goes on at another place of its file, in the same mode. */
void pump_go_to(struct pump *p, double to_s);
/* Goes on with the list from `index` at that frame, where the music that is right ends.
 */
void pump_cut_off(struct pump *p, uint64_t at, size_t index);
/* What was decoded but not heard is decoded again, as the settings are now. */
void pump_refresh(struct pump *p);
/* The settings changed: what is heard follows at once. */
void pump_use_sound(struct pump *p);
/* What is heard is repeated from a to b from now on; b <= a: no longer. */
void pump_loop(struct pump *p, int64_t a_ms, int64_t b_ms);

/* sleep.c */
void sleep_begin(struct pump *p, int64_t fade_ms);
/* The music is as loud as before. */
void sleep_cancel(struct pump *p);
/* Follows what was heard; pauses at the end. */
void sleep_step(struct pump *p);

/* news.c */
/* What the device's thread tells. */
void pump_news(struct pump *p, const struct command *c);
void pump_choose_device(struct pump *p, const char *name);

/* pump.c */
double pump_ahead_s(const struct pump *p); /* the ring is filled up to here */
double pump_ring_s(const struct pump *p);  /* and this large */
void pump_run(void *pump);
void pump_event(struct pump *p, enum player_event_kind kind, const struct play *play,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* feed.c */
/* Writes a block or opens what comes next; false: nothing to do until the ring has room
 * or a command comes. */
bool feed_step(struct pump *p);
/* The first playable entry from list_at on, as p->next; false: there is none, or
 * p->opening says that it will come. */
bool feed_prepare(struct pump *p);
/* p->next becomes p->current, with its mark, at from_s. */
bool feed_begin(struct pump *p, double from_s);
/* The gain that a track is to have by the settings, 0 dB and no other number where it is
 * left alone. */
double feed_gain_db(const struct pump *p, const struct play *play);
void feed_use_gain(const struct pump *p, struct source *s);
/* Closes both sources and what waits between them and the ring. */
void feed_drop(struct pump *p);
/* Nothing is between the files and the ring any more, and the settings apply to what is
 * decoded from now on, which comes where the ring ends. */
void feed_restart(struct pump *p);
/* What was to be the end is none. */
void feed_unfinish(struct pump *p);
/* All that the converter makes of what was put in waits in the overlap; last: what it
 * holds back, too. */
void feed_gather(struct overlap *o, struct convert *c, bool last);
/* feed_joins.c: where two tracks meet. The next one waits for the device to be opened at
 * its rate. */
bool feed_waits_for_rate(const struct pump *p);
/* Begins to gather the current one's end when it is time. */
void feed_gather_when_due(struct pump *p);
/* How much of what waits the next track fades in under. */
size_t feed_overlap_frames(struct pump *p);
/* list_at is to be `index` again: keeps an open source that is that entry. */
void feed_return_to(struct pump *p, size_t index);

/* stream.c */
/* Opens, or keeps, the stream for a file at that rate. False: failed is set and told.
 */
bool stream_open(struct pump *p, int rate_hz);
void stream_run(struct pump *p);
/* Opens again with the latency that is wanted now, which is a moment's silence. */
void stream_change_latency(struct pump *p);
/* While the latency is shorter than it could be: looks for a stretch of what is written
 * in which nobody hears that moment, and uses it once it is heard. */
void stream_note_quiet(struct pump *p, const float *pcm, size_t frames);
void stream_use_quiet(struct pump *p);
/* No more blocks; the timeline stands at the last frame heard. */
void stream_halt(struct pump *p);
/* The device was closed by itself: the same, and back to what was heard for certain. */
void stream_lost(struct pump *p);
/* After a halt: the ring holds timeline frames [heard, upto) again, and no others.
 * False: its memory does not reach back that far. */
bool stream_keep(struct pump *p, uint64_t upto);
/* Everything from splice.at on is written anew behind what waits: begin (false: what waits
 * is too little), reach (written is splice.at now), write, and end, with which the
 * callback crosses over (false: it is too late for that). */
bool stream_begin_splice(struct pump *p, struct splice *s);
void stream_reach_splice(struct pump *p, const struct splice *s);
void stream_write_splice(struct pump *p, const struct splice *s);
bool stream_end_splice(struct pump *p, const struct splice *s);
/* The same for all that was written; from the file where the memory is too short. */
void stream_rewind(struct pump *p);
/* After a halt: the ring is empty, what is written next is heard next. */
void stream_clear(struct pump *p);
/* The timeline, from the callback's counters. */
void stream_advance(struct pump *p);
size_t stream_filled(const struct pump *p); /* frames in the ring */
/* Long, but while the volume is being changed: that alone waits for what the device holds;
 * pause, seek and skip abort the stream. */
double stream_latency(const struct pump *p);
double stream_usual_latency(const struct pump *p); /* while nobody turns the volume */

#endif
