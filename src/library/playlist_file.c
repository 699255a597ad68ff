#include "library/playlist_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"
#include "playlist_text.h"
#include "text/charset.h"

void playlist_file_finish(struct playlist_file *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->item[i].path);
		free(p->item[i].other);
		free(p->item[i].title);
	}
	for (size_t i = 0; i < p->n_troubles; i++) {
		free(p->trouble[i].what);
		free(p->trouble[i].why);
	}
	free(p->item);
	free(p->trouble);
	free(p->name);
	*p = (struct playlist_file){0};
}

struct playlist_item *playlist_file_add(struct playlist_file *p, const char *path,
	const char *title, int64_t duration_ms)
{
	p->item = mem_grow(p->item, &p->cap, p->n + 1, sizeof *p->item);
	p->item[p->n] = (struct playlist_item){.path = xstrdup(path),
		.title = title && *title ? xstrdup(title) : NULL,
		.duration_ms = duration_ms,
		.start_ms = -1,
		.end_ms = -1};
	return &p->item[p->n++];
}

void playlist_trouble_add(
	struct playlist_file *p, unsigned line, const char *what, const char *why)
{
	struct str text = {0};
	utf8_repair(&text, what, strlen(what), true);
	p->trouble = mem_grow(
		p->trouble, &p->cap_troubles, p->n_troubles + 1, sizeof *p->trouble);
	p->trouble[p->n_troubles++] =
		(struct playlist_trouble){line, str_detach(&text), xstrdup(why)};
}

enum err_code playlist_format_of(
	const char *file_name, enum playlist_format *ret, struct err *why)
{
	static const struct {
		const char *extension;
		enum playlist_format format;
	} known[] = {{"m3u8", PLAYLIST_M3U8}, {"m3u", PLAYLIST_M3U8},
		{"pls", PLAYLIST_PLS}, {"xspf", PLAYLIST_XSPF}};
	const char *extension = path_extension(file_name);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcasecmp(extension, known[i].extension) == 0) {
			*ret = known[i].format;
			return ERR_OK;
		}
	}
	return err_set(why, ERR_UNSUPPORTED,
		"%s: name it .m3u8, .pls or .xspf, so that its format is known",
		file_name);
}

/* ---- reading */

void playlist_entry_reset(struct playlist_entry_text *e)
{
	str_reset(&e->path);
	str_reset(&e->title);
	str_reset(&e->creator);
	e->duration_ms = e->start_ms = e->end_ms = -1;
}

void playlist_entry_finish(struct playlist_entry_text *e)
{
	str_finish(&e->path);
	str_finish(&e->title);
	str_finish(&e->creator);
}

static void append_text(struct str *out, const char *s)
{
	size_t n = strlen(s);
	charset_append(out, charset_guess(s, n), s, n);
}

void playlist_keep(struct playlist_file *p, const struct playlist_entry_text *e,
	const char *folder)
{
	struct str path = {0}, title = {0};
	const char *written = str_text(&e->path);
	enum playlist_place place = playlist_resolve(&path, written, folder, e->uri);
	if (e->creator.len)
		str_appendf(&title, "%s - ", e->creator.data);
	str_append(&title, str_text(&e->title));
	if (place == PLAYLIST_REMOTE) {
		p->remote++;
		playlist_trouble_add(p, e->line, written, "an address on the network");
	} else if (place == PLAYLIST_LOCAL && p->n < PLAYLIST_ITEMS_MAX) {
		struct playlist_item *item = playlist_file_add(
			p, str_text(&path), str_text(&title), e->duration_ms);
		item->other = playlist_other_reading(item->path);
		item->start_ms = e->start_ms;
		item->end_ms = e->end_ms;
		item->line = e->line;
	} else {
		playlist_trouble_add(p, e->line, written,
			place == PLAYLIST_LOCAL ? "more entries than are taken"
						: "names no file");
	}
	str_finish(&path);
	str_finish(&title);
}

/* "#EXTINF:123,Artist - Title", seconds perhaps with attributes behind them. */
static void read_extinf(struct playlist_entry_text *e, const char *text)
{
	char *end;
	long long s = strtoll(text, &end, 10);
	const char *comma = strchr(end, ',');
	e->duration_ms = s > 0 && s < 1000000 ? s * 1000 : -1;
	str_reset(&e->title);
	if (comma)
		append_text(&e->title, comma + 1);
}

