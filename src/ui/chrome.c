/*
 * What never moves: the top line with the views and every state that is not normal, and
 * the bottom strata: rule, why, now, progress, keys.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "format.h"
#include "state.h"

void key_show(struct str *out, const struct binding *b, bool ascii)
{
	static const struct {
		const char *name, *sign;
	} signs[] = {{"Enter", "\xE2\x8F\x8E"}, {"S-Left", "\xE2\x87\xA7\xE2\x86\x90"},
		{"S-Right", "\xE2\x87\xA7\xE2\x86\x92"}, {"Left", "\xE2\x86\x90"},
		{"Right", "\xE2\x86\x92"}, {"Up", "\xE2\x86\x91"},
		{"Down", "\xE2\x86\x93"}};
	struct str name = {0};
	binding_print(&name, b);
	for (size_t i = 0; !ascii && i < sizeof signs / sizeof *signs; i++) {
		if (strcmp(str_text(&name), signs[i].name) == 0) {
			str_append(out, signs[i].sign);
			str_finish(&name);
			return;
		}
	}
	str_append(out, str_text(&name));
	str_finish(&name);
}

/* ---- the top line */

enum tabs { TABS_FULL, TABS_BRIEF, TABS_HERE };

static void tab_text(struct ui *ui, int i, enum tabs how, char *out, size_t size)
{
	const struct view_ops *v = ui->view[i].ops;
	bool here = i == (int)ui->now && !ui->welcome.shown;
	if (how == TABS_HERE || !v->brief)
		snprintf(out, size, "%s", here ? v->title : "");
	else if (how == TABS_BRIEF && !here)
		snprintf(out, size, "%d", i + 1);
	else
		snprintf(out, size, "%d %s", i + 1, v->brief);
}

/* Draws the tabs from column 1 on, or only measures them (g NULL). */
static int draw_tabs(struct ui *ui, struct grid *g, enum tabs how)
{
	int x = 1;
	char text[48];
	for (int i = 0; i < VIEW__COUNT; i++) {
		bool here = i == (int)ui->now && !ui->welcome.shown;
		tab_text(ui, i, how, text, sizeof text);
		if (!*text)
			continue;
		if (g)
			grid_text(g, x, 0, g->width - x, here ? ROLE_TAB_ON : ROLE_TAB,
				text);
		x += text_columns(text) + (how == TABS_BRIEF ? 1 : 2);
	}
	return x;
}

/* Draws the second line's words, and the states that found no room in the first. */
static void draw_header(
	struct ui *ui, struct grid *g, const char *full, const char *brief)
{
	struct view *v = ui_view(ui);
	struct area a = {1, 1, g->width - 2, 1};
	const char *states = text_columns(full) > a.w / 2 ? brief : full;
	int n = text_columns(states);
	n = n > a.w / 2 ? a.w / 2 : n;
	if (n > 0) {
		grid_text(g, g->width - 1 - n, 1, n, ROLE_STATE, states);
		a.w -= n + 2;
	}
	if (v->ops->header && !ui->welcome.shown)
		v->ops->header(v, g, a);
}

/* The names of the views stay where they are as long as there is another place for the
 * states: the second line, or fewer words. */
static void draw_top(struct ui *ui, struct grid *g, bool two_lines)
{
	struct str full = {0}, brief = {0};
	states_collect(ui, false, &full);
	states_collect(ui, true, &brief);
	const char *states = str_text(&full);
	enum tabs how = g->width < COLUMNS_NARROW ? TABS_HERE : TABS_FULL;
	if (g->width - draw_tabs(ui, NULL, how) < text_columns(states))
		states = two_lines ? "" : str_text(&brief);
	while (how < TABS_HERE &&
		g->width - draw_tabs(ui, NULL, how) < text_columns(states))
		how++;
	int x = draw_tabs(ui, g, how);
	int n = text_columns(states), room = g->width - x;
	n = n > room ? room : n;
	if (n > 0)
		grid_text(g, g->width - 1 - n, 0, n, ROLE_STATE, states);
	struct area rest = {x, 0, g->width - x - 2 - n, 1};
	struct view *v = ui_view(ui);
	if (two_lines)
		draw_header(ui, g, *states ? "" : str_text(&full),
			*states ? "" : str_text(&brief));
	else if (v->ops->header && rest.w > 8 && !ui->welcome.shown)
		v->ops->header(v, g, rest);
	str_finish(&full);
	str_finish(&brief);
}

