#include "conf/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "text/quote.h"

enum { FILE_MAX = 1 << 20, INHERIT_MAX = 8 };

/* The texts are longer than what C promises for one literal; gcc and clang take them.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
static const struct embedded {
	const char *name, *text;
} embedded[] = {
#include "conf_embed.inc"
};
#pragma GCC diagnostic pop

/* What is being read: every message names its line. */
struct context {
	struct conf *conf;
	const char *path;
	int line;
	int depth;       /* of inherited themes */
	bool theme_only; /* a theme file: color and inherit */
};

static void read_text(struct context *x, const char *text);

static void warn(struct context *x, const struct err *why)
{
	struct conf *c = x->conf;
	struct str s = {0};
	str_appendf(&s, "%s:%d: %s", x->path, x->line, why->msg);
	c->warning = xreallocarray(c->warning, c->n_warnings + 1, sizeof *c->warning);
	c->warning[c->n_warnings++] = str_detach(&s);
}

static const char *find_embedded(const char *name, const char *suffix)
{
	size_t n = strlen(name);
	for (size_t i = 0; i < sizeof embedded / sizeof *embedded; i++)
		if (strncmp(embedded[i].name, name, n) == 0 &&
			strcmp(embedded[i].name + n, suffix) == 0)
			return embedded[i].text;
	return NULL;
}

/* The text of a theme: the user's own file goes first. Caller frees; NULL: none. */
static char *theme_text(const struct conf *c, const char *name)
{
	char *text = NULL;
	if (c->theme_dir && !strchr(name, '/')) {
		struct str file = {0};
		size_t n;
		str_appendf(&file, "%s/%s.theme", c->theme_dir, name);
		if (io_read_file(str_text(&file), FILE_MAX, &text, &n, NULL) != ERR_OK)
			text = NULL;
		str_finish(&file);
	}
	return text ? text : xstrdup(find_embedded(name, ".theme"));
}

static enum err_code inherit(struct context *x, const char *name, struct err *why)
{
	if (x->depth >= INHERIT_MAX)
		return err_set(
			why, ERR_FORMAT, "the themes inherit each other in a circle");
	char *text = theme_text(x->conf, name);
	if (!text)
		return err_set(why, ERR_NOT_FOUND, "there is no theme %s", name);
	struct context inner = {x->conf, name, 0, x->depth + 1, true};
	read_text(&inner, text);
	free(text);
	return ERR_OK;
}

