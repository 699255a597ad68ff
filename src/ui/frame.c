/* A frame: what has changed is drawn, and what the terminal takes of it is sent. The
 * terminal in the loop: its size, its keys, the shell that wants it back. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "app/art.h"
#include "base/mem.h"
#include "state.h"

enum { SIDE_FROM = 120, SIDE_LIST = 76, MESSAGE_MS = 4000 };

static void on_message_end(void *ctx)
{
	struct ui *ui = ctx;
	ui->message_timer = 0;
	ui->dirty = true;
}

/* Wakes up only for what will look different: a message's end. That another second is
 * heard comes as a change of the player. */
static void set_timers(struct ui *ui)
{
	struct app_message m = app_message(ui->app);
	int64_t age_ms = (clock_mono_us(&ui->clock) - m.since_us) / 1000;
	struct loop *loop = app_loop(ui->app);
	if (*m.text && age_ms < MESSAGE_MS && !ui->message_timer)
		ui->message_timer = loop_add_timer(
			loop, MESSAGE_MS - age_ms + 10, on_message_end, ui);
}

/* ---- drawing */

static void draw_middle(struct ui *ui, struct grid *g, struct area a)
{
	struct view *v = ui_view(ui);
	if (ui->welcome.shown) {
		welcome_draw(ui, g, a);
		return;
	}
	if (v->ops->side && g->width >= SIDE_FROM) {
		struct area side = {SIDE_LIST + 3, a.y, g->width - SIDE_LIST - 5, a.h};
		/* Wide screens share what is left between list and pane. */
		int list = SIDE_LIST + (g->width - SIDE_FROM) * 2 / 3;
		side.x = list + 3;
		side.w = g->width - list - 5;
		a.w = list;
		v->ops->draw(v, g, a);
		side_draw(ui, g, side);
		return;
	}
	v->ops->draw(v, g, a);
}

static void draw_grid(struct ui *ui)
{
	struct grid *g = &ui->grid;
	struct area middle;
	grid_clear(g);
	art_begin_frame(ui);
	chrome_draw(ui, g, &middle);
	int cursor_x = g->cursor_x, cursor_y = g->cursor_y;
	if (middle.h > 0)
		draw_middle(ui, g, middle);
	if (ui->prompt.kind != PROMPT_NONE) {
		g->cursor_x = cursor_x;
		g->cursor_y = cursor_y;
	}
	if (ui->popup)
		popup_draw(ui, g);
	art_end_frame(ui);
}

static void set_title(struct ui *ui)
{
	const struct track *t = app_now(ui->app);
	struct str s = {0};
	if (t && t->title && app_player(ui->app)->mode != PLAYER_STOPPED)
		str_appendf(&s, "%s \xE2\x80\x94 %s", t->title,
			t->artist_name ? t->artist_name : "linnet");
	if (strcmp(ui->title, str_text(&s)) != 0 && !term_pending(ui->term)) {
		term_set_title(ui->term, str_text(&s));
		free(ui->title);
		ui->title = str_detach(&s);
	}
	str_finish(&s);
}

static void use_options(struct ui *ui)
{
	const struct conf *c = app_conf(ui->app);
	int ascii = c->options.ascii;
	ui->grid.ascii = ascii == ASCII_ON ||
			 (ascii == ASCII_AUTO && ui->term && term_is_ascii(ui->term));
	if (ui->term && memcmp(&ui->theme, &c->theme, sizeof c->theme) != 0) {
		ui->theme = c->theme;
		term_set_theme(ui->term, &ui->theme);
	}
}

static void on_terminal(void *ctx, int fd, short revents);

/* Sends what waits; what the terminal does not take now goes on when it does. */
static bool flush_terminal(struct ui *ui)
{
	term_write(ui->term);
	bool waits = term_pending(ui->term);
	loop_add_fd(app_loop(ui->app), term_fd(ui->term),
		waits ? POLLIN | POLLOUT : POLLIN, on_terminal, ui);
	return !waits;
}

