/* What filters and live playlists mean, through db/list.h and db/search.h. */
#include "db/features.h"
#include "db/feedback.h"
#include "db/list.h"
#include "db/listens.h"
#include "db/playlists.h"
#include "db/search.h"

#include "base/clock.h"
#include "base/rng.h"
#include "fixture.h"

enum { DAY_S = 86400 };

static int64_t now_s(void)
{
	struct clock c = clock_system();
	return clock_wall_ms(&c) / 1000;
}

static void index_all(struct fixture *f)
{
	size_t left = 1;
	while (left)
		OK(f, search_index_step(f->db, 50, &left, &f->why));
}

/* A track in so many words; title also names its file. */
struct piece {
	const char *title, *artist, *album_artist, *album, *genre, *composer;
	int year, minutes, bpm;
	const char *codec;
};

static int64_t put(struct fixture *f, const struct piece *p)
{
	struct song s = {.path = p->title,
		.artist = p->artist,
		.album = p->album,
		.title = p->title,
		.album_artist = p->album_artist,
		.genre = p->genre,
		.year = p->year};
	bool fresh;
	struct tags t = song_tags(&s);
	t.composer = (char *)p->composer;
	t.duration_ms = (p->minutes ? p->minutes : 3) * 60000;
	t.bpm = (float)p->bpm;
	t.codec = codec_name(p->codec ? p->codec : "flac");
	tags_split(&t);
	if (!f->root)
		OK(f, library_root_add(f->db, "/music", &f->root, &fresh, &f->why));
	struct library_item item = {.root = f->root,
		.path = p->title,
		.size = 1000,
		.mtime_ns = now_s() * 1000000000,
		.inode = 1,
		.tags = &t};
	OK(f, library_put(f->db, &item, 1, &f->why));
	free(t.artists);
	free(t.album_artists);
	free(t.genres);
	free(t.composers);
	return item.recording;
}

enum { ANGEL, ROADS, SPLIT, AIR, LONG, LIVE, PIECES };

static void library(struct fixture *f, int64_t recording[PIECES])
{
	static const struct piece p[PIECES] = {
		[ANGEL] = {.title = "angel",
			.artist = "Massive Attack",
			.album = "Mezzanine",
			.genre = "Trip Hop",
			.year = 1998,
			.bpm = 120,
			.minutes = 6},
		[ROADS] = {.title = "roads",
			.artist = "Portishead",
			.album = "Dummy",
			.genre = "Trip Hop",
			.year = 1994,
			.minutes = 5},
		[SPLIT] = {.title = "duet",
			.artist = "Nina; Simone",
			.album_artist = "Guests",
			.album = "Angel of Harlem",
			.genre = "Jazz; Soul",
			.year = 1965},
		[AIR] = {.title = "air",
			.artist = "Orchestra",
			.album = "Suites",
			.genre = "Classical",
			.composer = "Johann Sebastian Bach",
			.codec = "mp3"},
		[LONG] = {.title = "the long angel",
			.artist = "Drone",
			.album = "One",
			.year = 2020,
			.minutes = 20,
			.bpm = 60},
		[LIVE] = {.title = "roads live",
			.artist = "Portishead",
			.album = "Roseland",
			.genre = "Live",
			.year = 1998},
	};
	for (int i = 0; i < PIECES; i++)
		recording[i] = put(f, &p[i]);
	index_all(f);
}

/* Titles of a list, a comma between two. */
static const char *titles(struct fixture *f, const struct list_spec *spec)
{
	struct list_window w;
	struct str s = {0};
	OK(f, list_window(f->db, spec, 0, 50, &f->a, &w, &f->why));
	assert_int_equal(w.total, w.n);
	for (size_t i = 0; i < w.n; i++)
		str_appendf(&s, "%s%s", i ? "," : "", w.row[i].track.title);
	char *text = arena_strdup(&f->a, str_text(&s));
	str_finish(&s);
	return text;
}

static const char *live(struct fixture *f, const char *query)
{
	struct list_spec spec = {.kind = LIST_QUERY_TRACKS, .query = query};
	return titles(f, &spec);
}

