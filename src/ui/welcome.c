/*
 * The screen of a library without music: where music may be, a field for another
 * folder, and the demo library as the last choice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "format.h"
#include "library/candidates.h"
#include "state.h"
#include "text/quote.h"

static void complete(void *ctx, const char *line, struct str *out)
{
	path_complete(ctx, line, 0, false, out);
}

static size_t places(struct ui *ui)
{
	return app_welcome(ui->app).n;
}

void welcome_update(struct ui *ui)
{
	struct welcome *w = &ui->welcome;
	struct app_welcome a = app_welcome(ui->app);
	bool wanted = a.wanted && !w->dismissed;
	if (wanted && !w->shown) {
		edit_finish(&w->path);
		edit_init(&w->path, "~/");
		w->path.complete = complete;
		w->path.ctx = ui;
	}
	if (w->n_marked < a.n) {
		w->marked = xreallocarray(w->marked, a.n, sizeof *w->marked);
		memset(w->marked + w->n_marked, 0,
			(a.n - w->n_marked) * sizeof *w->marked);
		/* What was found goes first; the cursor comes along unless it was
		 * moved. */
		w->cursor = w->n_marked == 0 && w->cursor <= 1 ? 0 : w->cursor;
		w->n_marked = a.n;
	}
	w->shown = wanted;
	w->in_path = w->in_path && wanted;
	ui->dirty = true;
}

/* A whole path that is typed or pasted behind the "~/" that stands there takes its
 * place. */
void welcome_typed(struct ui *ui)
{
	struct edit *e = &ui->welcome.path;
	const char *text = str_text(&e->text);
	if (strncmp(text, "~//", 3) != 0 && strncmp(text, "~/~", 3) != 0)
		return;
	char *whole = xstrdup(text + 2);
	edit_set(e, whole);
	free(whole);
}

void welcome_finish(struct ui *ui)
{
	free(ui->welcome.marked);
	edit_finish(&ui->welcome.path);
}

/* ---- drawing: the places, then the field, then the demo library */

static void draw_row(struct grid *g, struct area a, int y, bool here, bool marked,
	const char *text, const char *right)
{
	enum role role = here ? ROLE_CURSOR : ROLE_TEXT,
		  dim = here ? ROLE_CURSOR_DIM : ROLE_DIM;
	int n = text_columns(right), x = a.x + 3;
	if (y >= a.y + a.h)
		return;
	if (here) {
		grid_text(g, a.x + 1, y, 1, ROLE_ACCENT, "\xE2\x96\x8C");
		grid_fill(g, a.x + 2, y, a.w - 3, role, " ");
	}
	if (marked)
		grid_text(g, a.x, y, 1, ROLE_MARK, "+");
	grid_text(g, x, y, a.w - 6 - n, role, text);
	if (n)
		grid_text(g, a.x + a.w - 2 - n, y, n, dim, right);
}

static void draw_place(struct ui *ui, struct grid *g, struct area a, int y, size_t i)
{
	const struct candidate *c = &app_welcome(ui->app).candidate[i];
	const char *home = app_paths(ui->app)->home, *path = c->path;
	size_t n = strlen(home);
	char files[64];
	struct str shown = {0};
	if (n > 1 && strncmp(path, home, n) == 0 && path[n] == '/') {
		str_append_c(&shown, '~');
		path += n;
	}
	utf8_repair(&shown, path, strlen(path), true);
	if (a.w >= COLUMNS_NARROW)
		str_appendf(&shown, "  \xC2\xB7  %s", c->from);
	format_plural(files, sizeof files, c->files, "file",
		c->files >= CANDIDATE_COUNTED ? "files or more" : "files");
	draw_row(g, a, y, ui->welcome.cursor == i, ui->welcome.marked[i],
		str_text(&shown), files);
	str_finish(&shown);
}

static void draw_path(struct ui *ui, struct grid *g, struct area a, int y)
{
	struct welcome *w = &ui->welcome;
	bool here = w->cursor == places(ui);
	if (!here || !w->in_path) {
		draw_row(g, a, y, here, false, "Another folder\xE2\x80\xA6",
			"type its path");
		return;
	}
	grid_text(g, a.x + 1, y, 1, ROLE_ACCENT, "\xE2\x96\x8C");
	edit_draw(&w->path, g, a.x + 3, y, a.w - 5, "Folder: ");
}

