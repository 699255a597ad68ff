/* The Queue: NOW, NEXT, THEN, and as its last line what follows after that. */
#include <stdio.h>

#include "format.h"
#include "view_single.h"

static void open(struct view *v)
{
	single_open(v, ROWS_QUEUE);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	single_draw(v, g, a, app_conf(v->ui->app)->options.columns_queue);
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

static const struct hint hints[] = {{"activate", "play"}, {"remove", "remove"},
	{"move-row down", ""}, {"move-row up", "move"}, {"shuffle", "shuffle"},
	{"fold", "fold"}, {"undo", "undo"}, {"continue", "goes on"}, {NULL, NULL}};

const struct view_ops view_queue = {
	.name = "queue",
	.title = "Queue",
	.brief = "Queue",
	.context = KEYS_QUEUE,
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
