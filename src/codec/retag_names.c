/* What the fields are called, what may stand in them, and their form between processes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/retag.h"

static const char *const names[RETAG__COUNT] = {
	[RETAG_TITLE] = "title",
	[RETAG_ARTIST] = "artist",
	[RETAG_ALBUM] = "album",
	[RETAG_ALBUM_ARTIST] = "albumartist",
	[RETAG_DATE] = "date",
	[RETAG_TRACK] = "track",
	[RETAG_DISC] = "disc",
	[RETAG_GENRE] = "genre",
	[RETAG_COMPOSER] = "composer",
	[RETAG_COMMENT] = "comment",
};

const char *retag_name(int field)
{
	return field >= 0 && field < RETAG__COUNT ? names[field] : "";
}

int retag_by_name(const char *name)
{
	for (int i = 0; i < RETAG__COUNT; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

void retag_finish(struct retag *r)
{
	for (int i = 0; i < RETAG__COUNT; i++) {
		free(r->value[i]);
		r->value[i] = NULL;
	}
}

static bool holds_several(int field)
{
	return field == RETAG_ARTIST || field == RETAG_ALBUM_ARTIST ||
	       field == RETAG_GENRE || field == RETAG_COMPOSER;
}

static bool is_number_of(const char *s)
{
	size_t n = strspn(s, "0123456789");
	if (n == 0 || n > 5)
		return false;
	if (s[n] != '/')
		return s[n] == '\0';
	size_t m = strspn(s + n + 1, "0123456789");
	return m > 0 && m <= 5 && s[n + 1 + m] == '\0';
}

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static bool is_date(const char *s)
{
	static const char shape[] = "0000-00-00";
	size_t n = strlen(s);
	if (n != 4 && n != 7 && n != 10)
		return false;
	for (size_t i = 0; i < n; i++)
		if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != '-')
			return false;
	return true;
}

static enum err_code check(int field, const char *text, struct err *why)
{
	if (*text == '\0')
		return ERR_OK;
	if ((field == RETAG_TRACK || field == RETAG_DISC) && !is_number_of(text))
		return err_set(why, ERR_USAGE, "%s is a number, or 3/12: not %s",
			retag_name(field), text);
	if (field == RETAG_DATE && !is_date(text))
		return err_set(why, ERR_USAGE,
			"date is a year or a day, 1998 or 1998-04-20: not %s", text);
	return ERR_OK;
}

/* Without what stands around it; of several values a line each. */
static void add_values(int field, const char *text, struct str *out)
{
	while (*text) {
		size_t n = holds_several(field) ? strcspn(text, ";") : strlen(text);
		const char *next = text + n + (text[n] == ';');
		while (n > 0 && (*text == ' ' || *text == '\t')) {
			text++;
			n--;
		}
		while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
			n--;
		if (n > 0 && out->len > 0)
			str_append_c(out, '\n');
		str_append_n(out, text, n);
		text = next;
	}
}

enum err_code retag_value(int field, const char *text, char **ret, struct err *why)
{
	struct str value = {0};
	add_values(field, text, &value);
	enum err_code code = check(field, str_text(&value), why);
	if (code == ERR_OK && value.len > RETAG_VALUE_MAX)
		code = err_set(why, ERR_RANGE, "%s is too long: %d bytes at most",
			retag_name(field), RETAG_VALUE_MAX);
	*ret = code == ERR_OK ? xstrdup(str_text(&value)) : NULL;
	str_finish(&value);
	return code;
}

void retag_show(const char *value, struct str *out)
{
	for (const char *p = value ? value : ""; *p; p++) {
		if (*p == '\n')
			str_append(out, "; ");
		else
			str_append_c(out, *p);
	}
}

bool retag_same(int field, const char *a, const char *b)
{
	a = a ? a : "";
	b = b ? b : "";
	if (strcmp(a, b) == 0)
		return true;
	if ((field != RETAG_TRACK && field != RETAG_DISC) || !is_number_of(a) ||
		!is_number_of(b))
		return false;
	const char *of_a = strchr(a, '/'), *of_b = strchr(b, '/');
	return atoi(a) == atoi(b) &&
	       (of_a ? atoi(of_a + 1) : 0) == (of_b ? atoi(of_b + 1) : 0);
}

int retag_missed(const struct retag *change, const struct retag *now)
{
	for (int i = 0; i < RETAG__COUNT; i++)
		if (change->value[i] && !retag_same(i, change->value[i], now->value[i]))
			return i;
	return -1;
}

bool retag_difference(
	const struct retag *before, const struct retag *wanted, struct retag *ret)
{
	bool any = false;
	*ret = (struct retag){0};
	for (int i = 0; i < RETAG__COUNT; i++) {
		const char *was = before->value[i] ? before->value[i] : "";
		if (wanted->value[i] && strcmp(was, wanted->value[i]) != 0) {
			ret->value[i] = xstrdup(wanted->value[i]);
			any = true;
		}
	}
	return any;
}

void retag_put(struct str *b, const struct retag *r)
{
	for (int i = 0; i < RETAG__COUNT; i++)
		bytes_put_str(b, r->value[i]);
}

void retag_get(struct bytes_reader *r, struct retag *ret)
{
	for (int i = 0; i < RETAG__COUNT; i++)
		ret->value[i] = bytes_get_str(r);
}
