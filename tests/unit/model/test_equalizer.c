#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/equalizer.h"

static void presets_are_sound(void **state)
{
	assert_string_equal(equalizer_preset(0)->name, "flat");
	assert_true(equalizer_flat(equalizer_preset(0)->band_db));
	for (size_t i = 0; equalizer_preset(i); i++) {
		const struct equalizer_preset *p = equalizer_preset(i);
		for (int b = 0; b < EQUALIZER_BANDS; b++)
			assert_true(fabsf(p->band_db[b]) <= EQUALIZER_MAX_DB);
		assert_ptr_equal(equalizer_preset_find(p->name), p);
		assert_ptr_equal(equalizer_preset_of(p->band_db), p);
		assert_true(i == 0 || !equalizer_flat(p->band_db));
		assert_true(p->title[0]);
		assert_null(strchr(p->name, ' '));
	}
}

static void others_are_none(void **state)
{
	float db[EQUALIZER_BANDS] = {0, 0, 0, 5};
	assert_null(equalizer_preset_of(db));
	assert_false(equalizer_flat(db));
	db[3] = NAN;
	assert_null(equalizer_preset_of(db));
	assert_null(equalizer_preset_find("no such"));
	assert_non_null(equalizer_preset_find("ROCK"));
}

static void bands_are_octaves(void **state)
{
	for (int b = 1; b < EQUALIZER_BANDS; b++) {
		double octaves = log2((double)equalizer_hz[b] / equalizer_hz[b - 1]);
		assert_true(fabs(octaves - 1) < .03);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presets_are_sound),
		cmocka_unit_test(others_are_none),
		cmocka_unit_test(bands_are_octaves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
