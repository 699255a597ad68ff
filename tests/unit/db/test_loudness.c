#include "db/loudness.h"

#include <math.h>

#include "db/listens.h"
#include "fixture.h"

static const struct song one = {.path = "a/1.flac",
				 .artist = "Air",
				 .album = "Moon Safari",
				 .title = "La Femme",
				 .number = 1},
			 two = {.path = "a/2.flac",
				 .artist = "Air",
				 .album = "Moon Safari",
				 .title = "Sexy Boy",
				 .number = 2},
			 single = {.path = "s.flac",
				 .artist = "Burial",
				 .title = "Archangel"};
static const struct loudness_reading track = {-10.5, 1.25}, album = {-11, 1.5};

static struct track track_of(struct fixture *f, int64_t recording)
{
	struct track t;
	OK(f, library_track_of(f->db, recording, &f->a, &t, &f->why));
	return t;
}

static void what_was_measured_comes_back(void **state)
{
	struct fixture *f = *state;
	struct library_item a = song_put(f, &one), b = song_put(f, &single);
	assert_false(track_of(f, a.recording).has_loudness);
	OK(f, loudness_put(f->db, a.recording, &track, &album, &f->why));
	OK(f, loudness_put(f->db, b.recording, &track, NULL, &f->why));
	struct loudness l = track_of(f, a.recording).loudness;
	assert_true(l.track_gain_db == -7.5f && l.track_peak == 1.25f);
	assert_true(l.album_gain_db == -7 && l.album_peak == 1.5f);
	l = track_of(f, b.recording).loudness;
	assert_true(l.track_gain_db == -7.5f && isnan(l.album_gain_db) &&
		    isnan(l.album_peak));
	/* Silence has a peak and no gain. */
	const struct loudness_reading silence = {NAN, 0};
	OK(f, loudness_put(f->db, b.recording, &silence, NULL, &f->why));
	l = track_of(f, b.recording).loudness;
	assert_true(isnan(l.track_gain_db) && l.track_peak == 0);
	OK(f, loudness_put_failed(f->db, b.recording, "it is broken", &f->why));
	assert_false(track_of(f, b.recording).has_loudness);
}

static size_t todo(struct fixture *f, size_t limit, struct loudness_todo **ret)
{
	size_t n = 0;
	OK(f, loudness_todo(f->db, limit, &f->a, ret, &n, &f->why));
	return n;
}

static void albums_come_whole(void **state)
{
	struct fixture *f = *state;
	struct loudness_todo *t;
	assert_int_equal(todo(f, 10, &t), 0);
	struct library_item a = song_put(f, &one), s = song_put(f, &single),
			    b = song_put(f, &two);
	assert_int_equal(todo(f, 10, &t), 3);
	assert_int_equal(t[0].recording, a.recording);
	assert_int_equal(t[1].recording, b.recording);
	assert_int_equal(t[2].recording, s.recording);
	assert_true(t[0].album > 0 && t[1].album == t[0].album && t[2].album == 0);
	assert_string_equal(t[1].path, "/music/a/2.flac");
	assert_int_equal(t[1].duration_ms, 200000);
	assert_int_equal(t[1].start_frame, 0);
	assert_int_equal(t[1].end_frame, 0);
	assert_true(t[0].lacks && t[1].lacks && t[2].lacks);
	/* A limit cuts no album. */
	assert_int_equal(todo(f, 1, &t), 2);
	/* One of an album is new: the other comes along. */
	OK(f, loudness_put(f->db, a.recording, &track, &album, &f->why));
	OK(f, loudness_put_failed(f->db, s.recording, "it is broken", &f->why));
	assert_int_equal(todo(f, 10, &t), 2);
	assert_true(!t[0].lacks && t[1].lacks);
	OK(f, loudness_put(f->db, b.recording, &track, &album, &f->why));
	assert_int_equal(todo(f, 10, &t), 0);
}

static void what_was_heard_last_comes_first(void **state)
{
	struct fixture *f = *state;
	struct loudness_todo *t;
	struct library_item a = song_put(f, &one), b = song_put(f, &single);
	for (int i = 0; i < 2; i++) {
		struct listen l = {.recording = i ? b.recording : a.recording,
			.start_ms = 1000000 * (i + 1),
			.heard_ms = 200000,
			.duration_ms = 200000};
		listen_new_id(l.id);
		OK(f, listens_append(f->db, 1, &l, &f->why));
	}
	assert_int_equal(todo(f, 10, &t), 2);
	assert_int_equal(t[0].recording, b.recording);
	assert_int_equal(t[1].recording, a.recording);
}

static void tags_are_enough(void **state)
{
	struct fixture *f = *state;
	struct loudness_todo *t;
	song_put(f, &one);
	struct tags tags = song_tags(&two);
	tags.has_track_gain = true;
	tags.track_gain_db = -3;
	struct library_item item = {.root = f->root, .path = two.path, .tags = &tags};
	OK(f, library_put(f->db, &item, 1, &f->why));
	assert_int_equal(todo(f, 10, &t), 2);
	assert_true(t[0].lacks && !t[1].lacks);
	OK(f, loudness_put(f->db, t[0].recording, &track, &album, &f->why));
	assert_int_equal(todo(f, 10, &t), 0);
	struct loudness_progress p;
	OK(f, loudness_progress(f->db, &p, &f->why));
	assert_int_equal(p.tagged, 1);
	assert_int_equal(p.wanted, 1);
	assert_int_equal(p.done, 1);
	assert_int_equal(p.failed, 0);
}

