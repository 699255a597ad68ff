/* What takes the place of a file that is gone, by its sound or its name. */
#include "db/identity.h"

#include "db/duplicates.h"
#include "db/features.h"
#include "identity_songs.h"

/* Items without a pattern; the same seed sounds the same but for `wrong` bits of 1000. */
static struct fingerprint print_of(uint64_t seed, int wrong)
{
	struct fingerprint f = {.n = 900};
	uint64_t x = seed * 7919 + 1, noise = 99;
	for (size_t i = 0; i < f.n; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		f.item[i] = (uint32_t)(x >> 32);
		for (int bit = 0; bit < 32; bit++) {
			noise = noise * 6364136223846793005u + 1442695040888963407u;
			if ((int)(noise >> 33) % 1000 < wrong)
				f.item[i] ^= 1u << bit;
		}
	}
	return f;
}

static int64_t track_of(struct fixture *f, const char *path)
{
	struct track t;
	OK(f, library_track_at(f->db, path, &f->a, &t, &f->why));
	return t.id;
}

/* The analysis has heard a file. */
static void hear(struct fixture *f, const char *path, uint64_t seed, int wrong)
{
	struct identity i = {.has_print = true,
		.print_version = FINGERPRINT_VERSION,
		.print = print_of(seed, wrong)};
	OK(f, identity_take(f->db, track_of(f, path), &i, &f->why));
}

static void gone(struct fixture *f, const struct library_item *item)
{
	OK(f, library_mark_missing(f->db, &item->file, 1, &f->why));
}

/* A root of which something is there is not away. */
static void keep_root(struct fixture *f)
{
	struct song s = other_song("other/x.ogg", "Somebody", "X", 77);
	song_put(f, &s);
}

static void a_better_encoding_takes_the_place_by_its_sound(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = other_song("mezzanine/x.flac", "?", "Piste 3", 2);
	keep_root(f);
	struct library_item a = song_put(f, &s);
	hear(f, "/music/mezzanine/03.mp3", 1, 0);
	play(f, a.recording, 1000);
	gone(f, &a);
	/* Nothing of its tags is the same: who it is shows when it is heard. */
	struct library_item b = song_put(f, &o);
	assert_int_not_equal(b.recording, a.recording);
	play(f, b.recording, 3000);
	hear(f, "/music/mezzanine/x.flac", 1, 30);
	assert_int_equal(recording_at(f, "/music/mezzanine/x.flac"), a.recording);
	assert_int_equal(listens_of(f, a.recording), 2);
	struct db_info info;
	OK(f, db_info(f->db, &info, &f->why));
	assert_int_equal(info.missing, 0); /* its row has done its duty */
	/* The old file, put back, is known too. */
	assert_int_equal(song_put(f, &s).recording, a.recording);
	OK(f, db_check(f->db, &f->why));
}

static void in_place_with_other_tags_it_is_known_by_its_sound(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	keep_root(f);
	struct library_item a = song_put(f, &s);
	hear(f, "/music/mezzanine/03.mp3", 1, 0);
	s.digest = 2;
	s.title = "Tear drop (fixed)";
	assert_int_not_equal(song_put(f, &s).recording, a.recording);
	hear(f, "/music/mezzanine/03.mp3", 1, 30);
	assert_int_equal(recording_at(f, "/music/mezzanine/03.mp3"), a.recording);
}

static void elsewhere_it_takes_the_name_too(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = other_song("new/1.opus", "?", "Piste 3", 2),
		    p = other_song("new/2.opus", "Massive  ATTACK", "teardrop", 3);
	keep_root(f);
	struct library_item a = song_put(f, &s);
	hear(f, "/music/mezzanine/03.mp3", 1, 0);
	gone(f, &a);
	song_put(f, &o);
	hear(f, "/music/new/1.opus", 1, 30);
	assert_int_not_equal(recording_at(f, "/music/new/1.opus"), a.recording);
	song_put(f, &p);
	hear(f, "/music/new/2.opus", 1, 30);
	assert_int_equal(recording_at(f, "/music/new/2.opus"), a.recording);
}

