#include "db/list.h"

#include "db/feedback.h"
#include "db/listens.h"
#include "db/playlists.h"
#include "db/search.h"
#include "fixture.h"

/* Titles of a window, a space behind each; histories and tracks alike. */
static char *titles(
	struct fixture *f, const struct list_spec *spec, size_t first, size_t n)
{
	struct list_window w;
	struct str s = {0};
	OK(f, list_window(f->db, spec, first, n, &f->a, &w, &f->why));
	for (size_t i = 0; i < w.n; i++)
		str_appendf(&s, "%s ", w.row[i].track.title);
	char *text = arena_strdup(&f->a, str_text(&s));
	str_finish(&s);
	return text;
}

static void some_songs(struct fixture *f)
{
	static const struct song songs[] = {
		{.path = "b/2/2",
			.artist = "The Beta",
			.album = "Two",
			.title = "D",
			.number = 2,
			.year = 1999,
			.genre = "Jazz"},
		{.path = "b/2/1",
			.artist = "The Beta",
			.album = "Two",
			.title = "C",
			.number = 1,
			.year = 1999,
			.genre = "Jazz"},
		{.path = "b/1/1",
			.artist = "The Beta",
			.album = "Zero",
			.title = "B",
			.number = 1,
			.year = 1990},
		{.path = "a/x",
			.artist = "Alpha",
			.album = "One",
			.title = "A",
			.number = 1,
			.year = 2020,
			.genre = "Rock"},
		{.path = "loose", .artist = "The Beta", .title = "E"},
		{.path = "none", .title = "Unnamed"},
	};
	for (size_t i = 0; i < sizeof songs / sizeof *songs; i++)
		song_put(f, &songs[i]);
}

static void tracks_stand_by_artist_year_album_number(void **state)
{
	struct fixture *f = *state;
	some_songs(f);
	struct list_spec spec = {.kind = LIST_TRACKS};
	assert_string_equal(titles(f, &spec, 0, 10), "A B C D E Unnamed ");
	assert_string_equal(titles(f, &spec, 2, 2), "C D ");
	spec.order = LIST_BY_TITLE;
	assert_string_equal(titles(f, &spec, 0, 3), "A B C ");
}

static void artists_albums_and_genres_have_rows(void **state)
{
	struct fixture *f = *state;
	some_songs(f);
	struct list_window w;
	struct list_spec spec = {.kind = LIST_ARTISTS};
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.total, 3);
	assert_string_equal(w.row[0].artist.name, "Alpha");
	assert_string_equal(w.row[1].artist.name, "The Beta");
	assert_int_equal(w.row[1].artist.tracks, 4);
	assert_int_equal(w.row[1].artist.albums, 2);
	assert_string_equal(w.row[2].artist.name, "");
	int64_t beta = w.row[1].id;

	spec = (struct list_spec){.kind = LIST_ARTIST_ALBUMS, .id = beta};
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.n, 2);
	assert_string_equal(w.row[0].album.title, "Zero");
	assert_string_equal(w.row[1].album.title, "Two");
	assert_int_equal(w.row[1].album.year, 1999);
	assert_int_equal(w.row[1].album.tracks, 2);
	assert_int_equal(w.row[1].album.duration_ms, 400000);
	assert_string_equal(w.row[1].album.artist_name, "The Beta");

	spec = (struct list_spec){.kind = LIST_ALBUM_TRACKS, .id = w.row[1].id};
	assert_string_equal(titles(f, &spec, 0, 10), "C D ");
	spec = (struct list_spec){.kind = LIST_ARTIST_TRACKS, .id = beta};
	assert_string_equal(titles(f, &spec, 0, 10), "B C D E ");

	spec = (struct list_spec){.kind = LIST_GENRES};
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.total, 2);
	assert_string_equal(w.row[0].genre.name, "Jazz");
	assert_int_equal(w.row[0].genre.tracks, 2);
	spec = (struct list_spec){.kind = LIST_GENRE_TRACKS, .id = w.row[0].id};
	assert_string_equal(titles(f, &spec, 0, 10), "C D ");
}

static void performers_of_compilations_have_lists(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "c",
			    .artist = "Guest",
			    .album = "Mix",
			    .title = "G",
			    .number = 1,
			    .album_artist = "Various"});
	struct track t;
	OK(f, library_track_at(f->db, "/music/c", &f->a, &t, &f->why));
	struct list_spec spec = {.kind = LIST_ARTIST_TRACKS, .id = t.artist};
	assert_string_equal(titles(f, &spec, 0, 5), "G ");
	spec = (struct list_spec){.kind = LIST_ARTISTS};
	struct list_window w;
	OK(f, list_window(f->db, &spec, 0, 5, &f->a, &w, &f->why));
	assert_int_equal(w.total, 1);
	assert_string_equal(w.row[0].artist.name, "Various");
}

