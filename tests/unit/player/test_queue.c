/* The queue's rules, one test each. */
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
	*state = queue_create(42);
	return 0;
}

static int tear_down(void **state)
{
	queue_destroy(*state);
	return 0;
}

static int64_t now_item(struct queue *q)
{
	struct queue_item it = {0};
	return queue_now(q, &it) ? it.item : 0;
}

static int64_t now_key(struct queue *q)
{
	struct queue_item it = {0};
	return queue_now(q, &it) ? it.key : 0;
}

static int64_t row_item(struct queue *q, size_t i)
{
	struct queue_item it = {0};
	return queue_at(q, i, &it) ? it.item : 0;
}

/* Plays the album from row `start`, as if its first frame had been heard. */
static void play_album(struct queue *q, size_t start)
{
	queue_play_source(q, &mezzanine, start);
	queue_started(q, now_key(q));
}

static void step(struct queue *q)
{
	assert_true(queue_advance(q, true));
	queue_started(q, now_key(q));
}

static void enter_makes_the_list_the_source_from_there_on(void **state)
{
	struct queue *q = *state;
	play_album(q, 2);
	assert_int_equal(now_item(q), 13);
	assert_int_equal(queue_then_count(q), 2);
	assert_int_equal(row_item(q, 0), 14);
	assert_int_equal(row_item(q, 1), 15);
	assert_string_equal(queue_source_title(q), "Mezzanine");
}

static void next_stays_and_plays_first(void **state)
{
	struct queue *q = *state;
	const int64_t queued[] = {91, 92};
	play_album(q, 0);
	queue_add(q, queued, 2, SOURCE_QUEUE, 0, false, false, NULL);
	play_album(q, 3);
	assert_int_equal(queue_next_count(q), 2);
	step(q);
	assert_int_equal(now_item(q), 91);
	assert_int_equal(queue_next_count(q), 1);
	step(q);
	assert_int_equal(now_item(q), 92);
	step(q);
	assert_int_equal(now_item(q), 15);
}

static void a_hit_plays_alone_then_the_old_source_goes_on(void **state)
{
	struct queue *q = *state;
	const int64_t queued[] = {91};
	play_album(q, 1);
	queue_add(q, queued, 1, SOURCE_QUEUE, 0, false, false, NULL);
	queue_play_one(q, 55, SOURCE_SEARCH, 0);
	queue_started(q, now_key(q));
	assert_int_equal(now_item(q), 55);
	step(q);
	assert_int_equal(now_item(q), 91);
	step(q);
	assert_int_equal(now_item(q), 13);
}

static void e_appends_and_capital_e_puts_on_top(void **state)
{
	struct queue *q = *state;
	const int64_t two[] = {91, 92}, top[] = {81, 82};
	play_album(q, 0);
	queue_add(q, two, 2, SOURCE_QUEUE, 0, false, false, NULL);
	queue_add(q, top, 2, SOURCE_QUEUE, 0, true, false, NULL);
	const int64_t expected[] = {81, 82, 91, 92, 12};
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(row_item(q, i), expected[i]);
	assert_int_equal(now_item(q), 11);
}

static void previous_walks_through_what_was_heard(void **state)
{
	struct queue *q = *state;
	const int64_t queued[] = {91};
	play_album(q, 0);
	queue_add(q, queued, 1, SOURCE_QUEUE, 0, false, false, NULL);
	step(q); /* 91 */
	step(q); /* 12 */
	assert_int_equal(now_item(q), 12);
	assert_true(queue_back(q));
	assert_int_equal(now_item(q), 91);
	queue_started(q, now_key(q));
	assert_true(queue_back(q));
	assert_int_equal(now_item(q), 11);
	queue_started(q, now_key(q));
	assert_false(queue_back(q));
	/* Forward again: what was walked away from comes again. */
	step(q);
	assert_int_equal(now_item(q), 91);
	step(q);
	assert_int_equal(now_item(q), 12);
}

static void what_was_not_heard_is_not_walked_back_to(void **state)
{
	struct queue *q = *state;
	play_album(q, 0);
	queue_advance(q, false); /* 12, skipped before its first frame */
	queue_advance(q, false);
	queue_started(q, now_key(q));
	assert_int_equal(now_item(q), 13);
	assert_true(queue_back(q));
	assert_int_equal(now_item(q), 11);
}

