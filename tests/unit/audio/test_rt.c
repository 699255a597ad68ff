#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audio/rt.h"

enum { RATE = 48000, BLOCK = 480, RAMP = RATE / 50 + 1 };

static float block[2 * BLOCK];

/* Puts frames whose both samples are `value` into the ring. */
static void feed(struct rt *rt, size_t frames, float value)
{
	while (frames > 0) {
		size_t bytes;
		float *to = ring_write_begin(rt_ring(rt), &bytes);
		size_t n = bytes / (2 * sizeof(float));
		if (n > frames)
			n = frames;
		assert_true(n > 0);
		for (size_t i = 0; i < 2 * n; i++)
			to[i] = value;
		ring_write_end(rt_ring(rt), n * 2 * sizeof(float));
		frames -= n;
	}
}

static void passes_bits_through(void **state)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	for (int i = 0; i < 2 * BLOCK; i++)
		block[i] = 0;
	feed(rt, 2 * BLOCK, 0.123456789f);
	assert_int_equal(rt_render(rt, block, BLOCK, .1), BLOCK);
	for (int i = 0; i < 2 * BLOCK; i++)
		assert_true(block[i] == 0.123456789f);
	struct rt_position p = rt_position(rt);
	assert_int_equal(p.frames, BLOCK);
	assert_int_equal(p.consumed, BLOCK);
	assert_int_equal(p.underruns, 0);
	assert_false(p.idle);
	/* The last frame is heard .1 s and the block's length later. */
	assert_int_equal(rt_position_heard(&p, RATE, p.at_us), 0);
	assert_int_equal(rt_position_heard(&p, RATE, p.at_us + 105010), BLOCK / 2);
	assert_int_equal(rt_position_heard(&p, RATE, p.at_us + 200000), BLOCK);
	rt_destroy(rt);
}

static void counts_underruns(void **state)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	/* Silence before the first music is none. */
	assert_int_equal(rt_render(rt, block, BLOCK, 0), 0);
	assert_int_equal(rt_position(rt).underruns, 0);
	assert_true(rt_position(rt).idle);
	feed(rt, BLOCK / 2, 1);
	assert_int_equal(rt_render(rt, block, BLOCK, 0), BLOCK / 2);
	assert_true(block[BLOCK - 1] == 1.0f && block[BLOCK] == 0.0f);
	assert_int_equal(rt_position(rt).underruns, 1);
	feed(rt, BLOCK, 1);
	rt_render(rt, block, BLOCK, 0);
	assert_int_equal(rt_position(rt).underruns, 1);
	rt_set_ending(rt, true);
	rt_render(rt, block, BLOCK, 0);
	assert_int_equal(rt_position(rt).underruns, 1);
	rt_destroy(rt);
}

/* No step between neighbouring frames is larger than the ramp's own. */
static float largest_step(float before)
{
	float worst = 0;
	for (int i = 0; i < BLOCK; i++) {
		float step = fabsf(block[2 * i] - before);
		worst = step > worst ? step : worst;
		before = block[2 * i];
	}
	return worst;
}

static void ramps_the_gain(void **state)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	feed(rt, 4 * BLOCK, 1);
	rt_set_gain(rt, 0.5f);
	rt_render(rt, block, BLOCK, 0);
	/* At the first frame nothing can click: no ramp. */
	assert_true(block[0] == 0.5f && block[2 * BLOCK - 1] == 0.5f);
	rt_set_gain(rt, 1.0f);
	rt_render(rt, block, BLOCK, 0);
	assert_true(largest_step(0.5f) < 0.51f / (RAMP - 1));
	assert_true(block[2 * BLOCK - 2] > 0.74f && block[2 * BLOCK - 2] < 0.76f);
	rt_render(rt, block, BLOCK, 0);
	rt_render(rt, block, BLOCK, 0);
	for (int i = 0; i < 2 * BLOCK; i++)
		assert_true(block[i] == 1.0f);
	rt_destroy(rt);
}

static void pauses_with_a_fade(void **state)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	feed(rt, 10 * BLOCK, 1);
	rt_render(rt, block, BLOCK, 0);
	rt_set_paused(rt, true);
	uint32_t fade = RATE * RT_PAUSE_FADE_MS / 1000 + 1;
	assert_int_equal(rt_render(rt, block, BLOCK, 0), fade);
	assert_true(largest_step(1.0f) < 1.1f / (float)fade);
	assert_true(block[2 * fade - 2] == 0.0f && block[2 * BLOCK - 1] == 0.0f);
	assert_int_equal(rt_render(rt, block, BLOCK, 0), 0);
	assert_int_equal(rt_position(rt).frames, BLOCK + fade);
	assert_int_equal(rt_position(rt).underruns, 0);
	rt_set_paused(rt, false);
	assert_int_equal(rt_render(rt, block, BLOCK, 0), BLOCK);
	assert_true(largest_step(0.0f) < 1.1f / (float)fade);
	assert_true(block[2 * BLOCK - 1] == 1.0f);
	rt_destroy(rt);
}

