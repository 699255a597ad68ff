/* Live playlists, filtered lists and searches with filters. */
#include "filter_library.h"

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

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(live_playlists_follow_what_changes),
		TEST(every_list_can_be_filtered),
		TEST(searches_take_filters),
		TEST(several_words_with_an_error),
		TEST(a_like_ranks_at_once),
		TEST(steps_and_rebuilding_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