struct meaning {
	const char *query, *titles; /* by title */
};

static void means(struct fixture *f, const struct meaning *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char query[200];
		snprintf(query, sizeof query, "%s sort:title", m[i].query);
		const char *is = live(f, query);
		if (strcmp(is, m[i].titles) != 0)
			fail_msg("%s: %s, not %s", m[i].query, is, m[i].titles);
	}
}
#define MEANS(f, table) means(f, table, sizeof table / sizeof *table)

static void fields_and_words(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const struct meaning m[] = {
		{"angel", "angel,duet,the long angel"},
		{"title:angel", "angel,the long angel"},
		{"album:angel", "duet"},
		{"title:\"long angel\"", "the long angel"},
		{"title:\"angel long\"", ""},
		{"\"massive attack\"", "angel"},
		{"\"attack massive\"", ""},
		{"artist:nina", "duet"},
		{"artist:simone", "duet"},
		{"artist:guests", "duet"},
		{"albumartist:guests", "duet"},
		{"albumartist:nina", ""},
		{"artist:porti", "roads,roads live"},
		{"artist:ortishea", "roads,roads live"},
		{"artist:portihsead", ""}, /* what stays is meant to the letter */
		{"genre:trip", "angel,roads"},
		{"genre:soul", "duet"},
		{"genre:jazz", "duet"},
		{"composer:bach", "air"},
		{"composer:\"sebastian bach\"", "air"},
		{"bach", "air"},
		{"composer:orchestra", ""},
		{"codec:mp3", "air"},
		{"path:/MUSIC/the", "the long angel"},
		{"angel -album:harlem", "angel,the long angel"},
		{"roads -genre:live", "roads"},
		{"-genre:trip -genre:live", "air,duet,the long angel"},
		{"artist:massive | genre:classical", "air,angel"},
		{"(artist:massive | artist:drone) -long", "angel"},
		{"nothing", ""},
	};
	library(f, r);
	MEANS(f, m);
}

static void numbers(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const struct meaning m[] = {
		{"year:1994..1998", "angel,roads,roads live"},
		{"year:1998", "angel,roads live"},
		{"year:<1990", "duet"},
		{"-year:1900..2000", "air,the long angel"},
		{"length:>5m", "angel,the long angel"},
		{"length:5m", "roads"},
		{"length:3:00", "air,duet,roads live"},
		{"bpm:110..130", "angel"},
		{"bpm:60", "the long angel"},
		{"added:<1d", "air,angel,duet,the long angel,roads,roads live"},
		{"added:>1d", ""},
		{"year:1998 trip", ""},
		{"year:1998 angel", "angel"},
	};
	library(f, r);
	MEANS(f, m);
}

static void play(struct fixture *f, int64_t recording, int64_t days_ago, bool skip)
{
	struct listen l = {.recording = recording,
		.start_ms = (now_s() - days_ago * DAY_S) * 1000,
		.heard_ms = skip ? 1000 : 100000,
		.duration_ms = 200000,
		.outcome = skip ? OUTCOME_SKIPPED : OUTCOME_FINISHED};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, 1, &l, &f->why));
}

