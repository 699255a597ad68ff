/*
 * The sound menu (T): what is set, and keys that change it. Every row is a few command
 * lines, so that what it does can be said, bound and scripted as well.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/sound.h"
#include "base/mem.h"
#include "state.h"
#include "text/quote.h"

enum menu_row {
	MENU_SLEEP,
	MENU_STOP,
	MENU_LOOP,
	MENU_SPEED,
	MENU_EQUALIZER,
	MENU_CROSSFADE,
	MENU_GAIN,
	MENU_PREAMP,
	MENU_DEVICE,
	MENU__COUNT
};

static const char *const labels[] = {
	[MENU_SLEEP] = "Sleep timer",
	[MENU_STOP] = "Stop after this track",
	[MENU_LOOP] = "A\342\200\223B loop",
	[MENU_SPEED] = "Speed",
	[MENU_EQUALIZER] = "Equalizer",
	[MENU_CROSSFADE] = "Crossfade",
	[MENU_GAIN] = "ReplayGain",
	[MENU_PREAMP] = "Preamp",
	[MENU_DEVICE] = "Output",
};
_Static_assert(sizeof labels / sizeof *labels == MENU__COUNT, "a label for every row");

/* ---- what is shown */

static void device_text(struct ui *ui, const struct app_sound *s, struct str *out)
{
	struct output_device d[OUTPUT_DEVICES];
	size_t n = app_devices(ui->app, d, OUTPUT_DEVICES);
	for (size_t i = 0; i < n; i++) {
		if (*s->device && strcmp(d[i].name, s->device) == 0) {
			str_append(out, d[i].description);
			return;
		}
	}
	str_append(out, *s->device ? s->device : "default");
}

static void gain_text(struct ui *ui, const struct app_sound *s, struct str *out)
{
	struct str here = {0};
	str_append(out, app_sound_gain_name(s->replaygain));
	states_gain(ui, &here);
	if (here.len > 3)
		str_appendf(out, ", here %s", str_text(&here) + 3);
	str_finish(&here);
}

static void value_text(
	struct ui *ui, const struct app_sound *s, enum menu_row row, struct str *out)
{
	switch (row) {
	case MENU_SLEEP:
		app_sound_sleep_text(s, out);
		break;
	case MENU_STOP:
		str_append(out, s->stop_after ? "on" : "off");
		break;
	case MENU_LOOP:
		app_sound_loop_text(s, out);
		break;
	case MENU_SPEED:
		str_append_decimal(out, s->speed);
		str_append(out, " \xC3\x97");
		break;
	case MENU_EQUALIZER:
		str_append(out, s->equalizer ? s->equalizer_name : "off");
		break;
	case MENU_CROSSFADE:
		app_sound_seconds_text(s->crossfade_s, out);
		break;
	case MENU_GAIN:
		gain_text(ui, s, out);
		break;
	case MENU_PREAMP:
		app_sound_db_text(s->preamp_db, out);
		break;
	case MENU_DEVICE:
		device_text(ui, s, out);
		break;
	case MENU__COUNT:
		break;
	}
}

static void refresh(struct ui *ui)
{
	struct popup *p = ui->popup;
	struct app_sound s = app_sound(ui->app);
	popup_clear(p);
	for (int row = 0; row < MENU__COUNT; row++) {
		struct str value = {0}, shown = {0};
		bool here = p->cursor == (size_t)row;
		value_text(ui, &s, (enum menu_row)row, &value);
		str_appendf(&shown, here ? "\xE2\x80\xB9 %s \xE2\x80\xBA" : "%s  ",
			str_text(&value));
		popup_add_value(p, labels[row], str_text(&shown));
		str_finish(&value);
		str_finish(&shown);
	}
}

static void measure(const struct grid *g, int *w, int *h)
{
	enum { WIDE = 46 };
	(void)g;
	*w = *w > WIDE ? WIDE : *w;
	*h = *h > MENU__COUNT ? MENU__COUNT : *h;
}

/* ---- what the keys do */

static void run(struct ui *ui, const char *command, const char *argument)
{
	struct str line = {0};
	str_append(&line, command);
	str_append_c(&line, ' ');
	quote_append(&line, argument);
	ui_run(ui, str_text(&line));
	str_finish(&line);
}

/* off, minutes, after this track, after this album: the next one in that direction. */
static void change_sleep(struct ui *ui, const struct app_sound *s, int by)
{
	static const int minutes[] = {10, 15, 20, 30, 45, 60, 90, 120};
	enum { MINUTES = sizeof minutes / sizeof *minutes, TRACK = MINUTES, ALBUM };
	enum { SLACK_MS = 45000 };
	char text[16];
	int below = 0, upto = 0; /* steps under what is left, and up to it */
	for (int i = 0; i < MINUTES && s->sleep == APP_SLEEP_TIMER; i++) {
		int64_t ms = minutes[i] * INT64_C(60000);
		below += ms < s->sleep_left_ms - SLACK_MS;
		upto += ms < s->sleep_left_ms + SLACK_MS;
	}
	if (s->sleep == APP_SLEEP_TRACK || s->sleep == APP_SLEEP_ALBUM) {
		below = s->sleep == APP_SLEEP_TRACK ? TRACK : ALBUM;
		upto = below + 1;
	}
	int to = by > 0 ? upto : below - 1;
	if (to >= 0 && to < MINUTES) {
		snprintf(text, sizeof text, "%d", minutes[to]);
		run(ui, "sleep", text);
	} else if (to <= ALBUM) {
		run(ui, "sleep", to < 0 ? "off" : to == TRACK ? "track" : "album");
	}
}

