/* The pace of a job, by a clock of its own. */
#include "base/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { SECOND = 1000000 };

static void nothing_is_known_at_first(void **state)
{
	struct pace p = {0};
	(void)state;
	assert_true(pace_rate(&p) == 0);
	assert_int_equal(pace_left_s(&p, 100), -1);
	pace_tell(&p, 5 * SECOND, 10);
	assert_int_equal(pace_left_s(&p, 100), -1);
}

static void an_even_pace_is_told(void **state)
{
	struct pace p = {0};
	(void)state;
	for (int i = 0; i <= 100; i++)
		pace_tell(&p, (int64_t)i * SECOND / 10, (int64_t)i * 20);
	assert_true(pace_rate(&p) > 199.9 && pace_rate(&p) < 200.1);
	assert_int_equal(pace_left_s(&p, 2000), 0);
	assert_int_equal(pace_left_s(&p, 3000), 5);
	assert_int_equal(pace_left_s(&p, 3001), 6);
}

static void what_was_long_ago_does_not_count(void **state)
{
	struct pace p = {0};
	(void)state;
	for (int i = 0; i <= 60; i++)
		pace_tell(&p, (int64_t)i * SECOND, (int64_t)i * 1000);
	for (int i = 1; i <= 60; i++)
		pace_tell(&p, (int64_t)(60 + i) * SECOND, 60000 + (int64_t)i * 10);
	assert_true(pace_rate(&p) > 9 && pace_rate(&p) < 11);
}

static void one_that_stands_still_has_no_end(void **state)
{
	struct pace p = {0};
	(void)state;
	for (int i = 0; i <= 60; i++)
		pace_tell(&p, (int64_t)i * SECOND, 10);
	assert_true(pace_rate(&p) == 0);
	assert_int_equal(pace_left_s(&p, 20), -1);
}

static void fewer_than_before_begins_anew(void **state)
{
	struct pace p = {0};
	(void)state;
	pace_tell(&p, 0, 0);
	pace_tell(&p, SECOND, 1000);
	pace_tell(&p, 2 * SECOND, 5);
	assert_true(pace_rate(&p) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_at_first),
		cmocka_unit_test(an_even_pace_is_told),
		cmocka_unit_test(what_was_long_ago_does_not_count),
		cmocka_unit_test(one_that_stands_still_has_no_end),
		cmocka_unit_test(fewer_than_before_begins_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
