#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conf/keys.h"

static void names_of_chords(void **state)
{
	static const struct {
		const char *text;
		uint32_t chord;
		const char *printed;
	} rows[] = {
		{"j", 'j', "j"},
		{"J", 'J', "J"},
		{"^F", 'f' | CHORD_CTRL, "^F"},
		{"^f", 'f' | CHORD_CTRL, "^F"},
		{"C-f", 'f' | CHORD_CTRL, "^F"},
		{"^", '^', "^"},
		{"-", '-', "-"},
		{"\xC3\xA9", 0xE9, "\xC3\xA9"},
		{"Space", ' ', "Space"},
		{"PgDn", CHORD_PGDN, "PgDn"},
		{"S-Left", CHORD_LEFT | CHORD_SHIFT, "S-Left"},
		{"C-S-Left", CHORD_LEFT | CHORD_SHIFT | CHORD_CTRL, "C-S-Left"},
		{"A-x", 'x' | CHORD_ALT, "A-x"},
		{"M-x", 'x' | CHORD_ALT, "A-x"},
		{"F12", CHORD_F12, "F12"},
		{"Enter", CHORD_ENTER, "Enter"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t chord = 0;
		struct str s = {0};
		assert_true(chord_parse(rows[i].text, &chord));
		assert_int_equal(chord, rows[i].chord);
		chord_print(&s, chord);
		assert_string_equal(str_text(&s), rows[i].printed);
		str_finish(&s);
	}
}

static void refuses_what_is_no_key(void **state)
{
	static const char *const bad[] = {
		"", "jj", "F13", "S-", "Left-S", "enter", "\xFF", "S-a"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint32_t chord = 77;
		assert_false(chord_parse(bad[i], &chord));
		assert_int_equal(chord, 77);
	}
}

static void own_context_goes_before_common(void **state)
{
	struct keys k = {0};
	bool prefix;
	assert_int_equal(keys_bind(&k, "common", "a", "one", NULL), ERR_OK);
	assert_int_equal(keys_bind(&k, "files", "a", "two", NULL), ERR_OK);
	assert_string_equal(keys_find(&k, KEYS_QUEUE, 'a', 0, &prefix), "one");
	assert_string_equal(keys_find(&k, KEYS_FILES, 'a', 0, &prefix), "two");
	assert_false(prefix);
	assert_null(keys_find(&k, KEYS_PROMPT, 'a', 0, NULL));
	assert_int_equal(keys_bind(&k, "files", "a", "", NULL), ERR_OK);
	assert_string_equal(keys_find(&k, KEYS_FILES, 'a', 0, NULL), "one");
	keys_finish(&k);
}

static void two_chords_in_a_row(void **state)
{
	struct keys k = {0};
	bool prefix;
	assert_int_equal(keys_bind(&k, "common", "; o", "like row", NULL), ERR_OK);
	assert_int_equal(keys_bind(&k, "common", "; o", "like row 2", NULL), ERR_OK);
	assert_int_equal(k.n, 1);
	assert_null(keys_find(&k, KEYS_FORYOU, ';', 0, &prefix));
	assert_true(prefix);
	assert_string_equal(
		keys_find(&k, KEYS_FORYOU, ';', 'o', &prefix), "like row 2");
	assert_null(keys_find(&k, KEYS_FORYOU, ';', 'x', &prefix));
	const struct binding *b = keys_of_command(&k, KEYS_QUEUE, "like row 2");
	assert_non_null(b);
	struct str s = {0};
	binding_print(&s, b);
	assert_string_equal(str_text(&s), "; o");
	str_finish(&s);
	keys_finish(&k);
}

static void a_hidden_common_key_is_not_offered(void **state)
{
	struct keys k = {0};
	keys_bind(&k, "common", "Tab", "view next", NULL);
	keys_bind(&k, "library", "Tab", "pane next", NULL);
	assert_non_null(keys_of_command(&k, KEYS_QUEUE, "view next"));
	assert_null(keys_of_command(&k, KEYS_LIBRARY, "view next"));
	keys_finish(&k);
}

static void errors_say_what_to_do(void **state)
{
	struct keys k = {0};
	struct err why = {0};
	assert_int_equal(keys_bind(&k, "nowhere", "a", "x", &why), ERR_NOT_FOUND);
	assert_non_null(strstr(why.msg, "nowhere"));
	assert_int_equal(keys_bind(&k, "common", "Foo", "x", &why), ERR_FORMAT);
	assert_non_null(strstr(why.msg, "Foo"));
	assert_int_equal(k.n, 0);
	keys_finish(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_chords),
		cmocka_unit_test(refuses_what_is_no_key),
		cmocka_unit_test(own_context_goes_before_common),
		cmocka_unit_test(two_chords_in_a_row),
		cmocka_unit_test(a_hidden_common_key_is_not_offered),
		cmocka_unit_test(errors_say_what_to_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
