/* Commands of the screen: searching, filtering, jumping to a letter. */
#include <string.h>

#include "commands.h"
#include "text/query.h"

static struct ui *of(struct command_call *c)
{
	return c->ctx;
}

static enum err_code run_search(struct command_call *c, struct err *why)
{
	struct ui *ui = of(c);
	(void)why;
	ui_go_to_view(ui, VIEW_SEARCH);
	command_taken(c);
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

static enum err_code run_search_on(struct command_call *c, struct err *why)
{
	bool backwards = strcmp(c->argv[0], "search-previous") == 0;
	struct ui *ui = of(c);
	struct pane *p = ui_pane(ui);
	if (!ui->needle || !*ui->needle)
		return err_set(why, ERR_USAGE, "Nothing was searched yet: / searches");
	if (command_taken(c) || !p || !p->rows)
		return ERR_OK;
	int64_t n = rows_count(p->rows);
	if (n > 0)
		rows_seek_text(p->rows, (p->list.cursor + (backwards ? n - 1 : 1)) % n,
			backwards, ui->needle, ui_seek_found, ui);
	return ERR_OK;
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

#define MOVING "Moving"
const struct command ui_search_commands[] = {
	{"search", "[TEXT]", 0, 1, COMPLETE_NONE, run_search, "search as you type",
		MOVING},
	{"search-save", "[NAME]", 0, 1, COMPLETE_NONE, run_search_save,
		"keep the search as a live playlist", MOVING},
	{"filter", "[QUERY]", 0, 1, COMPLETE_NONE, run_filter, "filter the list",
		MOVING},
	{"search-next", "", 0, 0, COMPLETE_NONE, run_search_on,
		"next row with what was searched", MOVING},
	{"search-previous", "", 0, 0, COMPLETE_NONE, run_search_on,
		"previous row with what was searched", MOVING},
	{"jump", "[TEXT]", 0, 1, COMPLETE_NONE, run_jump,
		"jump to the first row that begins with a letter", MOVING},
};
const size_t ui_search_commands_n =
	sizeof ui_search_commands / sizeof *ui_search_commands;
