/*
 * Everything is a command: one table serves key bindings, the `:` prompt, the
 * configuration, scripts and the control socket. The screen adds its own rows (moving,
 * views) with app_add_commands().
 *
 * A command without arguments acts on the selection: the marked rows, or the row under
 * the cursor, as the screen's provider tells. With arguments (paths) it acts on those.
 */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "app/app.h"
#include "app/rows.h"
#include "base/str.h"

enum command_completer {
	COMPLETE_NONE,
	COMPLETE_WORDS, /* those of the usage: "[off|track]" offers off, track */
	COMPLETE_EQUALIZER,
	COMPLETE_DEVICE,
	COMPLETE_PATH,
	COMPLETE_OPTION,
	COMPLETE_COMMAND,
	COMPLETE_THEME,
	COMPLETE_VIEW,
	COMPLETE_PLAYLIST
};

struct command_call {
	struct app *app;
	void *ctx; /* of the table */
	int argc;  /* argv[0] is the command's name */
	char **argv;
	struct str *
		reply; /* lines for the caller; for the screen it becomes the message */
	bool json;
};

/* struct command's max: what is left of the line is one text with blanks between its words,
 * so that a name need not be quoted. */
enum { COMMAND_REST = -2 };

struct command {
	const char *name;
	const char *usage; /* "[PATH…]" */
	int min, max;      /* arguments; max -1: any number; COMMAND_REST */
	enum command_completer completer;
	enum err_code (*run)(struct command_call *c, struct err *why);
	const char *help;  /* a few words for the help screen: "play the selection" */
	const char *group; /* heading in the help: "Playing", "Queue", "Lists", "Screen"
			      … */
};

void app_add_commands(struct app *a, const struct command *table, size_t n, void *ctx);
/* One line in the one quoting (text/quote.h). The reply may be NULL. An error is
 * returned, not shown. */
enum err_code app_command(
	struct app *a, const char *line, bool json, struct str *reply, struct err *why);
/* The same, and what comes back becomes the message line. */
void app_command_said(struct app *a, const char *line);
/* Row i over all tables, for help and completion; NULL behind the last. */
const struct command *app_command_at(struct app *a, size_t i);

/* Row i of the commands that need no screen, for the man page; NULL behind the last. */
const struct command *command_builtin_at(size_t i);

/* What commands act on. All borrowed until the provider is called again. */
struct selection {
	struct rows *rows;     /* the list; NULL: nothing is selected */
	int64_t cursor;        /* row under the cursor */
	const int64_t *marked; /* row numbers, ascending; (n_marked) */
	size_t n_marked;
};
void app_set_selection(
	struct app *a, struct selection (*provide)(void *ctx), void *ctx);

#endif
