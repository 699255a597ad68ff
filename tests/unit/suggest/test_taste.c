/* What a slate holds: liked styles, true reasons, the caps, no bans. */
#include "suggest/slates.h"

/* Nothing twice; shares sum to 1 over engines that are named. */
static void check_form(const struct slate *s)
{
	for (size_t i = 0; i < s->n; i++) {
		float sum = 0;
		for (size_t j = 0; j < i; j++)
			assert_true(s->pick[i].recording != s->pick[j].recording);
		for (size_t e = 0; e < s->engines; e++) {
			assert_true(s->pick[i].share[e] >= 0);
			sum += s->pick[i].share[e];
		}
		assert_true(sum > .99f && sum < 1.01f);
	}
}

/* ---- the plays once more, counted without the program's own structures */

static int positive(const struct snapshot_listen *l)
{
	return l->heard_ms >= 30000;
}

static int plays(const struct world *w, int item, int64_t since_ms)
{
	int n = 0;
	for (size_t i = 0; i < w->listens; i++)
		n += w->listen[i].item == item && positive(&w->listen[i]) &&
		     w->listen[i].start_ms + w->listen[i].heard_ms >= since_ms;
	return n;
}

static int rows(const struct world *w, int item)
{
	int n = 0;
	for (size_t i = 0; i < w->listens; i++)
		n += w->listen[i].item == item;
	return n;
}

static int follows(const struct world *w, int item, int other)
{
	int order[4000], n = 0, times = 0;
	for (size_t i = 0; i < w->listens; i++)
		if (positive(&w->listen[i]))
			order[n++] = w->listen[i].item;
	for (int i = 0; i < n; i++) {
		bool found = false;
		for (int j = i - 1; j >= 0 && j >= i - 10; j--)
			found = found || order[j] == other;
		times += order[i] == item && found;
	}
	return times;
}

static void check_reason(const struct world *w, const struct pick *p)
{
	int item = item_of(p->recording);
	int other = p->reason.other ? item_of(p->reason.other) : -1;
	switch (p->reason.kind) {
	case REASON_OFTEN_FOLLOWS:
		assert_true(follows(w, item, other) >= 2);
		break;
	case REASON_HEARD_LATELY:
		assert_int_equal(plays(w, item, WORLD_NOW - 14 * WORLD_DAY),
			(int)p->reason.number);
		break;
	case REASON_MOST_PLAYED:
		assert_int_equal(plays(w, item, 0), (int)p->reason.number);
		break;
	case REASON_UNPLAYED:
		assert_int_equal(rows(w, item), 0);
		if (other >= 0) {
			assert_true(plays(w, other, 0) > 0);
			assert_int_equal(world_style(p->recording),
				world_style(p->reason.other));
		}
		break;
	case REASON_COMPANION:
		assert_int_equal(rows(w, item), 0);
		assert_true(plays(w, other, 0) > 0);
		assert_int_equal(w->item[item].album, w->item[other].album);
		break;
	case REASON_NEW_ARTIST:
		assert_int_equal(rows(w, item), 0);
		assert_int_equal(w->item[item].artist, w->item[other].artist);
		break;
	case REASON_CLUSTER:
	case REASON_SOUNDS_LIKE:
		assert_true(plays(w, other, 0) > 0);
		break;
	case REASON_SESSIONS_LIKE:
	case REASON_GOES_WITH:
		assert_true(other >= 0);
		break;
	case REASON_FORGOTTEN:
		assert_true(plays(w, item, 0) > 0);
		assert_int_equal(plays(w, item, WORLD_NOW - 30 * WORLD_DAY), 0);
		break;
	case REASON_VARIETY:
	case REASON_NEWEST:
		assert_true(p->reason.number > 1);
		break;
	case REASON_LIKED:
	case REASON_CHANCE:
	case REASON__COUNT:
		break;
	}
}

