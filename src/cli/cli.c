#include "cli/cli.h"

#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "db/rescue.h"
#include "worker.h"

static const struct cli_option common[] = {
	{"db", 0, "FILE", "use this database"},
	{"profile", 0, "NAME", "use this listener's profile"},
	{"config", 0, "FILE", "read this configuration"},
	{"output", 0, "SPEC",
		"auto, pulse[:DEVICE], portaudio[:DEVICE], null, null:fast, wav:FILE, "
		"wav16:FILE"},
	{"private", 0, NULL, "log nothing of what is heard"},
	{"log", 0, "FILE", "append the log to this file"},
	{"json", 0, NULL, "print JSON"},
	{"help", 'h', NULL, "show this help"},
	{0},
};
enum {
	COMMON_DB,
	COMMON_PROFILE,
	COMMON_CONFIG,
	COMMON_OUTPUT,
	COMMON_PRIVATE,
	COMMON_LOG,
	COMMON_JSON,
	COMMON_HELP,
	COMMON__COUNT
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

void cli_catch_interrupts(void)
{
	struct sigaction sa = {.sa_handler = on_interrupt};
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
}

bool cli_interrupted(void)
{
	return interrupted != 0;
}

int cli_fail(const struct err *why)
{
	cli_progress("%s", "");
	fprintf(stderr, "linnet: %s\n", why->msg[0] ? why->msg : err_text(why->code));
	return 1;
}

int cli_wrong(const struct subcommand *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *space = s->name[0] ? " " : "";
	fprintf(stderr, "linnet%s%s: ", space, s->name);
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "; see linnet%s%s --help\n", space, s->name);
	va_end(ap);
	return 2;
}

bool cli_number(const struct subcommand *s, const char *option, const char *text,
	long long min, long long max, long long *ret)
{
	long long v;
	if (str_to_i64(text, &v) && v >= min && v <= max) {
		*ret = v;
		return true;
	}
	cli_wrong(s, "--%s takes a whole number from %lld to %lld, not %s", option, min,
		max, text);
	return false;
}

enum err_code cli_open_db(
	const char *path, enum db_mode mode, struct db **ret, struct err *why)
{
	char said[512];
	enum err_code code = rescue_open(path, mode, ret, said, sizeof said, why);
	if (said[0])
		fprintf(stderr, "linnet: %s\n", said);
	return code;
}

void cli_progress(const char *fmt, ...)
{
	if (!isatty(STDERR_FILENO))
		return;
	va_list ap;
	va_start(ap, fmt);
	fputs("\r\033[K", stderr);
	vfprintf(stderr, fmt, ap);
	fflush(stderr);
	va_end(ap);
}

static void print_options(const struct cli_option *o)
{
	for (; o && o->name; o++) {
		char left[64];
		int n = o->letter ? snprintf(left, sizeof left, "-%c, ", o->letter)
				  : snprintf(left, sizeof left, "    ");
		snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", o->name,
			o->arg ? " " : "", o->arg ? o->arg : "");
		printf("  %-24s %s\n", left, o->help);
	}
}

static void print_help(const struct subcommand *s)
{
	printf("linnet %s%s%s\n\n%s.\n", s->name, s->usage[0] ? " " : "", s->usage,
		s->summary);
	if (s->text)
		printf("\n%s\n", s->text);
	if (s->options)
		puts("\nOptions:");
	print_options(s->options);
	puts("\nCommon options:");
	print_options(common);
}

/* Both tables as getopt_long wants them; returns the string of short options. */
static void getopt_tables(
	const struct subcommand *s, struct option *longs, struct str *shorts)
{
	int n = 0;
	str_append_c(shorts, ':'); /* a missing argument is told apart */
	const struct cli_option *const tables[] = {common, s->options};
	for (int t = 0; t < 2; t++) {
		for (int i = 0; tables[t] && tables[t][i].name; i++) {
			const struct cli_option *o = &tables[t][i];
			longs[n++] = (struct option){o->name,
				o->arg ? required_argument : no_argument, NULL,
				256 + t * COMMON__COUNT + i};
			if (o->letter)
				str_appendf(
					shorts, "%c%s", o->letter, o->arg ? ":" : "");
		}
	}
	longs[n] = (struct option){0};
}

static int index_of_letter(const struct subcommand *s, int c)
{
	for (int i = 0; common[i].name; i++)
		if (common[i].letter == c)
			return i;
	for (int i = 0; s->options && s->options[i].name; i++)
		if (s->options[i].letter == c)
			return COMMON__COUNT + i;
	return -1;
}

