/* The command tables: finding a command by its name, running a line, saying what came.
 */
#include "app/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "state.h"
#include "text/quote.h"

void app_add_commands(struct app *a, const struct command *table, size_t n, void *ctx)
{
	if (a->n_tables < APP_TABLES)
		a->table[a->n_tables++] = (struct command_table){table, n, ctx};
}

const struct command *app_command_at(struct app *a, size_t i)
{
	for (size_t t = 0; t < a->n_tables; t++) {
		if (i < a->table[t].n)
			return &a->table[t].row[i];
		i -= a->table[t].n;
	}
	return NULL;
}

static const struct {
	const struct command *row;
	const size_t *n;
} builtin[] = {{command_playing, &command_playing_n}, {command_modes, &command_modes_n},
	{command_sound, &command_sound_n}, {command_queueing, &command_queueing_n},
	{command_feedback, &command_feedback_n}, {command_undo, &command_undo_n},
	{command_lists, &command_lists_n}, {command_list_files, &command_list_files_n},
	{command_library, &command_library_n}, {command_art, &command_art_n},
	{command_tags, &command_tags_n}};

void command_add_builtin(struct app *a)
{
	for (size_t t = 0; t < sizeof builtin / sizeof *builtin; t++)
		app_add_commands(a, builtin[t].row, *builtin[t].n, NULL);
}

const struct command *command_builtin_at(size_t i)
{
	for (size_t t = 0; t < sizeof builtin / sizeof *builtin; t++) {
		if (i < *builtin[t].n)
			return &builtin[t].row[i];
		i -= *builtin[t].n;
	}
	return NULL;
}

void app_set_selection(struct app *a, struct selection (*provide)(void *ctx), void *ctx)
{
	a->provide = provide;
	a->provide_ctx = ctx;
}

/* The row with that name; a later table's row goes before an earlier one's. */
static const struct command *find(struct app *a, const char *name, void **ret_ctx)
{
	for (size_t t = a->n_tables; t-- > 0;) {
		for (size_t i = 0; i < a->table[t].n; i++) {
			if (strcmp(a->table[t].row[i].name, name) != 0)
				continue;
			*ret_ctx = a->table[t].ctx;
			return &a->table[t].row[i];
		}
	}
	return NULL;
}

/* The words from `first` on become one; the caller frees argv and *text. */
static void join_rest(struct command_call *call, int first, struct str *text)
{
	char **argv = xcalloc((size_t)first + 1, sizeof *argv);
	for (int i = 0; i < first; i++)
		argv[i] = call->argv[i];
	for (int i = first; i < call->argc; i++)
		str_appendf(text, "%s%s", i > first ? " " : "", call->argv[i]);
	argv[first] = text->data;
	call->argv = argv;
	call->argc = first + 1;
}

static enum err_code run_words(struct app *a, const struct quote_words *w, bool json,
	struct str *reply, struct err *why)
{
	struct command_call call = {.app = a,
		.argc = (int)w->n,
		.argv = w->word,
		.reply = reply,
		.json = json};
	const struct command *c = find(a, w->word[0], &call.ctx);
	if (!c)
		return err_set(why, ERR_USAGE, "there is no command %s; ? lists them",
			w->word[0]);
	int given = call.argc - 1, last = c->min > 1 ? c->min : 1;
	if (given < c->min || (c->max >= 0 && given > c->max))
		return err_set(why, ERR_USAGE, "usage: %s %s", c->name, c->usage);
	if (c->max != COMMAND_REST || given <= last)
		return c->run(&call, why);
	struct str rest = {0};
	join_rest(&call, last, &rest);
	enum err_code code = c->run(&call, why);
	free(call.argv);
	str_finish(&rest);
	return code;
}

enum err_code app_command(
	struct app *a, const char *line, bool json, struct str *reply, struct err *why)
{
	struct quote_words w = {0};
	struct str unread = {0};
	enum err_code code = quote_split(line, &w, why);
	if (code == ERR_OK && w.n > 0) {
		log_write(LOG_DEBUG, "command: %s", line);
		if (a->play.player)
			player_touch(a->play.player);
		code = run_words(a, &w, json, reply ? reply : &unread, why);
	}
	quote_words_finish(&w);
	str_finish(&unread);
	return code;
}

void app_command_said(struct app *a, const char *line)
{
	struct str reply = {0};
	struct err why = {0};
	if (app_command(a, line, false, &reply, &why) != ERR_OK) {
		app_warn(a, "%s", why.msg);
	} else if (reply.len > 0) {
		char *end = strchr(reply.data, '\n');
		if (end)
			*end = '\0';
		app_say(a, "%s", reply.data);
	}
	str_finish(&reply);
}
