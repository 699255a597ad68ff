#include "art.h"

#include <stdlib.h>
#include <string.h>

#include "art_chafa.h"
#include "base/hash.h"

enum { CELL_PIXELS_W = 8, CELL_PIXELS_H = 16 /* of blocks, as libchafa looks */ };

static bool is_pixels(enum protocol p)
{
	return p > PROTOCOL_BLOCKS;
}

/* Once, and again when the option or the terminal's answer changes. */
static void settle(struct ui *ui)
{
	struct ui_art *t = &ui->art;
	int wish = app_conf(ui->app)->options.art;
	bool ascii = ui->grid.ascii;
	int answer = ui->term ? term_answer(ui->term) : 0;
	if (t->settled && t->wish == wish && t->answer == answer && t->ascii == ascii)
		return;
	bool ask;
	struct protocol_hints h = protocol_hints_env(
		!ui->grid.ascii, ui->term ? term_colors(ui->term) : 256);
	t->protocol = protocol_guess(&h, (enum option_art)wish, &ask);
	/* Without a terminal only what was asked for, and that as cells. */
	if (!ui->term)
		t->protocol =
			wish == ART_OPTION_BLOCKS ? PROTOCOL_BLOCKS : PROTOCOL_NONE;
	if (ask && ui->term && answer == TERM_ANSWER_UNKNOWN)
		term_ask(ui->term);
	if (ask && answer == TERM_ANSWER_SIXEL)
		t->protocol = PROTOCOL_SIXEL;
	/* Pixels whose cells have an unknown size cannot be fitted in. */
	t->cell_w = CELL_PIXELS_W;
	t->cell_h = CELL_PIXELS_H;
	if (is_pixels(t->protocol) &&
		!term_cell_size(ui->term, &t->cell_w, &t->cell_h) &&
		wish == ART_OPTION_AUTO && t->protocol == PROTOCOL_SIXEL)
		t->protocol = PROTOCOL_BLOCKS;
	t->settled = true;
	t->wish = wish;
	t->ascii = ascii;
	t->answer = ui->term ? term_answer(ui->term) : 0;
}

bool art_possible(struct ui *ui)
{
	settle(ui);
	return ui->art.protocol != PROTOCOL_NONE && !ui->grid.ascii;
}

void art_begin_frame(struct ui *ui)
{
	ui->art.n_now = 0;
}

/* The terminal's pixels go where the grid has blanks; they are no spaces, so that curses
 * never clears to the end of the line through a picture. */
static void put_overlay(
	struct ui *ui, struct grid *g, struct area a, const struct art_made *m)
{
	struct ui_art *t = &ui->art;
	for (int y = a.y; y < a.y + a.h; y++)
		grid_fill(g, a.x, y, a.w, ROLE_TEXT, "\xC2\xA0");
	if (t->n_now < ART_OVERLAYS)
		t->now[t->n_now++] = (struct term_overlay){.x = a.x,
			.y = a.y,
			.width = a.w,
			.height = a.h,
			.number = m->number,
			.bytes = m->data,
			.n = m->bytes};
}

static void put_cells(struct grid *g, struct area a, const struct art_made *m)
{
	const struct art_cell *cell = m->data;
	for (int y = 0; y < a.h; y++)
		for (int x = 0; x < a.w; x++, cell++)
			grid_picture(
				g, a.x + x, a.y + y, cell->text, cell->fg, cell->bg);
}

static struct art_want want_of(struct ui *ui, struct area a)
{
	const struct ui_art *t = &ui->art;
	int w = a.w * t->cell_w, h = a.h * t->cell_h, side = w > h ? w : h;
	return (struct art_want){.how = art_how(t->protocol, t->cell_w, t->cell_h),
		.cols = a.w,
		.rows = a.h,
		.side = side > PICTURE_SIDE_MAX ? PICTURE_SIDE_MAX : side};
}

enum art_state art_draw(struct ui *ui, struct grid *g, struct area a,
	enum art_kind kind, int64_t id, const char *path, bool now)
{
	const struct art_made *m;
	if (!art_possible(ui) || a.w < 2 || a.h < 1)
		return ART_ABSENT;
	struct art_want w = want_of(ui, a);
	w.kind = kind;
	w.id = id;
	w.path = path;
	if (kind == ART_FILE && path)
		w.id = (int64_t)(hash_bytes(path, strlen(path), 0) >> 1);
	enum art_state state = app_art(ui->app, &w, now, art_chafa, &m);
	str_copy(ui->art.trouble, sizeof ui->art.trouble, app_art_trouble(ui->app, &w));
	/* Under popups there are none: what is left of one beside them is a riddle, and
	 * pixels would shine through. Their room stays. */
	if (state != ART_HERE || ui->popup || m->cols > a.w || m->rows > a.h)
		return state;
	struct area in = {
		a.x + (a.w - m->cols) / 2, a.y + (a.h - m->rows) / 2, m->cols, m->rows};
	if (is_pixels(ui->art.protocol))
		put_overlay(ui, g, in, m);
	else
		put_cells(g, in, m);
	return state;
}

enum art_state art_draw_track(
	struct ui *ui, struct grid *g, struct area a, const struct track *t, bool now)
{
	bool album = t->album != 0 && t->album_title && *t->album_title;
	if (album)
		return art_draw(ui, g, a, ART_ALBUM, t->album, t->path, now);
	if (t->path)
		return art_draw(ui, g, a, ART_FILE, 0, t->path, now);
	return art_draw(ui, g, a, t->recording ? ART_RECORDING : ART_NONE, t->recording,
		NULL, now);
}

void art_end_frame(struct ui *ui)
{
	if (ui->term)
		term_set_overlays(ui->term, ui->art.now, ui->art.n_now);
}
