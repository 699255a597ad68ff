/*
 * Search as you type. While the text field has the keys, up and down go through the
 * hits and Enter plays the one under the cursor; Tab and Esc give the keys to the hits.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format.h"
#include "state.h"

struct search_view {
	struct pane pane;
	struct edit text;
	bool typing;
	bool play_first; /* Enter came before the hits did */
};

static struct search_view *of(struct view *v)
{
	return v->state;
}

static void search(struct view *v)
{
	struct search_view *s = of(v);
	s->play_first = false;
	struct rows_spec spec = {.list = ROWS_SEARCH, .text = str_text(&s->text.text)};
	pane_open(&s->pane, &spec);
	free(v->ui->needle);
	v->ui->needle = xstrdup(str_text(&s->text.text));
}

static void open(struct view *v)
{
	struct search_view *s = of(v);
	pane_init(&s->pane, v->ui);
	edit_init(&s->text, "");
	s->typing = true;
	search(v);
}

static void close_view(struct view *v)
{
	pane_finish(&of(v)->pane);
	edit_finish(&of(v)->text);
}

static int64_t hits(struct view *v)
{
	struct pane *p = &of(v)->pane;
	return p->rows ? rows_count(p->rows) : 0;
}

/* The rows on the screen are not those of the text yet. */
static bool waiting(struct view *v)
{
	struct pane *p = &of(v)->pane;
	return p->coming || (p->rows && rows_count(p->rows) < 0);
}

static void changed(struct view *v, unsigned what)
{
	struct search_view *s = of(v);
	if (what & APP_CHANGED_ROWS)
		pane_changed(&s->pane);
	if (s->play_first && !waiting(v)) {
		s->play_first = false;
		if (hits(v) > 0)
			ui_run(v->ui, "play-selection");
	}
}

/* The field, and behind it what is wrong with the text or was made of it. */
static void draw_field(struct view *v, struct grid *g, struct area a)
{
	struct search_view *s = of(v);
	bool mistake = false;
	const struct rows *r = s->pane.coming ? s->pane.coming : s->pane.rows;
	const char *note = r ? rows_note(r, &mistake) : "";
	int w = *note ? text_columns(note) + 2 : 0;
	if (w > a.w * 2 / 3)
		w = a.w * 2 / 3;
	edit_draw(&s->text, g, a.x, a.y, a.w - w, "/ ");
	if (w)
		grid_text(g, a.x + a.w - w + 1, a.y, w - 1,
			mistake ? ROLE_ERROR : ROLE_DIM, note);
	if (!s->typing)
		g->cursor_x = g->cursor_y = -1;
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	struct search_view *s = of(v);
	struct area field = {a.x + 1, a.y, a.w - 2, 1};
	/* The field is the list's first line where the header has none of its own. */
	if (g->height < 14) {
		draw_field(v, g, field);
		a.y++;
		a.h--;
	}
	pane_set_columns(&s->pane, app_conf(v->ui->app)->options.columns_search);
	pane_draw(&s->pane, g, a, hits(v) > 0);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	if (g->height >= 14)
		draw_field(v, g, a);
}

static struct pane *focus(struct view *v)
{
	return &of(v)->pane;
}

static struct pane *panes(struct view *v, int i)
{
	return i == 0 ? &of(v)->pane : NULL;
}

static void leave_field(struct view *v)
{
	of(v)->typing = false;
	edit_history_add(&v->ui->searches, str_text(&of(v)->text.text));
}

static bool command(struct view *v, int argc, char **argv)
{
	struct search_view *s = of(v);
	struct ui *ui = v->ui;
	if (strcmp(argv[0], "search") == 0) {
		s->typing = true;
		if (argc > 1)
			edit_set(&s->text, argv[1]);
		else
			edit_set(&s->text, "");
		search(v);
		return true;
	}
	if (strcmp(argv[0], "close") == 0) {
		if (s->typing && hits(v) > 0)
			leave_field(v);
		else
			ui_show_view(ui, ui->before);
		return true;
	}
	if (strcmp(argv[0], "accept") == 0) {
		leave_field(v);
		s->play_first = waiting(v);
		if (!s->play_first && hits(v) > 0)
			ui_run(ui, "play-selection");
		return true;
	}
	if (strcmp(argv[0], "edit") == 0 && s->typing && argc > 1 &&
		str_starts(argv[1], "complete")) {
		leave_field(v);
		return true;
	}
	if (str_starts(argv[0], "search-")) {
		list_move(&s->pane.list, argv[0][7] == 'n' ? 1 : -1);
		return true;
	}
	return false;
}

static struct edit *text(struct view *v)
{
	return of(v)->typing ? &of(v)->text : NULL;
}

static const struct hint hints[] = {{"accept", "play"},
	{"edit complete", "to the hits"}, {"activate", "play"}, {"queue", "queue"},
	{"queue-next", "next"}, {"search-save", "keep as playlist"},
	{"search", "search again"}, {"close", "back"}, {NULL, NULL}};

const struct view_ops view_search = {
	.name = "search",
	.title = "Search",
	.brief = "Search",
	.context = KEYS_SEARCH,
	.state_size = sizeof(struct search_view),
	.hints = hints,
	.side = true,
	.open = open,
	.close = close_view,
	.changed = changed,
	.draw = draw,
	.header = header,
	.focus = focus,
	.panes = panes,
	.command = command,
	.text = text,
	.text_changed = search,
};
