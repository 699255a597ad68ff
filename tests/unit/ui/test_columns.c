#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/columns.h"

static struct columns parse(const char *format)
{
	struct columns c = {0};
	struct err why = {0};
	if (columns_parse(&c, format, &why) != ERR_OK)
		fail_msg("%s", why.msg);
	return c;
}

static const struct column *column_of(const struct columns *c, enum field f)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->column[i].field == f)
			return &c->column[i];
	fail();
	return NULL;
}

static void parses_and_refuses(void **state)
{
	struct columns c = parse("title:30 artist duration");
	assert_int_equal(c.n, 3);
	assert_int_equal(c.column[0].like, 30);
	assert_true(c.column[2].right);
	assert_int_equal(columns_parse(&c, "title nosuch", NULL), ERR_NOT_FOUND);
	assert_int_equal(columns_parse(&c, "title:x", NULL), ERR_RANGE);
	assert_int_equal(columns_parse(&c, "title:0", NULL), ERR_RANGE);
	assert_int_equal(columns_parse(&c, "", NULL), ERR_USAGE);
	assert_int_equal(c.n, 3);
}

static void fill_exactly_and_never_overlap(void **state)
{
	struct columns c = parse("number title:22 artist:16 reason:30 duration");
	for (int width = 1; width <= 300; width++) {
		columns_layout(&c, width, width + 4);
		int end = 0;
		for (size_t i = 0; i < c.n; i++) {
			if (c.column[i].width == 0)
				continue;
			assert_true(c.column[i].x >= end);
			end = c.column[i].x + c.column[i].width;
			assert_true(end <= width);
		}
		if (width >= 30)
			assert_int_equal(end, width);
	}
}

static void reasons_shrink_before_titles(void **state)
{
	struct columns c = parse("title:22 artist:16 reason:30 duration");
	columns_layout(&c, 76, 80);
	int reason = column_of(&c, FIELD_REASON)->width;
	assert_int_equal(column_of(&c, FIELD_TITLE)->width, 22);
	assert_true(reason >= 20 && reason < 30);
	columns_layout(&c, 66, 70);
	assert_int_equal(column_of(&c, FIELD_TITLE)->width, 22);
	assert_true(column_of(&c, FIELD_REASON)->width < reason);
}

static void narrow_screens_show_no_reason(void **state)
{
	struct columns c = parse("title:22 artist:16 reason:30 duration");
	columns_layout(&c, 36, 40);
	assert_int_equal(column_of(&c, FIELD_REASON)->width, 0);
	assert_true(column_of(&c, FIELD_TITLE)->width >= 14);
	assert_int_equal(column_of(&c, FIELD_DURATION)->width, 5);
	assert_int_equal(
		column_of(&c, FIELD_DURATION)->x + column_of(&c, FIELD_DURATION)->width,
		36);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_and_refuses),
		cmocka_unit_test(fill_exactly_and_never_overlap),
		cmocka_unit_test(reasons_shrink_before_titles),
		cmocka_unit_test(narrow_screens_show_no_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