static void a_pick_from_further_down_leaves_passed_rows_behind(void **state)
{
	struct queue *q = *state;
	struct queue_item it;
	play_album(q, 0);
	assert_true(queue_at(q, 2, &it));
	assert_true(queue_play_key(q, it.key));
	assert_int_equal(now_item(q), 14);
	assert_int_equal(queue_then_count(q), 1);
	assert_false(queue_play_key(q, 123456));
}

static void foryou_keeps_its_next_two_rows(void **state)
{
	struct queue *q = *state;
	struct reason why[6] = {{0}};
	why[4] = (struct reason){REASON_SOUNDS_LIKE, 21, 0};
	const int64_t picks[] = {21, 22, 23, 24, 25};
	const int64_t formed[] = {22, 31, 32, 21, 33, 34};
	struct queue_source s = {SOURCE_FORYOU, 1, "For You", picks, 5};
	queue_play_picks(q, &s, why, 0);
	queue_reform(q, 2, formed, why, 6, QUEUE_FIXED);
	/* 22 and 23 are fixed; 22 stands already, 21 plays. */
	const int64_t expected[] = {22, 23, 31, 32, 33, 34};
	assert_int_equal(queue_then_count(q), 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(row_item(q, i), expected[i]);
	struct queue_item it;
	assert_true(queue_at(q, 4, &it));
	assert_true(it.has_reason);
	assert_int_equal(it.reason.kind, REASON_SOUNDS_LIKE);
	assert_int_equal(queue_source_id(q), 2);
}

static void re_forming_touches_no_other_source(void **state)
{
	struct queue *q = *state;
	struct reason why[1] = {{0}};
	const int64_t formed[] = {31};
	play_album(q, 0);
	queue_reform(q, 2, formed, why, 1, 0);
	assert_int_equal(row_item(q, 0), 12);
}

static void a_pinned_pick_keeps_its_reason(void **state)
{
	struct queue *q = *state;
	struct reason why = {REASON_FORGOTTEN, 0, 90};
	const int64_t pick[] = {44};
	struct queue_item it;
	queue_add(q, pick, 1, SOURCE_FORYOU, 3, false, false, &why);
	assert_true(queue_at(q, 0, &it));
	assert_true(it.has_reason);
	assert_int_equal(it.reason.kind, REASON_FORGOTTEN);
}

static void a_pinned_pick_comes_once(void **state)
{
	struct queue *q = *state;
	struct reason why[4] = {{0}};
	const int64_t picks[] = {21, 22, 23, 24};
	int64_t from;
	struct queue_source s = {SOURCE_FORYOU, 1, "For You", picks, 4};
	queue_play_picks(q, &s, why, 0);
	queue_add(q, &picks[2], 1, SOURCE_FORYOU, 1, false, false, &why[2]);
	const int64_t expected[] = {23, 22, 24};
	assert_int_equal(queue_next_count(q) + queue_then_count(q), 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(row_item(q, i), expected[i]);
	assert_true(queue_undo(q, 0, &from));
	assert_int_equal(queue_then_count(q), 3);
}

static void an_album_is_queued_as_one_block(void **state)
{
	struct queue *q = *state;
	struct queue_item a, b;
	queue_add(q, album, 5, SOURCE_QUEUE, 7, false, true, NULL);
	queue_add(q, album, 5, SOURCE_QUEUE, 7, false, true, NULL);
	assert_true(queue_at(q, 0, &a) && queue_at(q, 4, &b));
	assert_int_not_equal(a.block, 0);
	assert_int_equal(a.block, b.block);
	assert_true(queue_at(q, 5, &b));
	assert_int_not_equal(a.block, b.block);
	queue_set_shuffle(q, true);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(row_item(q, i), album[i]);
}

static void shuffle_reorders_then_and_comes_back(void **state)
{
	struct queue *q = *state;
	int64_t many[100], seen[100] = {0};
	for (int i = 0; i < 100; i++)
		many[i] = 100 + i;
	struct queue_source s = {SOURCE_LIBRARY, 0, "all", many, 100};
	queue_play_source(q, &s, 10);
	queue_started(q, now_key(q));
	queue_set_shuffle(q, true);
	assert_int_equal(now_item(q), 110);
	assert_int_equal(queue_then_count(q), 89);
	int moved = 0;
	for (size_t i = 0; i < 89; i++) {
		int64_t item = row_item(q, i);
		assert_in_range(item, 111, 199);
		assert_int_equal(seen[item - 100]++, 0);
		moved += item != 111 + (int64_t)i;
	}
	assert_true(moved > 40);
	/* What is shown is what plays. */
	int64_t shown = row_item(q, 0);
	step(q);
	assert_int_equal(now_item(q), shown);
	queue_set_shuffle(q, false);
	assert_int_equal(row_item(q, 0), shown == 199 ? 0 : shown + 1);
}

static void repeat_wraps_the_source_and_never_next(void **state)
{
	struct queue *q = *state;
	const int64_t queued[] = {91};
	struct queue_item up[10];
	play_album(q, 4);
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	queue_add(q, queued, 1, SOURCE_QUEUE, 0, false, false, NULL);
	assert_int_equal(queue_upcoming(q, up, 10), 6);
	assert_int_equal(up[0].item, 91);
	assert_int_equal(up[1].item, 11);
	assert_int_equal(up[5].item, 15);
	step(q);
	assert_int_equal(now_item(q), 91);
	step(q);
	assert_int_equal(now_item(q), 11);
	for (int i = 0; i < 5; i++)
		step(q);
	assert_int_equal(now_item(q), 11);
}

static void the_pump_may_go_round_first(void **state)
{
	struct queue *q = *state;
	struct queue_item up[2];
	play_album(q, 4);
	queue_set_repeat(q, QUEUE_REPEAT_ALL);
	assert_int_equal(queue_upcoming(q, up, 2), 2);
	queue_started(q, up[0].key);
	assert_int_equal(now_item(q), 11);
	assert_int_equal(row_item(q, 0), 12);
}

static void repeat_one_plays_again_until_next(void **state)
{
	struct queue *q = *state;
	struct queue_item up[3];
	play_album(q, 0);
	queue_set_repeat(q, QUEUE_REPEAT_ONE);
	assert_true(queue_upcoming(q, up, 3) >= 1);
	assert_int_equal(up[0].item, 11);
	assert_true(queue_advance(q, true));
	assert_int_equal(now_item(q), 11);
	assert_true(queue_advance(q, false));
	assert_int_equal(now_item(q), 12);
}

static void the_end_is_silence(void **state)
{
	struct queue *q = *state;
	play_album(q, 4);
	assert_false(queue_advance(q, true));
	assert_int_equal(now_item(q), 0);
}

static void undo_restores_list_and_position(void **state)
{
	struct queue *q = *state;
	const int64_t other[] = {71, 72};
	struct queue_source s = {SOURCE_PLAYLIST, 1, "other", other, 2};
	int64_t from = 0;
	play_album(q, 1);
	queue_note_position(q, 80000);
	queue_play_source(q, &s, 0);
	assert_true(queue_undo(q, 500, &from));
	assert_int_equal(from, 80000);
	assert_int_equal(now_item(q), 12);
	assert_int_equal(row_item(q, 0), 13);
	assert_true(queue_redo(q, 81000, &from));
	assert_int_equal(from, 500);
	assert_int_equal(now_item(q), 71);
}

static void undo_goes_twenty_steps(void **state)
{
	struct queue *q = *state;
	int64_t from;
	for (int64_t i = 1; i <= 30; i++)
		queue_add(q, &i, 1, SOURCE_QUEUE, 0, false, false, NULL);
	int steps = 0;
	while (queue_undo(q, 0, &from))
		steps++;
	assert_int_equal(steps, QUEUE_UNDO);
	assert_int_equal(queue_next_count(q), 10);
}

static void clearing_can_be_undone(void **state)
{
	struct queue *q = *state;
	int64_t from;
	play_album(q, 0);
	queue_clear_all(q);
	assert_int_equal(now_item(q), 11); /* finishes */
	assert_int_equal(queue_then_count(q), 0);
	assert_true(queue_undo(q, 0, &from));
	assert_int_equal(queue_then_count(q), 4);
	assert_int_equal(row_item(q, 0), 12);
}

static void rows_are_removed_and_moved(void **state)
{
	struct queue *q = *state;
	const int64_t two[] = {91, 92};
	struct queue_item it;
	play_album(q, 0);
	queue_add(q, two, 2, SOURCE_QUEUE, 0, false, false, NULL);
	assert_true(queue_at(q, 0, &it));
	assert_true(queue_move(q, it.key, true));
	assert_int_equal(row_item(q, 0), 92);
	assert_false(queue_move(q, it.key, true));
	assert_true(queue_remove(q, it.key));
	assert_int_equal(queue_next_count(q), 1);
	assert_true(queue_at(q, 2, &it)); /* 13 */
	assert_int_equal(it.item, 13);
	assert_true(queue_move(q, it.key, false));
	assert_int_equal(row_item(q, 1), 13);
	assert_int_equal(row_item(q, 2), 12);
	assert_true(queue_at(q, 1, &it));
	assert_true(queue_remove(q, it.key));
	assert_int_equal(row_item(q, 1), 12);
	assert_int_equal(queue_then_count(q), 3);
	assert_false(queue_remove(q, now_key(q)));
}

static void removing_from_a_shuffled_source_keeps_the_rest(void **state)
{
	struct queue *q = *state;
	struct queue_item it;
	play_album(q, 0);
	queue_set_shuffle(q, true);
	assert_true(queue_at(q, 1, &it));
	assert_true(queue_remove(q, it.key));
	int64_t sum = it.item;
	for (size_t i = 0; i < queue_then_count(q); i++)
		sum += row_item(q, i);
	assert_int_equal(sum, 12 + 13 + 14 + 15);
}

/* The pump may have opened the row that followed: its key must not name another. */
static void a_key_names_one_row_whatever_moves(void **state)
{
	struct queue *q = *state;
	struct queue_item second, third, it;
	play_album(q, 0);
	assert_true(queue_at(q, 0, &second));
	assert_true(queue_at(q, 1, &third));
	assert_true(queue_remove(q, second.key));
	assert_true(queue_at(q, 0, &it));
	assert_int_equal(it.key, third.key);
	assert_true(queue_move(q, third.key, true));
	assert_true(queue_at(q, 1, &it));
	assert_int_equal(it.key, third.key);
	int64_t playing = now_key(q);
	queue_set_shuffle(q, true);
	assert_int_equal(now_key(q), playing);
	queue_started(q, third.key);
	assert_int_equal(now_item(q), 13);
	assert_false(queue_play_key(q, second.key));
}

static void formed_rows_have_keys_of_their_own(void **state)
{
	struct queue *q = *state;
	struct reason why[3] = {{0}};
	const int64_t picks[] = {21, 22, 23}, formed[] = {31, 32, 33};
	struct queue_source s = {SOURCE_FORYOU, 1, "For You", picks, 3};
	struct queue_item before, after;
	int64_t from;
	queue_play_picks(q, &s, why, 0);
	assert_true(queue_at(q, 0, &before));
	queue_reform(q, 2, formed, why, 3, 0);
	assert_true(queue_at(q, 0, &after));
	assert_int_not_equal(before.key, after.key);
	/* Nor do rows that another re-forming brought after an undo. */
	queue_add(q, formed, 1, SOURCE_QUEUE, 0, false, false, NULL);
	assert_true(queue_undo(q, 0, &from));
	queue_reform(q, 3, picks, why, 3, 0);
	assert_true(queue_at(q, 0, &before));
	assert_int_not_equal(before.key, after.key);
}

static void a_block_is_removed_moved_and_played_as_one(void **state)
{
	struct queue *q = *state;
	const int64_t two[] = {91, 92};
	struct queue_item it;
	queue_add(q, album, 3, SOURCE_QUEUE, 7, false, true, NULL);
	queue_add(q, two, 2, SOURCE_QUEUE, 0, false, false, NULL);
	assert_true(queue_at(q, 3, &it));
	assert_true(queue_move(q, it.key, false)); /* 91 goes over the block */
	const int64_t moved[] = {91, 11, 12, 13, 92};
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(row_item(q, i), moved[i]);
	assert_true(queue_at(q, 1, &it));
	assert_true(queue_move_block(q, it.key, true));
	const int64_t last[] = {91, 92, 11, 12, 13};
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(row_item(q, i), last[i]);
	assert_false(queue_move_block(q, it.key, true));
	assert_true(queue_play_key(q, it.key));
	const int64_t played[] = {12, 13, 91, 92};
	assert_int_equal(now_item(q), 11);
	assert_int_equal(queue_next_count(q), 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(row_item(q, i), played[i]);
	assert_true(queue_at(q, 1, &it));
	assert_true(queue_remove_block(q, it.key));
	assert_int_equal(queue_next_count(q), 2);
	assert_int_equal(row_item(q, 0), 91);
}

static void what_failed_was_not_heard(void **state)
{
	struct queue *q = *state;
	struct queue_item it;
	play_album(q, 0);
	assert_true(queue_at(q, 2, &it));
	queue_failed(q, it.key);
	assert_int_equal(now_item(q), 14);
	step(q);
	assert_int_equal(now_item(q), 15);
	assert_true(queue_back(q));
	assert_int_equal(now_item(q), 11);
}

static void undo_leaves_a_trace_in_what_was_heard(void **state)
{
	struct queue *q = *state;
	const int64_t other[] = {71, 72};
	struct queue_source s = {SOURCE_PLAYLIST, 1, "other", other, 2};
	int64_t from;
	play_album(q, 1);
	queue_play_source(q, &s, 0);
	queue_started(q, now_key(q));
	assert_true(queue_undo(q, 0, &from));
	queue_started(q, now_key(q));
	assert_true(queue_back(q));
	assert_int_equal(now_item(q), 71);
}

static void it_survives_a_restart(void **state)
{
	struct queue *q = *state;
	const int64_t queued[] = {91};
	struct str blob = {0};
	play_album(q, 1);
	queue_add(q, queued, 1, SOURCE_QUEUE, 0, false, false, NULL);
	int64_t file = queue_file(q, "/music/a \xFF file.mp3");
	queue_add(q, &file, 1, SOURCE_FILES, 0, false, false, NULL);
	queue_put(&blob, q);
	struct queue *again = queue_create(1);
	struct bytes_reader r;
	bytes_reader_init(&r, blob.data, blob.len);
	assert_true(queue_get(&r, again));
	assert_int_equal(now_item(again), 12);
	assert_int_equal(row_item(again, 0), 91);
	assert_string_equal(
		queue_file_path(again, row_item(again, 1)), "/music/a \xFF file.mp3");
	assert_int_equal(row_item(again, 2), 13);
	queue_destroy(again);
	str_finish(&blob);
}

/* No cut or flipped blob may crash it or be half taken. */
static void damaged_blobs_are_refused(void **state)
{
	struct queue *q = *state;
	struct str blob = {0};
	play_album(q, 1);
	queue_set_shuffle(q, true);
	queue_put(&blob, q);
	for (size_t n = 0; n < blob.len; n++) {
		struct queue *again = queue_create(1);
		struct bytes_reader r;
		bytes_reader_init(&r, blob.data, n);
		assert_false(queue_get(&r, again));
		assert_int_equal(now_item(again), 0);
		queue_destroy(again);
	}
	for (size_t i = 0; i < blob.len; i++) {
		char was = blob.data[i];
		blob.data[i] = (char)(was ^ 0x81);
		struct queue *again = queue_create(1);
		struct bytes_reader r;
		bytes_reader_init(&r, blob.data, blob.len);
		(void)queue_get(&r, again);
		struct queue_item up[8];
		(void)queue_upcoming(again, up, 8);
		queue_destroy(again);
		blob.data[i] = was;
	}
	str_finish(&blob);
}

int main(void)
{
#define RULE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		RULE(enter_makes_the_list_the_source_from_there_on),
		RULE(next_stays_and_plays_first),
		RULE(a_hit_plays_alone_then_the_old_source_goes_on),
		RULE(e_appends_and_capital_e_puts_on_top),
		RULE(previous_walks_through_what_was_heard),
		RULE(what_was_not_heard_is_not_walked_back_to),
		RULE(a_pick_from_further_down_leaves_passed_rows_behind),
		RULE(foryou_keeps_its_next_two_rows),
		RULE(re_forming_touches_no_other_source),
		RULE(a_pinned_pick_keeps_its_reason),
		RULE(a_pinned_pick_comes_once),
		RULE(an_album_is_queued_as_one_block),
		RULE(shuffle_reorders_then_and_comes_back),
		RULE(repeat_wraps_the_source_and_never_next),
		RULE(the_pump_may_go_round_first),
		RULE(repeat_one_plays_again_until_next),
		RULE(the_end_is_silence),
		RULE(undo_restores_list_and_position),
		RULE(undo_goes_twenty_steps),
		RULE(clearing_can_be_undone),
		RULE(rows_are_removed_and_moved),
		RULE(removing_from_a_shuffled_source_keeps_the_rest),
		RULE(a_key_names_one_row_whatever_moves),
		RULE(formed_rows_have_keys_of_their_own),
		RULE(a_block_is_removed_moved_and_played_as_one),
		RULE(what_failed_was_not_heard),
		RULE(undo_leaves_a_trace_in_what_was_heard),
		RULE(it_survives_a_restart),
		RULE(damaged_blobs_are_refused),
	};
	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
