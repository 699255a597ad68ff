#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/list.h"

/* A list of identities; those below 0 are headings; rows from `arrived` on are not
 * there. */
struct fake {
	int64_t id[200];
	int64_t n, arrived;
};

static int64_t fake_count(void *ctx)
{
	return ((struct fake *)ctx)->n;
}

static bool fake_look(void *ctx, int64_t i, int64_t *ret_identity, bool *ret_selectable)
{
	struct fake *f = ctx;
	if (i < 0 || i >= f->n || i >= f->arrived)
		return false;
	*ret_identity = f->id[i];
	*ret_selectable = f->id[i] >= 0;
	return true;
}

static int64_t fake_find(void *ctx, int64_t identity)
{
	struct fake *f = ctx;
	for (int64_t i = 0; i < f->n && i < f->arrived; i++)
		if (f->id[i] == identity)
			return i;
	return -1;
}

static const struct list_model model = {fake_count, fake_look, fake_find};

static struct fake numbers(int64_t n)
{
	struct fake f = {.n = n, .arrived = n};
	for (int64_t i = 0; i < n; i++)
		f.id[i] = 1000 + i;
	return f;
}

static void insert(struct fake *f, int64_t at, int64_t id)
{
	memmove(f->id + at + 1, f->id + at, (size_t)(f->n - at) * sizeof *f->id);
	f->id[at] = id;
	f->n++;
	f->arrived++;
}

static void stays_within_the_list(void **state)
{
	struct fake f = numbers(50);
	struct list l;
	list_init(&l, &model, &f);
	list_fit(&l, 10, 0);
	list_move(&l, -5);
	assert_int_equal(l.cursor, 0);
	list_move(&l, 1000);
	assert_int_equal(l.cursor, 49);
	list_fit(&l, 10, 0);
	assert_int_equal(l.top, 40);
	f.n = f.arrived = 3;
	list_follow(&l);
	list_fit(&l, 10, 0);
	assert_int_equal(l.cursor, 2);
	assert_int_equal(l.top, 0);
	f.n = f.arrived = 0;
	list_fit(&l, 10, 0);
	assert_int_equal(l.cursor, 0);
	list_finish(&l);
}

static void nothing_moves_under_the_cursor(void **state)
{
	struct fake f = numbers(100);
	struct list l;
	list_init(&l, &model, &f);
	list_fit(&l, 10, 0);
	list_move_to(&l, 40);
	list_fit(&l, 10, 0);
	int line = list_line(&l, l.cursor);
	int64_t id = l.identity;
	for (int i = 0; i < 7; i++) {
		insert(&f, 3, 5000 + i);
		list_follow(&l);
		list_fit(&l, 10, 0);
		assert_int_equal(l.identity, id);
		assert_int_equal(f.id[l.cursor], id);
		assert_int_equal(list_line(&l, l.cursor), line);
	}
	insert(&f, 80, 6000);
	list_follow(&l);
	assert_int_equal(f.id[l.cursor], id);
	list_finish(&l);
}

static void marks_follow_their_rows(void **state)
{
	struct fake f = numbers(20);
	struct list l;
	size_t n;
	list_init(&l, &model, &f);
	list_fit(&l, 10, 0);
	list_move_to(&l, 7);
	list_toggle_mark(&l);
	list_move_to(&l, 4);
	list_toggle_mark(&l);
	const int64_t *rows = list_marked(&l, &n);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0], 4);
	assert_int_equal(rows[1], 7);
	insert(&f, 0, 9000);
	list_follow(&l);
	rows = list_marked(&l, &n);
	assert_int_equal(rows[0], 5);
	assert_int_equal(rows[1], 8);
	list_move_to(&l, 5);
	list_toggle_mark(&l);
	assert_false(list_is_marked(&l, 5));
	assert_true(list_is_marked(&l, 8));
	list_unmark(&l);
	list_marked(&l, &n);
	assert_int_equal(n, 0);
	list_finish(&l);
}

static void headings_are_passed_over(void **state)
{
	struct fake f = numbers(10);
	struct list l;
	f.id[0] = -1;
	f.id[4] = -2;
	f.id[9] = -3;
	list_init(&l, &model, &f);
	list_fit(&l, 5, 0);
	assert_int_equal(l.cursor, 1);
	list_move(&l, 2);
	list_move(&l, 1);
	assert_int_equal(l.cursor, 5);
	list_move(&l, -1);
	assert_int_equal(l.cursor, 3);
	list_move(&l, 100);
	assert_int_equal(l.cursor, 8);
	list_move(&l, -100);
	assert_int_equal(l.cursor, 1);
	assert_int_equal(l.top, 0);
	list_finish(&l);
}

