/*
 * libchafa, which brings GLib: loaded when the first picture is drawn. Its output goes
 * into cells of our own grid, or is a sequence of bytes for the terminal.
 */
#include "art_chafa.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/shared_library.h"
#include "base/utf8.h"

/* Terminals scale what they get of these protocols by themselves. */
enum { SCALED_SIDE = 256, CELL_BITS = 12, CELL_W = 8, CELL_H = 16 };

int art_how(enum protocol p, int cell_w, int cell_h)
{
	const int most = (1 << CELL_BITS) - 1;
	cell_w = cell_w > most ? most : cell_w;
	cell_h = cell_h > most ? most : cell_h;
	return (int)p | cell_w << 4 | cell_h << (4 + CELL_BITS);
}

#ifdef HAVE_CHAFA

#include "chafa_header.h"

/* Named as in the library, whose headers give the types. */
struct chafa_api {
	__typeof__(chafa_set_n_threads) *set_n_threads;
	__typeof__(chafa_symbol_map_new) *map_new;
	__typeof__(chafa_symbol_map_unref) *map_unref;
	__typeof__(chafa_symbol_map_add_by_tags) *map_add;
	__typeof__(chafa_canvas_config_new) *config_new;
	__typeof__(chafa_canvas_config_unref) *config_unref;
	__typeof__(chafa_canvas_config_set_geometry) *set_geometry;
	__typeof__(chafa_canvas_config_set_cell_geometry) *set_cell_geometry;
	__typeof__(chafa_canvas_config_set_canvas_mode) *set_mode;
	__typeof__(chafa_canvas_config_set_pixel_mode) *set_pixel_mode;
	__typeof__(chafa_canvas_config_set_symbol_map) *set_map;
	__typeof__(chafa_canvas_config_set_work_factor) *set_work;
	__typeof__(chafa_canvas_new) *canvas_new;
	__typeof__(chafa_canvas_unref) *canvas_unref;
	__typeof__(chafa_canvas_draw_all_pixels) *draw;
	__typeof__(chafa_canvas_get_char_at) *char_at;
	__typeof__(chafa_canvas_get_raw_colors_at) *colors_at;
	__typeof__(chafa_canvas_print) *print;
	__typeof__(chafa_term_db_get_default) *term_db;
	__typeof__(chafa_term_db_get_fallback_info) *fallback_info;
	__typeof__(chafa_term_info_unref) *info_unref;
	/* Of GLib; not by its type: headers make a macro of it. */
	char *(*string_free)(GString *string, int free_text);
};

static const char SONAME[] = "libchafa.so.0";

static const struct shared_symbol symbols[] = {
	{"chafa_set_n_threads", offsetof(struct chafa_api, set_n_threads)},
	{"chafa_symbol_map_new", offsetof(struct chafa_api, map_new)},
	{"chafa_symbol_map_unref", offsetof(struct chafa_api, map_unref)},
	{"chafa_symbol_map_add_by_tags", offsetof(struct chafa_api, map_add)},
	{"chafa_canvas_config_new", offsetof(struct chafa_api, config_new)},
	{"chafa_canvas_config_unref", offsetof(struct chafa_api, config_unref)},
	{"chafa_canvas_config_set_geometry", offsetof(struct chafa_api, set_geometry)},
	{"chafa_canvas_config_set_cell_geometry",
		offsetof(struct chafa_api, set_cell_geometry)},
	{"chafa_canvas_config_set_canvas_mode", offsetof(struct chafa_api, set_mode)},
	{"chafa_canvas_config_set_pixel_mode",
		offsetof(struct chafa_api, set_pixel_mode)},
	{"chafa_canvas_config_set_symbol_map", offsetof(struct chafa_api, set_map)},
	{"chafa_canvas_config_set_work_factor", offsetof(struct chafa_api, set_work)},
	{"chafa_canvas_new", offsetof(struct chafa_api, canvas_new)},
	{"chafa_canvas_unref", offsetof(struct chafa_api, canvas_unref)},
	{"chafa_canvas_draw_all_pixels", offsetof(struct chafa_api, draw)},
	{"chafa_canvas_get_char_at", offsetof(struct chafa_api, char_at)},
	{"chafa_canvas_get_raw_colors_at", offsetof(struct chafa_api, colors_at)},
	{"chafa_canvas_print", offsetof(struct chafa_api, print)},
	{"chafa_term_db_get_default", offsetof(struct chafa_api, term_db)},
	{"chafa_term_db_get_fallback_info", offsetof(struct chafa_api, fallback_info)},
	{"chafa_term_info_unref", offsetof(struct chafa_api, info_unref)},
	{"g_string_free", offsetof(struct chafa_api, string_free)},
};

/* Those of GLib are found through what the library needs. */
static enum err_code load(struct chafa_api *ret, struct err *why)
{
	if (!shared_library_load(
		    SONAME, symbols, sizeof symbols / sizeof *symbols, ret))
		return err_set(why, ERR_UNSUPPORTED,
			"%s is missing: install libchafa0 (Debian, Ubuntu), chafa-libs "
			"(Fedora) or chafa (others)",
			SONAME);
	return ERR_OK;
}

enum err_code protocol_library(struct err *why)
{
	struct chafa_api api = {0};
	return load(&api, why);
}

/* ---- drawing */