/* "start-time=12.5": a part of a file, as VLC says it. */
static void read_option(struct playlist_entry_text *e, const char *text)
{
	double s;
	if (str_starts(text, "start-time=") && str_to_double(text + 11, &s) && s >= 0 &&
		s < 1e6)
		e->start_ms = (int64_t)(s * 1000 + .5);
	if (str_starts(text, "stop-time=") && str_to_double(text + 10, &s) && s >= 0 &&
		s < 1e6)
		e->end_ms = (int64_t)(s * 1000 + .5);
}

static void read_m3u(
	struct playlist_file *p, struct playlist_lines *lines, const char *folder)
{
	struct playlist_entry_text e = {0};
	const char *line;
	playlist_entry_reset(&e);
	while ((line = playlist_line(lines)) != NULL) {
		if (str_starts(line, "#EXTINF:")) {
			read_extinf(&e, line + 8);
		} else if (str_starts(line, "#EXTVLCOPT:")) {
			read_option(&e, line + 11);
		} else if (str_starts(line, "#PLAYLIST:")) {
			struct str name = {0};
			append_text(&name, line + 10);
			free(p->name);
			p->name = str_detach(&name);
		} else if (line[0] != '#' && line[0] != '\0') {
			str_append(&e.path, line);
			e.line = lines->number;
			playlist_keep(p, &e, folder);
			playlist_entry_reset(&e);
		}
	}
	playlist_entry_finish(&e);
}

/* "File12=…": the number, and what stands behind the '='; 0: another key. */
static long pls_key(const char *line, const char *key, const char **ret_value)
{
	size_t n = strlen(key);
	char *end;
	if (strncasecmp(line, key, n) != 0 || line[n] < '0' || line[n] > '9')
		return 0;
	long number = strtol(line + n, &end, 10);
	if (*end != '=')
		return 0;
	*ret_value = end + 1;
	return number;
}

/* Entries are numbered; files write File, Title and Length of one together. */
static void read_pls(
	struct playlist_file *p, struct playlist_lines *lines, const char *folder)
{
	struct playlist_entry_text e = {0};
	const char *line, *value;
	long at = 0, number;
	playlist_entry_reset(&e);
	while ((line = playlist_line(lines)) != NULL) {
		if ((number = pls_key(line, "File", &value)) > 0) {
			if (at)
				playlist_keep(p, &e, folder);
			playlist_entry_reset(&e);
			at = number;
			e.line = lines->number;
			str_append(&e.path, value);
		} else if (at && pls_key(line, "Title", &value) == at) {
			append_text(&e.title, value);
		} else if (at && pls_key(line, "Length", &value) == at) {
			long long s = atoll(value);
			e.duration_ms = s > 0 && s < 1000000 ? s * 1000 : -1;
		}
	}
	if (at)
		playlist_keep(p, &e, folder);
	playlist_entry_finish(&e);
}

static enum err_code parse_text(const char *data, size_t n, const char *folder,
	struct playlist_file *ret, struct err *why)
{
	if (memchr(data, '\0', n))
		return err_set(why, ERR_FORMAT,
			"it is no playlist: there are zero bytes in it");
	size_t blank = 0;
	while (blank < n && strchr(" \t\r\n", data[blank]))
		blank++;
	const char *start = data + blank;
	size_t left = n - blank;
	if (left > 0 && start[0] == '<')
		return playlist_read_xspf(ret, start, left, folder, why);
	struct playlist_lines lines = {.at = data, .end = data + n};
	if (left >= 10 && strncasecmp(start, "[playlist]", 10) == 0)
		read_pls(ret, &lines, folder);
	else
		read_m3u(ret, &lines, folder);
	str_finish(&lines.line);
	return ERR_OK;
}

enum err_code playlist_file_parse(const char *data, size_t n, const char *folder,
	struct playlist_file *ret, struct err *why)
{
	struct str converted = {0};
	*ret = (struct playlist_file){0};
	if (n > PLAYLIST_FILE_MAX)
		return err_set(why, ERR_RANGE, "the playlist is larger than %d MB",
			PLAYLIST_FILE_MAX >> 20);
	charset_of_file(data, n, &converted, &data, &n);
	enum err_code code = parse_text(data, n, folder, ret, why);
	str_finish(&converted);
	return code;
}
