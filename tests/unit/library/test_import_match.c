/* Which tracks of ours another player means, and what is taken over from it. */
#include "../db/fixture.h"

#include "db/feedback.h"
#include "db/import.h"
#include "library/import_apply.h"
#include "library/import_match.h"

struct wanted {
	struct import_data d;
	struct match *match;
};

static struct import_track *want(struct wanted *w, const char *path, const char *artist,
	const char *title, int64_t duration_ms)
{
	struct import_track *t = import_add_track(&w->d, path);
	t->artist = xstrdup(artist);
	t->title = xstrdup(title);
	t->duration_ms = duration_ms;
	return t;
}

static void look(struct fixture *f, struct wanted *w)
{
	OK(f, import_match(f->db, &w->d, &f->a, &w->match, &f->why));
}

static void assert_match(
	const struct wanted *w, size_t i, enum match_how how, int64_t recording)
{
	assert_int_equal(w->match[i].how, how);
	assert_int_equal(w->match[i].n, how == MATCH_NONE ? 0 : 1);
	if (how != MATCH_NONE)
		assert_int_equal(w->match[i].recording[0], recording);
	else
		assert_non_null(w->match[i].why);
}

static int64_t song(
	struct fixture *f, const char *path, const char *artist, const char *title)
{
	return song_put(
		f, &(struct song){.path = path, .title = title, .artist = artist})
		.recording;
}

static void paths_come_first(void **state)
{
	struct fixture *f = *state;
	struct wanted w = {0};
	int64_t a = song(f, "Bj\xC3\xB6rk/Homogenic/01 Hunter.flac", "Bj\xC3\xB6rk",
			"Hunter"),
		b = song(f, "100%25/x.flac", "B", "Escaped"),
		c = song(f, "100%/x.flac", "C", "Plain");
	want(&w, "/music/Bj\xC3\xB6rk/Homogenic/01 Hunter.flac", NULL, NULL, -1);
	/* Of Windows: another root, kind and case, no accents. */
	want(&w, "/C:/Musik/bjork/HOMOGENIC/01 hunter.mp3", NULL, NULL, -1);
	/* A path whose own reading is there is not decoded. */
	want(&w, "/music/100%25/x.flac", NULL, NULL, -1)->other =
		xstrdup("/music/100%/x.flac");
	want(&w, "/music/100%2525/x.flac", NULL, NULL, -1)->other =
		xstrdup("/music/100%25/x.flac");
	want(&w, "/elsewhere/nothing.flac", NULL, NULL, -1);
	look(f, &w);
	assert_match(&w, 0, MATCH_PATH, a);
	assert_match(&w, 1, MATCH_END, a);
	assert_match(&w, 2, MATCH_PATH, b);
	assert_match(&w, 3, MATCH_PATH, b);
	assert_match(&w, 4, MATCH_NONE, 0);
	assert_true(c != b);
	import_data_finish(&w.d);
}

static void ends_that_are_not_clear_are_not_guessed(void **state)
{
	struct fixture *f = *state;
	struct wanted w = {0};
	int64_t a = song(f, "one/Live/Intro song.flac", "A", "First");
	song(f, "two/Live/Intro song.flac", "B", "Second");
	song(f, "three/01.flac", "C", "Third");
	want(&w, "/old/Live/Intro song.flac", NULL, NULL, -1);
	want(&w, "/old/Live/Intro song.flac", NULL, "First", -1);
	want(&w, "/old/other/01.flac", NULL, NULL, -1);
	want(&w, "/old/other/01.flac", NULL, "Third", -1);
	look(f, &w);
	assert_match(&w, 0, MATCH_NONE, 0);
	assert_string_equal(w.match[0].why, "2 files of the library end like it");
	assert_match(&w, 1, MATCH_END, a);
	assert_match(&w, 2, MATCH_NONE, 0); /* "01" says nothing */
	assert_int_equal(w.match[3].how, MATCH_END);
	import_data_finish(&w.d);
}

static void names_come_last(void **state)
{
	struct fixture *f = *state;
	struct wanted w = {0};
	int64_t a = song(f, "x/1.flac", "Portishead", "Roads"); /* of 200 s */
	song(f, "x/2.flac", "Twins", "Same");
	song(f, "y/2.flac", "Twins", "Same");
	want(&w, "/gone/p.mp3", "portishead", "ROADS", 201000);
	want(&w, "/gone/q.mp3", "Portishead", "Roads", 300000);
	want(&w, "/gone/r.mp3", "Twins", "Same", -1);
	want(&w, "", "Portishead", "Roads", -1);
	want(&w, "/gone/s.mp3", NULL, "Roads", -1);
	look(f, &w);
	assert_match(&w, 0, MATCH_TAGS, a);
	assert_match(&w, 1, MATCH_NONE, 0); /* another length */
	assert_match(&w, 2, MATCH_NONE, 0); /* two of them */
	assert_match(&w, 3, MATCH_TAGS, a);
	assert_match(&w, 4, MATCH_NONE, 0);
	import_data_finish(&w.d);
}

