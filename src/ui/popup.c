/* Popups: lines over the view, with or without a cursor. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state.h"

void popup_open(struct ui *ui, const char *title, bool picks)
{
	popup_close(ui);
	ui->popup = xcalloc(1, sizeof *ui->popup);
	ui->popup->title = xstrdup(title);
	ui->popup->picks = picks;
	ui->dirty = true;
}

void popup_set_title(struct popup *p, const char *title)
{
	char *copy = xstrdup(title);
	free(p->title);
	p->title = copy;
}

void popup_clear(struct popup *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->line[i].text);
		free(p->line[i].value);
		free(p->line[i].key);
		free(p->line[i].command);
	}
	p->n = 0;
	p->key_width = 0;
}

void popup_close(struct ui *ui)
{
	struct popup *p = ui->popup;
	if (!p)
		return;
	popup_clear(p);
	rows_close(p->rows);
	free(p->line);
	free(p->title);
	free(p);
	ui->popup = NULL;
	ui->dirty = true;
}

void popup_add(struct popup *p, enum role role, const char *key, const char *text,
	const char *command)
{
	p->line = mem_grow(p->line, &p->cap, p->n + 1, sizeof *p->line);
	p->line[p->n++] = (struct popup_line){.text = xstrdup(text),
		.key = xstrdup(key),
		.command = xstrdup(command),
		.role = role};
	int w = key ? text_columns(key) : 0;
	if (w > p->key_width)
		p->key_width = w;
}

void popup_add_value(struct popup *p, const char *text, const char *value)
{
	popup_add(p, ROLE_POPUP, NULL, text, NULL);
	p->line[p->n - 1].value = xstrdup(value);
}

static int widest(const struct popup *p)
{
	int w = text_columns(p->title);
	for (size_t i = 0; i < p->n; i++) {
		int k = text_columns(p->line[i].text) +
			(p->line[i].key ? p->key_width + 2 : 0);
		if (k > w)
			w = k;
	}
	return w;
}

/* In the middle between top line and rule, no larger than it must be. A rule above and
 * below and blanks beside set it off from the rows behind. */
static struct area place(const struct popup *p, const struct grid *g)
{
	int top = 1, bottom = g->height < 14 ? 4 : 5;
	int w = widest(p) + 6, h = (int)p->n + 2, room = g->height - top - bottom;
	if (p->ops && p->ops->measure) {
		w = g->width - 6;
		h = room - 2;
		p->ops->measure(g, &w, &h);
		w += 6;
		h += 2;
	}
	int most = g->width - (g->width < COLUMNS_NARROW ? 0 : 4);
	w = w < 30 ? 30 : w;
	w = w > most ? most : w;
	h = h > room ? room : h;
	return (struct area){(g->width - w) / 2, top + (room - h) / 2, w, h};
}

static void scroll(struct popup *p, size_t lines)
{
	size_t last = p->n > lines ? p->n - lines : 0;
	if (p->picks && p->cursor < p->top)
		p->top = p->cursor;
	if (p->picks && p->cursor >= p->top + lines)
		p->top = p->cursor - lines + 1;
	if (p->top > last)
		p->top = last;
}

static void draw_line(
	const struct popup *p, struct grid *g, struct area a, int y, size_t i)
{
	const struct popup_line *l = &p->line[i];
	bool here = p->picks && i == p->cursor;
	int x = a.x + 3;
	if (here)
		grid_fill(g, a.x + 2, y, a.w - 4, ROLE_CURSOR, " ");
	if (l->key) {
		grid_field(g, x, y, p->key_width, here ? ROLE_CURSOR : ROLE_POPUP_HEAD,
			true, l->key);
		x += p->key_width + 2;
	}
	int room = a.x + a.w - 3 - x;
	if (l->value) {
		int n = text_columns(l->value);
		n = n > room ? room : n;
		grid_text(g, x + room - n, y, n, here ? ROLE_CURSOR : ROLE_ACCENT,
			l->value);
		room -= n + 1;
	}
	grid_text(g, x, y, room, here ? ROLE_CURSOR : l->role, l->text);
}

static void draw_on_rule(
	struct grid *g, int x, int y, int max, enum role role, const char *text)
{
	grid_text(g, x, y, 1, role, " ");
	int n = grid_text(g, x + 1, y, max - 2, role, text);
	grid_text(g, x + 1 + n, y, 1, role, " ");
}

static void draw_lines(struct ui *ui, struct grid *g, struct area a)
{
	struct popup *p = ui->popup;
	size_t lines = a.h > 2 ? (size_t)a.h - 2 : 1;
	scroll(p, lines);
	for (size_t i = 0; i < lines && p->top + i < p->n; i++)
		draw_line(p, g, a, a.y + 1 + (int)i, p->top + i);
	if (p->n <= lines)
		return;
	const char *more = p->top + lines >= p->n ? "the end"
			   : p->ops               ? "more below"
						  : "Space: more";
	int n = text_columns(more) + 2;
	draw_on_rule(g, a.x + a.w - 3 - n, a.y + a.h - 1, n, ROLE_DIM, more);
}

void popup_draw(struct ui *ui, struct grid *g)
{
	struct popup *p = ui->popup;
	if (p->ops && p->ops->refresh)
		p->ops->refresh(ui);
	struct area a = p->area = place(p, g);
	for (int y = a.y; y < a.y + a.h; y++)
		grid_fill(g, a.x, y, a.w, ROLE_POPUP, " ");
	grid_fill(g, a.x + 1, a.y, a.w - 2, ROLE_RULE, "\xE2\x94\x80");
	grid_fill(g, a.x + 1, a.y + a.h - 1, a.w - 2, ROLE_RULE, "\xE2\x94\x80");
	draw_on_rule(g, a.x + 2, a.y, a.w - 4, ROLE_POPUP_HEAD, p->title);
	if (p->ops && p->ops->draw)
		p->ops->draw(ui, g,
			(struct area){
				a.x + 3, a.y + 1, a.w - 6, a.h > 2 ? a.h - 2 : 1});
	else
		draw_lines(ui, g, a);
}

static void move_to(struct popup *p, long to)
{
	long last = (long)p->n - 1;
	to = to > last ? last : to;
	to = to < 0 ? 0 : to;
	if (p->picks)
		p->cursor = (size_t)to;
	else
		p->top = (size_t)to;
}

static void move_by_name(struct popup *p, const char *name)
{
	long at = (long)(p->picks ? p->cursor : p->top),
	     page = p->area.h > 3 ? p->area.h - 3 : 1;
	static const char *const names[] = {"down", "up", "page-down", "page-up",
		"half-down", "half-up", "first", "last"};
	long by[] = {1, -1, page, -page, page / 2, -page / 2, -at, (long)p->n};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			move_to(p, at + by[i]);
}

bool popup_command(struct ui *ui, int argc, char **argv)
{
	struct popup *p = ui->popup;
	if (p->ops && p->ops->command && p->ops->command(ui, argc, argv))
		return true;
	if (strcmp(argv[0], "move") == 0 && argc > 1) {
		move_by_name(p, argv[1]);
		return true;
	}
	if (strcmp(argv[0], "activate") != 0)
		return false;
	char *command = p->picks && p->cursor < p->n
				? xstrdup(p->line[p->cursor].command)
				: NULL;
	popup_close(ui);
	if (command)
		ui_run(ui, command);
	free(command);
	return true;
}