/* Once for every track that the cursor comes to. */
static void point_at_row(struct ui *ui)
{
	struct row row = {0};
	pane_row(ui_pane(ui), &row);
	if (row.track.id != ui->pointed && app_point_at(ui->app, &row.track))
		ui->pointed = row.track.id;
}

void ui_draw(struct ui *ui)
{
	set_timers(ui);
	if (!ui->dirty || ui->suspended)
		return;
	if (ui->term && !flush_terminal(ui))
		return; /* it still takes an earlier frame: on_terminal comes back */
	use_options(ui);
	ui->dirty = false;
	int64_t said_us = app_message(ui->app).since_us;
	draw_grid(ui);
	/* A list that found its columns wrong has said so below what is drawn already. */
	if (app_message(ui->app).since_us != said_us)
		draw_grid(ui);
	point_at_row(ui);
	if (!ui->term)
		return;
	term_show(ui->term, &ui->grid);
	set_title(ui);
	flush_terminal(ui);
}

void ui_on_idle(void *ctx)
{
	ui_draw(ctx);
}

const struct grid *ui_grid(struct ui *ui)
{
	ui->dirty = true;
	ui_draw(ui);
	return &ui->grid;
}

bool ui_waiting(const struct ui *ui)
{
	const struct view *v = &ui->view[ui->now];
	struct pane *p;
	for (int i = 0; v->open && (p = v->ops->panes((struct view *)v, i)); i++)
		if (pane_waiting(p))
			return true;
	return app_art_waiting(ui->app);
}

void ui_resize(struct ui *ui, int width, int height)
{
	bool ascii = ui->grid.ascii;
	grid_finish(&ui->grid);
	grid_init(&ui->grid, width, height);
	ui->grid.ascii = ascii;
	ui->dirty = true;
}

/* ---- the terminal in the loop */

static void on_terminal(void *ctx, int fd, short revents)
{
	struct ui *ui = ctx;
	struct term_event e;
	(void)fd;
	if (revents & POLLOUT)
		ui->dirty |= flush_terminal(ui);
	if (revents & (POLLIN | POLLHUP | POLLERR))
		while (!ui->suspended && !loop_quitting(app_loop(ui->app)) &&
			term_read(ui->term, &e))
			ui_on_event(ui, &e);
	if (!term_alive(ui->term) || (revents & (POLLERR | POLLNVAL)))
		app_quit(ui->app); /* the window was closed */
}

static void on_resize(void *ctx, int sig)
{
	struct ui *ui = ctx;
	int width, height;
	(void)sig;
	term_size(ui->term, &width, &height);
	term_resized(ui->term, width, height);
	ui_resize(ui, width, height);
}

/* The shell gets the terminal: it sees the keeper stop, while this process plays on. */
enum err_code ui_suspend(struct ui *ui, struct err *why)
{
	if (!ui->term || ui->keeper <= 0)
		return err_set(why, ERR_UNSUPPORTED,
			"This screen was not started by a shell that could take the "
			"terminal");
	loop_remove_fd(app_loop(ui->app), term_fd(ui->term));
	term_suspend(ui->term);
	ui->suspended = true;
	kill(ui->keeper, SIGSTOP);
	return ERR_OK;
}

static void on_continue(void *ctx, int sig)
{
	struct ui *ui = ctx;
	(void)sig;
	if (!ui->suspended)
		return;
	ui->suspended = false;
	term_resume(ui->term);
	loop_add_fd(app_loop(ui->app), term_fd(ui->term), POLLIN, on_terminal, ui);
	on_resize(ui, SIGWINCH);
}

void ui_join_loop(struct ui *ui)
{
	struct loop *loop = app_loop(ui->app);
	loop_add_fd(loop, term_fd(ui->term), POLLIN, on_terminal, ui);
	loop_add_signal(loop, SIGWINCH, on_resize, ui);
	loop_add_signal(loop, SIGCONT, on_continue, ui);
}
