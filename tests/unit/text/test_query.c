#include "text/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

/* 2023-11-14 22:13:20 */
#define NOW INT64_C(1700000000)

struct parsed {
	const char *text, *tree;
	const char *problem; /* NULL: none */
};

static void check(const struct parsed *c, size_t n, enum query_mode mode)
{
	for (size_t i = 0; i < n; i++) {
		struct query_tree t;
		struct str s = {0};
		query_parse(&t, c[i].text, mode, NOW);
		query_describe(&s, &t);
		if (strcmp(str_text(&s), c[i].tree) != 0)
			fail_msg("%s: %s, not %s", c[i].text, str_text(&s), c[i].tree);
		if (strcmp(t.problem.text, c[i].problem ? c[i].problem : "") != 0)
			fail_msg("%s: problem: %s", c[i].text, t.problem.text);
		if (t.problem.len)
			assert_true(
				t.problem.at + t.problem.len <= strlen(c[i].text) + 1);
		str_finish(&s);
		query_finish_tree(&t);
	}
}
#define CHECK(table, mode) check(table, sizeof table / sizeof *table, mode)

static void words_and_fields(void **state)
{
	static const struct parsed c[] = {
		{"", "(and)", NULL},
		{"   ", "(and)", NULL},
		{"massive", "(and (text \"massive\"))", NULL},
		{"Massive  T\xC3\xA9"
		 "ardrop",
			"(and (text \"massive\") (text \"teardrop\"))", NULL},
		{"AC/DC", "(and (text \"ac dc\"))", NULL},
		{"!!!", "(and)", NULL},
		{"don't", "(and (text \"dont\"))", NULL},
		{"\"massive attack\"", "(and (whole \"massive attack\"))", NULL},
		{"\"massive att", "(and (whole \"massive att\"))", NULL},
		{"artist:bjork", "(and (text artist \"bjork\"))", NULL},
		{"ARTIST:Bj\xC3\xB6rk", "(and (text artist \"bjork\"))", NULL},
		{"artist: bjork", "(and (text artist \"bjork\"))", NULL},
		{"artist:\"massive attack\" angel",
			"(and (whole artist \"massive attack\") (text \"angel\"))",
			NULL},
		{"albumartist:x album:y title:z",
			"(and (text albumartist \"x\") (text album \"y\") (text title "
			"\"z\"))",
			NULL},
		{"genre:jazz composer:bach codec:flac cluster:calm",
			"(and (text genre \"jazz\") (text composer \"bach\") (text codec "
			"\"flac\") (text cluster \"calm\"))",
			NULL},
		{"path:/music/A", "(and (text path \"/music/A\"))", NULL},
		{"path:\"/my music/\"", "(and (whole path \"/my music/\"))", NULL},
		{"Mission: Impossible",
			"(and (text \"mission\") (text \"impossible\"))", NULL},
		{"foo:bar", "(and (text \"foo bar\"))", NULL},
		{"3:30", "(and (text \"3 30\"))", NULL},
		{"\xE6\x9D\xB1\xE4\xBA\xAC"
		 "ok",
			"(and (text \"\xE6\x9D\xB1 \xE4\xBA\xAC ok\"))", NULL},
		{"artist:", "(and)", "artist: say what, as in artist:bjork"},
		{"artist:!!", "(and)", "artist:!!: say what, as in artist:bjork"},
	};
	CHECK(c, QUERY_STRICT);
}

