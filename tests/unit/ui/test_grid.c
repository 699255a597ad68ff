#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/grid.h"

static void graphemes_and_widths(void **state)
{
	static const struct {
		const char *text;
		size_t bytes;
		int width;
		const char *shown;
	} rows[] = {
		{"a", 1, 1, "a"}, {"", 0, 0, ""},
		{"e\xCC\x81x", 3, 1, "e\xCC\x81"},      /* e and an acute mark */
		{"\xE6\x9D\xB1", 3, 2, "\xE6\x9D\xB1"}, /* a CJK character */
		{"\xF0\x9F\x8E\xB5", 4, 2, "\xF0\x9F\x8E\xB5"}, /* a note emoji */
		/* heart and its variation selector */
		{"\xE2\x9D\xA4\xEF\xB8\x8F", 6, 1, "\xE2\x9D\xA4"},
		/* woman, ZWJ, microphone */
		{"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x8E\xA4", 11, 2,
			"\xF0\x9F\x91\xA9"},
		/* hand with a skin tone */
		{"\xF0\x9F\x91\x8B\xF0\x9F\x8F\xBD", 8, 2, "\xF0\x9F\x91\x8B"},
		{"\x1B", 1, 1, "\xEF\xBF\xBD"}, {"\xFF", 1, 1, "\xEF\xBF\xBD"},
		{"\xCC\x81", 2, 1, " \xCC\x81"}, /* a mark without a base */
		{"\xE2\x80\xAE"
		 "a",
			4, 1, "a"}, /* a direction override */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char out[GRID_TEXT] = "?";
		int w = -1;
		assert_int_equal(text_grapheme(rows[i].text, out, &w), rows[i].bytes);
		assert_int_equal(w, rows[i].width);
		assert_string_equal(out, rows[i].shown);
	}
	assert_int_equal(text_columns("a\xE6\x9D\xB1"
				      "b"),
		4);
}

static void many_marks_stay_within_a_cell(void **state)
{
	char text[3 * 40 + 2] = "a", out[GRID_TEXT];
	int w;
	for (int i = 0; i < 40; i++)
		strcat(text, "\xCC\x81");
	text_grapheme(text, out, &w);
	assert_true(strlen(out) < GRID_TEXT);
	assert_int_equal(w, 1);
	assert_int_equal(text_columns("\xE2\x80\x8D\xE2\x80\x8D"), 0);
}

static void expect_text(const struct grid *g, const char *want)
{
	struct str s = {0};
	grid_dump_text(g, &s);
	assert_string_equal(str_text(&s), want);
	str_finish(&s);
}

static void clips_with_an_ellipsis(void **state)
{
	struct grid g;
	grid_init(&g, 8, 1);
	assert_int_equal(grid_text(&g, 0, 0, 8, ROLE_TEXT, "Teardrop"), 8);
	expect_text(&g, "Teardrop\n");
	grid_clear(&g);
	assert_int_equal(grid_text(&g, 0, 0, 5, ROLE_TEXT, "Teardrop"), 5);
	expect_text(&g, "Tear\xE2\x80\xA6\n");
	grid_clear(&g);
	assert_int_equal(grid_text(&g, 6, 0, 99, ROLE_TEXT, "Teardrop"), 2);
	expect_text(&g, "      T\xE2\x80\xA6\n");
	grid_text(&g, 20, 0, 5, ROLE_TEXT, "x");
	grid_text(&g, 0, 3, 5, ROLE_TEXT, "x");
	grid_text(&g, -1, 0, 5, ROLE_TEXT, "x");
	expect_text(&g, "      T\xE2\x80\xA6\n");
	grid_finish(&g);
}

static void never_half_a_wide_character(void **state)
{
	struct grid g;
	grid_init(&g, 6, 1);
	/* Three wide characters in five columns: two and the ellipsis. */
	grid_text(&g, 0, 0, 5, ROLE_TEXT, "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD");
	expect_text(&g, "\xE6\x9D\xB1\xE4\xBA\xAC\xE2\x80\xA6\n");
	/* In four columns the second does not fit beside the ellipsis. */
	grid_clear(&g);
	grid_field(
		&g, 0, 0, 4, ROLE_DIM, false, "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD");
	expect_text(&g, "\xE6\x9D\xB1\xE2\x80\xA6\n");
	assert_int_equal(grid_at(&g, 3, 0)->role, ROLE_DIM);
	/* Overwriting one half clears the other. */
	grid_clear(&g);
	grid_text(&g, 0, 0, 6, ROLE_TEXT, "\xE6\x9D\xB1\xE4\xBA\xAC");
	grid_text(&g, 1, 0, 1, ROLE_TEXT, "x");
	expect_text(&g, " x\xE4\xBA\xAC\n");
	grid_text(&g, 2, 0, 1, ROLE_TEXT, "y");
	expect_text(&g, " xy\n");
	grid_finish(&g);
}

