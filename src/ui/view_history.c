/* History: what was heard, newest first. */
#include <stdio.h>

#include "format.h"
#include "state.h"

struct history_view {
	struct pane pane;
};

static struct history_view *of(struct view *v)
{
	return v->state;
}

static void open(struct view *v)
{
	struct rows_spec spec = {.list = ROWS_HISTORY};
	pane_init(&of(v)->pane, v->ui);
	pane_open(&of(v)->pane, &spec);
}

static void close_view(struct view *v)
{
	pane_finish(&of(v)->pane);
}

static void changed(struct view *v, unsigned what)
{
	if (what & APP_CHANGED_ROWS)
		pane_changed(&of(v)->pane);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	pane_set_columns(&of(v)->pane, app_conf(v->ui->app)->options.columns_history);
	pane_draw(&of(v)->pane, g, a, true);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	int64_t n = of(v)->pane.rows ? rows_count(of(v)->pane.rows) : -1;
	char text[64];
	if (n <= 0)
		return;
	format_plural(
		text, sizeof text, n, "play of 5 s or more", "plays of 5 s or more");
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, text);
}

static struct pane *focus(struct view *v)
{
	return &of(v)->pane;
}

static struct pane *panes(struct view *v, int i)
{
	return i == 0 ? &of(v)->pane : NULL;
}

static const struct hint hints[] = {{"activate", "play"}, {"queue", "queue"},
	{"like row", "like"}, {"playlist-pick", "to a playlist"},
	{"more-like", "more like it"}, {"private", "private"}, {NULL, NULL}};

const struct view_ops view_history = {
	.name = "history",
	.title = "History",
	.brief = "History",
	.context = KEYS_HISTORY,
	.state_size = sizeof(struct history_view),
	.hints = hints,
	.side = true,
	.open = open,
	.close = close_view,
	.changed = changed,
	.draw = draw,
	.header = header,
	.focus = focus,
	.panes = panes,
};