static void without_or_and_groups(void **state)
{
	static const struct parsed c[] = {
		{"-live", "(and (not (text \"live\")))", NULL},
		{"love -live", "(and (text \"love\") (not (text \"live\")))", NULL},
		{"-genre:live", "(and (not (text genre \"live\")))", NULL},
		{"-\"the end\"", "(and (not (whole \"the end\")))", NULL},
		{"-(a b)", "(and (not (and (text \"a\") (text \"b\"))))", NULL},
		{"alt-j", "(and (text \"alt j\"))", NULL},
		{"a - b", "(and (text \"a\") (text \"b\"))", NULL},
		{"-", "(and)", NULL},
		{"--a", "(and (not (text \"a\")))", NULL},
		{"a | b", "(and (or (and (text \"a\")) (and (text \"b\"))))", NULL},
		{"a OR b c",
			"(and (or (and (text \"a\")) (and (text \"b\") (text \"c\"))))",
			NULL},
		{"a or b", "(and (text \"a\") (text \"or\") (text \"b\"))", NULL},
		{"(a b) c", "(and (text \"a\") (text \"b\") (text \"c\"))", NULL},
		{"(a | b) c",
			"(and (or (and (text \"a\")) (and (text \"b\"))) (text \"c\"))",
			NULL},
		{"genre:(a|b)", "(and (or (and (text \"a\")) (and (text \"b\"))))",
			"genre: say what, as in artist:bjork"},
		{"a |", "(and (text \"a\"))", NULL},
		{"| a", "(and (text \"a\"))", NULL},
		{"((a", "(and (text \"a\"))", NULL},
		{"a)) b", "(and (text \"a\") (text \"b\"))", NULL},
		{"()", "(and)", NULL},
	};
	CHECK(c, QUERY_STRICT);
}

static void ranges(void **state)
{
	static const struct parsed c[] = {
		{"year:1990..1999", "(and (range year 1990 1999))", NULL},
		{"year:1999..1990", "(and (range year 1990 1999))", NULL},
		{"year:1990", "(and (range year 1990 1990))", NULL},
		{"year:=1990", "(and (range year 1990 1990))", NULL},
		{"year:>=1990", "(and (range year 1990 end))", NULL},
		{"year:>1990", "(and (range year 1991 end))", NULL},
		{"year:<1990", "(and (range year 1 1989))", NULL},
		{"year:..1999", "(and (range year 1 1999))", NULL},
		{"year:1990..", "(and (range year 1990 end))", NULL},
		{"year: 1990", "(and (range year 1990 1990))", NULL},
		{"rating:>=4", "(and (range rating 4 end))", NULL},
		{"rating:0", "(and (range rating 0 0))", NULL},
		{"rating:<3", "(and (range rating 0 2))", NULL},
		{"played:0", "(and (range played 0 0))", NULL},
		{"played:>10", "(and (range played 11 end))", NULL},
		{"skipped:2..5", "(and (range skipped 2 5))", NULL},
		{"bpm:120..130", "(and (range bpm 1195 1304))", NULL},
		{"bpm:120", "(and (range bpm 1195 1204))", NULL},
		{"bpm:120.5", "(and (range bpm 1205 1205))", NULL},
		{"bpm:>120", "(and (range bpm 1205 end))", NULL},
		{"length:>6m", "(and (range length 361 end))", NULL},
		{"length:>=6m", "(and (range length 360 end))", NULL},
		{"length:6m", "(and (range length 360 419))", NULL},
		{"length:3:30", "(and (range length 210 210))", NULL},
		{"length:<1:00:00", "(and (range length 1 3599))", NULL},
		{"length:2m..4m", "(and (range length 120 240))", NULL},
		{"length:90", "(and (range length 90 90))", NULL},
		{"added:<30d", "(and (range added 1697408001 end))", NULL},
		{"added:30d", "(and (range added 1697408000 end))", NULL},
		{"added:>1w", "(and (range added 0 1699395199))", NULL},
		{"added:1d..2d", "(and (range added 1699827200 1699913600))", NULL},
		{"added:2d..1d", "(and (range added 1699827200 1699913600))", NULL},
		{"added:..1d", "(and (range added 1699913600 end))", NULL},
		{"added:1d..", "(and (range added 0 1699913600))", NULL},
		{"added:2023", "(and (range added 1672531200 1704067199))", NULL},
		{"added:2023-02", "(and (range added 1675209600 1677628799))", NULL},
		{"added:>2023-02-28", "(and (range added 1677628800 end))", NULL},
		{"lastplayed:>1y", "(and (range lastplayed never 1668463999))", NULL},
		{"lastplayed:<1y", "(and (range lastplayed 1668464001 end))", NULL},
		{"lastplayed:<2023", "(and (range lastplayed 1 1672531199))", NULL},
		{"-year:1990 love",
			"(and (not (range year 1990 1990)) (text \"love\"))", NULL},
	};
	CHECK(c, QUERY_STRICT);
}

