/* What views of one list have in common: the state is the pane, and all of it shows. */
#ifndef UI_VIEW_SINGLE_H
#define UI_VIEW_SINGLE_H

#include "state.h"

/* For struct view_ops; the view's state_size is sizeof(struct pane). */
void single_open(struct view *v, enum rows_list list);
void single_close(struct view *v);
void single_changed(struct view *v, unsigned what);
struct pane *single_focus(struct view *v);
struct pane *single_panes(struct view *v, int i);
/* Draws the list with these columns. */
void single_draw(struct view *v, struct grid *g, struct area a, const char *columns);

#endif
