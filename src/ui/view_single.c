#include "view_single.h"

void single_open(struct view *v, enum rows_list list)
{
	struct rows_spec spec = {.list = list};
	pane_init(v->state, v->ui);
	pane_open(v->state, &spec);
}

void single_close(struct view *v)
{
	pane_finish(v->state);
}

void single_changed(struct view *v, unsigned what)
{
	if (what & (APP_CHANGED_ROWS | APP_CHANGED_FORYOU | APP_CHANGED_QUEUE))
		pane_changed(v->state);
}

struct pane *single_focus(struct view *v)
{
	return v->state;
}

struct pane *single_panes(struct view *v, int i)
{
	return i == 0 ? v->state : NULL;
}

void single_draw(struct view *v, struct grid *g, struct area a, const char *columns)
{
	pane_set_columns(v->state, columns);
	pane_draw(v->state, g, a, true);
}
