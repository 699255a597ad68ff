/* The screen: start and stop, keys to commands. frame.c draws. */
#include "ui/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "commands.h"
#include "state.h"

static const struct view_ops *const views[] = {
	[VIEW_FORYOU] = &view_foryou,
	[VIEW_LIBRARY] = &view_library,
	[VIEW_PLAYLISTS] = &view_playlists,
	[VIEW_QUEUE] = &view_queue,
	[VIEW_SEARCH] = &view_search,
	[VIEW_HISTORY] = &view_history,
	[VIEW_FILES] = &view_files,
	[VIEW_LYRICS] = &view_lyrics,
	[VIEW_COVER] = &view_cover,
};
_Static_assert(sizeof views / sizeof *views == VIEW__COUNT, "an entry for every view");

struct view *ui_view(struct ui *ui)
{
	return &ui->view[ui->now];
}

struct pane *ui_pane(struct ui *ui)
{
	struct view *v = ui_view(ui);
	return v->open ? v->ops->focus(v) : NULL;
}

void ui_show_view(struct ui *ui, enum view_id id)
{
	struct view *v = &ui->view[id];
	if (id == VIEW_SEARCH && ui->now != VIEW_SEARCH)
		ui->before = ui->now;
	if (!v->ops->brief && ui_view(ui)->ops->brief)
		ui->under = ui->now;
	ui->now = id;
	ui->dirty = true;
	if (v->open)
		return;
	v->state = xcalloc(1, v->ops->state_size);
	v->open = true;
	v->ops->open(v);
}

void ui_go_to_view(struct ui *ui, enum view_id id)
{
	ui->welcome.dismissed = true;
	welcome_update(ui);
	popup_close(ui);
	ui_show_view(ui, id);
}

/* Commands whose answer is a list have a popup for it here. */
static bool opens_list(struct ui *ui, const char *line)
{
	size_t n = strcspn(line, " ");
	if (line[n + strspn(line + n, " ")])
		return false;
	if (n == strlen("devices") && strncmp(line, "devices", n) == 0)
		return sound_menu_devices(ui);
	if (n != strlen("sound") || strncmp(line, "sound", n) != 0)
		return false;
	sound_menu_open(ui);
	return true;
}

void ui_run(struct ui *ui, const char *line)
{
	ui->dirty = true;
	if (!opens_list(ui, line))
		app_command_said(ui->app, line);
}

struct edit *ui_text(struct ui *ui)
{
	struct view *v = ui_view(ui);
	if (ui->prompt.kind != PROMPT_NONE)
		return &ui->prompt.edit;
	if (ui->popup)
		return NULL;
	if (ui->welcome.shown)
		return ui->welcome.in_path ? &ui->welcome.path : NULL;
	return v->ops->text ? v->ops->text(v) : NULL;
}

void ui_text_changed(struct ui *ui)
{
	struct view *v = ui_view(ui);
	ui->dirty = true;
	if (ui->prompt.kind == PROMPT_FILTER && ui_pane(ui)) {
		pane_filter(ui_pane(ui), str_text(&ui->prompt.edit.text));
		free(ui->needle);
		ui->needle = xstrdup(str_text(&ui->prompt.edit.text));
	}
	if (ui->prompt.kind == PROMPT_NONE && ui->welcome.in_path)
		welcome_typed(ui);
	if (ui->prompt.kind == PROMPT_NONE && !ui->welcome.shown &&
		v->ops->text_changed)
		v->ops->text_changed(v);
}

enum keys_context ui_view_context(struct ui *ui)
{
	struct view *v = ui_view(ui);
	return v->ops->keys ? v->ops->keys(v) : v->ops->context;
}

enum keys_context ui_context(struct ui *ui)
{
	if (ui_text(ui))
		return KEYS_PROMPT;
	if (ui->popup)
		return ui->popup->ops ? ui->popup->ops->context : KEYS_POPUP;
	return ui->welcome.shown ? KEYS_WELCOME : ui_view_context(ui);
}

void ui_seek_found(void *ctx, int64_t row)
{
	struct ui *ui = ctx;
	struct pane *p = ui_pane(ui);
	ui->dirty = true;
	if (row < 0)
		app_warn(ui->app, "Nothing here has %s", ui->needle ? ui->needle : "");
	else if (p)
		list_show(&p->list, row);
}

/* ---- selection: what the app's commands act on */

