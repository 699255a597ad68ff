/* A pane: windows of rows under the list widget. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "covers.h"
#include "format.h"
#include "state.h"

static int64_t model_count(void *ctx)
{
	struct pane *p = ctx;
	return p->rows ? rows_count(p->rows) : -1;
}

static bool model_look(
	void *ctx, int64_t i, int64_t *ret_identity, bool *ret_selectable)
{
	struct pane *p = ctx;
	struct row row;
	if (!p->rows || !rows_get(p->rows, i, &row))
		return false;
	*ret_identity = rows_identity(&row);
	*ret_selectable = row.kind != ROW_HEADING;
	return true;
}

static int64_t model_find(void *ctx, int64_t identity)
{
	struct pane *p = ctx;
	return p->rows ? rows_find(p->rows, identity) : -1;
}

static const struct list_model model = {model_count, model_look, model_find};

void pane_init(struct pane *p, struct ui *ui)
{
	*p = (struct pane){.ui = ui};
	list_init(&p->list, &model, p);
}

void pane_finish(struct pane *p)
{
	rows_close(p->rows);
	rows_close(p->coming);
	list_finish(&p->list);
	*p = (struct pane){0};
}

static void want_visible(struct pane *p, struct rows *r, int64_t top)
{
	int64_t n = list_visible(&p->list);
	rows_want(r, top, n > 1 ? n : 24);
}

/* Its new rows are there: to the place where it is to stand. */
static void stand(struct pane *p)
{
	p->version = rows_version(p->rows);
	if (!p->at.known) {
		list_reset(&p->list);
		return;
	}
	list_stand(&p->list, p->at.row, p->at.top, p->at.identity);
	list_follow(&p->list);
}

void pane_open_at(struct pane *p, const struct rows_spec *spec, struct pane_place at)
{
	rows_close(p->coming);
	p->coming = NULL;
	p->at = at;
	struct rows *r = rows_open(p->ui->app, spec);
	want_visible(p, r, at.known ? at.top : 0);
	p->ui->dirty = true;
	if ((p->rows || at.known) && rows_count(r) < 0) {
		p->coming = r;
		return;
	}
	rows_close(p->rows);
	p->rows = r;
	stand(p);
}

void pane_open(struct pane *p, const struct rows_spec *spec)
{
	pane_open_at(p, spec, (struct pane_place){0});
}

struct pane_place pane_place_of(const struct pane *p)
{
	const struct list *l = &p->list;
	if (p->coming || !p->rows)
		return p->at; /* it never came there */
	return (struct pane_place){
		l->known && l->touched, l->cursor, l->top, l->identity};
}

void pane_set_columns(struct pane *p, const char *format)
{
	struct err why = {0};
	if (columns_parse(&p->columns, format, &why) == ERR_OK)
		return;
	/* Drawn many times, said once; the columns stay as they were. */
	uint64_t hash = hash_bytes(format, strlen(format), 0);
	if (p->refused != hash)
		app_warn(p->ui->app, "%s", why.msg);
	p->refused = hash;
	if (p->columns.n == 0)
		columns_parse(&p->columns, "title duration", NULL);
}

bool pane_changed(struct pane *p)
{
	bool changed = false;
	if (p->coming && rows_count(p->coming) >= 0) {
		rows_close(p->rows);
		p->rows = p->coming;
		p->coming = NULL;
		stand(p);
		/* Who acts before the next drawing acts on a row, not on a heading. */
		list_fit(&p->list, p->list.height, p->list.extra);
		changed = true;
	}
	if (p->rows && rows_version(p->rows) != p->version) {
		p->version = rows_version(p->rows);
		list_follow(&p->list);
		changed = true;
	}
	return changed;
}

static const struct rows *latest(const struct pane *p)
{
	return p->coming ? p->coming : p->rows;
}

const char *pane_filter_text(const struct pane *p)
{
	const struct rows *r = latest(p);
	return r ? rows_spec_of(r)->filter : "";
}

bool pane_filter(struct pane *p, const char *query)
{
	const struct rows *r = latest(p);
	if (!r || !rows_can_filter(r))
		return false;
	struct rows_spec spec = *rows_spec_of(r);
	if (strcmp(spec.filter, query) == 0)
		return true;
	char *text = xstrdup(spec.text);
	if (!*spec.filter)
		p->unfiltered = pane_place_of(p);
	spec.text = text;
	spec.filter = query;
	pane_open_at(p, &spec, *query ? (struct pane_place){0} : p->unfiltered);
	free(text);
	return true;
}

bool pane_row(struct pane *p, struct row *ret)
{
	return p && p->rows && rows_get(p->rows, p->list.cursor, ret) &&
	       ret->kind != ROW_HEADING;
}

bool pane_waiting(const struct pane *p)
{
	struct row row;
	if (p->coming || !p->rows)
		return p->coming != NULL;
	int64_t n = rows_count(p->rows), end = p->list.top + list_visible(&p->list);
	for (int64_t i = p->list.top; i < end && i < n; i++)
		if (!rows_get(p->rows, i, &row))
			return true;
	return n < 0 && *rows_empty_text(p->rows) == '\0';
}

