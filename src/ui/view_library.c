/*
 * Library: one way to browse at a time, chosen in the second line. A way is a chain of
 * columns (artists, albums, tracks); each column follows the cursor of the one before.
 */
#include <stdlib.h>
#include <string.h>

#include "art.h"
#include "base/mem.h"
#include "format.h"
#include "library_ways.h"

enum {
	SHARE_ALL = 100,
	COVERS_ALONE = 120 /* columns below which nothing is beside */
};

/* What a column showed when it was left, and where it stood in it. */
struct left {
	struct rows_spec spec; /* text owned */
	struct pane_place place;
};

struct library_view {
	int way;
	struct pane pane[WAY_PANES];
	bool opened[WAY_PANES];
	/* What is open; text owned. Of a folder's column: the folder. */
	struct rows_spec spec[WAY_PANES];
	int focus;
	struct ways_header header;
	struct left left[WAYS][WAY_PANES];
	int left_focus[WAYS];
};

static struct library_view *of(struct view *v)
{
	return v->state;
}

static const struct way *way_of(struct view *v)
{
	return &library_ways[of(v)->way];
}

/* ---- columns that follow each other */

/* What column i shows is about to go. */
static void note_left(struct view *v, int i)
{
	struct library_view *s = of(v);
	struct left *l = &s->left[s->way][i];
	if (!s->opened[i])
		return;
	rows_spec_copy(&l->spec, &s->spec[i]);
	l->place = pane_place_of(&s->pane[i]);
}

static void open_pane_at(
	struct view *v, int i, const struct rows_spec *spec, struct pane_place at)
{
	struct library_view *s = of(v);
	const struct left *l = &s->left[s->way][i];
	if (!at.known && rows_spec_same(&l->spec, spec))
		at = l->place;
	note_left(v, i);
	pane_open_at(&s->pane[i], spec, at);
	rows_spec_copy(&s->spec[i], spec);
	s->opened[i] = true;
}

static void open_pane(struct view *v, int i, const struct rows_spec *spec)
{
	open_pane_at(v, i, spec, (struct pane_place){0});
}

/* False: nothing is under the cursor. A folder without folders is itself what the next
 * column is about. */
static bool narrow_by(struct view *v, int i, struct rows_spec *spec)
{
	struct pane *p = &of(v)->pane[i];
	const struct rows_spec *at = &of(v)->spec[i];
	struct row row;
	if (p->coming)
		return false;
	if (pane_row(p, &row)) {
		rows_spec_narrow(spec, &row);
		return true;
	}
	spec->root = at->root;
	spec->text = at->text;
	return at->list == ROWS_FOLDERS && at->root && p->rows &&
	       rows_count(p->rows) == 0;
}

static void follow(struct view *v)
{
	struct library_view *s = of(v);
	const struct way *w = way_of(v);
	struct rows_spec spec = {0};
	for (int i = 0; i + 1 < w->n; i++) {
		if (!s->opened[i] || !narrow_by(v, i, &spec))
			return;
		spec.list = w->list[i + 1];
		if (!s->opened[i + 1] || !rows_spec_same(&spec, &s->spec[i + 1])) {
			open_pane(v, i + 1, &spec);
			for (int j = i + 2; j < w->n; j++)
				s->opened[j] = false;
		}
	}
}

/* ---- folders */

/* `from`: the folder that was left for this one, which the cursor goes to. */
static void open_folder(
	struct view *v, int64_t root, const char *path, struct pane_place from)
{
	struct rows_spec spec = {.list = ROWS_FOLDERS, .root = root, .text = path};
	open_pane_at(v, 0, &spec, from);
	of(v)->opened[1] = false;
	of(v)->focus = 0;
}

static bool in_folders(struct view *v)
{
	return way_of(v)->list[0] == ROWS_FOLDERS && of(v)->focus == 0;
}

static bool enter_folder(struct view *v)
{
	struct row row;
	if (!pane_row(&of(v)->pane[0], &row) || row.kind != ROW_FOLDER)
		return false;
	char *path = xstrdup(row.track.path);
	open_folder(v, row.root, path, (struct pane_place){0});
	free(path);
	return true;
}