static int64_t rating_of(struct fixture *f, int64_t recording)
{
	struct feedback b;
	OK(f, feedback_get(f->db, 1, FEEDBACK_RECORDING, recording, &b, &f->why));
	return b.rating;
}

static void twice_is_once(void **state)
{
	struct fixture *f = *state;
	struct wanted w = {.d = {.source = IMPORT_CMUS}};
	struct import_config config = {.profile = 1, .now_ms = 1000};
	struct import_summary sum;
	struct imported_play play;
	int64_t a = song(f, "a.flac", "A", "One"), b = song(f, "b.flac", "B", "Two");
	struct feedback mine = {
		.scope = FEEDBACK_RECORDING, .target = b, .rating = 2, .at_ms = 1};
	OK(f, feedback_set(f->db, 1, &mine, &f->why));
	struct import_track *t = want(&w, "/music/a.flac", "A", "One", -1);
	t->rating = 5;
	t->plays = 7;
	want(&w, "/music/b.flac", "B", "Two", -1)->rating = 4;
	want(&w, "/music/gone.flac", "C", "Three", 90000);
	int32_t list = import_add_list(&w.d, "Mix", -1, false);
	for (int32_t i = 2; i >= 0; i--)
		import_list_track(&w.d, list, i);
	look(f, &w);
	OK(f, import_apply(f->db, &w.d, w.match, &config, &sum, &f->why));
	assert_int_equal(sum.ratings, 1);
	assert_int_equal(sum.ratings_kept, 1);
	assert_int_equal(sum.counts, 1);
	assert_int_equal(sum.lists, 1);
	assert_int_equal(sum.lost, 1);
	assert_int_equal(rating_of(f, a), 5);
	assert_int_equal(rating_of(f, b), 2);
	OK(f, import_apply(f->db, &w.d, w.match, &config, &sum, &f->why));
	assert_int_equal(sum.ratings + sum.counts + sum.lists, 0);
	assert_int_equal(sum.lists_same, 1);
	OK(f, imported_play_get(f->db, 1, a, "cmus", &play, &f->why));
	assert_int_equal(play.plays, 7);
	import_data_finish(&w.d);
}

static bool take_entry(void *ctx, const struct playlist_entry *e)
{
	struct playlist_entry *to = ctx;
	*to = *e;
	to->location = e->location ? (char *)"somewhere" : NULL;
	return true;
}

/* The location is as the file had it, escaped or in another encoding. */
static void what_was_lost_is_found_by_a_scan(void **state)
{
	static const char *const locations[] = {
		"/music/b c.flac", "/music/b%20c.flac", "/old/music/B C.mp3"};
	struct fixture *f = *state;
	for (size_t i = 0; i < 3; i++) {
		struct wanted w = {0};
		struct import_config config = {.profile = 1, .lists_only = true};
		struct import_summary sum;
		struct import_found found;
		struct playlist_entry e = {0};
		int64_t id;
		char name[2] = {(char)('A' + i)};
		import_list_track(&w.d, import_add_list(&w.d, name, -1, false), 0);
		import_add_track(&w.d, locations[i]);
		look(f, &w);
		if (w.match[0].how != MATCH_NONE)
			fail_msg("%s is there already", locations[i]);
		OK(f, import_apply(f->db, &w.d, w.match, &config, &sum, &f->why));
		OK(f, import_find_lost(f->db, &found, &f->why));
		assert_int_equal(found.n, 0);
		import_found_finish(&found);
		int64_t there = song(f, "b c.flac", "B", "C");
		OK(f, import_find_lost(f->db, &found, &f->why));
		assert_int_equal(found.n, 1);
		assert_int_equal(found.recording[0], there);
		OK(f, import_settle(f->db, &found, &f->why));
		import_found_finish(&found);
		OK(f, playlists_find(f->db, name, &id, &f->why));
		OK(f, playlists_each_entry(f->db, id, take_entry, &e, &f->why));
		assert_int_equal(e.recording, there);
		assert_null(e.location);
		OK(f, playlists_remove(f->db, id, NULL, &f->why));
		OK(f, library_root_remove(f->db, f->root, &f->why));
		f->root = 0;
		import_data_finish(&w.d);
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(paths_come_first),
		TEST(ends_that_are_not_clear_are_not_guessed),
		TEST(names_come_last),
		TEST(twice_is_once),
		TEST(what_was_lost_is_found_by_a_scan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
