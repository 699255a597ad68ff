/*
 * Pictures on the screen. On terminals of 256 colours they are cells of two colours,
 * which dumps show too; where the terminal can draw pixels (sixel, kitty, iTerm2) they
 * lie over blank cells and are taken away when the next frame has none there. Elsewhere
 * (16 colours, NO_COLOR, no UTF-8, art=off) there are none, and no room is kept.
 */
#ifndef UI_ART_H
#define UI_ART_H

#include "app/art.h"
#include "state.h"

/* Whether pictures can be drawn at all: before room is kept for them. */
bool art_possible(struct ui *ui);
/* Draws the picture in the area's middle if it is there, as large as it fits; else asks
 * for it, and the screen is drawn again when it comes. With `now` false only after the
 * cursor has rested: for what moves with it. To be called for each frame. */
enum art_state art_draw(struct ui *ui, struct grid *g, struct area a,
	enum art_kind kind, int64_t id, const char *path, bool now);
/* The same of a track, by its album where it has one. */
enum art_state art_draw_track(
	struct ui *ui, struct grid *g, struct area a, const struct track *t, bool now);

#endif
