#include "db/library.h"

#include <math.h>

#include "db/listens.h"
#include "db/loudness.h"
#include "mezzanine.h"

static void a_file_becomes_a_track(void **state)
{
	struct fixture *f = *state;
	struct library_item item = song_put(f, &teardrop);
	struct track t;
	assert_int_not_equal(item.recording, 0);
	OK(f, library_track_of(f->db, item.recording, &f->a, &t, &f->why));
	assert_string_equal(t.title, "Teardrop");
	assert_string_equal(t.artist_name, "Massive Attack");
	assert_string_equal(t.album_artist, "Massive Attack");
	assert_string_equal(t.album_title, "Mezzanine");
	assert_string_equal(t.path, "/music/Massive Attack/Mezzanine/03.flac");
	assert_string_equal(t.codec, "flac");
	assert_int_equal(t.number, 3);
	assert_int_equal(t.file, item.file);
	assert_false(t.missing);
	assert_null(t.state_reason);
	struct track at;
	OK(f, library_track_at(f->db, t.path, &f->a, &at, &f->why));
	assert_int_equal(at.id, t.id);
	assert_int_equal(library_track_at(f->db, "/music/none", &f->a, &at, &f->why),
		ERR_NOT_FOUND);
}

static void a_second_scan_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct library_item a = song_put(f, &teardrop), b = song_put(f, &teardrop);
	assert_int_equal(a.file, b.file);
	assert_int_equal(a.recording, b.recording);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 1);
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 1);
}

/* Who believes that a file is new may be wrong: another process was first. */
static void a_fresh_file_that_is_known_is_brought_up_to_date(void **state)
{
	struct fixture *f = *state;
	struct library_item a = song_put(f, &teardrop);
	const struct tags t = {
		.title = (char *)"Other", .payload_bytes = 7, .payload_digest = 7};
	struct library_item again = {.root = f->root,
		.path = teardrop.path,
		.size = 3,
		.tags = &t,
		.fresh = true};
	OK(f, library_put(f->db, &again, 1, &f->why));
	assert_int_equal(again.file, a.file);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	struct track track;
	OK(f, library_track_of(f->db, again.recording, &f->a, &track, &f->why));
	assert_string_equal(track.title, "Other");
}

static void a_moved_file_keeps_its_recording(void **state)
{
	struct fixture *f = *state;
	struct song moved = teardrop;
	moved.digest = 42;
	struct library_item a = song_put(f, &moved);
	moved.path = "elsewhere/x.flac";
	struct library_item b = song_put(f, &moved);
	assert_int_equal(a.recording, b.recording);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 2);
	OK(f, library_mark_missing(f->db, &a.file, 1, &f->why));
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	struct track t;
	OK(f, library_track_of(f->db, a.recording, &f->a, &t, &f->why));
	assert_string_equal(t.path, "/music/elsewhere/x.flac");
	assert_false(t.missing);
	struct db_info info;
	OK(f, db_info(f->db, &info, &f->why));
	assert_int_equal(info.files, 1); /* the old row is of no use */
}

static void a_file_that_comes_back_later_keeps_it_too(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	s.digest = 42;
	struct library_item a = song_put(f, &s);
	OK(f, library_mark_missing(f->db, &a.file, 1, &f->why));
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 0);
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 0);
	struct track t;
	OK(f, library_track_of(f->db, a.recording, &f->a, &t, &f->why));
	assert_true(t.missing);
	assert_non_null(t.state_reason);
	s.path = "other/y.flac";
	struct library_item b = song_put(f, &s);
	assert_int_equal(a.recording, b.recording);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 1);
}

static void a_retagged_file_keeps_it_and_moves_album(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	s.digest = 42;
	struct library_item a = song_put(f, &s);
	s.artist = "M. Attack";
	s.album = "Another";
	s.title = "Tear";
	struct library_item b = song_put(f, &s);
	assert_int_equal(a.recording, b.recording);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 1);
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 1);
	struct track t;
	OK(f, library_track_of(f->db, a.recording, &f->a, &t, &f->why));
	assert_string_equal(t.artist_name, "M. Attack");
	assert_string_equal(t.album_title, "Another");
	assert_int_equal(count_of(f, LIST_ARTIST_TRACKS, t.artist), 1);
}

static void encoded_again_in_place_it_is_the_same_recording(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	s.digest = 1;
	struct library_item a = song_put(f, &s);
	s.digest = 2;
	struct library_item b = song_put(f, &s);
	assert_int_equal(a.recording, b.recording);
	s.digest = 3;
	s.title = "Something else";
	struct library_item c = song_put(f, &s);
	assert_int_not_equal(a.recording, c.recording);
}