static int draw_places(struct ui *ui, struct grid *g, struct area a, int y, int end)
{
	struct app_welcome w = app_welcome(ui->app);
	if (w.n == 0)
		grid_text(g, a.x + 3, y++, a.w - 4, ROLE_DIM,
			w.searching ? "looking for music on this machine\xE2\x80\xA6"
				    : "no folder with music was found on this machine");
	for (size_t i = 0; i < w.n && i < ui->welcome.n_marked && y < end; i++)
		draw_place(ui, g, a, y++, i);
	return y;
}

static void draw_demo(struct ui *ui, struct grid *g, struct area a, int y)
{
	struct app_welcome w = app_welcome(ui->app);
	char right[48] = "25 tracks";
	if (w.rendering)
		snprintf(right, sizeof right, "rendering %lld of %lld",
			(long long)w.demo_done, (long long)w.demo_total);
	draw_row(g, a, y, ui->welcome.cursor == w.n + 1, false,
		a.w < COLUMNS_NARROW ? "Try the demo library"
				     : "Try the demo library, in a database of its own",
		right);
}

void welcome_draw(struct ui *ui, struct grid *g, struct area a)
{
	bool roomy = a.h >= 12;
	int y = a.y + (roomy ? 1 : 0), end = a.y + a.h;
	grid_text(g, a.x + 1, y, a.w - 2, ROLE_HEAD,
		a.w < COLUMNS_NARROW ? "Where is your music?"
				     : "No music found yet. Which folder holds yours?");
	y = draw_places(ui, g, a, y + (roomy ? 2 : 1), end - (roomy ? 6 : 2));
	draw_path(ui, g, a, y++);
	draw_demo(ui, g, a, y + (roomy ? 1 : 0));
	y += 3;
	if (roomy && y < end)
		grid_text(g, a.x + 3, y, a.w - 4, ROLE_DIM,
			ui->welcome.in_path ? "Tab completes the path, Enter adds it, "
					      "Esc goes back."
					    : "Enter adds the folder, M marks several, "
					      "Esc goes on without.");
	if (roomy && y + 1 < end)
		grid_text(g, a.x + 3, y + 1, a.w - 4, ROLE_DIM,
			"Nothing is copied or changed; music plays while the scan "
			"runs.");
}

/* ---- commands */

static void add_path(struct ui *ui, const char *path)
{
	struct str line = {0};
	str_append(&line, "add-folder ");
	quote_append(&line, path);
	ui_run(ui, str_text(&line));
	str_finish(&line);
}

static void add_places(struct ui *ui)
{
	struct welcome *w = &ui->welcome;
	struct app_welcome found = app_welcome(ui->app);
	bool any = false;
	for (size_t i = 0; i < w->n_marked; i++)
		any |= w->marked[i];
	/* Adding one may hide the screen and free the list. */
	char *path[64];
	size_t n = 0;
	for (size_t i = 0; i < found.n && n < 64; i++)
		if (any ? w->marked[i] : i == w->cursor)
			path[n++] = xstrdup(found.candidate[i].path);
	for (size_t i = 0; i < n; i++) {
		add_path(ui, path[i]);
		free(path[i]);
	}
}

static void choose(struct ui *ui)
{
	struct welcome *w = &ui->welcome;
	size_t n = places(ui);
	if (w->cursor < n)
		add_places(ui);
	else if (w->cursor == n)
		w->in_path = true;
	else
		ui_run(ui, "demo");
}

static void move_cursor(struct ui *ui, const char *how)
{
	struct welcome *w = &ui->welcome;
	size_t last = places(ui) + 1;
	if (strstr(how, "up") && w->cursor > 0)
		w->cursor--;
	else if (strstr(how, "down") && w->cursor < last)
		w->cursor++;
	else if (strcmp(how, "first") == 0)
		w->cursor = 0;
	else if (strcmp(how, "last") == 0)
		w->cursor = last;
}

bool welcome_command(struct ui *ui, int argc, char **argv)
{
	struct welcome *w = &ui->welcome;
	const char *name = argv[0];
	if (strcmp(name, "move") == 0 && argc > 1)
		move_cursor(ui, argv[1]);
	else if (strcmp(name, "activate") == 0)
		choose(ui);
	else if (strcmp(name, "mark") == 0 && w->cursor < w->n_marked)
		w->marked[w->cursor] = !w->marked[w->cursor];
	else if (strcmp(name, "accept") == 0 && w->in_path)
		add_path(ui, str_text(&w->path.text));
	else if (strcmp(name, "close") == 0 && w->in_path)
		w->in_path = false;
	else if (strcmp(name, "close") == 0)
		w->dismissed = true;
	else
		return false;
	welcome_update(ui);
	return true;
}
