/* Parts of files, and gains: what the tracks of a sheet and of an album sound like. */
#include "player/room.h"
#include "player/tapped.h"

/* Keys 11, 12 … of file 0, cut at those frames. */
static void play_parts(struct room *r, int64_t (*part)[2], size_t n)
{
	struct player_entry e[8];
	for (size_t i = 0; i < n; i++) {
		e[i] = entry(r, 1);
		e[i].key = 11 + (int64_t)i;
		e[i].recording = 111 + (int64_t)i;
		e[i].start_frame = part[i][0];
		e[i].end_frame = part[i][1];
	}
	play_entries(r, e, n);
}

static void assert_is_file(const float *pcm, unsigned seed, size_t from, size_t frames)
{
	for (size_t k = 0; k < frames; k++)
		assert_true(pcm[2 * k] == sample(seed, from + k) / 32768.f);
}

static void tracks_of_one_file_play_on(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 100000);
	open_player(r, r->spec);
	play_parts(r, (int64_t[][2]){{0, 30001}, {30001, 70007}, {70007, 0}}, 3);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 100000);
	assert_is_file(pcm, 0, 0, n);
	free(pcm);
	assert_int_equal(r->n_closed, 3);
	static const int frames[] = {30001, 40006, 29993};
	for (int i = 0; i < 3; i++) {
		int64_t ms = llround(frames[i] * 1000. / RATE);
		assert_int_equal(r->closed[i].recording, 111 + i);
		assert_int_equal(r->closed[i].heard_ms, ms);
		assert_int_equal(r->closed[i].duration_ms, ms);
		assert_int_equal(r->closed[i].outcome, OUTCOME_FINISHED);
	}
}

/* The sheet knows no better than the file where it ends. */
static void parts_end_where_they_end(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 50000);
	open_player(r, r->spec);
	play_parts(r,
		(int64_t[][2]){
			{40000, 40777}, {100, 1101}, {49000, 90000}, {60000, 90000}},
		4);
	assert_int_equal(wait_for(r, PLAYER_FAILED)->key, 14);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 777 + 1001 + 1000);
	assert_is_file(pcm, 0, 40000, 777);
	assert_is_file(pcm + 2 * 777, 0, 100, 1001);
	assert_is_file(pcm + 2 * 1778, 0, 49000, 1000);
	free(pcm);
	assert_int_equal(r->n_closed, 3);
	assert_int_equal(r->closed[2].duration_ms, llround(1000 * 1000. / RATE));
}

static void seeks_stay_within_the_part(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 10 * RATE);
	open_player(r, r->spec);
	struct player_entry e = entry(r, 1);
	e.start_frame = 3 * RATE;
	e.end_frame = 5 * RATE;
	player_set_list(r->player, xmemdup(&e, sizeof e), 1, true, 0, true);
	player_seek(r->player, 1500);
	/* Commands are done in order, and the last one is told of. */
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, RATE / 2);
	assert_is_file(pcm, 0, 3 * RATE + 3 * RATE / 2, n);
	free(pcm);
	assert_int_equal(r->closed[0].heard_ms, 500);
	assert_int_equal(r->closed[0].duration_ms, 2000);
}

static struct loudness gains(float track, float album)
{
	return (struct loudness){track, .1f, album, .1f};
}

static void gains_change_at_the_very_frame(void **state)
{
	struct room *r = *state;
	struct player_entry e[3];
	static const float db[] = {-6.5f, 0, 3.25f};
	for (unsigned i = 0; i < 3; i++) {
		make_wav(r->path[i], i, RATE, 2, 20000);
		e[i] = entry(r, (int)i + 1);
		e[i].has_loudness = true;
		e[i].loudness = gains(db[i], NAN);
	}
	open_player(r, r->spec);
	struct player_sound sound = {.gain = {.mode = GAIN_AUTO}};
	player_set_sound(r->player, &sound);
	play_entries(r, e, 3);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 60000);
	for (size_t k = 0; k < n; k++) {
		size_t i = k / 20000;
		float plain = sample((unsigned)i, k % 20000) / 32768.f;
		float want = plain * (float)pow(10, (double)db[i] / 20);
		/* 0 dB leaves every bit alone. */
		assert_true(i == 1 ? pcm[2 * k] == plain
				   : fabsf(pcm[2 * k] - want) < 1e-6f);
	}
	free(pcm);
}

