/* linnet loudness: gains for what has none in its tags, or of named files. */
#include "loudness.h"

#include <stddef.h>

#include "commands.h"

enum { OPT_JOBS, OPT_ALBUM };
static const struct cli_option options[] = {
	{"jobs", 'j', "N", "use N workers (default: one a core)"},
	{"album", 0, NULL, "take the paths together, too, as one album"},
	{0},
};

static int run(struct cli *cli, const struct cli_args *args)
{
	long long jobs = 0;
	bool together = args->value[OPT_ALBUM] != NULL;
	if (args->value[OPT_JOBS] &&
		!cli_number(&cli_loudness, "jobs", args->value[OPT_JOBS], 1, 64, &jobs))
		return 2;
	if (together && args->n_rest == 0)
		return cli_wrong(&cli_loudness, "--album needs the paths of its files");
	cli_catch_interrupts();
	if (args->n_rest == 0)
		return loudness_library(cli, (int)jobs);
	return loudness_paths(cli, args->rest, args->n_rest, (int)jobs, together);
}

const struct subcommand cli_loudness = {
	.name = "loudness",
	.usage = "[PATH…]",
	.summary = "measures the loudness of what has no gain in its tags",
	.text = "Integrated loudness by EBU R 128 (LUFS), the true peak (dBTP, four\n"
		"times oversampled) and the gain to -18 LUFS that playing applies.\n"
		"Without paths, the library is measured, album by album, where\n"
		"neither ReplayGain nor R128 tags nor an earlier measurement give a\n"
		"gain. With paths, these files are measured and printed, whether they\n"
		"are in the library or not, and nothing is stored.",
	.options = options,
	.run = run,
};
