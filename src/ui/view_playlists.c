/* Playlists on the left, the tracks of the one under the cursor on the right. */
#include <string.h>

#include "format.h"
#include "state.h"

enum { LISTS, TRACKS, PANES };

struct playlists_view {
	struct pane pane[PANES];
	int focus;
	int64_t playlist; /* shown on the right; -1 none yet */
};

static struct playlists_view *of(struct view *v)
{
	return v->state;
}

static void follow(struct view *v)
{
	struct playlists_view *s = of(v);
	struct row row;
	if (!pane_row(&s->pane[LISTS], &row) || row.id == s->playlist)
		return;
	struct rows_spec spec = {.list = ROWS_PLAYLIST,
		.playlist = row.id,
		/* What to say where it is empty. */
		.text = row.kind == ROW_GROUP ? "group"
			: row.query           ? "live"
					      : ""};
	pane_open(&s->pane[TRACKS], &spec);
	s->playlist = row.id;
}

static void open(struct view *v)
{
	struct playlists_view *s = of(v);
	struct rows_spec spec = {.list = ROWS_PLAYLISTS};
	for (int i = 0; i < PANES; i++)
		pane_init(&s->pane[i], v->ui);
	s->pane[LISTS].narrow = true;
	s->playlist = -1;
	pane_open(&s->pane[LISTS], &spec);
}

static void close_view(struct view *v)
{
	for (int i = 0; i < PANES; i++)
		pane_finish(&of(v)->pane[i]);
}

static void changed(struct view *v, unsigned what)
{
	if (!(what & APP_CHANGED_ROWS))
		return;
	for (int i = 0; i < PANES; i++)
		pane_changed(&of(v)->pane[i]);
	follow(v);
}

static bool has_lists(struct view *v)
{
	struct pane *p = &of(v)->pane[LISTS];
	return p->rows && rows_count(p->rows) > 0;
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	struct playlists_view *s = of(v);
	follow(v);
	pane_set_columns(
		&s->pane[TRACKS], app_conf(v->ui->app)->options.columns_playlist);
	if (g->width < COLUMNS_NARROW || !has_lists(v)) {
		pane_draw(&s->pane[has_lists(v) ? s->focus : LISTS], g, a, true);
		return;
	}
	struct area left = a, right = a;
	left.w = a.w * 32 / 100;
	right.x += left.w + 1;
	right.w -= left.w + 1;
	pane_draw(&s->pane[LISTS], g, left, s->focus == LISTS);
	pane_draw_divider(g, left.x + left.w, a);
	pane_draw(&s->pane[TRACKS], g, right, s->focus == TRACKS);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	int64_t n = has_lists(v) ? rows_count(of(v)->pane[LISTS].rows) : 0;
	char text[48];
	if (n == 0)
		return;
	format_plural(text, sizeof text, n, "playlist", "playlists");
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, text);
}

static struct pane *focus(struct view *v)
{
	return &of(v)->pane[has_lists(v) ? of(v)->focus : LISTS];
}

static struct pane *panes(struct view *v, int i)
{
	if (v->ui->grid.width < COLUMNS_NARROW || !has_lists(v))
		return i == 0 ? focus(v) : NULL;
	return i < PANES ? &of(v)->pane[i] : NULL;
}

static bool command(struct view *v, int argc, char **argv)
{
	struct row row;
	if (strcmp(argv[0], "activate") == 0 && pane_row(focus(v), &row) &&
		row.kind == ROW_GROUP) {
		ui_run(v->ui, "fold");
		return true;
	}
	if (strcmp(argv[0], "pane") != 0 || argc < 2)
		return false;
	of(v)->focus = !of(v)->focus;
	return true;
}

static const struct hint hints[] = {{"activate", "play"}, {"queue", "queue"},
	{"pane next", "column"}, {"remove", "remove"}, {"move-row down", ""},
	{"move-row up", "move"}, {"playlist-edit", "rename"}, {NULL, NULL}};

const struct view_ops view_playlists = {
	.name = "playlists",
	.title = "Playlists",
	.brief = "Lists",
	.context = KEYS_PLAYLISTS,
	.state_size = sizeof(struct playlists_view),
	.hints = hints,
	.open = open,
	.close = close_view,
	.changed = changed,
	.draw = draw,
	.header = header,
	.focus = focus,
	.panes = panes,
	.command = command,
};
