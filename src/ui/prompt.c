/* The prompt in the last line, and what Tab offers in it. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/sound.h"
#include "base/mem.h"
#include "base/path.h"
#include "model/equalizer.h"
#include "state.h"
#include "text/quote.h"

enum { CHOICES_MAX = 200 };

void prompt_open(struct ui *ui, enum prompt_kind kind, const char *text)
{
	prompt_close(ui);
	if (kind != PROMPT_TAG)
		popup_close(ui);
	ui->prompt.kind = kind;
	edit_init(&ui->prompt.edit, text);
	if (kind == PROMPT_COMMAND) {
		ui->prompt.edit.history = &ui->commands;
		ui->prompt.edit.complete = prompt_complete;
		ui->prompt.edit.ctx = ui;
	}
	if (kind == PROMPT_FILTER)
		ui->prompt.edit.history = &ui->searches;
	ui->dirty = true;
}

void prompt_close(struct ui *ui)
{
	edit_finish(&ui->prompt.edit);
	ui->prompt.kind = PROMPT_NONE;
	ui->dirty = true;
}

void prompt_accept(struct ui *ui)
{
	enum prompt_kind kind = ui->prompt.kind;
	char *text = xstrdup(str_text(&ui->prompt.edit.text));
	prompt_close(ui);
	if (kind == PROMPT_COMMAND && *text) {
		edit_history_add(&ui->commands, text);
		ui_run(ui, text);
	} else if (kind == PROMPT_PLAYLIST && *text) {
		struct str line = {0};
		str_append(&line, "playlist-add ");
		quote_append(&line, text);
		ui_run(ui, str_text(&line));
		str_finish(&line);
	}
	if (kind == PROMPT_TAG)
		tag_menu_take(ui, ui->prompt.field, text);
	if (kind == PROMPT_FILTER && *text)
		edit_history_add(&ui->searches, text);
	if (kind == PROMPT_LIVE && *text) {
		struct str line = {0};
		str_append(&line, "playlist-live ");
		quote_append(&line, text);
		str_append_c(&line, ' ');
		quote_append(&line, ui->needle ? ui->needle : "");
		ui_run(ui, str_text(&line));
		str_finish(&line);
	}
	free(text);
}

/* ---- completion */

static void offer(struct str *out, const char *head, size_t n, const char *word)
{
	str_append_n(out, head, n);
	str_append(out, word);
	str_append_c(out, '\n');
}

static void offer_commands(struct ui *ui, const char *line, size_t at, struct str *out)
{
	const struct command *c;
	for (size_t i = 0; (c = app_command_at(ui->app, i)); i++)
		if (str_starts(c->name, line + at) && *c->group)
			offer(out, line, at, c->name);
}

static void offer_words(
	const char *const *word, const char *line, size_t at, struct str *out)
{
	for (size_t i = 0; word[i] && *word[i]; i++)
		if (str_starts(word[i], line + at))
			offer(out, line, at, word[i]);
}

/* Of "MINUTES|track|[off]" the words that are typed as they stand. */
static void offer_usage(const char *usage, const char *line, size_t at, struct str *out)
{
	for (const char *p = usage; *p;) {
		size_t n = strcspn(p, "|[] ");
		char *word = xstrndup(p, n);
		if (n > 0 && *word >= 'a' && *word <= 'z' &&
			str_starts(word, line + at))
			offer(out, line, at, word);
		free(word);
		p += n + (p[n] != '\0');
	}
}

static void offer_equalizer(const char *line, size_t at, struct str *out)
{
	static const char *const modes[] = {"on", "off", NULL};
	const struct equalizer_preset *e;
	offer_words(modes, line, at, out);
	for (size_t i = 0; (e = equalizer_preset(i)); i++)
		if (str_starts(e->name, line + at))
			offer(out, line, at, e->name);
}

static void offer_devices(struct ui *ui, const char *line, size_t at, struct str *out)
{
	struct output_device d[OUTPUT_DEVICES];
	size_t n = app_devices(ui->app, d, OUTPUT_DEVICES);
	for (size_t i = 0; i <= n; i++) {
		struct str word = {0};
		quote_append(&word, i < n ? d[i].name : "default");
		if (str_starts(str_text(&word), line + at))
			offer(out, line, at, str_text(&word));
		str_finish(&word);
	}
}

