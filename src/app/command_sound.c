/* Commands: loudness, equalizer, speed, crossfade, and when the music ends. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/stretch.h"
#include "state.h"
#include "text/json.h"

static const double SPEED_MIN = .5, SPEED_MAX = 2;

/* "1.25", "+5": a number; *ret_relative where a sign stands before it. */
static bool number(const char *text, bool *ret_relative, double *ret)
{
	*ret_relative = text[0] == '+' || text[0] == '-';
	return str_to_double(text[0] == '+' ? text + 1 : text, ret) && fabs(*ret) < 1e6;
}

/* ---- loudness */

static enum err_code replaygain(struct command_call *c, struct err *why)
{
	static const char *const words[] = {"ReplayGain off: every track as it is",
		"ReplayGain by track", "ReplayGain by album",
		"ReplayGain by album where it plays in order, else by track"};
	enum err_code code =
		c->argc > 1 ? sound_set(c->app, "replaygain", c->argv[1], why) : ERR_OK;
	if (code == ERR_OK)
		str_append(c->reply, words[app_sound(c->app).replaygain]);
	return code;
}

static enum err_code preamp(struct command_call *c, struct err *why)
{
	const char *text = c->argv[1];
	enum err_code code =
		sound_set(c->app, "preamp", *text == '+' ? text + 1 : text, why);
	if (code != ERR_OK)
		return code;
	struct app_sound s = app_sound(c->app);
	str_append(c->reply, "Preamp ");
	app_sound_db_text(s.preamp_db, c->reply);
	if (s.replaygain == GAIN_OFF)
		str_append(c->reply, ", once ReplayGain is on");
	return ERR_OK;
}

/* ---- crossfade */

static enum err_code crossfade(struct command_call *c, struct err *why)
{
	bool relative;
	double v;
	struct str text = {0};
	if (!number(c->argv[1], &relative, &v))
		return err_set(why, ERR_USAGE,
			"crossfade takes seconds from 0 to 12, or +1, -1");
	if (relative) {
		v += app_sound(c->app).crossfade_s;
		v = v < 0 ? 0 : v > 12 ? 12 : v;
	}
	str_append_decimal(&text, v);
	enum err_code code = sound_set(c->app, "crossfade", str_text(&text), why);
	str_finish(&text);
	if (code != ERR_OK)
		return code;
	str_append(c->reply, "Crossfade ");
	app_sound_seconds_text(app_sound(c->app).crossfade_s, c->reply);
	if (app_sound(c->app).crossfade_s > 0)
		str_append(c->reply, ", not within an album");
	return ERR_OK;
}

/* ---- equalizer */

static int band_of(const char *text)
{
	static const char *const names[EQUALIZER_BANDS] = {
		"31", "62", "125", "250", "500", "1k", "2k", "4k", "8k", "16k"};
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		char number[16], hz[16];
		snprintf(number, sizeof number, "%d", i + 1);
		snprintf(hz, sizeof hz, "%d", equalizer_hz[i]);
		if (strcmp(text, number) == 0 || strcmp(text, hz) == 0 ||
			strcmp(text, names[i]) == 0)
			return i;
	}
	return -1;
}

static void put_bands(const float *db, struct str *out)
{
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		str_append(out, i ? " " : "");
		str_append_decimal(out, (double)db[i]);
	}
}

static enum err_code set_equalizer(
	struct command_call *c, const char *value, struct err *why)
{
	enum err_code code = sound_set(c->app, "equalizer", value, why);
	if (code != ERR_OK)
		return code;
	struct app_sound s = app_sound(c->app);
	str_appendf(c->reply, "Equalizer %s", s.equalizer ? s.equalizer_name : "off");
	return ERR_OK;
}

/* As it was when it was on last. */
static enum err_code equalizer_on(struct command_call *c, struct err *why)
{
	const char *last = c->app->sound.equalizer_last;
	if (app_sound(c->app).equalizer)
		last = c->app->conf.options.equalizer;
	char *value = xstrdup(last ? last : "flat");
	enum err_code code = set_equalizer(c, value, why);
	free(value);
	return code;
}

/* A preset is named by its words too. */
static const char *preset_name(const char *text)
{
	const struct equalizer_preset *p = equalizer_preset_find(text);
	return p ? p->name : text;
}

static enum err_code equalizer_band(struct command_call *c, struct err *why)
{
	struct app_sound s = app_sound(c->app);
	int band = band_of(c->argv[1]);
	bool relative;
	double v;
	struct str value = {0};
	if (band < 0 || !number(c->argv[2], &relative, &v) ||
		fabs(v) > EQUALIZER_MAX_DB)
		return err_set(why, ERR_USAGE,
			"equalizer takes a band (1 to 10, or 31 to 16k) and decibels "
			"from -12 to 12");
	s.band_db[band] = (float)v;
	put_bands(s.band_db, &value);
	enum err_code code = sound_set(c->app, "equalizer", str_text(&value), why);
	str_finish(&value);
	if (code != ERR_OK)
		return code;
	str_appendf(c->reply, "Equalizer %d Hz ", equalizer_hz[band]);
	app_sound_db_text(v, c->reply);
	return ERR_OK;
}

