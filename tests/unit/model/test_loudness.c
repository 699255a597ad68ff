#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/loudness.h"

static const struct loudness BOTH = {-6, .9f, -8, .99f};

static void is(double got, double want)
{
	if (!(fabs(got - want) < 1e-5))
		fail_msg("%g is not %g", got, want);
}

static double gain(enum gain_mode mode, struct loudness l, bool in_order)
{
	struct gain_rule r = {.mode = mode, .unknown_db = -4};
	return loudness_gain_db(&r, &l, in_order);
}

static void the_mode_chooses(void **state)
{
	is(gain(GAIN_OFF, BOTH, true), 0);
	is(gain(GAIN_OFF, LOUDNESS_UNKNOWN, true), 0);
	is(gain(GAIN_TRACK, BOTH, true), -6);
	is(gain(GAIN_ALBUM, BOTH, false), -8);
	is(gain(GAIN_AUTO, BOTH, false), -6);
	is(gain(GAIN_AUTO, BOTH, true), -8);
}

static void the_other_one_stands_in(void **state)
{
	struct loudness track = {-6, .9f, NAN, NAN}, album = {NAN, NAN, -8, .99f};
	is(gain(GAIN_ALBUM, track, false), -6);
	is(gain(GAIN_AUTO, track, true), -6);
	is(gain(GAIN_TRACK, album, false), -8);
	is(gain(GAIN_AUTO, album, false), -8);
}

static void the_unknown_has_its_own_gain(void **state)
{
	struct gain_rule r = {.mode = GAIN_AUTO, .preamp_db = 5, .unknown_db = -4};
	is(loudness_gain_db(&r, &LOUDNESS_UNKNOWN, true), -4);
	is(loudness_gain_db(&r, &BOTH, false), -1);
	/* Infinities are as good as nothing. */
	struct loudness silence = {INFINITY, 0, -INFINITY, 0};
	is(loudness_gain_db(&r, &silence, true), -4);
}

static void the_peak_stays_below_full_scale(void **state)
{
	static const struct {
		float gain_db, peak;
		double preamp_db, want_db;
	} row[] = {
		{-6, .9f, 0, -6},          /* room enough */
		{3, .5f, 0, 3},            /* raised: room enough */
		{9, .5f, 0, 6.0206},       /* raised up to the peak */
		{-6, .9f, 12, .915150},    /* the preamp counts */
		{3, NAN, 0, 0},            /* an unknown peak counts as 1 */
		{-3, NAN, 0, -3},          /* … and needs nothing below */
		{3, 0, 0, 0},              /* nonsense is unknown */
		{3, -1, 0, 0},             /* the same */
		{3, 1.25f, 0, -1.938200},  /* a true peak above full scale */
		{-1, 1.25f, 0, -1.938200}, /* … where the gain is too little */
		{-9, 1.25f, 0, -9},        /* … and where it is enough */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct gain_rule r = {.mode = GAIN_TRACK,
			.preamp_db = row[i].preamp_db,
			.prevent_clipping = true};
		struct loudness l = {row[i].gain_db, row[i].peak, NAN, NAN};
		is(loudness_gain_db(&r, &l, false), row[i].want_db);
		r.prevent_clipping = false;
		is(loudness_gain_db(&r, &l, false),
			(double)row[i].gain_db + row[i].preamp_db);
	}
}

static void the_peak_is_the_chosen_gains(void **state)
{
	struct gain_rule r = {.mode = GAIN_AUTO, .prevent_clipping = true};
	struct loudness l = {12, .5f, 12, 1};
	is(loudness_gain_db(&r, &l, false), 6.0206);
	is(loudness_gain_db(&r, &l, true), 0);
	/* A gain that nobody knows may not clip either. */
	r.unknown_db = 3;
	is(loudness_gain_db(&r, &LOUDNESS_UNKNOWN, false), 0);
	r.unknown_db = -3;
	is(loudness_gain_db(&r, &LOUDNESS_UNKNOWN, false), -3);
}

static void a_reading_becomes_a_gain(void **state)
{
	struct loudness_reading r = {.lufs = -11.5, .peak = 1};
	is(loudness_reading_gain_db(&r), -6.5);
	r.lufs = NAN;
	assert_true(isnan(loudness_reading_gain_db(&r)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mode_chooses),
		cmocka_unit_test(the_other_one_stands_in),
		cmocka_unit_test(the_unknown_has_its_own_gain),
		cmocka_unit_test(the_peak_stays_below_full_scale),
		cmocka_unit_test(the_peak_is_the_chosen_gains),
		cmocka_unit_test(a_reading_becomes_a_gain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
