/* `linnet playlist list` and `show`. */
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/list.h"
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

static void print_entry(const struct list_row *row, size_t number, void *ctx)
{
	const struct track *t = &row->track;
	const bool *json = ctx;
	if (!*json) {
		printf("%4zu  %s%s%s  %s%s\n", number + 1,
			t->artist_name ? t->artist_name : "",
			t->artist_name && *t->artist_name ? " – " : "", t->title,
			words_duration(t->duration_ms).text,
			t->missing ? "  (missing)" : "");
		return;
	}
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_int(&w, "number", (int64_t)number + 1);
	json_put_int(&w, "entry", row->entry);
	json_put_int(&w, "recording", t->recording);
	json_put_str(&w, "title", t->title);
	json_put_str(&w, "artist", t->artist_name);
	json_put_str(&w, "album", t->album_title);
	json_put_int(&w, "duration_ms", t->duration_ms);
	json_put_bool(&w, "missing", t->missing);
	if (t->path)
		json_put_path(&w, t->path);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
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
	bool json = c->json;
	enum err_code code = playlists_find(c->db, c->word[0], &spec.id, why);
	return code ? code : each_row(c->db, &spec, print_entry, &json, why);
}
