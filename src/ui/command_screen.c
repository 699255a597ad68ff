/* Commands of the screen: views, popups, prompts, the terminal. */
#include <string.h>

#include "app/art.h"
#include "commands.h"
#include "text/quote.h"

static struct ui *of(struct command_call *c)
{
	return c->ctx;
}

static enum err_code run_view(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	const char *name = c->argv[1];
	if (strcmp(name, "next") == 0 || strcmp(name, "previous") == 0) {
		int at = (int)(ui_view(ui)->ops->brief ? ui->now : ui->under);
		do
			at = (at + (*name == 'n' ? 1 : VIEW__COUNT - 1)) % VIEW__COUNT;
		while (!ui->view[at].ops->brief);
		ui_go_to_view(ui, (enum view_id)at);
		return ERR_OK;
	}
	for (int i = 0; i < VIEW__COUNT; i++) {
		if (strcmp(ui->view[i].ops->name, name) == 0) {
			ui_go_to_view(ui, (enum view_id)i);
			return ERR_OK;
		}
	}
	return err_set(why, ERR_NOT_FOUND, "there is no view %s", name);
}

/* A second time closes it. */
static enum err_code run_over(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	enum view_id id = strcmp(c->argv[0], "lyrics") == 0 ? VIEW_LYRICS : VIEW_COVER;
	(void)why;
	ui_go_to_view(ui, ui->now == id ? ui->under : id);
	return ERR_OK;
}

/* The equalizer, not from the sound menu. */
static void open_bands(struct ui *ui)
{
	bands_open(ui, false);
}

static enum err_code run_popup(struct command_call *c, struct err *why)
{
	static const struct {
		const char *name;
		void (*open)(struct ui *ui);
	} popups[] = {{"help", help_open}, {"why", why_open}, {"details", details_open},
		{"tags", tag_menu_open}, {"sound-menu", sound_menu_open},
		{"equalizer-menu", open_bands}};
	(void)why;
	for (size_t i = 0; i < sizeof popups / sizeof *popups; i++)
		if (strcmp(c->argv[0], popups[i].name) == 0)
			popups[i].open(of(c));
	return ERR_OK;
}

static enum err_code run_prompt(struct command_call *c, struct err *why)
{
	(void)why;
	prompt_open(of(c), PROMPT_COMMAND, c->argc > 1 ? c->argv[1] : "");
	return ERR_OK;
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
		command_taken(c);
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
		command_taken(c);
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
	if (ui->prompt.kind == PROMPT_NONE && command_taken(c))
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

#define SCREEN "Screen"
const struct command ui_screen_commands[] = {
	{"view", "NAME|next|previous", 1, 1, COMPLETE_VIEW, run_view, "view", SCREEN},
	{"lyrics", "", 0, 0, COMPLETE_NONE, run_over, "lyrics of what plays, and back",
		SCREEN},
	{"cover", "", 0, 0, COMPLETE_NONE, run_over, "cover of what plays, and back",
		SCREEN},
	{"why", "", 0, 0, COMPLETE_NONE, run_popup, "why this pick", "For You"},
	{"details", "", 0, 0, COMPLETE_NONE, run_popup,
		"all that is known of the track", "Library"},
	{"tags", "", 0, 0, COMPLETE_NONE, run_popup, "edit the tags of the selection",
		"Library"},
	{"tags-clear", "", 0, 0, COMPLETE_NONE, command_own,
		"in the tag editor: take the field away, or leave it as it is", ""},
	{"sound-menu", "", 0, 0, COMPLETE_NONE, run_popup,
		"sleep timer, equalizer, speed, A\342\200\223B, stop after this \xE2\x80\xA6",
		"Sound"},
	{"equalizer-menu", "", 0, 0, COMPLETE_NONE, run_popup, "the equalizer's bands",
		"Sound"},
	{"change", "less|more|previous|next|zero|preset|preset-back", 1, 1,
		COMPLETE_WORDS, command_own, "change the value", ""},
	{"playlist-pick", "", 0, 0, COMPLETE_NONE, run_playlist_pick,
		"add to a playlist", "Lists"},
	{"playlist-new", "", 0, 0, COMPLETE_NONE, run_playlist_new,
		"add the selection to a new playlist", "Lists"},
	{"playlist-edit", "", 0, 0, COMPLETE_NONE, run_playlist_edit,
		"rename the playlist, change a live one's query", "Lists"},
	{"prompt", "[TEXT]", 0, 1, COMPLETE_NONE, run_prompt, "command prompt", SCREEN},
	{"help", "", 0, 0, COMPLETE_NONE, run_popup, "this help", SCREEN},
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
const size_t ui_screen_commands_n =
	sizeof ui_screen_commands / sizeof *ui_screen_commands;
