/* Playlist files, written so that every reader finds the same paths in them. */
#include <stdio.h>
#include <string.h>

#include "library/playlist_file.h"
#include "playlist_text.h"

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

/* With ".." out of the folder. */
static void append_relative(struct str *out, const char *path, const char *folder)
{
	size_t same = 0, i;
	for (i = 0; path[i] && path[i] == folder[i]; i++)
		if (path[i] == '/')
			same = i + 1;
	/* All of the folder is a part of the path. */
	if (folder[i] == '\0' && path[i] == '/')
		same = i + 1;
	else
		for (const char *f = folder + same; *f; f = strchr(f, '/') + 1) {
			str_append(out, "../");
			if (!strchr(f, '/'))
				break;
		}
	str_append(out, path + same);
}

static void append_path(struct str *out, const char *path, const char *folder,
	enum playlist_paths paths)
{
	size_t n = folder ? strlen(folder) : 0;
	bool below = n > 1 && strncmp(path, folder, n) == 0 && path[n] == '/';
	if (path[0] != '/' || !folder || paths == PLAYLIST_PATHS_ABSOLUTE)
		str_append(out, path);
	else if (below)
		str_append(out, path + n + 1);
	else if (paths == PLAYLIST_PATHS_RELATIVE)
		append_relative(out, path, folder);
	else
		str_append(out, path);
}

/* What a line cannot hold: its own end, blanks at an end. */
static bool needs_address(const char *path)
{
	size_t n = strlen(path);
	bool blank = n > 0 && (strchr(" \t", path[n - 1]) || strchr(" \t", path[0]));
	return blank || strpbrk(path, "\r\n") != NULL;
}

/* The path for a line of M3U or PLS. */
static void append_line_path(struct str *out, const char *path, const char *folder,
	enum playlist_paths paths)
{
	struct str shown = {0};
	append_path(&shown, path, folder, paths);
	const char *s = str_text(&shown);
	/* What begins with '#' would be a comment, what looks like an address, or a path
	 * of Windows, would be taken for one. */
	bool plain = s[0] == '/' || (s[0] != '#' && s[0] != '[' && s[0] != '<' &&
					    !strpbrk(s, ":\\") && s[0] != '~');
	if (needs_address(path) && path[0] == '/') {
		str_append(out, "file://");
		playlist_percent(out, path);
	} else {
		str_appendf(out, "%s%s", plain ? "" : "./", s);
	}
	str_finish(&shown);
}

static void append_time(struct str *out, const char *name, int64_t ms)
{
	if (ms >= 0)
		str_appendf(out, "#EXTVLCOPT:%s=%lld.%03lld\n", name,
			(long long)ms / 1000, (long long)ms % 1000);
}

static void write_m3u(const struct playlist_file *p, const char *folder,
	enum playlist_paths paths, struct str *out)
{
	str_append(out, "#EXTM3U\n");
	if (p->name) {
		str_append(out, "#PLAYLIST:");
		append_line(out, p->name);
		str_append_c(out, '\n');
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct playlist_item *item = &p->item[i];
		str_appendf(out, "#EXTINF:%lld,", seconds(item));
		append_line(out, item->title);
		str_append_c(out, '\n');
		append_time(out, "start-time", item->start_ms);
		append_time(out, "stop-time", item->end_ms);
		append_line_path(out, item->path, folder, paths);
		str_append_c(out, '\n');
	}
}

static void write_pls(const struct playlist_file *p, const char *folder,
	enum playlist_paths paths, struct str *out)
{
	str_append(out, "[playlist]\n");
	for (size_t i = 0; i < p->n; i++) {
		const struct playlist_item *item = &p->item[i];
		str_appendf(out, "File%zu=", i + 1);
		append_line_path(out, item->path, folder, paths);
		str_appendf(out, "\nTitle%zu=", i + 1);
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

static void write_location(struct str *out, const struct playlist_item *item,
	const char *folder, enum playlist_paths paths)
{
	struct str shown = {0};
	/* Addresses are absolute unless somebody asks for the other. */
	if (paths == PLAYLIST_PATHS_RELATIVE)
		append_path(&shown, item->path, folder, paths);
	else
		str_append(&shown, item->path);
	str_append(out, shown.data[0] == '/' ? "<location>file://" : "<location>");
	playlist_percent(out, shown.data);
	if (item->start_ms >= 0)
		str_appendf(out, "#t=%lld.%03lld", (long long)item->start_ms / 1000,
			(long long)item->start_ms % 1000);
	if (item->start_ms >= 0 && item->end_ms >= 0)
		str_appendf(out, ",%lld.%03lld", (long long)item->end_ms / 1000,
			(long long)item->end_ms % 1000);
	str_append(out, "</location>");
	str_finish(&shown);
}

static void write_xspf(const struct playlist_file *p, const char *folder,
	enum playlist_paths paths, struct str *out)
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
		str_append(out, "<track>");
		write_location(out, item, folder, paths);
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
	const char *folder, enum playlist_paths paths, struct str *out)
{
	if (format == PLAYLIST_XSPF)
		write_xspf(p, folder, paths, out);
	else if (format == PLAYLIST_PLS)
		write_pls(p, folder, paths, out);
	else
		write_m3u(p, folder, paths, out);
}