static void another_sound_is_another_recording_whatever_its_name(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	keep_root(f);
	struct library_item a = song_put(f, &s);
	hear(f, "/music/mezzanine/03.mp3", 1, 0);
	play(f, a.recording, 1000);
	gone(f, &a);
	/* By its name it is taken for the old one; the play since then is its own. */
	s.digest = 2;
	s.path = "mezzanine/03 live.flac";
	assert_int_equal(song_put(f, &s).recording, a.recording);
	play(f, a.recording, INT64_C(4000000000000));
	hear(f, "/music/mezzanine/03 live.flac", 2, 0);
	int64_t b = recording_at(f, "/music/mezzanine/03 live.flac");
	assert_int_not_equal(b, a.recording);
	assert_int_equal(listens_of(f, a.recording), 1);
	assert_int_equal(listens_of(f, b), 1);
	/* Heard again, nothing changes. */
	hear(f, "/music/mezzanine/03 live.flac", 2, 0);
	assert_int_equal(recording_at(f, "/music/mezzanine/03 live.flac"), b);
	/* In another folder nothing is guessed where the sound can decide. */
	s.digest = 3;
	s.path = "bootlegs/03.flac";
	assert_int_not_equal(song_put(f, &s).recording, a.recording);
	OK(f, db_check(f->db, &f->why));
}

static void by_name_alone_the_length_must_be_the_same(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	keep_root(f);
	struct library_item a = song_put(f, &s);
	gone(f, &a);
	s.digest = 2;
	s.path = "elsewhere/3.flac";
	struct tags t = song_tags(&s);
	struct library_item item = {
		.root = f->root, .path = s.path, .size = 9, .inode = 2, .tags = &t};
	t.duration_ms += 2000;
	OK(f, library_put(f->db, &item, 1, &f->why));
	assert_int_not_equal(item.recording, a.recording);
	t.duration_ms -= 1000;
	t.payload_digest = 3;
	item.path = "elsewhere/4.flac";
	OK(f, library_put(f->db, &item, 1, &f->why));
	assert_int_equal(item.recording, a.recording);
}

static void side_by_side_they_stay_two(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = teardrop;
	struct duplicate_groups g = {0};
	o.path = "mezzanine/03.flac";
	o.digest = 2;
	keep_root(f);
	struct library_item a = song_put(f, &s), b = song_put(f, &o);
	hear(f, "/music/mezzanine/03.mp3", 1, 0);
	OK(f, duplicates_groups(f->db, &g, &f->why));
	assert_int_equal(g.n, 0);
	duplicates_groups_finish(&g);
	hear(f, "/music/mezzanine/03.flac", 1, 30);
	assert_int_not_equal(a.recording, b.recording);
	assert_int_equal(recording_at(f, "/music/mezzanine/03.flac"), b.recording);
	OK(f, duplicates_groups(f->db, &g, &f->why));
	assert_int_equal(g.n, 1);
	assert_int_equal(g.first[1], 2);
	struct duplicate_file *file;
	size_t n;
	OK(f, duplicates_files(f->db, g.recording, 2, &f->a, &file, &n, &f->why));
	assert_int_equal(n, 2);
	assert_string_equal(file[0].path, "/music/mezzanine/03.mp3");
	duplicates_groups_finish(&g);
	/* What both have is one's when the other is gone. */
	play(f, a.recording, 1000);
	play(f, b.recording, 2000);
	gone(f, &b);
	assert_int_equal(listens_of(f, a.recording), 2);
	OK(f, duplicates_groups(f->db, &g, &f->why));
	assert_int_equal(g.n, 0);
	duplicates_groups_finish(&g);
}

static void a_disk_that_is_away_loses_nothing_to_a_copy(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop;
	int64_t home;
	bool fresh;
	struct library_item a = song_put(f, &s);
	hear(f, "/music/mezzanine/03.mp3", 1, 0);
	play(f, a.recording, 1000);
	OK(f, library_root_add(f->db, "/home", &home, &fresh, &f->why));
	s.digest = 2;
	struct tags t = song_tags(&s);
	struct library_item b = {
		.root = home, .path = "3.flac", .size = 9, .inode = 2, .tags = &t};
	OK(f, library_put(f->db, &b, 1, &f->why));
	hear(f, "/home/3.flac", 1, 30);
	gone(f, &a); /* all that the root has */
	assert_int_not_equal(recording_at(f, "/home/3.flac"), a.recording);
	assert_int_equal(listens_of(f, a.recording), 1);
	OK(f, library_touch(f->db, a.file, 1000, 1000000000, 1, &f->why));
	assert_int_equal(recording_at(f, "/music/mezzanine/03.mp3"), a.recording);
}

static void read_whole(struct fixture *f, const char *path, uint64_t digest)
{
	struct identity i = {.file_bytes = 1000, .has_whole = true, .whole = digest};
	OK(f, identity_take(f->db, track_of(f, path), &i, &f->why));
}

