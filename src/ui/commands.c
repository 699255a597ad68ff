/* Commands of the screen: moving through rows, and what the row under the cursor is for.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "commands.h"

#define BROWSE_WAYS                                                                    \
	"artists|albums|tracks|genres|years|folders|added|most-played|never-played|"   \
	"moods|next|previous"

static struct ui *of(struct command_call *c)
{
	return c->ctx;
}

/* Popup, welcome screen and the view itself may take a command before the general one.
 */
bool command_taken(struct command_call *c)
{
	struct ui *ui = c->ctx;
	struct view *v = ui_view(ui);
	ui->dirty = true;
	if (ui->popup && popup_command(ui, c->argc, c->argv))
		return true;
	if (ui->welcome.shown && welcome_command(ui, c->argc, c->argv))
		return true;
	return !ui->popup && v->ops->command && v->ops->command(v, c->argc, c->argv);
}

/* What only the view or popup itself knows how to do. */
enum err_code command_own(struct command_call *c, struct err *why)
{
	(void)why;
	command_taken(c);
	return ERR_OK;
}

static enum err_code run_move(struct command_call *c, struct err *why)
{
	static const char *const names[] = {"down", "up", "page-down", "page-up",
		"half-down", "half-up", "left", "right", "first", "last"};
	enum { LEFT = 6, FIRST = 8 };
	struct pane *p = ui_pane(of(c));
	if (command_taken(c) || !p)
		return ERR_OK;
	struct list *l = &p->list;
	int page = l->height > 2 ? l->height - 1 : 1, half = (page + 1) / 2;
	const int64_t by[] = {1, -1, page, -page, half, -half};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(c->argv[1], names[i]) != 0)
			continue;
		if (i < LEFT)
			list_move(l, by[i] * l->per_line);
		else if (i < FIRST)
			list_move(l, i == LEFT ? -1 : 1);
		else if (p->rows)
			list_move_to(l, i == FIRST ? 0 : rows_count(p->rows));
		if (i == FIRST)
			l->top = 0;
		return ERR_OK;
	}
	return err_set(why, ERR_USAGE,
		"move takes up, down, left, right, page-up, page-down, half-up, "
		"half-down, first or last");
}

static enum err_code run_mark(struct command_call *c, struct err *why)
{
	struct pane *p = ui_pane(of(c));
	(void)why;
	if (of(c)->welcome.shown) {
		command_taken(c);
		return ERR_OK;
	}
	of(c)->dirty = true;
	if (p) {
		list_toggle_mark(&p->list);
		list_move(&p->list, 1);
	}
	return ERR_OK;
}

static enum err_code run_space(struct command_call *c, struct err *why)
{
	if (app_conf(c->app)->options.space == SPACE_MARK)
		return run_mark(c, why);
	return app_command(c->app, "pause", false, c->reply, why);
}

static enum err_code run_activate(struct command_call *c, struct err *why)
{
	if (command_taken(c))
		return ERR_OK;
	return app_command(c->app, "play-selection", false, c->reply, why);
}

/* The file or folder of the row under the cursor; caller frees. NULL: it has none. */
static char *path_of_row(struct ui *ui)
{
	struct row row;
	if (!pane_row(ui_pane(ui), &row) || !row.track.path || row.root)
		return NULL;
	return xstrdup(row.track.path);
}

static enum err_code no_path(struct err *why)
{
	return err_set(why, ERR_NOT_FOUND,
		"This row has no path: put the cursor on a track, a file or a folder");
}

static enum err_code run_copy_path(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	char *path = path_of_row(ui);
	if (!path)
		return no_path(why);
	if (ui->term)
		term_copy(ui->term, path, strlen(path));
	struct str shown = {0};
	utf8_repair(&shown, path, strlen(path), true);
	str_appendf(c->reply, "Copied %s", str_text(&shown));
	str_finish(&shown);
	free(path);
	return ERR_OK;
}

static enum err_code run_show_folder(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	char *path = path_of_row(ui), name[] = "show-folder", *words[] = {name, path};
	if (!path)
		return no_path(why);
	ui_show_view(ui, VIEW_FILES);
	ui_view(ui)->ops->command(ui_view(ui), 2, words);
	free(path);
	return ERR_OK;
}

static enum err_code run_covers(struct command_call *c, struct err *why)
{
	(void)why;
	ui_go_to_view(of(c), VIEW_LIBRARY);
	command_taken(c);
	return ERR_OK;
}

static enum err_code run_browse(struct command_call *c, struct err *why)
{
	ui_go_to_view(of(c), VIEW_LIBRARY);
	if (command_taken(c))
		return ERR_OK;
	return err_set(why, ERR_USAGE, "browse takes one of %s", BROWSE_WAYS);
}

static enum err_code run_go_playing(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	struct pane *p = ui_pane(ui);
	int64_t row = p && p->rows ? rows_playing(p->rows) : -1;
	ui->dirty = true;
	if (row < 0 && app_now(c->app)) {
		/* The Queue has it for sure. */
		ui_show_view(ui, VIEW_QUEUE);
		p = ui_pane(ui);
		row = p && p->rows ? rows_playing(p->rows) : -1;
	}
	if (row >= 0)
		list_show(&p->list, row);
	else if (!app_now(c->app))
		return err_set(why, ERR_NOT_FOUND, "Nothing plays");
	return ERR_OK;
}

#define MOVING "Moving"
const struct command ui_commands[] = {
	{"move", "up|down|left|right|page-up|page-down|half-up|half-down|first|last", 1,
		1, COMPLETE_NONE, run_move, "move", MOVING},
	{"pane", "next|previous", 1, 1, COMPLETE_NONE, command_own, "pane", MOVING},
	{"go-playing", "", 0, 0, COMPLETE_NONE, run_go_playing,
		"jump to the playing track", MOVING},
	{"browse", BROWSE_WAYS, 1, 1, COMPLETE_WORDS, run_browse,
		"browse the library by", MOVING},
	{"covers", "", 0, 0, COMPLETE_NONE, run_covers,
		"albums as a grid of covers, or as a list", MOVING},
	{"copy-path", "", 0, 0, COMPLETE_NONE, run_copy_path,
		"copy the row's path to the clipboard", MOVING},
	{"show-folder", "", 0, 0, COMPLETE_NONE, run_show_folder,
		"open the row's folder in Files", MOVING},
	{"activate", "", 0, 0, COMPLETE_NONE, run_activate,
		"play the selection, open the folder", MOVING},
	{"space", "", 0, 0, COMPLETE_NONE, run_space,
		"pause, resume (or mark: set space=mark)", "Playing"},
	{"mark", "", 0, 0, COMPLETE_NONE, run_mark, "mark the row and move down",
		MOVING},
	{"leave", "", 0, 0, COMPLETE_NONE, command_own, "to the folder above", MOVING},
};
const size_t ui_commands_n = sizeof ui_commands / sizeof *ui_commands;
