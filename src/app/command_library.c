/* Commands: the library, For You, the configuration. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "rows_state.h"

/* ---- the library */

static enum err_code add_folder_path(
	struct app *a, const char *text, struct str *reply, struct err *why)
{
	char *expanded = path_expand(text, a->config.paths->home);
	char *real = path_real(expanded);
	struct stat st;
	enum err_code code = ERR_OK;
	if (!real || stat(real, &st) != 0)
		code = err_set(why, ERR_NOT_FOUND, "there is no folder %s", text);
	else if (!S_ISDIR(st.st_mode))
		code = err_set(why, ERR_USAGE, "%s is a file: name its folder", text);
	if (code == ERR_OK && real) {
		struct str shown = {0};
		utf8_repair(&shown, real, strlen(real), true);
		str_appendf(reply, "Scanning %s", str_text(&shown));
		str_finish(&shown);
		jobs_scan(a, real);
	}
	free(real);
	free(expanded);
	return code;
}

static enum err_code add_folder(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	if (c->argc > 1)
		return add_folder_path(a, c->argv[1], c->reply, why);
	struct selection s =
		a->provide ? a->provide(a->provide_ctx) : (struct selection){0};
	struct row row;
	if (!s.rows || s.rows->spec.list != ROWS_FILES)
		return err_set(why, ERR_USAGE, "usage: add-folder PATH");
	/* The folder under the cursor, else the one that is open. */
	if (rows_get(s.rows, s.cursor, &row) && row.kind == ROW_FOLDER)
		return add_folder_path(a, row.track.path, c->reply, why);
	return add_folder_path(a, s.rows->text, c->reply, why);
}

static enum err_code scan(struct command_call *c, struct err *why)
{
	(void)why;
	if (c->argc > 1)
		return add_folder_path(c->app, c->argv[1], c->reply, why);
	jobs_scan(c->app, NULL);
	str_append(c->reply, "Scanning the library");
	return ERR_OK;
}

static enum err_code analyze(struct command_call *c, struct err *why)
{
	(void)why;
	jobs_analyze(c->app);
	str_append(c->reply, "Analysing what has no features yet");
	return ERR_OK;
}

static enum err_code loudness(struct command_call *c, struct err *why)
{
	(void)why;
	jobs_measure(c->app);
	str_append(c->reply,
		"Measuring the loudness of what has no gain, while nothing plays");
	return ERR_OK;
}

static enum err_code cancel(struct command_call *c, struct err *why)
{
	(void)why;
	struct app_jobs j = app_jobs(c->app);
	if (!j.scan.active && !j.analysis.active && !j.loudness.active &&
		!app_welcome(c->app).rendering) {
		str_append(c->reply, "Nothing is under way");
		return ERR_OK;
	}
	jobs_cancel(c->app);
	str_append(c->reply, "Cancelled; what was done is kept");
	return ERR_OK;
}

static enum err_code demo(struct command_call *c, struct err *why)
{
	(void)why;
	welcome_demo(c->app);
	str_append(
		c->reply, "Rendering the demo library; it has a database of its own");
	return ERR_OK;
}

/* ---- For You */

static enum err_code dial(struct command_call *c, struct err *why)
{
	const char *text = c->argv[1];
	long long v;
	bool relative = text[0] == '+' || text[0] == '-';
	if (!str_to_i64(text, &v))
		return err_set(
			why, ERR_USAGE, "dial takes 0 (familiar) to 100 (discover)");
	v += relative ? c->app->foryou.discover : 0;
	v = v < 0 ? 0 : v > 100 ? 100 : v;
	foryou_set_discover(c->app, (int)v);
	str_appendf(c->reply, "Familiar %lld · discover %lld", 100 - v, v);
	return ERR_OK;
}

static void seed_picked(struct app *a, struct picked *p, void *arg)
{
	(void)arg;
	if (p->item[0] <= 0) {
		app_warn(a, "Only tracks of the library can seed For You");
		return;
	}
	foryou_set_seed(a, p->item[0], p->title);
	app_say(a, "For You: more like %s · :more-like off ends it", p->title);
}

static enum err_code more_like(struct command_call *c, struct err *why)
{
	(void)why;
	if (c->argc > 1 && strcmp(c->argv[1], "off") == 0) {
		foryou_set_seed(c->app, 0, "");
		str_append(c->reply, "For You without a seed");
		return ERR_OK;
	}
	rows_pick(c->app, false, seed_picked, NULL);
	return ERR_OK;
}