static void fields_align(void **state)
{
	struct grid g;
	grid_init(&g, 10, 2);
	grid_field(&g, 0, 0, 10, ROLE_TEXT, true, "5:30");
	grid_field(&g, 0, 1, 3, ROLE_TEXT, true, "12:34");
	expect_text(&g, "      5:30\n12\xE2\x80\xA6\n");
	grid_finish(&g);
}

static void roles_have_a_plane(void **state)
{
	struct grid g;
	struct str s = {0};
	grid_init(&g, 6, 1);
	grid_text(&g, 0, 0, 6, ROLE_PLAYING, "ab");
	grid_paint(&g, 1, 0, 1, ROLE_CURSOR);
	grid_dump_roles(&g, &s);
	assert_string_equal(str_text(&s), "pc....\n");
	str_reset(&s);
	grid_text(&g, 0, 0, 6, ROLE_TEXT, "xTear");
	grid_paint_match(&g, 0, 0, 6, "te");
	grid_dump_roles(&g, &s);
	assert_string_equal(str_text(&s), ".//...\n");
	str_finish(&s);
	grid_finish(&g);
}

static void without_a_utf8_locale_widths_hold(void **state)
{
	setlocale(LC_ALL, "C");
	assert_int_equal(text_columns("\xE6\x9D\xB1"), 2);
	assert_int_equal(text_columns("e\xCC\x81"), 1);
	assert_int_equal(text_columns("\xF0\x9F\x8E\xB5"), 2);
	assert_int_equal(text_columns("\xC3\xA9"), 1);
	setlocale(LC_ALL, "C.UTF-8");
}

static void ascii_keeps_every_width(void **state)
{
	struct grid g;
	grid_init(&g, 24, 1);
	g.ascii = true;
	grid_text(&g, 0, 0, 24, ROLE_TEXT,
		"\xE2\x96\xB6 Bj\xC3\xB6rk \xC5\x81\xC3\xB3\xC5\xBC \xE6\x9D\xB1 "
		"\xE2\x86\xBA");
	expect_text(&g, "> Bjork Loz ?? r\n");
	grid_finish(&g);
}

static void pictures_have_colours_of_their_own(void **state)
{
	struct grid g;
	struct str roles = {0};
	grid_init(&g, 5, 1);
	grid_text(&g, 0, 0, 5, ROLE_DIM, "abcde");
	grid_picture(&g, 1, 0, "\xE2\x96\x80", 7, 9);
	grid_picture(&g, 2, 0, "\xE2\x96\x80", 7, 9);
	grid_picture(&g, 3, 0, "\xE2\x96\x80", 7, 10);
	grid_picture(&g, 5, 0, "x", 7, 9); /* outside */
	expect_text(&g, "a\xE2\x96\x80\xE2\x96\x80\xE2\x96\x80"
			"e\n");
	grid_dump_roles(&g, &roles);
	assert_string_equal(str_text(&roles), "d###d\n");
	assert_true(cell_equal(grid_at(&g, 1, 0), grid_at(&g, 2, 0)));
	assert_false(cell_equal(grid_at(&g, 2, 0), grid_at(&g, 3, 0)));
	/* What is drawn over one is none. */
	grid_text(&g, 1, 0, 1, ROLE_POPUP, "x");
	assert_int_equal(grid_at(&g, 1, 0)->fg, 0);
	g.ascii = true;
	grid_picture(&g, 2, 0, "\xE2\x96\x80", 7, 9);
	assert_string_equal(grid_at(&g, 2, 0)->text, " ");
	assert_int_equal(grid_at(&g, 2, 0)->fg, 0);
	str_finish(&roles);
	grid_finish(&g);
}

static void unknown_characters_are_one_column(void **state)
{
	char out[GRID_TEXT];
	int w;
	text_grapheme("\xF3\xBF\xBF\xBE", out, &w);
	assert_int_equal(w, 1);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(graphemes_and_widths),
		cmocka_unit_test(many_marks_stay_within_a_cell),
		cmocka_unit_test(clips_with_an_ellipsis),
		cmocka_unit_test(never_half_a_wide_character),
		cmocka_unit_test(fields_align),
		cmocka_unit_test(roles_have_a_plane),
		cmocka_unit_test(pictures_have_colours_of_their_own),
		cmocka_unit_test(ascii_keeps_every_width),
		cmocka_unit_test(unknown_characters_are_one_column),
		cmocka_unit_test(without_a_utf8_locale_widths_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