static enum err_code equalizer(struct command_call *c, struct err *why)
{
	const char *first = c->argc > 1 ? c->argv[1] : "";
	if (c->argc == 1)
		return app_sound(c->app).equalizer ? set_equalizer(c, "off", why)
						   : equalizer_on(c, why);
	if (c->argc == 2 && strcmp(first, "on") == 0)
		return equalizer_on(c, why);
	if (c->argc == 3)
		return equalizer_band(c, why);
	struct str value = {0};
	for (int i = 1; i < c->argc; i++)
		str_appendf(&value, "%s%s", i > 1 ? " " : "", preset_name(c->argv[i]));
	enum err_code code = set_equalizer(c, str_text(&value), why);
	str_finish(&value);
	return code;
}

/* ---- speed */

static enum err_code speed(struct command_call *c, struct err *why)
{
	bool relative;
	double v;
	if (strcmp(c->argv[1], "off") == 0) {
		v = 1;
		relative = false;
	} else if (!number(c->argv[1], &relative, &v)) {
		return err_set(why, ERR_USAGE, "speed takes .5 to 2, or +.1, -.1");
	}
	if (relative) {
		v += c->app->sound.speed;
		v = v < SPEED_MIN ? SPEED_MIN : v > SPEED_MAX ? SPEED_MAX : v;
	}
	v = round(v * 100) / 100;
	if (!(v >= SPEED_MIN && v <= SPEED_MAX))
		return err_set(
			why, ERR_RANGE, "speed goes from .5 to 2, not %s", c->argv[1]);
	if (fabs(v - 1) > .001 && !stretch_available(why))
		return ERR_UNSUPPORTED;
	sound_set_speed(c->app, v);
	str_append(c->reply, "Speed ");
	str_append_decimal(c->reply, v);
	str_append(c->reply, " \xC3\x97");
	return ERR_OK;
}

/* ---- devices */

static bool is_in(const char *text, const char *part)
{
	return strcasestr(text, part) != NULL;
}

static enum err_code device(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	struct output_device d[OUTPUT_DEVICES];
	const char *name = c->argc > 1 ? c->argv[1] : "";
	size_t n = app_devices(a, d, OUTPUT_DEVICES), found = n;
	if (c->argc == 1) {
		str_appendf(c->reply, "Sound goes to %s \xC2\xB7 devices lists all",
			*a->play.state.device ? a->play.state.device : "no device");
		return ERR_OK;
	}
	if (strcmp(name, "default") == 0)
		name = "";
	for (size_t i = n; *name && i-- > 0;)
		if (is_in(d[i].name, name) || is_in(d[i].description, name))
			found = i;
	if (*name && found == n)
		return err_set(why, ERR_NOT_FOUND,
			"There is no sound device %s; devices lists them", name);
	enum err_code code = sound_set(a, "device", name, why);
	if (code == ERR_OK)
		str_appendf(c->reply, "Sound goes to %s",
			*name ? d[found].description : "the default device");
	return code;
}

static enum err_code devices(struct command_call *c, struct err *why)
{
	struct output_device d[OUTPUT_DEVICES];
	size_t n = app_devices(c->app, d, OUTPUT_DEVICES);
	if (n == 0)
		return err_set(why, ERR_NOT_FOUND, "There is no sound device");
	for (size_t i = 0; i < n; i++)
		str_appendf(c->reply, "%s%s  %s\n", d[i].is_default ? "* " : "  ",
			d[i].name, d[i].description);
	return ERR_OK;
}

/* ---- when it ends */

static enum err_code sleep_command(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	const char *text = c->argv[1];
	double minutes;
	if (!a->play.player)
		return err_set(
			why, ERR_BUSY, "the sound device is being opened; try again");
	if (strcmp(text, "off") == 0) {
		bool was = a->sound.sleep != APP_SLEEP_OFF;
		sleep_off(a);
		str_append(c->reply, was ? "Sleep timer off" : "No sleep timer is set");
	} else if (strcmp(text, "track") == 0 || strcmp(text, "album") == 0) {
		sleep_after(a, *text == 't' ? APP_SLEEP_TRACK : APP_SLEEP_ALBUM);
		str_appendf(c->reply, "Sleeps after this %s, fading out", text);
	} else if (str_to_double(text, &minutes) && minutes > 0 && minutes <= 1440) {
		sleep_in(a, minutes);
		struct app_sound s = app_sound(a);
		str_append(c->reply, "Sleeps in ");
		app_sound_sleep_text(&s, c->reply);
		str_append(c->reply, ", fading out");
	} else {
		return err_set(why, ERR_USAGE,
			"sleep takes minutes (up to 1440), track, album or off");
	}
	return ERR_OK;
}

