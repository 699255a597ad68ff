#include "base/str.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void reserve(struct str *s, size_t more)
{
	s->data = mem_grow(s->data, &s->cap, s->len + more + 1, 1);
}

void str_append_n(struct str *s, const char *text, size_t n)
{
	reserve(s, n);
	if (n)
		memcpy(s->data + s->len, text, n);
	s->len += n;
	s->data[s->len] = '\0';
}

void str_append(struct str *s, const char *text)
{
	str_append_n(s, text, strlen(text));
}

void str_append_c(struct str *s, char c)
{
	str_append_n(s, &c, 1);
}

void str_vappendf(struct str *s, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	if (n > 0) {
		reserve(s, (size_t)n);
		vsnprintf(s->data + s->len, (size_t)n + 1, fmt, again);
		s->len += (size_t)n;
	}
	va_end(again);
}

void str_appendf(struct str *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	str_vappendf(s, fmt, ap);
	va_end(ap);
}

void str_append_decimal(struct str *s, double v)
{
	long long n = llround(v * 100), whole = llabs(n) / 100, rest = llabs(n) % 100;
	str_appendf(s, "%s%lld", n < 0 ? "-" : "", whole);
	if (rest % 10)
		str_appendf(s, ".%02lld", rest);
	else if (rest)
		str_appendf(s, ".%lld", rest / 10);
}

const char *str_text(const struct str *s)
{
	return s->data ? s->data : "";
}

void str_reset(struct str *s)
{
	s->len = 0;
	if (s->data)
		s->data[0] = '\0';
}

char *str_detach(struct str *s)
{
	char *data = s->data ? s->data : xstrdup("");
	*s = (struct str){0};
	return data;
}

void str_finish(struct str *s)
{
	free(s->data);
	*s = (struct str){0};
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);
	return n >= k && memcmp(s + n - k, suffix, k) == 0;
}

bool str_to_i64(const char *s, long long *ret)
{
	char *end;
	errno = 0;
	if (*s != '-' && *s != '+' && (*s < '0' || *s > '9'))
		return false;
	long long v = strtoll(s, &end, 10);
	if (errno || *end || end == s)
		return false;
	*ret = v;
	return true;
}

bool str_to_double(const char *s, double *ret)
{
	/* strtod follows the locale's decimal sign; the C locale's is what files
	 * use. */
	locale_t c = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	if (!c)
		return false;
	char *end;
	double v = strtod_l(s, &end, c);
	freelocale(c);
	if (end == s || *end || !isfinite(v))
		return false;
	*ret = v;
	return true;
}

void str_copy(char *dst, size_t size, const char *src)
{
	size_t n = strlen(src);
	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((unsigned char)src[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(dst, src, n);
	dst[n] = '\0';
}
