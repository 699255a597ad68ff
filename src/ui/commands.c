/* The screen's own commands: moving, views, prompts, popups. */
#include <stdlib.h>
#include <string.h>

#include "app/art.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "state.h"
#include "text/query.h"
#include "text/quote.h"

#define BROWSE_WAYS                                                                    \
	"artists|albums|tracks|genres|years|folders|added|most-played|never-played|"   \
	"moods|next|previous"

static struct ui *of(struct command_call *c)
{
	return c->ctx;
}

/* Popup, welcome screen and the view itself may take a command before the general one.
 */
static bool taken(struct command_call *c)
{
	struct ui *ui = of(c);
	struct view *v = ui_view(ui);
	ui->dirty = true;
	if (ui->popup && popup_command(ui, c->argc, c->argv))
		return true;
	if (ui->welcome.shown && welcome_command(ui, c->argc, c->argv))
		return true;
	return !ui->popup && v->ops->command && v->ops->command(v, c->argc, c->argv);
}

static enum err_code run_move(struct command_call *c, struct err *why)
{
	static const char *const names[] = {"down", "up", "page-down", "page-up",
		"half-down", "half-up", "left", "right", "first", "last"};
	enum { LEFT = 6, FIRST = 8 };
	struct pane *p = ui_pane(of(c));
	if (taken(c) || !p)
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

static enum err_code run_view(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	const char *name = c->argv[1];
	ui->welcome.dismissed = true;
	welcome_update(ui);
	popup_close(ui);
	if (strcmp(name, "next") == 0 || strcmp(name, "previous") == 0) {
		int at = (int)(ui_view(ui)->ops->brief ? ui->now : ui->under);
		do
			at = (at + (*name == 'n' ? 1 : VIEW__COUNT - 1)) % VIEW__COUNT;
		while (!ui->view[at].ops->brief);
		ui_show_view(ui, (enum view_id)at);
		return ERR_OK;
	}
	for (int i = 0; i < VIEW__COUNT; i++) {
		if (strcmp(ui->view[i].ops->name, name) == 0) {
			ui_show_view(ui, (enum view_id)i);
			return ERR_OK;
		}
	}
	return err_set(why, ERR_NOT_FOUND, "there is no view %s", name);
}

static enum err_code run_pane(struct command_call *c, struct err *why)
{
	(void)why;
	taken(c);
	return ERR_OK;
}

static enum err_code run_mark(struct command_call *c, struct err *why)
{
	struct pane *p = ui_pane(of(c));
	(void)why;
	if (of(c)->welcome.shown) {
		taken(c);
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
	if (taken(c))
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

static enum err_code run_help(struct command_call *c, struct err *why)
{
	(void)why;
	help_open(of(c));
	return ERR_OK;
}

static enum err_code run_why(struct command_call *c, struct err *why)
{
	(void)why;
	why_open(of(c));
	return ERR_OK;
}

static enum err_code run_details(struct command_call *c, struct err *why)
{
	(void)why;
	details_open(of(c));
	return ERR_OK;
}

static enum err_code run_tags(struct command_call *c, struct err *why)
{
	(void)why;
	tag_menu_open(of(c));
	return ERR_OK;
}

static enum err_code run_sound_menu(struct command_call *c, struct err *why)
{
	(void)why;
	sound_menu_open(of(c));
	return ERR_OK;
}

static enum err_code run_equalizer_menu(struct command_call *c, struct err *why)
{
	(void)why;
	bands_open(of(c), false);
	return ERR_OK;
}

static enum err_code run_prompt(struct command_call *c, struct err *why)
{
	(void)why;
	prompt_open(of(c), PROMPT_COMMAND, c->argc > 1 ? c->argv[1] : "");
	return ERR_OK;
}

/* A second time closes it. */
static enum err_code run_over(struct command_call *c, enum view_id id)
{
	struct ui *ui = of(c);
	ui->welcome.dismissed = true;
	welcome_update(ui);
	popup_close(ui);
	ui_show_view(ui, ui->now == id ? ui->under : id);
	return ERR_OK;
}

static enum err_code run_lyrics(struct command_call *c, struct err *why)
{
	(void)why;
	return run_over(c, VIEW_LYRICS);
}

static enum err_code run_cover(struct command_call *c, struct err *why)
{
	(void)why;
	return run_over(c, VIEW_COVER);
}

static enum err_code run_playlist_pick(struct command_call *c, struct err *why)
{
	struct row row;
	struct pane *p = ui_pane(of(c));
	if (!pane_row(p, &row) && (!p || p->list.n_marks == 0))
		return err_set(
			why, ERR_NOT_FOUND, "Put the cursor on a track or album first");
	pick_open(of(c));
	return ERR_OK;
}

/* The prompt with what there is to change: a name, or a query. */
static enum err_code run_playlist_edit(struct command_call *c, struct err *why)
{
	struct row row;
	struct str line = {0};
	if (!pane_row(ui_pane(of(c)), &row) ||
		(row.kind != ROW_PLAYLIST && row.kind != ROW_GROUP))
		return err_set(why, ERR_NOT_FOUND,
			"Put the cursor on a playlist first (3 shows them)");
	str_append(&line, row.query ? "playlist-query " : "playlist-rename ");
	quote_append(&line, row.query ? row.query : row.text);
	prompt_open(of(c), PROMPT_COMMAND, str_text(&line));
	str_finish(&line);
	return ERR_OK;
}

static enum err_code run_playlist_new(struct command_call *c, struct err *why)
{
	(void)why;
	prompt_open(of(c), PROMPT_PLAYLIST, "");
	return ERR_OK;
}

static enum err_code run_search(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	(void)why;
	ui->welcome.dismissed = true;
	welcome_update(ui);
	popup_close(ui);
	ui_show_view(ui, VIEW_SEARCH);
	taken(c);
	return ERR_OK;
}

static enum err_code run_filter(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	struct pane *p = ui_pane(ui);
	ui->dirty = true;
	if (!p || !pane_filter(p, c->argc > 1 ? c->argv[1] : pane_filter_text(p)))
		return err_set(
			why, ERR_USAGE, "This list cannot be filtered: / searches");
	if (c->argc == 1)
		prompt_open(ui, PROMPT_FILTER, pane_filter_text(p));
	return ERR_OK;
}

static enum err_code run_search_save(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	if (!ui->needle || !*ui->needle)
		return err_set(why, ERR_USAGE,
			"Search or filter first: / or F; then this keeps it");
	enum err_code code = query_check(ui->needle, why);
	if (code)
		return code;
	prompt_open(ui, PROMPT_LIVE, "");
	if (c->argc > 1) {
		edit_set(&ui->prompt.edit, c->argv[1]);
		prompt_accept(ui);
	}
	return ERR_OK;
}

static enum err_code seek_text(struct command_call *c, bool backwards, struct err *why)
{
	struct ui *ui = of(c);
	struct pane *p = ui_pane(ui);
	if (!ui->needle || !*ui->needle)
		return err_set(why, ERR_USAGE, "Nothing was searched yet: / searches");
	if (taken(c) || !p || !p->rows)
		return ERR_OK;
	int64_t n = rows_count(p->rows);
	if (n > 0)
		rows_seek_text(p->rows, (p->list.cursor + (backwards ? n - 1 : 1)) % n,
			backwards, ui->needle, ui_seek_found, ui);
	return ERR_OK;
}

static enum err_code run_search_next(struct command_call *c, struct err *why)
{
	return seek_text(c, false, why);
}

static enum err_code run_search_previous(struct command_call *c, struct err *why)
{
	return seek_text(c, true, why);
}

static enum err_code run_jump(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	(void)why;
	ui->dirty = true;
	if (c->argc > 1) {
		ui_jump(ui, c->argv[1]);
		return ERR_OK;
	}
	ui->jumping = true;
	app_say(c->app, "Jump to: type a letter");
	return ERR_OK;
}

static void show_library(struct ui *ui)
{
	ui->welcome.dismissed = true;
	welcome_update(ui);
	popup_close(ui);
	ui_show_view(ui, VIEW_LIBRARY);
}

static enum err_code run_browse(struct command_call *c, struct err *why)
{
	show_library(of(c));
	if (taken(c))
		return ERR_OK;
	return err_set(why, ERR_USAGE, "browse takes one of %s", BROWSE_WAYS);
}

static enum err_code run_covers(struct command_call *c, struct err *why)
{
	(void)why;
	show_library(of(c));
	taken(c);
	return ERR_OK;
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

static enum err_code run_close(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	struct pane *p = ui_pane(ui);
	(void)why;
	ui->dirty = true;
	if (ui->prompt.kind == PROMPT_FILTER && p)
		pane_filter(p, "");
	if (ui->prompt.kind != PROMPT_NONE)
		prompt_close(ui);
	else if (ui->popup && !popup_command(ui, c->argc, c->argv))
		popup_close(ui);
	else if (ui->popup)
		return ERR_OK;
	else if (p && p->list.n_marks > 0 && !ui_text(ui))
		list_unmark(&p->list);
	else if (p && *pane_filter_text(p) && !ui_text(ui))
		pane_filter(p, "");
	else
		taken(c);
	return ERR_OK;
}

static enum err_code run_interrupt(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	if (ui->prompt.kind != PROMPT_NONE || ui->popup || ui_text(ui))
		return run_close(c, why);
	return app_command(c->app, "cancel", false, c->reply, why);
}

static enum err_code run_accept(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	(void)why;
	ui->dirty = true;
	if (ui->prompt.kind != PROMPT_NONE)
		prompt_accept(ui);
	else
		taken(c);
	return ERR_OK;
}

/* In a view's own text field up and down go through its list, Tab leaves for it. */
static bool list_instead(struct ui *ui, const char *name)
{
	struct pane *p = ui_pane(ui);
	if (ui->prompt.kind != PROMPT_NONE || ui->welcome.shown || !p)
		return false;
	if (strcmp(name, "older") == 0)
		list_move(&p->list, -1);
	else if (strcmp(name, "newer") == 0)
		list_move(&p->list, 1);
	else
		return false;
	return true;
}

static enum err_code run_edit(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	struct edit *e = ui_text(ui);
	ui->dirty = true;
	if (!e || list_instead(ui, c->argv[1]))
		return ERR_OK;
	if (ui->prompt.kind == PROMPT_NONE && taken(c))
		return ERR_OK;
	/* Deleting in an empty prompt leaves it. */
	if (ui->prompt.kind != PROMPT_NONE && e->text.len == 0 &&
		strcmp(c->argv[1], "backspace") == 0) {
		prompt_close(ui);
		return ERR_OK;
	}
	if (!edit_command(e, c->argv[1]))
		return err_set(why, ERR_USAGE, "edit does not know %s", c->argv[1]);
	ui_text_changed(ui);
	return ERR_OK;
}

static enum err_code run_leave(struct command_call *c, struct err *why)
{
	(void)why;
	taken(c);
	return ERR_OK;
}

static enum err_code run_redraw(struct command_call *c, struct err *why)
{
	(void)why;
	of(c)->dirty = true;
	app_art_forget(c->app);
	if (of(c)->term)
		term_redraw(of(c)->term);
	return ERR_OK;
}

static enum err_code run_suspend(struct command_call *c, struct err *why)
{
	return ui_suspend(of(c), why);
}

#define MOVING "Moving"
#define SCREEN "Screen"
const struct command ui_commands[] = {
	{"move", "up|down|left|right|page-up|page-down|half-up|half-down|first|last", 1,
		1, COMPLETE_NONE, run_move, "move", MOVING},
	{"pane", "next|previous", 1, 1, COMPLETE_NONE, run_pane, "pane", MOVING},
	{"go-playing", "", 0, 0, COMPLETE_NONE, run_go_playing,
		"jump to the playing track", MOVING},
	{"search", "[TEXT]", 0, 1, COMPLETE_NONE, run_search, "search as you type",
		MOVING},
	{"search-save", "[NAME]", 0, 1, COMPLETE_NONE, run_search_save,
		"keep the search as a live playlist", MOVING},
	{"filter", "[QUERY]", 0, 1, COMPLETE_NONE, run_filter, "filter the list",
		MOVING},
	{"search-next", "", 0, 0, COMPLETE_NONE, run_search_next,
		"next row with what was searched", MOVING},
	{"search-previous", "", 0, 0, COMPLETE_NONE, run_search_previous,
		"previous row with what was searched", MOVING},
	{"jump", "[TEXT]", 0, 1, COMPLETE_NONE, run_jump,
		"jump to the first row that begins with a letter", MOVING},
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
	{"leave", "", 0, 0, COMPLETE_NONE, run_leave, "to the folder above", MOVING},
	{"view", "NAME|next|previous", 1, 1, COMPLETE_VIEW, run_view, "view", SCREEN},
	{"lyrics", "", 0, 0, COMPLETE_NONE, run_lyrics,
		"lyrics of what plays, and back", SCREEN},
	{"cover", "", 0, 0, COMPLETE_NONE, run_cover, "cover of what plays, and back",
		SCREEN},
	{"why", "", 0, 0, COMPLETE_NONE, run_why, "why this pick", "For You"},
	{"details", "", 0, 0, COMPLETE_NONE, run_details,
		"all that is known of the track", "Library"},
	{"tags", "", 0, 0, COMPLETE_NONE, run_tags, "edit the tags of the selection",
		"Library"},
	{"tags-clear", "", 0, 0, COMPLETE_NONE, run_pane,
		"in the tag editor: take the field away, or leave it as it is", ""},
	{"sound-menu", "", 0, 0, COMPLETE_NONE, run_sound_menu,
		"sleep timer, equalizer, speed, A\342\200\223B, stop after this \xE2\x80\xA6",
		"Sound"},
	{"equalizer-menu", "", 0, 0, COMPLETE_NONE, run_equalizer_menu,
		"the equalizer's bands", "Sound"},
	{"change", "less|more|previous|next|zero|preset|preset-back", 1, 1,
		COMPLETE_WORDS, run_pane, "change the value", ""},
	{"playlist-pick", "", 0, 0, COMPLETE_NONE, run_playlist_pick,
		"add to a playlist", "Lists"},
	{"playlist-new", "", 0, 0, COMPLETE_NONE, run_playlist_new,
		"add the selection to a new playlist", "Lists"},
	{"playlist-edit", "", 0, 0, COMPLETE_NONE, run_playlist_edit,
		"rename the playlist, change a live one's query", "Lists"},
	{"prompt", "[TEXT]", 0, 1, COMPLETE_NONE, run_prompt, "command prompt", SCREEN},
	{"help", "", 0, 0, COMPLETE_NONE, run_help, "this help", SCREEN},
	{"close", "", 0, 0, COMPLETE_NONE, run_close,
		"close the prompt, popup or search; unmark", SCREEN},
	{"interrupt", "", 0, 0, COMPLETE_NONE, run_interrupt,
		"cancel a prompt or a job", SCREEN},
	{"redraw", "", 0, 0, COMPLETE_NONE, run_redraw, "redraw the screen", SCREEN},
	{"suspend", "", 0, 0, COMPLETE_NONE, run_suspend,
		"give the terminal back while the music plays", SCREEN},
	{"accept", "", 0, 0, COMPLETE_NONE, run_accept, "take what was typed", ""},
	{"edit", "ACT", 1, 1, COMPLETE_NONE, run_edit, "edit the line", ""},
};
const size_t ui_commands_n = sizeof ui_commands / sizeof *ui_commands;