/* The cells that a picture takes of those that it may take, in its proportions. */
static void fit(const struct picture *p, const struct art_want *w, int cell_w,
	int cell_h, struct art_made *ret)
{
	double across = (double)w->cols * cell_w / p->width,
	       down = (double)w->rows * cell_h / p->height;
	double by = across < down ? across : down;
	ret->cols = (int)(p->width * by / cell_w + .5);
	ret->rows = (int)(p->height * by / cell_h + .5);
	ret->cols = ret->cols < 1 ? 1 : ret->cols > w->cols ? w->cols : ret->cols;
	ret->rows = ret->rows < 1 ? 1 : ret->rows > w->rows ? w->rows : ret->rows;
}

static uint16_t color_of(gint raw)
{
	return raw < 0 || raw > 255 ? 1 : (uint16_t)(raw + 2);
}

static void take_cells(
	const struct chafa_api *c, ChafaCanvas *canvas, struct art_made *ret)
{
	size_t n = (size_t)ret->cols * (size_t)ret->rows;
	struct art_cell *cell = xcalloc(n, sizeof *cell);
	for (size_t i = 0; i < n; i++) {
		int x = (int)(i % (size_t)ret->cols), y = (int)(i / (size_t)ret->cols);
		gint fg, bg;
		gunichar sign = c->char_at(canvas, x, y);
		c->colors_at(canvas, x, y, &fg, &bg);
		utf8_encode(sign >= ' ' ? sign : ' ', cell[i].text);
		cell[i].fg = color_of(fg);
		cell[i].bg = color_of(bg);
	}
	ret->data = cell;
	ret->bytes = n * sizeof *cell;
}

static void take_bytes(
	const struct chafa_api *c, ChafaCanvas *canvas, struct art_made *ret)
{
	ChafaTermInfo *info = c->fallback_info(c->term_db());
	GString *text = c->print(canvas, info);
	ret->data = xmemdup(text->str, text->len + 1);
	ret->bytes = text->len;
	c->string_free(text, 1);
	c->info_unref(info);
}

static ChafaCanvasConfig *configure(const struct chafa_api *c, enum protocol protocol,
	int cell_w, int cell_h, const struct art_made *made)
{
	ChafaCanvasConfig *config = c->config_new();
	c->set_geometry(config, made->cols, made->rows);
	c->set_work(config, .5f);
	if (protocol == PROTOCOL_BLOCKS) {
		/* Not the 16 colours that a theme may have changed, and only signs that
		 * every font has. */
		ChafaSymbolMap *map = c->map_new();
		c->map_add(map, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_SOLID |
					CHAFA_SYMBOL_TAG_HALF | CHAFA_SYMBOL_TAG_QUAD);
		c->set_map(config, map);
		c->map_unref(map);
		c->set_mode(config, CHAFA_CANVAS_MODE_INDEXED_240);
		c->set_pixel_mode(config, CHAFA_PIXEL_MODE_SYMBOLS);
		return config;
	}
	while (protocol != PROTOCOL_SIXEL && cell_w > 2 && cell_h > 2 &&
		(made->cols * cell_w > SCALED_SIDE ||
			made->rows * cell_h > SCALED_SIDE)) {
		cell_w = (cell_w + 1) / 2;
		cell_h = (cell_h + 1) / 2;
	}
	c->set_cell_geometry(config, cell_w, cell_h);
	c->set_mode(config, CHAFA_CANVAS_MODE_TRUECOLOR);
	c->set_pixel_mode(config, protocol == PROTOCOL_SIXEL ? CHAFA_PIXEL_MODE_SIXELS
				  : protocol == PROTOCOL_KITTY
					  ? CHAFA_PIXEL_MODE_KITTY
					  : CHAFA_PIXEL_MODE_ITERM2);
	return config;
}

enum err_code art_chafa(const struct picture *p, const struct art_want *w,
	struct art_made *ret, struct err *why)
{
	struct chafa_api c = {0};
	enum protocol protocol = (enum protocol)(w->how & 15);
	int cell_w = w->how >> 4 & ((1 << CELL_BITS) - 1),
	    cell_h = w->how >> (4 + CELL_BITS) & ((1 << CELL_BITS) - 1);
	enum err_code code = load(&c, why);
	if (code != ERR_OK)
		return code;
	cell_w = cell_w > 0 ? cell_w : CELL_W;
	cell_h = cell_h > 0 ? cell_h : CELL_H;
	/* The analyzer does not see what load() fills by offset.
	 * NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage) */
	c.set_n_threads(1);
	fit(p, w, cell_w, cell_h, ret);
	ChafaCanvasConfig *config = configure(&c, protocol, cell_w, cell_h, ret);
	ChafaCanvas *canvas = c.canvas_new(config);
	c.draw(canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, p->rgba, p->width, p->height,
		p->width * 4);
	if (protocol == PROTOCOL_BLOCKS)
		take_cells(&c, canvas, ret);
	else
		take_bytes(&c, canvas, ret);
	c.canvas_unref(canvas);
	c.config_unref(config);
	return ERR_OK;
}

#else

enum err_code protocol_library(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"this linnet was built without libchafa: install libchafa-dev (or "
		"chafa-devel) and build again");
}

enum err_code art_chafa(const struct picture *p, const struct art_want *w,
	struct art_made *ret, struct err *why)
{
	(void)p;
	(void)w;
	(void)ret;
	return protocol_library(why);
}

#endif
