#include "covers.h"

#include <ctype.h>
#include <string.h>

#include "art.h"
#include "base/utf8.h"

enum {
	TEXT_LINES = 2, /* title and artist */
	GAP = 2,        /* columns beside a cover: the cursor's bar, and air */
	ART_LEAST = 5,
	LINE_HEIGHT = 11 /* about what a line of a large screen gets */
};

bool covers_fit(struct area a, struct covers_shape *ret)
{
	int lines = a.h >= 2 * LINE_HEIGHT                    ? (a.h + 1) / LINE_HEIGHT
		    : a.h >= 2 * (ART_LEAST + 1 + TEXT_LINES) ? 2
							      : 1;
	struct covers_shape s = {.lines = lines, .cell_h = a.h / lines};
	/* Where there is room, a blank line between the lines of covers. */
	int spare = s.cell_h > ART_LEAST + 1 + TEXT_LINES ? 1 : 0;
	s.art_h = s.cell_h - TEXT_LINES - spare;
	s.art_w = 2 * s.art_h; /* cells are twice as high as wide */
	s.per_line = (a.w - 1) / (s.art_w + GAP);
	if (s.art_h < ART_LEAST || s.per_line < 2)
		return false;
	s.cell_w = (a.w - 1) / s.per_line;
	*ret = s;
	return true;
}

/* The first letters of the first two words; caller's buffer. */
static void initials(const char *text, char *out, size_t size)
{
	size_t n = strlen(text), used = 0;
	bool begins = true;
	int letters = 0;
	while (n > 0 && letters < 2) {
		uint32_t cp;
		size_t k = utf8_decode(text, n, &cp);
		bool word = cp >= 0x80 || isalnum((int)cp);
		if (word && begins && used + k + 1 <= size) {
			memcpy(out + used, text, k);
			used += k;
			letters++;
		}
		begins = !word;
		text += k;
		n -= k;
	}
	out[used] = '\0';
}

static void draw_stand_in(struct grid *g, struct area a, const struct row *row)
{
	char text[16] = "";
	const char *shown = text;
	if (row->kind == ROW_ALL)
		shown = "all";
	else
		initials(row->text ? row->text : "", text, sizeof text);
	int w = text_columns(shown);
	grid_fill(g, a.x, a.y, a.w, ROLE_RULE, "\xE2\x94\x80");
	grid_fill(g, a.x, a.y + a.h - 1, a.w, ROLE_RULE, "\xE2\x94\x80");
	grid_text(g, a.x + (a.w - w) / 2, a.y + (a.h - 1) / 2, w, ROLE_DIM, shown);
}

static void draw_picture(
	struct pane *p, struct grid *g, struct area a, const struct row *row)
{
	enum art_state state = row->kind == ROW_ALBUM ? art_draw(p->ui, g, a, ART_ALBUM,
								row->id, NULL, true)
						      : ART_ABSENT;
	if (state == ART_ABSENT || state == ART_FAILED)
		draw_stand_in(g, a, row);
}

/* Title and artist; under the cursor as a row of a list is. */
static void draw_names(struct grid *g, struct area a, const struct row *row,
	const struct row_look *look)
{
	enum role title = look->marked ? ROLE_MARK : ROLE_TEXT, artist = ROLE_DIM;
	const char *beneath = row->detail ? row->detail : "";
	if (look->cursor) {
		title = look->focused ? ROLE_CURSOR : ROLE_CURSOR_OFF;
		artist = look->focused ? ROLE_CURSOR_DIM : ROLE_CURSOR_OFF;
		grid_fill(g, a.x, a.y, a.w, title, " ");
		grid_fill(g, a.x, a.y + 1, a.w, artist, " ");
	}
	grid_text(g, a.x, a.y, a.w, title,
		row->text && *row->text ? row->text : "(no name)");
	grid_text(g, a.x, a.y + 1, a.w, artist, beneath);
}

static void draw_cell(struct pane *p, struct grid *g, struct area cell,
	const struct covers_shape *s, const struct row *row,
	const struct row_look *look)
{
	struct area art = {cell.x + 1, cell.y, s->art_w, s->art_h};
	struct area names = {cell.x + 1, cell.y + s->art_h, cell.w - GAP, TEXT_LINES};
	draw_picture(p, g, art, row);
	draw_names(g, names, row, look);
	for (int y = 0; look->cursor && look->focused && y < s->art_h + TEXT_LINES; y++)
		grid_text(g, cell.x, cell.y + y, 1, ROLE_ACCENT, "\xE2\x96\x8C");
	if (look->marked)
		grid_text(g, cell.x, cell.y, 1, ROLE_MARK, "+");
}

void covers_draw(struct pane *p, struct grid *g, struct area a,
	const struct covers_shape *s, bool focused)
{
	int64_t n = rows_count(p->rows);
	for (int i = 0; i < s->lines * s->per_line; i++) {
		int64_t at = p->list.top + i;
		struct area cell = {a.x + i % s->per_line * s->cell_w,
			a.y + i / s->per_line * s->cell_h, s->cell_w, s->cell_h};
		struct row_look look = {.cursor = at == p->list.cursor,
			.focused = focused,
			.marked = list_is_marked(&p->list, at)};
		struct row row;
		if (at >= n)
			return;
		if (rows_get(p->rows, at, &row))
			draw_cell(p, g, cell, s, &row, &look);
		else
			grid_text(g, cell.x + 1, cell.y + s->art_h, 1, ROLE_DIM,
				"\xE2\x80\xA6");
	}
}
