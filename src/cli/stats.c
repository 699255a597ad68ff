/* `linnet stats`: counts, charts and streaks. */
#include "history/stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "commands.h"
#include "db/import.h"
#include "text/json.h"
#include "words.h"

enum { OPT_N, OPT_DAYS };
enum { DEFAULT_ROWS = 10, BAR = 40 };

static const struct cli_option options[] = {
	{"number", 'n', "N", "rows of each chart (10)"},
	{"days", 'd', "N", "only the last N days"},
	{0},
};

static const char *const weekdays[7] = {
	"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* ---- text */

static const char *plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

static void print_chart(const char *title, const struct stats_chart *c)
{
	if (c->n == 0)
		return;
	printf("\n%s\n", title);
	for (size_t i = 0; i < c->n; i++) {
		const struct listen_chart_row *r = &c->row[i];
		char *name = words_printable(r->name),
		     *artist = words_printable(r->artist ? r->artist : "");
		printf("%4zu  %6s plays  %10s  %s%s%s\n", i + 1,
			words_count(r->plays).text, words_long(r->heard_ms).text,
			artist, *artist ? " – " : "", name);
		free(name);
		free(artist);
	}
}

static void print_bars(
	const char *title, const int64_t *n, int count, const char *const *names)
{
	int64_t most = 1;
	for (int i = 0; i < count; i++)
		most = n[i] > most ? n[i] : most;
	printf("\n%s\n", title);
	for (int i = 0; i < count; i++) {
		char bar[BAR + 1] = "";
		int len = (int)((n[i] * BAR + most - 1) / most);
		memset(bar, '#', (size_t)len);
		bar[len] = '\0';
		if (names)
			printf("  %s  %-*s %s\n", names[i], BAR, bar,
				words_count(n[i]).text);
		else
			printf("  %02d h %-*s %s\n", i, BAR, bar,
				words_count(n[i]).text);
	}
}

static void print_text(const struct stats *s)
{
	const struct listen_totals *t = &s->totals;
	if (t->rows == 0) {
		puts("nothing was listened to yet");
		return;
	}
	printf("%s play%s of %s track%s by %s artist%s, %s heard, since %s\n",
		words_count(t->plays).text, plural(t->plays),
		words_count(t->recordings).text, plural(t->recordings),
		words_count(t->artists).text, plural(t->artists),
		words_long(t->heard_ms).text,
		words_date(t->first_ms, clock_zone_minutes(t->first_ms)).text);
	printf("%s session%s, the longest %s; %s skip%s; %s play%s from For You\n",
		words_count(s->sessions).text, plural(s->sessions),
		words_long(s->longest_session_ms).text, words_count(t->skips).text,
		plural(t->skips), words_count(s->from_foryou).text,
		plural(s->from_foryou));
	printf("music on %s day%s; days in a row: %s now, %s at most\n",
		words_count(t->days).text, plural(t->days), words_count(t->streak).text,
		words_count(t->longest_streak).text);
	print_chart("Artists", &s->artists);
	print_chart("Albums", &s->albums);
	print_chart("Tracks", &s->tracks);
	print_chart("Genres", &s->genres);
	if (t->plays == 0) {
		puts("\nNothing counts yet: a play does after 30 s, or half of a short track.");
		return;
	}
	print_bars("Days of the week", s->weekday, 7, weekdays);
	print_bars("Hours of the day", s->hour, 24, NULL);
}

/* ---- JSON */

static void put_chart(
	struct json_writer *w, const char *key, const struct stats_chart *c)
{
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i < c->n; i++) {
		const struct listen_chart_row *r = &c->row[i];
		json_write_object(w);
		json_put_int(w, "id", r->id);
		json_put_str(w, "name", r->name);
		if (r->artist && *r->artist)
			json_put_str(w, "artist", r->artist);
		json_put_int(w, "plays", r->plays);
		json_put_int(w, "heard_ms", r->heard_ms);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void put_numbers(
	struct json_writer *w, const char *key, const int64_t *n, int count)
{
	json_write_key(w, key);
	json_write_array(w);
	for (int i = 0; i < count; i++)
		json_write_int(w, n[i]);
	json_write_array_end(w);
}

static void print_json(const struct stats *s, int64_t imported)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	const struct listen_totals *t = &s->totals;
	json_write_object(&w);
	json_put_int(&w, "plays", t->plays);
	json_put_int(&w, "plays_imported", imported);
	json_put_int(&w, "listens", t->rows);
	json_put_int(&w, "skips", t->skips);
	json_put_int(&w, "finished", s->outcome[OUTCOME_FINISHED]);
	json_put_int(&w, "heard_ms", t->heard_ms);
	json_put_int(&w, "tracks", t->recordings);
	json_put_int(&w, "artists", t->artists);
	json_put_int(&w, "albums", t->albums);
	json_put_int(&w, "first_ms", t->first_ms);
	json_put_int(&w, "last_ms", t->last_ms);
	json_put_int(&w, "days", t->days);
	json_put_int(&w, "streak", t->streak);
	json_put_int(&w, "longest_streak", t->longest_streak);
	json_put_int(&w, "sessions", s->sessions);
	json_put_int(&w, "longest_session_ms", s->longest_session_ms);
	json_put_int(&w, "from_for_you", s->from_foryou);
	put_chart(&w, "top_artists", &s->artists);
	put_chart(&w, "top_albums", &s->albums);
	put_chart(&w, "top_tracks", &s->tracks);
	put_chart(&w, "top_genres", &s->genres);
	put_numbers(&w, "weekday", s->weekday, 7);
	put_numbers(&w, "hour", s->hour, 24);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
}

static void print_imported(
	void *ctx, const char *source, int64_t recordings, int64_t plays)
{
	(void)ctx;
	printf("beside it %s play%s of %s track%s that %s had counted\n",
		words_count(plays).text, plural(plays), words_count(recordings).text,
		plural(recordings), source);
}

static void add_imported(
	void *ctx, const char *source, int64_t recordings, int64_t plays)
{
	(void)source, (void)recordings;
	*(int64_t *)ctx += plays;
}

static enum err_code load_and_print(
	struct cli *cli, struct db *db, size_t rows, int64_t days, struct err *why)
{
	struct arena a = {0};
	struct stats s;
	struct clock clock = clock_system();
	int64_t profile, since = days ? clock_wall_ms(&clock) - days * 86400000 : 0;
	enum err_code code = db_profile(db, cli->profile, &profile, why);
	if (code == ERR_OK)
		code = stats_load(db, profile, since, 0, rows, &a, &s, why);
	int64_t imported = 0;
	if (code == ERR_OK && !cli->json) {
		print_text(&s);
		code = imported_play_each(db, profile, print_imported, NULL, why);
	} else if (code == ERR_OK) {
		code = imported_play_each(db, profile, add_imported, &imported, why);
		print_json(&s, imported);
	}
	arena_finish(&a);
	return code;
}

static int run(struct cli *cli, const struct cli_args *args)
{
	long long rows = DEFAULT_ROWS, days = 0;
	struct err why = {0};
	struct db *db = NULL;
	if (args->n_rest)
		return cli_wrong(&cli_stats, "it takes no words");
	if (args->value[OPT_N] &&
		!cli_number(&cli_stats, "number", args->value[OPT_N], 1, 1000, &rows))
		return 2;
	if (args->value[OPT_DAYS] && !cli_number(&cli_stats, "days",
					     args->value[OPT_DAYS], 1, 100000, &days))
		return 2;
	enum err_code code = cli_open_db(cli->db_path, DB_READ, &db, &why);
	if (code == ERR_OK)
		code = load_and_print(cli, db, (size_t)rows, days, &why);
	db_close(db);
	return code == ERR_OK ? 0 : cli_fail(&why);
}

const struct subcommand cli_stats = {
	.name = "stats",
	.usage = "[-n N] [--days N]",
	.summary = "counts, charts, streaks",
	.text = "A play counts when 30 seconds or half the track was heard, whichever "
		"is less.",
	.options = options,
	.run = run,
};