/* What getopt stopped at: "--nope", or "-x" of a bundle. */
static void complain(const struct subcommand *s, char *const *argv, int c)
{
	char letter[] = {'-', (char)optopt, '\0'};
	bool is_letter = optopt > 0 && optopt < 256;
	const char *what = is_letter ? letter : argv[optind - 1];
	if (c == ':')
		cli_wrong(s, "%s needs a value", what);
	else if (optopt >= 256)
		cli_wrong(s, "%s takes no value", what);
	else
		cli_wrong(s, "there is no option %s", what);
}

/* Fills common values and the subcommand's; false after a complaint. */
static bool parse(const struct subcommand *s, int argc, char **argv,
	const char **common_value, struct cli_args *args)
{
	struct option longs[CLI_OPTIONS_MAX + COMMON__COUNT + 1];
	struct str shorts = {0};
	getopt_tables(s, longs, &shorts);
	bool ok = true;
	int c;
	optind = 1;
	opterr = 0;
	while (ok &&
		(c = getopt_long(argc, argv, str_text(&shorts), longs, NULL)) != -1) {
		int i = c >= 256 ? c - 256 : index_of_letter(s, c);
		if (c == '?' || c == ':' || i < 0) {
			complain(s, argv, c);
			ok = false;
		} else if (i < COMMON__COUNT) {
			common_value[i] = optarg ? optarg : "";
		} else {
			args->value[i - COMMON__COUNT] = optarg ? optarg : "";
		}
	}
	args->rest = argv + optind;
	args->n_rest = argc - optind;
	str_finish(&shorts);
	return ok;
}

static const struct subcommand *find(const char *name)
{
	for (int i = 0; cli_table[i]; i++)
		if (strcmp(cli_table[i]->name, name) == 0)
			return cli_table[i];
	return NULL;
}

static int run(const struct subcommand *s, int argc, char **argv)
{
	const char *value[COMMON__COUNT] = {0};
	struct cli_args args = {0};
	if (!parse(s, argc, argv, value, &args))
		return 2;
	if (value[COMMON_HELP]) {
		print_help(s);
		return 0;
	}
	struct cli cli = {
		.profile = value[COMMON_PROFILE] ? value[COMMON_PROFILE] : "default",
		.output = value[COMMON_OUTPUT],
		.json = value[COMMON_JSON] != NULL,
		.private = value[COMMON_PRIVATE] != NULL};
	struct err why = {0};
	paths_init(&cli.paths);
	cli.db_path = value[COMMON_DB] ? xstrdup(value[COMMON_DB])
				       : path_join(cli.paths.data, "linnet.db");
	cli.config_path = value[COMMON_CONFIG] ? xstrdup(value[COMMON_CONFIG])
					       : path_join(cli.paths.config, "config");
	int code = value[COMMON_LOG] && log_open(value[COMMON_LOG], LOG_DEBUG, &why) !=
						ERR_OK
			   ? cli_fail(&why)
			   : s->run(&cli, &args);
	free(cli.db_path);
	free(cli.config_path);
	paths_finish(&cli.paths);
	return code;
}

static int print_overview(void)
{
	puts("linnet [PATH…]             opens the player; with paths, plays them");
	for (int i = 0; cli_table[i]; i++)
		if (!cli_table[i]->hidden && cli_table[i]->name[0])
			printf("linnet %-19s %s\n", cli_table[i]->name,
				cli_table[i]->summary);
	puts("\nlinnet COMMAND --help tells more; man linnet tells all.");
	return 0;
}

/* Where the subcommand stands: behind common options, "linnet --db FILE stats" works
 * too. argc where there is none. */
static int subcommand_at(int argc, char **argv)
{
	int i = 1;
	while (i < argc && str_starts(argv[i], "--") && argv[i][2]) {
		const struct cli_option *o = common;
		size_t n = strcspn(argv[i] + 2, "=");
		while (o->name && (strncmp(o->name, argv[i] + 2, n) != 0 || o->name[n]))
			o++;
		if (!o->name)
			return argc; /* the player's own, or a mistake for it to tell */
		i += o->arg && argv[i][2 + n] != '=' ? 2 : 1;
	}
	return i < argc && argv[i][0] && find(argv[i]) ? i : argc;
}

int cli_main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	db_init();
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return cli_worker(argv[2]);
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return print_overview();
	int at = subcommand_at(argc, argv);
	if (at < argc) {
		/* The name takes the program's place, what stood before it follows. */
		char *name = argv[at];
		memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv);
		argv[1] = name;
		return run(find(name), argc - 1, argv + 1);
	}
	/* Options and paths without a subcommand belong to the row without a name. */
	return run(find(""), argc, argv);
}
