/* Private to the terminal: pictures of pixels over the cells of the grid. */
#ifndef UI_TERM_OVERLAY_H
#define UI_TERM_OVERLAY_H

#include "term_curses.h"

struct overlays {
	struct term_overlay want[TERM_OVERLAYS], shown[TERM_OVERLAYS];
	size_t n_want, n_shown;
	bool kitty; /* one of those shown is not cleared by text */
};
/* Before the frame is drawn: what is no longer wanted is cleared with it. */
void overlays_clear(struct overlays *o, struct pen *p, struct str *out);
/* After it: what is new. */
void overlays_put(struct overlays *o, struct str *out);
/* The terminal has been cleared, or is given away. */
void overlays_lost(struct overlays *o, struct str *out);

#endif
