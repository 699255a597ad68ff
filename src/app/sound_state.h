/*
 * Sound settings, sleep, loop and the end after this track (sound.c, sleep.c).
 */
#ifndef APP_SOUND_STATE_H
#define APP_SOUND_STATE_H

#include "app/sound.h"
#include "base/err.h"
#include "player/player.h"

struct db;

/* What is remembered over restarts: options of these names. */
#define SOUND_REMEMBERED_LIST(X)                                                       \
	X("replaygain") X("preamp") X("crossfade") X("equalizer") X("device")
enum {
#define X(name) +1
	SOUND_REMEMBERED = 0 SOUND_REMEMBERED_LIST(X)
#undef X
};

struct sound {
	char *configured[SOUND_REMEMBERED]; /* owned: as the configuration has them */
	char *equalizer_last; /* owned: how it was when it was on last; NULL: never */
	bool equalizer;
	float band_db[EQUALIZER_BANDS];
	char *device; /* owned: as the player was told; NULL: not yet */
	bool device_moves;
	double speed;
	enum app_sleep sleep;
	int64_t sleep_end_us; /* of the timer, monotonic */
	int64_t fade_ms, sleep_timer, minute_timer;
	bool fading; /* the player has been told to fall asleep */
	bool stop_after;
	int64_t last_key; /* of the row behind which the list was cut; 0: it was not */
	int loop_points;
	int64_t loop_a_ms, loop_b_ms, loop_key;
};

/* ---- sound.c: settings */
void sound_init(struct app *a); /* after the configuration was read */
void sound_finish(struct app *a);
/* On the store's thread, before the app runs: what was remembered. */
void sound_recall(struct app *a, struct db *db);
/* What the player is to know from its start on. */
void sound_configure(struct app *a, struct player_config *c);
/* The options changed: tells the player. */
void sound_apply(struct app *a);
/* Sets one of the remembered options. */
enum err_code sound_set(
	struct app *a, const char *name, const char *value, struct err *why);
void sound_set_speed(struct app *a, double speed);
/* The next point of the loop: A, B, none. What is said goes to `reply`. */
enum err_code sound_loop(struct app *a, struct str *reply, struct err *why);
void sound_loop_off(struct app *a);

/* ---- sleep.c: when the music ends */
void sleep_off(struct app *a);
void sleep_in(struct app *a, double minutes);
/* After this track (what is played now), or after its album. */
void sleep_after(struct app *a, enum app_sleep kind);
void sleep_set_stop_after(struct app *a, bool on);
/* Is the list for the pump to end behind this track, or its album? */
bool sleep_cuts_track(const struct app *a);
bool sleep_cuts_album(const struct app *a);
/* After the player's state was read anew. */
void sleep_tick(struct app *a);
void sleep_slept(struct app *a); /* PLAYER_SLEPT */
/* PLAYER_DRAINED: true where it was meant to end here, and has been dealt with. */
bool sleep_drained(struct app *a);
/* A play, seek or resume by hand took the fade back: nobody sleeps. */
void sleep_awake(struct app *a);
void sleep_end(struct app *a);

#endif
