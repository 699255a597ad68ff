/* Crossfades: where there is one, what is mixed, who is told of what was heard. */
#include "player/room.h"
#include "player/tapped.h"

enum { LONG = 5 * RATE };

static void make_files(struct room *r, int n, size_t frames)
{
	for (int i = 0; i < n; i++)
		make_wav(r->path[i], (unsigned)i, RATE, 2, frames);
}

static void open_fading(struct room *r, int ms, struct tapped *tapped)
{
	struct player_config c = config(r, r->spec);
	if (tapped)
		c.tap = tapped_tap(tapped);
	r->player = player_create(&c);
	struct player_sound sound = {.crossfade_ms = ms};
	player_set_sound(r->player, &sound);
}

static float *heard_of(
	struct room *r, const struct player_entry *e, size_t n, size_t *ret_frames)
{
	play_entries(r, e, n);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	return read_out(r, ret_frames);
}

static float frame_of(unsigned seed, size_t k)
{
	return sample(seed, k) / 32768.f;
}

/* pcm is the first file, `fade` frames of both at equal power, then the second. */
static void assert_fades(
	const float *pcm, size_t frames, const unsigned seed[2], size_t fade)
{
	size_t start = frames - fade;
	for (size_t k = 0; k < start; k++)
		assert_true(pcm[2 * k] == frame_of(seed[0], k));
	for (size_t k = 0; k < fade; k++) {
		double angle = ((double)k + .5) / (double)fade * M_PI_2;
		double want = cos(angle) * (double)frame_of(seed[0], start + k) +
			      sin(angle) * (double)frame_of(seed[1], k);
		assert_true(fabs((double)pcm[2 * (start + k)] - want) < 1e-5);
	}
	for (size_t k = fade; k < frames - fade; k++)
		assert_true(pcm[2 * (start + k)] == frame_of(seed[1], k));
}

static void albums_fade_into_each_other(void **state)
{
	struct room *r = *state;
	struct tapped tapped = {0};
	make_files(r, 2, LONG);
	open_fading(r, 1000, &tapped);
	struct player_entry e[2] = {entry(r, 1), entry(r, 2)};
	e[0].album = 1;
	e[1].album = 2;
	size_t n;
	float *pcm = heard_of(r, e, 2, &n);
	assert_int_equal(n, 2 * LONG - RATE);
	assert_fades(pcm, LONG, (unsigned[]){0, 1}, RATE);
	/* The last track ends as it is. */
	assert_true(pcm[2 * n - 2] == frame_of(1, LONG - 1));
	free(pcm);
	/* Both are heard whole, by the listener and by the ear. */
	assert_int_equal(r->n_closed, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(r->closed[i].recording, 101 + i);
		assert_int_equal(r->closed[i].heard_ms, 5000);
		assert_int_equal(r->closed[i].outcome, OUTCOME_FINISHED);
	}
	assert_int_equal(tapped.whole, 2);
	assert_int_equal(tapped.gaps + tapped.wrong, 0);
	/* The second one begins before the first one is over. */
	int started = -1, ended = -1;
	for (int i = 0; i < (int)r->n_events; i++) {
		if (r->event[i].kind == PLAYER_STARTED && r->event[i].key == 2)
			started = i;
		if (r->event[i].kind == PLAYER_ENDED && r->event[i].key == 1)
			ended = i;
	}
	assert_true(started >= 0 && ended > started);
}

static void one_album_is_never_faded(void **state)
{
	struct room *r = *state;
	make_files(r, 2, LONG);
	open_fading(r, 1000, NULL);
	struct player_entry e[2] = {entry(r, 1), entry(r, 2)};
	e[0].album = e[1].album = 3;
	size_t n;
	float *pcm = heard_of(r, e, 2, &n);
	assert_int_equal(n, 2 * LONG);
	for (size_t k = 0; k < n; k++)
		assert_true(pcm[2 * k] ==
			    frame_of(k < LONG ? 0 : 1, k < LONG ? k : k - LONG));
	free(pcm);
}

static void parts_of_a_file_are_never_faded(void **state)
{
	struct room *r = *state;
	make_files(r, 1, LONG);
	open_fading(r, 1000, NULL);
	struct player_entry e[2] = {entry(r, 1), entry(r, 1)};
	e[0].end_frame = e[1].start_frame = 100001;
	size_t n;
	float *pcm = heard_of(r, e, 2, &n);
	assert_int_equal(n, LONG);
	for (size_t k = 0; k < n; k++)
		assert_true(pcm[2 * k] == frame_of(0, k));
	free(pcm);
}

