#include "db/search.h"

#include "db/listens.h"
#include "fixture.h"

static void index_all(struct fixture *f)
{
	size_t left = 1;
	while (left)
		OK(f, search_index_step(f->db, 50, &left, &f->why));
}

static void library(struct fixture *f)
{
	static const struct song songs[] = {
		{.path = "1",
			.artist = "Sigur R\xC3\xB3s",
			.album = "\xC3\x81g\xC3\xA6tis byrjun",
			.title = "Svefn-g-englar"},
		{.path = "2",
			.artist = "Sigur R\xC3\xB3s",
			.album = "Takk...",
			.title = "Hopp\xC3\xADpolla"},
		{.path = "3",
			.artist = "M\xC3\xB8",
			.album = "No Mythologies",
			.title = "Don't Wanna Dance"},
		{.path = "4",
			.artist = "Massive Attack",
			.album = "Mezzanine",
			.title = "Teardrop"},
		{.path = "5",
			.artist = "Massive Attack",
			.album = "Mezzanine",
			.title = "Angel"},
		{.path = "6",
			.artist = "Radiohead",
			.album = "OK Computer",
			.title = "Karma Police"},
		{.path = "7",
			.artist = "The Police",
			.album = "Synchronicity",
			.title = "Every Breath You Take"},
		{.path = "8",
			.artist = "\xE6\x9D\xB1\xE4\xBA\xAC\xE4\xBA\x8B\xE5\xA4\x89",
			.album = "\xE6\x95\x99\xE8\x82\xB2",
			.title = "\xE7\xBE\xA4\xE9\x9D\x92\xE6\x97\xA5\xE5\x92\x8C"},
		{.path = "9",
			.artist = "Various",
			.album = "Love Songs",
			.title = "Love"},
		{.path = "10",
			.artist = "Various",
			.album = "Love Songs",
			.title = "Love Me Tender Love"},
		{.path = "11",
			.artist = "Guest",
			.album = "Mix",
			.title = "Solo",
			.album_artist = "Collective"},
	};
	for (size_t i = 0; i < sizeof songs / sizeof *songs; i++)
		song_put(f, &songs[i]);
	index_all(f);
}

static struct search_results find(struct fixture *f, const char *query)
{
	struct search_results r;
	OK(f, search_run(f->db, query, 20, &f->a, &r, &f->why));
	return r;
}

static void first_track(struct fixture *f, const char *query, const char *title)
{
	struct search_results r = find(f, query);
	if (r.tracks == 0)
		fail_msg("nothing found for %s", query);
	assert_string_equal(r.track[0].title, title);
}

static void case_and_accents_do_not_matter(void **state)
{
	struct fixture *f = *state;
	library(f);
	first_track(f, "HOPPIPOLLA", "Hopp\xC3\xADpolla");
	first_track(f, "hopp\xC3\xADpolla", "Hopp\xC3\xADpolla");
	struct search_results r = find(f, "sigur ros");
	assert_int_equal(r.artists, 1);
	assert_string_equal(r.artist[0].name, "Sigur R\xC3\xB3s");
	assert_int_equal(r.artist[0].tracks, 2);
	r = find(f, "mo");
	assert_string_equal(r.artist[0].name, "M\xC3\xB8");
	r = find(f, "agaetis");
	assert_string_equal(r.album[0].title, "\xC3\x81g\xC3\xA6tis byrjun");
	first_track(f, "dont wanna", "Don't Wanna Dance");
}

static void words_may_stand_in_any_order_and_field(void **state)
{
	struct fixture *f = *state;
	library(f);
	first_track(f, "attack teardrop", "Teardrop");
	first_track(f, "teardrop mezzanine massive", "Teardrop");
	assert_int_equal(find(f, "teardrop radiohead").tracks, 0);
}

static void beginnings_and_parts_are_enough(void **state)
{
	struct fixture *f = *state;
	library(f);
	first_track(f, "tear", "Teardrop");
	first_track(f, "t", "Teardrop");
	first_track(f, "ardro", "Teardrop");
	first_track(f, "mass ang", "Angel");
}

