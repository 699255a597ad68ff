#include "tag_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/tags.h"
#include "text/charset.h"

enum { YEAR_MIN = 1000, YEAR_MAX = 2199, NUMBER_MAX = 9999 };

static bool is_space(const char *s, size_t n, size_t *ret_bytes)
{
	*ret_bytes = 1;
	if ((unsigned char)*s <= 0x20 || *s == 0x7F)
		return true;
	*ret_bytes = 3;
	return n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0; /* byte order mark */
}

/* A comment of 10 MB costs no more than its first kilobytes. */
static size_t bounded(const char *s, size_t n)
{
	if (n <= 4 * TAGS_TEXT_MAX)
		return n;
	n = 4 * TAGS_TEXT_MAX;
	while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* Controls become spaces, runs of them one, none at the ends. */
char *tag_text_clean(const char *s, size_t n)
{
	struct str spaced = {0}, out = {0};
	bool gap = false;
	char text[TAGS_TEXT_MAX + 1];
	n = bounded(s, n);
	for (size_t i = 0, k; i < n; i += k) {
		if (is_space(s + i, n - i, &k)) {
			gap = spaced.len > 0;
			continue;
		}
		k = 1;
		if (gap)
			str_append_c(&spaced, ' ');
		gap = false;
		str_append_c(&spaced, s[i]);
	}
	utf8_repair(&out, str_text(&spaced), spaced.len, true);
	str_copy(text, sizeof text, str_text(&out));
	str_finish(&spaced);
	str_finish(&out);
	return text[0] ? xstrdup(text) : NULL;
}

char *tag_text_from_bytes(const char *s, size_t n)
{
	n = bounded(s, n);
	enum charset c = charset_guess(s, n);
	if (c == CHARSET_UTF8)
		return tag_text_clean(s, n);
	struct str out = {0};
	charset_append(&out, c, s, n);
	char *text = tag_text_clean(str_text(&out), out.len);
	str_finish(&out);
	return text;
}

/* Digits from *s on, at most `max` of them; moves *s behind. -1: none, or more follow.
 */
static int digits(const char **s, int max)
{
	int v = 0, n = 0;
	for (; n < max && **s >= '0' && **s <= '9'; n++, (*s)++)
		v = v * 10 + (**s - '0');
	return n ? v : -1;
}

char *tag_text_date(const char *s, int *ret_year)
{
	struct str out = {0};
	*ret_year = 0;
	if (!s)
		return NULL;
	size_t run = strspn(s, "0123456789");
	if (run != 4 && run != 8) /* "20033" is no year */
		return NULL;
	int year = digits(&s, 4), part[2] = {0, 0};
	if (year < YEAR_MIN || year > YEAR_MAX)
		return NULL;
	for (int i = 0; i < 2; i++) {
		const char *at = s;
		if (run == 4 && (*at == '-' || *at == '/' || *at == '.'))
			at++;
		else if (run == 4)
			break;
		int v = digits(&at, 2);
		if (v < 1 || v > (i ? 31 : 12))
			break;
		part[i] = v;
		s = at;
	}
	*ret_year = year;
	str_appendf(&out, "%04d", year);
	for (int i = 0; i < 2 && part[i]; i++)
		str_appendf(&out, "-%02d", part[i]);
	return str_detach(&out);
}

static int number(const char **s)
{
	*s += strcspn(*s, "0123456789");
	int v = digits(s, 9);
	return v > 0 && v <= NUMBER_MAX ? v : 0;
}

void tag_text_pair(const char *s, const char *total, int *ret_number, int *ret_total)
{
	*ret_number = *ret_total = 0;
	if (s) {
		if (*s == '-')
			return;
		*ret_number = number(&s);
		*ret_total = number(&s);
	}
	if (total && *ret_total == 0)
		*ret_total = number(&total);
}

bool tag_text_gain(const char *s, double limit, float *ret)
{
	char text[32];
	double v;
	str_copy(text, sizeof text, s);
	text[strspn(text, "+-.,0123456789eE")] = '\0';
	for (char *p = text; *p; p++)
		if (*p == ',')
			*p = '.';
	if (!str_to_double(text[0] == '+' ? text + 1 : text, &v) || v < -limit ||
		v > limit)
		return false;
	*ret = (float)v;
	return true;
}