/* The fade asked for is longer than half of the second track. */
static void half_of_the_shorter_is_the_most(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, LONG);
	make_wav(r->path[1], 1, RATE, 2, RATE);
	make_wav(r->path[2], 2, RATE, 2, LONG);
	open_fading(r, 12000, NULL);
	struct player_entry e[3] = {entry(r, 1), entry(r, 2), entry(r, 3)};
	size_t n;
	float *pcm = heard_of(r, e, 3, &n);
	/* The second track's end waits only once its beginning is no longer mixed. */
	assert_in_range(n, 2 * LONG, 2 * LONG + 4096);
	for (size_t k = 0; k < LONG - RATE / 2; k++)
		assert_true(pcm[2 * k] == frame_of(0, k));
	for (size_t k = RATE / 2; k < LONG; k++)
		assert_true(pcm[2 * (n - LONG + k)] == frame_of(2, k));
	free(pcm);
	assert_int_equal(r->n_closed, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(r->closed[i].outcome, OUTCOME_FINISHED);
}

static void a_track_is_not_faded_into_itself(void **state)
{
	struct room *r = *state;
	struct tapped tapped = {0};
	make_files(r, 1, LONG);
	open_fading(r, 2000, &tapped);
	struct player_entry e[2] = {entry(r, 1), entry(r, 1)};
	size_t n;
	float *pcm = heard_of(r, e, 2, &n);
	assert_int_equal(n, 2 * LONG);
	for (size_t k = 0; k < n; k++)
		assert_true(pcm[2 * k] == frame_of(0, k % LONG));
	free(pcm);
	assert_int_equal(tapped.whole, 2);
	assert_int_equal(tapped.wrong, 0);
}

static void rates_fade_into_each_other(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, RATE, 2, LONG);
	make_wav(r->path[1], 1, 48000, 2, 5 * 48000);
	make_wav(r->path[2], 2, RATE, 2, LONG);
	open_fading(r, 1000, NULL);
	struct player_entry e[3] = {entry(r, 1), entry(r, 2), entry(r, 3)};
	size_t n;
	float *pcm = heard_of(r, e, 3, &n);
	assert_int_equal(n, 3 * LONG - 2 * RATE);
	for (size_t k = 0; k < LONG - RATE; k++)
		assert_true(pcm[2 * k] == frame_of(0, k));
	for (size_t k = RATE; k < LONG; k++)
		assert_true(pcm[2 * (2 * LONG - 2 * RATE + k)] == frame_of(2, k));
	free(pcm);
	for (int i = 0; i < 3; i++)
		assert_in_range(r->closed[i].heard_ms, 4999, 5001);
}

/* In real time: a skip is heard at once, and nothing of what was left. */
static void a_skip_is_not_faded(void **state)
{
	struct room *r = *state;
	make_files(r, 2, LONG);
	open_player(r, "null");
	struct player_sound sound = {.crossfade_ms = 2000};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	list(r, (int[]){2}, 1, true, 0, false);
	assert_int_equal(wait_for(r, PLAYER_STARTED)->key, 2);
	int64_t keys[LOG_MAX];
	assert_int_equal(count(r, PLAYER_ENDED, keys), 1);
	assert_int_equal(keys[0], 1);
	close_player(r);
	assert_int_equal(r->closed[0].outcome, OUTCOME_SKIPPED);
}

/* In real time, while both sound: a change of the settings, a pause. Each is heard for
 * as long as it is. */
static void both_go_on_after_a_change(void **state)
{
	struct room *r = *state;
	make_files(r, 2, 2 * RATE);
	open_player(r, "null");
	struct player_sound sound = {.crossfade_ms = 1000};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	do
		wait_for(r, PLAYER_STARTED);
	while (r->event[r->n_events - 1].key != 2);
	assert_int_equal(count(r, PLAYER_ENDED, NULL), 0);
	sound.equalizer = true;
	sound.band_db[2] = 3;
	player_set_sound(r->player, &sound);
	player_pause(r->player, true);
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	assert_int_equal(r->n_closed, 2);
	for (int i = 0; i < 2; i++) {
		assert_in_range(r->closed[i].heard_ms, 1998, 2002);
		assert_int_equal(r->closed[i].outcome, OUTCOME_FINISHED);
	}
}

/* What was to follow is taken back while its beginning waits under the fade. */
static void a_new_list_unfades(void **state)
{
	struct room *r = *state;
	make_files(r, 3, RATE);
	open_player(r, "null");
	struct player_sound sound = {.crossfade_ms = 300};
	player_set_sound(r->player, &sound);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	list(r, (int[]){3}, 1, false, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	int64_t keys[LOG_MAX];
	assert_int_equal(count(r, PLAYER_STARTED, keys), 2);
	assert_int_equal(keys[1], 3);
	assert_int_equal(r->n_closed, 2);
	for (int i = 0; i < 2; i++)
		assert_in_range(r->closed[i].heard_ms, 999, 1001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOM(albums_fade_into_each_other),
		ROOM(one_album_is_never_faded),
		ROOM(parts_of_a_file_are_never_faded),
		ROOM(half_of_the_shorter_is_the_most),
		ROOM(a_track_is_not_faded_into_itself),
		ROOM(rates_fade_into_each_other),
		ROOM(a_skip_is_not_faded),
		ROOM(both_go_on_after_a_change),
		ROOM(a_new_list_unfades),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
