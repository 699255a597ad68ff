#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "suggest/reason.h"

static const int64_t DAY = 24 * 3600 * 1000LL, NOW = 1790000000000; /* a Monday */

static const char *title(void *ctx, int64_t recording)
{
	return recording == 7 ? "Angel" : NULL;
}
static const char *artist(void *ctx, int64_t recording)
{
	return recording == 7 ? "Massive Attack" : NULL;
}
static const char *cluster(void *ctx, int64_t id)
{
	return id == 3 ? "slow and dark" : NULL;
}
static const struct reason_names names = {title, artist, cluster, NULL};

static void each_kind_has_its_words(void **state)
{
	const struct {
		struct reason reason;
		const char *words;
	} cases[] = {
		{{REASON_OFTEN_FOLLOWS, 7, 0}, "often follows Angel"},
		{{REASON_OFTEN_FOLLOWS, 9, 0}, "often comes next"},
		{{REASON_HEARD_LATELY, 0, 3}, "heard 3 times in two weeks"},
		{{REASON_HEARD_LATELY, 0, 1}, "heard lately"},
		{{REASON_MOST_PLAYED, 0, 41}, "played 41 times"},
		{{REASON_MOST_PLAYED, 0, 1}, "played 1 time"},
		{{REASON_SESSIONS_LIKE, 7, 0}, "from sessions with Angel"},
		{{REASON_FORGOTTEN, 0, 91}, "unheard for 2 months"},
		{{REASON_FORGOTTEN, 0, 92}, "unheard for 3 months"},
		{{REASON_GOES_WITH, 7, 0}, "goes with Angel"},
		{{REASON_SOUNDS_LIKE, 7, .2}, "sounds like Angel"},
		{{REASON_CLUSTER, 7, 3}, "slow and dark, as is Angel"},
		{{REASON_CLUSTER, 7, 0}, "from the same corner as Angel"},
		{{REASON_NEW_ARTIST, 7, 0},
			"new artist: you discovered Massive Attack lately"},
		{{REASON_NEWEST, 0, (double)((NOW - 60 * DAY) / 1000)}, "newest album"},
		{{REASON_VARIETY, 0, 24}, "one of 24 corners of your library"},
		{{REASON_UNPLAYED, 7, 0}, "unplayed, like Angel"},
		{{REASON_UNPLAYED, 0, 0}, "never played"},
		{{REASON_COMPANION, 7, 0}, "unplayed, goes with Angel"},
		{{REASON_LIKED, 0, 0}, "you marked it as liked"},
		{{REASON_CHANCE, 0, 0}, "picked by chance"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = {0};
		struct pick p = {.reason = cases[i].reason};
		reason_words(&s, &p, &names, NOW);
		assert_string_equal(str_text(&s), cases[i].words);
		str_finish(&s);
	}
}

static void what_came_this_week_names_the_day(void **state)
{
	struct str s = {0};
	struct pick p = {
		.reason = {REASON_NEWEST, 0, (double)((NOW - 2 * DAY) / 1000)}};
	reason_words(&s, &p, &names, NOW);
	assert_int_equal(strncmp(str_text(&s), "added ", 6), 0);
	assert_non_null(strstr(str_text(&s), "day"));
	str_finish(&s);
}

static void the_long_line_adds_the_facts(void **state)
{
	struct str s = {0};
	struct pick p = {.reason = {REASON_UNPLAYED, 7, 0}};
	struct reason_facts f = {.added_ms = NOW - 800 * DAY, .sound = "slow, dark"};
	reason_words_long(&s, &p, &f, &names, NOW);
	assert_string_equal(
		str_text(&s), "unplayed, like Angel: slow, dark · yours for 2 years");
	str_reset(&s);
	p.reason = (struct reason){REASON_OFTEN_FOLLOWS, 7, 0};
	f = (struct reason_facts){
		.plays = 12, .last_heard_ms = NOW - 21 * DAY, .liked = true};
	reason_words_long(&s, &p, &f, &names, NOW);
	assert_string_equal(str_text(&s),
		"often follows Angel · played 12 times, last 3 weeks ago · liked");
	str_finish(&s);
}

static void spans_are_short_words(void **state)
{
	const struct {
		int64_t ms;
		const char *words;
	} cases[] = {
		{0, "1 minute"},
		{5 * 60000, "5 minutes"},
		{3 * 3600000, "3 hours"},
		{3 * DAY, "3 days"},
		{20 * DAY, "2 weeks"},
		{100 * DAY, "3 months"},
		{3 * 366 * DAY, "3 years"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = {0};
		reason_span(&s, cases[i].ms);
		assert_string_equal(str_text(&s), cases[i].words);
		str_finish(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_has_its_words),
		cmocka_unit_test(what_came_this_week_names_the_day),
		cmocka_unit_test(the_long_line_adds_the_facts),
		cmocka_unit_test(spans_are_short_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
