#include "playlist_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"

const char *playlist_line(struct playlist_lines *l)
{
	if (l->at >= l->end)
		return NULL;
	const char *stop = memchr(l->at, '\n', (size_t)(l->end - l->at));
	size_t n = (size_t)((stop ? stop : l->end) - l->at);
	str_reset(&l->line);
	str_append_n(&l->line, l->at, n);
	while (l->line.len && strchr("\r \t", l->line.data[l->line.len - 1]))
		l->line.data[--l->line.len] = '\0';
	l->at = stop ? stop + 1 : l->end;
	return str_text(&l->line);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %XX decoded; a zero byte cannot be in a path and stays as it is written. */
static void append_decoded(struct str *out, const char *s)
{
	for (; *s; s++) {
		int high = s[0] == '%' ? hex_digit(s[1]) : -1;
		int low = high >= 0 ? hex_digit(s[2]) : -1;
		if (low >= 0 && high * 16 + low != 0) {
			str_append_c(out, (char)(high * 16 + low));
			s += 2;
		} else {
			str_append_c(out, *s);
		}
	}
}

/* Takes "." and ".." and double slashes out of an absolute path, links not followed. */
static void append_clean(struct str *out, char *path)
{
	size_t begin = out->len;
	char *rest = NULL;
	for (char *part = strtok_r(path, "/", &rest); part;
		part = strtok_r(NULL, "/", &rest)) {
		if (strcmp(part, ".") == 0)
			continue;
		if (strcmp(part, "..") != 0) {
			str_appendf(out, "/%s", part);
			continue;
		}
		while (out->len > begin && out->data[out->len - 1] != '/')
			out->len--;
		out->len -= out->len > begin;
	}
	if (out->len == begin)
		str_append_c(out, '/');
	out->data[out->len] = '\0';
}

enum playlist_place playlist_resolve(
	struct str *out, const char *written, const char *folder)
{
	struct str path = {0};
	const char *scheme = strstr(written, "://");
	if (strncasecmp(written, "file:", 5) == 0) {
		const char *at = written + 5;
		if (str_starts(at, "//")) /* a host's name, mostly empty or localhost */
			at = strchr(at + 2, '/');
		append_decoded(&path, at ? at : "");
	} else if (scheme && scheme - written < 10) {
		return PLAYLIST_REMOTE;
	} else {
		str_append(&path, written);
		/* Written by a program on Windows. */
		for (size_t i = 0; !strchr(written, '/') && i < path.len; i++)
			if (path.data[i] == '\\')
				path.data[i] = '/';
	}
	if (path.len == 0) {
		str_finish(&path);
		return PLAYLIST_NOWHERE;
	}
	struct str whole = {0};
	if (path.data[0] != '/')
		str_appendf(&whole, "%s/", folder);
	str_append(&whole, path.data);
	append_clean(out, whole.data);
	str_finish(&path);
	str_finish(&whole);
	return PLAYLIST_LOCAL;
}

/* One entity (s points behind the '&'); returns the bytes it took, 0 for none. */
static size_t append_entity(struct str *out, const char *s, const char *end)
{
	static const struct {
		const char *name, *text;
	} named[] = {{"amp;", "&"}, {"lt;", "<"}, {"gt;", ">"}, {"quot;", "\""},
		{"apos;", "'"}};
	size_t left = (size_t)(end - s);
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		size_t n = strlen(named[i].name);
		if (left >= n && memcmp(s, named[i].name, n) == 0) {
			str_append(out, named[i].text);
			return n;
		}
	}
	if (left < 3 || s[0] != '#')
		return 0;
	bool hex = s[1] == 'x';
	uint32_t cp = 0;
	size_t i = hex ? 2 : 1;
	for (; i < left && i < 10 && s[i] != ';'; i++) {
		int digit = hex_digit(s[i]);
		if (digit < 0 || (!hex && digit > 9))
			return 0;
		cp = cp * (hex ? 16 : 10) + (uint32_t)digit;
	}
	if (i >= left || s[i] != ';' || cp == 0)
		return 0;
	char utf8[4];
	str_append_n(out, utf8, utf8_encode(cp, utf8));
	return i + 1;
}

bool playlist_element(
	const char *begin, const char *end, const char *name, struct str *out)
{
	struct str open = {0}, close = {0};
	str_appendf(&open, "<%s>", name);
	str_appendf(&close, "</%s>", name);
	const char *at = memmem(begin, (size_t)(end - begin), open.data, open.len),
		   *stop = NULL;
	if (at) {
		at += open.len;
		stop = memmem(at, (size_t)(end - at), close.data, close.len);
	}
	str_finish(&open);
	str_finish(&close);
	if (!stop)
		return false;
	while (at < stop && strchr(" \t\r\n", *at))
		at++;
	while (at < stop) {
		size_t n = *at == '&' ? append_entity(out, at + 1, stop) : 0;
		if (!n)
			str_append_c(out, *at);
		at += n + 1;
	}
	return true;
}

void playlist_escape(struct str *out, const char *text)
{
	struct str valid = {0};
	utf8_repair(&valid, text, strlen(text), true);
	for (const char *s = str_text(&valid); *s; s++) {
		if (*s == '<')
			str_append(out, "&lt;");
		else if (*s == '>')
			str_append(out, "&gt;");
		else if (*s == '&')
			str_append(out, "&amp;");
		else
			str_append_c(out, *s);
	}
	str_finish(&valid);
}

void playlist_percent(struct str *out, const char *path)
{
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z') || strchr("-._~/", c);
		if (plain)
			str_append_c(out, (char)c);
		else
			str_appendf(out, "%%%02X", c);
	}
}
