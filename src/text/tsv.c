#include "text/tsv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/gzip.h"

enum err_code tsv_open(struct tsv *t, const char *path, struct err *why)
{
	*t = (struct tsv){0};
	enum err_code code = gzip_open_lines(path, &t->lines, why);
	if (code == ERR_OK)
		t->path = xstrdup(path);
	return code;
}

void tsv_close(struct tsv *t)
{
	gzip_close_lines(t->lines);
	free(t->path);
	*t = (struct tsv){0};
}

enum err_code tsv_next(struct tsv *t, bool *ret, struct err *why)
{
	char *text;
	size_t size;
	do {
		enum err_code code = gzip_next_line(t->lines, &text, &size, why);
		if (code != ERR_OK)
			return code;
		t->line++;
	} while (text && size == 0);
	*ret = text != NULL;
	t->n = 0;
	if (!text)
		return ERR_OK;
	if (strlen(text) != size)
		return tsv_fail(t, why, "holds a NUL byte");
	for (;;) {
		if (t->n == TSV_FIELDS_MAX)
			return tsv_fail(
				t, why, "has more than %d columns", TSV_FIELDS_MAX);
		t->field[t->n++] = text;
		text = strchr(text, '\t');
		if (!text)
			return ERR_OK;
		*text++ = '\0';
	}
}

bool tsv_is_comment(const struct tsv *t)
{
	return t->n > 0 && t->field[0][0] == '#';
}

int tsv_column(const struct tsv *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++) {
		const char *own = t->field[i];
		if (strcmp(i == 0 && own[0] == '#' ? own + 1 : own, name) == 0)
			return (int)i;
	}
	return -1;
}

enum err_code tsv_fail(const struct tsv *t, struct err *why, const char *fmt, ...)
{
	char what[160];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	return err_set(why, ERR_FORMAT, "%s:%lld: %s", t->path, t->line, what);
}

enum err_code tsv_need(const struct tsv *t, size_t fields, struct err *why)
{
	if (t->n >= fields)
		return ERR_OK;
	return tsv_fail(t, why, "has %zu columns, should have %zu", t->n, fields);
}

enum err_code tsv_i64(const struct tsv *t, int column, int64_t *ret, struct err *why)
{
	long long v;
	if (!str_to_i64(t->field[column], &v))
		return tsv_fail(t, why, "column %d is no whole number: %.40s",
			column + 1, t->field[column]);
	*ret = v;
	return ERR_OK;
}

char *tsv_word(char **p)
{
	char *s = *p + strspn(*p, " ");
	if (!*s)
		return NULL;
	char *end = s + strcspn(s, " ");
	*p = *end ? end + 1 : end;
	*end = '\0';
	return s;
}