static enum err_code stop_after(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	const char *text = c->argc > 1 ? c->argv[1] : "";
	bool on = !a->sound.stop_after;
	struct queue_item now;
	if (c->argc > 1 && strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
		return err_set(why, ERR_USAGE, "stop-after takes on or off");
	if (c->argc > 1)
		on = strcmp(text, "on") == 0;
	if (on && !queue_now(a->queue, &now))
		return err_set(why, ERR_NOT_FOUND, "Nothing plays");
	sleep_set_stop_after(a, on);
	const struct track *t = app_now(a);
	if (on)
		str_appendf(c->reply, "Stops after %s",
			t && t->title ? t->title : "this track");
	else
		str_append(c->reply, "The music goes on after this track");
	return ERR_OK;
}

static enum err_code loop_command(struct command_call *c, struct err *why)
{
	if (c->argc == 1)
		return sound_loop(c->app, c->reply, why);
	if (strcmp(c->argv[1], "off") != 0)
		return err_set(why, ERR_USAGE,
			"loop takes nothing (its beginning, its end, off) or off");
	sound_loop_off(c->app);
	str_append(c->reply, "Loop off");
	return ERR_OK;
}

/* ---- all of it, for people and for programs */

static void sound_json(
	const struct app_sound *s, const struct player_state *p, struct str *out)
{
	static const char *const sleep_names[] = {"off", "timer", "track", "album"};
	struct json_writer w = {.out = out};
	json_write_object(&w);
	json_put_str(&w, "replaygain", app_sound_gain_name(s->replaygain));
	json_put_double(&w, "preamp_db", s->preamp_db);
	json_put_double(&w, "gain_db", p->loudness_db); /* of what plays */
	json_put_double(&w, "crossfade_s", s->crossfade_s);
	json_put_double(&w, "speed", s->speed);
	json_put_bool(&w, "equalizer", s->equalizer);
	json_put_str(&w, "preset", s->equalizer_name);
	json_put_str(&w, "device", s->device);
	json_put_str(&w, "sleep", sleep_names[s->sleep]);
	json_put_int(&w, "sleep_left_ms", s->sleep_left_ms);
	json_put_bool(&w, "stop_after", s->stop_after);
	json_put_bool(&w, "loop", s->loop_points == 2);
	if (s->loop_points == 2) {
		json_put_int(&w, "loop_a_ms", s->loop_a_ms);
		json_put_int(&w, "loop_b_ms", s->loop_b_ms);
	}
	json_write_object_end(&w);
}

static enum err_code sound(struct command_call *c, struct err *why)
{
	struct app_sound s = app_sound(c->app);
	struct str *out = c->reply;
	(void)why;
	if (c->json) {
		playback_tick(c->app);
		sound_json(&s, app_player(c->app), out);
		return ERR_OK;
	}
	str_append(out, "sleep       ");
	app_sound_sleep_text(&s, out);
	str_appendf(out, "\nstop after  %s\nloop        ", s.stop_after ? "on" : "off");
	app_sound_loop_text(&s, out);
	str_append(out, "\nspeed       ");
	str_append_decimal(out, s.speed);
	str_appendf(out, "\nequalizer   %s\ncrossfade   ",
		s.equalizer ? s.equalizer_name : "off");
	app_sound_seconds_text(s.crossfade_s, out);
	str_appendf(out, "\nreplaygain  %s\npreamp      ",
		app_sound_gain_name(s.replaygain));
	app_sound_db_text(s.preamp_db, out);
	str_appendf(out, "\ndevice      %s\n", *s.device ? s.device : "default");
	return ERR_OK;
}

#define SOUND "Sound"
const struct command command_sound[] = {
	{"sleep", "MINUTES|track|album|off", 1, 1, COMPLETE_WORDS, sleep_command,
		"fall asleep: fade out and pause", SOUND},
	{"stop-after", "[on|off]", 0, 1, COMPLETE_WORDS, stop_after,
		"stop after this track", SOUND},
	{"loop", "[off]", 0, 1, COMPLETE_WORDS, loop_command,
		"A\342\200\223B loop: its beginning, its end, off", SOUND},
	{"speed", "[\xC2\xB1]N|off", 1, 1, COMPLETE_WORDS, speed,
		"speed at the same pitch, .5 to 2", SOUND},
	{"equalizer", "[on|off|PRESET|BAND DB]", 0, EQUALIZER_BANDS, COMPLETE_EQUALIZER,
		equalizer, "equalizer on, off, a preset, or a band's decibels", SOUND},
	{"crossfade", "[\xC2\xB1]SECONDS", 1, 1, COMPLETE_NONE, crossfade,
		"fade from one track into the next, 0 to 12 s", SOUND},
	{"replaygain", "[off|track|album|auto]", 0, 1, COMPLETE_WORDS, replaygain,
		"make tracks equally loud", SOUND},
	{"preamp", "DB", 1, 1, COMPLETE_NONE, preamp, "decibels added to ReplayGain",
		SOUND},
	{"device", "[NAME|default]", 0, 1, COMPLETE_DEVICE, device,
		"the device that sound goes to", SOUND},
	{"devices", "", 0, 0, COMPLETE_NONE, devices,
		"the sound devices that there are", SOUND},
	{"sound", "", 0, 0, COMPLETE_NONE, sound, "the sound settings as they are",
		SOUND},
};
const size_t command_sound_n = sizeof command_sound / sizeof *command_sound;
