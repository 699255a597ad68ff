/* Roots of the library: what lies in them, goes with them, and is told of them. */
#include "db/library.h"

#include "mezzanine.h"

static void roots_take_in_what_lies_inside(void **state)
{
	struct fixture *f = *state;
	song_put(f, &teardrop);
	int64_t id;
	bool fresh;
	OK(f, library_root_add(f->db, "/music/Massive Attack/", &id, &fresh, &f->why));
	assert_false(fresh);
	assert_int_equal(id, f->root);
	OK(f, library_root_add(f->db, "/musicals", &id, &fresh, &f->why));
	assert_true(fresh);
	OK(f, library_root_add(f->db, "/", &id, &fresh, &f->why));
	assert_true(fresh);
	struct library_root *root;
	size_t n;
	OK(f, library_roots(f->db, &f->a, &root, &n, &f->why));
	assert_int_equal(n, 1);
	assert_int_equal(
		library_root_add(f->db, "relative", &id, &fresh, &f->why), ERR_USAGE);
}

static void removing_a_root_keeps_recordings(void **state)
{
	struct fixture *f = *state;
	struct library_item item = song_put(f, &teardrop);
	OK(f, library_root_remove(f->db, f->root, &f->why));
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 0);
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 0);
	struct track t;
	OK(f, library_track_of(f->db, item.recording, &f->a, &t, &f->why));
	assert_string_equal(t.title, "Teardrop");
	assert_string_equal(t.artist_name, "Massive Attack");
	assert_null(t.path);
	assert_true(t.missing);
	assert_int_equal(library_root_remove(f->db, f->root, &f->why), ERR_NOT_FOUND);
}

static void an_absent_folder_makes_tracks_missing(void **state)
{
	struct fixture *f = *state;
	struct library_item item = song_put(f, &teardrop);
	OK(f, library_root_set_state(f->db, f->root, false, 0, &f->why));
	struct track t;
	OK(f, library_track_of(f->db, item.recording, &f->a, &t, &f->why));
	assert_true(t.missing);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
}

static bool add_title(void *ctx, const struct library_recording *r)
{
	struct str *s = ctx;
	str_appendf(s, "%s/%d ", r->title, r->present);
	return true;
}

static void snapshots_name_each_recording_once(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	s.digest = 5;
	struct library_item first = song_put(f, &s);
	s.path = "copy.flac";
	song_put(f, &s);
	song_put(f, &angel);
	OK(f, library_file_failed(f->db, first.file, ERR_FORMAT, "damaged", &f->why));
	struct str out = {0};
	OK(f, library_each_recording(f->db, add_title, &out, &f->why));
	assert_string_equal(str_text(&out), "Teardrop/1 Angel/1 ");
	str_finish(&out);
}

/* A row that was dropped gives its number to the next file that comes. */
static void a_new_file_is_not_taken_for_the_one_that_went(void **state)
{
	struct fixture *f = *state;
	struct song copy = angel;
	copy.digest = 5;
	song_put(f, &copy);
	copy.path = "copy of angel.flac";
	struct library_item second = song_put(f, &copy);
	OK(f, library_mark_missing(f->db, &second.file, 1, &f->why));
	struct library_item fresh = song_put(f, &teardrop);
	assert_int_equal(fresh.file, second.file);
	OK(f, library_settle_missing(f->db, &second.file, 1, &f->why));
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 2);
	OK(f, library_mark_missing(f->db, &fresh.file, 1, &f->why));
	OK(f, library_settle_missing(f->db, &fresh.file, 1, &f->why));
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(roots_take_in_what_lies_inside),
		TEST(removing_a_root_keeps_recordings),
		TEST(an_absent_folder_makes_tracks_missing),
		TEST(a_new_file_is_not_taken_for_the_one_that_went),
		TEST(snapshots_name_each_recording_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