static void encoded_again_elsewhere_it_inherits_history(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	s.digest = 1;
	struct library_item a = song_put(f, &s);
	struct listen l = {
		.recording = a.recording, .start_ms = 1000, .heard_ms = 200000};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, 1, &l, &f->why));
	s.digest = 2;
	s.path = "Massive Attack/Mezzanine/03.opus";
	song_put(f, &s);
	OK(f, library_mark_missing(f->db, &a.file, 1, &f->why));
	struct track t;
	OK(f, library_track_of(f->db, a.recording, &f->a, &t, &f->why));
	assert_string_equal(t.path, "/music/Massive Attack/Mezzanine/03.opus");
	assert_false(t.missing);
	/* And the next scan knows it by its new identity. */
	struct library_item again = song_put(f, &s);
	assert_int_equal(again.recording, a.recording);
	OK(f, db_check(f->db, &f->why));
}

static void unreadable_files_are_listed_with_reasons(void **state)
{
	struct fixture *f = *state;
	struct library_item good = song_put(f, &teardrop);
	struct library_item bad = {.root = f->root,
		.path = "broken.mp3",
		.size = 10,
		.reason = "no audio was found in it"};
	OK(f, library_put(f->db, &bad, 1, &f->why));
	assert_int_equal(bad.recording, 0);
	struct library_unreadable *u;
	size_t n;
	OK(f, library_unreadable(f->db, 10, &f->a, &u, &n, &f->why));
	assert_int_equal(n, 1);
	assert_string_equal(u[0].path, "/music/broken.mp3");
	assert_string_equal(u[0].reason, "no audio was found in it");
	/* A known track that cannot be played stays in the lists, with the reason. */
	OK(f, library_file_failed(
		      f->db, good.file, ERR_FORMAT, "its data is damaged", &f->why));
	struct track t;
	OK(f, library_track_of(f->db, good.recording, &f->a, &t, &f->why));
	assert_string_equal(t.state_reason, "its data is damaged");
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	song_put(f, &teardrop);
	OK(f, library_track_of(f->db, good.recording, &f->a, &t, &f->why));
	assert_null(t.state_reason);
}

static bool take_time(void *ctx, const struct library_file *file)
{
	*(int64_t *)ctx = file->mtime_ns;
	return true;
}

/* A fault of the file stays until it changes, one of the disk is looked into again; who
 * was played to its end is marked no longer. */
static void marks_of_the_player_heal(void **state)
{
	struct fixture *f = *state;
	struct library_item good = song_put(f, &teardrop);
	struct track t;
	int64_t time = 0, before = 0;
	OK(f, library_each_file(f->db, good.root, take_time, &before, &f->why));
	assert_int_not_equal(before, 0);
	OK(f, library_file_failed(f->db, good.file, ERR_FORMAT, "cut off", &f->why));
	OK(f, library_each_file(f->db, good.root, take_time, &time, &f->why));
	assert_int_equal(time, before);
	OK(f, library_file_played(f->db, good.file, &f->why));
	OK(f, library_track_of(f->db, good.recording, &f->a, &t, &f->why));
	assert_null(t.state_reason);
	OK(f, library_file_failed(f->db, good.file, ERR_IO, "no disk", &f->why));
	OK(f, library_each_file(f->db, good.root, take_time, &time, &f->why));
	assert_int_equal(time, 0);
	OK(f, library_track_of(f->db, good.recording, &f->a, &t, &f->why));
	assert_string_equal(t.state_reason, "no disk");
	/* A missing file does not come back by that. */
	OK(f, library_mark_missing(f->db, &good.file, 1, &f->why));
	OK(f, library_file_played(f->db, good.file, &f->why));
	OK(f, library_track_of(f->db, good.recording, &f->a, &t, &f->why));
	assert_true(t.missing);
}

static bool collect(void *ctx, const struct library_file *file)
{
	struct str *s = ctx;
	str_appendf(s, "%s:%d ", file->path, file->state);
	return true;
}

static void known_files_come_in_the_order_of_their_paths(void **state)
{
	struct fixture *f = *state;
	struct library_item t = song_put(f, &teardrop);
	song_put(f, &angel);
	OK(f, library_mark_missing(f->db, &t.file, 1, &f->why));
	struct str s = {0};
	OK(f, library_each_file(f->db, f->root, collect, &s, &f->why));
	assert_string_equal(str_text(&s), "Massive Attack/Mezzanine/01.flac:0 Massive "
					  "Attack/Mezzanine/03.flac:1 ");
	str_reset(&s);
	OK(f, library_touch(f->db, t.file, 7, 8, 9, &f->why));
	OK(f, library_each_file(f->db, f->root, collect, &s, &f->why));
	assert_string_equal(str_text(&s), "Massive Attack/Mezzanine/01.flac:0 Massive "
					  "Attack/Mezzanine/03.flac:0 ");
	str_finish(&s);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 2);
}

