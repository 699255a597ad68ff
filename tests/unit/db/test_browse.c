/* Lists that views browse by: years, moods, what was never played; stored counts. */
#include "db/features.h"
#include "db/list.h"
#include "db/listens.h"
#include "fixture.h"

static void some_songs(struct fixture *f, int64_t *recording)
{
	static const struct song songs[] = {
		{.path = "a",
			.artist = "X",
			.album = "One",
			.title = "A",
			.year = 1999},
		{.path = "b",
			.artist = "X",
			.album = "One",
			.title = "B",
			.year = 1999},
		{.path = "c",
			.artist = "X",
			.album = "Two",
			.title = "C",
			.year = 1991},
		{.path = "d",
			.artist = "Y",
			.album = "Zed",
			.title = "D",
			.year = 2003},
		{.path = "e", .artist = "Y", .album = "Old", .title = "E"},
	};
	for (size_t i = 0; i < sizeof songs / sizeof *songs; i++)
		recording[i] = song_put(f, &songs[i]).recording;
}

static void hear(struct fixture *f, int64_t profile, int64_t recording)
{
	struct listen l = {.recording = recording,
		.start_ms = 1000,
		.heard_ms = 200000,
		.duration_ms = 200000,
		.outcome = OUTCOME_FINISHED,
		.source = SOURCE_ALBUM};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, profile, &l, &f->why));
}

static struct list_window window(struct fixture *f, const struct list_spec *spec)
{
	struct list_window w;
	OK(f, list_window(f->db, spec, 0, 50, &f->a, &w, &f->why));
	return w;
}

static const char *titles(struct fixture *f, const struct list_spec *spec)
{
	struct list_window w = window(f, spec);
	struct str s = {0};
	for (size_t i = 0; i < w.n; i++)
		str_append(&s, w.row[i].track.title);
	const char *text = arena_strdup(&f->a, str_text(&s));
	str_finish(&s);
	assert_int_equal(strlen(text), w.total);
	return text;
}

static void check_year(
	const struct list_row *r, int year, int span, int albums, int tracks)
{
	assert_int_equal(r->id, year);
	assert_int_equal(r->year.year, year);
	assert_int_equal(r->year.span, span);
	assert_int_equal(r->year.albums, albums);
	assert_int_equal(r->year.tracks, tracks);
}

static void years_stand_in_their_decades(void **state)
{
	struct fixture *f = *state;
	int64_t recording[5];
	some_songs(f, recording);
	struct list_spec spec = {.kind = LIST_DECADES};
	struct list_window w = window(f, &spec);
	assert_int_equal(w.total, 3);
	check_year(&w.row[0], 2000, 10, 1, 1);
	check_year(&w.row[1], 1990, 10, 2, 3);
	check_year(&w.row[2], 0, 10, 1, 1);
	spec = (struct list_spec){.kind = LIST_YEARS, .id = 1990};
	w = window(f, &spec);
	assert_int_equal(w.total, 2);
	check_year(&w.row[0], 1999, 1, 1, 2);
	check_year(&w.row[1], 1991, 1, 1, 1);
	spec = (struct list_spec){.kind = LIST_YEAR_ALBUMS, .id = 1999};
	w = window(f, &spec);
	assert_int_equal(w.total, 1);
	assert_string_equal(w.row[0].album.title, "One");
}

