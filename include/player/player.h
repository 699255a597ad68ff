/*
 * The player: pump and output threads behind one face. All calls come from the owner's
 * thread (main, or the `play` subcommand); none of them waits for disk or device.
 *
 * The pump is handed the next entries as an immutable list, so that it needs nobody
 * while they last. Events come back through a mailbox.
 */
#ifndef PLAYER_PLAYER_H
#define PLAYER_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/output.h"
#include "audio/tap.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mailbox.h"
#include "model/listen.h"
#include "model/loudness.h"

enum { PLAYER_AHEAD = 20, PLAYER_BANDS = 10 };

struct player_entry {
	int64_t key;       /* the owner's name for it; unique within the queue's life */
	int64_t recording; /* 0: not in the library (its listens are not logged) */
	char *path;        /* owned by the list */
	int64_t duration_ms; /* from the tags; 0 unknown */
	int64_t from_ms;     /* where it begins when it is reached by itself */
	enum source_kind source;
	int64_t source_id;
	/* A track of a CUE sheet: first frame and the one behind its last, at the file's
	 * rate; end 0: to the end of the file. */
	int64_t start_frame, end_frame;
	int64_t album;       /* 0: none; one album's neighbours are never crossfaded */
	bool album_in_order; /* it plays as part of its album, in order */
	bool has_loudness;   /* else it counts as unknown */
	struct loudness loudness;
};

/* How music is treated on its way. Zeroed it is left alone, with speed 0 meaning 1. */
struct player_sound {
	struct gain_rule gain;
	bool equalizer;
	float band_db[PLAYER_BANDS]; /* 31 62 125 250 500 1k 2k 4k 8k 16k Hz; -12…12 */
	double speed;                /* .5 … 2 at the same pitch; 0 counts as 1 */
	int crossfade_ms;            /* 0 … 12,000; 0: gapless */
	bool follow_rate;            /* the device is opened anew at each file's rate */
};

struct player_config {
	const char *output; /* spec; NULL: "auto", falling back to null in real time */
	const char *device; /* as player_set_device() takes it; NULL: the default one */
	bool move_on_loss;  /* as player_set_loss() takes it */
	int buffer_ms;      /* decoded ahead; 0: 2,000 */
	/* Held by the device; 0: 1000 where it follows the volume at once, else 500, and
	 * short after a change of volume. */
	int latency_ms;
	struct clock clock;
	struct audio_tap tap;  /* zeroed: none; analyze/ear_tap.h makes the ear's */
	bool log_listens;      /* false: private */
	double volume;         /* 0…100 */
	int64_t skip_after_ms; /* every play ends as if by another one after that much
				  was heard; 0: never. For simulated histories */
	/* On the pump's thread: a play began (open = true: id, recording, start known),
	 * went on for another 30 s (open), or ended (open = false, complete). Must not
	 * wait. */
	void (*on_listen)(void *ctx, const struct listen *l, bool open);
	void *ctx;
};

enum player_event_kind {
	PLAYER_STARTED,   /* key: its first frame was heard */
	PLAYER_ENDED,     /* key, listen: it is over; the outcome stands in it */
	PLAYER_FAILED,    /* key, text: it cannot be played; the next one is tried */
	PLAYER_NEED_MORE, /* fewer than PLAYER_AHEAD / 2 entries are left */
	/* the last entry was heard to its last frame, or none of them could be played;
	 * stopped now: what comes later needs play_now */
	PLAYER_DRAINED,
	PLAYER_SLEPT,   /* player_sleep() has come to its end: paused */
	PLAYER_CHANGED, /* a command has done its work: look at the state again */
	PLAYER_DEVICE,  /* text: what happened to the device; state has no_device */
	PLAYER_DEVICES  /* player_devices() has others to tell of */
};

struct player_event {
	enum player_event_kind kind;
	int64_t key;
	struct listen listen;
	enum err_code code; /* why it failed, also once it ended; ERR_OK: it did not */
	bool heard;         /* what came before it failed was, or will be */
	char text[256];
	char file[128]; /* the name of its file, for words */
};

