/*
 * Rows of albums as a grid: a cover each, title and artist beneath. Only covers that are
 * on the screen are asked for; where an album has none, its initials stand in for it.
 */
#ifndef UI_COVERS_H
#define UI_COVERS_H

#include "state.h"

/* How a grid is laid out; cells. */
struct covers_shape {
	int per_line, lines;
	int cell_w, cell_h; /* of one album with what keeps it apart from the next */
	int art_w, art_h;   /* of its cover */
};
/* False: the area is too small for one; a list serves better there. */
bool covers_fit(struct area a, struct covers_shape *ret);
void covers_draw(struct pane *p, struct grid *g, struct area a,
	const struct covers_shape *s, bool focused);

#endif