static struct selection provide_selection(void *ctx)
{
	struct ui *ui = ctx;
	struct pane *p = ui_pane(ui);
	struct selection s = {0};
	if (!p || !p->rows || ui->welcome.shown)
		return s;
	s.rows = p->rows;
	s.cursor = p->list.cursor;
	s.marked = list_marked(&p->list, &s.n_marked);
	return s;
}

/* ---- keys */

/* Digits before a key, where the option says so: how often it is done. */
static bool take_digit(struct ui *ui, uint32_t chord)
{
	if (app_conf(ui->app)->options.digits != DIGITS_COUNT || ui_text(ui) ||
		ui->popup)
		return false;
	if (chord < '0' || chord > '9' || (chord == '0' && ui->count == 0))
		return false;
	ui->count = ui->count * 10 + (chord - '0');
	if (ui->count > 99999)
		ui->count = 99999;
	return true;
}

static void run_bound(struct ui *ui, const char *command)
{
	/* The table may be rebound by the very command. */
	char *line = xstrdup(command);
	int64_t times = ui->count > 0 && str_starts(line, "move ") ? ui->count : 1;
	ui->count = 0;
	ui->pending = 0;
	while (times-- > 0)
		ui_run(ui, line);
	free(line);
}

static void type_character(struct ui *ui, uint32_t chord)
{
	struct edit *e = ui_text(ui);
	if (e && chord >= ' ' && chord < CHORD_SPECIAL && chord != 0x7F) {
		edit_insert(e, chord);
		ui_text_changed(ui);
	}
}

static void jump_found(void *ctx, int64_t row)
{
	struct ui *ui = ctx;
	struct pane *p = ui_pane(ui);
	ui->dirty = true;
	if (row < 0)
		app_warn(ui->app, "This list is not in the order of letters");
	else if (p)
		list_show_top(&p->list, row);
}

void ui_jump(struct ui *ui, const char *text)
{
	struct pane *p = ui_pane(ui);
	if (p && p->rows)
		rows_jump(p->rows, text, jump_found, ui);
}

/* The letter that `jump` waits for; anything else does what it always does. */
static bool take_letter(struct ui *ui, uint32_t chord)
{
	char letter[5] = "";
	ui->jumping = false;
	if (chord <= ' ' || chord >= CHORD_SPECIAL || chord == 0x7F)
		return chord == CHORD_ESC;
	utf8_encode(chord, letter);
	ui_jump(ui, letter);
	return true;
}

void ui_on_chord(struct ui *ui, uint32_t chord)
{
	const struct keys *k = &app_conf(ui->app)->keys;
	uint32_t first = ui->pending;
	bool prefix = false;
	if (chord == 0)
		return;
	ui->dirty = true;
	if (ui->jumping && take_letter(ui, chord))
		return;
	if (!first && take_digit(ui, chord))
		return;
	const char *command = keys_find(
		k, ui_context(ui), first ? first : chord, first ? chord : 0, &prefix);
	if (!first && prefix) {
		ui->pending = chord;
		return;
	}
	ui->pending = 0;
	if (command) {
		run_bound(ui, command);
	} else if (chord & CHORD_ALT) {
		/* Esc and a key typed fast look like this. */
		ui_on_chord(ui, CHORD_ESC);
		ui_on_chord(ui, chord & ~(uint32_t)CHORD_ALT);
	} else if (!first) {
		type_character(ui, chord);
	}
	ui->count = 0;
}

/* ---- the mouse */

static void click_row(struct ui *ui, int x, int y, bool twice)
{
	struct view *v = ui_view(ui);
	struct pane *p;
	for (int i = 0; (p = v->ops->panes(v, i)); i++) {
		const struct area *a = &p->area;
		if (x < a->x || x >= a->x + a->w || y < a->y || y >= a->y + a->h)
			continue;
		int64_t row = pane_row_at(p, x, y);
		while (p != v->ops->focus(v) && v->ops->command) {
			char pane[] = "pane", way[] = "next", *next[] = {pane, way};
			v->ops->command(v, 2, next);
		}
		if (row < 0)
			return;
		list_move_to(&p->list, row);
		if (twice)
			ui_run(ui, "activate");
		return;
	}
}