enum player_mode { PLAYER_STOPPED, PLAYER_PLAYING, PLAYER_PAUSED };

struct player_state {
	enum player_mode mode;
	int64_t key;         /* what is being heard; 0 none */
	int64_t position_ms; /* what the device has played of it */
	int64_t duration_ms;
	double volume;  /* 0…100 */
	double gain_db; /* what that volume means, cubic; -INFINITY at 0 */
	bool muted, private, no_device;
	bool device_lost; /* it went away while playing: the music waits for it, playing
			       (the sound server is gone) or paused (only the device is) */
	bool output_failed; /* the output named cannot be opened: nothing plays */
	int rate_hz, channels, bits; /* of the file */
	int device_rate_hz;
	double loudness_db; /* the gain that player_sound gives what is heard */
	double speed;       /* 1: as it was recorded */
	bool equalizer;     /* it is in the music's way */
	bool sleeping;      /* player_sleep() fades */
	int64_t loop_a_ms, loop_b_ms; /* of player_set_loop(); equal: none */
	char codec[16];
	char device[64];
	uint64_t underruns; /* gaps in the sound that nobody asked for */
	int64_t least_ms;   /* the ring never held less while playing; -1: unknown */
	int64_t began_us; /* CLOCK_MONOTONIC when the first frame after the last start,
				 seek or skip was handed to the device; 0: none yet */
};

struct player;
struct player *player_create(const struct player_config *c);
void player_destroy(struct player *p); /* stops: an open play becomes "stopped" */

/* Replaces what is ahead, taking over `entry` (malloc'd array, paths malloc'd). With
 * `play_now` the first one starts at once at from_ms (what plays is ended by another
 * play) — else the entry that plays now goes on and the list follows it; should that
 * very entry be its first one, the list was made too early, and its second one follows.
 */
void player_set_list(struct player *p, struct player_entry *entry, size_t n,
	bool play_now, int64_t from_ms, bool paused);
void player_pause(struct player *p, bool paused);
void player_stop(struct player *p);
void player_seek(struct player *p, int64_t position_ms);
void player_set_volume(struct player *p, double volume);
void player_set_mute(struct player *p, bool muted);
void player_set_private(struct player *p, bool on);
/* Heard at once; the music goes on where it was. */
void player_set_sound(struct player *p, const struct player_sound *s);
/* A–B: what plays now goes back to a_ms whenever it comes to b_ms, exact to the frame,
 * until another entry plays; b_ms <= a_ms: no longer. */
void player_set_loop(struct player *p, int64_t a_ms, int64_t b_ms);
/* Fades out over fade_ms from now on and pauses there; PLAYER_SLEPT tells when it is
 * quiet. The position kept is where the fade began. A play, seek or resume cancels it.
 */
void player_sleep(struct player *p, int64_t fade_ms);
/* It may be played soon: what that takes is made ready, so that it begins at once. */
void player_expect(struct player *p, const char *path);
/* The music goes to the device of that name, or with that part of a name or description;
 * NULL or "": to the default one, whichever it is from then on. Where there is none,
 * PLAYER_DEVICE tells so and nothing changes. What plays goes on where it was. */
void player_set_device(struct player *p, const char *name);
/* When the device goes (headphones pulled out): pause, and go on by itself when that very
 * device is back; or move on to the default one. */
void player_set_loss(struct player *p, bool move);
/* The devices that there were when the output thread looked last, the default one marked;
 * up to max; returns how many. Waits for nobody; PLAYER_DEVICES tells of changes, the
 * first one soon after the start. None for outputs that are no device. */
size_t player_devices(struct player *p, struct output_device *out, size_t max);
/* Somebody pressed a key or gave a command: plays are attended again.
 */
void player_touch(struct player *p);

struct player_state player_state(struct player *p); /* cheap, from any thread */
struct mailbox *player_events(struct player *p); /* of struct player_event, malloc'd */

#endif