static void leave_folder(struct view *v)
{
	int64_t root = of(v)->spec[0].root;
	if (root == 0)
		return;
	char *path = xstrdup(of(v)->spec[0].text);
	struct pane_place from = {
		.known = true, .identity = rows_identity_of_folder(root, path)};
	char *slash = strrchr(path, '/');
	if (!*path)
		root = 0; /* above it are the folders of the library */
	*(slash ? slash : path) = '\0';
	open_folder(v, root, path, from);
	free(path);
}

/* ---- ways */

static void close_panes(struct view *v)
{
	struct library_view *s = of(v);
	s->left_focus[s->way] = s->focus;
	for (int i = 0; i < WAY_PANES; i++) {
		note_left(v, i);
		pane_finish(&s->pane[i]);
		rows_spec_clear(&s->spec[i]);
		s->opened[i] = false;
	}
}

static void close_view(struct view *v)
{
	close_panes(v);
	for (int i = 0; i < WAYS; i++)
		for (int k = 0; k < WAY_PANES; k++)
			rows_spec_clear(&of(v)->left[i][k].spec);
}

/* As it was left, if it was open before. */
static void show_way(struct view *v, int way)
{
	struct library_view *s = of(v);
	const struct way *w = &library_ways[way];
	struct rows_spec spec = {.list = w->list[0]};
	const struct rows_spec *was = &s->left[way][0].spec;
	s->way = way;
	s->focus = s->left_focus[way];
	for (int i = 0; i < WAY_PANES; i++) {
		pane_init(&s->pane[i], v->ui);
		s->pane[i].narrow = w->n > 1 && ways_list_is_names(w->list[i]);
	}
	open_pane(v, 0, was->text ? was : &spec);
}

static void open_way(struct view *v, int way)
{
	close_panes(v);
	show_way(v, way);
}

static void open(struct view *v)
{
	show_way(v, 0);
}

/* ---- albums as covers */

static bool wants_covers(struct view *v)
{
	return of(v)->way == WAY_ALBUMS && app_covers(v->ui->app) &&
	       art_possible(v->ui);
}

/* In the grid the arrows go both ways. */
static enum keys_context keys(struct view *v)
{
	const struct library_view *s = of(v);
	return s->pane[s->focus].list.per_line > 1 ? KEYS_GRID : KEYS_LIBRARY;
}

/* Too narrow for columns beside each other: the one with the keys alone. */
static bool is_alone(struct view *v)
{
	int width = v->ui->grid.width;
	return width < COLUMNS_NARROW || (wants_covers(v) && width < COVERS_ALONE);
}

static void toggle_covers(struct view *v)
{
	struct app *a = v->ui->app;
	bool on = of(v)->way != WAY_ALBUMS || !app_covers(a);
	if (of(v)->way != WAY_ALBUMS)
		open_way(v, WAY_ALBUMS);
	if (on && !art_possible(v->ui)) {
		app_warn(a, app_conf(a)->options.art == ART_OPTION_OFF
				    ? "Pictures are switched off: set art=auto"
				    : "This terminal shows no pictures, the list "
				      "stays: they take 256 colours and UTF-8");
		return;
	}
	app_set_covers(a, on);
	of(v)->focus = 0;
	app_say(a, on ? "Albums are a grid of covers now" : "Albums are a list now");
}

static void changed(struct view *v, unsigned what)
{
	if (!(what & APP_CHANGED_ROWS))
		return;
	for (int i = 0; i < way_of(v)->n; i++)
		pane_changed(&of(v)->pane[i]);
	follow(v);
}

/* ---- drawing */

/* What a column would like of a hundred, and the most that it needs. */
static int width_of(enum rows_list list, int columns, int width)
{
	switch (list) {
	case ROWS_DECADES:
	case ROWS_YEARS:
		return width >= 100 ? 20 : 16;
	case ROWS_ARTISTS:
		return width * 28 / SHARE_ALL;
	case ROWS_ALBUMS:
		return width * (columns == 2 ? 42 : 32) / SHARE_ALL;
	default:
		return width * 36 / SHARE_ALL;
	}
}

