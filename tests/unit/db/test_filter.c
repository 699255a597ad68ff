/* What filters mean, through db/list.h and db/search.h. */
#include "filter_library.h"

struct meaning {
	const char *query, *titles; /* by title */
};

static void means(struct fixture *f, const struct meaning *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char query[200];
		snprintf(query, sizeof query, "%s sort:title", m[i].query);
		const char *is = live(f, query);
		if (strcmp(is, m[i].titles) != 0)
			fail_msg("%s: %s, not %s", m[i].query, is, m[i].titles);
	}
}
#define MEANS(f, table) means(f, table, sizeof table / sizeof *table)

static void fields_and_words(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const struct meaning m[] = {
		{"angel", "angel,duet,the long angel"},
		{"title:angel", "angel,the long angel"},
		{"album:angel", "duet"},
		{"title:\"long angel\"", "the long angel"},
		{"title:\"angel long\"", ""},
		{"\"massive attack\"", "angel"},
		{"\"attack massive\"", ""},
		{"artist:nina", "duet"},
		{"artist:simone", "duet"},
		{"artist:guests", "duet"},
		{"albumartist:guests", "duet"},
		{"albumartist:nina", ""},
		{"artist:porti", "roads,roads live"},
		{"artist:ortishea", "roads,roads live"},
		{"artist:portihsead", ""}, /* what stays is meant to the letter */
		{"genre:trip", "angel,roads"},
		{"genre:soul", "duet"},
		{"genre:jazz", "duet"},
		{"composer:bach", "air"},
		{"composer:\"sebastian bach\"", "air"},
		{"bach", "air"},
		{"composer:orchestra", ""},
		{"codec:mp3", "air"},
		{"path:/MUSIC/the", "the long angel"},
		{"angel -album:harlem", "angel,the long angel"},
		{"roads -genre:live", "roads"},
		{"-genre:trip -genre:live", "air,duet,the long angel"},
		{"artist:massive | genre:classical", "air,angel"},
		{"(artist:massive | artist:drone) -long", "angel"},
		{"nothing", ""},
	};
	library(f, r);
	MEANS(f, m);
}

static void numbers(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const struct meaning m[] = {
		{"year:1994..1998", "angel,roads,roads live"},
		{"year:1998", "angel,roads live"},
		{"year:<1990", "duet"},
		{"-year:1900..2000", "air,the long angel"},
		{"length:>5m", "angel,the long angel"},
		{"length:5m", "roads"},
		{"length:3:00", "air,duet,roads live"},
		{"bpm:110..130", "angel"},
		{"bpm:60", "the long angel"},
		{"added:<1d", "air,angel,duet,the long angel,roads,roads live"},
		{"added:>1d", ""},
		{"year:1998 trip", ""},
		{"year:1998 angel", "angel"},
	};
	library(f, r);
	MEANS(f, m);
}

static void what_the_listener_did(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const struct meaning m[] = {
		{"played:0", "air,duet,the long angel,roads live"},
		{"played:>0", "angel,roads"},
		{"played:2", "angel"},
		{"played:..1", "air,duet,the long angel,roads,roads live"},
		{"skipped:>0", "roads live"},
		{"lastplayed:<30d", "angel"},
		{"lastplayed:>30d", "air,duet,the long angel,roads,roads live"},
		{"lastplayed:30d..900d", "roads"},
		{"rating:>=4", "air"},
		{"rating:1..3", "duet"},
		{"rating:0", "angel,the long angel,roads,roads live"},
		{"is:liked", "duet"},
		{"liked played:0", "duet"},
		{"is:disliked", "roads live"},
		{"-is:disliked -is:liked played:0", "air,the long angel"},
		{"cluster:calm", "air,the long angel"},
	};
	library(f, r);
	play(f, r[ANGEL], 3, false);
	play(f, r[ANGEL], 50, false);
	play(f, r[ROADS], 100, false);
	play(f, r[LIVE], 1, true);
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, r[AIR], 5, 1, NULL, &f->why));
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, r[SPLIT], 3, 1, NULL, &f->why));
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, r[SPLIT], 1, 1, NULL, &f->why));
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, r[LIVE], -1, 1, NULL, &f->why));
	struct cluster_row c[2] = {{.name = "Calm and slow"}, {.name = "Loud"}};
	const int64_t recording[] = {r[AIR], r[LONG], r[ANGEL]};
	const int32_t member[] = {0, 0, 1};
	const float distance[] = {0, 0, 0};
	OK(f, clusters_replace(f->db, c, 2, recording, member, distance, 3, &f->why));
	index_all(f);
	MEANS(f, m);
	assert_string_equal(live(f, "played:>0 sort:played"), "angel,roads");
	assert_string_equal(live(f, "played:>0 sort:-played"), "roads,angel");
	assert_string_equal(live(f, "played:>0 sort:lastplayed limit:1"), "angel");
	assert_string_equal(live(f, "rating:>0 sort:rating"), "air,duet");
	assert_string_equal(live(f, "angel sort:length"), "duet,angel,the long angel");
	assert_string_equal(
		live(f, "year:>0 sort:-year limit:2"), "the long angel,angel");
}

static void what_is_missing_is_found_when_asked_for(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	struct library_item item;
	library(f, r);
	item = song_put(f, &(struct song){.path = "x", .artist = "Gone", .title = "x"});
	index_all(f);
	OK(f, library_mark_missing(f->db, &item.file, 1, &f->why));
	index_all(f);
	assert_string_equal(live(f, "is:missing"), "x");
	assert_string_equal(live(f, "is:missing gone"), "x");
	assert_string_equal(live(f, "is:missing angel"), "");
	assert_string_equal(live(f, "artist:gone"), "");
}

/* Any query: an answer, and no error of SQL. What a search finds without typing errors
 * is part of what the live playlist of the same text is. */
static void random_queries_are_harmless(void **state)
{
	struct fixture *f = *state;
	int64_t r[PIECES];
	static const char *const part[] = {"angel", "artist:", "massive", "\"", "-",
		"(", ")", " | ", " ", "year:", "1998", "..", ">=", "genre:trip",
		"is:liked", "is:missing", "sort:played", "sort:random", "limit:2",
		"added:<2d", "played:0", "'", "\xE6\x9D\xB1", "*", "AND", "NEAR(", "{",
		"^", "_", "path:/music", "composer:bach", "rating:3", "cluster:x",
		"lastplayed:>1y", "codec:flac", "title:roads", "\xFF", "portihsead"};
	struct rng rng;
	library(f, r);
	rng_seed(&rng, 3);
	for (int i = 0; i < 1500; i++) {
		struct str q = {0};
		struct search_results s;
		struct list_spec spec = {.kind = LIST_QUERY_TRACKS};
		struct list_spec artists = {.kind = LIST_ARTISTS};
		size_t n;
		for (uint64_t k = rng_below(&rng, 7); k > 0; k--)
			str_append(
				&q, part[rng_below(&rng, sizeof part / sizeof *part)]);
		spec.query = artists.filter = str_text(&q);
		if (search_run(f->db, str_text(&q), 5, &f->a, &s, &f->why) ||
			list_count(f->db, &spec, &n, &f->why) ||
			list_count(f->db, &artists, &n, &f->why))
			fail_msg("%s: %s", str_text(&q), f->why.msg);
		str_finish(&q);
		arena_reset(&f->a);
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(fields_and_words),
		TEST(numbers),
		TEST(what_the_listener_did),
		TEST(what_is_missing_is_found_when_asked_for),
		TEST(random_queries_are_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