/* ---- the why line: the row under the cursor */

static void add_part(struct str *s, const char *text)
{
	if (!text || !*text)
		return;
	str_append(s, s->len ? " \xC2\xB7 " : "");
	str_append(s, text);
}

static void describe_track(struct ui *ui, const struct row *row, struct str *s)
{
	const struct track *t = &row->track;
	char text[64];
	str_append(s, t->album_title ? t->album_title : "");
	if (t->year > 0 && s->len)
		str_appendf(s, " (%d)", t->year);
	add_part(s, t->genre);
	format_codec(text, sizeof text, t->codec ? t->codec : "", t->rate_hz);
	add_part(s, text);
	add_part(s, t->like > 0     ? "liked"
		    : t->like == -1 ? "disliked"
		    : t->like       ? "never"
				    : "");
	if (row->kind == ROW_LISTEN) {
		char day[16];
		format_when(day, sizeof day, row->when_ms, clock_wall_ms(&ui->clock));
		format_duration(text, sizeof text, row->heard_ms);
		str_appendf(s, "%s%s, heard %s, %s", s->len ? " \xC2\xB7 " : "", day,
			text, outcome_name(row->outcome));
	}
}

static void describe_list(const struct row *row, struct str *s)
{
	char text[64];
	str_append(s, row->text ? row->text : "");
	add_part(s, row->kind == ROW_ALBUM ? row->detail : NULL);
	add_part(s, row->query);
	if (row->year > 0 && row->kind == ROW_ALBUM) {
		snprintf(text, sizeof text, "%d", row->year);
		add_part(s, text);
	}
	if (row->count > 0 && row->kind != ROW_ALL) {
		format_plural(text, sizeof text, row->count,
			row_counts_albums(row)   ? "album"
			: row->kind == ROW_GROUP ? "list"
						 : "track",
			row_counts_albums(row)   ? "albums"
			: row->kind == ROW_GROUP ? "lists"
						 : "tracks");
		add_part(s, text);
	}
	if (row->duration_ms > 0) {
		format_duration(text, sizeof text, row->duration_ms);
		add_part(s, text);
	}
}

static void draw_why(struct ui *ui, struct grid *g, int y)
{
	struct row row;
	struct str s = {0};
	if (ui->welcome.shown || !pane_row(ui_pane(ui), &row))
		return;
	int x = 1;
	enum role role = ROLE_DIM;
	const char *trouble = row.track.state_reason;
	if (!trouble && row.kind == ROW_FILE)
		trouble = row.detail;
	if (trouble) {
		str_appendf(&s, "Cannot be played: %s", trouble);
		role = ROLE_ERROR;
	} else if (row.has_reason) {
		x += 1 + grid_text(g, x, y, 2, reason_role(&row.reason),
				 reason_glyph(&row.reason));
		str_append(
			&s, app_reason_long(ui->app, &row.reason, row.track.recording));
		if (s.len == 0)
			str_append(&s, app_reason_short(ui->app, &row.reason,
					       row.track.recording));
	} else if (row.kind == ROW_TRACK || row.kind == ROW_LISTEN) {
		describe_track(ui, &row, &s);
	} else if (row.kind == ROW_FOLDER || row.kind == ROW_FILE) {
		struct str path = {0};
		const char *p = row.root && row.detail ? row.detail : row.track.path;
		p = p ? p : "";
		utf8_repair(&path, p, strlen(p), true);
		str_append(&s, str_text(&path));
		str_finish(&path);
	} else {
		describe_list(&row, &s);
	}
	grid_text(g, x, y, g->width - x - 1, role, str_text(&s));
	str_finish(&s);
}

/* ---- the last line: a prompt, a message, or the keys of this view */

static int draw_hint(struct ui *ui, struct grid *g, int x, int y, const struct hint *h)
{
	const struct binding *b =
		keys_of_command(&app_conf(ui->app)->keys, ui_context(ui), h->command);
	struct str key = {0};
	if (!b)
		return 0;
	key_show(&key, b, g->ascii);
	int k = text_columns(str_text(&key)), n = text_columns(h->label);
	int all = k + (n ? 1 + n : 0);
	if (x + all > g->width - 1) {
		str_finish(&key);
		return -1;
	}
	grid_text(g, x, y, k, ROLE_KEY, str_text(&key));
	grid_text(g, x + k + 1, y, n, ROLE_DIM, h->label);
	str_finish(&key);
	return all;
}

