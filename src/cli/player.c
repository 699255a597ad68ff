/* The row without a name: opens the player, with or without a screen. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/command.h"
#include "base/io.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "quiet.h"
#include "remote/control.h"
#include "text/quote.h"
#include "ui/keeper.h"
#include "ui/script.h"
#include "ui/term.h"
#include "ui/ui.h"
#include "version.h"

enum { OPT_VERSION, OPT_HEADLESS, OPT_SCRIPT, OPT_DUMP, OPT_MUSIC };
static const struct cli_option options[] = {
	{"version", 'V', NULL, "print the version and what is built in"},
	{"headless", 0, NULL, "play without a screen, for linnet ctl"},
	{"script", 0, "STEPS", "run keys and commands from a file on a fixed screen"},
	{"dump", 0, "FILE", "with --script: where the screen is written"},
	{"music", 0, "DIR", "add this folder to the library"},
	{0},
};

struct session {
	struct cli *cli;
	const struct cli_args *args;
	struct loop *loop;
	struct app *app;
	struct control *control;
	struct ui *ui;
	int saved_stderr; /* -1: it was not moved */
};

static void ignore_line(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
}

/* "play PATH…" with absolute paths, in the one quoting; caller frees. */
static char *play_line(const struct cli_args *args)
{
	struct str line = {0};
	str_append(&line, "play");
	for (int i = 0; i < args->n_rest; i++) {
		char *real = path_real(args->rest[i]);
		str_append_c(&line, ' ');
		quote_append(&line, real ? real : args->rest[i]);
		free(real);
	}
	return str_detach(&line);
}

/* A second linnet hands its paths to the first one. -1: there is no first one. */
static int hand_over(struct cli *cli, const struct cli_args *args)
{
	struct err why = {0};
	char *path = control_path(&cli->paths, cli->db_path);
	char *line = args->n_rest > 0 ? play_line(args) : xstrdup("status");
	enum err_code code = control_call(path, line, ignore_line, NULL, &why);
	int result = 0;
	if (code == ERR_NOT_FOUND)
		result = -1;
	else if (code != ERR_OK)
		result = cli_fail(&why);
	else if (args->n_rest == 0)
		printf("linnet runs already, at %s: linnet ctl status tells what it "
		       "plays, linnet ctl quit ends it.\n",
			path);
	free(line);
	free(path);
	return result;
}

static void on_quit_signal(void *ctx, int sig)
{
	(void)sig;
	struct session *s = ctx;
	app_quit(s->app);
}

static enum err_code open_session(struct session *s, struct err *why)
{
	struct app_config config = {.paths = &s->cli->paths,
		.db_path = s->cli->db_path,
		.config_path = s->cli->config_path,
		.output = s->cli->output,
		.profile = s->cli->profile,
		.private = s->cli->private,
		.headless = s->args->value[OPT_HEADLESS] != NULL,
		.clock = clock_system()};
	s->loop = loop_create();
	loop_add_signal(s->loop, SIGTERM, on_quit_signal, s);
	loop_add_signal(s->loop, SIGHUP, on_quit_signal, s);
	loop_add_signal(s->loop, SIGINT, on_quit_signal, s);
	signal(SIGPIPE, SIG_IGN);
	enum err_code code = app_create(&config, s->loop, &s->app, why);
	if (code != ERR_OK)
		return code;
	char *path = control_path(&s->cli->paths, s->cli->db_path);
	struct err no_control = {0};
	if (control_create(s->app, path, &s->control, &no_control) != ERR_OK)
		app_warn(s->app, "No remote control: %s", no_control.msg);
	free(path);
	return ERR_OK;
}

static void begin(void *ctx)
{
	struct session *s = ctx;
	const char *music = s->args->value[OPT_MUSIC];
	app_begin(s->app);
	if (music) {
		struct str line = {0};
		char *real = path_real(music);
		str_append(&line, "add-folder ");
		quote_append(&line, real ? real : music);
		app_command_said(s->app, str_text(&line));
		str_finish(&line);
		free(real);
	}
	if (s->args->n_rest > 0) {
		char *line = play_line(s->args);
		app_command_said(s->app, line);
		free(line);
	}
}

