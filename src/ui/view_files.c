/* Files: the folders of the disk, and music that need not be in the library. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"
#include "format.h"
#include "state.h"

struct files_view {
	struct pane pane;
	char *folder; /* owned */
	char *from;   /* owned: the folder that was left for this one; NULL */
	bool placed;  /* stands where the music is, or was sent elsewhere */
};

static struct files_view *of(struct view *v)
{
	return v->state;
}

static void go(struct view *v, const char *folder, const char *from)
{
	struct files_view *s = of(v);
	struct rows_spec spec = {.list = ROWS_FILES, .text = folder};
	char *copy = xstrdup(folder), *copy_from = xstrdup(from);
	free(s->folder);
	free(s->from);
	s->folder = copy;
	s->from = copy_from;
	spec.text = s->folder;
	pane_open(&s->pane, &spec);
}

/* Without a music folder: where the library's music is, once that is known. */
static void place(struct view *v)
{
	const struct paths *p = app_paths(v->ui->app);
	struct app_library l = app_library(v->ui->app);
	if (of(v)->placed || !l.first_root[0])
		return;
	of(v)->placed = true;
	if (!p->music || access(p->music, R_OK) != 0)
		go(v, l.first_root, NULL);
}

static void open(struct view *v)
{
	const struct paths *p = app_paths(v->ui->app);
	pane_init(&of(v)->pane, v->ui);
	go(v, p->music && access(p->music, R_OK) == 0 ? p->music : p->home, NULL);
	place(v);
}

static void close_view(struct view *v)
{
	pane_finish(&of(v)->pane);
	free(of(v)->folder);
	free(of(v)->from);
}

/* After going up the cursor stands on the folder that was left. */
static void find_from(struct view *v)
{
	struct files_view *s = of(v);
	if (!s->from || s->pane.coming || !s->pane.rows || rows_count(s->pane.rows) < 0)
		return;
	int64_t i = rows_find_path(s->pane.rows, s->from);
	if (i >= 0)
		list_show(&s->pane.list, i);
	free(s->from);
	s->from = NULL;
}

static void changed(struct view *v, unsigned what)
{
	if (what & APP_CHANGED_LIBRARY)
		place(v);
	if (!(what & APP_CHANGED_ROWS))
		return;
	pane_changed(&of(v)->pane);
	find_from(v);
}

static void draw(struct view *v, struct grid *g, struct area a)
{
	find_from(v);
	pane_set_columns(&of(v)->pane, "title duration");
	pane_draw(&of(v)->pane, g, a, true);
}

static void header(struct view *v, struct grid *g, struct area a)
{
	const char *home = app_paths(v->ui->app)->home, *p = of(v)->folder;
	size_t n = home ? strlen(home) : 0;
	struct str s = {0};
	if (n > 1 && strncmp(p, home, n) == 0 && (p[n] == '/' || p[n] == '\0')) {
		str_append_c(&s, '~');
		p += n;
	}
	utf8_repair(&s, p, strlen(p), true);
	grid_text(g, a.x, a.y, a.w, ROLE_DIM, str_text(&s));
	str_finish(&s);
}

static struct pane *focus(struct view *v)
{
	return &of(v)->pane;
}

static struct pane *panes(struct view *v, int i)
{
	return i == 0 ? &of(v)->pane : NULL;
}

static bool command(struct view *v, int argc, char **argv)
{
	struct files_view *s = of(v);
	struct row row;
	if (strcmp(argv[0], "activate") == 0 && s->pane.list.n_marks == 0 &&
		pane_row(&s->pane, &row) && row.kind == ROW_FOLDER) {
		s->placed = true;
		go(v, row.track.path, NULL);
		return true;
	}
	if (strcmp(argv[0], "show-folder") == 0 && argc > 1) {
		char *dir = path_dir(argv[1]);
		s->placed = true;
		go(v, dir, argv[1]);
		free(dir);
		return true;
	}
	if (strcmp(argv[0], "leave") == 0 && strcmp(s->folder, "/") != 0) {
		char *up = path_dir(s->folder), *here = xstrdup(s->folder);
		s->placed = true;
		go(v, up, here);
		free(here);
		free(up);
		return true;
	}
	return false;
}

static const struct hint hints[] = {{"activate", "open, play"}, {"leave", "up"},
	{"queue", "queue"}, {"add-folder", "add to the library"},
	{"playlist-pick", "to a playlist"}, {NULL, NULL}};

const struct view_ops view_files = {
	.name = "files",
	.title = "Files",
	.brief = "Files",
	.context = KEYS_FILES,
	.state_size = sizeof(struct files_view),
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