static void flushes_and_fades_in(void **state)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	feed(rt, 3 * BLOCK, 0.25f);
	rt_render(rt, block, BLOCK, 0);
	rt_flush(rt);
	assert_int_equal(rt_render(rt, block, BLOCK, 0), 0);
	/* What was asked for is silence, no underrun. */
	assert_int_equal(rt_position(rt).underruns, 0);
	assert_int_equal(rt_position(rt).frames, BLOCK);
	assert_int_equal(rt_position(rt).consumed, 3 * BLOCK);
	feed(rt, 3 * BLOCK, 1);
	rt_render(rt, block, BLOCK, 0);
	assert_true(block[0] < 0.01f && largest_step(0.0f) < 1.1f / RAMP);
	rt_render(rt, block, BLOCK, 0);
	rt_render(rt, block, BLOCK, 0);
	assert_true(block[0] == 1.0f);
	assert_int_equal(rt_position(rt).frames, 4 * BLOCK);
	rt_destroy(rt);
}

/* From old to new music within the fade, in blocks that do not divide it, then on in the
 * new one: as many frames as without it, none of what lies between. */
static void crosses_over(void **state)
{
	enum { BEFORE = 300, OLD = 5000, ODD = 333 };
	struct rt *rt = rt_create(RATE, 2, 1);
	feed(rt, BEFORE + OLD, 1);
	rt_render(rt, block, BEFORE, 0);
	feed(rt, OLD, 2);
	rt_splice(rt, OLD);
	assert_true(rt_splicing(rt));
	float last = 1;
	size_t heard = 0;
	while (heard + ODD < OLD) {
		assert_int_equal(rt_render(rt, block, ODD, 0), ODD);
		for (size_t i = 0; i < ODD; i++, heard++) {
			float x = heard + 1 < RAMP ? (float)(heard + 1) / RAMP : 1;
			assert_true(fabsf(block[2 * i] - (1 + x)) < 1e-5f);
			assert_true(block[2 * i] >= last);
			last = block[2 * i];
		}
	}
	assert_false(rt_splicing(rt));
	struct rt_position p = rt_position(rt);
	assert_int_equal(p.frames, BEFORE + heard);
	assert_int_equal(p.underruns, 0);
	assert_int_equal(ring_filled(rt_ring(rt)) / 8, OLD - heard);
	rt_destroy(rt);
}

/* A flush while it crosses over: silence, then what comes fades in. */
static void a_flush_ends_the_crossing(void **state)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	feed(rt, 4 * BLOCK, 1);
	rt_render(rt, block, BLOCK, 0);
	feed(rt, 3 * BLOCK, 2);
	rt_splice(rt, 3 * BLOCK);
	rt_render(rt, block, BLOCK, 0);
	rt_flush(rt);
	assert_false(rt_splicing(rt));
	assert_int_equal(rt_render(rt, block, BLOCK, 0), 0);
	feed(rt, 3 * BLOCK, 1);
	rt_render(rt, block, BLOCK, 0);
	assert_true(block[0] < 0.01f && largest_step(0.0f) < 1.1f / RAMP);
	rt_destroy(rt);
}

/* Blocks that do not divide the ring come out in order across its end. */
static void wraps(void **state)
{
	struct rt *rt = rt_create(RATE, 2, .02);
	float next_in = 0, next_out = 0;
	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < 333; i++)
			feed(rt, 1, next_in++);
		rt_render(rt, block, 333, 0);
		for (int i = 0; i < 333; i++)
			assert_true(block[2 * i + 1] == next_out++);
	}
	assert_int_equal(rt_position(rt).underruns, 0);
	rt_destroy(rt);
}

