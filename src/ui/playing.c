/* The two lines at the bottom of what plays: its names, and how far it is. */
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "state.h"

static void right_of_now(struct ui *ui, bool narrow, struct str *s)
{
	const struct player_state *p = app_player(ui->app);
	const struct track *t = app_now(ui->app);
	char text[32];
	if (t && t->like > 0)
		str_append(s, "\xE2\x99\xA5");
	else if (t && t->like < 0)
		str_append(s, t->like == -1 ? "\xE2\x99\xA1" : "\xE2\x9C\x95");
	if (narrow || p->mode == PLAYER_STOPPED)
		return;
	format_codec(text, sizeof text, p->codec, p->rate_hz);
	if (*text)
		str_appendf(s, "%s%s", s->len ? "  " : "", text);
	states_gain(ui, s);
}

void playing_draw(struct ui *ui, struct grid *g, int y)
{
	const struct player_state *p = app_player(ui->app);
	const struct track *t = app_now(ui->app);
	bool narrow = g->width < COLUMNS_NARROW;
	struct str right = {0}, text = {0};
	if (!t) {
		grid_text(g, 1, y, g->width - 2, ROLE_DIM,
			narrow ? "Nothing plays"
			       : "Nothing plays: Enter plays the row");
		return;
	}
	right_of_now(ui, narrow, &right);
	int n = text_columns(str_text(&right));
	grid_text(g, 1, y, 1, ROLE_ACCENT,
		p->mode == PLAYER_PLAYING  ? "\xE2\x96\xB6"
		: p->mode == PLAYER_PAUSED ? "\xE2\x80\x96"
					   : "\xE2\x96\xA0");
	int room = g->width - 4 - n - (n ? 2 : 0);
	int used = grid_text(g, 3, y, room, ROLE_PLAYING, t->title ? t->title : "");
	if (t->artist_name && *t->artist_name)
		str_appendf(&text, " \xE2\x80\x94 %s", t->artist_name);
	if (t->album_title && *t->album_title && !narrow)
		str_appendf(&text, " \xE2\x80\x94 %s", t->album_title);
	if (t->album_title && *t->album_title && !narrow && t->year > 0)
		str_appendf(&text, " (%d)", t->year);
	if (room - used > 3)
		grid_text(g, 3 + used, y, room - used, ROLE_TEXT, str_text(&text));
	if (n)
		grid_text(g, g->width - 1 - n, y, n, ROLE_DIM, str_text(&right));
	if (t->like > 0)
		grid_paint(g, g->width - 1 - n, y, 1, ROLE_LIKED);
	str_finish(&right);
	str_finish(&text);
}

static void modes_text(struct ui *ui, bool narrow, struct str *s)
{
	const struct player_state *p = app_player(ui->app);
	const struct queue *q = app_queue(ui->app);
	enum queue_repeat repeat = queue_repeat(q);
	if (queue_shuffle(q))
		str_append(s, narrow ? "s " : "shuffle  ");
	if (repeat != QUEUE_REPEAT_OFF)
		str_append(s, repeat == QUEUE_REPEAT_ONE
				      ? (narrow ? "R " : "repeat one  ")
				      : (narrow ? "r " : "repeat  "));
	if (queue_consume(q))
		str_append(s, narrow ? "c " : "consume  ");
	/* At volume 0 the gain is minus infinity: 0 dB means that nobody was asked yet.
	 */
	bool known = p->volume > 0 || p->gain_db < 0;
	double volume = known ? p->volume : app_conf(ui->app)->options.volume;
	if (p->muted)
		str_append(s, "muted");
	else
		str_appendf(s, narrow ? "v%.0f" : "vol %.0f", volume);
}

void playing_draw_progress(struct ui *ui, struct grid *g, int y)
{
	const struct player_state *p = app_player(ui->app);
	struct str modes = {0};
	char at[24] = "", all[24] = "";
	bool idle = !app_now(ui->app) || p->mode == PLAYER_STOPPED;
	modes_text(ui, g->width < COLUMNS_NARROW, &modes);
	int n = text_columns(str_text(&modes));
	grid_text(g, g->width - 1 - n, y, n, ROLE_DIM, str_text(&modes));
	int64_t duration_ms = p->duration_ms;
	if (!idle && duration_ms <= 0)
		duration_ms = app_now(ui->app)->duration_ms; /* not opened yet */
	if (!idle) {
		format_duration(at, sizeof at, p->position_ms);
		if (duration_ms > 0)
			format_duration(all, sizeof all, duration_ms);
	}
	int x = 1 + (*at ? (int)strlen(at) + 1 : 0);
	int end = g->width - 2 - n - (*all ? (int)strlen(all) + 1 : 0);
	grid_text(g, 1, y, x, ROLE_ACCENT, at);
	grid_text(g, end + 1, y, 24, ROLE_DIM, all);
	int w = end - x, done = 0;
	if (!idle && duration_ms > 0)
		done = (int)((int64_t)w * p->position_ms / duration_ms);
	done = done > w ? w : done;
	grid_fill(g, x, y, done, ROLE_PROGRESS, "\xE2\x94\x81");
	grid_fill(g, x + done, y, w - done, ROLE_REST, "\xE2\x94\x80");
	ui->progress_x = x;
	ui->progress_w = idle ? 0 : w;
	ui->progress_y = y;
	str_finish(&modes);
}
