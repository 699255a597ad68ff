/* The popups that explain: help from the table of commands and keys; why this pick. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format.h"
#include "state.h"

/* Every key of a command that is seen from a context: "o", "+ =". */
static void keys_for(
	struct ui *ui, enum keys_context c, const char *command, struct str *out)
{
	const struct keys *k = &app_conf(ui->app)->keys;
	for (size_t i = 0; i < k->n; i++) {
		const struct binding *b = &k->row[i];
		if (strcmp(b->command, command) != 0)
			continue;
		if (b->context != c && b->context != KEYS_COMMON)
			continue;
		if (b->context == KEYS_COMMON && c != KEYS_COMMON &&
			keys_find(k, c, b->chord[0], b->chord[1], NULL) != b->command)
			continue;
		str_append(out, out->len ? " " : "");
		key_show(out, b, ui->grid.ascii);
	}
}

static bool runs(const char *line, const char *name)
{
	size_t n = strlen(name);
	return strncmp(line, name, n) == 0 && (line[n] == '\0' || line[n] == ' ');
}

/* A line for each different way in which keys call the command. */
static void add_command(
	struct ui *ui, const struct command *c, enum keys_context context)
{
	const struct keys *k = &app_conf(ui->app)->keys;
	struct popup *p = ui->popup;
	for (size_t i = 0; i < k->n; i++) {
		const struct binding *b = &k->row[i];
		if (!runs(b->command, c->name) ||
			(b->context != context && b->context != KEYS_COMMON))
			continue;
		bool first = true;
		for (size_t j = 0; j < i && first; j++)
			first = strcmp(k->row[j].command, b->command) != 0;
		struct str keys = {0}, text = {0};
		keys_for(ui, context, b->command, &keys);
		bool with = b->command[strlen(c->name)] != '\0';
		str_append_n(
			&text, c->help, with ? strcspn(c->help, ",") : strlen(c->help));
		if (with)
			str_appendf(&text, ": %s", b->command + strlen(c->name) + 1);
		if (first && keys.len)
			popup_add(
				p, ROLE_POPUP, str_text(&keys), str_text(&text), NULL);
		str_finish(&keys);
		str_finish(&text);
	}
}

static bool seen_before(struct app *a, size_t i, const char *group)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(app_command_at(a, j)->group, group) == 0)
			return true;
	return false;
}

static void add_group(struct ui *ui, const char *group, enum keys_context context)
{
	struct popup *p = ui->popup;
	size_t before = p->n;
	popup_add(p, ROLE_POPUP_HEAD, NULL, group, NULL);
	const struct command *c;
	for (size_t i = 0; (c = app_command_at(ui->app, i)); i++)
		if (strcmp(c->group, group) == 0)
			add_command(ui, c, context);
	if (p->n == before + 1) {
		/* A heading over nothing. */
		free(p->line[--p->n].text);
		return;
	}
	popup_add(p, ROLE_POPUP, NULL, "", NULL);
}

void help_open(struct ui *ui)
{
	static const char *const order[] = {"Moving", "Playing", "Sound", "Queue",
		"Feedback", "For You", "Lists", "Library", "Screen"};
	enum keys_context context = ui_view_context(ui);
	popup_open(ui, "Keys \xC2\xB7 : takes every command, Tab completes it", false);
	const struct command *c;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		add_group(ui, order[i], context);
	for (size_t i = 0; (c = app_command_at(ui->app, i)); i++) {
		bool told = seen_before(ui->app, i, c->group);
		for (size_t k = 0; k < sizeof order / sizeof *order; k++)
			told |= strcmp(c->group, order[k]) == 0;
		if (!told)
			add_group(ui, c->group, context);
	}
}

static void add_wrapped(struct popup *p, enum role role, const char *text, int width)
{
	struct str lines = {0};
	format_wrap(&lines, text, width);
	for (const char *s = str_text(&lines); *s;) {
		size_t n = strcspn(s, "\n");
		char *line = xstrndup(s, n);
		popup_add(p, role, NULL, line, NULL);
		free(line);
		s += n + 1;
	}
	str_finish(&lines);
}

static void add_bar(struct popup *p, const char *name, double part)
{
	char text[160] = "";
	int bar = (int)(part * 24 + 0.5), at = 0;
	for (int i = 0; i < 24; i++)
		at += snprintf(text + at, sizeof text - (size_t)at, "%s",
			i < bar ? "\xE2\x96\x88" : "\xE2\x96\x91");
	snprintf(text + at, sizeof text - (size_t)at, " %3.0f %%", part * 100);
	popup_add(p, ROLE_POPUP, name, text, NULL);
}

static void add_engines(struct ui *ui, const struct pick *pick, const struct slate *s)
{
	struct popup *p = ui->popup;
	popup_add(p, ROLE_POPUP, NULL, "", NULL);
	popup_add(p, ROLE_POPUP_HEAD, NULL, "What each engine gave", NULL);
	bool used[SLATE_ENGINES_MAX] = {false};
	for (size_t turn = 0; turn < s->engines; turn++) {
		size_t best = s->engines;
		for (size_t i = 0; i < s->engines; i++)
			if (!used[i] && (best == s->engines ||
						pick->share[i] > pick->share[best]))
				best = i;
		used[best] = true;
		if (pick->share[best] > 0.005f)
			add_bar(p, s->engine[best], (double)pick->share[best]);
	}
}

static void add_sound(struct popup *p, const struct pick *pick)
{
	static const char *const block[] = {"timbre", "rhythm", "harmony", "dynamics"};
	float sum = 0;
	for (int i = 0; i < 4; i++)
		sum += pick->block_share[i];
	if (sum <= 0)
		return;
	popup_add(p, ROLE_POPUP, NULL, "", NULL);
	popup_add(p, ROLE_POPUP_HEAD, NULL, "What sounds alike", NULL);
	for (int i = 0; i < 4; i++)
		add_bar(p, block[i], (double)(pick->block_share[i] / sum));
}

void why_open(struct ui *ui)
{
	struct row row;
	if (!pane_row(ui_pane(ui), &row) || !row.track.title) {
		app_warn(ui->app, "Put the cursor on a track to see why it is there");
		return;
	}
	const struct pick *pick = app_pick(ui->app, row.track.recording);
	if (!row.has_reason && !pick) {
		app_say(ui->app, "%s was not picked by For You", row.track.title);
		return;
	}
	int width = ui->grid.width - 8 > 60 ? 60 : ui->grid.width - 8;
	const struct reason *reason = row.has_reason ? &row.reason : &pick->reason;
	popup_open(ui, "Why this pick", false);
	struct popup *p = ui->popup;
	struct str title = {0};
	str_append(&title, row.track.title);
	if (row.track.artist_name)
		str_appendf(&title, " \xE2\x80\x94 %s", row.track.artist_name);
	add_wrapped(p, ROLE_POPUP, str_text(&title), width);
	str_finish(&title);
	popup_add(p, ROLE_POPUP, NULL, "", NULL);
	const char *text = app_reason_long(ui->app, reason, row.track.recording);
	if (!*text)
		text = app_reason_short(ui->app, reason, row.track.recording);
	add_wrapped(p, ROLE_POPUP, text, width);
	if (pick && app_slate(ui->app))
		add_engines(ui, pick, app_slate(ui->app));
	if (pick)
		add_sound(p, pick);
}
