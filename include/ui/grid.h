/*
 * The grid of cells (grapheme, role) that every view draws into. The terminal, the
 * tests' dumps and pictures read the same grid.
 *
 * Text is laid out by grapheme: a base and the marks on it share a cell, wide
 * characters take two and are never shown by half, an emoji joined by ZWJ shows its
 * first part, variation selectors and direction controls are dropped, control
 * characters and bytes that are no UTF-8 show as U+FFFD.
 */
#ifndef UI_GRID_H
#define UI_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "conf/theme.h"

enum { GRID_TEXT = 22 };

struct cell {
	char text[GRID_TEXT]; /* UTF-8, NUL-terminated; "" in the right half of a wide
				 one */
	uint8_t width;        /* 1, 2, or 0: the right half */
	uint8_t role;         /* enum role */
	/* Colours of a picture's cell instead of the role's: 0: none of it, 1: the
	 * terminal's own, else one of the 256, plus 2. */
	uint16_t fg, bg;
};

struct grid {
	int width, height;
	bool ascii;             /* every cell becomes an ASCII character */
	struct cell *cell;      /* owned; (height, width) */
	int cursor_x, cursor_y; /* of the text editor; -1: hidden */
};

void grid_init(struct grid *g, int width, int height); /* sizes below 1 become 1 */
void grid_finish(struct grid *g);
void grid_clear(struct grid *g);
const struct cell *grid_at(const struct grid *g, int x, int y);

/* Draws text in at most `max` columns from (x, y) on; what does not fit ends in an
 * ellipsis. Returns the columns used. Outside of the grid nothing is drawn. */
int grid_text(struct grid *g, int x, int y, int max, enum role role, const char *text);
/* The same, then blanks up to `width`; `right` puts the blanks before it. */
void grid_field(struct grid *g, int x, int y, int width, enum role role, bool right,
	const char *text);
/* One cell of a picture; in an ASCII grid a blank. */
void grid_picture(
	struct grid *g, int x, int y, const char *text, uint16_t fg, uint16_t bg);
/* Repeats one character. */
void grid_fill(struct grid *g, int x, int y, int n, enum role role, const char *text);
/* Changes roles only. */
void grid_paint(struct grid *g, int x, int y, int n, enum role role);
/* Underlines a match: every cell of [x, x + n) whose text begins a case-folded needle.
 */
void grid_paint_match(struct grid *g, int x, int y, int n, const char *needle);

/* Columns that text takes. */
int text_columns(const char *text);
/* Bytes of the first grapheme of s (0 at its end); *ret_width its columns. `out`
 * (GRID_TEXT bytes, may be NULL) gets what a cell shows for it. */
size_t text_grapheme(const char *s, char *out, int *ret_width);

bool cell_equal(const struct cell *a, const struct cell *b);
/* The text plane: a line a row without trailing blanks. */
void grid_dump_text(const struct grid *g, struct str *out);
/* The role plane: a letter a column (conf/theme.h), '#' for a picture. */
void grid_dump_roles(const struct grid *g, struct str *out);

#endif