static void names_that_fold_alike_are_one_artist(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "a",
			    .artist = "Sigur R\xC3\xB3s",
			    .album = "\xC3\x81g\xC3\xA6tis",
			    .title = "x",
			    .number = 1});
	song_put(f, &(struct song){.path = "b",
			    .artist = "SIGUR ROS",
			    .album = "Agaetis",
			    .title = "y",
			    .number = 2});
	song_put(f, &(struct song){.path = "c",
			    .artist = "!!!",
			    .album = NULL,
			    .title = "z",
			    .number = 0});
	song_put(f, &(struct song){.path = "d",
			    .artist = "???",
			    .album = NULL,
			    .title = "z",
			    .number = 0});
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 3);
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 1);
}

static void albums_are_told_apart_by_artist_and_release(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "a",
			    .artist = "One",
			    .album = "Greatest Hits",
			    .title = "x",
			    .number = 1});
	song_put(f, &(struct song){.path = "b",
			    .artist = "Two",
			    .album = "Greatest Hits",
			    .title = "x",
			    .number = 1});
	song_put(f, &(struct song){.path = "c",
			    .artist = "Three",
			    .album = "Mixed",
			    .title = "x",
			    .number = 1,
			    .album_artist = "Various Artists"});
	song_put(f, &(struct song){.path = "d",
			    .artist = "Four",
			    .album = "Mixed",
			    .title = "y",
			    .number = 2,
			    .album_artist = "Various Artists"});
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 3);
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 3);
	struct tags t = song_tags(&(struct song){.path = "e",
		.artist = "One",
		.album = "Greatest Hits",
		.title = "x",
		.number = 1});
	t.mb_album = (char *)"b84ee12a-09ef-421b-82de-0441a926375b";
	struct library_item item = {.root = f->root, .path = "e", .tags = &t};
	OK(f, library_put(f->db, &item, 1, &f->why));
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 4);
}

static void a_file_without_tags_has_its_name(void **state)
{
	struct fixture *f = *state;
	struct library_item item =
		song_put(f, &(struct song){.path = "dir/01 - Some.Song.mp3",
				    .artist = NULL,
				    .album = NULL,
				    .title = NULL,
				    .number = 0});
	struct track t;
	OK(f, library_track_of(f->db, item.recording, &f->a, &t, &f->why));
	assert_string_equal(t.title, "01 - Some.Song");
	assert_int_equal(t.artist, 0);
	assert_int_equal(t.album, 0);
}

static void a_batch_that_fails_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	song_put(f, &angel);
	struct tags t = song_tags(&teardrop);
	struct library_item item[2] = {
		{.root = f->root, .path = "new", .tags = &t},
		{.root = 999, .path = "nowhere", .tags = &t},
	};
	assert_int_equal(library_put(f->db, item, 2, &f->why), ERR_NOT_FOUND);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	song_put(f, &teardrop);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 2);
	OK(f, db_check(f->db, &f->why));
}

/* Everything derived, as text: counts and the search index. */
static void derived_is_recomputed_alike(void **state)
{
	struct fixture *f = *state;
	struct library_item a = song_put(f, &teardrop);
	song_put(f, &angel);
	struct library_item gone = song_put(f, &(struct song){.path = "c",
						       .artist = "Bj\xC3\xB6rk",
						       .album = "Post",
						       .title = "Hyperballad",
						       .number = 4});
	OK(f, library_mark_missing(f->db, &gone.file, 1, &f->why));
	struct listen l = {.recording = a.recording,
		.start_ms = 5000,
		.heard_ms = 200000,
		.duration_ms = 200000};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, 1, &l, &f->why));
	struct db_info before, after;
	struct listen_summary s1, s2;
	OK(f, db_info(f->db, &before, &f->why));
	OK(f, listens_summary(f->db, 1, a.recording, &s1, &f->why));
	OK(f, db_rebuild_derived(f->db, true, &f->why));
	OK(f, db_info(f->db, &after, &f->why));
	OK(f, listens_summary(f->db, 1, a.recording, &s2, &f->why));
	before.bytes = after.bytes = 0;
	assert_memory_equal(&before, &after, sizeof before);
	assert_memory_equal(&s1, &s2, sizeof s1);
	assert_int_equal(s2.plays, 1);
	OK(f, db_check(f->db, &f->why));
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(a_file_becomes_a_track),
		TEST(a_second_scan_changes_nothing),
		TEST(a_fresh_file_that_is_known_is_brought_up_to_date),
		TEST(a_moved_file_keeps_its_recording),
		TEST(a_file_that_comes_back_later_keeps_it_too),
		TEST(a_retagged_file_keeps_it_and_moves_album),
		TEST(encoded_again_in_place_it_is_the_same_recording),
		TEST(encoded_again_elsewhere_it_inherits_history),
		TEST(unreadable_files_are_listed_with_reasons),
		TEST(marks_of_the_player_heal),
		TEST(known_files_come_in_the_order_of_their_paths),
		TEST(names_that_fold_alike_are_one_artist),
		TEST(albums_are_told_apart_by_artist_and_release),
		TEST(a_file_without_tags_has_its_name),
		TEST(a_batch_that_fails_leaves_nothing),
		TEST(derived_is_recomputed_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
