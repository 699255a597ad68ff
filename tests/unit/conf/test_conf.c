#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf/conf.h"

static void defaults_are_clean(void **state)
{
	struct conf c;
	conf_init(&c, NULL);
	if (c.n_warnings)
		fail_msg("%s", c.warning[0]);
	assert_string_equal(keys_find(&c.keys, KEYS_FORYOU, 'j', 0, NULL), "move down");
	assert_string_equal(
		keys_find(&c.keys, KEYS_LIBRARY, CHORD_TAB, 0, NULL), "pane next");
	/* The grid of covers has keys of its own, then the library's, then all. */
	assert_string_equal(
		keys_find(&c.keys, KEYS_GRID, CHORD_LEFT, 0, NULL), "move left");
	assert_string_equal(
		keys_find(&c.keys, KEYS_GRID, CHORD_TAB, 0, NULL), "pane next");
	assert_string_equal(keys_find(&c.keys, KEYS_GRID, 'j', 0, NULL), "move down");
	assert_string_equal(
		keys_find(&c.keys, KEYS_LIBRARY, CHORD_LEFT, 0, NULL), "seek -5");
	assert_null(keys_of_command(&c.keys, KEYS_GRID, "seek -5"));
	assert_int_equal(c.theme.style[ROLE_CURSOR].attr, STYLE_REVERSE);
	conf_finish(&c);
}

static void every_theme_colours_every_role(void **state)
{
	for (size_t i = 0; *conf_theme_name(i); i++) {
		struct conf c;
		conf_init(&c, NULL);
		assert_int_equal(conf_load_theme(&c, conf_theme_name(i), NULL), ERR_OK);
		assert_int_equal(c.n_warnings, 0);
		for (int r = 0; i > 0 && r < ROLE__COUNT; r++) {
			assert_int_not_equal(c.theme.style[r].fg, COLOR_DEFAULT);
			assert_int_not_equal(c.theme.style[r].bg, COLOR_DEFAULT);
		}
		conf_finish(&c);
	}
}

static void wrong_lines_warn_and_the_rest_counts(void **state)
{
	struct conf c;
	conf_init(&c, NULL);
	conf_read_text(&c, "my.conf",
		"# comment\n\nset volume=33\nset nosuch=1\nfrobnicate\n"
		"bind common ^T view queue\nbind common Foo x\ncolor text red blue "
		"bold\n"
		"color nope red blue\nset theme=nope\nset title=off\nset \"open\n");
	assert_int_equal(c.options.volume, 33);
	assert_false(c.options.title);
	assert_string_equal(keys_find(&c.keys, KEYS_QUEUE, 't' | CHORD_CTRL, 0, NULL),
		"view queue");
	assert_int_equal(c.theme.style[ROLE_TEXT].fg, 1);
	assert_int_equal(c.n_warnings, 6);
	assert_non_null(strstr(c.warning[0], "my.conf:4: "));
	assert_non_null(strstr(c.warning[0], "nosuch"));
	assert_non_null(strstr(c.warning[1], "my.conf:5: "));
	conf_finish(&c);
}

static void the_users_theme_inherits(void **state)
{
	char dir[] = "/tmp/linnet-conf-XXXXXX", path[64];
	struct conf c;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/mine.theme", dir);
	FILE *f = fopen(path, "w");
	fputs("inherit night\ncolor text 1 2\nset volume=1\ninherit mine\n", f);
	fclose(f);
	conf_init(&c, dir);
	conf_read_text(&c, "c", "set theme=mine\n");
	assert_int_equal(c.theme.style[ROLE_TEXT].fg, 1);
	assert_int_equal(c.theme.style[ROLE_DIM].fg, COLOR_RGB | 0x8A8A90);
	assert_int_equal(c.options.volume, 70);
	assert_true(c.n_warnings > 0);
	conf_finish(&c);
	unlink(path);
	rmdir(dir);
}

static void fewer_colours_still_tell_apart(void **state)
{
	struct conf c;
	conf_init(&c, NULL);
	conf_load_theme(&c, "night", NULL);
	struct style s = theme_resolve(&c.theme, ROLE_CURSOR, 256);
	assert_true(s.bg >= 16 && s.bg < 256);
	assert_int_not_equal(s.fg, s.bg);
	for (int r = 0; r < ROLE__COUNT; r++) {
		s = theme_resolve(&c.theme, (enum role)r, 8);
		assert_true(s.fg < 8 && s.bg < 8);
		assert_true(s.fg != s.bg || s.fg == COLOR_DEFAULT);
		s = theme_resolve(&c.theme, (enum role)r, 0);
		assert_int_equal(s.fg, COLOR_DEFAULT);
		assert_int_equal(s.bg, COLOR_DEFAULT);
	}
	assert_int_equal(theme_resolve(&c.theme, ROLE_CURSOR, 0).attr, STYLE_REVERSE);
	conf_finish(&c);
}

static void the_document_reads_back(void **state)
{
	struct conf c, d;
	struct str s = {0}, t = {0};
	conf_init(&c, NULL);
	conf_read_text(&c, "x", "set volume=12 \"folders+=/my music\" seek=9\n");
	conf_document(&c, &s);
	conf_init(&d, NULL);
	conf_read_text(&d, "again", str_text(&s));
	assert_int_equal(d.n_warnings, 0);
	conf_document(&d, &t);
	assert_string_equal(str_text(&s), str_text(&t));
	assert_int_equal(d.options.seek_s, 9);
	str_finish(&s);
	str_finish(&t);
	conf_finish(&c);
	conf_finish(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_clean),
		cmocka_unit_test(every_theme_colours_every_role),
		cmocka_unit_test(wrong_lines_warn_and_the_rest_counts),
		cmocka_unit_test(the_users_theme_inherits),
		cmocka_unit_test(fewer_colours_still_tell_apart),
		cmocka_unit_test(the_document_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
