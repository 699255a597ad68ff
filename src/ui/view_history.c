/* History: what was heard, newest first. */
#include <stdio.h>

#include "format.h"
#include "view_single.h"

static void open(struct view *v)
{
	single_open(v, ROWS_HISTORY);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	single_draw(v, g, a, app_conf(v->ui->app)->options.columns_history);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	int64_t n = single_focus(v)->rows ? rows_count(single_focus(v)->rows) : -1;
	char text[64];
	if (n <= 0)
		return;
	format_plural(
		text, sizeof text, n, "play of 5 s or more", "plays of 5 s or more");
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, text);
}

static const struct hint hints[] = {{"activate", "play"}, {"queue", "queue"},
	{"like row", "like"}, {"playlist-pick", "to a playlist"},
	{"more-like", "more like it"}, {"private", "private"}, {NULL, NULL}};

const struct view_ops view_history = {
	.name = "history",
	.title = "History",
	.brief = "History",
	.context = KEYS_HISTORY,
	.state_size = sizeof(struct pane),
	.hints = hints,
	.side = true,
	.open = open,
	.close = single_close,
	.changed = single_changed,
	.draw = draw,
	.header = header,
	.focus = single_focus,
	.panes = single_panes,
};