static void what_the_listener_did(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const struct meaning m[] = {
		{"played:0", "air,duet,the long angel,roads live"},
		{"played:>0", "angel,roads"},
		{"played:2", "angel"},
		{"played:..1", "air,duet,the long angel,roads,roads live"},
		{"skipped:>0", "roads live"},
		{"lastplayed:<30d", "angel"},
		{"lastplayed:>30d", "air,duet,the long angel,roads,roads live"},
		{"lastplayed:30d..900d", "roads"},
		{"rating:>=4", "air"},
		{"rating:1..3", "duet"},
		{"rating:0", "angel,the long angel,roads,roads live"},
		{"is:liked", "duet"},
		{"liked played:0", "duet"},
		{"is:disliked", "roads live"},
		{"-is:disliked -is:liked played:0", "air,the long angel"},
		{"cluster:calm", "air,the long angel"},
	};
	library(f, r);
	play(f, r[ANGEL], 3, false);
	play(f, r[ANGEL], 50, false);
	play(f, r[ROADS], 100, false);
	play(f, r[LIVE], 1, true);
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, r[AIR], 5, 1, NULL, &f->why));
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, r[SPLIT], 3, 1, NULL, &f->why));
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, r[SPLIT], 1, 1, NULL, &f->why));
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, r[LIVE], -1, 1, NULL, &f->why));
	struct cluster_row c[2] = {{.name = "Calm and slow"}, {.name = "Loud"}};
	const int64_t recording[] = {r[AIR], r[LONG], r[ANGEL]};
	const int32_t member[] = {0, 0, 1};
	const float distance[] = {0, 0, 0};
	OK(f, clusters_replace(f->db, c, 2, recording, member, distance, 3, &f->why));
	index_all(f);
	MEANS(f, m);
	assert_string_equal(live(f, "played:>0 sort:played"), "angel,roads");
	assert_string_equal(live(f, "played:>0 sort:-played"), "roads,angel");
	assert_string_equal(live(f, "played:>0 sort:lastplayed limit:1"), "angel");
	assert_string_equal(live(f, "rating:>0 sort:rating"), "air,duet");
	assert_string_equal(live(f, "angel sort:length"), "duet,angel,the long angel");
	assert_string_equal(
		live(f, "year:>0 sort:-year limit:2"), "the long angel,angel");
}

static void what_is_missing_is_found_when_asked_for(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	struct library_item item;
	library(f, r);
	item = song_put(f, &(struct song){.path = "x", .artist = "Gone", .title = "x"});
	index_all(f);
	OK(f, library_mark_missing(f->db, &item.file, 1, &f->why));
	index_all(f);
	assert_string_equal(live(f, "is:missing"), "x");
	assert_string_equal(live(f, "is:missing gone"), "x");
	assert_string_equal(live(f, "is:missing angel"), "");
	assert_string_equal(live(f, "artist:gone"), "");
}

static void live_playlists_follow_what_changes(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES], id;
	library(f, r);
	OK(f, playlists_create(f->db, "Trip", false, &id, NULL, &f->why));
	OK(f, playlists_set_query(f->db, id, "genre:trip sort:year", NULL, &f->why));
	struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS, .id = id};
	struct list_spec lists = {.kind = LIST_PLAYLISTS};
	struct list_window w;
	assert_string_equal(titles(f, &spec), "roads,angel");
	OK(f, list_window(f->db, &lists, 0, 5, &f->a, &w, &f->why));
	assert_string_equal(w.row[0].playlist.query, "genre:trip sort:year");
	assert_int_equal(w.row[0].playlist.entries, 2);
	assert_int_equal(w.row[0].playlist.duration_ms, 11 * 60000);
	put(f, &(struct piece){.title = "new",
		       .artist = "A",
		       .album = "B",
		       .genre = "Trip Hop",
		       .year = 1990,
		       .minutes = 4});
	index_all(f);
	assert_string_equal(titles(f, &spec), "new,roads,angel");
	OK(f, list_window(f->db, &lists, 0, 5, &f->a, &w, &f->why));
	assert_int_equal(w.row[0].playlist.entries, 3);
	/* A filter leaves some of it, in its order; it can be played. */
	spec.filter = "year:<1995";
	assert_string_equal(titles(f, &spec), "new,roads");
	spec.filter = NULL;
	int64_t *recording;
	size_t n, at;
	OK(f, list_recordings(f->db, &spec, 1, 0, &recording, &n, &f->why));
	assert_int_equal(n, 2);
	assert_int_equal(recording[0], r[ROADS]);
	free(recording);
	OK(f, list_window(f->db, &spec, 0, 5, &f->a, &w, &f->why));
	OK(f, list_position(f->db, &spec, w.row[2].id, &at, &f->why));
	assert_int_equal(at, 2);
	OK(f, playlists_set_query(f->db, id, "genre:jazz", NULL, &f->why));
	assert_string_equal(titles(f, &spec), "duet");
	/* Of a limited one, that is filtered which it shows. */
	OK(f, playlists_set_query(f->db, id, "sort:title limit:2", NULL, &f->why));
	assert_string_equal(titles(f, &spec), "air,angel");
	spec.filter = "year:1998";
	assert_string_equal(titles(f, &spec), "angel");
}