static void draw_lines(struct grid *g, struct area a, enum role role, const char *text)
{
	struct str lines = {0};
	format_wrap(&lines, text, a.w - 6);
	int y = a.y + (a.h > 6 ? 1 : 0);
	for (const char *p = str_text(&lines); *p && y < a.y + a.h; y++) {
		size_t n = strcspn(p, "\n");
		char *line = xstrndup(p, n);
		grid_text(g, a.x + 3, y, a.w - 4, role, line);
		free(line);
		p += n + 1;
	}
	str_finish(&lines);
}

/* The bar shows where in the list the screen is; only lists that do not fit have one.
 */
static void draw_scroll_bar(struct pane *p, struct grid *g, struct area a)
{
	int64_t n = list_lines(&p->list), shown = p->list.height;
	if (n <= shown || a.h < 2)
		return;
	int64_t size = a.h * shown / n;
	size = size < 1 ? 1 : size;
	int64_t room = n - shown, at = p->list.top / p->list.per_line;
	at = at > room ? room : at;
	int64_t y = (a.h - size) * at / room;
	for (int64_t i = y; i < y + size; i++)
		grid_text(g, a.x + a.w - 1, a.y + (int)i, 1, ROLE_RULE, "\xE2\x94\x83");
}

static void draw_rows(struct pane *p, struct grid *g, struct area a, bool focused)
{
	int64_t n = rows_count(p->rows);
	for (int line = 0; line < a.h; line++) {
		int64_t i = list_row_at(&p->list, line);
		struct row row;
		if (i < 0 || i >= n || list_line(&p->list, i) != line)
			continue;
		struct row_look look = {.cursor = i == p->list.cursor,
			.focused = focused,
			.marked = list_is_marked(&p->list, i),
			.inline_reason = i == p->list.cursor && p->list.extra > 0};
		if (rows_get(p->rows, i, &row))
			row_draw(p, g, a, a.y + line, &row, &look);
		else
			grid_text(g, a.x + 3, a.y + line, a.w - 4, ROLE_DIM,
				"\xE2\x80\xA6");
	}
}

/* Where there is no line for the reason below the list, the cursor's row takes a
 * second. */
static int extra_lines(struct pane *p, struct grid *g, int h)
{
	struct row row;
	return g->height < 14 && h > 3 && pane_row(p, &row) && row.has_reason ? 1 : 0;
}

/* A filtered list says so in a line of its own. */
static void draw_filter(struct pane *p, struct grid *g, struct area *a)
{
	bool mistake;
	char line[400];
	const char *filter = pane_filter_text(p);
	const struct rows *r = latest(p);
	if (!*filter || a->h < 3)
		return;
	const char *note = rows_note(r, &mistake);
	int64_t n = rows_count(r);
	char count[32] = "";
	if (n >= 0)
		format_count(count, sizeof count, n);
	snprintf(line, sizeof line, "only %s  %s%s%s", filter, mistake ? "" : count,
		*note && !mistake ? " \xC2\xB7 " : "", note);
	grid_text(g, a->x + 3, a->y, a->w - 4, mistake ? ROLE_ERROR : ROLE_DIM, line);
	a->y++;
	a->h--;
}

void pane_draw_divider(struct grid *g, int x, struct area a)
{
	for (int y = a.y; y < a.y + a.h; y++)
		grid_text(g, x, y, 1, ROLE_RULE, "\xE2\x94\x82");
}

int64_t pane_row_at(const struct pane *p, int x, int y)
{
	int line = (y - p->area.y) / p->cell_h, at = (x - p->area.x) / p->cell_w;
	int64_t row = list_row_at(&p->list, line), n = rows_count(p->rows);
	at = at < p->list.per_line ? at : p->list.per_line - 1;
	return row < 0 || row + at >= n ? -1 : row + at;
}

static void draw_list(struct pane *p, struct grid *g, struct area a, bool focused)
{
	list_set_per_line(&p->list, 1);
	list_fit(&p->list, a.h, 0);
	list_fit(&p->list, a.h, extra_lines(p, g, a.h));
	rows_want(p->rows, p->list.top, a.h);
	struct area inner = a;
	inner.w -= 1;
	columns_layout(&p->columns, inner.w - 4, g->width);
	draw_rows(p, g, inner, focused);
	p->cell_w = a.w;
	p->cell_h = 1;
}

static void draw_covers(struct pane *p, struct grid *g, struct area a,
	const struct covers_shape *s, bool focused)
{
	list_set_per_line(&p->list, s->per_line);
	list_fit(&p->list, s->lines, 0);
	rows_want(p->rows, p->list.top, list_visible(&p->list));
	covers_draw(p, g, a, s, focused);
	p->cell_w = s->cell_w;
	p->cell_h = s->cell_h;
}

void pane_draw(struct pane *p, struct grid *g, struct area a, bool focused)
{
	struct covers_shape shape;
	draw_filter(p, g, &a);
	p->area = a;
	p->cell_w = p->cell_h = 1;
	int64_t n = p->rows ? rows_count(p->rows) : -1;
	if (n <= 0) {
		struct rows *r = p->rows ? p->rows : p->coming;
		const char *text = r ? rows_empty_text(r) : "";
		list_fit(&p->list, a.h, 0);
		if (p->rows)
			want_visible(p, p->rows, 0);
		draw_lines(g, a, ROLE_DIM, n < 0 && !*text ? "\xE2\x80\xA6" : text);
		return;
	}
	if (p->covers && covers_fit(a, &shape))
		draw_covers(p, g, a, &shape, focused);
	else
		draw_list(p, g, a, focused);
	draw_scroll_bar(p, g, a);
}
