/*
 * Sound settings. The options are the truth; what commands change of them is remembered
 * in the database, together with how the configuration had it then: whoever edits the
 * configuration later has the last word. Speed lasts as long as the program runs.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/settings.h"
#include "state.h"
#include "text/quote.h"

static const char *const remembered[] = {
#define X(name) name,
	SOUND_REMEMBERED_LIST(X)
#undef X
};
static const char LAST_EQUALIZER[] = "sound.equalizer-last";

static const char *const gain_names[] = {"off", "track", "album", "auto"};
_Static_assert(GAIN_OFF == 0 && GAIN_TRACK == 1 && GAIN_ALBUM == 2 && GAIN_AUTO == 3,
	"the order of the option replaygain");

const char *app_sound_gain_name(enum gain_mode mode)
{
	return gain_names[mode];
}

static char *option_text(const struct app *a, const char *name)
{
	struct str s = {0};
	options_print(&a->conf.options, option_find(name), &s);
	return str_detach(&s);
}

/* ---- remembering */

void sound_init(struct app *a)
{
	for (size_t i = 0; i < SOUND_REMEMBERED; i++)
		a->sound.configured[i] = option_text(a, remembered[i]);
	a->sound.speed = 1;
	sound_apply(a);
}

void sound_finish(struct app *a)
{
	for (size_t i = 0; i < SOUND_REMEMBERED; i++)
		free(a->sound.configured[i]);
	free(a->sound.equalizer_last);
	free(a->sound.device);
}

static void setting_key(char *out, size_t size, const char *name)
{
	snprintf(out, size, "sound.%s", name);
}

/* The value of "CONFIGURED VALUE", if the configuration is still that. */
static void recall_one(struct app *a, size_t i, const char *text)
{
	struct quote_words w = {0};
	struct err why = {0};
	if (quote_split(text, &w, NULL) == ERR_OK && w.n == 2 &&
		strcmp(w.word[0], a->sound.configured[i]) == 0 &&
		options_set(&a->conf.options, remembered[i], w.word[1], &why) != ERR_OK)
		log_write(LOG_WARN, "what was remembered of the sound: %s", why.msg);
	quote_words_finish(&w);
}

void sound_recall(struct app *a, struct db *db)
{
	for (size_t i = 0; i < SOUND_REMEMBERED; i++) {
		char key[64];
		setting_key(key, sizeof key, remembered[i]);
		char *text = settings_get(db, key);
		if (text)
			recall_one(a, i, text);
		free(text);
	}
	free(a->sound.equalizer_last);
	a->sound.equalizer_last = settings_get(db, LAST_EQUALIZER);
	sound_apply(a);
}

struct kept {
	char key[64];
	char *value; /* owned */
};

static enum err_code write_kept(struct db *db, void *arg, struct err *why)
{
	const struct kept *k = arg;
	return settings_put(db, k->key, k->value, why);
}

static void free_kept(void *arg)
{
	struct kept *k = arg;
	free(k->value);
	free(k);
}

static void keep(struct app *a, const char *key, const char *value)
{
	struct kept *k = xcalloc(1, sizeof *k);
	str_copy(k->key, sizeof k->key, key);
	k->value = xstrdup(value);
	app_write(a, "a sound setting", write_kept, free_kept, k);
}

enum err_code sound_set(
	struct app *a, const char *name, const char *value, struct err *why)
{
	enum err_code code = options_set(&a->conf.options, name, value, why);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < SOUND_REMEMBERED; i++) {
		if (strcmp(remembered[i], name) != 0)
			continue;
		char key[64], *text = option_text(a, name);
		struct str words = {0};
		quote_append(&words, a->sound.configured[i]);
		str_append_c(&words, ' ');
		quote_append(&words, text);
		setting_key(key, sizeof key, name);
		keep(a, key, str_text(&words));
		str_finish(&words);
		free(text);
	}
	sound_apply(a);
	if (strcmp(name, "equalizer") == 0 && a->sound.equalizer)
		keep(a, LAST_EQUALIZER, a->sound.equalizer_last);
	return ERR_OK;
}

