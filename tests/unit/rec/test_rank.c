/* rank, hedge, caps. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rec/caps.h"
#include "rec/hedge.h"
#include "rec/rank.h"

static void ranks_by_score_then_hash(void **state)
{
	const float score[] = {1, 3, 3, 0, 3, 2};
	const uint64_t hash[] = {5, 9, 1, 0, 4, 7};
	const uint8_t mask[] = {1, 1, 1, 1, 1, 0};
	int32_t top[6];
	assert_int_equal(rank_top(score, mask, hash, 6, 3, top), 3);
	assert_memory_equal(top, ((int32_t[]){2, 4, 1}), 3 * sizeof *top);
	assert_int_equal(rank_top(score, mask, hash, 6, 6, top), 5);
	assert_memory_equal(top, ((int32_t[]){2, 4, 1, 0, 3}), 5 * sizeof *top);
	assert_int_equal(rank_top(score, NULL, hash, 6, 0, top), 0);
	assert_float_equal(rank_top_mean(score, mask, 6, 2), 3.0, 1e-12);
	assert_float_equal(rank_top_mean(score, mask, 6, 10), 10.0 / 5, 1e-12);
}

/* The same items under other numbers come out in the same order. */
static void numbering_changes_nothing(void **state)
{
	enum { N = 50 };
	float score[N], moved_score[N];
	uint64_t hash[N], moved_hash[N];
	int32_t a[N], b[N];
	for (int i = 0; i < N; i++) {
		score[i] = (float)(i % 4);
		hash[i] = (uint64_t)(i * 7919 % 101);
		moved_score[(i * 13) % N] = score[i];
		moved_hash[(i * 13) % N] = hash[i];
	}
	rank_top(score, NULL, hash, N, 20, a);
	rank_top(moved_score, NULL, moved_hash, N, 20, b);
	for (int i = 0; i < 20; i++)
		assert_int_equal((a[i] * 13) % N, b[i]);
}

static void measures_ndcg(void **state)
{
	const int32_t ranking[] = {4, 0, 2};
	const uint8_t relevant[] = {0, 1, 1, 0, 1};
	double ideal = 1 + 1 / log2(3) + 1 / log2(4);
	assert_float_equal(rank_ndcg(ranking, 3, relevant, 3, 10),
		(1 + 1 / log2(4)) / ideal, 1e-12);
	assert_float_equal(rank_ndcg(ranking, 3, relevant, 3, 1), 1.0, 1e-12);
	assert_float_equal(rank_ndcg(ranking, 3, relevant, 0, 10), 0.0, 0.0);
}

static void standardises(void **state)
{
	double x[] = {1, 2, 3, 100}, same[] = {4, 4};
	const uint8_t mask[] = {1, 1, 1, 0};
	rank_standardise(x, mask, 4);
	assert_float_equal(x[0], -sqrt(1.5), 1e-12);
	assert_float_equal(x[1], 0.0, 1e-12);
	rank_standardise(same, NULL, 2);
	assert_float_equal(same[0], 0.0, 0.0);
}

static void hedges(void **state)
{
	struct hedge h;
	const double prior[] = {.2, .2, .1};
	double w[3];
	hedge_init(&h, prior, 3);
	hedge_weights(&h, w);
	assert_float_equal(w[0], w[1], 1e-12);
	assert_float_equal(w[2] / w[0], exp(-150 * .1), 1e-9);
	assert_float_equal(w[0] + w[1] + w[2], 1.0, 1e-12);
	hedge_learn(&h, (const double[]){.4, .2, .2});
	hedge_weights(&h, w);
	/* m = (.4 + 2) / 11 against (.2 + 2) / 11 */
	assert_float_equal(w[1] / w[0], exp(-150 * .2 / 11), 1e-9);
	for (int i = 0; i < 100; i++)
		hedge_learn(&h, (const double[]){0, 0, .9});
	hedge_weights(&h, w);
	assert_true(w[2] > .99);
	/* A hundred rounds halve the first one. */
	assert_float_equal(h.sum[0], .2, 1e-9);
}

static void caps_follow_the_dial(void **state)
{
	assert_int_equal(caps_limit(0), 20);
	assert_int_equal(caps_limit(25), 14);
	assert_int_equal(caps_limit(50), 8);
	assert_int_equal(caps_limit(75), 4);
	assert_int_equal(caps_limit(100), 0);
}

enum { ITEMS = 60 };

static int count(const int32_t *slate, size_t n, const uint8_t *mark)
{
	int c = 0;
	for (size_t i = 0; i < n; i++)
		c += mark[slate[i]];
	return c;
}

static void caps_bound_the_first_twenty(void **state)
{
	int32_t order[ITEMS], slate[ITEMS];
	uint8_t recent[ITEMS] = {0}, yesterday[ITEMS] = {0};
	bool relaxed;
	for (int i = 0; i < ITEMS; i++)
		order[i] = i;
	memset(recent, 1, 30);
	memset(yesterday + 5, 1, 35);
	assert_int_equal(
		caps_apply(&(struct caps_ranking){order, ITEMS, recent, yesterday}, 50,
			ITEMS, slate, &relaxed),
		ITEMS);
	assert_false(relaxed);
	assert_int_equal(count(slate, 20, recent), 8);
	assert_int_equal(count(slate, 20, yesterday), 8);
	/* The best that is allowed stands first, and nothing comes twice. */
	for (int i = 0; i < 8; i++)
		assert_int_equal(slate[i], i);
	uint8_t seen[ITEMS] = {0};
	for (int i = 0; i < ITEMS; i++)
		assert_int_equal(seen[slate[i]]++, 0);
	/* Behind the first 20 what was refused follows in the ranking's order. */
	assert_int_equal(slate[20], 8);
	assert_int_equal(
		caps_apply(&(struct caps_ranking){order, ITEMS, recent, yesterday}, 0,
			20, slate, NULL),
		20);
	for (int i = 0; i < 20; i++)
		assert_int_equal(slate[i], i);
}

static void yesterdays_cap_gives_way_first(void **state)
{
	int32_t order[25], slate[25];
	uint8_t recent[25] = {0}, yesterday[25];
	bool relaxed = false;
	for (int i = 0; i < 25; i++)
		order[i] = i;
	memset(yesterday, 1, sizeof yesterday);
	memset(recent, 1, 10);
	assert_int_equal(
		caps_apply(&(struct caps_ranking){order, 25, recent, yesterday}, 50, 20,
			slate, &relaxed),
		20);
	assert_true(relaxed);
	assert_int_equal(count(slate, 20, recent), 8);
	/* Twelve tracks in all: then the other gives way too. */
	assert_int_equal(
		caps_apply(&(struct caps_ranking){order, 12, recent, yesterday}, 100,
			20, slate, &relaxed),
		12);
	assert_true(relaxed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks_by_score_then_hash),
		cmocka_unit_test(numbering_changes_nothing),
		cmocka_unit_test(measures_ndcg),
		cmocka_unit_test(standardises),
		cmocka_unit_test(hedges),
		cmocka_unit_test(caps_follow_the_dial),
		cmocka_unit_test(caps_bound_the_first_twenty),
		cmocka_unit_test(yesterdays_cap_gives_way_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
