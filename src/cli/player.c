/* The row without a name: opens the player. */
#include <stdio.h>

#include "commands.h"

enum { OPT_VERSION };
static const struct cli_option options[] = {
	{"version", 'V', NULL, "print the version and what is built in"},
	{0},
};

static int run(struct cli *cli, const struct cli_args *args)
{
	(void)cli;
	if (args->value[OPT_VERSION])
		puts("linnet " LINNET_VERSION);
	return 0;
}

const struct subcommand cli_player = {
	.name = "",
	.usage = "[PATH…]",
	.summary = "opens the player; with paths, plays them",
	.options = options,
	.run = run,
};
