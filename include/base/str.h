/*
 * A growing byte string, always NUL-terminated. A zeroed struct str is an empty one.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
	char *data; /* owned; NULL while nothing was appended */
	size_t len, cap;
};

void str_append(struct str *s, const char *text);
void str_append_n(struct str *s, const char *text, size_t n);
void str_append_c(struct str *s, char c);
void str_appendf(struct str *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void str_vappendf(struct str *s, const char *fmt, va_list ap);
/* "-6.5", "0": at most hundredths, no closing zeros, '.' in every locale. */
void str_append_decimal(struct str *s, double v);
const char *str_text(const struct str *s); /* "" for an empty one */
void str_reset(struct str *s);             /* empty, keeps the memory */
char *str_detach(struct str *s);           /* caller frees; never NULL */
void str_finish(struct str *s);

bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* Whole decimal numbers only; false leaves *ret alone. */
bool str_to_i64(const char *s, long long *ret);
/* always with '.', whatever the locale */
bool str_to_double(const char *s, double *ret);
/* Copies with truncation at a UTF-8 border; always terminates. */
void str_copy(char *dst, size_t size, const char *src);

#endif