static void the_cursor_row_may_take_two_lines(void **state)
{
	struct fake f = numbers(20);
	struct list l;
	list_init(&l, &model, &f);
	list_fit(&l, 5, 1);
	list_move_to(&l, 19);
	list_fit(&l, 5, 1);
	int line = list_line(&l, 19);
	assert_true(line >= 0 && line + l.extra < 5);
	list_move_to(&l, 10);
	list_fit(&l, 5, 1);
	line = list_line(&l, 10);
	assert_int_equal(list_row_at(&l, line), 10);
	assert_int_equal(list_row_at(&l, line + 1), 10);
	assert_int_equal(list_row_at(&l, line + 2), 11);
	assert_int_equal(list_line(&l, 11), line + 2);
	list_finish(&l);
}

static void rows_that_are_not_there_yet_are_kept(void **state)
{
	struct fake f = numbers(100);
	struct list l;
	f.arrived = 10;
	list_init(&l, &model, &f);
	list_fit(&l, 10, 0);
	list_move_to(&l, 60);
	assert_int_equal(l.cursor, 60);
	assert_false(l.known);
	list_toggle_mark(&l);
	assert_false(list_is_marked(&l, 60));
	f.arrived = 100;
	list_follow(&l);
	list_fit(&l, 10, 0);
	assert_true(l.known);
	assert_int_equal(l.identity, 1060);
	list_finish(&l);
}

static void the_wheel_takes_the_cursor_along(void **state)
{
	struct fake f = numbers(100);
	struct list l;
	list_init(&l, &model, &f);
	list_fit(&l, 10, 0);
	list_scroll(&l, 3);
	assert_int_equal(l.top, 3);
	assert_true(list_line(&l, l.cursor) >= 0);
	list_scroll(&l, -100);
	assert_int_equal(l.top, 0);
	list_scroll(&l, 1000);
	assert_int_equal(l.top, 90);
	assert_true(list_line(&l, l.cursor) >= 0);
	list_finish(&l);
}

static void a_grid_moves_both_ways(void **state)
{
	struct fake f = numbers(23);
	struct list l;
	list_init(&l, &model, &f);
	list_set_per_line(&l, 5);
	list_fit(&l, 2, 0);
	assert_int_equal(list_lines(&l), 5);
	assert_int_equal(list_visible(&l), 10);
	list_move(&l, 1);
	list_move(&l, 5);
	assert_int_equal(l.cursor, 6);
	assert_int_equal(l.top, 0);
	list_move(&l, 5);
	assert_int_equal(l.cursor, 11);
	assert_int_equal(l.top, 5);
	assert_int_equal(list_line(&l, 11), 1);
	assert_int_equal(list_row_at(&l, 1), 10);
	/* By lines the place in the line stays as long as there is one. */
	list_move(&l, -50);
	assert_int_equal(l.cursor, 1);
	list_move(&l, 50);
	assert_int_equal(l.cursor, 21);
	list_move(&l, 2);
	assert_int_equal(l.cursor, 22);
	list_move(&l, -10);
	assert_int_equal(l.cursor, 12);
	list_move(&l, 2);
	list_move(&l, 5);
	list_move(&l, 5);
	assert_int_equal(l.cursor, 22);
	assert_int_equal(l.top, 15);
	/* Another number of columns keeps the row in sight. */
	list_set_per_line(&l, 3);
	list_fit(&l, 4, 0);
	assert_int_equal(l.top % 3, 0);
	assert_true(list_line(&l, 22) >= 0);
	list_scroll(&l, -100);
	assert_int_equal(l.top, 0);
	assert_true(list_line(&l, l.cursor) >= 0);
	list_finish(&l);
}

static void it_stands_where_it_was_left(void **state)
{
	struct fake f = numbers(100);
	struct list l;
	list_init(&l, &model, &f);
	list_stand(&l, 50, 45, 1050);
	list_follow(&l);
	list_fit(&l, 10, 0);
	assert_int_equal(l.cursor, 50);
	assert_int_equal(l.top, 45);
	/* The same thing twice: the one that it stood on. */
	f.id[20] = 1050;
	list_stand(&l, 50, 45, 1050);
	list_follow(&l);
	assert_int_equal(l.cursor, 50);
	/* Rows came before it meanwhile. */
	list_stand(&l, 50, 45, 1053);
	list_follow(&l);
	list_fit(&l, 10, 0);
	assert_int_equal(l.cursor, 53);
	assert_int_equal(l.top, 48);
	list_finish(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_within_the_list),
		cmocka_unit_test(nothing_moves_under_the_cursor),
		cmocka_unit_test(marks_follow_their_rows),
		cmocka_unit_test(headings_are_passed_over),
		cmocka_unit_test(the_cursor_row_may_take_two_lines),
		cmocka_unit_test(rows_that_are_not_there_yet_are_kept),
		cmocka_unit_test(the_wheel_takes_the_cursor_along),
		cmocka_unit_test(a_grid_moves_both_ways),
		cmocka_unit_test(it_stands_where_it_was_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