/* The present slate, a line each: for the shell, and to see why. */
static enum err_code picks(struct command_call *c, struct err *why)
{
	struct app *a = c->app;
	const struct slate *s = app_slate(a);
	if (!s || s->n == 0)
		return err_set(why, ERR_NOT_FOUND, "For You has no picks yet%s%s",
			a->foryou.trouble[0] ? ": " : "", a->foryou.trouble);
	for (size_t i = 0; i < s->n; i++)
		str_appendf(c->reply, "%c %lld  %s\n",
			reason_letter(s->pick[i].reason.kind),
			(long long)s->pick[i].recording,
			app_reason_short(a, &s->pick[i].reason, s->pick[i].recording));
	return ERR_OK;
}

static enum err_code train(struct command_call *c, struct err *why)
{
	(void)why;
	foryou_train(c->app);
	str_append(c->reply, "Training");
	return ERR_OK;
}

/* ---- configuration */

static enum err_code configure(struct command_call *c, struct err *why)
{
	enum err_code code = conf_command(
		&c->app->conf, (const char *const *)c->argv, (size_t)c->argc, why);
	if (code != ERR_OK)
		return code;
	if (strcmp(c->argv[0], "set") == 0)
		sound_apply(c->app);
	for (int i = 0; i < c->argc; i++)
		str_appendf(c->reply, "%s%s", i ? " " : "", c->argv[i]);
	app_changed(c->app, APP_CHANGED_PLAYER | APP_CHANGED_ROWS);
	return ERR_OK;
}

static enum err_code theme(struct command_call *c, struct err *why)
{
	enum err_code code = conf_load_theme(&c->app->conf, c->argv[1], why);
	app_changed(c->app, APP_CHANGED_PLAYER | APP_CHANGED_ROWS);
	return code;
}

static enum err_code jobs(struct command_call *c, struct err *why)
{
	(void)why;
	struct app_jobs j = app_jobs(c->app);
	struct app_library l = app_library(c->app);
	str_appendf(c->reply, "tracks %lld\nanalysed %lld\n", (long long)l.tracks,
		(long long)l.analysed);
	if (j.scan.active)
		str_appendf(c->reply, "scan %lld of %lld\n", (long long)j.scan.done,
			(long long)j.scan.total);
	if (j.analysis.active)
		str_appendf(c->reply, "analysis %lld of %lld\n",
			(long long)j.analysis.done, (long long)j.analysis.total);
	if (j.loudness.active)
		str_appendf(c->reply, "loudness %lld of %lld\n",
			(long long)j.loudness.done, (long long)j.loudness.total);
	return ERR_OK;
}

#define LIBRARY "Library"
#define FORYOU "For You"
#define CONFIGURATION "Configuration"
const struct command command_library[] = {
	{"add-folder", "[PATH]", 0, 1, COMPLETE_PATH, add_folder,
		"add the folder to the library", LIBRARY},
	{"scan", "[PATH]", 0, 1, COMPLETE_PATH, scan, "bring the library up to date",
		LIBRARY},
	{"analyze", "", 0, 0, COMPLETE_NONE, analyze, "extract missing features",
		LIBRARY},
	{"loudness", "", 0, 0, COMPLETE_NONE, loudness,
		"measure the loudness of what has no gain", LIBRARY},
	{"cancel", "", 0, 0, COMPLETE_NONE, cancel, "cancel a job", LIBRARY},
	{"jobs", "", 0, 0, COMPLETE_NONE, jobs, "what is under way", LIBRARY},
	{"demo", "", 0, 0, COMPLETE_NONE, demo,
		"render the demo library and start anew on it", LIBRARY},
	{"dial", "[±]N", 1, 1, COMPLETE_NONE, dial, "more familiar, more discovery",
		FORYOU},
	{"more-like", "[off]", 0, 1, COMPLETE_NONE, more_like,
		"more like this: seed For You with the selection", FORYOU},
	{"picks", "", 0, 0, COMPLETE_NONE, picks, "For You's picks with their reasons",
		FORYOU},
	{"train", "", 0, 0, COMPLETE_NONE, train, "train every model now", FORYOU},
	{"set", "NAME=VALUE", 1, -1, COMPLETE_OPTION, configure, "set an option",
		CONFIGURATION},
	{"bind", "CONTEXT KEY COMMAND", 3, -1, COMPLETE_NONE, configure, "bind a key",
		CONFIGURATION},
	{"color", "ROLE FG [BG] [ATTR]", 2, 4, COMPLETE_NONE, configure,
		"colour a role", CONFIGURATION},
	{"theme", "NAME", 1, 1, COMPLETE_THEME, theme, "load a theme", CONFIGURATION},
};
const size_t command_library_n = sizeof command_library / sizeof *command_library;
