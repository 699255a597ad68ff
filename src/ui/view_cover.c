/* The cover of what plays, as large as the screen allows. */
#include <stdio.h>
#include <string.h>

#include "art.h"
#include "format.h"
#include "over.h"

static void draw(struct view *v, struct grid *g, struct area a)
{
	struct ui *ui = v->ui;
	const struct track *t = app_now(ui->app);
	struct str text = {0};
	if (!t) {
		over_say(g, a, "Nothing plays: Esc goes back, Enter plays a row");
		return;
	}
	const char *what =
		t->album_title && *t->album_title ? t->album_title : t->title;
	if (app_conf(ui->app)->options.art == ART_OPTION_OFF)
		str_append(&text, "Pictures are switched off: set art=auto");
	else if (!art_possible(ui))
		str_append(&text,
			"This terminal shows no pictures: they take 256 colours "
			"and UTF-8 (linnet doctor tells)");
	else
		switch (art_draw_track(ui, g, a, t, true)) {
		case ART_COMING:
		case ART_HERE:
			break;
		case ART_ABSENT:
			str_appendf(&text,
				"No picture of %s: put cover.jpg or cover.png beside the "
				"music, or a picture into its tags, then ^L",
				what ? what : "this track");
			break;
		case ART_FAILED:
			str_appendf(&text, "The picture of %s cannot be shown: %s",
				what ? what : "this track", ui->art.trouble);
			break;
		}
	over_say(g, a, str_text(&text));
	str_finish(&text);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	const struct track *t = app_now(v->ui->app);
	struct str s = {0};
	if (t && t->album_title && *t->album_title) {
		str_append(&s, t->album_title);
		if (t->album_artist && *t->album_artist)
			str_appendf(&s, " \xE2\x80\x94 %s", t->album_artist);
		if (t->year > 0)
			str_appendf(&s, " (%d)", t->year);
	}
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, str_text(&s));
	str_finish(&s);
}

static bool command(struct view *v, int argc, char **argv)
{
	return over_command(v, argc, argv);
}

static const struct hint hints[] = {{"close", "back"}, {"lyrics", "lyrics"},
	{"pause", "pause"}, {"next", "next"}, {NULL, NULL}};

const struct view_ops view_cover = {
	.name = "cover",
	.title = "Cover",
	.context = KEYS_COVER,
	.hints = hints,
	.state_size = 1,
	.open = over_open,
	.close = over_open,
	.draw = draw,
	.header = header,
	.focus = over_focus,
	.panes = over_panes,
	.command = command,
};