static void files_that_differ_beside_the_middle_are_told_apart(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = teardrop, p = teardrop;
	o.path = "b.mp3";
	p.path = "c.mp3";
	struct library_item a = song_put(f, &s), b = song_put(f, &o);
	assert_int_equal(a.recording, b.recording);
	play(f, a.recording, 1000);
	/* The later one first: the recording is that of the one that was there first. */
	read_whole(f, "/music/b.mp3", 22);
	assert_int_equal(recording_at(f, "/music/b.mp3"), a.recording);
	read_whole(f, "/music/mezzanine/03.mp3", 11);
	int64_t other = recording_at(f, "/music/b.mp3");
	assert_int_not_equal(other, a.recording);
	assert_int_equal(recording_at(f, "/music/mezzanine/03.mp3"), a.recording);
	assert_int_equal(listens_of(f, a.recording), 1);
	/* A third one is either of them. */
	song_put(f, &p);
	read_whole(f, "/music/c.mp3", 22);
	assert_int_equal(recording_at(f, "/music/c.mp3"), other);
	/* Retagged, each is what it was. */
	o.title = "Another title";
	assert_int_equal(song_put(f, &o).recording, other);
	OK(f, db_check(f->db, &f->why));
}

static void a_file_of_another_size_by_now_says_nothing(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = teardrop;
	o.path = "b.mp3";
	struct library_item a = song_put(f, &s);
	song_put(f, &o);
	read_whole(f, "/music/mezzanine/03.mp3", 11);
	struct identity i = {.file_bytes = 999, .has_whole = true, .whole = 22};
	OK(f, identity_take(f->db, track_of(f, "/music/b.mp3"), &i, &f->why));
	assert_int_equal(recording_at(f, "/music/b.mp3"), a.recording);
}

static void only_what_is_not_known_is_asked_for(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = other_song("b.flac", "Other", "Tear", 2);
	struct identity_todo *t;
	struct feature v = {.version = FEATURE_VERSION};
	int64_t a = song_put(f, &s).recording, b = song_put(f, &o).recording, left;
	size_t n;
	OK(f, identity_todo(f->db, 0, 1, 10, &f->a, &t, &n, &f->why));
	assert_int_equal(n, 0); /* the features' turn */
	OK(f, features_put(f->db, a, &v, &f->why));
	OK(f, features_put_failed(f->db, b, "it is silent", &f->why));
	OK(f, identity_todo(f->db, 0, 1, 10, &f->a, &t, &n, &f->why));
	assert_int_equal(n, 2);
	assert_string_equal(t[0].at.path, "/music/mezzanine/03.mp3");
	assert_true(t[0].print && !t[0].whole);
	OK(f, identity_todo(f->db, t[0].at.track, 1, 10, &f->a, &t, &n, &f->why));
	assert_int_equal(n, 1);
	hear(f, "/music/mezzanine/03.mp3", 1, 0);
	struct identity none = {.has_print = true};
	OK(f, identity_take(f->db, track_of(f, "/music/b.flac"), &none, &f->why));
	OK(f, identity_todo_count(f->db, 0, &left, &f->why));
	assert_int_equal(left, 0); /* as far as it can be done without the library */
	OK(f, identity_todo_count(f->db, 1, &left, &f->why));
	assert_int_equal(left, 1);
	/* A second file of the payload: both have to be read whole. */
	s.path = "copy.mp3";
	song_put(f, &s);
	OK(f, identity_todo(f->db, 0, 0, 10, &f->a, &t, &n, &f->why));
	assert_int_equal(n, 2);
	assert_true(t[0].whole && !t[0].print && t[1].whole);
	OK(f, db_rebuild_derived(f->db, true, &f->why));
	OK(f, identity_todo_count(f->db, 1, &left, &f->why));
	assert_int_equal(left, 0); /* the features' turn again */
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(a_better_encoding_takes_the_place_by_its_sound),
		TEST(in_place_with_other_tags_it_is_known_by_its_sound),
		TEST(elsewhere_it_takes_the_name_too),
		TEST(another_sound_is_another_recording_whatever_its_name),
		TEST(by_name_alone_the_length_must_be_the_same),
		TEST(side_by_side_they_stay_two),
		TEST(a_disk_that_is_away_loses_nothing_to_a_copy),
		TEST(files_that_differ_beside_the_middle_are_told_apart),
		TEST(a_file_of_another_size_by_now_says_nothing),
		TEST(only_what_is_not_known_is_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