static void on_click(struct ui *ui, int x, int y)
{
	int64_t now = clock_mono_us(&ui->clock);
	bool twice =
		now - ui->click_us < 400000 && x == ui->click_x && y == ui->click_y;
	ui->click_us = twice ? 0 : now;
	ui->click_x = x;
	ui->click_y = y;
	if (ui->popup || ui->welcome.shown)
		return;
	if (y == ui->progress_y && x >= ui->progress_x &&
		x < ui->progress_x + ui->progress_w) {
		char line[48];
		snprintf(line, sizeof line, "seek %.1f%%",
			100.0 * (x - ui->progress_x) / ui->progress_w);
		ui_run(ui, line);
		return;
	}
	struct view *v = ui_view(ui);
	if (!v->ops->click || !v->ops->click(v, x, y))
		click_row(ui, x, y, twice);
}

static void on_wheel(struct ui *ui, int by)
{
	struct pane *p = ui_pane(ui);
	if (ui->popup)
		ui_run(ui, by < 0 ? "move up" : "move down");
	else if (p && !ui->welcome.shown)
		list_scroll(&p->list, p->list.per_line > 1 ? (by < 0 ? -1 : 1) : by);
	else if (!ui->welcome.shown)
		ui_run(ui, by < 0 ? "move up" : "move down");
}

void ui_on_event(struct ui *ui, const struct term_event *e)
{
	ui->dirty = true;
	if (e->kind == TERM_KEY)
		app_tell_end(ui->app);
	if (e->kind == TERM_KEY)
		ui_on_chord(ui, e->chord);
	else if (e->kind == TERM_CLICK)
		on_click(ui, e->x, e->y);
	else
		on_wheel(ui, e->kind == TERM_WHEEL_UP ? -3 : 3);
}

/* ---- changes and time */

static void on_changed(void *ctx, unsigned what)
{
	struct ui *ui = ctx;
	for (int i = 0; i < VIEW__COUNT; i++)
		if (ui->view[i].open && ui->view[i].ops->changed)
			ui->view[i].ops->changed(&ui->view[i], what);
	if (what & APP_CHANGED_ROWS) {
		pick_changed(ui);
		tag_menu_changed(ui);
	}
	if (what & (APP_CHANGED_LIBRARY | APP_CHANGED_JOBS))
		welcome_update(ui);
	ui->dirty = true;
}

enum err_code ui_create(
	struct app *a, const struct ui_config *c, struct ui **ret, struct err *why)
{
	struct ui *ui = xcalloc(1, sizeof *ui);
	const struct options *o = &app_conf(a)->options;
	int width = c->width, height = c->height;
	ui->app = a;
	ui->clock = clock_system();
	ui->title = xstrdup("");
	ui->keeper = c->keeper;
	if (width <= 0 || height <= 0) {
		struct term_config tc = {o->escdelay_ms, o->mouse, o->title};
		enum err_code code = term_open(&tc, &ui->term, why);
		if (code) {
			free(ui->title);
			free(ui);
			return code;
		}
		term_size(ui->term, &width, &height);
		ui_join_loop(ui);
	}
	grid_init(&ui->grid, width, height);
	for (int i = 0; i < VIEW__COUNT; i++)
		ui->view[i] = (struct view){.ops = views[i], .ui = ui};
	app_add_commands(a, ui_commands, ui_commands_n, ui);
	app_add_commands(a, ui_search_commands, ui_search_commands_n, ui);
	app_add_commands(a, ui_screen_commands, ui_screen_commands_n, ui);
	app_set_selection(a, provide_selection, ui);
	app_watch(a, on_changed, ui);
	loop_add_idle(app_loop(a), ui_on_idle, ui);
	ui_show_view(ui, VIEW_FORYOU);
	welcome_update(ui);
	*ret = ui;
	return ERR_OK;
}

void ui_destroy(struct ui *ui)
{
	if (!ui)
		return;
	struct loop *loop = app_loop(ui->app);
	app_set_selection(ui->app, NULL, NULL);
	loop_cancel_timer(loop, ui->message_timer);
	if (ui->term)
		loop_remove_fd(loop, term_fd(ui->term));
	popup_close(ui);
	prompt_close(ui);
	welcome_finish(ui);
	for (int i = 0; i < VIEW__COUNT; i++) {
		if (ui->view[i].open)
			ui->view[i].ops->close(&ui->view[i]);
		free(ui->view[i].state);
	}
	edit_history_finish(&ui->commands);
	edit_history_finish(&ui->searches);
	term_close(ui->term);
	grid_finish(&ui->grid);
	free(ui->needle);
	free(ui->title);
	free(ui);
}