static int column_width(struct view *v, int i, int width)
{
	const struct way *w = way_of(v);
	if (wants_covers(v))
		return width * 62 / SHARE_ALL;
	return width_of(w->list[i], w->n, width);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	struct library_view *s = of(v);
	const struct way *w = way_of(v);
	follow(v);
	for (int i = 0; i < w->n; i++)
		pane_set_columns(&s->pane[i],
			w->list[i] == ROWS_MOST_PLAYED
				? "title:30 artist:22 album:22 count duration"
				: app_conf(v->ui->app)->options.columns_tracks);
	s->pane[0].covers = wants_covers(v);
	if (is_alone(v)) {
		pane_draw(&s->pane[s->focus], g, a, true);
		return;
	}
	struct area b = a;
	for (int i = 0; i < w->n; i++) {
		bool last = i + 1 == w->n;
		b.w = last ? a.x + a.w - b.x : column_width(v, i, a.w);
		if (s->opened[i] || i == 0)
			pane_draw(&s->pane[i], g, b, s->focus == i);
		if (!last)
			pane_draw_divider(g, b.x + b.w, a);
		b.x += b.w + 1;
	}
}

static void header(struct view *v, struct grid *g, struct area a)
{
	ways_draw(&of(v)->header, of(v)->way, g, a);
}

static bool click(struct view *v, int x, int y)
{
	int way = ways_clicked(&of(v)->header, x, y);
	if (way >= 0)
		open_way(v, way);
	return way >= 0;
}

/* ---- keys */

static struct pane *focus(struct view *v)
{
	return &of(v)->pane[of(v)->focus];
}

static struct pane *panes(struct view *v, int i)
{
	if (is_alone(v))
		return i == 0 ? focus(v) : NULL;
	return i < way_of(v)->n ? &of(v)->pane[i] : NULL;
}

static bool browse(struct view *v, const char *name)
{
	int way = of(v)->way;
	if (strcmp(name, "next") == 0 || strcmp(name, "previous") == 0) {
		open_way(v, (way + (*name == 'n' ? 1 : WAYS - 1)) % WAYS);
		return true;
	}
	int found = ways_find(name);
	if (found >= 0 && found != way)
		open_way(v, found);
	return found >= 0;
}

static bool command(struct view *v, int argc, char **argv)
{
	struct library_view *s = of(v);
	int n = way_of(v)->n;
	if (strcmp(argv[0], "browse") == 0 && argc > 1)
		return browse(v, argv[1]);
	if (strcmp(argv[0], "activate") == 0)
		return in_folders(v) && s->pane[0].list.n_marks == 0 && enter_folder(v);
	if (strcmp(argv[0], "leave") == 0 && way_of(v)->list[0] == ROWS_FOLDERS) {
		leave_folder(v);
		return true;
	}
	if (strcmp(argv[0], "covers") == 0) {
		toggle_covers(v);
		return true;
	}
	if (strcmp(argv[0], "pane") != 0 || argc < 2)
		return false;
	s->focus = (s->focus + (strcmp(argv[1], "next") == 0 ? 1 : n - 1)) % n;
	return true;
}

static const struct hint hints[] = {{"activate", "play"}, {"queue", "queue"},
	{"queue-next", "next"}, {"pane next", "column"}, {"browse previous", ""},
	{"browse next", "ways"}, {"covers", "covers"}, {"jump", "letter"},
	{"playlist-pick", "to a playlist"}, {"search", "search"}, {NULL, NULL}};

const struct view_ops view_library = {
	.name = "library",
	.title = "Library",
	.brief = "Library",
	.context = KEYS_LIBRARY,
	.state_size = sizeof(struct library_view),
	.hints = hints,
	.open = open,
	.close = close_view,
	.changed = changed,
	.draw = draw,
	.header = header,
	.click = click,
	.keys = keys,
	.focus = focus,
	.panes = panes,
	.command = command,
};