static void draw_hints(struct ui *ui, struct grid *g, int y)
{
	static const struct hint help = {"help", "help"}, help_key = {"help", ""};
	static const struct hint reading[] = {{"close", "close"}, {NULL, NULL}};
	static const struct hint picking[] = {
		{"activate", "choose"}, {"close", "close"}, {NULL, NULL}};
	const struct hint *h = ui_view(ui)->ops->hints;
	if (ui->popup)
		h = ui->popup->ops     ? ui->popup->ops->hints
		    : ui->popup->picks ? picking
				       : reading;
	int x = 1, gap = g->width < COLUMNS_NARROW ? 1 : 2;
	struct grid *all = g;
	for (; h && h->command; h++) {
		int n = draw_hint(ui, all, x, y, h);
		if (n < 0)
			break;
		/* Two keys that share a label stand together. */
		x += n ? n + (*h->label ? gap : 1) : 0;
	}
	if (draw_hint(ui, g, x, y, &help) < 0)
		draw_hint(ui, g, x, y, &help_key);
}

/* A long title gives way to what can be done about it ("· u undo"). */
static void draw_message(struct grid *g, int y, enum role role, const char *text)
{
	static const char dot[] = " \xC2\xB7 ";
	int width = g->width - 2;
	const char *tail = NULL;
	for (const char *at = strstr(text, dot); at; at = strstr(at + 1, dot))
		tail = at;
	int n = tail ? text_columns(tail) : 0;
	if (!tail || text_columns(text) <= width || n > width / 2) {
		grid_text(g, 1, y, width, role, text);
		return;
	}
	char *head = xmemdup(text, (size_t)(tail - text) + 1);
	head[tail - text] = '\0';
	int x = 1 + grid_text(g, 1, y, width - n, role, head);
	grid_text(g, x, y, n, role, tail);
	free(head);
}

static void draw_last(struct ui *ui, struct grid *g, int y)
{
	struct app_message m = app_message(ui->app);
	int64_t age_us = clock_mono_us(&ui->clock) - m.since_us;
	if (ui->prompt.kind != PROMPT_NONE) {
		static const char *const labels[] = {[PROMPT_COMMAND] = ":",
			[PROMPT_PLAYLIST] = "New playlist: ",
			[PROMPT_FILTER] = "only ",
			[PROMPT_LIVE] = "Keep this search as playlist: "};
		char field[40];
		snprintf(field, sizeof field, "%s: ", tag_menu_label(ui->prompt.field));
		bool tag = ui->prompt.kind == PROMPT_TAG;
		edit_draw(&ui->prompt.edit, g, 0, y, g->width,
			tag ? field : labels[ui->prompt.kind]);
	} else if (*m.text && (age_us < 4000000 || m.kind == APP_TOLD)) {
		draw_message(
			g, y, m.kind == APP_SAID ? ROLE_MESSAGE : ROLE_ERROR, m.text);
	} else if (ui->pending) {
		struct str key = {0};
		chord_print(&key, ui->pending);
		str_append(&key, " \xE2\x80\xA6");
		grid_text(g, 1, y, g->width - 2, ROLE_PROMPT, str_text(&key));
		str_finish(&key);
	} else if (!ui->welcome.shown) {
		draw_hints(ui, g, y);
	}
}

void chrome_draw(struct ui *ui, struct grid *g, struct area *ret_middle)
{
	int h = g->height;
	bool two_lines = h >= 14, blank = h >= 20, why = h >= 14;
	int bottom = why ? 5 : 4;
	int top = (two_lines ? 2 : 1) + (blank ? 1 : 0);
	draw_top(ui, g, two_lines);
	int y = h - bottom;
	grid_fill(g, 0, y++, g->width, ROLE_RULE, "\xE2\x94\x80");
	if (why)
		draw_why(ui, g, y++);
	playing_draw(ui, g, y++);
	playing_draw_progress(ui, g, y++);
	draw_last(ui, g, y);
	*ret_middle = (struct area){0, top, g->width, h - bottom - top};
}