static void an_album_in_order_has_one_gain(void **state)
{
	struct room *r = *state;
	struct player_entry e[2];
	for (unsigned i = 0; i < 2; i++) {
		make_wav(r->path[i], i, RATE, 2, 5000);
		e[i] = entry(r, (int)i + 1);
		e[i].has_loudness = true;
		e[i].loudness = gains(-12, -6);
	}
	e[1].album_in_order = true;
	open_player(r, r->spec);
	struct player_sound sound = {.gain = {.mode = GAIN_AUTO, .preamp_db = 1}};
	player_set_sound(r->player, &sound);
	play_entries(r, e, 2);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_true(
		fabs(pcm[200] / (sample(0, 100) / 32768.) - pow(10, -11 / 20.)) < 1e-5);
	assert_true(fabs(pcm[10200] / (sample(1, 100) / 32768.) - pow(10, -5 / 20.)) <
		    1e-5);
	free(pcm);
}

/* ---- the ear, while settings change */

static void a_new_gain_is_heard_at_once(void **state)
{
	struct room *r = *state;
	struct tapped tapped = {0};
	make_wav(r->path[0], 0, RATE, 2, 3 * RATE);
	struct player_config c = config(r, "null");
	c.tap = tapped_tap(&tapped);
	r->player = player_create(&c);
	struct player_entry e = entry(r, 1);
	e.has_loudness = true;
	e.loudness = gains(-9, NAN);
	play_entries(r, &e, 1);
	wait_for(r, PLAYER_STARTED);
	assert_true(player_state(r->player).loudness_db == 0);
	struct player_sound sound = {.gain = {.mode = GAIN_TRACK}};
	player_set_sound(r->player, &sound);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	/* Nothing of it is heard twice or lost, by the listener and by the ear. */
	assert_int_equal(r->n_closed, 1);
	assert_int_equal(r->closed[0].heard_ms, 3000);
	assert_int_equal(tapped.begun, 1);
	assert_int_equal(tapped.whole, 1);
	assert_int_equal(tapped.gaps, 0);
	assert_int_equal(tapped.frames, 3 * RATE);
	assert_int_equal(tapped.wrong, 0);
}

/* A hand on a slider: all the while the music goes on. */
static void many_changes_lose_nothing(void **state)
{
	struct room *r = *state;
	struct tapped tapped = {0};
	make_wav(r->path[0], 0, RATE, 2, 3 * RATE);
	make_wav(r->path[1], 1, RATE, 2, RATE / 2);
	struct player_config c = config(r, "null");
	c.tap = tapped_tap(&tapped);
	r->player = player_create(&c);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	struct player_sound sound = {.equalizer = true, .gain = {.mode = GAIN_TRACK}};
	for (int i = 0; i < 40; i++) {
		sound.band_db[3] = (float)(i % 12);
		sound.gain.unknown_db = -(i % 5);
		player_set_sound(r->player, &sound);
		clock_sleep_us(40000);
	}
	wait_for(r, PLAYER_DRAINED);
	assert_true(player_state(r->player).underruns == 0);
	close_player(r);
	assert_int_equal(r->n_closed, 2);
	assert_int_equal(r->closed[0].heard_ms, 3000);
	assert_int_equal(r->closed[1].heard_ms, 500);
	/* The second one, decoded ahead, is begun again with each change. */
	assert_true(tapped.whole >= 2);
	assert_int_equal(tapped.wrong, 0);
}

/* While it is paused what is written next can be told to the frame. */
static void a_new_gain_loses_no_frame(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, 60000);
	open_player(r, r->spec);
	struct player_entry e = entry(r, 1);
	e.has_loudness = true;
	e.loudness = gains(-9, NAN);
	player_set_list(r->player, xmemdup(&e, sizeof e), 1, true, 0, true);
	struct player_sound sound = {.gain = {.mode = GAIN_TRACK}};
	player_set_sound(r->player, &sound);
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 60000);
	for (size_t k = 0; k < n; k++)
		assert_true(fabsf(pcm[2 * k] - sample(0, k) / 32768.f *
						       powf(10, -9 / 20.f)) < 1e-6f);
	free(pcm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOM(tracks_of_one_file_play_on),
		ROOM(parts_end_where_they_end),
		ROOM(seeks_stay_within_the_part),
		ROOM(gains_change_at_the_very_frame),
		ROOM(an_album_in_order_has_one_gain),
		ROOM(a_new_gain_is_heard_at_once),
		ROOM(many_changes_lose_nothing),
		ROOM(a_new_gain_loses_no_frame),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