static enum err_code run_set(
	struct context *x, const char *const *word, size_t n, struct err *why)
{
	if (n < 2)
		return err_set(why, ERR_USAGE, "set wants NAME=VALUE");
	for (size_t i = 1; i < n; i++) {
		enum err_code code = options_assign(&x->conf->options, word[i], why);
		if (code == ERR_OK && str_starts(word[i], "theme="))
			code = conf_load_theme(x->conf, x->conf->options.theme, why);
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code run_bind(
	struct context *x, const char *const *word, size_t n, struct err *why)
{
	if (n < 3)
		return err_set(why, ERR_USAGE, "bind wants CONTEXT KEY COMMAND");
	char *command = n == 4 ? xstrdup(word[3]) : quote_join(word + 3, n - 3);
	enum err_code code = keys_bind(&x->conf->keys, word[1], word[2], command, why);
	free(command);
	return code;
}

static enum err_code run(
	struct context *x, const char *const *word, size_t n, struct err *why)
{
	const char *name = word[0];
	if (strcmp(name, "color") == 0)
		return theme_color(&x->conf->theme, word + 1, n - 1, why);
	if (strcmp(name, "inherit") == 0)
		return n == 2 ? inherit(x, word[1], why)
			      : err_set(why, ERR_USAGE, "inherit wants THEME");
	if (x->theme_only)
		return err_set(why, ERR_NOT_FOUND,
			"a theme knows color and inherit, not %s", name);
	if (strcmp(name, "set") == 0)
		return run_set(x, word, n, why);
	if (strcmp(name, "bind") == 0)
		return run_bind(x, word, n, why);
	return err_set(why, ERR_NOT_FOUND,
		"there is no command %s here; known are set, bind, color and inherit",
		name);
}

static void read_line(struct context *x, const char *line)
{
	struct err why = {0};
	struct quote_words w = {0};
	x->line++;
	line += strspn(line, " \t\r");
	if (*line == '#' || *line == '\0')
		return;
	if (quote_split(line, &w, &why) != ERR_OK ||
		run(x, (const char *const *)w.word, w.n, &why) != ERR_OK)
		warn(x, &why);
	quote_words_finish(&w);
}

static void read_text(struct context *x, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = xstrndup(text, n);
		read_line(x, line);
		free(line);
		text += n + (text[n] == '\n');
	}
}

void conf_init(struct conf *c, const char *theme_dir)
{
	*c = (struct conf){.theme_dir = xstrdup(theme_dir)};
	options_init(&c->options);
	theme_init(&c->theme);
	conf_read_text(c, "default.conf", find_embedded("default", ".conf"));
	conf_load_theme(c, c->options.theme, NULL);
}

void conf_finish(struct conf *c)
{
	options_finish(&c->options);
	keys_finish(&c->keys);
	for (size_t i = 0; i < c->n_warnings; i++)
		free(c->warning[i]);
	free(c->warning);
	free(c->theme_dir);
	*c = (struct conf){0};
}

enum err_code conf_read_file(struct conf *c, const char *path, struct err *why)
{
	char *text;
	size_t n;
	struct err local;
	enum err_code code = io_read_file(path, FILE_MAX, &text, &n, &local);
	if (code == ERR_NOT_FOUND)
		return ERR_OK;
	if (code) {
		if (why)
			*why = local;
		return code;
	}
	conf_read_text(c, path, text);
	free(text);
	return ERR_OK;
}

void conf_read_text(struct conf *c, const char *name, const char *text)
{
	struct context x = {c, name, 0, 0, false};
	read_text(&x, text);
}

enum err_code conf_command(
	struct conf *c, const char *const *word, size_t n, struct err *why)
{
	struct context x = {c, "command", 0, 0, false};
	return n ? run(&x, word, n, why) : err_set(why, ERR_USAGE, "an empty command");
}

enum err_code conf_load_theme(struct conf *c, const char *name, struct err *why)
{
	char *text = theme_text(c, name);
	if (!text)
		return err_set(why, ERR_NOT_FOUND,
			"there is no theme %s; there are %s, %s and %s", name,
			conf_theme_name(0), conf_theme_name(1), conf_theme_name(2));
	struct context x = {c, name, 0, 0, true};
	theme_init(&c->theme);
	read_text(&x, text);
	free(text);
	return ERR_OK;
}

const char *conf_theme_name(size_t i)
{
	static const char *const names[] = {"terminal", "night", "paper"};
	return i < sizeof names / sizeof *names ? names[i] : "";
}

void conf_document(const struct conf *c, struct str *out)
{
	str_append(out,
		"# linnet's configuration: one command a line. Words with blanks go in "
		"\"quotes\".\n\n");
	options_document(&c->options, out);
	str_append(out, "# Keys: bind CONTEXT KEY COMMAND; without a command the key "
			"does nothing.\n");
	for (size_t i = 0; i < c->keys.n; i++) {
		const struct binding *b = &c->keys.row[i];
		struct str key = {0};
		binding_print(&key, b);
		str_appendf(out, "bind %s ", keys_context_name(b->context));
		quote_append(out, str_text(&key));
		str_appendf(out, " %s\n", b->command);
		str_finish(&key);
	}
	str_append(out,
		"\n# Colours: color ROLE FG BG [bold dim reverse underline italic] in\n"
		"# themes/NAME.theme beside this file, or here. Roles:\n");
	for (int r = 0; r < ROLE__COUNT; r++)
		str_appendf(out, "%s%s%s", r % 6 ? " " : "#  ", role_name((enum role)r),
			r % 6 == 5 || r == ROLE__COUNT - 1 ? "\n" : "");
}
