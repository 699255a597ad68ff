/* What moves the taste: skips, likes, finished tracks, a seed, sound; clusters, training. */
#include "suggest/slates.h"

static void skip_now(struct taste *t, int item, int minute)
{
	struct listen l = {.recording = world_recording(item),
		.start_ms = WORLD_NOW - 20 * 60000 + minute * 60000,
		.heard_ms = 4000,
		.duration_ms = 200000,
		.outcome = OUTCOME_SKIPPED};
	taste_observe_listen(t, &l);
}

static void skips_in_a_row_move_away_from_the_sound(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_request r = ask(20, 50);
	struct slate before = slate_of(t, &r);
	int was = of_style(&before, 10, 0);
	assert_in_range(was, 3, 10);
	for (int i = 0; i < 4; i++)
		skip_now(t, i, i);
	struct slate after = slate_of(t, &r);
	assert_in_range(of_style(&after, 10, 0), 0, was / 2);
	slate_finish(&before);
	slate_finish(&after);
	taste_destroy(t);
	world_destroy(w);
}

static void a_hunt_leaves_no_lasting_penalty(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	/* Tracks of a liked style that were never heard: only their sound could hurt.
	 */
	for (int i = 0; i < 5; i++)
		skip_now(t, 10 + i, i);
	struct taste_request r = ask(20, 50);
	r.now_ms = WORLD_NOW + WORLD_DAY;
	struct slate s = slate_of(t, &r);
	assert_in_range(of_style(&s, 20, 0), 5, 15);
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static void a_like_moves_up_and_a_dislike_down(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_request r = ask(20, 0);
	struct slate s = slate_of(t, &r);
	int64_t top = s.pick[0].recording;
	struct taste_feedback f = {TASTE_TRACK, top, -1};
	slate_finish(&s);
	taste_observe_feedback(t, &f);
	s = slate_of(t, &r);
	for (size_t i = 0; i < 10; i++)
		assert_true(s.pick[i].recording != top);
	slate_finish(&s);
	struct taste_why why;
	assert_int_equal(taste_why(t, world_recording(9), &r, &why, NULL), ERR_OK);
	size_t was = why.rank;
	f = (struct taste_feedback){TASTE_TRACK, world_recording(9), 1};
	taste_observe_feedback(t, &f);
	assert_int_equal(taste_why(t, world_recording(9), &r, &why, NULL), ERR_OK);
	assert_true(why.rank < was || was == 1);
	assert_true(why.facts.liked);
	taste_destroy(t);
	world_destroy(w);
}

static void a_finished_track_moves_the_scores_at_once(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	for (int i = 0; i < 3; i++) {
		struct listen l = {
			.recording = world_recording(3 * WORLD_PER_STYLE + i),
			.start_ms = WORLD_NOW - 15 * 60000 + i * 210000,
			.heard_ms = 200000,
			.duration_ms = 200000,
			.outcome = OUTCOME_FINISHED};
		taste_observe_listen(t, &l);
	}
	struct taste_request r = ask(20, 50);
	struct slate s = slate_of(t, &r);
	assert_in_range(of_style(&s, 20, 3), 3, 20);
	for (int i = 0; i < 3; i++)
		assert_false(has(&s, world_recording(3 * WORLD_PER_STYLE + i)));
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

static void a_seed_sets_the_sound(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_request r = ask(10, 50);
	r.seed = world_recording(4 * WORLD_PER_STYLE);
	struct slate s = slate_of(t, &r);
	assert_in_range(of_style(&s, 10, 4), 6, 10);
	assert_false(has(&s, r.seed));
	slate_finish(&s);
	r.seed = 3;
	struct err why;
	assert_int_equal(taste_slate(t, &r, &s, &why), ERR_NOT_FOUND);
	taste_destroy(t);
	world_destroy(w);
}

static void nearest_by_sound_are_of_the_same_style(void **state)
{
	struct world *w = world_create();
	w->feedbacks = 1;
	w->feedback[0] =
		(struct snapshot_feedback){TASTE_TRACK, -2, world_recording(2)};
	struct taste *t = world_taste(w);
	struct taste_near near[10];
	assert_int_equal(taste_similar(t, world_recording(0), 10, near), 10);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(world_style(near[i].recording), 0);
		assert_true(near[i].recording != world_recording(0));
		assert_true(near[i].recording != world_recording(2));
		if (i)
			assert_true(near[i].distance >= near[i - 1].distance);
		float sum = near[i].block_share[0] + near[i].block_share[1] +
			    near[i].block_share[2] + near[i].block_share[3];
		assert_true(sum > .99f && sum < 1.01f);
	}
	assert_int_equal(taste_similar(t, 3, 10, near), 0);
	taste_destroy(t);
	world_destroy(w);
}

static void a_file_from_outside_finds_its_style(void **state)
{
	struct world *w = world_create();
	struct taste *t = world_taste(w);
	struct feature *f = xcalloc(1, sizeof *f);
	memcpy(f->vector, w->feature[33].vector, sizeof f->vector);
	memcpy(f->mean, w->feature[33].mean, sizeof f->mean);
	memcpy(f->covariance, w->feature[33].covariance, sizeof f->covariance);
	f->active_frames = 1000;
	struct taste_near near[3];
	assert_int_equal(taste_similar_to(t, f, 3, near), 3);
	assert_int_equal(near[0].recording, world_recording(33));
	assert_int_equal(world_style(near[1].recording), 2);
	f->active_frames = 3;
	assert_int_equal(taste_similar_to(t, f, 3, near), 0);
	free(f);
	taste_destroy(t);
	world_destroy(w);
}

static void clusters_have_names_and_keep_their_ids(void **state)
{
	struct world *w = world_create();
	struct taste *t = world_taste(w);
	struct taste_cluster c[40];
	size_t k = taste_clusters(t, c, 40), members = 0;
	assert_in_range(k, 4, 7);
	for (size_t i = 0; i < k; i++) {
		assert_true(c[i].name[0] != '\0');
		assert_true(c[i].exemplar[0] != 0);
		members += c[i].members;
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(c[i].name, c[j].name);
	}
	assert_int_equal(members, WORLD_ITEMS);
	/* The members as a later snapshot brings them, under ids 50, 51, … */
	int64_t recording[WORLD_ITEMS];
	int32_t of[WORLD_ITEMS];
	float distance[WORLD_ITEMS];
	struct snapshot_cluster before[40];
	assert_int_equal(taste_members(t, recording, of, distance), WORLD_ITEMS);
	taste_destroy(t);
	for (int i = 0; i < WORLD_ITEMS; i++)
		w->item[item_of(recording[i])].cluster = of[i];
	for (size_t i = 0; i < k; i++) {
		before[i].id = 50 + (int64_t)i;
		memcpy(before[i].name, c[i].name, sizeof before[i].name);
	}
	w->clusters = k;
	w->cluster = before;
	t = world_taste(w);
	struct taste_cluster again[40];
	assert_int_equal(taste_clusters(t, again, 40), k);
	for (size_t i = 0; i < k; i++) {
		assert_int_equal(again[i].id, 50 + (int64_t)i);
		assert_int_equal(again[i].members, c[i].members);
		assert_string_equal(again[i].name, c[i].name);
	}
	taste_destroy(t);
	world_destroy(w);
}

static void training_names_what_it_trained(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_trained row[SLATE_ENGINES_MAX];
	size_t n = taste_train(t, NULL, row);
	bool ials = false, blend = false, cluster = false;
	for (size_t i = 0; i < n; i++) {
		ials = ials || strcmp(row[i].engine, "ials") == 0;
		blend = blend || strcmp(row[i].engine, "blend") == 0;
		cluster = cluster || strcmp(row[i].engine, "cluster") == 0;
	}
	assert_true(ials && blend && cluster);
	assert_int_equal(taste_train(t, "nonsense", row), 0);
	struct taste_request r = ask(20, 50);
	struct slate s = slate_of(t, &r);
	assert_int_equal(s.n, 20);
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(skips_in_a_row_move_away_from_the_sound),
		cmocka_unit_test(a_hunt_leaves_no_lasting_penalty),
		cmocka_unit_test(a_like_moves_up_and_a_dislike_down),
		cmocka_unit_test(a_finished_track_moves_the_scores_at_once),
		cmocka_unit_test(a_seed_sets_the_sound),
		cmocka_unit_test(nearest_by_sound_are_of_the_same_style),
		cmocka_unit_test(a_file_from_outside_finds_its_style),
		cmocka_unit_test(clusters_have_names_and_keep_their_ids),
		cmocka_unit_test(training_names_what_it_trained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
