/* Which track stands for an album, and how it is found. */
#include "db/art.h"

#include "fixture.h"

static void the_first_track_that_is_there_stands_for_an_album(void **state)
{
	struct fixture *f = *state;
	const struct song songs[] = {{.path = "a/2.flac",
					     .artist = "A",
					     .album = "X",
					     .title = "two",
					     .number = 2},
		{.path = "a/1.flac",
			.artist = "A",
			.album = "X",
			.title = "one",
			.number = 1},
		{.path = "b/1.flac",
			.artist = "B",
			.album = "Y",
			.title = "else",
			.number = 1}};
	struct library_item item[3];
	struct track t = {0};
	for (size_t i = 0; i < 3; i++)
		item[i] = song_put(f, &songs[i]);
	OK(f, library_track_at(f->db, "/music/a/2.flac", &f->a, &t, &f->why));
	int64_t album = t.album;
	assert_true(album > 0);
	OK(f, art_album_track(f->db, album, &f->a, &t, &f->why));
	assert_string_equal(t.path, "/music/a/1.flac");
	OK(f, library_mark_missing(f->db, &item[1].file, 1, &f->why));
	OK(f, art_album_track(f->db, album, &f->a, &t, &f->why));
	assert_string_equal(t.path, "/music/a/2.flac");
	OK(f, library_mark_missing(f->db, &item[0].file, 1, &f->why));
	assert_int_equal(
		art_album_track(f->db, album, &f->a, &t, &f->why), ERR_NOT_FOUND);
	assert_int_equal(
		art_album_track(f->db, 1 << 30, &f->a, &t, &f->why), ERR_NOT_FOUND);
}

static void it_is_found_by_its_index(void **state)
{
	struct fixture *f = *state;
	struct str plan = {0};
	OK(f, art_album_plan(f->db, &plan, &f->why));
	assert_non_null(strstr(str_text(&plan), "track_by_album"));
	assert_null(strstr(str_text(&plan), "SCAN"));
	assert_null(strstr(str_text(&plan), "TEMP B-TREE"));
	str_finish(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_first_track_that_is_there_stands_for_an_album, fixture_make,
			fixture_drop),
		cmocka_unit_test_setup_teardown(
			it_is_found_by_its_index, fixture_make, fixture_drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
