/*
 * The command line: one file per subcommand, one row in the table of cli/table.c, one
 * parser for all. Exit codes: 0 done, 1 failed (one line on stderr), 2 wrong usage.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "base/err.h"
#include "base/path.h"
#include "db/db.h"

enum { CLI_OPTIONS_MAX = 24 };

/* An option of a subcommand: --name (and -letter); with `arg` it takes a value. */
struct cli_option {
	const char *name;
	char letter;     /* 0: none */
	const char *arg; /* what to call the value in the help; NULL: a flag */
	const char *help;
};

/* What every subcommand gets: the folders and the common options. */
struct cli {
	struct paths paths;  /* owned */
	char *db_path;       /* owned; --db, or the default place */
	char *config_path;   /* owned; --config, or the default place */
	const char *profile; /* --profile; "default" */
	const char *output;  /* --output; NULL: not given */
	bool json, private;
};

/* The parsed line: value[i] belongs to options[i]; NULL where absent, "" for a flag. */
struct cli_args {
	const char *value[CLI_OPTIONS_MAX];
	char **rest; /* borrowed from argv */
	int n_rest;
};

struct subcommand {
	const char *name;
	const char *usage;                /* "[DIR…]" */
	const char *summary;              /* one line, lower case, no full stop */
	const char *text;                 /* more for --help; NULL: none */
	const struct cli_option *options; /* ends with a NULL name; NULL: none */
	int (*run)(struct cli *cli, const struct cli_args *args);
	bool hidden; /* not in the list of `linnet --help` */
};

extern const struct subcommand *const cli_table[]; /* NULL at the end */

int cli_main(int argc, char **argv);

/* For subcommands: say it once, and the exit code to return. */
int cli_fail(const struct err *why);
int cli_wrong(const struct subcommand *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A whole number in [min, max] from an option's text; false after printing the
 * complaint. */
bool cli_number(const struct subcommand *s, const char *option, const char *text,
	long long min, long long max, long long *ret);
/* "scan 48 %  1,234 of 5,678 files": one line on stderr that overwrites itself; only
 * where stderr is a terminal. An empty text clears it. */
/* db_open; a damaged database is restored, which is said on stderr. */
enum err_code cli_open_db(
	const char *path, enum db_mode mode, struct db **ret, struct err *why);
void cli_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* True once SIGINT or SIGTERM came: long work stops at its next safe point. */
bool cli_interrupted(void);
void cli_catch_interrupts(void);

#endif
