#include "text/quote.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads the escape whose backslash *at stands on; leaves *at behind it. */
static enum err_code read_escape(
	const char **at, struct str *out, const char *line, struct err *why)
{
	const char *p = *at + 1;
	const char *plain = *p ? strchr("n\nt\t\"\"\\\\", *p) : NULL;
	if (*p == 'x') {
		int high = hex_digit(p[1]), low = high < 0 ? -1 : hex_digit(p[2]);
		if (low < 0 || high + low == 0)
			return err_set(why, ERR_FORMAT,
				"\\x takes two hexadecimal digits, not 00, in: %s",
				line);
		str_append_c(out, (char)(high << 4 | low));
		*at = p + 3;
		return ERR_OK;
	}
	if (!plain || is_blank(*p))
		return err_set(why, ERR_FORMAT,
			"unknown escape \\%c; known are \\n \\t \\\" \\\\ \\xHH",
			*p ? *p : ' ');
	str_append_c(out, plain[1]);
	*at = p + 1;
	return ERR_OK;
}

/* Reads from the opening quote that *at stands on to behind the closing one. */
static enum err_code read_quoted(
	const char **at, struct str *out, const char *line, struct err *why)
{
	const char *p = *at + 1;
	while (*p != '"') {
		if (*p == '\0')
			return err_set(why, ERR_FORMAT,
				"a closing \" is missing in: %s", line);
		if (*p == '\\') {
			enum err_code code = read_escape(&p, out, line, why);
			if (code)
				return code;
		} else {
			str_append_c(out, *p++);
		}
	}
	*at = p + 1;
	return ERR_OK;
}

static enum err_code read_word(
	const char **at, struct str *out, const char *line, struct err *why)
{
	while (**at && !is_blank(**at)) {
		if (**at == '"') {
			enum err_code code = read_quoted(at, out, line, why);
			if (code)
				return code;
		} else {
			str_append_c(out, *(*at)++);
		}
	}
	return ERR_OK;
}

enum err_code quote_split(const char *line, struct quote_words *ret, struct err *why)
{
	struct quote_words w = {0};
	size_t cap = 0;
	const char *p = line;
	for (;;) {
		while (is_blank(*p))
			p++;
		if (*p == '\0')
			break;
		struct str word = {0};
		enum err_code code = read_word(&p, &word, line, why);
		if (code) {
			str_finish(&word);
			quote_words_finish(&w);
			return code;
		}
		w.word = mem_grow(w.word, &cap, w.n + 1, sizeof *w.word);
		w.word[w.n++] = str_detach(&word);
	}
	*ret = w;
	return ERR_OK;
}

void quote_words_finish(struct quote_words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->word[i]);
	free(w->word);
	*w = (struct quote_words){0};
}

void quote_append(struct str *out, const char *word)
{
	bool bare = *word != '\0' && *word != '#';
	for (const char *p = word; *p; p++)
		if (*p == '"' || is_blank(*p) || (unsigned char)*p < 0x20)
			bare = false;
	if (bare) {
		str_append(out, word);
		return;
	}
	str_append_c(out, '"');
	for (const char *p = word; *p; p++) {
		if (*p == '\n')
			str_append(out, "\\n");
		else if (*p == '\t')
			str_append(out, "\\t");
		else if (*p == '"' || *p == '\\')
			str_appendf(out, "\\%c", *p);
		else if ((unsigned char)*p < 0x20)
			str_appendf(out, "\\x%02x", (unsigned)*p);
		else
			str_append_c(out, *p);
	}
	str_append_c(out, '"');
}

char *quote_join(const char *const *word, size_t n)
{
	struct str s = {0};
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_append_c(&s, ' ');
		quote_append(&s, word[i]);
	}
	return str_detach(&s);
}

size_t quote_last_word(const char *line)
{
	size_t begin = 0;
	bool quoted = false, in_word = false;
	for (size_t i = 0; line[i]; i++) {
		if (!quoted && is_blank(line[i])) {
			in_word = false;
			continue;
		}
		if (!in_word)
			begin = i;
		in_word = true;
		if (quoted && line[i] == '\\' && line[i + 1])
			i++;
		else if (line[i] == '"')
			quoted = !quoted;
	}
	return in_word ? begin : strlen(line);
}
