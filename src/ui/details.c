/* The popup of a track's details. A guess has a question mark behind its name. */
#include <stdio.h>
#include <string.h>

#include "app/details.h"
#include "base/str.h"
#include "format.h"
#include "model/tags.h"
#include "state.h"

enum { WIDTH_MAX = 72, NAME_COLUMNS = 16 };

static void add(struct ui *ui, const char *name, const char *text, bool guessed)
{
	char key[40];
	struct str lines = {0};
	int width = ui->grid.width - NAME_COLUMNS - 10;
	if (!text || !*text)
		return;
	snprintf(key, sizeof key, "%s%s", name, guessed ? " ?" : "");
	format_wrap(&lines, text, width > WIDTH_MAX ? WIDTH_MAX : width);
	const char *at = str_text(&lines);
	for (const char *label = key; *at; label = "") {
		char line[400];
		size_t n = strcspn(at, "\n");
		snprintf(line, sizeof line, "%.*s", (int)n, at);
		popup_add(ui->popup, ROLE_POPUP, label, line, NULL);
		at += n + (at[n] == '\n');
	}
	str_finish(&lines);
}

/* "3 of 12" */
static void add_pair(struct ui *ui, const char *name, int n, int total, bool guessed)
{
	char text[40];
	if (n == 0)
		return;
	snprintf(text, sizeof text, total > 0 ? "%d of %d" : "%d", n, total);
	add(ui, name, text, guessed);
}

static bool differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

static void add_names(struct ui *ui, const struct track_details *d)
{
	const struct track *t = &d->track;
	unsigned g = t->guessed;
	add(ui, "Title", t->title, g & TAGS_GUESSED_TITLE);
	add(ui, "Artist", t->artist_name, g & TAGS_GUESSED_ARTIST);
	if (differ(d->artists, t->artist_name))
		add(ui, "Artists", d->artists, false);
	add(ui, "Album", t->album_title, g & TAGS_GUESSED_ALBUM);
	if (differ(t->album_artist, t->artist_name))
		add(ui, "Album artist", t->album_artist, g & TAGS_GUESSED_ALBUM_ARTIST);
	if (differ(d->album_artists, t->album_artist))
		add(ui, "Album artists", d->album_artists, false);
	add_pair(ui, "Disc", t->disc, d->disc_total, g & TAGS_GUESSED_DISC);
	add(ui, "Disc title", d->disc_subtitle, false);
	add_pair(ui, "Number", t->number, d->number_total, g & TAGS_GUESSED_TRACK);
	if (d->date)
		add(ui, "Date", d->date, false);
	else
		add_pair(ui, "Year", t->year, 0, g & TAGS_GUESSED_YEAR);
	add(ui, "First released", d->original_date, false);
	add(ui, "Genre", d->genres, false);
	add(ui, "Composer", d->composer, false);
	add(ui, "Work", d->work, false);
	add(ui, "Conductor", d->conductor, false);
	add(ui, "Performer", d->performer, false);
}

static void add_rating(struct ui *ui, const struct track_details *d)
{
	char text[80];
	if (d->track.rating == 0)
		return;
	if (*d->rating_from)
		snprintf(text, sizeof text, "%d of 5, as its file says (%s)",
			d->track.rating, d->rating_from);
	else
		snprintf(text, sizeof text, "%d of 5", d->track.rating);
	add(ui, "Rating", text, false);
}

static void add_sound(struct ui *ui, const struct track_details *d)
{
	char text[120], time[32], codec[48];
	format_duration(time, sizeof time, d->track.duration_ms);
	format_codec(codec, sizeof codec, d->track.codec, d->track.rate_hz);
	snprintf(text, sizeof text, "%s, %s", time, codec);
	size_t n = strlen(text);
	if (d->bitrate_kbps > 0)
		snprintf(text + n, sizeof text - n, ", %d kbit/s", d->bitrate_kbps);
	add(ui, "Sound", text, false);
	if (d->bpm > 0) {
		snprintf(text, sizeof text, "%.4g a minute", d->bpm);
		add(ui, "Beats", text, false);
	}
	snprintf(text, sizeof text, "%s%s%s", d->picture ? "picture" : "",
		d->picture && d->lyrics ? ", " : "", d->lyrics ? "lyrics" : "");
	add(ui, "Holds", text, false);
}

static void refresh(struct ui *ui)
{
	struct popup *p = ui->popup;
	const struct track_details *d = app_details(ui->app, p->about);
	if (!d || p->n > 1)
		return;
	popup_clear(p);
	add_names(ui, d);
	add_rating(ui, d);
	add_sound(ui, d);
	add(ui, "MusicBrainz", d->mb_recording, false);
	add(ui, "File", d->track.path, false);
	if (d->track.guessed)
		add(ui, "?", "made out from the path: no tag says it", false);
}

static const struct hint hints[] = {{"close", "close"}, {NULL, NULL}};
static const struct popup_ops details_ops = {
	.context = KEYS_POPUP, .hints = hints, .refresh = refresh};

void details_open(struct ui *ui)
{
	struct row row;
	if (!pane_row(ui_pane(ui), &row) || row.track.id == 0) {
		app_warn(ui->app, "Put the cursor on a track to see its details");
		return;
	}
	popup_open(ui, "Track", false);
	ui->popup->ops = &details_ops;
	ui->popup->about = row.track.id;
	popup_add(ui->popup, ROLE_POPUP, NULL, "\xE2\x80\xA6", NULL);
	app_details_ask(ui->app, row.track.id);
}