/* ---- the player */

static void read_equalizer(struct app *a)
{
	struct sound *s = &a->sound;
	const char *text = a->conf.options.equalizer;
	/* The option holds only what has been checked. */
	options_equalizer(text, &s->equalizer, s->band_db, NULL);
	if (s->equalizer) {
		char *last = xstrdup(text);
		free(s->equalizer_last);
		s->equalizer_last = last;
	} else if (s->equalizer_last) {
		bool on;
		options_equalizer(s->equalizer_last, &on, s->band_db, NULL);
	}
}

/* A change of the device is heard: only where it is one. */
static void apply_device(struct app *a)
{
	struct sound *s = &a->sound;
	const struct options *o = &a->conf.options;
	bool moves = o->device_lost == DEVICE_LOST_MOVE;
	if (!s->device || strcmp(s->device, o->device) != 0)
		player_set_device(a->play.player, o->device);
	if (!s->device || s->device_moves != moves)
		player_set_loss(a->play.player, moves);
	free(s->device);
	s->device = xstrdup(o->device);
	s->device_moves = moves;
}

void sound_configure(struct app *a, struct player_config *c)
{
	const struct options *o = &a->conf.options;
	free(a->sound.device);
	a->sound.device = xstrdup(o->device);
	a->sound.device_moves = o->device_lost == DEVICE_LOST_MOVE;
	c->device = o->device;
	c->move_on_loss = a->sound.device_moves;
	c->volume = o->volume;
	c->buffer_ms = o->buffer_ms;
	c->latency_ms = o->latency_ms;
}

struct player_sound app_sound_of(const struct options *o)
{
	struct player_sound s = {.gain = {.mode = (enum gain_mode)o->replaygain,
					 .preamp_db = o->preamp_db,
					 .unknown_db = o->unknown_db,
					 .prevent_clipping = o->prevent_clipping},
		.crossfade_ms = (int)lround(o->crossfade_s * 1000),
		.follow_rate = o->rate == RATE_FOLLOW};
	_Static_assert((int)PLAYER_BANDS == (int)EQUALIZER_BANDS, "the same bands");
	/* The option holds only what has been checked. */
	options_equalizer(o->equalizer, &s.equalizer, s.band_db, NULL);
	return s;
}

void sound_apply(struct app *a)
{
	read_equalizer(a);
	struct player_sound s = app_sound_of(&a->conf.options);
	s.equalizer = a->sound.equalizer;
	s.speed = a->sound.speed;
	memcpy(s.band_db, a->sound.band_db, sizeof s.band_db);
	if (a->play.player) {
		player_set_sound(a->play.player, &s);
		apply_device(a);
	}
	app_changed(a, APP_CHANGED_PLAYER);
}

void sound_set_speed(struct app *a, double speed)
{
	a->sound.speed = speed;
	sound_apply(a);
}

/* ---- A–B */

static void tell_loop(struct app *a)
{
	const struct sound *s = &a->sound;
	bool on = s->loop_points == 2;
	if (a->play.player)
		player_set_loop(
			a->play.player, on ? s->loop_a_ms : 0, on ? s->loop_b_ms : 0);
	app_changed(a, APP_CHANGED_PLAYER);
}

void sound_loop_off(struct app *a)
{
	if (a->sound.loop_points == 0)
		return;
	a->sound.loop_points = 0;
	tell_loop(a);
}