static void folders_list_what_lies_below(void **state)
{
	struct fixture *f = *state;
	some_songs(f);
	struct list_spec spec = {
		.kind = LIST_FOLDER_TRACKS, .id = f->root, .path = "b"};
	assert_string_equal(titles(f, &spec, 0, 10), "B C D ");
	spec.path = "b/2";
	assert_string_equal(titles(f, &spec, 0, 10), "C D ");
	spec.path = "";
	assert_string_equal(titles(f, &spec, 0, 10), "A B C D E Unnamed ");
	struct list_window w;
	OK(f, list_window(f->db, &spec, 3, 1, &f->a, &w, &f->why));
	size_t at;
	OK(f, list_position(f->db, &spec, w.row[0].track.id, &at, &f->why));
	assert_int_equal(at, 3);

	struct list_entry *e;
	size_t n;
	OK(f, list_folder(f->db, f->root, "", &f->a, &e, &n, &f->why));
	assert_int_equal(n, 4);
	assert_true(e[0].folder && e[1].folder);
	assert_string_equal(e[0].name, "a");
	assert_string_equal(e[1].name, "b");
	assert_string_equal(e[2].name, "loose");
	assert_int_not_equal(e[2].recording, 0);
	OK(f, list_folder(f->db, f->root, "b/2", &f->a, &e, &n, &f->why));
	assert_int_equal(n, 2);
	assert_string_equal(e[0].name, "1");
}

static void a_filter_keeps_the_order_of_the_list(void **state)
{
	struct fixture *f = *state;
	size_t left = 1;
	some_songs(f);
	while (left)
		OK(f, search_index_step(f->db, 100, &left, &f->why));
	struct list_spec spec = {.kind = LIST_TRACKS, .filter = "beta"};
	assert_string_equal(titles(f, &spec, 0, 10), "B C D E ");
	assert_string_equal(titles(f, &spec, 1, 2), "C D ");
	struct list_window w;
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.total, 4);
	size_t at;
	OK(f, list_position(f->db, &spec, w.row[2].id, &at, &f->why));
	assert_int_equal(at, 2);
	int64_t *recording;
	size_t n;
	OK(f, list_recordings(f->db, &spec, 1, 0, &recording, &n, &f->why));
	assert_int_equal(n, 3);
	free(recording);
	spec = (struct list_spec){
		.kind = LIST_FOLDER_TRACKS, .id = f->root, .filter = "beta"};
	assert_string_equal(titles(f, &spec, 0, 10), "B C D E ");
	spec = (struct list_spec){.kind = LIST_ARTISTS, .filter = "alp"};
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 1);
	spec = (struct list_spec){.kind = LIST_ALBUMS, .filter = "two"};
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 1);
	spec = (struct list_spec){.kind = LIST_GENRES, .filter = "az"};
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 1);
	spec.filter = "nothing";
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 0);
}

static void letters_are_jumped_to(void **state)
{
	struct fixture *f = *state;
	some_songs(f);
	struct list_spec spec = {.kind = LIST_ARTISTS};
	size_t at;
	OK(f, list_seek(f->db, &spec, "B", &at, &f->why));
	assert_int_equal(at, 1);
	spec = (struct list_spec){.kind = LIST_TRACKS, .order = LIST_BY_TITLE};
	OK(f, list_seek(f->db, &spec, "\xC3\x89", &at, &f->why)); /* É finds E */
	assert_int_equal(at, 4);
	spec = (struct list_spec){.kind = LIST_HISTORY};
	assert_int_equal(list_seek(f->db, &spec, "x", &at, &f->why), ERR_UNSUPPORTED);
}

static void play(
	struct fixture *f, int64_t recording, int64_t start_ms, int64_t heard_ms)
{
	struct listen l = {.recording = recording,
		.start_ms = start_ms,
		.heard_ms = heard_ms,
		.duration_ms = 200000,
		.outcome = heard_ms >= 180000 ? OUTCOME_FINISHED : OUTCOME_SKIPPED,
		.source = SOURCE_ALBUM};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, 1, &l, &f->why));
}

static void history_is_newest_first_without_quick_skips(void **state)
{
	struct fixture *f = *state;
	struct library_item a =
		song_put(f, &(struct song){.path = "a", .artist = "X", .title = "A"});
	struct library_item b =
		song_put(f, &(struct song){.path = "b", .artist = "X", .title = "B"});
	play(f, a.recording, 1000, 200000);
	play(f, b.recording, 3000, 4999);
	play(f, b.recording, 2000, 5000);
	play(f, b.recording, 4000, 190000);
	play(f, b.recording, 5000, 190000);
	struct list_spec spec = {.kind = LIST_HISTORY};
	assert_string_equal(titles(f, &spec, 0, 10), "B B B A ");
	struct list_window w;
	OK(f, list_window(f->db, &spec, 2, 1, &f->a, &w, &f->why));
	assert_int_equal(w.row[0].listen.start_ms, 2000);
	assert_int_equal(w.row[0].listen.heard_ms, 5000);
	assert_int_equal(w.row[0].listen.source, SOURCE_ALBUM);
	assert_int_equal(w.row[0].listen.outcome, OUTCOME_SKIPPED);
	spec.kind = LIST_HISTORY_ALL;
	assert_string_equal(titles(f, &spec, 0, 10), "B B B B A ");
	spec.kind = LIST_MOST_PLAYED;
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.n, 2);
	assert_string_equal(w.row[0].track.title, "B");
	assert_int_equal(w.row[0].plays, 2);
	assert_int_equal(w.row[0].last_ms, 5000);
	spec.profile = 2;
	size_t n;
	OK(f, list_count(f->db, &spec, &n, &f->why));
	assert_int_equal(n, 0);
}