static void every_list_can_be_filtered(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES], id;
	size_t n;
	library(f, r);
	OK(f, playlists_create(f->db, "Mine", false, &id, NULL, &f->why));
	OK(f, playlists_insert(f->db, id, 0, r, PIECES, NULL, &f->why));
	play(f, r[ROADS], 1, false);
	play(f, r[ANGEL], 2, false);
	index_all(f);
	struct list_spec spec = {
		.kind = LIST_PLAYLIST_TRACKS, .id = id, .filter = "year:1998"};
	assert_string_equal(titles(f, &spec), "angel,roads live");
	spec = (struct list_spec){.kind = LIST_HISTORY, .filter = "genre:trip -roads"};
	assert_string_equal(titles(f, &spec), "angel");
	spec = (struct list_spec){.kind = LIST_FOLDER_TRACKS,
		.id = f->root,
		.filter = "artist:portis year:1994"};
	assert_string_equal(titles(f, &spec), "roads");
	spec = (struct list_spec){.kind = LIST_ARTISTS, .filter = "year:1994..1998"};
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 2);
	spec.filter = "portis";
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 1);
	spec = (struct list_spec){.kind = LIST_ALBUMS, .filter = "portis year:1998"};
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 1);
	spec = (struct list_spec){.kind = LIST_PLAYLISTS, .filter = "min"};
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 1);
}

/* ---- the same language in search */

static struct search_results find(struct fixture *f, const char *query)
{
	struct search_results r;
	struct search_spec spec = {.text = query, .limit = 20, .typing = true};
	OK(f, search_find(f->db, &spec, &f->a, &r, &f->why));
	return r;
}

static void searches_take_filters(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES], id;
	library(f, r);
	struct search_results s = find(f, "angel year:1998");
	assert_int_equal(s.tracks, 1);
	assert_string_equal(s.track[0].title, "angel");
	s = find(f, "roads -genre:live");
	assert_int_equal(s.tracks, 1);
	s = find(f, "genre:trip");
	assert_int_equal(s.tracks, 2);
	assert_int_equal(s.artists + s.albums, 0);
	/* Groups are what the filter leaves of them. */
	s = find(f, "portishead year:1994");
	assert_int_equal(s.artists, 1);
	assert_int_equal(s.albums, 1);
	assert_string_equal(s.album[0].title, "Dummy");
	assert_int_equal(s.tracks, 1);
	s = find(f, "artist:portishead");
	assert_int_equal(s.artists, 1);
	assert_int_equal(s.albums, 2);
	assert_int_equal(s.tracks, 2);
	s = find(f, "artist:portihsead");
	assert_int_equal(s.artists, 1);
	assert_true(s.corrected);
	s = find(f, "album:dummy");
	assert_int_equal(s.artists, 0);
	assert_int_equal(s.albums, 1);
	assert_int_equal(s.tracks, 1);
	s = find(f, "composer:bach");
	assert_int_equal(s.tracks, 1);
	s = find(f, "year:1998 sort:title");
	assert_int_equal(s.tracks, 2);
	assert_string_equal(s.track[0].title, "angel");
	/* A mistake is told, the rest works; what is not finished is none. */
	s = find(f, "angel year:19x0");
	assert_string_equal(s.problem.text, "year:19x0: not a year");
	assert_int_equal(s.tracks, 3);
	s = find(f, "angel year:");
	assert_int_equal(s.problem.len, 0);
	assert_int_equal(s.tracks, 3);
	OK(f, playlists_create(f->db, "Angels", false, &id, NULL, &f->why));
	s = find(f, "angel");
	assert_int_equal(s.playlists, 1);
	assert_string_equal(s.playlist[0].name, "Angels");
}