enum err_code sound_loop(struct app *a, struct str *reply, struct err *why)
{
	enum { SHORTEST_MS = 100 };
	struct sound *s = &a->sound;
	playback_tick(a);
	int64_t at = a->play.state.position_ms, key = a->play.state.key;
	struct app_sound shown;
	if (s->loop_points == 2) {
		sound_loop_off(a);
		str_append(reply, "Loop off");
		return ERR_OK;
	}
	if (key == 0)
		return err_set(why, ERR_NOT_FOUND,
			"Nothing plays: a loop is set while the track sounds");
	if (s->loop_points == 0 || s->loop_key != key) {
		s->loop_points = 1;
		s->loop_key = key;
		s->loop_a_ms = at;
	} else if (llabs(at - s->loop_a_ms) < SHORTEST_MS) {
		return err_set(why, ERR_RANGE,
			"The loop would be empty: let the music play on, then set its "
			"end");
	} else {
		s->loop_points = 2;
		s->loop_b_ms = at > s->loop_a_ms ? at : s->loop_a_ms;
		s->loop_a_ms = at > s->loop_a_ms ? s->loop_a_ms : at;
	}
	tell_loop(a);
	shown = app_sound(a);
	str_append(reply, "Loop ");
	app_sound_loop_text(&shown, reply);
	str_append(reply, s->loop_points == 1 ? ": again at its end" : "");
	return ERR_OK;
}

/* ---- what is shown */

struct app_sound app_sound(struct app *a)
{
	const struct sound *s = &a->sound;
	const struct options *o = &a->conf.options;
	const struct equalizer_preset *preset = equalizer_preset_of(s->band_db);
	struct app_sound r = {.replaygain = (enum gain_mode)o->replaygain,
		.preamp_db = o->preamp_db,
		.crossfade_s = o->crossfade_s,
		.speed = s->speed,
		.equalizer = s->equalizer,
		.equalizer_name = preset ? preset->name : "own",
		.sleep = s->sleep,
		.stop_after = s->stop_after,
		.loop_points = s->loop_points,
		.loop_a_ms = s->loop_a_ms,
		.loop_b_ms = s->loop_b_ms,
		.device = o->device};
	memcpy(r.band_db, s->band_db, sizeof r.band_db);
	if (s->sleep == APP_SLEEP_TIMER) {
		int64_t left = s->sleep_end_us - clock_mono_us(&a->clock);
		r.sleep_left_ms = left > 0 ? left / 1000 : 0;
	}
	return r;
}

size_t app_devices(struct app *a, struct output_device *out, size_t max)
{
	return a->play.player ? player_devices(a->play.player, out, max) : 0;
}

static void put_time(struct str *out, int64_t ms)
{
	long long s = ms / 1000;
	if (s >= 3600)
		str_appendf(out, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
	else
		str_appendf(out, "%lld:%02lld", s / 60, s % 60);
}

void app_sound_sleep_text(const struct app_sound *s, struct str *out)
{
	int64_t seconds = (s->sleep_left_ms + 999) / 1000;
	if (s->sleep == APP_SLEEP_OFF)
		str_append(out, "off");
	else if (s->sleep != APP_SLEEP_TIMER)
		str_append(out, s->sleep == APP_SLEEP_TRACK ? "after this track"
							    : "after this album");
	else if (seconds > 60)
		str_appendf(out, "%lld min", (long long)(seconds + 59) / 60);
	else
		str_appendf(out, "%lld s", (long long)seconds);
}

void app_sound_seconds_text(double seconds, struct str *out)
{
	if (seconds <= 0) {
		str_append(out, "off");
		return;
	}
	str_append_decimal(out, seconds);
	str_append(out, " s");
}

void app_sound_loop_text(const struct app_sound *s, struct str *out)
{
	if (s->loop_points == 0) {
		str_append(out, "off");
		return;
	}
	str_append(out, s->loop_points == 1 ? "from " : "");
	put_time(out, s->loop_a_ms);
	if (s->loop_points == 2) {
		str_append(out, " \xE2\x80\x93 ");
		put_time(out, s->loop_b_ms);
	}
}

void app_sound_db_text(double db, struct str *out)
{
	double shown = round(db * 10) / 10;
	str_append(out, shown < 0 ? "\xE2\x88\x92" : shown > 0 ? "+" : "");
	str_append_decimal(out, fabs(shown));
	str_append(out, " dB");
}
