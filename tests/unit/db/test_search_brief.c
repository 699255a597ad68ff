/*
 * What is bounded in a large library: a brief answer is right and says that there is
 * more, orders of many tracks are those of all, filters of artists end.
 */
#include "db/search.h"
#include "fixture.h"

enum { TRACKS = 10500, BATCH = 500, AN_ARTIST = 700 };

/* "common word 00000" … by artists "Artist 0" …; one of them is not common, the last
 * one has a word more. */
static void large_library(struct fixture *f)
{
	static struct library_item item[BATCH];
	static struct tags tags[BATCH];
	bool fresh;
	size_t left = 1;
	OK(f, library_root_add(f->db, "/music", &f->root, &fresh, &f->why));
	for (int i = 0; i < TRACKS; i += BATCH) {
		for (int k = 0; k < BATCH; k++) {
			int n = i + k;
			char *title = arena_printf(&f->a, "%s word %05d%s",
				n == 100 ? "Another" : "Common", n,
				n == TRACKS - 1 ? " seldom" : "");
			struct song s = {.path = arena_printf(&f->a, "%s/%05d",
						 n < TRACKS - 1 ? "most" : "last", n),
				.artist =
					arena_printf(&f->a, "Artist %d", n / AN_ARTIST),
				.album = "All",
				.title = title,
				.year = 1900 + n % 100};
			tags[k] = song_tags(&s);
			item[k] = (struct library_item){.root = f->root,
				.path = s.path,
				.size = 1000,
				.mtime_ns = 1000000000,
				.inode = n,
				.tags = &tags[k]};
		}
		OK(f, library_put(f->db, item, BATCH, &f->why));
	}
	while (left)
		OK(f, search_index_step(f->db, 5000, &left, &f->why));
}

static struct search_results find(struct fixture *f, const char *query, bool brief)
{
	struct search_results r;
	OK(f, search_find(f->db,
		      &(struct search_spec){.text = query, .limit = 5, .brief = brief},
		      &f->a, &r, &f->why));
	return r;
}

static void a_brief_answer_is_right_and_says_that_there_is_more(void **state)
{
	struct fixture *f = *state;
	large_library(f);
	/* The last of the files is not among those that are looked at first. */
	struct search_results r = find(f, "path:music/most/10498", true);
	assert_int_equal(r.tracks, 0);
	assert_true(r.more);
	r = find(f, "path:music/most/10498", false);
	assert_int_equal(r.tracks, 1);
	assert_false(r.more);
	/* Not "without" what is not known yet, and all of it then. */
	r = find(f, "-path:0 common", true);
	assert_int_equal(r.tracks, 0);
	assert_true(r.more);
	r = find(f, "-path:most seldom", true);
	assert_true(r.more);
	assert_int_equal(r.tracks, 0);
	r = find(f, "-path:most seldom", false);
	assert_int_equal(r.tracks, 1);
	/* What is kept of a whole answer serves a brief one. */
	r = find(f, "-path:most seldom", true);
	assert_int_equal(r.tracks, 1);
	assert_false(r.more);
}

/* The artists come by rank, and none but the last has the word: all the others' tracks
 * would be read before. */
static void artists_of_a_filter_are_looked_for_within_bounds(void **state)
{
	struct fixture *f = *state;
	large_library(f);
	struct search_results r = find(f, "artist year:1900..1989 -title:seldom", true);
	assert_true(r.artists > 0);
	r = find(f, "artist title:seldom", true);
	assert_int_equal(r.tracks, 1);
	r = find(f, "artist (seldom | zzz)", true);
	assert_int_equal(r.artists, 1);
	assert_string_equal(r.artist[0].name, "Artist 14");
	assert_false(r.more);
}

static void first_title(struct fixture *f, const char *query, const char *title)
{
	struct search_results r = find(f, query, true);
	if (r.tracks == 0)
		fail_msg("nothing found for %s", query);
	if (strcmp(r.track[0].title, title) != 0)
		fail_msg("%s: %s", query, r.track[0].title);
	assert_false(r.more);
}

/* Words that nearly all tracks have are looked for in the order's own turn. */
static void orders_of_common_words_are_those_of_all(void **state)
{
	struct fixture *f = *state;
	large_library(f);
	first_title(f, "common sort:title", "Common word 00000");
	first_title(f, "word common sort:-title", "Common word 10499 seldom");
	first_title(f, "seldom sort:title", "Common word 10499 seldom");
	first_title(f, "common year:1950 sort:title", "Common word 00050");
	first_title(f, "common sort:year", "Common word 00000");
	struct search_results r = find(f, "common sort:-year", true);
	assert_int_equal(r.tracks, 5);
	for (size_t i = 0; i < r.tracks; i++)
		assert_int_equal(r.track[i].year, 1999);
	/* "Artist 1" is 1 and 10 to 14; of 10 the first tracks are not all. */
	first_title(f, "common -artist:\"artist 14\" sort:-title", "Common word 09799");
	r = find(f, "common sort:title limit:3", true);
	assert_int_equal(r.tracks, 3);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(a_brief_answer_is_right_and_says_that_there_is_more),
		TEST(artists_of_a_filter_are_looked_for_within_bounds),
		TEST(orders_of_common_words_are_those_of_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
