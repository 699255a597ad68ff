/* linnet analyze: features of what has none, or of named files. */
#include "analyze.h"

#include <stddef.h>

#include "commands.h"

enum { OPT_JOBS, OPT_FORCE };
static const struct cli_option options[] = {
	{"jobs", 'j', "N", "use N workers (default: one a core)"},
	{"force", 0, NULL, "analyse what has features already, too"},
	{0},
};

static int run(struct cli *cli, const struct cli_args *args)
{
	long long jobs = 0;
	if (args->value[OPT_JOBS] &&
		!cli_number(&cli_analyze, "jobs", args->value[OPT_JOBS], 1, 64, &jobs))
		return 2;
	cli_catch_interrupts();
	if (args->n_rest == 0)
		return analyze_library(cli, (int)jobs, args->value[OPT_FORCE] != NULL);
	return analyze_paths(cli, args->rest, args->n_rest, (int)jobs);
}

const struct subcommand cli_analyze = {
	.name = "analyze",
	.usage = "[PATH…]",
	.summary = "extracts features of what has none; with paths prints them",
	.text = "Without paths, every recording of the library that has no\n"
		"features yet goes through background workers: one track of each\n"
		"album first, then what the history plays, then the rest. With\n"
		"paths, the features of these files are printed, whether they are\n"
		"in the library or not, and nothing is stored.",
	.options = options,
	.run = run,
};
