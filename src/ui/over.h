/* What views that lie over another one have in common: they show what plays, and have
 * no list. */
#ifndef UI_OVER_H
#define UI_OVER_H

#include "state.h"

void over_open(struct view *v); /* nothing to open or to close */
struct pane *over_focus(struct view *v);
struct pane *over_panes(struct view *v, int i);
/* close: back to the view below. */
bool over_command(struct view *v, int argc, char **argv);
/* A sentence in the middle; "" is none. */
void over_say(struct grid *g, struct area a, const char *text);

#endif
