#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/edit.h"

static void expect(const struct edit *e, const char *text, size_t at)
{
	assert_string_equal(str_text(&e->text), text);
	assert_int_equal(e->at, at);
}

static void types_and_deletes_by_grapheme(void **state)
{
	struct edit e;
	edit_init(&e, "");
	edit_insert(&e, 'a');
	edit_insert(&e, 0x6771);
	edit_insert(&e, 'e');
	edit_insert(&e, 0x301);
	expect(&e,
		"a\xE6\x9D\xB1"
		"e\xCC\x81",
		7);
	edit_command(&e, "backspace");
	expect(&e, "a\xE6\x9D\xB1", 4);
	edit_command(&e, "left");
	expect(&e, "a\xE6\x9D\xB1", 1);
	edit_command(&e, "delete");
	expect(&e, "a", 1);
	edit_command(&e, "right");
	edit_command(&e, "home");
	edit_command(&e, "backspace");
	expect(&e, "a", 0);
	assert_false(edit_command(&e, "nonsense"));
	edit_finish(&e);
}

static void kills_words_and_lines(void **state)
{
	struct edit e;
	edit_init(&e, "set theme night");
	edit_command(&e, "word-back");
	expect(&e, "set theme ", 10);
	edit_command(&e, "word-left");
	expect(&e, "set theme ", 4);
	edit_command(&e, "clear-forward");
	expect(&e, "set ", 4);
	edit_command(&e, "clear-back");
	expect(&e, "", 0);
	edit_finish(&e);
}

static void recalls_history_and_the_draft(void **state)
{
	struct edit_history h = {0};
	struct edit e;
	edit_history_add(&h, "one");
	edit_history_add(&h, "two");
	edit_history_add(&h, "one");
	edit_history_add(&h, "");
	assert_int_equal(h.n, 2);
	edit_init(&e, "dra");
	e.history = &h;
	edit_command(&e, "older");
	expect(&e, "one", 3);
	edit_command(&e, "older");
	edit_command(&e, "older");
	expect(&e, "two", 3);
	edit_command(&e, "newer");
	edit_command(&e, "newer");
	expect(&e, "dra", 3);
	edit_finish(&e);
	edit_history_finish(&h);
}

static void give_three(void *ctx, const char *line, struct str *out)
{
	(*(int *)ctx)++;
	if (strncmp(line, "v", 1) == 0)
		str_append(out, "view queue\nview search\nvolume\n");
	else if (strcmp(line, "q") == 0)
		str_append(out, "quit\n");
}

static void tab_goes_through_completions(void **state)
{
	struct edit e;
	int asked = 0;
	edit_init(&e, "v");
	e.complete = give_three;
	e.ctx = &asked;
	edit_command(&e, "complete");
	expect(&e, "view queue", 10);
	edit_command(&e, "complete");
	expect(&e, "view search", 11);
	edit_command(&e, "complete-back");
	edit_command(&e, "complete-back");
	expect(&e, "volume", 6);
	assert_int_equal(asked, 1);
	edit_insert(&e, 'x');
	edit_command(&e, "complete");
	assert_int_equal(asked, 2);
	edit_set(&e, "q");
	edit_command(&e, "home");
	edit_command(&e, "complete");
	expect(&e, "quit", 4);
	assert_int_equal(e.choices.len, 0);
	edit_set(&e, "zzz");
	edit_command(&e, "complete");
	expect(&e, "zzz", 3);
	edit_finish(&e);
}

static void the_cursor_is_always_seen(void **state)
{
	struct grid g;
	struct edit e;
	grid_init(&g, 12, 1);
	edit_init(&e, "\xE6\x9D\xB1\xE4\xBA\xAC abcdefghijklmnop");
	for (int i = 0; i < 30; i++) {
		edit_draw(&e, &g, 0, 0, 12, ":");
		assert_true(g.cursor_x >= 1 && g.cursor_x < 12);
		edit_command(&e, "left");
	}
	assert_int_equal(g.cursor_x, 1);
	edit_finish(&e);
	grid_finish(&g);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_and_deletes_by_grapheme),
		cmocka_unit_test(kills_words_and_lines),
		cmocka_unit_test(recalls_history_and_the_draft),
		cmocka_unit_test(tab_goes_through_completions),
		cmocka_unit_test(the_cursor_is_always_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