static void flags_and_orders(void **state)
{
	static const struct parsed c[] = {
		{"is:liked", "(and (is liked))", NULL},
		{"-is:missing", "(and (not (is missing)))", NULL},
		{"liked", "(and (text \"liked\"))", NULL},
		{"missing", "(and (text \"missing\"))", NULL},
		{"liked genre:rock", "(and (is liked) (text genre \"rock\"))", NULL},
		{"\"liked\" genre:rock",
			"(and (whole \"liked\") (text genre \"rock\"))", NULL},
		{"sort:added", "(and) sort added", NULL},
		{"genre:rock sort:-year limit:100",
			"(and (text genre \"rock\")) sort reversed year limit 100",
			NULL},
		{"is:good", "(and)",
			"is:good: it can be is:liked, is:disliked or is:missing"},
		{"sort:colour", "(and)",
			"sort:colour: sort by album, title, year, added, played, "
			"lastplayed, rating, skipped, bpm, length or random"},
		{"limit:0", "(and)", "limit:0: not a number above 0"},
		{"limit:ten x", "(and (text \"x\"))",
			"limit:ten: not a number above 0"},
	};
	CHECK(c, QUERY_STRICT);
}

static void a_mistake_is_told_and_the_rest_works(void **state)
{
	static const struct parsed c[] = {
		{"love year:19x0", "(and (text \"love\"))", "year:19x0: not a year"},
		{"year:199", "(and)", "year:199: not a year"},
		{"year:", "(and)", "year: not a year"},
		{"year:>", "(and)", "year:>: not a year"},
		{"year:>>1", "(and)", "year:>>1: not a year"},
		{"year:1990..2x", "(and)", "year:1990..2x: not a year"},
		{"rating:9", "(and)", "rating:9: a rating is 0 to 5"},
		{"played:-1", "(and)", "played:-1: not a number"},
		{"bpm:fast", "(and)", "bpm:fast: not a tempo"},
		{"length:6x", "(and)",
			"length:6x: a length is written 90s, 6m, 1h or 3:30"},
		{"added:30", "(and)",
			"added:30: a time is an age (36h 30d 2w 6m 1y) or a date "
			"(2024-05)"},
		{"added:2023-13", "(and)",
			"added:2023-13: a time is an age (36h 30d 2w 6m 1y) or a date "
			"(2024-05)"},
		{"year:x rating:x", "(and)", "year:x: not a year"},
	};
	CHECK(c, QUERY_STRICT);
	struct query_tree t;
	query_parse(&t, "love year:19x0 b", QUERY_TYPING, NOW);
	assert_int_equal(t.problem.at, 5);
	assert_int_equal(t.problem.len, 9);
	query_finish_tree(&t);
}

