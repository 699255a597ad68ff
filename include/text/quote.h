/*
 * The one quoting of command lines: of the `:` prompt, the configuration, bindings and
 * `linnet ctl`. A line is words with blanks between them; a word, or a part of one, in
 * "…" may hold blanks and the escapes \n \t \" \\ \xHH. A backslash outside of quotes
 * is an ordinary character, so that paths need no care.
 */
#ifndef TEXT_QUOTE_H
#define TEXT_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct quote_words {
	char **word; /* owned; (n), each owned */
	size_t n;
};

/* ERR_FORMAT (missing quote, unknown escape, \x00) leaves *ret alone. */
enum err_code quote_split(const char *line, struct quote_words *ret, struct err *why);
void quote_words_finish(struct quote_words *w);

/* Appends one word so that quote_split() gives it back: bare where possible. */
void quote_append(struct str *out, const char *word);
/* The words as one line; caller frees. */
char *quote_join(const char *const *word, size_t n);

/* For completion: where the last, perhaps unfinished word of the line begins (its
 * opening quote included); strlen(line) after a blank. */
size_t quote_last_word(const char *line);

#endif
