/* What is done to the music on its way: speed, equalizer, loops, falling asleep, rates;
 * and that nothing is done to it where nothing was asked for. */
#include <sys/stat.h>

#include "dsp/stretch.h"
#include "player/room.h"
#include "player/tapped.h"

/* ---- speed */

static void needs_stretch(void)
{
	if (!stretch_available(NULL))
		skip();
}

static void twice_as_fast_is_half_as_long(void **state)
{
	struct room *r = *state;
	needs_stretch();
	struct tapped tapped = {0};
	make_wav(r->path[0], 0, RATE, 2, 4 * RATE);
	make_wav(r->path[1], 1, RATE, 2, 2 * RATE);
	struct player_config c = config(r, "null:fast");
	c.tap = tapped_tap(&tapped);
	r->player = player_create(&c);
	struct player_sound sound = {.speed = 2};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	/* Music heard, not time passed; the ear hears the file. */
	assert_int_equal(r->n_closed, 2);
	assert_in_range(r->closed[0].heard_ms, 3999, 4001);
	assert_in_range(r->closed[1].heard_ms, 1999, 2001);
	assert_in_range(r->closed[1].start_ms - r->closed[0].start_ms, 1999, 2001);
	assert_int_equal(r->closed[0].outcome, OUTCOME_FINISHED);
	assert_int_equal(tapped.whole, 2);
	assert_int_equal(tapped.wrong, 0);
}

static void the_output_is_as_long_as_the_speed_says(void **state)
{
	struct room *r = *state;
	needs_stretch();
	make_wav(r->path[0], 0, RATE, 2, 3 * RATE);
	make_wav(r->path[1], 1, 48000, 2, 3 * 48000);
	open_player(r, r->spec);
	struct player_sound sound = {.speed = .75};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	assert_true(player_state(r->player).speed == .75);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	free(read_out(r, &n));
	assert_int_equal(n, 8 * RATE);
}

static void places_are_those_of_the_file(void **state)
{
	struct room *r = *state;
	needs_stretch();
	make_wav(r->path[0], 0, RATE, 2, 10 * RATE);
	open_player(r, r->spec);
	struct player_sound sound = {.speed = 2};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1}, 1, true, 4000, true);
	player_seek(r->player, 6000);
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	free(read_out(r, &n));
	assert_int_equal(n, 2 * RATE);
	assert_int_equal(r->closed[0].heard_ms, 4000);
}

/* ---- equalizer */

static void a_flat_equalizer_leaves_every_bit(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, RATE);
	open_player(r, r->spec);
	struct player_sound sound = {.equalizer = true};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1}, 1, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	assert_false(player_state(r->player).equalizer);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, RATE);
	for (size_t k = 0; k < n; k++)
		assert_true(pcm[2 * k] == sample(0, k) / 32768.f);
	free(pcm);
}

/* All bands down by 12 dB: by about that much is it quieter, across the join, too. */
static void the_equalizer_is_heard(void **state)
{
	struct room *r = *state;
	double before = 0, after = 0;
	for (int i = 0; i < 2; i++)
		make_wav(r->path[i], (unsigned)i, RATE, 2, RATE);
	open_player(r, r->spec);
	struct player_sound sound = {.equalizer = true};
	/* One band up: all others are lowered to make room for it. */
	sound.band_db[5] = 12;
	player_set_sound(r->player, &sound);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 2 * RATE);
	for (size_t k = 1; k < n; k++) {
		unsigned i = k < RATE ? 0 : 1;
		double was = (sample(i, k % RATE) - sample(i, (k - 1) % RATE)) / 32768.;
		double is = (double)(pcm[2 * k] - pcm[2 * k - 2]);
		before += was * was;
		after += is * is;
	}
	free(pcm);
	/* The noise's highs: 12 dB lower but for the band. */
	double db = 10 * log10(after / before);
	assert_true(db < -9 && db > -12.5);
}