static void offer_options(const char *line, size_t at, struct str *out)
{
	struct str found = {0};
	options_complete(line + at, &found);
	for (size_t i = 0; str_starts(line + at, "theme=") && *conf_theme_name(i); i++)
		if (str_starts(conf_theme_name(i), line + at + strlen("theme=")))
			str_appendf(&found, "theme=%s\n", conf_theme_name(i));
	for (const char *p = str_text(&found); *p;) {
		size_t n = strcspn(p, "\n");
		char *word = xstrndup(p, n);
		offer(out, line, at, word);
		free(word);
		p += n + 1;
	}
	str_finish(&found);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The last word as it would be read, without the closing quote that is still to come.
 */
static char *unquoted(const char *word)
{
	struct quote_words w = {0};
	struct str closed = {0};
	str_appendf(&closed, "%s\"", word);
	char *text = NULL;
	if (quote_split(word, &w, NULL) == ERR_OK ||
		quote_split(str_text(&closed), &w, NULL) == ERR_OK)
		text = w.n ? xstrdup(w.word[0]) : NULL;
	quote_words_finish(&w);
	str_finish(&closed);
	return text ? text : xstrdup("");
}

static void offer_entries(const char *typed, const char *folder, const char *line,
	size_t at, bool quote, struct str *out)
{
	const char *base = path_base(typed);
	size_t keep = (size_t)(base - typed), n = 0;
	char *name[CHOICES_MAX];
	DIR *dir = opendir(folder);
	const struct dirent *e;
	while (dir && n < CHOICES_MAX && (e = readdir(dir)))
		if (str_starts(e->d_name, base) &&
			(e->d_name[0] != '.' || *base == '.'))
			name[n++] = xstrdup(e->d_name);
	if (dir)
		closedir(dir);
	qsort(name, n, sizeof *name, by_name);
	for (size_t i = 0; i < n; i++) {
		struct str path = {0}, word = {0};
		struct stat st;
		char *full = path_join(folder, name[i]);
		str_append_n(&path, typed, keep);
		str_append(&path, name[i]);
		if (stat(full, &st) == 0 && S_ISDIR(st.st_mode))
			str_append_c(&path, '/');
		if (quote)
			quote_append(&word, str_text(&path));
		else
			str_append(&word, str_text(&path));
		offer(out, line, at, str_text(&word));
		str_finish(&word);
		str_finish(&path);
		free(full);
		free(name[i]);
	}
}

/* Entries of the folder that the path names so far. */
void path_complete(
	struct ui *ui, const char *line, size_t at, bool quote, struct str *out)
{
	char *typed = quote ? unquoted(line + at) : xstrdup(line + at);
	char *expanded = path_expand(typed, app_paths(ui->app)->home);
	if (strcmp(typed, "~") == 0) {
		offer(out, line, at, "~/");
	} else {
		char *dir = *expanded && expanded[strlen(expanded) - 1] == '/'
				    ? xstrdup(expanded)
				    : path_dir(expanded);
		offer_entries(typed, dir, line, at, quote, out);
		free(dir);
	}
	free(expanded);
	free(typed);
}

static void offer_views(struct ui *ui, const char *line, size_t at, struct str *out)
{
	const char *names[VIEW__COUNT + 3];
	size_t n = 0;
	for (int i = 0; i < VIEW__COUNT; i++)
		names[n++] = ui->view[i].ops->name;
	names[n++] = "next";
	names[n++] = "previous";
	names[n] = NULL;
	offer_words(names, line, at, out);
}

static void offer_playlists(struct ui *ui, const char *line, size_t at, struct str *out)
{
	struct view *v = &ui->view[VIEW_PLAYLISTS];
	struct pane *p = v->open ? v->ops->panes(v, 0) : NULL;
	struct row row;
	for (int64_t i = 0; p && p->rows && i < rows_count(p->rows); i++) {
		struct str word = {0};
		/* Those in folders are named by their path, which a row does not know. */
		if (rows_get(p->rows, i, &row) && row.depth == 0 && !row.query &&
			(row.kind == ROW_PLAYLIST || row.kind == ROW_GROUP))
			quote_append(&word, row.text);
		if (word.len && str_starts(str_text(&word), line + at))
			offer(out, line, at, str_text(&word));
		str_finish(&word);
	}
}

static const struct command *command_of(struct ui *ui, const char *line)
{
	size_t n = strcspn(line, " ");
	const struct command *c;
	for (size_t i = 0; (c = app_command_at(ui->app, i)); i++)
		if (strlen(c->name) == n && strncmp(c->name, line, n) == 0)
			return c;
	return NULL;
}

void prompt_complete(void *ctx, const char *line, struct str *out)
{
	struct ui *ui = ctx;
	size_t at = quote_last_word(line);
	const char *themes[8] = {0};
	if (at == 0) {
		offer_commands(ui, line, at, out);
		return;
	}
	const struct command *c = command_of(ui, line);
	switch (c ? c->completer : COMPLETE_NONE) {
	case COMPLETE_NONE:
		break;
	case COMPLETE_WORDS:
		offer_usage(c->usage, line, at, out);
		break;
	case COMPLETE_EQUALIZER:
		offer_equalizer(line, at, out);
		break;
	case COMPLETE_DEVICE:
		offer_devices(ui, line, at, out);
		break;
	case COMPLETE_PATH:
		path_complete(ui, line, at, true, out);
		break;
	case COMPLETE_OPTION:
		offer_options(line, at, out);
		break;
	case COMPLETE_COMMAND:
		offer_commands(ui, line, at, out);
		break;
	case COMPLETE_THEME:
		for (size_t i = 0; i < 7 && *conf_theme_name(i); i++)
			themes[i] = conf_theme_name(i);
		offer_words(themes, line, at, out);
		break;
	case COMPLETE_VIEW:
		offer_views(ui, line, at, out);
		break;
	case COMPLETE_PLAYLIST:
		offer_playlists(ui, line, at, out);
		break;
	}
}