static void one_typing_error_is_forgiven(void **state)
{
	struct fixture *f = *state;
	static const char *const wrong[] = {
		"teardorp", "teardrp", "tearrdrop", "teardrap", "taerdrop", "teaddrop"};
	library(f);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		first_track(f, wrong[i], "Teardrop");
		assert_true(find(f, wrong[i]).corrected);
	}
	assert_false(find(f, "teardrop").corrected);
	first_track(f, "radiohaed karma", "Karma Police");
	assert_int_equal(find(f, "taerdorp").tracks, 0); /* two are too many */
}

static void whole_names_come_first(void **state)
{
	struct fixture *f = *state;
	library(f);
	struct search_results r = find(f, "love");
	assert_int_equal(r.tracks, 2);
	assert_string_equal(r.track[0].title, "Love");
	r = find(f, "police");
	assert_string_equal(r.artist[0].name, "The Police");
	assert_string_equal(
		r.track[0].title, "Karma Police"); /* the title counts most */
	assert_int_equal(r.tracks, 2);
}

static void each_cjk_character_is_found(void **state)
{
	struct fixture *f = *state;
	library(f);
	first_track(
		f, "\xE9\x9D\x92", "\xE7\xBE\xA4\xE9\x9D\x92\xE6\x97\xA5\xE5\x92\x8C");
	struct search_results r = find(f, "\xE6\x9D\xB1\xE4\xBA\xAC");
	assert_int_equal(r.artists, 1);
}

static void performers_and_album_artists_are_found(void **state)
{
	struct fixture *f = *state;
	library(f);
	assert_int_equal(find(f, "guest").artists, 1);
	first_track(f, "collective solo", "Solo");
}

static void changes_reach_the_index(void **state)
{
	struct fixture *f = *state;
	library(f);
	struct library_item item = song_put(f, &(struct song){.path = "4",
						       .artist = "Massive Attack",
						       .album = "Mezzanine",
						       .title = "Renamed"});
	index_all(f);
	assert_int_equal(find(f, "teardrop").tracks, 0);
	first_track(f, "renamed", "Renamed");
	OK(f, library_mark_missing(f->db, &item.file, 1, &f->why));
	index_all(f);
	assert_int_equal(find(f, "renamed").tracks, 0);
	/* The artist of nothing but missing files is not found either. */
	OK(f, library_root_remove(f->db, f->root, &f->why));
	index_all(f);
	struct search_results r = find(f, "massive");
	assert_int_equal(r.artists + r.albums + r.tracks, 0);
}

static void what_is_played_ranks_first(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "1", .artist = "One", .title = "Same"});
	struct library_item b = song_put(
		f, &(struct song){.path = "2", .artist = "Two", .title = "Same"});
	song_put(f, &(struct song){.path = "3", .artist = "Six", .title = "Same"});
	index_all(f);
	for (int i = 0; i < 3; i++) {
		struct listen l = {
			.recording = b.recording, .start_ms = i, .heard_ms = 100000};
		listen_new_id(l.id);
		OK(f, listens_append(f->db, 1, &l, &f->why));
	}
	index_all(f);
	struct search_results r = find(f, "same");
	assert_int_equal(r.tracks, 3);
	assert_string_equal(r.track[0].artist_name, "Two");
}

static void odd_queries_are_harmless(void **state)
{
	struct fixture *f = *state;
	library(f);
	static const char *const odd[] = {"", "   ", "\"", "* OR *", "a AND b",
		"NEAR(x y)", "-", "\xFF\xFE", "x y z a b c d e f g h i j k l",
		"'; DROP TABLE track; --"};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		find(f, odd[i]);
	struct search_results r = find(f, "");
	assert_int_equal(r.artists + r.albums + r.tracks, 0);
	first_track(f, "angel", "Angel");
}

/* T.N.T. by tnt, though other words begin so; AC/DC by acdc; no words apart. */
static void punctuation_within_names_does_not_matter(void **state)
{
	struct fixture *f = *state;
	library(f);
	song_put(f, &(struct song){.path = "a",
			    .artist = "AC/DC",
			    .album = "T.N.T.",
			    .title = "High Voltage"});
	song_put(f, &(struct song){.path = "b",
			    .artist = "R.E.M.",
			    .title = "Losing My Religion"});
	song_put(f,
		&(struct song){
			.path = "c", .artist = "E. M. Other R", .title = "Remember"});
	index_all(f);
	struct search_results r = find(f, "rem");
	assert_int_equal(r.artists, 1);
	assert_string_equal(r.artist[0].name, "R.E.M.");
	assert_int_equal(r.tracks, 2);
	assert_int_equal(find(f, "acdc").artists, 1);
	assert_int_equal(find(f, "tnt").albums, 1);
	assert_int_equal(find(f, "artist:acdc is:missing | artist:acdc").tracks, 1);
	first_track(f, "acdc high", "High Voltage");
	assert_false(find(f, "acdc").corrected);
}

