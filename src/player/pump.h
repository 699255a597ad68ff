/*
 * The pump's thread and its parts: pump.c (loop), orders.c (commands), feed.c (files to
 * ring), stream.c (the device's stream: open, run, halt, rewind). Private to player/.
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
#include "player/player.h"
#include "source.h"
#include "timeline.h"

enum command_kind {
	COMMAND_LIST,
	COMMAND_PAUSE,
	COMMAND_STOP,
	COMMAND_NEXT,
	COMMAND_SEEK,
	COMMAND_PRIVATE,
	COMMAND_VOLUME,
	COMMAND_SOUND,
	COMMAND_LOOP,
	COMMAND_SLEEP,
	COMMAND_DEVICE, /* text: its name */
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
	struct rt *rt; /* borrowed from the device; NULL: none */
	int64_t offset;
	uint64_t heard, from,
		until; /* timeline: now, the segment's first, the next one's */
	double from_s;
	bool running;
};

struct pump {
	/* Immutable. */
	struct player_config config;
	struct mailbox *inbox, *events; /* owned by struct player */
	struct mutex *lock;             /* owned by struct player */

	/* Shared. */
	struct shown *shown; /* under the lock */
	atomic_bool touched, quitting;
	_Atomic int64_t turned_us; /* when the volume was changed last; monotonic */

	/* The pump's own. */
	struct device *device;
	const struct output_ops *ops;
	struct device_status status;
	struct rt *rt;             /* borrowed from the device */
	struct player_sound sound; /* as last asked for */
	bool sound_changed;        /* what was decoded ahead may have been otherwise */
	struct player_entry *list; /* owned; (list_n) */
	size_t list_n, list_at;    /* list_at: the next to open */
	struct source *current, *next;
	struct convert convert;
	struct timeline timeline;
	enum player_mode mode;
	int64_t offset;   /* timeline frame = rt frame + offset */
	uint64_t written; /* timeline frame that is written next */
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
void pump_stop(struct pump *p, enum play_end end);
/* What is heard goes on at another place of its file, in the same mode. */
void pump_go_to(struct pump *p, double to_s);
/* The settings changed: what is heard follows at once. */
void pump_use_sound(struct pump *p);
/* What was decoded but not heard is decoded again, as the settings are now. */
void pump_refresh(struct pump *p);

/* news.c */
/* What the device's thread tells. */
void pump_news(struct pump *p, const struct command *c);
void pump_choose_device(struct pump *p, const char *name);

/* pump.c */
void pump_run(void *pump);
void pump_event(struct pump *p, enum player_event_kind kind, const struct play *play,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* feed.c */
/* Writes a block or opens what comes next; false: nothing to do until the ring has room
 * or a command comes. */
bool feed_step(struct pump *p);
/* The first playable entry from list_at on, as p->next; false: there is none. */
bool feed_prepare(struct pump *p);
/* p->next becomes p->current, with its mark, at from_s. */
bool feed_begin(struct pump *p, double from_s);
/* The gain that a track is to have by the settings, 0 dB and no other number where it is
 * left alone. */
double feed_gain_db(const struct pump *p, const struct play *play);
void feed_use_gain(const struct pump *p, struct source *s);
/* Closes both sources and what waits between them and the ring. */
void feed_drop(struct pump *p);
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

#endif
