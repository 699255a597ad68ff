/*
 * How the music is made to sound and when it ends, as the screen and the control socket
 * show it. It is changed by the commands of the group "Sound" only.
 */
#ifndef APP_SOUND_H
#define APP_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/app.h"
#include "audio/output.h"
#include "base/str.h"
#include "model/equalizer.h"
#include "model/loudness.h"

enum app_sleep { APP_SLEEP_OFF, APP_SLEEP_TIMER, APP_SLEEP_TRACK, APP_SLEEP_ALBUM };

struct app_sound {
	enum gain_mode replaygain;
	double preamp_db, crossfade_s, speed;
	bool equalizer;
	const char *equalizer_name; /* of the preset that the bands are; "own": none */
	float band_db[EQUALIZER_BANDS]; /* kept while it is off */
	enum app_sleep sleep;
	int64_t sleep_left_ms; /* of the timer */
	bool stop_after;       /* this track */
	int loop_points; /* 0: none; 1: A is set; 2: A–B plays again and again */
	int64_t loop_a_ms, loop_b_ms;
	const char *device; /* that was chosen; "": the default one */
};
struct app_sound app_sound(struct app *a);
/* What the options alone ask of a player; also for a player without an app. */
struct player_sound app_sound_of(const struct options *o);

/* The devices that there are, up to max; returns how many. */
size_t app_devices(struct app *a, struct output_device *out, size_t max);

/* The words of the menu, of states and of replies: "off", "12 min", "this track",
 * "rock", "−6.2 dB", "1:03 – 1:27". */
void app_sound_sleep_text(const struct app_sound *s, struct str *out);
void app_sound_loop_text(const struct app_sound *s, struct str *out);
void app_sound_seconds_text(double seconds, struct str *out); /* 0: "off" */
void app_sound_db_text(double db, struct str *out);
const char *app_sound_gain_name(enum gain_mode mode); /* as replaygain takes it */

#endif
