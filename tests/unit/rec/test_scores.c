/* decay, follow, sessions: the formulas of RECSYS.md 2 and 2b on histories worked out
 * by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rec/decay.h"
#include "rec/follow.h"
#include "rec/sessions.h"

enum { ITEMS = 6, A = 0, B, C, D, E, F };

struct play {
	int32_t session, item;
	double day;
};

struct history {
	struct stream s;
	struct baskets b;
};

static void make(struct history *h, const struct play *p, size_t n)
{
	stream_init(&h->s, ITEMS);
	baskets_init(&h->b, ITEMS);
	for (size_t i = 0; i < n; i++) {
		while ((int32_t)h->b.n <= p[i].session)
			baskets_begin(&h->b);
		stream_append(&h->s, p[i].item, p[i].session, p[i].day);
		baskets_append(&h->b, p[i].item, p[i].day);
	}
}

static void finish(struct history *h)
{
	stream_finish(&h->s);
	baskets_finish(&h->b);
}

static void halves(void **state)
{
	struct decay d;
	decay_init(&d, 2, 2.0);
	decay_add(&d, 0, 10.0, 1.0);
	decay_add(&d, 0, 12.0, 1.0);
	decay_add(&d, 1, 14.0, 3.0);
	double scale = decay_scale(&d, 16.0);
	assert_float_equal(d.value[0] * scale, 1.0 / 8 + 1.0 / 4, 1e-12);
	assert_float_equal(d.value[1] * scale, 1.5, 1e-12);
	/* Decades later nothing overflows, and old sums are as small as they should be.
	 */
	decay_add(&d, 1, 20000.0, 1.0);
	scale = decay_scale(&d, 20000.0);
	assert_true(isfinite(d.value[0]) && isfinite(scale));
	assert_float_equal(d.value[1] * scale, 1.0, 1e-12);
	assert_float_equal(d.value[0] * scale, 0.0, 1e-12);
	decay_finish(&d);
}

static void remembers_like_actr(void **state)
{
	static const struct play p[] = {{0, A, 0.0}, {0, A, 1.0}, {0, B, 2.0}};
	struct history h;
	double out[ITEMS];
	make(&h, p, 3);
	decay_actr(&h.s, 2.0, 1.0, 1.0, out);
	assert_float_equal(out[A], 1.0 / 48 + 1.0 / 24, 1e-12);
	assert_float_equal(out[B], 1.0, 1e-12); /* at least an hour */
	assert_float_equal(out[C], 0.0, 0.0);
	finish(&h);
}

/* A B C | A D E | A : what followed A, twice, votes now. */
static const struct play runs[] = {{0, A, 0.0}, {0, B, 0.0}, {0, C, 0.0}, {1, A, 60.0},
	{1, D, 60.0}, {1, E, 60.0}, {2, A, 120.0}};
enum { N_RUNS = sizeof runs / sizeof *runs };

static void follows_across_sessions(void **state)
{
	struct history h;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	double out[ITEMS], scratch[ITEMS];
	make(&h, runs, N_RUNS);
	size_t n = follow_tail(&h.s, NULL, 0, tail);
	assert_int_equal(n, N_RUNS);
	assert_int_equal(tail[0].item, A);
	assert_int_equal(tail[0].from, 3);
	struct follow_rule last = follow_srx;
	last.tail = 1;
	follow_scores(&h.s, &last, 120.0, tail, n, out);
	/* The occurrence at day 0 weighs 1/4, that at day 60 1/2; the newer A is
	 * skipped as a follower of the older one, but the stream goes on behind it. */
	assert_float_equal(out[B], .25 / 1, 1e-12);
	assert_float_equal(out[C], .25 / 2, 1e-12);
	assert_float_equal(out[D], .25 / 4 + .5 / 1, 1e-12);
	assert_float_equal(out[E], .25 / 5 + .5 / 2, 1e-12);
	assert_float_equal(out[A], 0.0, 0.0);
	assert_int_equal(
		follow_strongest(&h.s, &follow_srx, 120.0, tail, n, D, scratch), 0);
	finish(&h);
}

static void sequence_stays_within_sessions(void **state)
{
	struct history h;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	double out[ITEMS];
	make(&h, runs, N_RUNS);
	size_t n = follow_tail(&h.s, NULL, 0, tail);
	follow_scores(&h.s, &follow_markov, 120.0, tail, n, out);
	assert_float_equal(out[B], exp2(-4), 1e-12); /* 120 days by 30 */
	assert_float_equal(out[D], exp2(-2), 1e-12);
	assert_float_equal(out[E], 0.0, 0.0);
	struct follow_rule last = follow_sr;
	last.tail = 1;
	follow_scores(&h.s, &last, 120.0, tail, n, out);
	assert_float_equal(out[D], .5, 1e-12); /* not .25/4 more across the border */
	finish(&h);
}

