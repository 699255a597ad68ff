/* Lines of lyrics on the screen: broken at blanks (or between wide characters), centred.
 */
#ifndef UI_LYRICS_LINES_H
#define UI_LYRICS_LINES_H

#include "state.h"
#include "text/lyrics.h"

struct lyrics_look {
	const struct lyrics *lyrics;
	int64_t at_ms;
	size_t now; /* the first line that is sung; SIZE_MAX: none yet */
	bool browsing;
	size_t cursor; /* in the middle, of plain ones at the top */
};

void lyrics_draw_timed(const struct lyrics_look *l, struct grid *g, struct area a);
/* Returns the line that stands at the top: not so far down that the screen would be
 * empty. */
size_t lyrics_draw_plain(const struct lyrics_look *l, struct grid *g, struct area a);

#endif