static void liked_styles_fill_the_slate(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_request r = ask(20, 50);
	struct slate s = slate_of(t, &r);
	assert_int_equal(s.n, 20);
	assert_false(s.learning);
	assert_false(s.caps_relaxed);
	assert_in_range(of_style(&s, 20, 0) + of_style(&s, 20, 1), 14, 20);
	assert_in_range(of_style(&s, 20, 2), 0, 2);
	check_form(&s);
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static void every_reason_is_true_at_every_dial(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	for (int dial = 0; dial <= 100; dial += 25) {
		struct taste_request r = ask(60, dial);
		struct slate s = slate_of(t, &r);
		assert_int_equal(s.n, 60);
		check_form(&s);
		for (size_t i = 0; i < s.n; i++)
			check_reason(w, &s.pick[i]);
		slate_finish(&s);
	}
	taste_destroy(t);
	world_destroy(w);
}

static void the_same_state_gives_the_same_slate(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *a = world_taste(w), *b = world_taste(w);
	struct taste_request r = ask(30, 50);
	struct slate s[3] = {slate_of(a, &r), slate_of(a, &r), slate_of(b, &r)};
	for (int k = 1; k < 3; k++) {
		assert_int_equal(s[k].n, s[0].n);
		for (size_t i = 0; i < s[0].n; i++) {
			assert_int_equal(
				s[k].pick[i].recording, s[0].pick[i].recording);
			assert_int_equal(
				s[k].pick[i].reason.kind, s[0].pick[i].reason.kind);
		}
	}
	for (int k = 0; k < 3; k++)
		slate_finish(&s[k]);
	taste_destroy(a);
	taste_destroy(b);
	world_destroy(w);
}

static void without_history_it_goes_around_the_library(void **state)
{
	struct world *w = world_create();
	struct taste *t = world_taste(w);
	struct taste_request r = ask(10, 50);
	struct slate s = slate_of(t, &r);
	assert_true(s.learning);
	assert_int_equal(s.n, 10);
	for (int style = 0; style < WORLD_STYLES; style++)
		assert_in_range(of_style(&s, 10, style), 1, 4);
	for (size_t i = 0; i < s.n; i++)
		assert_int_equal(s.pick[i].reason.kind, REASON_VARIETY);
	check_form(&s);
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static void without_features_too(void **state)
{
	struct world *w = world_create();
	w->without_features = true;
	struct taste *t = world_taste(w);
	struct taste_request r = ask(20, 50);
	struct slate s = slate_of(t, &r);
	assert_true(s.learning);
	assert_int_equal(s.n, 20);
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(s.pick[i].reason.kind, REASON_UNPLAYED);
		if (i)
			assert_true(w->item[item_of(s.pick[i].recording)].artist !=
				    w->item[item_of(s.pick[i - 1].recording)].artist);
	}
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static void a_newer_album_comes_first_without_history(void **state)
{
	struct world *w = world_create();
	for (int i = 20; i < 25; i++)
		w->item[i].added_ms = WORLD_NOW - 2 * WORLD_DAY;
	struct taste *t = world_taste(w);
	struct taste_request r = ask(5, 50);
	struct slate s = slate_of(t, &r);
	assert_int_equal(s.pick[0].reason.kind, REASON_NEWEST);
	assert_in_range(item_of(s.pick[0].recording), 20, 24);
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static int heard_within_week(const struct world *w, const struct slate *s, size_t n)
{
	int count = 0;
	for (size_t i = 0; i < n && i < s->n; i++) {
		int item = item_of(s->pick[i].recording);
		for (size_t l = 0; l < w->listens; l++) {
			if (w->listen[l].item == item &&
				w->listen[l].start_ms + w->listen[l].heard_ms >
					WORLD_NOW - 7 * WORLD_DAY) {
				count++;
				break;
			}
		}
	}
	return count;
}

static void the_caps_hold(void **state)
{
	struct world *w = world_create();
	world_history(w);
	for (int day = 3; day >= 1; day--)
		for (int i = 0; i < 14; i++) {
			world_play(w, i, WORLD_NOW - day * WORLD_DAY + i * 400000,
				200000, OUTCOME_FINISHED);
			world_play(w, 15 + i,
				WORLD_NOW - day * WORLD_DAY + i * 400000 + 200000,
				200000, OUTCOME_FINISHED);
		}
	w->slates = 1;
	w->slate[0].made_ms = WORLD_NOW - WORLD_DAY;
	for (int i = 0; i < SNAPSHOT_SLATE; i++)
		w->slate[0].recording[i] = world_recording(i);
	struct taste *t = world_taste(w);
	static const int dials[] = {0, 50, 75, 100}, limits[] = {20, 8, 4, 0};
	for (int d = 0; d < 4; d++) {
		struct taste_request r = ask(20, dials[d]);
		struct slate s = slate_of(t, &r);
		int yesterday = 0;
		for (size_t i = 0; i < 20; i++)
			yesterday += item_of(s.pick[i].recording) < SNAPSHOT_SLATE;
		assert_int_equal(s.n, 20);
		assert_false(s.caps_relaxed);
		assert_in_range(heard_within_week(w, &s, 20), 0, limits[d]);
		assert_in_range(yesterday, 0, limits[d]);
		slate_finish(&s);
	}
	taste_destroy(t);
	world_destroy(w);
}

static void where_nothing_else_is_left_the_caps_give_way(void **state)
{
	struct world *w = world_create();
	for (int i = 0; i < WORLD_ITEMS; i++)
		world_play(w, i, WORLD_NOW - 2 * WORLD_DAY + i * 300000, 200000,
			OUTCOME_FINISHED);
	struct taste *t = world_taste(w);
	struct taste_request r = ask(20, 50);
	struct slate s = slate_of(t, &r);
	assert_int_equal(s.n, 20);
	assert_true(s.caps_relaxed);
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static void a_ban_is_for_ever(void **state)
{
	struct world *w = world_create();
	world_history(w);
	w->feedbacks = 2;
	w->feedback[0] =
		(struct snapshot_feedback){TASTE_TRACK, -2, world_recording(1)};
	w->feedback[1] =
		(struct snapshot_feedback){TASTE_ARTIST, -2, w->item[15].artist};
	struct taste *t = world_taste(w);
	struct taste_feedback album = {TASTE_ALBUM, w->item[5].album, -2};
	taste_observe_feedback(t, &album);
	struct taste_request r = ask(WORLD_ITEMS, 50);
	struct slate s = slate_of(t, &r);
	assert_true(s.n > 40);
	for (size_t i = 0; i < s.n; i++) {
		const struct snapshot_item *it = &w->item[item_of(s.pick[i].recording)];
		assert_true(it->recording != world_recording(1));
		assert_true(it->artist != w->item[15].artist);
		assert_true(it->album != w->item[5].album);
	}
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static void what_stands_in_the_queue_is_not_offered_again(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_request r = ask(20, 50);
	struct slate first = slate_of(t, &r);
	for (size_t i = 0; i < 5; i++)
		r.exclude[r.n_exclude++] = first.pick[i].recording;
	struct slate second = slate_of(t, &r);
	for (size_t i = 0; i < 5; i++)
		assert_false(has(&second, first.pick[i].recording));
	slate_finish(&first);
	slate_finish(&second);
	taste_destroy(t);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(liked_styles_fill_the_slate),
		cmocka_unit_test(every_reason_is_true_at_every_dial),
		cmocka_unit_test(the_same_state_gives_the_same_slate),
		cmocka_unit_test(without_history_it_goes_around_the_library),
		cmocka_unit_test(without_features_too),
		cmocka_unit_test(a_newer_album_comes_first_without_history),
		cmocka_unit_test(the_caps_hold),
		cmocka_unit_test(where_nothing_else_is_left_the_caps_give_way),
		cmocka_unit_test(a_ban_is_for_ever),
		cmocka_unit_test(what_stands_in_the_queue_is_not_offered_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
