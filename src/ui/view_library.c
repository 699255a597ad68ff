/*
 * Library: one way to browse at a time, chosen in the second line. A way is a chain of
 * columns (artists, albums, tracks); each column follows the cursor of the one before.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format.h"
#include "state.h"

enum { PANES = 4, SHARE_ALL = 100 };

struct way {
	const char *name, *title, *brief;
	enum rows_list list[PANES];
	int n;
};

static const struct way ways[] = {
	{"artists", "Artists", "Artists", {ROWS_ARTISTS, ROWS_ALBUMS, ROWS_TRACKS}, 3},
	{"albums", "Albums", "Albums", {ROWS_ALBUMS, ROWS_TRACKS}, 2},
	{"tracks", "Tracks", "Tracks", {ROWS_TRACKS}, 1},
	{"genres", "Genres", "Genres", {ROWS_GENRES, ROWS_TRACKS}, 2},
	{"years", "Years", "Years",
		{ROWS_DECADES, ROWS_YEARS, ROWS_ALBUMS, ROWS_TRACKS}, 4},
	{"folders", "Folders", "Folders", {ROWS_FOLDERS, ROWS_TRACKS}, 2},
	{"added", "Recently added", "Added", {ROWS_ADDED}, 1},
	{"most-played", "Most played", "Played", {ROWS_MOST_PLAYED}, 1},
	{"never-played", "Never played", "Unheard", {ROWS_NEVER_PLAYED}, 1},
	{"moods", "Moods", "Moods", {ROWS_MOODS, ROWS_TRACKS}, 2},
};
enum { WAYS = sizeof ways / sizeof *ways };

struct library_view {
	int way;
	struct pane pane[PANES];
	bool opened[PANES];
	/* What is open; text owned. Of a folder's column: the folder. */
	struct rows_spec spec[PANES];
	int focus;
	int header_y, header_x[WAYS], header_w[WAYS]; /* of the words; w 0: not drawn */
};

static struct library_view *of(struct view *v)
{
	return v->state;
}

static const struct way *way_of(struct view *v)
{
	return &ways[of(v)->way];
}

/* ---- columns that follow each other */

static bool same_spec(const struct rows_spec *a, const struct rows_spec *b)
{
	return a->list == b->list && a->artist == b->artist && a->album == b->album &&
	       a->genre == b->genre && a->mood == b->mood && a->root == b->root &&
	       a->by_year == b->by_year && a->year == b->year &&
	       strcmp(a->text ? a->text : "", b->text ? b->text : "") == 0;
}

static void forget_spec(struct rows_spec *s)
{
	free((char *)s->text);
	*s = (struct rows_spec){0};
}

static void open_pane(struct view *v, int i, const struct rows_spec *spec)
{
	struct library_view *s = of(v);
	char *text = xstrdup(spec->text);
	pane_open(&s->pane[i], spec);
	forget_spec(&s->spec[i]);
	s->spec[i] = *spec;
	s->spec[i].text = text;
	s->opened[i] = true;
}

/* What the row says about the column behind it; false: nothing is under the cursor. */
static bool narrow_by(struct pane *p, struct rows_spec *spec)
{
	struct row row;
	if (p->coming || !pane_row(p, &row))
		return false;
	switch (row.kind) {
	case ROW_ARTIST:
		spec->artist = row.id;
		break;
	case ROW_ALBUM:
		spec->album = row.id;
		break;
	case ROW_GENRE:
		spec->genre = row.id;
		break;
	case ROW_MOOD:
		spec->mood = row.id;
		break;
	case ROW_DECADE:
	case ROW_YEAR:
		spec->by_year = row.kind == ROW_YEAR;
		spec->year = row.year;
		break;
	case ROW_FOLDER:
		spec->root = row.root;
		spec->text = row.track.path;
		break;
	default:
		break; /* all of them */
	}
	return true;
}

static void follow(struct view *v)
{
	struct library_view *s = of(v);
	const struct way *w = way_of(v);
	struct rows_spec spec = {0};
	for (int i = 0; i + 1 < w->n; i++) {
		if (!s->opened[i] || !narrow_by(&s->pane[i], &spec))
			return;
		spec.list = w->list[i + 1];
		if (!s->opened[i + 1] || !same_spec(&spec, &s->spec[i + 1])) {
			open_pane(v, i + 1, &spec);
			for (int j = i + 2; j < w->n; j++)
				s->opened[j] = false;
		}
	}
}

/* ---- folders */

static void open_folder(struct view *v, int64_t root, const char *path)
{
	struct rows_spec spec = {.list = ROWS_FOLDERS, .root = root, .text = path};
	open_pane(v, 0, &spec);
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
	open_folder(v, row.root, path);
	free(path);
	return true;
}

static void leave_folder(struct view *v)
{
	struct rows_spec *at = &of(v)->spec[0];
	char *slash = at->text ? strrchr(at->text, '/') : NULL;
	if (at->root == 0)
		return;
	if (slash) {
		char *up = xstrndup(at->text, (size_t)(slash - at->text));
		open_folder(v, at->root, up);
		free(up);
	} else {
		open_folder(v, at->text && *at->text ? at->root : 0, "");
	}
}

/* ---- ways */