/* The demo library was rendered: this program once more, on a database of its own. */
static int start_on_demo(struct cli *cli)
{
	char *db = path_join(cli->paths.data, "demo.db");
	char *music = path_join(cli->paths.data, "demo");
	struct err why = {0};
	const char *arg[12] = {"linnet", "--db", db, "--music", music};
	size_t n = 5;
	if (cli->output) {
		arg[n++] = "--output";
		arg[n++] = cli->output;
	}
	if (cli->config_path) {
		arg[n++] = "--config";
		arg[n++] = cli->config_path;
	}
	if (cli->private)
		arg[n++] = "--private";
	execv("/proc/self/exe", (char *const *)arg);
	err_sys(&why, errno, "cannot start on the demo library");
	free(db);
	free(music);
	return cli_fail(&why);
}

static void close_session(struct session *s)
{
	ui_destroy(s->ui);
	control_destroy(s->control);
	app_destroy(s->app);
	loop_destroy(s->loop);
	quiet_restore(s->saved_stderr);
}

/* Once, after the first session out of a build tree: how to have it for good. */
static void tell_how_to_install(struct cli *cli)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	if (n <= 0)
		return;
	exe[n] = '\0';
	char *marker = path_join(cli->paths.state, "told-install");
	struct err why = {0};
	if (str_ends(exe, "/build/linnet") && access(marker, F_OK) != 0 &&
		io_write_file(marker, "", 0, 0600, &why) == ERR_OK)
		puts("To have linnet for good: make install PREFIX=~/.local");
	free(marker);
}

/* The terminal is given back first; then the signal does what it would have done. */
static void on_crash(int sig)
{
	term_panic();
	raise(sig);
}

static void catch_crashes(void)
{
	static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
	struct sigaction sa = {.sa_handler = on_crash, .sa_flags = SA_RESETHAND};
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		sigaction(fatal[i], &sa, NULL);
}

static int run_screen(struct session *s)
{
	struct err why = {0};
	int keeper = keeper_start(); /* before there are threads */
	catch_crashes();
	bool demo = false;
	s->saved_stderr = quiet_stderr();
	enum err_code code = open_session(s, &why);
	struct ui_config config = {.keeper = keeper};
	if (code == ERR_OK)
		code = ui_create(s->app, &config, &s->ui, &why);
	if (code == ERR_OK) {
		loop_add_timer(s->loop, 0, begin, s);
		loop_run(s->loop);
		demo = app_wants_demo(s->app);
	}
	close_session(s);
	if (code != ERR_OK)
		return cli_fail(&why);
	if (demo)
		return start_on_demo(s->cli);
	tell_how_to_install(s->cli);
	return 0;
}

static int run_headless(struct session *s)
{
	struct err why = {0};
	enum err_code code = open_session(s, &why);
	if (code == ERR_OK) {
		loop_add_timer(s->loop, 0, begin, s);
		loop_run(s->loop);
	}
	close_session(s);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

static int run_script(struct session *s)
{
	struct err why = {0};
	const char *dump = s->args->value[OPT_DUMP];
	enum err_code code = open_session(s, &why);
	if (code == ERR_OK)
		code = script_run(s->app, s->loop, s->args->value[OPT_SCRIPT],
			dump ? dump : "-", &why);
	close_session(s);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

static void open_log(struct cli *cli)
{
	struct err why = {0};
	if (log_fd() >= 0)
		return; /* --log named one */
	char *path = path_join(cli->paths.state, "linnet.log");
	if (log_open(path, LOG_INFO, &why) != ERR_OK)
		fprintf(stderr, "linnet: %s; going on without a log\n", why.msg);
	free(path);
}

static int run(struct cli *cli, const struct cli_args *args)
{
	struct session s = {.cli = cli, .args = args, .saved_stderr = -1};
	if (args->value[OPT_VERSION]) {
		version_print();
		return 0;
	}
	if (args->value[OPT_DUMP] && !args->value[OPT_SCRIPT])
		return cli_wrong(&cli_player, "--dump goes with --script");
	for (int i = 0; i < args->n_rest; i++) {
		if (access(args->rest[i], F_OK) != 0) {
			struct err why = {0};
			err_set(&why, ERR_NOT_FOUND,
				"there is no command and no file %s; see linnet --help",
				args->rest[i]);
			return cli_fail(&why);
		}
	}
	if (args->value[OPT_SCRIPT])
		return run_script(&s);
	int handed = hand_over(cli, args);
	if (handed >= 0)
		return handed;
	open_log(cli);
	return args->value[OPT_HEADLESS] ? run_headless(&s) : run_screen(&s);
}

const struct subcommand cli_player = {
	.name = "",
	.usage = "[PATH…]",
	.summary = "opens the player; with paths, plays them",
	.options = options,
	.run = run,
};