/* What the output learns later replaces what it knew with the block. */
static void corrects_what_was_heard(void **state)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	feed(rt, 2 * BLOCK, 1);
	rt_render(rt, block, BLOCK, .5);
	rt_correct(rt, .01, false);
	struct rt_position p = rt_position(rt);
	assert_int_equal(p.frames, BLOCK);
	assert_int_equal(rt_position_heard(&p, RATE, p.at_us + 5000), BLOCK / 2);
	/* 7 frames stay unheard for as long as the device stands. */
	rt_correct(rt, 7. / RATE, true);
	p = rt_position(rt);
	assert_int_equal(rt_position_heard(&p, RATE, p.at_us), BLOCK - 7);
	assert_int_equal(rt_position_heard(&p, RATE, p.at_us + 9000000), BLOCK - 7);
	rt_render(rt, block, BLOCK, 0);
	p = rt_position(rt);
	assert_int_equal(rt_position_heard(&p, RATE, p.at_us + 9000000), 2 * BLOCK);
	rt_count_underrun(rt);
	assert_int_equal(rt_position(rt).underruns, 1);
	rt_destroy(rt);
}

/* What the device would hold of a constant 1 after several blocks. */
static void play_ones(struct rt *rt, int blocks)
{
	for (int i = 0; i < blocks; i++) {
		feed(rt, BLOCK, 1);
		assert_int_equal(rt_render(rt, block, BLOCK, 0), BLOCK);
	}
}

static void hands_over_again_with_another_gain(void **state)
{
	enum { BACK = 5 * BLOCK + 17 };
	static float again[2 * BACK];
	struct rt *rt = rt_create(RATE, 2, 1);
	play_ones(rt, 10);
	struct rt_position before = rt_position(rt);
	rt_set_gain(rt, .5f);
	/* The first block began the music: of what follows all can be had again. */
	assert_int_equal(rt_again(rt, again, BACK), BACK);
	assert_true(again[0] < 1.0f && again[0] > .99f);
	for (int i = 1; i < BACK; i++)
		assert_true(again[2 * i] <= again[2 * i - 2]);
	assert_true(again[2 * RAMP] == .5f && again[2 * BACK - 1] == .5f);
	struct rt_position after = rt_position(rt);
	assert_int_equal(after.frames, before.frames);
	assert_int_equal(after.consumed, before.consumed);
	/* What comes next goes on with that gain, without another ramp. */
	play_ones(rt, 1);
	for (int i = 0; i < 2 * BLOCK; i++)
		assert_true(block[i] == .5f);
	rt_destroy(rt);
}

static void a_turn_that_was_handed_over_is_taken_back(void **state)
{
	enum { BACK = 4 * BLOCK };
	static float again[2 * BACK];
	struct rt *rt = rt_create(RATE, 2, 1);
	play_ones(rt, 4);
	rt_set_gain(rt, .25f);
	play_ones(rt, 3); /* the ramp lies three blocks back */
	assert_int_equal(rt_again(rt, again, BACK), BACK);
	assert_true(again[0] < 1.0f && again[0] > .99f);
	assert_true(again[2 * RAMP] == .25f);
	/* In the middle of a ramp it goes on from there. */
	rt_set_gain(rt, 1);
	assert_int_equal(rt_again(rt, again, BACK - RAMP / 2), BACK - RAMP / 2);
	assert_true(fabsf(again[0] - .625f) < .01f);
	rt_destroy(rt);
}

static void what_was_faded_or_forgotten_is_not_had_again(void **state)
{
	static float again[2 * RATE];
	struct rt *rt = rt_create(RATE, 2, .5);
	play_ones(rt, 8);
	rt_flush(rt);
	play_ones(rt, 3); /* the first two fade in */
	assert_int_equal(rt_again(rt, again, 3 * BLOCK), 0);
	play_ones(rt, 2);
	assert_int_equal(rt_again(rt, again, 6 * BLOCK), 2 * BLOCK);
	/* The ring is full: where music was that was handed over, other music waits. */
	size_t room = ring_room(rt_ring(rt));
	feed(rt, room / (2 * sizeof(float)), .5f);
	assert_int_equal(rt_again(rt, again, BLOCK), 0);
	rt_destroy(rt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_over_again_with_another_gain),
		cmocka_unit_test(a_turn_that_was_handed_over_is_taken_back),
		cmocka_unit_test(what_was_faded_or_forgotten_is_not_had_again),
		cmocka_unit_test(passes_bits_through),
		cmocka_unit_test(counts_underruns),
		cmocka_unit_test(ramps_the_gain),
		cmocka_unit_test(pauses_with_a_fade),
		cmocka_unit_test(flushes_and_fades_in),
		cmocka_unit_test(crosses_over),
		cmocka_unit_test(a_flush_ends_the_crossing),
		cmocka_unit_test(wraps),
		cmocka_unit_test(corrects_what_was_heard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
