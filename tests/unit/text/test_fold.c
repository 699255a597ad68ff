#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "text/fold.h"

static void folds(const char *from, const char *to)
{
	struct str s = {0};
	fold_append(&s, from);
	assert_string_equal(str_text(&s), to);
	str_finish(&s);
}

static void letters_lose_case_and_accents(void **state)
{
	folds("Sigur R\xC3\xB3s", "sigur ros");
	folds("BJ\xC3\x96RK", "bjork");
	folds("M\xC3\xB8", "mo");
	folds("\xC5\x81\xC3\xB3"
	      "d\xC5\xBA",
		"lodz");
	folds("Stra\xC3\x9F"
	      "e",
		"strasse");
	folds("\xC3\x86ON \xC5\x93uvre", "aeon oeuvre");
	folds("\xC4\x90or\xC4\x91"
	      "e \xC3\xB0 \xC3\x9E\xC3\xB3r \xC4\xB1\xC4\xB0",
		"dorde d thor ii");
	folds("e\xCC\x81t\xC3\xA9", "ete"); /* decomposed and composed */
	folds("\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\x91", "ab1"); /* full width */
}

static void greek_and_cyrillic_fold_too(void **state)
{
	folds("\xCE\x86\xCE\xBD\xCE\xBD\xCE\xB1\xCF\x82",
		"\xCE\xB1\xCE\xBD\xCE\xBD\xCE\xB1\xCF\x83");
	folds("\xD0\x9A\xD0\x98\xD0\x9D\xD0\x9E", "\xD0\xBA\xD0\xB8\xD0\xBD\xD0\xBE");
	folds("\xD0\x81\xD0\xB6", "\xD0\xB5\xD0\xB6");
}

static void punctuation_separates_words(void **state)
{
	folds("AC/DC", "ac dc");
	folds("  Don't  Stop - (Live)  ", "dont stop live");
	folds("Rock \xE2\x80\x99n\xE2\x80\x99 Roll", "rock n roll");
	folds("...And You Will", "and you will");
	folds("!!!", "");
	folds("", "");
	folds("\xF0\x9F\x94\xA5 fire", "fire");
}

static void each_cjk_character_is_a_word(void **state)
{
	folds("\xE6\x9D\xB1\xE4\xBA\xAC"
	      "Tokyo",
		"\xE6\x9D\xB1 \xE4\xBA\xAC tokyo");
	folds("\xED\x95\x9C\xEA\xB8\x80", "\xED\x95\x9C \xEA\xB8\x80");
	folds("X\xE3\x81\x82Y", "x \xE3\x81\x82 y");
}

static void invalid_bytes_separate(void **state)
{
	folds("a\xFF"
	      "b",
		"a b");
	folds("\xC3", "");
}

static void appending_keeps_what_stands(void **state)
{
	struct str s = {0};
	str_append(&s, "k:");
	fold_append(&s, "\xC3\x89t\xC3\xA9");
	assert_string_equal(str_text(&s), "k:ete");
	str_finish(&s);
}

static void sort_keys_drop_the_article(void **state)
{
	struct str s = {0};
	fold_sort_key(&s, "The Beatles");
	assert_string_equal(str_text(&s), "beatles");
	str_reset(&s);
	fold_sort_key(&s, "The The");
	assert_string_equal(str_text(&s), "the");
	str_reset(&s);
	fold_sort_key(&s, "The");
	assert_string_equal(str_text(&s), "the");
	str_reset(&s);
	fold_sort_key(&s, "!!!");
	assert_string_equal(str_text(&s), "!!!");
	str_finish(&s);
}

static void identity_falls_back_to_the_raw_name(void **state)
{
	struct str s = {0};
	fold_identity(&s, "+/-");
	assert_string_equal(str_text(&s), "+/-");
	str_reset(&s);
	fold_identity(&s, "Sigur R\xC3\xB3s");
	assert_string_equal(str_text(&s), "sigur ros");
	str_finish(&s);
}

static bool same(const char *a, const char *b)
{
	return fold_same(a, strlen(a), b, strlen(b));
}

static void names_are_one_whatever_their_spelling(void **state)
{
	(void)state;
	assert_true(same("Sigur R\xC3\xB3s", "sigur ros"));
	assert_true(same("AC/DC", "ac dc"));
	assert_true(same("", ""));
	assert_false(same("+/-", "!!!"));
	assert_false(same("Abba", "Abbas"));
	/* only the bytes that are named count */
	assert_true(fold_same("Abba.flac", 4, "abba", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_lose_case_and_accents),
		cmocka_unit_test(greek_and_cyrillic_fold_too),
		cmocka_unit_test(punctuation_separates_words),
		cmocka_unit_test(each_cjk_character_is_a_word),
		cmocka_unit_test(invalid_bytes_separate),
		cmocka_unit_test(appending_keeps_what_stands),
		cmocka_unit_test(sort_keys_drop_the_article),
		cmocka_unit_test(identity_falls_back_to_the_raw_name),
		cmocka_unit_test(names_are_one_whatever_their_spelling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
