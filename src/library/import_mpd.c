/*
 * MPD: the database, text ("info_begin … song_begin: NAME … song_end"), gzipped as a rule.
 * Folders nest by "directory: NAME", "begin: PATH", "end: PATH"; paths are from MPD's music
 * folder, which the database does not name: they are matched by their ends.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/mem.h"
#include "db/stickers.h"
#include "import_read.h"
#include "playlist_text.h"
#include "text/gzip.h"

enum { INFLATED_MAX = 1 << 30 };

struct mpd {
	struct import_data *data;
	struct str folder;          /* owned; "" the music folder */
	struct import_track *track; /* the song that is being read; NULL none */
};

static const char *value_of(const char *line, const char *key)
{
	size_t n = strlen(key);
	return strncmp(line, key, n) == 0 && line[n] == ':' && line[n + 1] == ' '
		       ? line + n + 2
		       : NULL;
}

static void begin_song(struct mpd *m, const char *name)
{
	struct str path = {0};
	if (m->folder.len)
		str_appendf(&path, "%s/", m->folder.data);
	str_append(&path, name);
	m->track = import_add_track(m->data, str_text(&path));
	str_finish(&path);
}

static void take_tag(struct import_track *t, const char *line)
{
	const char *v;
	double s;
	if ((v = value_of(line, "Time")) && str_to_double(v, &s) && s > 0 && s < 1e7)
		t->duration_ms = (int64_t)(s * 1000 + .5);
	else if ((v = value_of(line, "Title")))
		import_set(&t->title, v);
	else if ((v = value_of(line, "Artist")) && !t->artist)
		import_set(&t->artist, v);
	else if ((v = value_of(line, "Album")))
		import_set(&t->album, v);
}

static void take_line(struct mpd *m, const char *line)
{
	const char *v;
	if ((v = value_of(line, "song_begin"))) {
		begin_song(m, v);
	} else if (strcmp(line, "song_end") == 0) {
		m->track = NULL;
	} else if (m->track) {
		take_tag(m->track, line);
	} else if ((v = value_of(line, "begin"))) {
		str_reset(&m->folder);
		str_append(&m->folder, v);
	} else if (value_of(line, "end")) {
		char *slash = m->folder.len ? strrchr(m->folder.data, '/') : NULL;
		m->folder.len = slash ? (size_t)(slash - m->folder.data) : 0;
		if (m->folder.data)
			m->folder.data[m->folder.len] = '\0';
	}
}

enum err_code import_read_mpd(
	struct import_data *d, const struct import_text *t, struct err *why)
{
	struct str plain = {0};
	struct mpd m = {.data = d};
	struct err trouble = {0};
	struct playlist_lines lines = {.at = t->data, .end = t->data + t->n};
	enum err_code code = ERR_OK;
	d->source = IMPORT_MPD;
	if (t->n >= 2 && memcmp(t->data, "\x1F\x8B", 2) == 0) {
		code = gzip_inflate(t->data, t->n, INFLATED_MAX, &plain, &trouble);
		lines.at = str_text(&plain);
		lines.end = lines.at + plain.len;
	}
	const char *line = playlist_line(&lines);
	if (!code && (!line || strcmp(line, "info_begin") != 0))
		code = err_set(&trouble, ERR_FORMAT, "it is no database of MPD");
	else
		while ((line = playlist_line(&lines)))
			take_line(&m, line);
	str_finish(&lines.line);
	str_finish(&m.folder);
	str_finish(&plain);
	return import_cut_short(d, code, t, &trouble, why);
}

/* ---- stickers: what clients keep of songs, by names that most of them share */

struct stickers {
	struct import_data *data;
	struct intern uri; /* of the tracks from `first` on */
	size_t first;
};

static void on_sticker(void *ctx, const char *uri, const char *name, const char *value)
{
	struct stickers *s = ctx;
	size_t known = s->uri.len;
	int32_t i = intern_add(&s->uri, uri, strlen(uri));
	if (s->uri.len > known)
		import_add_track(s->data, uri);
	struct import_track *t = &s->data->track[s->first + (size_t)i];
	int64_t v = import_number(value);
	/* Half stars: 0 to 10. */
	if (strcmp(name, "rating") == 0)
		t->rating = (int)(v < 0 ? 0 : v > 10 ? 5 : (v + 1) / 2);
	else if (strcasecmp(name, "playcount") == 0)
		t->plays = v;
	else if (strcasecmp(name, "skipcount") == 0)
		t->skips = v;
	else if (strcasecmp(name, "lastplayed") == 0)
		t->last_s = v;
	else if (strcmp(name, "like") == 0)
		t->like = (signed char)(v == 2 ? 1 : v == 0 ? -1 : 0);
}

enum err_code import_read_stickers(
	struct import_data *d, const struct import_text *t, struct err *why)
{
	struct stickers s = {.data = d, .first = d->n_tracks};
	d->source = IMPORT_MPD;
	enum err_code code = stickers_each(t->data, t->n, on_sticker, &s, why);
	intern_finish(&s.uri);
	return code;
}