static void huge_albums_are_single_tracks(void **state)
{
	struct fixture *f = *state;
	struct loudness_todo *t;
	char path[32];
	for (int i = 0; i <= LOUDNESS_ALBUM_TRACKS; i++) {
		struct song s = {.path = path,
			.artist = "BBC",
			.album = "A podcast",
			.title = "Episode",
			.number = i};
		snprintf(path, sizeof path, "p/%d.mp3", i);
		song_put(f, &s);
	}
	assert_int_equal(todo(f, 5, &t), 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(t[i].album, 0);
}

static void what_is_not_there_waits(void **state)
{
	struct fixture *f = *state;
	struct loudness_todo *t;
	struct loudness_progress p;
	song_put(f, &one);
	OK(f, library_root_set_state(f->db, f->root, false, 1, &f->why));
	assert_int_equal(todo(f, 10, &t), 0);
	OK(f, loudness_progress(f->db, &p, &f->why));
	assert_int_equal(p.wanted, 0);
	OK(f, library_root_set_state(f->db, f->root, true, 2, &f->why));
	assert_int_equal(todo(f, 10, &t), 1);
}

static void a_rebuild_drops_it(void **state)
{
	struct fixture *f = *state;
	struct loudness_todo *t;
	struct library_item a = song_put(f, &one);
	OK(f, loudness_put(f->db, a.recording, &track, &album, &f->why));
	OK(f, db_rebuild_derived(f->db, false, &f->why));
	assert_int_equal(todo(f, 10, &t), 0);
	OK(f, db_rebuild_derived(f->db, true, &f->why));
	assert_int_equal(todo(f, 10, &t), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_drop)

static void gains_are_told_apart_from_none(void **state)
{
	struct fixture *f = *state;
	struct library_item none = song_put(f, &one);
	struct tags t = song_tags(&two);
	t.has_track_gain = true;
	t.track_gain_db = -6.5f;
	t.track_peak = 0.9f;
	struct library_item item = {.root = f->root, .path = "g", .tags = &t};
	OK(f, library_put(f->db, &item, 1, &f->why));
	struct track got;
	OK(f, library_track_of(f->db, item.recording, &f->a, &got, &f->why));
	assert_true(got.has_loudness);
	assert_true(fabsf(got.loudness.track_gain_db + 6.5f) < 1e-6f);
	assert_true(fabsf(got.loudness.track_peak - .9f) < 1e-6f);
	assert_true(isnan(got.loudness.album_gain_db));
	assert_true(isnan(got.loudness.album_peak));
	OK(f, library_track_of(f->db, none.recording, &f->a, &got, &f->why));
	assert_false(got.has_loudness);
	assert_true(isnan(got.loudness.track_gain_db));
}

/* Measured loudness stands in for what the tags do not say, and only for that. */
static void measured_loudness_fills_the_gaps(void **state)
{
	struct fixture *f = *state;
	struct tags t = song_tags(&two);
	t.has_track_gain = true;
	t.track_gain_db = -6.5f;
	struct library_item bare = song_put(f, &one);
	struct library_item tagged = {.root = f->root, .path = "g", .tags = &t};
	OK(f, library_put(f->db, &tagged, 1, &f->why));
	OK(f, loudness_put(f->db, tagged.recording, &track, &album, &f->why));
	OK(f, loudness_put(f->db, bare.recording, &track, &album, &f->why));
	struct track got;
	OK(f, library_track_of(f->db, bare.recording, &f->a, &got, &f->why));
	assert_true(got.has_loudness);
	assert_true(fabsf(got.loudness.track_gain_db + 7.5f) < 1e-6f);
	assert_true(fabsf(got.loudness.track_peak - 1.25f) < 1e-6f);
	assert_true(fabsf(got.loudness.album_gain_db + 7) < 1e-6f);
	assert_true(fabsf(got.loudness.album_peak - 1.5f) < 1e-6f);
	OK(f, library_track_of(f->db, tagged.recording, &f->a, &got, &f->why));
	assert_true(fabsf(got.loudness.track_gain_db + 6.5f) < 1e-6f);
	assert_true(fabsf(got.loudness.track_peak - 1.25f) < 1e-6f);
	assert_true(fabsf(got.loudness.album_gain_db + 7) < 1e-6f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_measured_comes_back),
		TEST(albums_come_whole),
		TEST(what_was_heard_last_comes_first),
		TEST(tags_are_enough),
		TEST(huge_albums_are_single_tracks),
		TEST(what_is_not_there_waits),
		TEST(a_rebuild_drops_it),
		TEST(gains_are_told_apart_from_none),
		TEST(measured_loudness_fills_the_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
