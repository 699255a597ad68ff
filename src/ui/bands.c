/*
 * The equalizer's bands as columns of bars: keys choose a band and change it, heard at
 * once. Small screens get one bar from below for each, and the band's value in the title.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/sound.h"
#include "base/mem.h"
#include "state.h"

enum {
	BAR_ROWS = 13,
	BAR_ROWS_MIN = 5,
	COLUMN = 5,
	COLUMN_MIN = 3,
	SCALE = 4,
	BAR = 3
};

static const char *const labels[EQUALIZER_BANDS] = {
	"31", "62", "125", "250", "500", "1k", "2k", "4k", "8k", "16k"};

static const char FULL[] = "\xE2\x96\x88", LINE[] = "\xE2\x94\x80";

static void measure(const struct grid *g, int *w, int *h)
{
	int wide = SCALE + EQUALIZER_BANDS * COLUMN;
	if (g->width >= COLUMNS_NARROW && *w > wide)
		*w = wide;
	*h = *h > BAR_ROWS + 2 ? BAR_ROWS + 2 : *h;
}

static void refresh(struct ui *ui)
{
	struct app_sound s = app_sound(ui->app);
	struct str title = {0};
	int band = ui->popup->band;
	int hz = equalizer_hz[band];
	str_appendf(&title, "Equalizer %s \xC2\xB7 %d %s ",
		s.equalizer ? s.equalizer_name : "off", hz < 1000 ? hz : hz / 1000,
		hz < 1000 ? "Hz" : "kHz");
	app_sound_db_text((double)s.band_db[band], &title);
	popup_set_title(ui->popup, str_text(&title));
	str_finish(&title);
}

/* ---- drawing */

/* One band's bar from the middle line on: half lines tell odd decibels. */
static void draw_bar(struct grid *g, int x, int y, int rows, float db, enum role role)
{
	int side = rows / 2, middle = y + side;
	int halves = (int)lroundf(fabsf(db) / EQUALIZER_MAX_DB * (float)side * 2);
	int sign = db < 0 ? 1 : -1;
	grid_fill(g, x, middle, BAR, ROLE_RULE, LINE);
	for (int i = 0; i < halves / 2; i++)
		grid_fill(g, x, middle + sign * (i + 1), BAR, role, FULL);
	if (halves % 2)
		grid_fill(g, x, middle + sign * (halves / 2 + 1), BAR, role,
			db < 0 ? "\xE2\x96\x80" : "\xE2\x96\x84");
}

static void draw_scale(struct grid *g, int x, int y, int rows)
{
	grid_field(g, x, y, SCALE - 1, ROLE_DIM, true, "+12");
	grid_field(g, x, y + rows / 2, SCALE - 1, ROLE_DIM, true, "0");
	grid_field(g, x, y + rows - 1, SCALE - 1, ROLE_DIM, true,
		"\xE2\x88\x92"
		"12");
}

static void draw_wide(
	struct ui *ui, struct grid *g, struct area a, const struct app_sound *s)
{
	int rows = (a.h - 2) % 2 ? a.h - 2 : a.h - 3;
	draw_scale(g, a.x, a.y, rows);
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		int x = a.x + SCALE + i * COLUMN;
		bool here = i == ui->popup->band;
		enum role role = !s->equalizer ? ROLE_DIM
				 : here        ? ROLE_PLAYING
					       : ROLE_ACCENT;
		struct str value = {0};
		app_sound_db_text((double)s->band_db[i], &value);
		value.data[value.len - strlen(" dB")] = '\0';
		draw_bar(g, x + 1, a.y, rows, s->band_db[i], role);
		grid_field(g, x, a.y + a.h - 2, COLUMN - 1,
			here ? ROLE_CURSOR : ROLE_POPUP, true, str_text(&value));
		grid_field(g, x, a.y + a.h - 1, COLUMN - 1,
			here ? ROLE_CURSOR : ROLE_DIM, true, labels[i]);
		str_finish(&value);
	}
}

