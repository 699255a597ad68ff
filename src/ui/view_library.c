/* Library: artists | albums | tracks; each column follows the one before it. */
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "state.h"

enum { ARTISTS, ALBUMS, TRACKS, PANES };

struct library_view {
	struct pane pane[PANES];
	int focus;
	int64_t artist, album; /* whose columns are shown; -1: none yet */
};

static struct library_view *of(struct view *v)
{
	return v->state;
}

/* The id of the row under the cursor; 0 for "All …". */
static bool chosen(struct pane *p, int64_t *ret)
{
	struct row row;
	if (!pane_row(p, &row))
		return false;
	*ret = row.kind == ROW_ALL ? 0 : row.id;
	return true;
}

/* Opens what the cursors of the columns before ask for. */
static void follow(struct view *v)
{
	struct library_view *s = of(v);
	int64_t artist, album;
	if (!chosen(&s->pane[ARTISTS], &artist))
		return;
	if (artist != s->artist) {
		struct rows_spec spec = {.list = ROWS_ALBUMS, .artist = artist};
		pane_open(&s->pane[ALBUMS], &spec);
		s->artist = artist;
		s->album = -1;
	}
	if (s->pane[ALBUMS].coming || !chosen(&s->pane[ALBUMS], &album))
		return;
	if (album != s->album) {
		struct rows_spec spec = {
			.list = ROWS_TRACKS, .artist = artist, .album = album};
		pane_open(&s->pane[TRACKS], &spec);
		s->album = album;
	}
}

static void open(struct view *v)
{
	struct library_view *s = of(v);
	struct rows_spec spec = {.list = ROWS_ARTISTS};
	for (int i = 0; i < PANES; i++)
		pane_init(&s->pane[i], v->ui);
	s->pane[ARTISTS].narrow = s->pane[ALBUMS].narrow = true;
	s->artist = s->album = -1;
	pane_open(&s->pane[ARTISTS], &spec);
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

static void draw_divider(struct grid *g, int x, struct area a)
{
	for (int y = a.y; y < a.y + a.h; y++)
		grid_text(g, x, y, 1, ROLE_RULE, "\xE2\x94\x82");
}

/* Narrow screens show the column with the keys only. */
static void draw(struct view *v, struct grid *g, struct area a)
{
	struct library_view *s = of(v);
	follow(v);
	pane_set_columns(
		&s->pane[TRACKS], app_conf(v->ui->app)->options.columns_tracks);
	if (g->width < COLUMNS_NARROW) {
		pane_draw(&s->pane[s->focus], g, a, true);
		return;
	}
	int w[PANES] = {a.w * 28 / 100, a.w * 32 / 100, 0};
	w[TRACKS] = a.w - w[ARTISTS] - w[ALBUMS] - 2;
	struct area b = a;
	for (int i = 0; i < PANES; i++) {
		b.w = w[i];
		pane_draw(&s->pane[i], g, b, s->focus == i);
		if (i + 1 < PANES)
			draw_divider(g, b.x + b.w, a);
		b.x += b.w + 1;
	}
}

static void header(struct view *v, struct grid *g, struct area a)
{
	struct app_library l = app_library(v->ui->app);
	char artists[48], albums[48], tracks[48];
	struct str s = {0};
	if (!l.known)
		return;
	format_plural(artists, sizeof artists, l.artists, "artist", "artists");
	format_plural(albums, sizeof albums, l.albums, "album", "albums");
	format_plural(tracks, sizeof tracks, l.tracks, "track", "tracks");
	str_appendf(&s, "%s \xC2\xB7 %s \xC2\xB7 %s", artists, albums, tracks);
	if (l.tracks > 0 && l.analysed < l.tracks && a.w > 60)
		str_appendf(
			&s, " \xC2\xB7 the sound of %lld known", (long long)l.analysed);
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, str_text(&s));
	str_finish(&s);
}

static struct pane *focus(struct view *v)
{
	return &of(v)->pane[of(v)->focus];
}

static struct pane *panes(struct view *v, int i)
{
	bool narrow = v->ui->grid.width < COLUMNS_NARROW;
	if (narrow)
		return i == 0 ? focus(v) : NULL;
	return i < PANES ? &of(v)->pane[i] : NULL;
}

static bool command(struct view *v, int argc, char **argv)
{
	struct library_view *s = of(v);
	if (strcmp(argv[0], "pane") != 0 || argc < 2)
		return false;
	s->focus = (s->focus + (strcmp(argv[1], "next") == 0 ? 1 : PANES - 1)) % PANES;
	return true;
}

static const struct hint hints[] = {{"activate", "play"}, {"queue", "queue"},
	{"queue-next", "next"}, {"pane next", "column"},
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
	.focus = focus,
	.panes = panes,
	.command = command,
};
