/* `linnet search`: what `/` finds, in the same order. */
#include "db/search.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "commands.h"
#include "model/tags.h"
#include "text/json.h"
#include "text/query.h"
#include "words.h"

enum { OPT_N };
enum { DEFAULT_ROWS = 20, ROWS_MAX = 2000 };

static const struct cli_option options[] = {
	{"number", 'n', "N", "at most so many tracks (20), and a third as many others"},
	{0},
};

static void json_artist(struct json_writer *w, const struct list_artist *a)
{
	json_write_object(w);
	json_put_int(w, "id", a->id);
	json_put_str(w, "name", a->name);
	json_put_int(w, "tracks", a->tracks);
	json_put_int(w, "albums", a->albums);
	json_write_object_end(w);
}

static void json_album(struct json_writer *w, const struct list_album *a)
{
	json_write_object(w);
	json_put_int(w, "id", a->id);
	json_put_str(w, "title", a->title);
	json_put_str(w, "artist", a->artist_name);
	json_put_int(w, "year", a->year);
	json_put_int(w, "tracks", a->tracks);
	json_write_object_end(w);
}

/* The fields that no tag says. */
static void json_guesses(struct json_writer *w, unsigned guessed)
{
	json_write_key(w, "guessed");
	json_write_array(w);
	for (unsigned bit = 1; *tags_guess_name(bit); bit <<= 1)
		if (guessed & bit)
			json_write_str(w, tags_guess_name(bit));
	json_write_array_end(w);
}

static void json_playlist(struct json_writer *w, const struct list_playlist *p)
{
	json_write_object(w);
	json_put_int(w, "id", p->id);
	json_put_str(w, "name", p->name);
	json_put_int(w, "tracks", p->entries);
	if (p->query)
		json_put_str(w, "query", p->query);
	json_write_object_end(w);
}

static void json_track(struct json_writer *w, const struct track *t)
{
	json_write_object(w);
	json_put_int(w, "recording", t->recording);
	json_put_str(w, "title", t->title);
	json_put_str(w, "artist", t->artist_name);
	json_put_str(w, "album", t->album_title);
	json_put_int(w, "duration_ms", t->duration_ms);
	if (t->path)
		json_put_path(w, t->path);
	if (t->guessed)
		json_guesses(w, t->guessed);
	json_write_object_end(w);
}

static void print_json(const struct search_results *r)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_write_key(&w, "artists");
	json_write_array(&w);
	for (size_t i = 0; i < r->artists; i++)
		json_artist(&w, &r->artist[i]);
	json_write_array_end(&w);
	json_write_key(&w, "albums");
	json_write_array(&w);
	for (size_t i = 0; i < r->albums; i++)
		json_album(&w, &r->album[i]);
	json_write_array_end(&w);
	json_write_key(&w, "playlists");
	json_write_array(&w);
	for (size_t i = 0; i < r->playlists; i++)
		json_playlist(&w, &r->playlist[i]);
	json_write_array_end(&w);
	json_write_key(&w, "tracks");
	json_write_array(&w);
	for (size_t i = 0; i < r->tracks; i++)
		json_track(&w, &r->track[i]);
	json_write_array_end(&w);
	json_put_bool(&w, "corrected", r->corrected);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
}

static void print_text(const struct search_results *r)
{
	for (size_t i = 0; i < r->artists; i++)
		printf("artist  %s (%s track%s)\n", r->artist[i].name,
			words_count(r->artist[i].tracks).text,
			r->artist[i].tracks == 1 ? "" : "s");
	for (size_t i = 0; i < r->albums; i++) {
		const struct list_album *a = &r->album[i];
		printf("album   %s%s%s", a->artist_name, *a->artist_name ? " – " : "",
			a->title);
		printf(a->year ? " (%d)\n" : "\n", a->year);
	}
	for (size_t i = 0; i < r->playlists; i++)
		printf("list    %s (%s track%s)\n", r->playlist[i].name,
			words_count(r->playlist[i].entries).text,
			r->playlist[i].entries == 1 ? "" : "s");
	for (size_t i = 0; i < r->tracks; i++) {
		const struct track *t = &r->track[i];
		char *path = words_printable(t->path ? t->path : "");
		printf("track   %s%s%s  %s  %s\n", t->artist_name ? t->artist_name : "",
			t->artist_name && *t->artist_name ? " – " : "", t->title,
			words_duration(t->duration_ms).text, path);
		free(path);
	}
}

/* Quotes, dots or a minus alone. */
static bool asks_nothing(const char *query)
{
	struct query_tree t;
	query_parse(&t, query, QUERY_STRICT, 0);
	bool nothing = !t.root->child && !t.sort && !t.problem.len;
	query_finish_tree(&t);
	return nothing;
}

static int run(struct cli *cli, const struct cli_args *args)
{
	long long n = DEFAULT_ROWS;
	if (args->n_rest == 0)
		return cli_wrong(&cli_search, "say what to look for");
	if (args->value[OPT_N] &&
		!cli_number(&cli_search, "number", args->value[OPT_N], 1, ROWS_MAX, &n))
		return 2;
	struct str query = {0};
	for (int i = 0; i < args->n_rest; i++)
		str_appendf(&query, "%s%s", i ? " " : "", args->rest[i]);
	if (asks_nothing(str_text(&query))) {
		str_finish(&query);
		return cli_wrong(&cli_search, "say what to look for");
	}
	struct db *db;
	struct err why = {0};
	struct arena a = {0};
	struct search_results r;
	int wrong = 0;
	enum err_code code = cli_open_db(cli->db_path, DB_READ, &db, &why);
	if (!code) {
		code = search_run(db, str_text(&query), (size_t)n, &a, &r, &why);
		if (!code && r.problem.len)
			wrong = cli_wrong(&cli_search, "%s", r.problem.text);
		else if (!code)
			(cli->json ? print_json : print_text)(&r);
		if (!code && !wrong && !cli->json && !r.artists && !r.albums &&
			!r.playlists && !r.tracks)
			fputs("nothing fits; try fewer or shorter words, or linnet "
			      "scan where files are new\n",
				stderr);
		db_close(db);
	}
	arena_finish(&a);
	str_finish(&query);
	return code ? cli_fail(&why) : wrong;
}

const struct subcommand cli_search = {
	.name = "search",
	.usage = "QUERY… [-n N]",
	.summary =
		"finds artists, albums, playlists and tracks, as / does in the player",
	.text = "Words in any order; accents, case and one typing error do not matter, "
		"and the\n"
		"beginning or a part of a word is enough. Filters beside them, best in "
		"one pair of\n"
		"quotes (linnet search 'bjork year:1990..1999 -genre:live'):\n"
		"\n"
		"  artist: albumartist: album: title: genre: composer: path: codec: "
		"cluster:\n"
		"  year:1990..1999  year:>=1990  bpm:120..130  length:>6m  rating:>=4\n"
		"  added:<30d  lastplayed:>1y  (h d w m y ago, or a date: 2024-05)\n"
		"  played:0  played:>10  skipped:>2  is:liked  is:disliked  "
		"is:missing\n"
		"  \"these very words\"  -without  -genre:live  this | that  (a | b) c\n"
		"  sort:added  sort:-year  limit:100\n"
		"\n"
		"A time that is longer ago includes never. The same language filters "
		"lists (F)\n"
		"and makes live playlists, which follow what changes.",
	.options = options,
	.run = run,
};