static void aligns_and_widens(void **state)
{
	/* A B C D | A B: B is q = 0, A is q = 1. */
	static const struct play p[] = {{0, A, 0.0}, {0, B, 0.0}, {0, C, 0.0},
		{0, D, 0.0}, {1, A, 10.0}, {1, B, 10.0}};
	struct history h;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	double out[ITEMS];
	make(&h, p, 6);
	size_t n = follow_tail(&h.s, NULL, 0, tail);
	follow_scores(&h.s, &follow_x20r, 10.0, tail, 2, out);
	/* q = 0: C at δ 1, D at δ 2. q = 1: B at δ 1 is not > q; C at δ 2, D at δ 3. */
	assert_float_equal(out[C], .5 * 1 + .8 * .5 / 1, 1e-12);
	assert_float_equal(out[D], .5 / sqrt(2) + .8 * .5 / sqrt(2), 1e-12);
	assert_float_equal(out[B], .8 * .5 / sqrt(5 - 1), 1e-12); /* the later B */
	follow_scores(&h.s, &follow_x30, 10.0, tail, 1, out);
	assert_float_equal(out[C], exp2(-10 / 60.0) / 4, 1e-12);
	assert_float_equal(out[A], exp2(-10 / 60.0) / 6, 1e-12);
	assert_true(n == 6);
	finish(&h);
}

static void tail_begins_with_a_session_of_its_own(void **state)
{
	struct history h;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	const int32_t session[] = {B, D};
	make(&h, runs, N_RUNS);
	size_t n = follow_tail(&h.s, session, 2, tail);
	assert_int_equal(n, N_RUNS + 2);
	assert_int_equal(tail[0].item, D);
	assert_int_equal(tail[0].from, 4);
	assert_int_equal(tail[1].item, B);
	assert_int_equal(tail[2].item, A);
	assert_int_equal(tail[2].from, 3);
	finish(&h);
}

static void sessions_alike_vote(void **state)
{
	struct history h;
	struct follow_play tail[FOLLOW_TAIL_MAX];
	struct sessions_scratch x = {0};
	double out[ITEMS];
	make(&h, runs, N_RUNS);
	size_t n = follow_tail(&h.s, NULL, 0, tail);
	/* tail: A E D A C B A, so A .85^0, E ^1, D ^2, C ^4, B ^5; basket 2 left out.
	 */
	sessions_alike(&h.b, 2, 120.0, tail, n, &x, out);
	double w0 = (1 + pow(.85, 4) + pow(.85, 5)) / sqrt(3) * .25;
	double w1 = (1 + .85 + pow(.85, 2)) / sqrt(3) * .5;
	assert_float_equal(out[B], w0, 1e-12);
	assert_float_equal(out[D], w1, 1e-12);
	assert_float_equal(out[A], w0 + w1, 1e-12);
	assert_float_equal(out[F], 0.0, 0.0);
	assert_int_equal(sessions_alike_through(&h.b, 2, 120.0, tail, n, D), A);
	sessions_scratch_finish(&x);
	finish(&h);
}

static void stan_votes_by_place(void **state)
{
	struct history h;
	struct sessions_scratch x = {0};
	double out[ITEMS];
	const int32_t session[] = {B};
	make(&h, runs, N_RUNS);
	sessions_stan(&h.b, 3, 120.0, session, 1, &x, out);
	double similarity = 1 / sqrt(3) * .25; /* one of three tracks in common */
	assert_float_equal(out[C], similarity * exp(-1 / 5.0), 1e-12);
	assert_float_equal(out[A], similarity * exp(-1 / 5.0) / 2, 1e-12);
	assert_float_equal(out[B], similarity / 2, 1e-12);
	assert_float_equal(out[D], 0.0, 0.0);
	sessions_scratch_finish(&x);
	finish(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(halves),
		cmocka_unit_test(remembers_like_actr),
		cmocka_unit_test(follows_across_sessions),
		cmocka_unit_test(sequence_stays_within_sessions),
		cmocka_unit_test(aligns_and_widens),
		cmocka_unit_test(tail_begins_with_a_session_of_its_own),
		cmocka_unit_test(sessions_alike_vote),
		cmocka_unit_test(stan_votes_by_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