static void what_is_not_finished_is_no_mistake_while_typing(void **state)
{
	static const struct parsed c[] = {
		{"artist:", "(and)", NULL},
		{"artist:\"", "(and)", NULL},
		{"artist:\"massive att", "(and (text artist \"massive att\"))", NULL},
		{"artist:\"massive att\"", "(and (whole artist \"massive att\"))",
			NULL},
		{"year:", "(and)", NULL},
		{"year:1", "(and (range year 1000 1999))", NULL},
		{"year:199", "(and (range year 1990 1999))", NULL},
		{"year:1990.", "(and (range year 1990 1990))", NULL},
		{"year:1990..", "(and (range year 1990 end))", NULL},
		{"year:1990..199", "(and (range year 1990 1999))", NULL},
		{"year:>=", "(and)", NULL},
		{"rating:>", "(and)", NULL},
		{"added:<3", "(and)", NULL},
		{"added:2023-", "(and (range added 1672531200 1704067199))", NULL},
		{"added:2023-0", "(and)", NULL},
		{"length:3:", "(and)", NULL},
		{"bpm:120.", "(and)", NULL},
		{"is:", "(and)", NULL},
		{"is:li", "(and)", NULL},
		{"sort:ad", "(and)", NULL},
		{"limit:", "(and)", NULL},
		/* Behind a space it is finished. */
		{"year: ", "(and)", NULL},
		{"year:199 ", "(and)", "year:199: not a year"},
		{"added:<3 x", "(and (text \"x\"))",
			"added:<3: a time is an age (36h 30d 2w 6m 1y) or a date "
			"(2024-05)"},
		{"year:19x0", "(and)", "year:19x0: not a year"},
		{"rating:7", "(and)", "rating:7: a rating is 0 to 5"},
	};
	CHECK(c, QUERY_TYPING);
}

static void what_is_kept_must_be_right(void **state)
{
	struct err why;
	assert_int_equal(query_check("genre:jazz added:<30d", &why), ERR_OK);
	assert_int_equal(query_check("sort:added limit:50", &why), ERR_OK);
	assert_int_equal(query_check("  ", &why), ERR_USAGE);
	assert_int_equal(query_check("year:19x0", &why), ERR_USAGE);
	assert_string_equal(why.msg, "year:19x0: not a year");
	assert_int_equal(query_check("color:red", &why), ERR_USAGE);
	assert_string_equal(why.msg,
		"color:red: no such field; try artist: genre: year: rating: (or put the "
		"words in quotes)");
	assert_int_equal(query_check("\"re:stacks\" 12:30", &why), ERR_OK);
}

/* Any bytes: no crash, the place of a problem lies in the text, and both modes agree
 * on what is finished. */
static void random_text_is_harmless(void **state)
{
	static const char *const part[] = {"year:", "1990", "..", ">=", "\"", "(", ")",
		"-", "|", " OR ", " ", "artist:", "added:", "30d",
		"sort:", "limit:", "is:", "liked", "\xC3\xA9", "\xFF", "a", ":", "<",
		"path:/", "\xE6\x9D\xB1", "length:", "3:30", "99999999999999999999",
		"bpm:", ".", "2024-05", "\n"};
	struct rng r;
	rng_seed(&r, 5);
	for (int i = 0; i < 20000; i++) {
		struct str s = {0}, d = {0};
		struct query_tree t;
		for (uint64_t k = rng_below(&r, 12); k > 0; k--)
			str_append(&s, part[rng_below(&r, sizeof part / sizeof *part)]);
		query_parse(&t, str_text(&s), i & 1 ? QUERY_TYPING : QUERY_STRICT, NOW);
		assert_true(t.problem.at <= s.len);
		query_describe(&d, &t);
		query_finish_tree(&t);
		str_finish(&s);
		str_finish(&d);
	}
	/* Deep and long ones, too. */
	struct str s = {0};
	for (int i = 0; i < 5000; i++)
		str_append(&s, i % 3 ? "(a|" : "-(b ");
	struct query_tree t;
	query_parse(&t, str_text(&s), QUERY_STRICT, NOW);
	query_finish_tree(&t);
	str_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_fields),
		cmocka_unit_test(without_or_and_groups),
		cmocka_unit_test(ranges),
		cmocka_unit_test(flags_and_orders),
		cmocka_unit_test(a_mistake_is_told_and_the_rest_works),
		cmocka_unit_test(what_is_not_finished_is_no_mistake_while_typing),
		cmocka_unit_test(what_is_kept_must_be_right),
		cmocka_unit_test(random_text_is_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
