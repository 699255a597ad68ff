/* `linnet demo`: renders the demo library (`make demo` and the first screen call it).
 */
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "library/demo.h"

enum { OPT_PER_STYLE };
static const struct cli_option options[] = {
	{"per-style", 'n', "N", "so many tracks of each style, 1 to 15 (5)"},
	{0},
};

static void tell(void *ctx, int64_t done, int64_t total)
{
	(void)ctx;
	cli_progress("demo %" PRId64 " %%  %" PRId64 " of %" PRId64 " tracks",
		100 * done / total, done, total);
}

static bool stop(void *ctx)
{
	(void)ctx;
	return cli_interrupted();
}

static int run(struct cli *cli, const struct cli_args *args)
{
	long long per_style = DEMO_PER_STYLE;
	if (args->n_rest != 1)
		return cli_wrong(&cli_demo, "give the folder to render into");
	const char *number = args->value[OPT_PER_STYLE];
	if (number && !cli_number(&cli_demo, "per-style", number, 1, DEMO_PER_STYLE_MAX,
			      &per_style))
		return 2;
	cli_catch_interrupts();
	const struct demo_watch watch = {.tell = tell, .stop = stop};
	struct demo_result r = {0};
	struct err why = {0};
	if (demo_render(args->rest[0], (int)per_style, &watch, &r, &why) != ERR_OK)
		return cli_fail(&why);
	cli_progress("%s", "");
	if (cli->json)
		printf("{\"rendered\":%" PRId64 ",\"kept\":%" PRId64
		       ",\"styles\":%d}\n",
			r.rendered, r.kept, r.styles);
	else
		printf("%s: %" PRId64 " tracks in %d styles, %" PRId64
		       " of them rendered now\n",
			args->rest[0], r.rendered + r.kept, r.styles, r.rendered);
	return 0;
}

const struct subcommand cli_demo = {
	.name = "demo",
	.usage = "DIR [--per-style N]",
	.summary = "renders the demo library into a folder",
	.text = "Music made by the project's own synthesiser in five styles, as MP3, "
		"FLAC,\n"
		"Vorbis and Opus with tags and covers. Files that are there are kept.",
	.options = options,
	.run = run,
	.hidden = true,
};