/* A word is found wherever the rest is rare, with a mistake in either. */
static void several_words_with_an_error(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const char *const queries[] = {"massvie angel", "massive angle",
		"attack angel mezanine", "ttack ange", "angel attakc"};
	library(f, r);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		struct search_results s = find(f, queries[i]);
		if (s.tracks != 1 || strcmp(s.track[0].title, "angel") != 0)
			fail_msg("%s: %zu tracks", queries[i], s.tracks);
	}
	/* Somebody means the words as they are: nobody is corrected. */
	struct search_results s = find(f, "roads portishead");
	assert_int_equal(s.tracks, 2);
	assert_false(s.corrected);
}

static void a_like_ranks_at_once(void **state)
{
	struct fixture *f = *state;
	int64_t first = 0, last = 0;
	for (int i = 0; i < 5; i++) {
		char *name = arena_printf(&f->a, "%d", i);
		last = put(f,
			&(struct piece){.title = arena_printf(&f->a, "same %s", name),
				.artist = name});
		first = first ? first : last;
	}
	index_all(f);
	assert_int_equal(find(f, "sam").track[0].recording, first);
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, last, 1, 1, NULL, &f->why));
	assert_true(search_index_pending(f->db));
	index_all(f);
	assert_int_equal(find(f, "sam").track[0].recording, last);
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, last, 0, 1, NULL, &f->why));
	index_all(f);
	assert_int_equal(find(f, "sam").track[0].recording, first);
}

/* The index built in steps of any size, with changes in between, is the one that is
 * built at once. */
static void steps_and_rebuilding_agree(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	library(f, r);
	put(f, &(struct piece){.title = "angel", .artist = "Renamed", .year = 2001});
	index_all(f);
	assert_string_equal(live(f, "artist:renamed"), "angel");
	assert_string_equal(live(f, "artist:massive"), "");
	const char *before = live(f, "year:>0 sort:title");
	OK(f, db_rebuild_derived(f->db, false, &f->why));
	assert_string_equal(live(f, "year:>0 sort:title"), before);
	assert_string_equal(live(f, "artist:massive"), "");
	assert_int_equal(find(f, "renamde").artists, 1);
}

/* Any query: an answer, and no error of SQL. What a search finds without typing errors
 * is part of what the live playlist of the same text is. */
static void random_queries_are_harmless(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const char *const part[] = {"angel", "artist:", "massive", "\"", "-",
		"(", ")", " | ", " ", "year:", "1998", "..", ">=", "genre:trip",
		"is:liked", "is:missing", "sort:played", "sort:random", "limit:2",
		"added:<2d", "played:0", "'", "\xE6\x9D\xB1", "*", "AND", "NEAR(", "{",
		"^", "_", "path:/music", "composer:bach", "rating:3", "cluster:x",
		"lastplayed:>1y", "codec:flac", "title:roads", "\xFF", "portihsead"};
	struct rng rng;
	library(f, r);
	rng_seed(&rng, 3);
	for (int i = 0; i < 1500; i++) {
		struct str q = {0};
		struct search_results s;
		struct list_spec spec = {.kind = LIST_QUERY_TRACKS};
		struct list_spec artists = {.kind = LIST_ARTISTS};
		size_t n;
		for (uint64_t k = rng_below(&rng, 7); k > 0; k--)
			str_append(
				&q, part[rng_below(&rng, sizeof part / sizeof *part)]);
		spec.query = artists.filter = str_text(&q);
		if (search_run(f->db, str_text(&q), 5, &f->a, &s, &f->why) ||
			list_count(f->db, &spec, &n, &f->why) ||
			list_count(f->db, &artists, &n, &f->why))
			fail_msg("%s: %s", str_text(&q), f->why.msg);
		str_finish(&q);
		arena_reset(&f->a);
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(fields_and_words),
		TEST(numbers),
		TEST(what_the_listener_did),
		TEST(what_is_missing_is_found_when_asked_for),
		TEST(live_playlists_follow_what_changes),
		TEST(every_list_can_be_filtered),
		TEST(searches_take_filters),
		TEST(several_words_with_an_error),
		TEST(a_like_ranks_at_once),
		TEST(steps_and_rebuilding_agree),
		TEST(random_queries_are_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
