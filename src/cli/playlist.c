/* `linnet playlist`: lists of the listener's, and files of other programs. */
#include "db/playlists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "db/library.h"
#include "db/list.h"
#include "playlist.h"
#include "text/json.h"
#include "words.h"

enum { OPT_FORMAT, OPT_AS };
enum { PAGE = 500 };

static const struct cli_option options[] = {
	{"format", 'f', "NAME", "export: m3u8, pls or xspf (by the file's name)"},
	{"as", 0, "NAME", "import: what to call it (the name that the file gives)"},
	{0},
};

/* ---- list and show */

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
	if (!*json) {
		printf("%s  (%s track%s, %s)\n", p->name, words_count(p->entries).text,
			p->entries == 1 ? "" : "s", words_long(p->duration_ms).text);
		return;
	}
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_int(&w, "id", p->id);
	json_put_str(&w, "name", p->name);
	json_put_int(&w, "entries", p->entries);
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

static enum err_code list(const struct playlist_call *c, struct err *why)
{
	struct list_spec spec = {.kind = LIST_PLAYLISTS};
	bool json = c->json;
	return each_row(c->db, &spec, print_playlist, &json, why);
}

static enum err_code show(const struct playlist_call *c, struct err *why)
{
	struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS};
	bool json = c->json;
	enum err_code code = playlists_find(c->db, c->word[0], &spec.id, why);
	return code ? code : each_row(c->db, &spec, print_entry, &json, why);
}

/* ---- create, add, remove */

static enum err_code create(const struct playlist_call *c, struct err *why)
{
	int64_t id;
	return playlists_create(c->db, c->word[0], false, &id, NULL, why);
}

static enum err_code add(const struct playlist_call *c, struct err *why)
{
	int64_t id, *recording = NULL;
	size_t n = 0;
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	if (code == ERR_NOT_FOUND)
		return err_set(why, code,
			"there is no playlist named %s; make it with linnet playlist "
			"create",
			c->word[0]);
	for (int i = 1; i < c->n && !code; i++)
		code = playlist_find_tracks(c->db, c->word[i], &recording, &n, why);
	if (!code)
		code = playlists_insert(c->db, id, 0, recording, n, NULL, why);
	free(recording);
	return code;
}

static enum err_code entry_at(struct db *db, int64_t playlist, const char *word,
	int64_t *ret, struct err *why)
{
	struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS, .id = playlist};
	struct list_window w;
	struct arena a = {0};
	long long number;
	if (!str_to_i64(word, &number) || number < 1)
		return err_set(why, ERR_USAGE, "%s is no number of a row", word);
	enum err_code code = list_window(db, &spec, (size_t)number - 1, 1, &a, &w, why);
	if (!code && (w.n == 0 || w.first != (size_t)number - 1))
		code = err_set(
			why, ERR_NOT_FOUND, "the playlist has no row %lld", number);
	if (!code)
		*ret = w.row[0].entry;
	arena_finish(&a);
	return code;
}

static enum err_code remove_rows(const struct playlist_call *c, struct err *why)
{
	int64_t id, *entry = xreallocarray(NULL, (size_t)c->n, sizeof *entry);
	enum err_code code = playlists_find(c->db, c->word[0], &id, why);
	for (int i = 1; i < c->n && !code; i++)
		code = entry_at(c->db, id, c->word[i], &entry[i - 1], why);
	if (!code && c->n == 1)
		code = playlists_remove(c->db, id, NULL, why);
	else if (!code)
		code = playlists_take_out(
			c->db, id, entry, (size_t)c->n - 1, NULL, why);
	free(entry);
	return code;
}

/* ---- the table */

static const struct {
	const char *name;
	int min, max; /* words behind it; max -1: any number */
	bool writes;
	enum err_code (*run)(const struct playlist_call *c, struct err *why);
} actions[] = {
	{"list", 0, 0, false, list},
	{"show", 1, 1, false, show},
	{"create", 1, 1, true, create},
	{"add", 2, -1, true, add},
	{"remove", 1, -1, true, remove_rows},
	{"import", 1, 1, true, playlist_import},
	{"export", 1, 2, false, playlist_export},
};

static int run(struct cli *cli, const struct cli_args *args)
{
	struct err why = {0};
	struct playlist_call c = {.json = cli->json,
		.word = args->rest + 1,
		.n = args->n_rest - 1,
		.format = args->value[OPT_FORMAT],
		.as = args->value[OPT_AS]};
	if (args->n_rest == 0)
		return cli_wrong(&cli_playlist, "say what to do");
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (strcmp(actions[i].name, args->rest[0]) != 0)
			continue;
		if (c.n < actions[i].min ||
			(actions[i].max >= 0 && c.n > actions[i].max))
			return cli_wrong(&cli_playlist,
				"wrong number of words after %s", args->rest[0]);
		enum db_mode mode = actions[i].writes ? DB_WRITE : DB_READ;
		enum err_code code = db_open(cli->db_path, mode, &c.db, &why);
		if (!code) {
			code = actions[i].run(&c, &why);
			db_close(c.db);
		}
		return code ? cli_fail(&why) : 0;
	}
	return cli_wrong(&cli_playlist, "there is no %s", args->rest[0]);
}

const struct subcommand cli_playlist = {
	.name = "playlist",
	.usage = "list | show NAME | create NAME | add NAME PATH… | remove NAME [ROW…] "
		 "|\n"
		 "                import FILE | export NAME [FILE]",
	.summary = "shows and changes playlists, reads and writes M3U8, PLS and XSPF",
	.text = "add takes files and folders of the library. remove without rows "
		"removes the\n"
		"whole playlist. - is standard input or output.",
	.options = options,
	.run = run,
};
