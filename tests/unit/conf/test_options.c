#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conf/options.h"

static void every_default_is_valid(void **state)
{
	struct options o;
	options_init(&o);
	for (const struct option_row *r = option_table; r->name; r++) {
		struct str s = {0};
		assert_int_equal(options_set(&o, r->name, r->standard, NULL), ERR_OK);
		options_print(&o, r, &s);
		assert_string_equal(str_text(&s), r->standard);
		str_finish(&s);
		assert_true(strlen(r->help) > 10);
	}
	assert_int_equal(o.volume, 70);
	assert_int_equal(o.space, SPACE_PAUSE);
	assert_true(o.go_on);
	options_finish(&o);
}

static void takes_and_refuses(void **state)
{
	static const struct {
		const char *text;
		enum err_code code;
	} rows[] = {
		{"volume=0", ERR_OK},
		{"volume=100", ERR_OK},
		{"volume=101", ERR_RANGE},
		{"volume=-1", ERR_RANGE},
		{"volume=x", ERR_RANGE},
		{"volume", ERR_USAGE},
		{"space=mark", ERR_OK},
		{"space=fly", ERR_RANGE},
		{"mouse", ERR_OK},
		{"mouse=off", ERR_OK},
		{"mouse=maybe", ERR_RANGE},
		{"nosuch=1", ERR_NOT_FOUND},
		{"nosuch", ERR_NOT_FOUND},
		{"output=wav:/tmp/x=y.wav", ERR_OK},
		{"preamp=-6.5", ERR_OK},
		{"preamp=15.01", ERR_RANGE},
		{"preamp=loud", ERR_RANGE},
		{"preamp=nan", ERR_RANGE},
		{"crossfade=12", ERR_OK},
		{"crossfade=-1", ERR_RANGE},
		{"replaygain=album", ERR_OK},
		{"replaygain=loud", ERR_RANGE},
		{"equalizer=rock", ERR_OK},
		{"equalizer=off", ERR_OK},
		{"equalizer=loud rock", ERR_RANGE},
		{"equalizer=1 2 3 4 5 6 7 8 9", ERR_RANGE},
		{"equalizer=1 2 3 4 5 6 7 8 9 10 11", ERR_RANGE},
		{"equalizer=0 0 0 0 0 0 0 0 0 12.5", ERR_RANGE},
		{"equalizer=-12, +3 1.5 0 0 0 0 0 0 12", ERR_OK},
	};
	struct options o;
	options_init(&o);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(options_assign(&o, rows[i].text, NULL), rows[i].code);
	assert_int_equal(o.volume, 100);
	assert_int_equal(o.space, SPACE_MARK);
	assert_false(o.mouse);
	assert_string_equal(o.output, "wav:/tmp/x=y.wav");
	assert_true(o.preamp_db == -6.5 && o.crossfade_s == 12);
	assert_int_equal(o.replaygain, GAIN_ALBUM);
	options_finish(&o);
}

static void reals_print_as_they_are_read(void **state)
{
	static const char *const texts[] = {"-6.5", "0", "-0.25", "3", "15", "0.01"};
	struct options o;
	options_init(&o);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct str s = {0};
		assert_int_equal(options_set(&o, "preamp", texts[i], NULL), ERR_OK);
		options_print(&o, option_find("preamp"), &s);
		assert_string_equal(str_text(&s), texts[i]);
		str_finish(&s);
	}
	options_finish(&o);
}

static void the_equalizer_is_a_preset_or_bands(void **state)
{
	float db[EQUALIZER_BANDS] = {0};
	bool on = false;
	assert_int_equal(
		options_equalizer("-12, +3 1.5 0 0 0 0 0 0 12", &on, db, NULL), ERR_OK);
	assert_true(on && db[0] == -12 && db[1] == 3 && db[2] == 1.5f && db[9] == 12);
	assert_int_equal(options_equalizer("off", &on, db, NULL), ERR_OK);
	assert_false(on);
	assert_true(db[0] == -12);
	assert_int_equal(options_equalizer("Rock", &on, db, NULL), ERR_OK);
	assert_true(on);
	assert_memory_equal(db, equalizer_preset_find("rock")->band_db, sizeof db);
}

static void lists_grow_and_are_replaced(void **state)
{
	struct options o;
	struct str s = {0};
	options_init(&o);
	assert_int_equal(options_assign(&o, "folders=/a b", NULL), ERR_OK);
	assert_int_equal(options_assign(&o, "folders+=/c", NULL), ERR_OK);
	assert_int_equal(o.folders.n, 2);
	assert_string_equal(o.folders.item[0], "/a b");
	options_print(&o, option_find("folders"), &s);
	assert_string_equal(str_text(&s), "\"/a b\" /c");
	assert_int_equal(options_set(&o, "folders", "/x", NULL), ERR_OK);
	assert_int_equal(o.folders.n, 1);
	assert_int_equal(options_assign(&o, "folders=", NULL), ERR_OK);
	assert_int_equal(o.folders.n, 0);
	str_finish(&s);
	options_finish(&o);
}

static void completes(void **state)
{
	struct str s = {0};
	options_complete("space=", &s);
	assert_string_equal(str_text(&s), "space=pause\nspace=mark\n");
	str_reset(&s);
	options_complete("vol", &s);
	assert_string_equal(str_text(&s), "volume=\n");
	str_reset(&s);
	options_complete("mouse=o", &s);
	assert_string_equal(str_text(&s), "mouse=on\nmouse=off\n");
	str_reset(&s);
	options_complete("equalizer=ro", &s);
	assert_string_equal(str_text(&s), "equalizer=rock\n");
	str_reset(&s);
	options_complete("zzz", &s);
	assert_string_equal(str_text(&s), "");
	str_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_default_is_valid),
		cmocka_unit_test(takes_and_refuses),
		cmocka_unit_test(reals_print_as_they_are_read),
		cmocka_unit_test(the_equalizer_is_a_preset_or_bands),
		cmocka_unit_test(lists_grow_and_are_replaced),
		cmocka_unit_test(completes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
