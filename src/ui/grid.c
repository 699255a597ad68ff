#include "ui/grid.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ascii.h"
#include "base/mem.h"

static const struct cell blank = {.text = " ", .width = 1, .role = ROLE_TEXT};

void grid_init(struct grid *g, int width, int height)
{
	*g = (struct grid){
		.width = width < 1 ? 1 : width, .height = height < 1 ? 1 : height};
	g->cell = xcalloc((size_t)g->width * (size_t)g->height, sizeof *g->cell);
	grid_clear(g);
}

void grid_finish(struct grid *g)
{
	free(g->cell);
	*g = (struct grid){0};
}

void grid_clear(struct grid *g)
{
	for (int i = 0; i < g->width * g->height; i++)
		g->cell[i] = blank;
	g->cursor_x = g->cursor_y = -1;
}

static struct cell plain(const char *text, int width, int role)
{
	struct cell c = {.width = (uint8_t)width, .role = (uint8_t)role};
	str_copy(c.text, sizeof c.text, text);
	return c;
}

static struct cell *at(struct grid *g, int x, int y)
{
	return &g->cell[y * g->width + x];
}

const struct cell *grid_at(const struct grid *g, int x, int y)
{
	return &g->cell[y * g->width + x];
}

/* Before a cell is overwritten: the other half of a wide character becomes a blank. */
static void split(struct grid *g, int x, int y)
{
	struct cell *c = at(g, x, y);
	if (c->width == 0 && x > 0)
		*at(g, x - 1, y) = plain(" ", 1, at(g, x - 1, y)->role);
	if (c->width == 2 && x + 1 < g->width)
		*at(g, x + 1, y) = plain(" ", 1, at(g, x + 1, y)->role);
}

static void put(
	struct grid *g, int x, int y, const char *text, int width, enum role role)
{
	for (int i = 0; i < width; i++)
		split(g, x + i, y);
	if (g->ascii) {
		const char sign[] = {ascii_of(text), '\0'};
		for (int i = 0; i < width; i++)
			*at(g, x + i, y) = plain(sign, 1, (int)role);
		return;
	}
	*at(g, x, y) = plain(text, width, (int)role);
	if (width == 2)
		*at(g, x + 1, y) = plain("", 0, (int)role);
}

static bool visible(const struct grid *g, int x, int y, int width)
{
	return y >= 0 && y < g->height && x >= 0 && x + width <= g->width;
}

int grid_text(struct grid *g, int x, int y, int max, enum role role, const char *text)
{
	if (x < 0 || x + max > g->width)
		max = x < 0 ? 0 : g->width - x;
	bool whole = text_columns(text) <= max;
	int used = 0, w;
	char out[GRID_TEXT];
	for (size_t k; (k = text_grapheme(text, out, &w)) > 0; text += k) {
		if (used + w > max - (whole ? 0 : 1))
			break;
		if (w > 0 && visible(g, x + used, y, w))
			put(g, x + used, y, out, w, role);
		used += w;
	}
	if (!whole && max > 0 && visible(g, x + used, y, 1)) {
		put(g, x + used, y, "\xE2\x80\xA6", 1, role);
		used++;
	}
	return used;
}

void grid_field(struct grid *g, int x, int y, int width, enum role role, bool right,
	const char *text)
{
	int n = text_columns(text);
	int pad = n < width ? width - n : 0;
	if (right) {
		grid_fill(g, x, y, pad, role, " ");
		grid_text(g, x + pad, y, width - pad, role, text);
		return;
	}
	/* An ellipsis may come one column early, before a wide character. */
	int used = grid_text(g, x, y, width, role, text);
	grid_fill(g, x + used, y, width - used, role, " ");
}

void grid_picture(
	struct grid *g, int x, int y, const char *text, uint16_t fg, uint16_t bg)
{
	if (!visible(g, x, y, 1))
		return;
	put(g, x, y, g->ascii ? " " : text, 1, ROLE_TEXT);
	struct cell *c = at(g, x, y);
	c->fg = g->ascii ? 0 : fg;
	c->bg = g->ascii ? 0 : bg;
}

void grid_fill(struct grid *g, int x, int y, int n, enum role role, const char *text)
{
	for (int i = 0; i < n; i++)
		if (visible(g, x + i, y, 1))
			put(g, x + i, y, text, 1, role);
}

void grid_paint(struct grid *g, int x, int y, int n, enum role role)
{
	for (int i = 0; i < n; i++)
		if (visible(g, x + i, y, 1))
			at(g, x + i, y)->role = (uint8_t)role;
}

void grid_paint_match(struct grid *g, int x, int y, int n, const char *needle)
{
	char line[4096];
	int column[4096];
	size_t len = 0;
	for (int i = x; i < x + n && visible(g, i, y, 1); i++) {
		const char *t = at(g, i, y)->text;
		for (; *t && len + 1 < sizeof line; t++) {
			line[len] = *t;
			column[len++] = i;
		}
	}
	line[len] = '\0';
	size_t k = strlen(needle);
	for (size_t i = 0; k && i + k <= len; i++) {
		if (strncasecmp(line + i, needle, k) != 0)
			continue;
		for (size_t j = i; j < i + k; j++)
			grid_paint(g, column[j], y, at(g, column[j], y)->width,
				ROLE_MATCH);
	}
}

bool cell_equal(const struct cell *a, const struct cell *b)
{
	return a->width == b->width && a->role == b->role && a->fg == b->fg &&
	       a->bg == b->bg && strcmp(a->text, b->text) == 0;
}

void grid_dump_text(const struct grid *g, struct str *out)
{
	for (int y = 0; y < g->height; y++) {
		int end = g->width;
		while (end > 0 && strcmp(grid_at(g, end - 1, y)->text, " ") == 0)
			end--;
		for (int x = 0; x < end; x++)
			str_append(out, grid_at(g, x, y)->text);
		str_append_c(out, '\n');
	}
}

void grid_dump_roles(const struct grid *g, struct str *out)
{
	for (int y = 0; y < g->height; y++) {
		for (int x = 0; x < g->width; x++)
			str_append_c(out,
				grid_at(g, x, y)->fg
					? '#'
					: role_letter(
						  (enum role)grid_at(g, x, y)->role));
		str_append_c(out, '\n');
	}
}