static void playlists_have_rows_of_their_own(void **state)
{
	struct fixture *f = *state;
	struct library_item a =
		song_put(f, &(struct song){.path = "a", .artist = "X", .title = "A"});
	struct library_item b =
		song_put(f, &(struct song){.path = "b", .artist = "X", .title = "B"});
	int64_t id, entry[3];
	const int64_t rows[] = {0, 1, 2};
	const int64_t recordings[] = {b.recording, a.recording, b.recording};
	OK(f, playlists_create(f->db, "Mine", false, &id, NULL, &f->why));
	OK(f, playlists_insert(f->db, id, 0, recordings, 3, NULL, &f->why));
	OK(f, playlists_entries_at(f->db, id, rows, 3, entry, &f->why));
	struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS, .id = id};
	assert_string_equal(titles(f, &spec, 0, 10), "B A B ");
	struct list_window w;
	OK(f, list_window(f->db, &spec, 1, 1, &f->a, &w, &f->why));
	assert_int_equal(w.row[0].entry, entry[1]);
	/* What is gone stays in the playlist, marked. */
	OK(f, library_mark_missing(f->db, &a.file, 1, &f->why));
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.n, 3);
	assert_true(w.row[1].track.missing);
	spec = (struct list_spec){.kind = LIST_PLAYLISTS};
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_string_equal(w.row[0].playlist.name, "Mine");
	assert_int_equal(w.row[0].playlist.entries, 3);
	assert_int_equal(w.row[0].playlist.duration_ms, 600000);
}

static void rows_carry_feedback(void **state)
{
	struct fixture *f = *state;
	struct library_item a =
		song_put(f, &(struct song){.path = "a", .artist = "X", .title = "A"});
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, a.recording, 1, 5, NULL, &f->why));
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, a.recording, 4, 6, NULL, &f->why));
	struct list_spec spec = {.kind = LIST_TRACKS};
	struct list_window w;
	OK(f, list_window(f->db, &spec, 0, 1, &f->a, &w, &f->why));
	assert_int_equal(w.row[0].track.like, 1);
	assert_int_equal(w.row[0].track.rating, 4);
}

static void no_list_is_sorted_or_read_as_a_whole(void **state)
{
	struct fixture *f = *state;
	some_songs(f);
	for (int k = 0; k < LIST__COUNT; k++) {
		for (int o = 0; o < LIST_ORDER__COUNT; o++) {
			struct list_spec spec = {.kind = (enum list_kind)k,
				.order = (enum list_order)o,
				.id = 1,
				.path = "b"};
			struct str plan = {0};
			OK(f, list_plan(f->db, &spec, &plan, &f->why));
			assert_true(plan.len > 0);
			assert_null(strstr(plan.data, "TEMP B-TREE"));
			/* A walk over an index is a SCAN only where the list is all of
			 * it. */
			const char *scan = strstr(plan.data, "SCAN");
			/* What is merged is counted as it comes. */
			while (scan && strncmp(scan, "SCAN (subquery", 14) == 0)
				scan = strstr(scan + 4, "SCAN ");
			if (scan && k != LIST_PLAYLISTS && k != LIST_CLUSTERS)
				fail_msg("list %d, order %d: %s", k, o, plan.data);
			if (k == LIST_FOLDER_TRACKS && strstr(plan.data, "(shown=?"))
				fail_msg(
					"tracks are looked up by shown: %s", plan.data);
			bool keyed = k != LIST_FOLDER_TRACKS && k != LIST_HISTORY &&
				     k != LIST_MOST_PLAYED && k != LIST_CLUSTERS &&
				     k != LIST_DECADES && k != LIST_YEARS;
			if (keyed && !strstr(plan.data, "COVERING INDEX"))
				fail_msg("list %d reads its table: %s", k, plan.data);
			str_finish(&plan);
		}
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(tracks_stand_by_artist_year_album_number),
		TEST(artists_albums_and_genres_have_rows),
		TEST(performers_of_compilations_have_lists),
		TEST(folders_list_what_lies_below),
		TEST(a_filter_keeps_the_order_of_the_list),
		TEST(letters_are_jumped_to),
		TEST(history_is_newest_first_without_quick_skips),
		TEST(playlists_have_rows_of_their_own),
		TEST(rows_carry_feedback),
		TEST(no_list_is_sorted_or_read_as_a_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
