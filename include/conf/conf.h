/*
 * The configuration: options, keys and theme, filled from the text that is compiled in,
 * then from the user's file: one command a line (set, bind, color, inherit), in the one
 * quoting; `#` begins a comment line. What is wrong becomes a warning with its line and
 * never stops the start.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "conf/keys.h"
#include "conf/options.h"
#include "conf/theme.h"

struct conf {
	struct options options;
	struct keys keys;
	struct theme theme;
	char *theme_dir; /* owned; the user's themes/, NULL: none */
	char **warning;  /* owned; (n_warnings), "PATH:LINE: sentence" */
	size_t n_warnings;
};

/* Defaults: options, keys and the theme `terminal`. theme_dir may be NULL. */
void conf_init(struct conf *c, const char *theme_dir);
void conf_finish(struct conf *c);

/* Reads a file after the defaults; a missing one is no error. */
enum err_code conf_read_file(struct conf *c, const char *path, struct err *why);
void conf_read_text(struct conf *c, const char *name, const char *text);

/* One command given as words: set, bind, color or inherit. ERR_NOT_FOUND where the
 * first word is none of them. */
enum err_code conf_command(
	struct conf *c, const char *const *word, size_t n, struct err *why);
/* Replaces the theme by a named one: THEME_DIR/NAME.theme, else a compiled-in one. */
enum err_code conf_load_theme(struct conf *c, const char *name, struct err *why);
/* Names of the compiled-in themes: "" after the last. */
const char *conf_theme_name(size_t i);

/* A commented configuration of everything: options, keys and colours. */
void conf_document(const struct conf *c, struct str *out);

#endif