/* From below, in eighths of a line. */
static void draw_narrow(
	struct ui *ui, struct grid *g, struct area a, const struct app_sound *s)
{
	static const char *const eighths[] = {" ", "\xE2\x96\x81", "\xE2\x96\x82",
		"\xE2\x96\x83", "\xE2\x96\x84", "\xE2\x96\x85", "\xE2\x96\x86",
		"\xE2\x96\x87", FULL};
	int rows = a.h > 1 ? a.h - 1 : 1, steps = rows * 8;
	for (int i = 0; i < EQUALIZER_BANDS; i++) {
		int x = a.x + i * COLUMN_MIN;
		bool here = i == ui->popup->band;
		float part =
			(s->band_db[i] + EQUALIZER_MAX_DB) / (2 * EQUALIZER_MAX_DB);
		int height = 1 + (int)lroundf(part * (float)(steps - 1));
		enum role role = !s->equalizer ? ROLE_DIM
				 : here        ? ROLE_PLAYING
					       : ROLE_ACCENT;
		for (int row = 0; row < rows; row++) {
			int n = height - row * 8;
			n = n < 0 ? 0 : n > 8 ? 8 : n;
			grid_fill(g, x, a.y + rows - 1 - row, COLUMN_MIN - 1, role,
				eighths[n]);
		}
		int away = abs(i - ui->popup->band);
		if (here || (away > 1 && (i == 0 || i == EQUALIZER_BANDS - 1)))
			grid_text(g, x, a.y + a.h - 1, COLUMN_MIN,
				here ? ROLE_CURSOR : ROLE_DIM, labels[i]);
	}
}

static void draw(struct ui *ui, struct grid *g, struct area a)
{
	struct app_sound s = app_sound(ui->app);
	if (a.w >= SCALE + EQUALIZER_BANDS * COLUMN && a.h >= BAR_ROWS_MIN + 2)
		draw_wide(ui, g, a, &s);
	else
		draw_narrow(ui, g, a, &s);
}

/* ---- keys */

static void set_band(struct ui *ui, double db)
{
	struct str line = {0};
	db = db < -EQUALIZER_MAX_DB ? -EQUALIZER_MAX_DB : db;
	db = db > EQUALIZER_MAX_DB ? EQUALIZER_MAX_DB : db;
	str_appendf(&line, "equalizer %d ", equalizer_hz[ui->popup->band]);
	str_append_decimal(&line, db);
	ui_run(ui, str_text(&line));
	str_finish(&line);
}

static void next_preset(struct ui *ui, const struct app_sound *s, int by)
{
	int n = 0, at = by > 0 ? -1 : 0; /* own bands: to the first, or the last one */
	const struct equalizer_preset *e;
	struct str line = {0};
	for (; (e = equalizer_preset((size_t)n)); n++)
		if (strcmp(e->name, s->equalizer_name) == 0)
			at = n;
	if (n == 0)
		return;
	at = (at + by + n) % n;
	str_appendf(&line, "equalizer %s", equalizer_preset((size_t)at)->name);
	ui_run(ui, str_text(&line));
	str_finish(&line);
}

static void change(struct ui *ui, const char *how)
{
	struct app_sound s = app_sound(ui->app);
	struct popup *p = ui->popup;
	double db = (double)s.band_db[p->band];
	if (strcmp(how, "more") == 0)
		set_band(ui, floor(db + 1));
	else if (strcmp(how, "less") == 0)
		set_band(ui, ceil(db - 1));
	else if (strcmp(how, "zero") == 0)
		set_band(ui, 0);
	else if (strcmp(how, "next") == 0)
		p->band += p->band < EQUALIZER_BANDS - 1;
	else if (strcmp(how, "previous") == 0)
		p->band -= p->band > 0;
	else if (strcmp(how, "preset") == 0)
		next_preset(ui, &s, 1);
	else if (strcmp(how, "preset-back") == 0)
		next_preset(ui, &s, -1);
}

static bool command(struct ui *ui, int argc, char **argv)
{
	if (strcmp(argv[0], "change") == 0 && argc > 1)
		change(ui, argv[1]);
	else if (strcmp(argv[0], "activate") == 0)
		ui_run(ui, "equalizer");
	else if (strcmp(argv[0], "close") == 0 && ui->popup->from_menu)
		sound_menu_return(ui);
	else
		return false;
	return true;
}

static const struct hint hints[] = {{"change previous", ""}, {"change next", "band"},
	{"change more", ""}, {"change less", "dB"}, {"change preset", "preset"},
	{"change zero", "zero"}, {"activate", "on, off"}, {"close", "close"},
	{NULL, NULL}};

static const struct popup_ops bands_ops = {.context = KEYS_EQUALIZER,
	.hints = hints,
	.refresh = refresh,
	.measure = measure,
	.draw = draw,
	.command = command};

void bands_open(struct ui *ui, bool from_menu)
{
	popup_open(ui, "Equalizer", true);
	ui->popup->ops = &bands_ops;
	ui->popup->from_menu = from_menu;
	ui->popup->band = 5; /* 1 kHz: the middle */
}
