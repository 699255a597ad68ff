/* linnet ctl: a command for the running player. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "remote/control.h"
#include "text/quote.h"

static void print_line(void *ctx, const char *text)
{
	(void)ctx;
	puts(text);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct err why = {0};
	struct str line = {0};
	if (args->n_rest == 0)
		return cli_wrong(
			&cli_ctl, "which command? linnet ctl status, for example");
	/* One argument is a line; several are its words. */
	char *words = args->n_rest == 1 ? xstrdup(args->rest[0])
					: quote_join((const char *const *)args->rest,
						  (size_t)args->n_rest);
	str_appendf(&line, "%s%s", cli->json ? "json " : "", words);
	char *path = control_path(&cli->paths, cli->db_path);
	enum err_code code =
		control_call(path, str_text(&line), print_line, NULL, &why);
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