/* ---- A-B */

static void a_loop_is_exact(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 3 * RATE);
	open_player(r, r->spec);
	list(r, (int[]){1}, 1, true, 0, true);
	player_set_loop(r->player, 1000, 1500);
	player_pause(r->player, false);
	struct stat st = {0};
	while (stat(r->out, &st) != 0 || st.st_size < (off_t)(5 * RATE * 8))
		clock_sleep_us(1000);
	assert_int_equal(player_state(r->player).loop_a_ms, 1000);
	assert_int_equal(player_state(r->player).loop_b_ms, 1500);
	player_stop(r->player);
	wait_for(r, PLAYER_ENDED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	size_t a = RATE, b = 3 * RATE / 2;
	for (size_t k = 0; k < n; k++) {
		size_t want = k < b ? k : a + (k - b) % (b - a);
		assert_true(pcm[2 * k] == sample(0, want) / 32768.f);
	}
	free(pcm);
	/* What was heard twice counts twice. */
	assert_true(r->closed[0].heard_ms >= 5000);
}

static void a_loop_that_is_over_lets_go(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, RATE);
	make_wav(r->path[1], 1, RATE, 2, 1000);
	open_player(r, r->spec);
	list(r, (int[]){1, 2}, 2, true, 0, true);
	player_set_loop(r->player, 100, 500);
	player_set_loop(r->player, 0, 0);
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, RATE + 1000);
	for (size_t k = 0; k < n; k++)
		assert_true(
			pcm[2 * k] ==
			sample(k < RATE ? 0 : 1, k < RATE ? k : k - RATE) / 32768.f);
	free(pcm);
	assert_int_equal(r->n_closed, 2);
}

/* Set where it ends: back at once. */
static void a_loop_behind_goes_back(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 3 * RATE);
	open_player(r, r->spec);
	list(r, (int[]){1}, 1, true, 2000, true);
	player_set_loop(r->player, 500, 2000);
	while (player_state(r->player).loop_b_ms == 0)
		clock_sleep_us(1000);
	assert_int_equal(player_state(r->player).position_ms, 500);
	close_player(r);
}

/* ---- sleep */

static void falls_asleep(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 20 * RATE);
	struct player_config c = config(r, "null:fast");
	c.tap.push = slow_push;
	r->player = player_create(&c);
	list(r, (int[]){1}, 1, true, 0, true);
	player_pause(r->player, false);
	player_sleep(r->player, 2000);
	wait_for(r, PLAYER_SLEPT);
	struct player_state s = player_state(r->player);
	assert_int_equal(s.mode, PLAYER_PAUSED);
	assert_false(s.sleeping);
	assert_int_equal(s.key, 1);
	/* Where the fade began, which is soon after the start. */
	assert_in_range(s.position_ms, 0, 17999);
	int64_t at_ms = s.position_ms;
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	assert_int_equal(r->n_closed, 1);
	/* What was heard fading was heard, and is heard again. */
	assert_true(r->closed[0].heard_ms >= 20000 + 2000 &&
		    r->closed[0].heard_ms <= 40000 - at_ms);
}

static void what_sleeps_is_woken(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 30 * RATE);
	open_player(r, "null");
	list(r, (int[]){1}, 1, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	player_sleep(r->player, 60000);
	while (!player_state(r->player).sleeping)
		clock_sleep_us(1000);
	player_seek(r->player, 1000);
	while (player_state(r->player).sleeping)
		clock_sleep_us(1000);
	assert_int_equal(player_state(r->player).mode, PLAYER_PLAYING);
	close_player(r);
	assert_int_equal(count(r, PLAYER_SLEPT, NULL), 0);
}

/* What is quiet already is asleep. */
static void silence_is_sleep(void **state)
{
	struct room *r = *state;
	open_player(r, "null:fast");
	player_sleep(r->player, 60000);
	wait_for(r, PLAYER_SLEPT);
	close_player(r);
}

