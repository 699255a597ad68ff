/*
 * How SQLite answers what search, filters and live playlists ask: never by reading a
 * table of tracks, files or documents as a whole, never by sorting.
 */
#include "db/list.h"
#include "db/playlists.h"
#include "db/search.h"
#include "fixture.h"

static const char *const queries[] = {"tear", "teardrop massive", "teardrpo", "eardr",
	"\"massive attack\"", "tear sort:added", "tear sort:-added",
	"attack sort:title", "attack sort:-title", "attack sort:album",
	"attack sort:-album", "attack sort:year", "attack sort:-played",
	"attack sort:lastplayed", "attack sort:rating", "attack sort:skipped",
	"attack sort:bpm", "attack sort:length", "attack sort:random limit:3",
	"artist:massive", "albumartist:massive", "album:mezzanine", "title:teardrop",
	"title:\"tear drop\"", "composer:bach", "genre:trip", "genre:trip angel",
	"path:music", "codec:flac", "cluster:calm", "year:1990..1999",
	"year:1998 attack", "rating:>=4", "rating:0", "added:<30d", "played:0",
	"played:>3", "lastplayed:<7d", "lastplayed:>1y", "skipped:>1", "bpm:120..130",
	"length:>2m attack", "is:liked", "is:disliked", "is:missing tear", "-live",
	"-genre:rock attack", "artist:massive | year:1998", "live"};

/* Small tables that are read as they are, and indexes whose order is walked. */
static bool may_scan(const char *step)
{
	static const char *const fine[] = {"SCAN CONSTANT ROW", "SCAN sqlite_master",
		"SCAN genre", "SCAN cluster", "SCAN d_search_codec",
		"SCAN d_search_vocab", "SCAN d_search_fresh", "SCAN r USING",
		"SCAN root", "SCAN r", "SCAN s VIRTUAL TABLE",
		"SCAN d_search VIRTUAL TABLE", "SCAN (subquery"};
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
		size_t n = strlen(fine[i]);
		if (strncmp(step, fine[i], n) == 0 &&
			(!step[n] || strchr(" -", step[n])))
			return true;
	}
	return false;
}

static void check_plans(struct fixture *f, struct db *db)
{
	struct str plans = {0};
	char *rest = NULL, *sql = NULL;
	int steps = 0;
	OK(f, search_plans(db, &plans, &f->why));
	for (char *line = strtok_r(plans.data, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest)) {
		if (*line != '\t') {
			sql = line;
			continue;
		}
		steps++;
		if (strstr(line, "TEMP B-TREE"))
			fail_msg("sorts: %s\n%s", sql, line);
		if (strncmp(line + 1, "SCAN", 4) == 0 && !may_scan(line + 1))
			fail_msg("reads all: %s\n%s", sql, line);
	}
	assert_true(steps > 0);
	str_finish(&plans);
}

static struct db *library(struct fixture *f)
{
	static const struct song songs[] = {
		{.path = "1",
			.artist = "Massive Attack",
			.album = "Mezzanine",
			.title = "Teardrop",
			.genre = "Trip-Hop",
			.year = 1998},
		{.path = "2",
			.artist = "Massive Attack",
			.album = "Mezzanine",
			.title = "Angel",
			.album_artist = "Various"},
	};
	size_t left = 1;
	struct db *reader;
	for (size_t i = 0; i < sizeof songs / sizeof *songs; i++)
		song_put(f, &songs[i]);
	while (left)
		OK(f, search_index_step(f->db, 50, &left, &f->why));
	OK(f, db_open(f->path, DB_READ, &reader, &f->why));
	return reader;
}

static void no_search_reads_a_whole_table(void **state)
{
	struct fixture *f = *state;
	struct db *reader = library(f);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
		for (int brief = 0; brief < 2; brief++) {
			struct search_results r;
			OK(f, search_find(reader,
				      &(struct search_spec){.text = queries[i],
					      .limit = 5,
					      .brief = brief != 0},
				      &f->a, &r, &f->why));
		}
	check_plans(f, reader);
	db_close(reader);
}

static void no_filter_of_a_list_reads_a_whole_table(void **state)
{
	static const enum list_kind kinds[] = {LIST_TRACKS, LIST_ARTISTS, LIST_ALBUMS};
	struct fixture *f = *state;
	struct db *reader = library(f);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
			struct list_window w;
			struct list_spec spec = {
				.kind = kinds[k], .filter = queries[i]};
			OK(f, list_window(reader, &spec, 0, 5, &f->a, &w, &f->why));
		}
	check_plans(f, reader);
	db_close(reader);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(no_search_reads_a_whole_table),
		TEST(no_filter_of_a_list_reads_a_whole_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
