#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "suggest/own.h"
#include "suggest/small_world.h"

/* Sixty days of a session a day: six tracks of one style, mostly those of the day
 * before. */
static void live(struct world *w, int days)
{
	struct rng rng;
	rng_seed(&rng, 11);
	w->listens = 0;
	for (int day = 0; day < days; day++) {
		int64_t at = WORLD_NOW - (60 - day) * WORLD_DAY;
		for (int p = 0; p < 6; p++) {
			int item =
				(day / 6 * 3 + (int)rng_below(&rng, 8)) % WORLD_ITEMS;
			w->listen[w->listens++] = (struct snapshot_listen){.item = item,
				.start_ms = at,
				.heard_ms = 200000,
				.duration_ms = 200000};
			at += 201000;
		}
	}
}

static enum err_code evaluate(struct world *w, const char *const *engines,
	struct own_result *ret, struct err *why)
{
	struct snapshot s = world_snapshot(w);
	int fd;
	assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
	assert_int_equal(snapshot_map(fd, &s, NULL), ERR_OK);
	close(fd);
	struct own_options o = {.engine = engines};
	return own_evaluate(&s, &o, ret, why);
}

static const struct own_row *row_of(const struct own_result *r, const char *engine)
{
	for (size_t i = 0; i < r->n_rows; i++)
		if (strcmp(r->row[i].engine, engine) == 0)
			return &r->row[i];
	fail_msg("no row %s", engine);
	return NULL;
}

static void habit_beats_chance(void **state)
{
	static const char *const engines[] = {
		"blend", "recency", "popularity", "random", NULL};
	struct world *w = world_create();
	struct own_result r;
	live(w, 60);
	assert_int_equal(evaluate(w, engines, &r, NULL), ERR_OK);
	assert_int_equal(r.plays, 360);
	assert_int_equal(r.sessions, 60);
	assert_int_equal(r.queries, 45);
	assert_int_equal(r.n_rows, 4);
	const struct own_row *recency = row_of(&r, "recency");
	assert_true(recency->ndcg10 > 2 * row_of(&r, "random")->ndcg10);
	assert_true(row_of(&r, "blend")->ndcg10 > 2 * row_of(&r, "random")->ndcg10);
	for (size_t i = 0; i < r.n_rows; i++) {
		assert_true(r.row[i].hr10 <= 1 && r.row[i].ndcg10 <= 1);
		assert_true(r.row[i].share_week <= .4 + 1e-9 || r.row[i].relaxed);
		assert_true(r.row[i].share_yesterday <= .4 + 1e-9 || r.row[i].relaxed);
	}
	own_finish(&r);
	world_destroy(w);
}

static void says_when_history_is_short(void **state)
{
	static const char *const engines[] = {"recency", NULL};
	struct world *w = world_create();
	struct own_result r;
	live(w, 5);
	assert_int_equal(evaluate(w, engines, &r, NULL), ERR_OK);
	assert_int_equal(r.queries, 0);
	assert_int_equal(r.n_rows, 0);
	own_finish(&r);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(habit_beats_chance),
		cmocka_unit_test(says_when_history_is_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
