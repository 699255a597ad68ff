/*
 * The tag editor (^T): a line a field of what is selected, changed ones as "Old → New".
 * Nothing is written before its last line says so.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tags.h"
#include "base/mem.h"
#include "state.h"
#include "text/quote.h"

enum { LINE_WRITE = RETAG__COUNT };

static const char *const labels[] = {
	[RETAG_TITLE] = "Title",
	[RETAG_ARTIST] = "Artist",
	[RETAG_ALBUM] = "Album",
	[RETAG_ALBUM_ARTIST] = "Album artist",
	[RETAG_DATE] = "Date",
	[RETAG_TRACK] = "Track",
	[RETAG_DISC] = "Disc",
	[RETAG_GENRE] = "Genre",
	[RETAG_COMPOSER] = "Composer",
	[RETAG_COMMENT] = "Comment",
};
_Static_assert(
	sizeof labels / sizeof *labels == RETAG__COUNT, "a label for every field");

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* Where there is little room what comes goes before what was. */
static void add_field(struct popup *p, const struct app_tags *t, int field, bool brief)
{
	const struct app_tag_field *f = &t->field[field];
	struct str text = {0};
	enum role role = f->wanted ? ROLE_ACCENT : f->several ? ROLE_DIM : ROLE_POPUP;
	if (f->wanted && brief)
		str_append(&text, "\xE2\x86\x92 ");
	else if (f->several)
		str_append(&text, "several");
	else
		retag_show(f->value, &text);
	if (f->wanted) {
		if (text.len == 0)
			str_append(&text, "nothing");
		if (!brief)
			str_append(&text, " \xE2\x86\x92 ");
		if (*f->wanted)
			retag_show(f->wanted, &text);
		else
			str_append(&text, "nothing");
	}
	popup_add(p, role, labels[field], str_text(&text), NULL);
	str_finish(&text);
}

static void add_last(struct popup *p, const struct app_tags *t)
{
	char text[120];
	if (t->changed)
		snprintf(text, sizeof text, "Write %zu file%s", t->files,
			plural(t->files));
	else
		snprintf(text, sizeof text, "Nothing is changed yet");
	popup_add(p, t->changed ? ROLE_POPUP_HEAD : ROLE_DIM, "", text, NULL);
}

static void set_title(struct popup *p, const struct app_tags *t)
{
	char title[120];
	size_t n = (size_t)snprintf(
		title, sizeof title, "Tags of %zu file%s", t->files, plural(t->files));
	if (t->left > 0)
		snprintf(title + n, sizeof title - n, ", %zu left out", t->left);
	popup_set_title(p, title);
}

static void refresh(struct ui *ui)
{
	struct popup *p = ui->popup;
	const struct app_tags *t = app_tags(ui->app);
	popup_clear(p);
	if (!t || !t->ready) {
		popup_add(p, ROLE_DIM, NULL, "Reading the tags \xE2\x80\xA6", NULL);
		return;
	}
	set_title(p, t);
	for (int i = 0; i < RETAG__COUNT; i++)
		add_field(p, t, i, ui->grid.width < COLUMNS_NARROW);
	add_last(p, t);
}

static void measure(const struct grid *g, int *w, int *h)
{
	enum { WIDE = 66, LINES = RETAG__COUNT + 1 };
	(void)g;
	*w = *w > WIDE ? WIDE : *w;
	*h = *h > LINES ? LINES : *h;
}

static void edit_field(struct ui *ui, const struct app_tags *t, int field)
{
	const struct app_tag_field *f = &t->field[field];
	struct str text = {0};
	retag_show(f->wanted ? f->wanted : f->value, &text);
	prompt_open(ui, PROMPT_TAG, str_text(&text));
	ui->prompt.field = field;
	str_finish(&text);
}

const char *tag_menu_label(int field)
{
	return labels[field];
}

static void activate(struct ui *ui)
{
	const struct app_tags *t = app_tags(ui->app);
	size_t at = ui->popup->cursor;
	if (!t || !t->ready)
		return;
	if (at < RETAG__COUNT) {
		edit_field(ui, t, (int)at);
	} else if (t->changed) {
		popup_close(ui);
		ui_run(ui, "tags-write");
	} else {
		app_say(ui->app, "Nothing is changed yet: Enter on a field changes it");
	}
}

/* What stands there goes, in all the files; what was to be changed stays as it is. */
static void clear(struct ui *ui)
{
	const struct app_tags *t = app_tags(ui->app);
	size_t at = ui->popup->cursor;
	struct str line = {0};
	if (!t || !t->ready || at >= RETAG__COUNT)
		return;
	const struct app_tag_field *f = &t->field[at];
	if (!f->wanted && !f->several && !(f->value && *f->value)) {
		app_say(ui->app, "%s: there is nothing to take away", labels[at]);
		return;
	}
	bool keeps = f->wanted != NULL;
	str_appendf(&line, keeps ? "tags-keep %s" : "tags-set %s \"\"",
		retag_name((int)at));
	ui_run(ui, str_text(&line));
	if (keeps)
		app_say(ui->app, "%s stays as it is", labels[at]);
	else
		app_say(ui->app,
			"%s will be taken away from %zu file%s \xC2\xB7 D again: not",
			labels[at], t->files, plural(t->files));
	str_finish(&line);
}

static bool command(struct ui *ui, int argc, char **argv)
{
	(void)argc;
	if (strcmp(argv[0], "activate") == 0) {
		activate(ui);
	} else if (strcmp(argv[0], "tags-clear") == 0) {
		clear(ui);
	} else if (strcmp(argv[0], "close") == 0) {
		const struct app_tags *t = app_tags(ui->app);
		if (t && t->changed)
			app_say(ui->app, "Nothing was written");
		popup_close(ui);
		app_tags_close(ui->app);
	} else {
		return false;
	}
	return true;
}

static const struct hint hints[] = {{"activate", "change, write"},
	{"tags-clear", "take away"}, {"close", "discard"}, {NULL, NULL}};

static const struct popup_ops tag_ops = {.context = KEYS_POPUP,
	.hints = hints,
	.refresh = refresh,
	.measure = measure,
	.command = command};

void tag_menu_open(struct ui *ui)
{
	struct row row;
	struct pane *p = ui_pane(ui);
	if (!pane_row(p, &row) && (!p || p->list.n_marks == 0)) {
		app_warn(ui->app, "Put the cursor on a track or album first");
		return;
	}
	popup_open(ui, "Tags", true);
	ui->popup->ops = &tag_ops;
	app_tags_open(ui->app);
	refresh(ui);
}

void tag_menu_changed(struct ui *ui)
{
	if (!ui->popup || ui->popup->ops != &tag_ops)
		return;
	ui->dirty = true;
	if (app_tags(ui->app))
		return;
	if (ui->prompt.kind == PROMPT_TAG)
		prompt_close(ui);
	popup_close(ui);
}

void tag_menu_take(struct ui *ui, int field, const char *text)
{
	struct str line = {0};
	const struct app_tags *t = app_tags(ui->app);
	/* Where nothing stood because files differ, they go on doing so. */
	if (t && t->field[field].several && !t->field[field].wanted && !*text)
		return;
	str_appendf(&line, "tags-set %s ", retag_name(field));
	quote_append(&line, text);
	ui_run(ui, str_text(&line));
	str_finish(&line);
	/* On to the next line. */
	if (ui->popup && ui->popup->ops == &tag_ops &&
		ui->popup->cursor == (size_t)field)
		ui->popup->cursor++;
}
