/* `linnet eval`: how good the engines are, on files with fixed splits or the own
 * history. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "eval_own.h"
#include "suggest/across.h"
#include "suggest/ranker.h"
#include "suggest/replay.h"

enum {
	OPT_ENGINE,
	OPT_TRAIN,
	OPT_FOLD_IN,
	OPT_REPLAY,
	OPT_LIBRARY,
	OPT_QUERIES,
	OPT_CANDIDATES,
	OPT_ONLY,
	OPT_TASK,
	OPT_TOP,
	OPT_OUT,
	OPT__COUNT
};
static const struct cli_option options[] = {
	{"engine", 0, "NAME", "which engine (own history: several, apart by commas)"},
	{"train", 0, "FILE", "across listeners: interactions or lists to learn from"},
	{"fold-in", 0, "FILE", "with --train: the users to rank for"},
	{"replay", 0, "EVENTS", "recorded listening, replayed without look-ahead"},
	{"library", 0, "FILE", "with --replay: every listener's tracks"},
	{"queries", 0, "FILE", "with --replay: the moments to rank at"},
	{"candidates", 0, "FILE", "with --replay: what to rank at each query"},
	{"only", 0, "all|repeat|novel",
		"with --replay: all, heard before, or never heard"},
	{"task", 0, "NAME", "with --replay: foryou, continue or forgotten"},
	{"top", 0, "K", "how many to write for each query (100)"},
	{"out", 0, "FILE", "where the rankings go; - is standard output"},
	{0},
};

/* Index of the word in a list that ends with NULL; -1 where it is not there. */
static int choice(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

static bool show_progress(void *arg, size_t done, size_t total)
{
	cli_progress("eval  %zu of %zu %s", done, total, (const char *)arg);
	return cli_interrupted();
}

static int threads(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

static int finish(enum err_code code, const struct err *why)
{
	cli_progress("%s", "");
	if (code == ERR_USAGE)
		return cli_wrong(&cli_eval, "%s", why->msg);
	return code == ERR_OK ? 0 : cli_fail(why);
}

/* Complains about the first of the options that is missing. */
static bool have(const struct cli_args *args, const int *needed, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (args->value[needed[i]])
			continue;
		cli_wrong(&cli_eval, "--%s is missing", options[needed[i]].name);
		return false;
	}
	return true;
}

static int run_replay(const struct cli_args *args, size_t top)
{
	static const int needed[] = {
		OPT_LIBRARY, OPT_QUERIES, OPT_TASK, OPT_ENGINE, OPT_OUT};
	static const char *const tasks[] = {"foryou", "continue", "forgotten", NULL};
	static const char *const onlies[] = {"all", "repeat", "novel", NULL};
	if (!have(args, needed, sizeof needed / sizeof *needed))
		return 2;
	int task = choice(args->value[OPT_TASK], tasks);
	int only = args->value[OPT_ONLY] ? choice(args->value[OPT_ONLY], onlies) : 0;
	if (task < 0)
		return cli_wrong(
			&cli_eval, "--task takes foryou, continue or forgotten");
	if (only < 0)
		return cli_wrong(&cli_eval, "--only takes all, repeat or novel");
	char unit[] = "listeners";
	struct replay_options o = {.events = args->value[OPT_REPLAY],
		.library = args->value[OPT_LIBRARY],
		.queries = args->value[OPT_QUERIES],
		.candidates = args->value[OPT_CANDIDATES],
		.only = (enum candidates)only,
		.task = (enum task_kind)task,
		.engine = args->value[OPT_ENGINE],
		.top = top,
		.out = args->value[OPT_OUT],
		.threads = threads(),
		.progress = show_progress,
		.arg = unit};
	struct err why = {0};
	return finish(replay_run(&o, &why), &why);
}

static int run_across(const struct cli_args *args, size_t top)
{
	static const int needed[] = {OPT_ENGINE, OPT_OUT};
	if (!have(args, needed, sizeof needed / sizeof *needed))
		return 2;
	char unit[] = "iterations";
	struct across_options o = {.train = args->value[OPT_TRAIN],
		.fold_in = args->value[OPT_FOLD_IN],
		.engine = args->value[OPT_ENGINE],
		.top = top,
		.out = args->value[OPT_OUT],
		.threads = threads(),
		.progress = show_progress,
		.arg = unit};
	struct err why = {0};
	return finish(across_run(&o, &why), &why);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	long long top = 100;
	if (args->n_rest > 0)
		return cli_wrong(&cli_eval, "does not take %s", args->rest[0]);
	if (args->value[OPT_TOP] &&
		!cli_number(&cli_eval, "top", args->value[OPT_TOP], 1, 1000000, &top))
		return 2;
	cli_catch_interrupts();
	if (args->value[OPT_REPLAY])
		return run_replay(args, (size_t)top);
	if (args->value[OPT_TRAIN])
		return run_across(args, (size_t)top);
	for (int i = OPT_FOLD_IN; i < OPT__COUNT; i++)
		if (args->value[i])
			return cli_wrong(&cli_eval,
				"--%s goes with --train or --replay", options[i].name);
	return eval_own(cli, args->value[OPT_ENGINE]);
}

const struct subcommand cli_eval = {
	.name = "eval",
	.usage = "[--engine NAME,…] | --replay EVENTS … | --train FILE …",
	.summary = "measures the engines on the own history or on files",
	.text = "Without files it replays your own history in time order, without "
		"look-ahead.",
	.options = options,
	.run = run,
};
