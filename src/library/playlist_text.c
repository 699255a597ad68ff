#include "playlist_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/charset.h"

const char *playlist_line(struct playlist_lines *l)
{
	if (l->at >= l->end)
		return NULL;
	size_t left = (size_t)(l->end - l->at);
	const char *stop = memchr(l->at, '\n', left);
	const char *cr = memchr(l->at, '\r', stop ? (size_t)(stop - l->at) : left);
	/* A CR that no LF follows ends a line of an old Mac. */
	if (cr && cr + 1 != stop)
		stop = cr;
	size_t n = (size_t)((stop ? stop : l->end) - l->at);
	str_reset(&l->line);
	str_append_n(&l->line, l->at, n);
	while (l->line.len && strchr("\r \t", l->line.data[l->line.len - 1]))
		l->line.data[--l->line.len] = '\0';
	l->at = stop ? stop + 1 : l->end;
	l->number++;
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

char *playlist_other_reading(const char *path)
{
	struct str out = {0};
	enum charset c = charset_guess(path, strlen(path));
	if (c != CHARSET_UTF8)
		charset_append(&out, c, path, strlen(path));
	else if (strchr(path, '%'))
		append_decoded(&out, path);
	/* Nothing in it was an escape. */
	if (out.len && strcmp(out.data, path) == 0)
		str_finish(&out);
	return out.len ? str_detach(&out) : NULL;
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

bool playlist_is_windows(const char *path)
{
	char c = (char)(path[0] | 0x20);
	bool drive = c >= 'a' && c <= 'z' && path[1] == ':' &&
		     (path[2] == '\\' || path[2] == '/');
	return drive || (path[0] == '\\' && path[1] == '\\');
}

/* The path of a file: address: behind a host's name, mostly empty or localhost. */
static void append_address(struct str *path, const char *at)
{
	if (str_starts(at, "//"))
		at = strchr(at + 2, '/');
	append_decoded(path, at ? at : "");
}

enum playlist_place playlist_resolve(
	struct str *out, const char *written, const char *folder, bool uri)
{
	struct str path = {0}, whole = {0}, plain = {0};
	bool windows = playlist_is_windows(written);
	str_append(&plain, written);
	/* Written by a program on Windows. */
	for (size_t i = 0; (windows || !strchr(written, '/')) && i < plain.len; i++)
		if (plain.data[i] == '\\')
			plain.data[i] = '/';
	written = str_text(&plain);
	const char *scheme = strstr(written, "://");
	bool remote = false;
	if (strncasecmp(written, "file:", 5) == 0)
		append_address(&path, written + 5);
	else if (strncasecmp(written, "cue://", 6) == 0)
		str_append(&path, written + 6);
	else if (scheme && scheme - written < 10 && !strchr("./", written[0]))
		remote = true;
	else if (uri)
		append_decoded(&path, written);
	else
		str_append(&path, written);
	str_finish(&plain);
	if (remote)
		return PLAYLIST_REMOTE;
	if (path.len == 0) {
		str_finish(&path);
		return PLAYLIST_NOWHERE;
	}
	if (windows && path.data[0] != '/')
		str_append_c(&whole, '/');
	else if (path.data[0] != '/')
		str_appendf(&whole, "%s/", folder);
	str_append(&whole, path.data);
	append_clean(out, whole.data);
	str_finish(&path);
	str_finish(&whole);
	return PLAYLIST_LOCAL;
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
