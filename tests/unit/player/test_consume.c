/* Consume: what was played leaves its list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "player/queue.h"

static const int64_t album[] = {11, 12, 13, 14, 15};
static const struct queue_source mezzanine = {SOURCE_ALBUM, 7, "Mezzanine", album, 5};

static int set_up(void **state)
{
	struct queue *q = queue_create(42);
	queue_set_consume(q, true);
	*state = q;
	return 0;
}

static int tear_down(void **state)
{
	queue_destroy(*state);
	return 0;
}

static struct queue_item now(struct queue *q)
{
	struct queue_item it = {0};
	queue_now(q, &it);
	return it;
}

static void play_album(struct queue *q, size_t start)
{
	queue_play_source(q, &mezzanine, start);
	queue_started(q, now(q).key);
}

static int64_t step(struct queue *q)
{
	if (!queue_advance(q, true))
		return 0;
	queue_started(q, now(q).key);
	return now(q).item;
}

static void what_was_played_does_not_come_again(void **state)
{
	struct queue *q = *state;
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	play_album(q, 0);
	assert_int_equal(step(q), 12);
	assert_int_equal(queue_then_count(q), 3);
	for (int64_t item = 13; item <= 15; item++)
		assert_int_equal(step(q), item);
	assert_false(queue_goes_round(q));
	assert_int_equal(step(q), 0);
	assert_int_equal(queue_then_count(q), 0);
}

static void what_was_passed_over_stays(void **state)
{
	struct queue *q = *state;
	struct queue_item it, next[8];
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	play_album(q, 0);
	assert_true(queue_at(q, 2, &it));
	assert_int_equal(it.item, 14);
	assert_true(queue_play_key(q, it.key));
	queue_started(q, it.key);
	assert_int_equal(queue_then_count(q), 1);
	/* The pump is told of what comes, not of what will be gone. */
	assert_int_equal(queue_upcoming(q, next, 8), 3);
	assert_int_equal(next[0].item, 15);
	assert_int_equal(next[1].item, 12);
	assert_int_equal(next[2].item, 13);
	assert_true(queue_goes_round(q));
	assert_int_equal(step(q), 15);
	assert_int_equal(step(q), 12);
	assert_int_equal(step(q), 13);
	assert_int_equal(step(q), 0);
}

/* The pump is ahead: it tells of rows behind the one that plays, and of the next lap. */
static void the_pump_may_be_ahead(void **state)
{
	struct queue *q = *state;
	struct queue_item next[8];
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	play_album(q, 1);
	assert_int_equal(queue_upcoming(q, next, 8), 4);
	queue_started(q, next[1].key);
	assert_int_equal(now(q).item, 14);
	assert_int_equal(queue_then_count(q), 1);
	assert_int_equal(queue_upcoming(q, next, 8), 3);
	assert_int_equal(next[1].item, 11);
	queue_started(q, next[1].key);
	assert_int_equal(now(q).item, 11);
}

static void a_shuffled_list_is_consumed_too(void **state)
{
	struct queue *q = *state;
	int seen[20] = {0};
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	play_album(q, 0);
	queue_set_shuffle(q, true);
	for (int64_t item = 11; item; item = step(q))
		seen[item]++;
	for (int64_t item = 11; item <= 15; item++)
		assert_int_equal(seen[item], 1);
}

static void one_can_walk_back_to_what_is_gone(void **state)
{
	struct queue *q = *state;
	play_album(q, 0);
	step(q);
	assert_true(queue_back(q));
	assert_int_equal(now(q).item, 11);
	queue_started(q, now(q).key);
	assert_int_equal(step(q), 12);
	assert_int_equal(step(q), 13);
}

static void undo_brings_the_list_back(void **state)
{
	struct queue *q = *state;
	int64_t at;
	struct queue_item it;
	play_album(q, 0);
	step(q);
	queue_clear_all(q);
	assert_int_equal(queue_then_count(q), 0);
	assert_true(queue_undo(q, 0, &at));
	assert_int_equal(now(q).item, 12);
	assert_int_equal(queue_then_count(q), 3);
	assert_true(queue_at(q, 0, &it));
	assert_int_equal(it.item, 13);
	assert_true(queue_consume(q));
	assert_int_equal(step(q), 13);
}

static void what_was_not_heard_is_not_consumed(void **state)
{
	struct queue *q = *state;
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	queue_play_source(q, &mezzanine, 4);
	assert_true(queue_advance(q, false));
	assert_int_equal(now(q).item, 11);
	assert_int_equal(queue_then_count(q), 4);
}

static void off_is_as_before(void **state)
{
	struct queue *q = *state;
	queue_set_consume(q, false);
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	play_album(q, 4);
	assert_true(queue_goes_round(q));
	assert_int_equal(step(q), 11);
	assert_int_equal(queue_then_count(q), 4);
}

static void a_restored_queue_keeps_the_switch(void **state)
{
	struct queue *q = *state;
	struct str b = {0};
	struct bytes_reader r;
	play_album(q, 0);
	step(q);
	queue_put(&b, q);
	bytes_reader_init(&r, b.data, b.len);
	assert_true(queue_get(&r, q));
	assert_true(queue_consume(q));
	assert_int_equal(now(q).item, 12);
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	queue_started(q, now(q).key);
	assert_int_equal(step(q), 13);
	assert_int_equal(step(q), 14);
	assert_int_equal(step(q), 15);
	assert_int_equal(step(q), 0);
	str_finish(&b);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_was_played_does_not_come_again),
		T(what_was_passed_over_stays),
		T(the_pump_may_be_ahead),
		T(a_shuffled_list_is_consumed_too),
		T(one_can_walk_back_to_what_is_gone),
		T(undo_brings_the_list_back),
		T(what_was_not_heard_is_not_consumed),
		T(off_is_as_before),
		T(a_restored_queue_keeps_the_switch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
