#include "library/playlist_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/path.h"
#include "playlist_text.h"

void playlist_file_finish(struct playlist_file *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->item[i].path);
		free(p->item[i].title);
	}
	free(p->item);
	free(p->name);
	*p = (struct playlist_file){0};
}

void playlist_file_add(struct playlist_file *p, const char *path, const char *title,
	int64_t duration_ms)
{
	p->item = mem_grow(p->item, &p->cap, p->n + 1, sizeof *p->item);
	p->item[p->n++] = (struct playlist_item){
		xstrdup(path), title && *title ? xstrdup(title) : NULL, duration_ms};
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

/* What has been read of one entry. */
struct entry {
	struct str path, title, creator;
	int64_t duration_ms;
};

static void entry_reset(struct entry *e)
{
	str_reset(&e->path);
	str_reset(&e->title);
	str_reset(&e->creator);
	e->duration_ms = -1;
}

static void entry_finish(struct entry *e)
{
	str_finish(&e->path);
	str_finish(&e->title);
	str_finish(&e->creator);
}

/* The entry is complete: resolve its path and keep it. */
static void keep(struct playlist_file *p, const struct entry *e, const char *folder)
{
	struct str path = {0}, title = {0};
	enum playlist_place place = playlist_resolve(&path, str_text(&e->path), folder);
	if (e->creator.len)
		str_appendf(&title, "%s - ", e->creator.data);
	str_append(&title, str_text(&e->title));
	if (place == PLAYLIST_REMOTE)
		p->remote++;
	else if (place == PLAYLIST_LOCAL && p->n < PLAYLIST_ITEMS_MAX)
		playlist_file_add(p, str_text(&path), str_text(&title), e->duration_ms);
	str_finish(&path);
	str_finish(&title);
}

/* "#EXTINF:123,Artist - Title", seconds perhaps with attributes behind them. */
static void read_extinf(struct entry *e, const char *text)
{
	char *end;
	long long s = strtoll(text, &end, 10);
	const char *comma = strchr(end, ',');
	e->duration_ms = s > 0 && s < 1000000 ? s * 1000 : -1;
	str_reset(&e->title);
	if (comma)
		str_append(&e->title, comma + 1);
}

static void read_m3u(
	struct playlist_file *p, struct playlist_lines *lines, const char *folder)
{
	struct entry e = {.duration_ms = -1};
	const char *line;
	while ((line = playlist_line(lines)) != NULL) {
		if (str_starts(line, "#EXTINF:")) {
			read_extinf(&e, line + 8);
		} else if (str_starts(line, "#PLAYLIST:")) {
			free(p->name);
			p->name = xstrdup(line + 10);
		} else if (line[0] != '#' && line[0] != '\0') {
			str_append(&e.path, line);
			keep(p, &e, folder);
			entry_reset(&e);
		}
	}
	entry_finish(&e);
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
	struct entry e = {.duration_ms = -1};
	const char *line, *value;
	long at = 0, number;
	while ((line = playlist_line(lines)) != NULL) {
		if ((number = pls_key(line, "File", &value)) > 0) {
			if (at)
				keep(p, &e, folder);
			entry_reset(&e);
			at = number;
			str_append(&e.path, value);
		} else if (at && pls_key(line, "Title", &value) == at) {
			str_append(&e.title, value);
		} else if (at && pls_key(line, "Length", &value) == at) {
			long long s = atoll(value);
			e.duration_ms = s > 0 && s < 1000000 ? s * 1000 : -1;
		}
	}
	if (at)
		keep(p, &e, folder);
	entry_finish(&e);
}

static void read_xspf_track(
	struct playlist_file *p, const char *begin, const char *end, const char *folder)
{
	struct entry e = {.duration_ms = -1};
	struct str duration = {0};
	playlist_element(begin, end, "location", &e.path);
	playlist_element(begin, end, "title", &e.title);
	playlist_element(begin, end, "creator", &e.creator);
	if (playlist_element(begin, end, "duration", &duration)) {
		long long ms = atoll(str_text(&duration));
		e.duration_ms = ms > 0 ? ms : -1;
	}
	if (e.path.len)
		keep(p, &e, folder);
	str_finish(&duration);
	entry_finish(&e);
}

static void read_xspf(
	struct playlist_file *p, const char *data, const char *end, const char *folder)
{
	static const char open[] = "<track>", close[] = "</track>";
	const char *list = memmem(data, (size_t)(end - data), "<trackList", 10);
	struct str name = {0};
	if (playlist_element(data, list ? list : end, "title", &name))
		p->name = xstrdup(str_text(&name));
	str_finish(&name);
	const char *at = data;
	while ((at = memmem(at, (size_t)(end - at), open, sizeof open - 1)) != NULL) {
		const char *stop =
			memmem(at, (size_t)(end - at), close, sizeof close - 1);
		if (!stop)
			break;
		read_xspf_track(p, at, stop, folder);
		at = stop;
	}
}

enum err_code playlist_file_parse(const char *data, size_t n, const char *folder,
	struct playlist_file *ret, struct err *why)
{
	*ret = (struct playlist_file){0};
	if (n > PLAYLIST_FILE_MAX)
		return err_set(why, ERR_RANGE, "the playlist is larger than 16 MB");
	if (n >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
		data += 3;
		n -= 3;
	}
	if (memchr(data, '\0', n))
		return err_set(why, ERR_FORMAT,
			"it is no playlist: there are zero bytes in it");
	size_t blank = 0;
	while (blank < n && strchr(" \t\r\n", data[blank]))
		blank++;
	const char *start = data + blank;
	size_t left = n - blank;
	if (left > 0 && start[0] == '<') {
		read_xspf(ret, start, data + n, folder);
		return ERR_OK;
	}
	struct playlist_lines lines = {.at = data, .end = data + n};
	if (left >= 10 && strncasecmp(start, "[playlist]", 10) == 0)
		read_pls(ret, &lines, folder);
	else
		read_m3u(ret, &lines, folder);
	str_finish(&lines.line);
	return ERR_OK;
}

/* ---- writing */

static const char *shown_path(const char *path, const char *folder)
{
	size_t n = folder ? strlen(folder) : 0;
	bool below = n > 1 && strncmp(path, folder, n) == 0 && path[n] == '/';
	return below ? path + n + 1 : path;
}

static long long seconds(const struct playlist_item *item)
{
	return item->duration_ms < 0 ? -1 : (long long)(item->duration_ms + 500) / 1000;
}

/* A title on one line. */
static void append_line(struct str *out, const char *text)
{
	for (; text && *text; text++)
		str_append_c(out, (unsigned char)*text < 0x20 ? ' ' : *text);
}

static void write_m3u(
	const struct playlist_file *p, const char *folder, struct str *out)
{
	str_append(out, "#EXTM3U\n");
	if (p->name) {
		str_append(out, "#PLAYLIST:");
		append_line(out, p->name);
		str_append_c(out, '\n');
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct playlist_item *item = &p->item[i];
		const char *path = shown_path(item->path, folder);
		str_appendf(out, "#EXTINF:%lld,", seconds(item));
		append_line(out, item->title);
		/* A name that begins with '#' would be a comment. */
		str_appendf(out, "\n%s%s\n", path[0] == '#' ? "./" : "", path);
	}
}

static void write_pls(
	const struct playlist_file *p, const char *folder, struct str *out)
{
	str_append(out, "[playlist]\n");
	for (size_t i = 0; i < p->n; i++) {
		const struct playlist_item *item = &p->item[i];
		str_appendf(out, "File%zu=%s\nTitle%zu=", i + 1,
			shown_path(item->path, folder), i + 1);
		append_line(out, item->title);
		str_appendf(out, "\nLength%zu=%lld\n", i + 1, seconds(item));
	}
	str_appendf(out, "NumberOfEntries=%zu\nVersion=2\n", p->n);
}

static void write_element(struct str *out, const char *name, const char *text)
{
	str_appendf(out, "<%s>", name);
	playlist_escape(out, text);
	str_appendf(out, "</%s>", name);
}

static void write_xspf(const struct playlist_file *p, struct str *out)
{
	str_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n");
	if (p->name) {
		write_element(out, "title", p->name);
		str_append_c(out, '\n');
	}
	str_append(out, "<trackList>\n");
	for (size_t i = 0; i < p->n; i++) {
		const struct playlist_item *item = &p->item[i];
		str_append(out, "<track><location>file://");
		playlist_percent(out, item->path);
		str_append(out, "</location>");
		if (item->title)
			write_element(out, "title", item->title);
		if (item->duration_ms >= 0)
			str_appendf(out, "<duration>%lld</duration>",
				(long long)item->duration_ms);
		str_append(out, "</track>\n");
	}
	str_append(out, "</trackList>\n</playlist>\n");
}

void playlist_file_write(const struct playlist_file *p, enum playlist_format format,
	const char *folder, struct str *out)
{
	if (format == PLAYLIST_XSPF)
		write_xspf(p, out);
	else if (format == PLAYLIST_PLS)
		write_pls(p, folder, out);
	else
		write_m3u(p, folder, out);
}