static bool is_names(enum rows_list list)
{
	return list != ROWS_TRACKS && list != ROWS_ADDED && list != ROWS_MOST_PLAYED &&
	       list != ROWS_NEVER_PLAYED;
}

static void close_panes(struct view *v)
{
	struct library_view *s = of(v);
	for (int i = 0; i < PANES; i++) {
		pane_finish(&s->pane[i]);
		forget_spec(&s->spec[i]);
		s->opened[i] = false;
	}
}

static void open_way(struct view *v, int way)
{
	struct library_view *s = of(v);
	struct rows_spec spec = {.list = ways[way].list[0]};
	close_panes(v);
	s->way = way;
	s->focus = 0;
	for (int i = 0; i < PANES; i++) {
		pane_init(&s->pane[i], v->ui);
		s->pane[i].narrow = ways[way].n > 1 && is_names(ways[way].list[i]);
	}
	open_pane(v, 0, &spec);
}

static void open(struct view *v)
{
	open_way(v, 0);
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

static void draw_divider(struct grid *g, int x, struct area a)
{
	for (int y = a.y; y < a.y + a.h; y++)
		grid_text(g, x, y, 1, ROLE_RULE, "\xE2\x94\x82");
}

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

/* Narrow screens show the column with the keys only. */
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
	if (g->width < COLUMNS_NARROW) {
		pane_draw(&s->pane[s->focus], g, a, true);
		return;
	}
	struct area b = a;
	for (int i = 0; i < w->n; i++) {
		bool last = i + 1 == w->n;
		b.w = last ? a.x + a.w - b.x : width_of(w->list[i], w->n, a.w);
		if (s->opened[i] || i == 0)
			pane_draw(&s->pane[i], g, b, s->focus == i);
		if (!last)
			draw_divider(g, b.x + b.w, a);
		b.x += b.w + 1;
	}
}

static const char *word_of(int way, bool brief)
{
	return brief ? ways[way].brief : ways[way].title;
}

static int words_width(int first, bool brief)
{
	int w = 0;
	for (int i = first; i < WAYS; i++)
		w += text_columns(word_of(i, brief)) + (i > first ? 2 : 0);
	return w;
}

/* The ways in a row; where they do not fit, those around the one that is shown. */
static void header(struct view *v, struct grid *g, struct area a)
{
	struct library_view *s = of(v);
	bool brief = words_width(0, false) > a.w;
	int first = 0, x = a.x, end = a.x + a.w;
	if (words_width(0, brief) > a.w)
		first = s->way > 0 ? s->way - 1 : 0;
	while (first > 0 && words_width(first - 1, brief) + 2 <= a.w)
		first--;
	if (first > 0)
		x += grid_text(g, x, a.y, 1, ROLE_DIM, "\xE2\x80\xB9") + 1;
	memset(s->header_w, 0, sizeof s->header_w);
	s->header_y = a.y;
	for (int i = first; i < WAYS; i++) {
		const char *word = word_of(i, brief);
		int w = text_columns(word);
		if (x + w > end - (i + 1 < WAYS ? 2 : 0) && i != s->way) {
			if (x < end)
				grid_text(g, x, a.y, 1, ROLE_DIM, "\xE2\x80\xBA");
			break;
		}
		grid_text(g, x, a.y, end - x, i == s->way ? ROLE_HEAD : ROLE_DIM, word);
		s->header_x[i] = x;
		s->header_w[i] = w;
		x += w + 2;
	}
}

static bool click(struct view *v, int x, int y)
{
	const struct library_view *s = of(v);
	for (int i = 0; i < WAYS; i++) {
		if (y != s->header_y || x < s->header_x[i] ||
			x >= s->header_x[i] + s->header_w[i])
			continue;
		open_way(v, i);
		return true;
	}
	return false;
}

/* ---- keys */

static struct pane *focus(struct view *v)
{
	return &of(v)->pane[of(v)->focus];
}

static struct pane *panes(struct view *v, int i)
{
	bool narrow = v->ui->grid.width < COLUMNS_NARROW;
	if (narrow)
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
	for (int i = 0; i < WAYS; i++) {
		if (strcmp(ways[i].name, name) != 0)
			continue;
		if (i != way)
			open_way(v, i);
		return true;
	}
	return false;
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
	if (strcmp(argv[0], "pane") != 0 || argc < 2)
		return false;
	s->focus = (s->focus + (strcmp(argv[1], "next") == 0 ? 1 : n - 1)) % n;
	return true;
}

static const struct hint hints[] = {{"activate", "play"}, {"queue", "queue"},
	{"queue-next", "next"}, {"pane next", "column"}, {"browse previous", ""},
	{"browse next", "ways"}, {"jump", "letter"}, {"playlist-pick", "to a playlist"},
	{"search", "search"}, {NULL, NULL}};

const struct view_ops view_library = {
	.name = "library",
	.title = "Library",
	.brief = "Library",
	.context = KEYS_LIBRARY,
	.state_size = sizeof(struct library_view),
	.hints = hints,
	.open = open,
	.close = close_panes,
	.changed = changed,
	.draw = draw,
	.header = header,
	.click = click,
	.focus = focus,
	.panes = panes,
	.command = command,
};
