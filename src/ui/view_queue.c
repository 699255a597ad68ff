/* The Queue: NOW, NEXT, THEN, and as its last line what follows after that. */
#include <stdio.h>

#include "format.h"
#include "state.h"

struct queue_view {
	struct pane pane;
};

static struct queue_view *of(struct view *v)
{
	return v->state;
}

static void open(struct view *v)
{
	struct rows_spec spec = {.list = ROWS_QUEUE};
	pane_init(&of(v)->pane, v->ui);
	pane_open(&of(v)->pane, &spec);
}

static void close_view(struct view *v)
{
	pane_finish(&of(v)->pane);
}

static void changed(struct view *v, unsigned what)
{
	if (what & (APP_CHANGED_ROWS | APP_CHANGED_QUEUE))
		pane_changed(&of(v)->pane);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	pane_set_columns(&of(v)->pane, app_conf(v->ui->app)->options.columns_queue);
	pane_draw(&of(v)->pane, g, a, true);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	const struct queue *q = app_queue(v->ui->app);
	char next[48], then[48];
	struct str s = {0};
	format_plural(next, sizeof next, (int64_t)queue_next_count(q), "track next",
		"tracks next");
	format_plural(
		then, sizeof then, (int64_t)queue_then_count(q), "follows", "follow");
	if (queue_next_count(q))
		str_append(&s, next);
	if (queue_then_count(q))
		str_appendf(&s, "%s%s", s.len ? " \xC2\xB7 " : "", then);
	if (queue_then_count(q) && *queue_source_title(q))
		str_appendf(&s, " from %s", queue_source_title(q));
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, str_text(&s));
	str_finish(&s);
}

static struct pane *focus(struct view *v)
{
	return &of(v)->pane;
}

static struct pane *panes(struct view *v, int i)
{
	return i == 0 ? &of(v)->pane : NULL;
}

static const struct hint hints[] = {{"activate", "play"}, {"remove", "remove"},
	{"move-row down", ""}, {"move-row up", "move"}, {"shuffle", "shuffle"},
	{"fold", "fold"}, {"undo", "undo"}, {"continue", "goes on"}, {NULL, NULL}};

const struct view_ops view_queue = {
	.name = "queue",
	.title = "Queue",
	.brief = "Queue",
	.context = KEYS_QUEUE,
	.state_size = sizeof(struct queue_view),
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