static void change_equalizer(struct ui *ui, const struct app_sound *s, int by)
{
	int n = 0, at = -1; /* "off" stands before the first preset */
	const struct equalizer_preset *e;
	for (; (e = equalizer_preset((size_t)n)); n++)
		if (s->equalizer && strcmp(e->name, s->equalizer_name) == 0)
			at = n;
	if (s->equalizer && at < 0)
		at = by > 0 ? -1 : 0; /* own bands: to "flat", or off */
	at = (at + 1 + by + n + 1) % (n + 1) - 1;
	run(ui, "equalizer", at < 0 ? "off" : equalizer_preset((size_t)at)->name);
}

static void change_device(struct ui *ui, const struct app_sound *s, int by)
{
	struct output_device d[OUTPUT_DEVICES];
	int n = (int)app_devices(ui->app, d, OUTPUT_DEVICES), at = -1;
	for (int i = 0; i < n; i++)
		if (strcmp(d[i].name, s->device) == 0)
			at = i;
	at = (at + 1 + by + n + 1) % (n + 1) - 1;
	run(ui, "device", at < 0 ? "default" : d[at].name);
}

static void change_number(struct ui *ui, const char *command, double value)
{
	struct str text = {0};
	str_append_decimal(&text, value);
	run(ui, command, str_text(&text));
	str_finish(&text);
}

static void change(struct ui *ui, int by)
{
	struct app_sound s = app_sound(ui->app);
	switch ((enum menu_row)ui->popup->cursor) {
	case MENU_SLEEP:
		change_sleep(ui, &s, by);
		break;
	case MENU_STOP:
		run(ui, "stop-after", s.stop_after ? "off" : "on");
		break;
	case MENU_LOOP:
		ui_run(ui, by > 0 && s.loop_points < 2 ? "loop" : "loop off");
		break;
	case MENU_SPEED:
		ui_run(ui, by > 0 ? "speed +.05" : "speed -.05");
		break;
	case MENU_EQUALIZER:
		change_equalizer(ui, &s, by);
		break;
	case MENU_CROSSFADE:
		ui_run(ui, by > 0 ? "crossfade +1" : "crossfade -1");
		break;
	case MENU_GAIN:
		run(ui, "replaygain",
			app_sound_gain_name(
				(enum gain_mode)((s.replaygain + 4 + by) % 4)));
		break;
	case MENU_PREAMP:
		change_number(
			ui, "preamp", fmax(-15, fmin(15, round(s.preamp_db + by))));
		break;
	case MENU_DEVICE:
		change_device(ui, &s, by);
		break;
	case MENU__COUNT:
		break;
	}
}

bool sound_menu_devices(struct ui *ui)
{
	struct output_device d[OUTPUT_DEVICES];
	size_t n = app_devices(ui->app, d, OUTPUT_DEVICES);
	if (n == 0)
		return false;
	popup_open(ui, "Where does the sound go?", true);
	struct app_sound s = app_sound(ui->app);
	popup_add(ui->popup, ROLE_POPUP, NULL, "The default device, whichever it is",
		"device default");
	for (size_t i = 0; i < n; i++) {
		struct str line = {0};
		str_append(&line, "device ");
		quote_append(&line, d[i].name);
		popup_add(
			ui->popup, ROLE_POPUP, NULL, d[i].description, str_text(&line));
		str_finish(&line);
		if (strcmp(d[i].name, s.device) == 0)
			ui->popup->cursor = i + 1;
	}
	return true;
}

/* Enter: switches on and off, back to normal, or opens what has more to it. */
static void activate(struct ui *ui)
{
	struct app_sound s = app_sound(ui->app);
	switch ((enum menu_row)ui->popup->cursor) {
	case MENU_SLEEP:
		ui_run(ui, s.sleep == APP_SLEEP_OFF ? "sleep 30" : "sleep off");
		break;
	case MENU_SPEED:
		ui_run(ui, "speed off");
		break;
	case MENU_EQUALIZER:
		bands_open(ui, true);
		break;
	case MENU_CROSSFADE:
		ui_run(ui, s.crossfade_s > 0 ? "crossfade 0" : "crossfade 4");
		break;
	case MENU_PREAMP:
		ui_run(ui, "preamp 0");
		break;
	case MENU_DEVICE:
		if (!sound_menu_devices(ui))
			ui_run(ui, "device default");
		break;
	case MENU_LOOP:
		ui_run(ui, "loop");
		break;
	default:
		change(ui, 1);
		break;
	}
}

static bool command(struct ui *ui, int argc, char **argv)
{
	bool changes = strcmp(argv[0], "change") == 0 && argc > 1;
	if (changes && strcmp(argv[1], "less") == 0)
		change(ui, -1);
	else if (changes && strcmp(argv[1], "more") == 0)
		change(ui, 1);
	else if (strcmp(argv[0], "activate") == 0)
		activate(ui);
	else
		return false;
	return true;
}

static const struct hint hints[] = {{"change less", ""}, {"change more", "change"},
	{"activate", "on, off, open"}, {"close", "close"}, {NULL, NULL}};

static const struct popup_ops menu_ops = {.context = KEYS_SOUND,
	.hints = hints,
	.refresh = refresh,
	.measure = measure,
	.command = command};

void sound_menu_open(struct ui *ui)
{
	popup_open(ui, "Sound", true);
	ui->popup->ops = &menu_ops;
	refresh(ui);
}

void sound_menu_return(struct ui *ui)
{
	sound_menu_open(ui);
	ui->popup->cursor = MENU_EQUALIZER;
}
