#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/quote.h"

static void splits_words(void **state)
{
	static const struct {
		const char *line;
		size_t n;
		const char *word[4];
	} rows[] = {
		{"", 0, {0}},
		{"  \t ", 0, {0}},
		{"set volume=50", 2, {"set", "volume=50"}},
		{"a \"b c\"  d", 3, {"a", "b c", "d"}},
		{"\"\"", 1, {""}},
		{"x=\"two words\"", 1, {"x=two words"}},
		{"\"\\n\\t\\\"\\\\\\x41\"", 1, {"\n\t\"\\A"}},
		{"C:\\path\\n", 1, {"C:\\path\\n"}},
		{"\"\xE6\x9D\xB1 \xE4\xBA\xAC\"", 1, {"\xE6\x9D\xB1 \xE4\xBA\xAC"}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct quote_words w = {0};
		assert_int_equal(quote_split(rows[i].line, &w, NULL), ERR_OK);
		assert_int_equal(w.n, rows[i].n);
		for (size_t k = 0; k < w.n; k++)
			assert_string_equal(w.word[k], rows[i].word[k]);
		quote_words_finish(&w);
	}
}

static void refuses_malformed_lines(void **state)
{
	static const char *const lines[] = {
		"\"open", "a \"b", "\"\\q\"", "\"\\x4\"", "\"\\x00\"", "\"\\", "\"\\x"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct quote_words w = {0};
		struct err why = {0};
		assert_int_equal(quote_split(lines[i], &w, &why), ERR_FORMAT);
		assert_int_equal(w.n, 0);
		assert_true(strlen(why.msg) > 10);
	}
}

static void gives_back_what_was_joined(void **state)
{
	const char *const words[] = {"plain", "", "two words", "tab\there", "q\"uote",
		"back\\slash \"", "\x01", "#x"};
	const size_t n = sizeof words / sizeof *words;
	char *line = quote_join(words, n);
	struct quote_words w = {0};
	assert_int_equal(quote_split(line, &w, NULL), ERR_OK);
	assert_int_equal(w.n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(w.word[i], words[i]);
	quote_words_finish(&w);
	free(line);
	struct str s = {0};
	quote_append(&s, "~/Music/a\\b");
	assert_string_equal(str_text(&s), "~/Music/a\\b");
	str_finish(&s);
}

static void finds_the_last_word(void **state)
{
	assert_int_equal(quote_last_word(""), 0);
	assert_int_equal(quote_last_word("set "), 4);
	assert_int_equal(quote_last_word("set vol"), 4);
	assert_int_equal(quote_last_word("play \"a b"), 5);
	assert_int_equal(quote_last_word("play \"a \\\" b"), 5);
	assert_int_equal(quote_last_word("play \"a b\" "), 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_words),
		cmocka_unit_test(refuses_malformed_lines),
		cmocka_unit_test(gives_back_what_was_joined),
		cmocka_unit_test(finds_the_last_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