/* What was typed is the whole name, though a word stands there twice. */
static void names_of_one_word_twice_come_first(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "a", .artist = "The", .title = "One"});
	song_put(f, &(struct song){.path = "b", .artist = "The", .title = "Two"});
	song_put(f, &(struct song){.path = "d", .artist = "The The", .title = "Dusk"});
	song_put(f, &(struct song){.path = "e", .artist = "Tina", .title = "T.N.T."});
	song_put(f, &(struct song){.path = "f", .artist = "Tina", .title = "T. N."});
	index_all(f);
	struct search_results r = find(f, "the the");
	assert_int_equal(r.artists, 2);
	assert_string_equal(r.artist[0].name, "The The");
	first_track(f, "t.n.t", "T.N.T.");
}

static void a_field_that_is_none_is_told_where_nothing_is_found(void **state)
{
	struct fixture *f = *state;
	library(f);
	song_put(f, &(struct song){.path = "a", .artist = "X", .title = "Re: Stacks"});
	index_all(f);
	struct search_results r = find(f, "re:stacks");
	assert_int_equal(r.tracks, 1);
	assert_int_equal(r.problem.len, 0);
	r = find(f, "color:red");
	assert_string_equal(r.problem.text,
		"color:red: no such field; try artist: genre: year: rating:");
}

static void limits_hold(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 60; i++) {
		char *path = arena_printf(&f->a, "%d", i);
		song_put(f,
			&(struct song){
				.path = path, .artist = path, .title = "Common word"});
	}
	index_all(f);
	struct search_results r = find(f, "common");
	assert_int_equal(r.tracks, 20);
	assert_int_equal(r.candidates, 60);
}

static void a_reader_sees_what_the_writer_indexed(void **state)
{
	struct fixture *f = *state;
	struct db *reader;
	struct search_results r;
	library(f);
	OK(f, db_open(f->path, DB_READ, &reader, &f->why));
	OK(f, search_run(reader, "teardrop", 5, &f->a, &r, &f->why));
	assert_int_equal(r.tracks, 1);
	song_put(f, &(struct song){.path = "new", .artist = "X", .title = "Brandnew"});
	index_all(f);
	OK(f, search_run(reader, "brandn", 5, &f->a, &r, &f->why));
	assert_int_equal(r.tracks, 1);
	db_close(reader);
}

static void tracks_are_found_while_a_scan_goes_on(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "1", .artist = "Band A", .title = "First"});
	song_put(f, &(struct song){.path = "2", .artist = "Band B", .title = "Second"});
	OK(f, search_index_tracks(f->db, 50, &f->why));
	struct search_results r = find(f, "second");
	assert_int_equal(r.tracks, 1);
	assert_int_equal(find(f, "band").artists, 0);
	assert_true(search_index_pending(f->db));
	/* Who has more tracks in the end comes first. */
	for (char path[] = "3"; path[0] < '9'; path[0]++)
		song_put(f, &(struct song){
				    .path = path, .artist = "Band B", .title = path});
	OK(f, search_index_tracks(f->db, 50, &f->why));
	index_all(f);
	r = find(f, "band");
	assert_int_equal(r.artists, 2);
	assert_string_equal(r.artist[0].name, "Band B");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(case_and_accents_do_not_matter),
		TEST(words_may_stand_in_any_order_and_field),
		TEST(beginnings_and_parts_are_enough),
		TEST(one_typing_error_is_forgiven),
		TEST(whole_names_come_first),
		TEST(each_cjk_character_is_found),
		TEST(performers_and_album_artists_are_found),
		TEST(changes_reach_the_index),
		TEST(what_is_played_ranks_first),
		TEST(odd_queries_are_harmless),
		TEST(punctuation_within_names_does_not_matter),
		TEST(names_of_one_word_twice_come_first),
		TEST(a_field_that_is_none_is_told_where_nothing_is_found),
		TEST(limits_hold),
		TEST(a_reader_sees_what_the_writer_indexed),
		TEST(tracks_are_found_while_a_scan_goes_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
