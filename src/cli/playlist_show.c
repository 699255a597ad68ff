/* `linnet playlist list` and `show`. */
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/list.h"
#include "db/playlist_tracks.h"
#include "db/playlists.h"
#include "playlist.h"
#include "text/json.h"
#include "words.h"

enum { PAGE = 500 };

static enum err_code each_row(struct db *db, const struct list_spec *spec,
	void (*fn)(const struct list_row *row, size_t number, void *ctx), void *ctx,
	struct err *why)
{
	struct arena a = {0};
	struct list_window w = {.total = 1};
	enum err_code code = ERR_OK;
	for (size_t first = 0; !code && first < w.total; first += PAGE) {
		arena_reset(&a);
		code = list_window(db, spec, first, PAGE, &a, &w, why);
		/* The last window may begin before the page. */
		for (size_t i = first - w.first; !code && i < w.n; i++)
			fn(&w.row[i], w.first + i, ctx);
	}
	arena_finish(&a);
	return code;
}

static void print_playlist(const struct list_row *row, size_t number, void *ctx)
{
	const struct list_playlist *p = &row->playlist;
	const bool *json = ctx;
	(void)number;
	if (!*json && p->query)
		printf("%s  (live: %s)\n", p->name, p->query);
	else if (!*json)
		printf("%s  (%s track%s, %s)\n", p->name, words_count(p->entries).text,
			p->entries == 1 ? "" : "s", words_long(p->duration_ms).text);
	if (!*json)
		return;
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_int(&w, "id", p->id);
	json_put_str(&w, "name", p->name);
	json_put_int(&w, "entries", p->entries);
	if (p->query)
		json_put_str(&w, "query", p->query);
	json_put_int(&w, "duration_ms", p->duration_ms);
	json_put_double(&w, "changed", (double)p->changed_ms / 1000);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
}

struct showing {
	bool json;
	size_t number; /* of the last row */
};

static bool print_track(void *ctx, const struct playlist_track *t)
{
	struct showing *s = ctx;
	s->number++;
	if (!s->json) {
		printf("%4zu  %s%s%s  %s%s\n", s->number, t->artist,
			*t->artist ? " – " : "", t->title,
			words_duration(t->duration_ms).text,
			t->missing ? "  (missing)" : "");
		return true;
	}
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_int(&w, "number", (int64_t)s->number);
	json_put_int(&w, "entry", t->entry);
	json_put_int(&w, "recording", t->recording);
	json_put_str(&w, "title", t->title);
	json_put_str(&w, "artist", t->artist);
	json_put_str(&w, "album", t->album);
	json_put_int(&w, "duration_ms", t->duration_ms);
	json_put_bool(&w, "missing", t->missing);
	if (t->path)
		json_put_path(&w, t->path);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
	return true;
}

/* A row of a live one. */
static void print_found(const struct list_row *row, size_t number, void *ctx)
{
	const struct track *t = &row->track;
	struct playlist_track shown = {.recording = t->recording,
		.title = t->title ? t->title : "",
		.artist = t->artist_name ? t->artist_name : "",
		.album = t->album_title,
		.path = t->path,
		.duration_ms = t->duration_ms,
		.missing = t->missing};
	(void)number;
	print_track(ctx, &shown);
}

enum err_code playlist_list(const struct playlist_call *c, struct err *why)
{
	struct list_spec spec = {.kind = LIST_PLAYLISTS_ALONE, .profile = c->profile};
	bool json = c->json;
	return each_row(c->db, &spec, print_playlist, &json, why);
}

enum err_code playlist_show(const struct playlist_call *c, struct err *why)
{
	struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS, .profile = c->profile};
	struct showing showing = {.json = c->json};
	struct playlist_row row = {0};
	enum err_code code = playlists_find(c->db, c->word[0], &spec.id, why);
	if (!code)
		code = playlists_row(c->db, spec.id, &row, why);
	if (!code && row.query)
		code = each_row(c->db, &spec, print_found, &showing, why);
	else if (!code)
		code = playlist_each_track(c->db, spec.id, print_track, &showing, why);
	playlist_row_finish(&row);
	return code;
}