static void years_follow_what_becomes_of_albums(void **state)
{
	struct fixture *f = *state;
	struct song s = {
		.path = "a", .artist = "X", .album = "One", .title = "A", .year = 1999};
	struct library_item a = song_put(f, &s);
	struct list_spec spec = {.kind = LIST_YEARS, .id = 1990};
	s = (struct song){
		.path = "b", .artist = "X", .album = "One", .title = "B", .year = 1999};
	struct library_item b = song_put(f, &s);
	check_year(&window(f, &spec).row[0], 1999, 1, 1, 2);
	OK(f, library_mark_missing(f->db, &b.file, 1, &f->why));
	check_year(&window(f, &spec).row[0], 1999, 1, 1, 1);
	OK(f, library_mark_missing(f->db, &a.file, 1, &f->why));
	assert_int_equal(window(f, &spec).total, 0);
	song_put(f, &s);
	check_year(&window(f, &spec).row[0], 1999, 1, 1, 1);
	/* Counted again they are what they were. */
	OK(f, db_rebuild_derived(f->db, false, &f->why));
	check_year(&window(f, &spec).row[0], 1999, 1, 1, 1);
}

static void never_played_is_what_the_profile_did_not_hear(void **state)
{
	struct fixture *f = *state;
	int64_t recording[5], second;
	some_songs(f, recording);
	struct list_spec spec = {.kind = LIST_NEVER_PLAYED};
	assert_string_equal(titles(f, &spec), "CABED");
	OK(f, db_profile(f->db, "second", &second, &f->why));
	hear(f, 1, recording[0]);
	hear(f, second, recording[3]);
	assert_string_equal(titles(f, &spec), "CBED");
	spec.profile = second;
	assert_string_equal(titles(f, &spec), "CABE");
	size_t at;
	struct list_spec all = {.kind = LIST_TRACKS};
	struct list_window w = window(f, &all);
	spec.profile = 1;
	OK(f, list_position(f->db, &spec, w.row[2].id, &at, &f->why));
	assert_int_equal(at, 1);
	assert_int_equal(
		list_position(f->db, &spec, w.row[1].id, &at, &f->why), ERR_NOT_FOUND);
}

static void moods_list_the_most_typical_first(void **state)
{
	struct fixture *f = *state;
	int64_t recording[5];
	some_songs(f, recording);
	struct cluster_row row[2] = {{.name = "calm"}, {.name = "loud"}};
	const int32_t member[] = {0, 0, 0, -1, 1};
	const float distance[] = {3.5f, .25f, .5f, 0, 1};
	OK(f, clusters_replace(f->db, row, 2, recording, member, distance, 5, &f->why));
	struct list_spec spec = {.kind = LIST_CLUSTERS};
	struct list_window w = window(f, &spec);
	assert_int_equal(w.total, 2);
	assert_string_equal(w.row[0].cluster.name, "calm");
	assert_int_equal(w.row[0].cluster.members, 3);
	spec = (struct list_spec){.kind = LIST_CLUSTER_TRACKS, .id = row[0].id};
	assert_string_equal(titles(f, &spec), "BCA");
	size_t at;
	OK(f, list_position(f->db, &spec, window(f, &spec).row[2].id, &at, &f->why));
	assert_int_equal(at, 2);
}

static void counts_are_kept_up(void **state)
{
	struct fixture *f = *state;
	int64_t recording[5];
	some_songs(f, recording);
	struct feature sound = {.duration_s = 1};
	struct list_totals t;
	hear(f, 1, recording[0]);
	hear(f, 1, recording[0]);
	OK(f, features_put(f->db, recording[0], &sound, &f->why));
	OK(f, features_put(f->db, recording[0], &sound, &f->why));
	OK(f, features_put(f->db, recording[1], &sound, &f->why));
	OK(f, features_put_failed(f->db, recording[1], "broken", &f->why));
	OK(f, list_totals(f->db, &f->a, &t, &f->why));
	assert_int_equal(t.tracks, 5);
	assert_int_equal(t.albums, 4);
	assert_int_equal(t.listens, 2);
	assert_int_equal(t.features, 1);
	assert_int_equal(t.roots, 1);
	assert_string_equal(t.first_root, "/music");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(years_stand_in_their_decades),
		TEST(years_follow_what_becomes_of_albums),
		TEST(never_played_is_what_the_profile_did_not_hear),
		TEST(moods_list_the_most_typical_first),
		TEST(counts_are_kept_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