/* ---- rates */

/* Runs of one rate come out as long as they are, and all of them to the nearest frame. */
static void joins_of_rates_lose_nothing(void **state)
{
	struct room *r = *state;
	static const struct {
		int hz;
		size_t frames;
	} file[FILES] = {{44100, 44101}, {48000, 50001}, {48000, 333}, {96000, 96100},
		{22050, 12345}, {44100, 777}};
	double want = 0;
	int key[FILES];
	for (int i = 0; i < FILES; i++) {
		make_wav(r->path[i], (unsigned)i, file[i].hz, 2, file[i].frames);
		key[i] = i + 1;
		want += (double)file[i].frames * RATE / file[i].hz;
	}
	play_to_end(r, r->spec, key, FILES);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, llround(want));
	for (size_t k = 0; k < 777; k++)
		assert_true(pcm[2 * (n - 777 + k)] == sample(5, k) / 32768.f);
	free(pcm);
}

/* Each run of the second file is 4461.45 frames long, then 4446.75. */
static void fractions_of_frames_add_up(void **state)
{
	struct room *r = *state;
	static const size_t frames[] = {4856, 4840};
	static const int key[] = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};
	make_wav(r->path[0], 0, RATE, 2, 1000);
	for (size_t i = 0; i < 2; i++) {
		r->n_events = 0;
		make_wav(r->path[1], 1, 48000, 2, frames[i]);
		play_to_end(r, r->spec, key, sizeof key / sizeof *key);
		size_t n;
		free(read_out(r, &n));
		assert_int_equal(
			n, 8000 + llround(8 * (double)frames[i] * RATE / 48000));
	}
}

/* The device is opened at each rate: what is written into it is what is in the files. */
static void the_device_follows_the_rate(void **state)
{
	struct room *r = *state;
	static const int hz[] = {44100, 48000, 48000, 32000};
	for (int i = 0; i < 4; i++)
		make_wav(r->path[i], (unsigned)i, hz[i], 2, (size_t)hz[i] / 2);
	open_player(r, "null:fast");
	struct player_sound sound = {.follow_rate = true, .crossfade_ms = 100};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1, 2, 3, 4}, 4, true, 0, false);
	for (int i = 0; i < 4; i++) {
		const struct player_event *e = wait_for(r, PLAYER_STARTED);
		assert_int_equal(e->key, i + 1);
	}
	wait_for(r, PLAYER_DRAINED);
	assert_int_equal(player_state(r->player).device_rate_hz, 32000);
	close_player(r);
	assert_int_equal(count(r, PLAYER_DRAINED, NULL), 1);
	assert_int_equal(r->n_closed, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(r->closed[i].heard_ms, 500);
		assert_int_equal(r->closed[i].outcome, OUTCOME_FINISHED);
	}
	/* The clock of what is heard: 48 kHz fades into 48 kHz, nothing else does. */
	assert_int_equal(r->closed[1].start_ms - r->closed[0].start_ms, 500);
	assert_int_equal(r->closed[2].start_ms - r->closed[1].start_ms, 400);
	assert_int_equal(r->closed[3].start_ms - r->closed[2].start_ms, 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOM(twice_as_fast_is_half_as_long),
		ROOM(the_output_is_as_long_as_the_speed_says),
		ROOM(places_are_those_of_the_file),
		ROOM(a_flat_equalizer_leaves_every_bit),
		ROOM(the_equalizer_is_heard),
		ROOM(a_loop_is_exact),
		ROOM(a_loop_that_is_over_lets_go),
		ROOM(a_loop_behind_goes_back),
		ROOM(falls_asleep),
		ROOM(what_sleeps_is_woken),
		ROOM(silence_is_sleep),
		ROOM(joins_of_rates_lose_nothing),
		ROOM(fractions_of_frames_add_up),
		ROOM(the_device_follows_the_rate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
