#include "ui/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "conf/keys.h"
#include "text/quote.h"
#include "ui/ui.h"

enum { STEPS_MAX = 1 << 20, SETTLE_MS = 40, SETTLE_MOST_MS = 10000 };

struct script {
	struct app *app;
	struct loop *loop;
	struct ui *ui; /* NULL until the first step that needs it */
	int width, height;
	const char *path;
	int line;
	struct str dump;
};

static int from_env(const char *name, int otherwise)
{
	long long v;
	const char *text = getenv(name);
	return text && str_to_i64(text, &v) && v > 0 && v <= 1000 ? (int)v : otherwise;
}

static void append_grid(struct script *s)
{
	const struct grid *g = ui_grid(s->ui);
	grid_dump_text(g, &s->dump);
	str_append_c(&s->dump, '\n');
	grid_dump_roles(g, &s->dump);
}

/* A step waits for the rows on the screen; `wait` for scan and For You too. */
static bool busy(struct script *s, bool all)
{
	struct app_foryou f = app_foryou(s->app);
	if (ui_waiting(s->ui))
		return true;
	return all && (app_jobs(s->app).scan.active || (f.waiting && !f.ready));
}

/* Turns the loop until nothing has been under way for a little, or for the time given.
 */
static void wait_for(struct script *s, int64_t ms, bool all)
{
	struct clock clock = clock_system();
	int64_t now = clock_mono_us(&clock), begin = now, quiet = now;
	int64_t most = (ms > 0 ? ms : SETTLE_MOST_MS) * 1000;
	while (now - begin < most && !loop_quitting(s->loop)) {
		if (ms <= 0 && now - quiet > SETTLE_MS * 1000)
			break;
		loop_turn(s->loop, 10);
		ui_draw(s->ui);
		now = clock_mono_us(&clock);
		if (busy(s, all))
			quiet = now;
	}
}

static enum err_code begin(struct script *s, struct err *why)
{
	struct ui_config c = {.width = s->width, .height = s->height};
	if (s->ui)
		return ERR_OK;
	enum err_code code = ui_create(s->app, &c, &s->ui, why);
	if (code == ERR_OK) {
		ui_draw(s->ui);
		app_begin(s->app);
		wait_for(s, 0, false);
	}
	return code;
}

static enum err_code run_size(struct script *s, const char *text, struct err *why)
{
	int w, h;
	char end;
	/* Four digits at most: nothing overflows. NOLINTNEXTLINE(cert-err34-c) */
	if (sscanf(text, "%4dx%4d%c", &w, &h, &end) != 2 || w < 1 || h < 1 ||
		w > 1000 || h > 1000)
		return err_set(why, ERR_USAGE, "size takes WIDTHxHEIGHT, not %s", text);
	s->width = w;
	s->height = h;
	if (s->ui)
		ui_resize(s->ui, w, h);
	return ERR_OK;
}

static void type_text(struct script *s, const char *text)
{
	size_t n = strlen(text);
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		i += utf8_decode(text + i, n - i, &cp);
		ui_on_chord(s->ui, cp);
	}
}

/* A chord's name presses it; every other word is typed. */
static void run_keys(struct script *s, const struct quote_words *w)
{
	for (size_t i = 1; i < w->n; i++) {
		uint32_t chord;
		if (chord_parse(w->word[i], &chord))
			ui_on_chord(s->ui, chord);
		else
			type_text(s, w->word[i]);
		ui_draw(s->ui);
		wait_for(s, 0, false);
	}
}

static enum err_code run_step(struct script *s, const char *line, struct err *why)
{
	struct quote_words w = {0};
	long long ms = 0;
	if (line[0] == ':') {
		app_command_said(s->app, line + 1);
		wait_for(s, 0, false);
		return ERR_OK;
	}
	enum err_code code = quote_split(line, &w, why);
	if (code)
		return code;
	if (strcmp(w.word[0], "keys") == 0)
		run_keys(s, &w);
	else if (strcmp(w.word[0], "size") == 0 && w.n == 2)
		code = run_size(s, w.word[1], why);
	else if (strcmp(w.word[0], "wait") == 0 &&
		 (w.n == 1 || (w.n == 2 && str_to_i64(w.word[1], &ms) && ms >= 0)))
		wait_for(s, ms, true);
	else if (strcmp(w.word[0], "dump") == 0 && w.n == 1)
		append_grid(s);
	else
		code = err_set(why, ERR_USAGE,
			"no such step: %s; known are size WxH, keys, wait [MS], dump, "
			":COMMAND",
			line);
	quote_words_finish(&w);
	return code;
}

static enum err_code run_line(struct script *s, const char *line, struct err *why)
{
	line += strspn(line, " \t\r");
	s->line++;
	if (*line == '\0' || *line == '#')
		return ERR_OK;
	bool early = !s->ui && str_starts(line, "size ");
	enum err_code code = early ? ERR_OK : begin(s, why);
	if (code == ERR_OK)
		code = run_step(s, line, why);
	if (code)
		err_prefix(why, "%s:%d", s->path, s->line);
	return code;
}

static enum err_code run_all(struct script *s, const char *text, struct err *why)
{
	enum err_code code = ERR_OK;
	while (*text && code == ERR_OK && !loop_quitting(s->loop)) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);
		code = run_line(s, line, why);
		free(line);
		text += n + (text[n] == '\n');
	}
	return code;
}

static enum err_code write_dump(struct script *s, const char *path, struct err *why)
{
	const char *text = str_text(&s->dump);
	if (strcmp(path, "-") != 0)
		return io_write_file(path, text, s->dump.len, 0644, why);
	if (io_write_full(STDOUT_FILENO, text, s->dump.len) != 0)
		return err_set(why, ERR_IO, "cannot write the dump");
	return ERR_OK;
}

enum err_code script_run(struct app *a, struct loop *loop, const char *steps,
	const char *dump, struct err *why)
{
	struct script s = {.app = a,
		.loop = loop,
		.width = from_env("COLUMNS", 80),
		.height = from_env("LINES", 24),
		.path = steps};
	char *text;
	size_t n;
	enum err_code code = io_read_file(steps, STEPS_MAX, &text, &n, why);
	if (code)
		return code;
	code = run_all(&s, text, why);
	if (code == ERR_OK)
		code = begin(&s, why);
	if (code == ERR_OK) {
		append_grid(&s);
		code = write_dump(&s, dump, why);
	}
	ui_destroy(s.ui);
	str_finish(&s.dump);
	free(text);
	return code;
}
