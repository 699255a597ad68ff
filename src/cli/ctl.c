/* linnet ctl: a command for the running player. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "commands.h"
#include "remote/control.h"
#include "text/json.h"
#include "text/quote.h"

static void print_line(void *ctx, const char *text)
{
	(void)ctx;
	puts(text);
}

static void keep_line(void *ctx, const char *text)
{
	str_appendf(ctx, "%s\n", text);
}

/* What answers in JSON is printed as it is; the lines of others become an array. */
static void print_json(struct str *lines)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	const char *text = str_text(lines);
	if (*text == '{' || *text == '[') {
		fputs(text, stdout);
		return;
	}
	json_write_object(&w);
	json_write_key(&w, "reply");
	json_write_array(&w);
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);
		json_write_str(&w, line);
		free(line);
		text += n + 1;
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
}

static bool takes_paths(const char *command)
{
	static const char *const names[] = {
		"play", "queue", "queue-next", "add-folder", "scan"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(command, names[i]) == 0)
			return true;
	return false;
}

/* The player runs in another folder: paths go to it as absolute ones. */
static char *join_words(const struct cli_args *args)
{
	struct str line = {0};
	for (int i = 0; i < args->n_rest; i++) {
		char *real = i > 0 && takes_paths(args->rest[0])
				     ? path_real(args->rest[i])
				     : NULL;
		if (i > 0)
			str_append_c(&line, ' ');
		quote_append(&line, real ? real : args->rest[i]);
		free(real);
	}
	return str_detach(&line);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct err why = {0};
	struct str line = {0};
	if (args->n_rest == 0)
		return cli_wrong(
			&cli_ctl, "which command? linnet ctl status, for example");
	/* One argument is a line; several are its words. */
	char *words = args->n_rest == 1 ? xstrdup(args->rest[0]) : join_words(args);
	str_appendf(&line, "%s%s", cli->json ? "json " : "", words);
	char *path = control_path(&cli->paths, cli->db_path);
	struct str lines = {0};
	enum err_code code = control_call(path, str_text(&line),
		cli->json ? keep_line : print_line, &lines, &why);
	if (cli->json && code == ERR_OK)
		print_json(&lines);
	str_finish(&lines);
	free(path);
	free(words);
	str_finish(&line);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_ctl = {
	.name = "ctl",
	.usage = "COMMAND…",
	.summary = "runs a command in the running player",
	.text = "Every command of the player works: status, pause, next, play PATH, "
		"queue PATH,\n"
		"volume +5, dial 70 … Write relative numbers behind --: linnet ctl -- "
		"seek -5.\n"
		"The help screen (?) lists them all.",
	.run = run,
};
