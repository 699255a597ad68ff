/* The whole player on real files, into outputs that are as fast as they can: what comes
 * out, what is told, and what is accounted for. */
#include "player/room.h"

static void joins_are_exact(void **state)
{
	struct room *r = *state;
	static const size_t frames[] = {70001, 333, 150000};
	for (unsigned i = 0; i < 3; i++)
		make_wav(r->path[i], i, RATE, 2, frames[i]);
	play_to_end(r, r->spec, (int[]){1, 2, 3}, 3);
	size_t n, at = 0;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 70001 + 333 + 150000);
	for (unsigned i = 0; i < 3; i++)
		for (size_t k = 0; k < frames[i]; k++, at++) {
			assert_true(pcm[2 * at] == sample(i, k) / 32768.f);
			assert_true(pcm[2 * at + 1] == -sample(i, k) / 32768.f);
		}
	free(pcm);
	assert_int_equal(r->n_closed, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct listen *l = &r->closed[i];
		assert_int_equal(l->outcome, OUTCOME_FINISHED);
		assert_int_equal(l->recording, 101 + (int)i);
		assert_int_equal(l->source, SOURCE_ALBUM);
		assert_int_equal(l->source_id, 7);
		assert_int_equal(l->heard_ms, llround(frames[i] * 1000. / RATE));
		assert_int_equal(l->flags, 0);
	}
}

static void mono_is_doubled(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 1, 5000);
	play_to_end(r, r->spec, (int[]){1}, 1);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 5000);
	for (size_t k = 0; k < n; k++)
		assert_true(pcm[2 * k] == sample(1, k) / 32768.f &&
			    pcm[2 * k + 1] == pcm[2 * k]);
	free(pcm);
}

static void surround_is_folded(void **state)
{
	struct room *r = *state;
	const float h = sqrtf(0.5f);
	make_wav(r->path[0], 1, RATE, 6, 5000);
	play_to_end(r, r->spec, (int[]){1}, 1);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 5000);
	/* Left is +s, all others are -s: centre and surround at -3 dB each. */
	for (size_t k = 0; k < n; k++) {
		float s = sample(1, k) / 32768.f;
		assert_true(fabsf(pcm[2 * k] - s * (1 - 2 * h) / (1 + 2 * h)) < 1e-6f);
		assert_true(fabsf(pcm[2 * k + 1] + s) < 1e-6f);
	}
	free(pcm);
}

static void another_rate_is_resampled(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, RATE);
	make_wav(r->path[1], 2, 48000, 2, 48000);
	make_wav(r->path[2], 3, 48000, 2, 96000);
	make_wav(r->path[3], 4, RATE, 2, 1000);
	play_to_end(r, r->spec, (int[]){1, 2, 3, 4}, 4);
	size_t n;
	float *pcm = read_out(r, &n);
	/* The files of another rate together are 3 s; they go through one resampler. */
	assert_in_range(n, 4 * RATE + 1000 - 2, 4 * RATE + 1000 + 2);
	for (size_t k = 0; k < RATE; k++)
		assert_true(pcm[2 * k] == sample(1, k) / 32768.f);
	for (size_t k = 0; k < 1000; k++)
		assert_true(pcm[2 * (n - 1000 + k)] == sample(4, k) / 32768.f);
	free(pcm);
	assert_in_range(r->closed[1].heard_ms, 999, 1001);
	assert_in_range(r->closed[2].heard_ms, 1999, 2001);
}

static void virtual_clock_dates_listens(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 65 * RATE);
	make_wav(r->path[1], 2, 48000, 2, 48000 * 2);
	play_to_end(r, "null:fast", (int[]){1, 2}, 2);
	assert_int_equal(r->n_closed, 2);
	assert_int_equal(r->closed[0].start_ms, NOON_MS);
	assert_int_equal(r->closed[0].heard_ms, 65000);
	assert_int_equal(r->closed[1].start_ms, NOON_MS + 65000);
	/* Open at the first frame, and again after 30 and 60 s. */
	assert_int_equal(r->n_opened, 4);
	assert_int_equal(r->opened[0].heard_ms, 0);
	assert_true(r->opened[1].heard_ms >= 30000 && r->opened[2].heard_ms >= 60000);
	assert_string_equal(r->opened[2].id, r->closed[0].id);
	assert_string_not_equal(r->closed[0].id, r->closed[1].id);
}

static void leaves_tracks_as_told(void **state)
{
	struct room *r = *state;
	for (unsigned i = 0; i < 2; i++)
		make_wav(r->path[i], i, RATE, 2, 5 * RATE);
	struct player_config c = config(r, r->spec);
	c.skip_after_ms = 1000;
	r->player = player_create(&c);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(r->closed[i].outcome, OUTCOME_SKIPPED);
		assert_int_equal(r->closed[i].heard_ms, 1000);
	}
	size_t n;
	free(read_out(r, &n));
	assert_int_equal(n, 2 * RATE);
}

static void bad_files_are_passed_over(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 1000);
	assert_int_equal(io_write_file(r->path[1], "no music", 8, 0600, NULL), ERR_OK);
	make_wav(r->path[3], 4, RATE, 2, 0);
	make_wav(r->path[4], 5, RATE, 2, 1000);
	/* 2 is no music, 3 is missing, 4 is empty. */
	play_to_end(r, r->spec, (int[]){1, 2, 3, 4, 5}, 5);
	int64_t keys[LOG_MAX];
	assert_int_equal(count(r, PLAYER_FAILED, keys), 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(keys[i], 2 + i);
	assert_int_equal(count(r, PLAYER_STARTED, keys), 2);
	assert_int_equal(keys[0], 1);
	assert_int_equal(keys[1], 5);
	for (size_t i = 0; i < r->n_events; i++)
		if (r->event[i].kind == PLAYER_FAILED)
			assert_true(strlen(r->event[i].text) > 5);
	size_t n;
	free(read_out(r, &n));
	assert_int_equal(n, 2000);
}

static void only_bad_files_end(void **state)
{
	struct room *r = *state;
	play_to_end(r, "null:fast", (int[]){1, 2, 3}, 3);
	assert_int_equal(count(r, PLAYER_FAILED, NULL), 3);
	assert_int_equal(count(r, PLAYER_STARTED, NULL), 0);
	assert_int_equal(r->n_opened + r->n_closed, 0);
}

static void seeks_count_what_was_heard(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 10 * RATE);
	open_player(r, r->spec);
	list(r, (int[]){1}, 1, true, 2000, true);
	player_seek(r->player, 8000);
	player_seek(r->player, 7000);
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 3 * RATE);
	/* Right place, to the sample; nothing was heard before it that could click. */
	for (size_t k = 0; k < n; k++)
		assert_true(pcm[2 * k] == sample(1, k + 7 * RATE) / 32768.f);
	free(pcm);
	assert_int_equal(r->n_closed, 1);
	assert_int_equal(r->closed[0].heard_ms, 3000);
	assert_int_equal(r->closed[0].duration_ms, 10000);
	assert_int_equal(r->closed[0].outcome, OUTCOME_STOPPED);
}

static void hearing_twice_counts_twice(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 3 * RATE);
	open_player(r, "null");
	list(r, (int[]){1}, 1, true, 2500, false);
	wait_for(r, PLAYER_STARTED);
	player_seek(r->player, 0);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	assert_int_equal(r->n_closed, 1);
	assert_in_range(r->closed[0].heard_ms, 3000, 3500);
	assert_int_equal(r->closed[0].outcome, OUTCOME_FINISHED);
}

static void a_new_list_follows_what_plays(void **state)
{
	struct room *r = *state;
	for (unsigned i = 0; i < 5; i++)
		make_wav(r->path[i], i, RATE, 2, 20000);
	open_player(r, r->spec);
	list(r, (int[]){1, 2, 3}, 3, true, 0, true);
	/* 2 was perhaps decoded ahead, 5 certainly not. */
	list(r, (int[]){4, 2, 5}, 3, false, 0, false);
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	int64_t keys[LOG_MAX];
	static const int64_t want[] = {1, 4, 2, 5};
	assert_int_equal(count(r, PLAYER_STARTED, keys), 4);
	assert_memory_equal(keys, want, sizeof want);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 4 * 20000);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 20000; k++)
			assert_true(pcm[2 * (i * 20000 + k)] ==
				    sample((unsigned)want[i] - 1, k) / 32768.f);
	free(pcm);
}

static void a_list_that_comes_late_repeats_nothing(void **state)
{
	struct room *r = *state;
	for (unsigned i = 0; i < 3; i++)
		make_wav(r->path[i], i, RATE, 2, 1000);
	open_player(r, r->spec);
	list(r, (int[]){1, 2}, 2, true, 0, true);
	list(r, (int[]){1, 3}, 2, false, 0, false);
	player_pause(r->player, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	int64_t keys[LOG_MAX];
	assert_int_equal(count(r, PLAYER_STARTED, keys), 2);
	assert_int_equal(keys[1], 3);
}

/* In real time, with both files in the ring when the list changes under them. */
static void a_new_list_takes_back_what_was_decoded(void **state)
{
	struct room *r = *state;
	for (unsigned i = 0; i < 3; i++)
		make_wav(r->path[i], i, RATE, 2, RATE / 2);
	open_player(r, "null");
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	list(r, (int[]){3}, 1, false, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	int64_t keys[LOG_MAX];
	assert_int_equal(count(r, PLAYER_STARTED, keys), 2);
	assert_int_equal(keys[0], 1);
	assert_int_equal(keys[1], 3);
	assert_int_equal(r->n_closed, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(r->closed[i].outcome, OUTCOME_FINISHED);
		assert_in_range(r->closed[i].heard_ms, 499, 501);
	}
}

static void another_play_skips_and_stop_stops(void **state)
{
	struct room *r = *state;
	for (unsigned i = 0; i < 3; i++)
		make_wav(r->path[i], i, RATE, 2, 20 * RATE);
	open_player(r, "null");
	list(r, (int[]){1, 2, 3}, 3, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	list(r, (int[]){2, 3}, 2, true, 0, false);
	assert_int_equal(wait_for(r, PLAYER_STARTED)->key, 2);
	assert_int_equal(player_state(r->player).key, 2);
	assert_int_equal(player_state(r->player).mode, PLAYER_PLAYING);
	player_stop(r->player);
	const struct player_event *e = wait_for(r, PLAYER_ENDED);
	assert_int_equal(e->key, 2);
	close_player(r);
	assert_int_equal(r->n_closed, 2);
	assert_int_equal(r->closed[0].outcome, OUTCOME_SKIPPED);
	assert_int_equal(r->closed[1].outcome, OUTCOME_STOPPED);
	assert_true(r->closed[0].heard_ms < 20000 && r->closed[1].heard_ms < 20000);
}

static void pausing_loses_nothing(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, RATE);
	make_wav(r->path[1], 2, RATE, 2, RATE / 2);
	open_player(r, "null");
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	for (int i = 0; i < 5; i++) {
		player_pause(r->player, true);
		player_pause(r->player, false);
	}
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	assert_int_equal(r->n_closed, 2);
	assert_in_range(r->closed[0].heard_ms, 999, 1001);
	assert_in_range(r->closed[1].heard_ms, 499, 501);
	assert_int_equal(r->closed[1].outcome, OUTCOME_FINISHED);
}

static void quitting_stops_the_listen(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 20 * RATE);
	open_player(r, "null");
	list(r, (int[]){1}, 1, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	close_player(r);
	assert_int_equal(r->n_closed, 1);
	assert_int_equal(r->closed[0].outcome, OUTCOME_STOPPED);
}

static void private_leaves_no_row(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 1000);
	struct player_config c = config(r, "null:fast");
	c.log_listens = false;
	r->player = player_create(&c);
	assert_true(player_state(r->player).private);
	list(r, (int[]){1}, 1, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	assert_int_equal(r->n_opened + r->n_closed, 0);
	assert_int_equal(count(r, PLAYER_STARTED, NULL), 1);
}

static void long_unattended_plays_are_marked(void **state)
{
	struct room *r = *state;
	for (unsigned i = 0; i < 3; i++)
		make_wav(r->path[i], i, RATE, 2, 3 * RATE);
	r->wall_step_ms = 2 * 3600 * 1000;
	play_to_end(r, r->spec, (int[]){1, 2, 3}, 3);
	assert_int_equal(r->closed[0].flags, 0);
	assert_int_equal(r->closed[1].flags, 0);
	assert_int_equal(r->closed[2].flags, LISTEN_UNATTENDED);
}

static void volume_is_cubic(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 1000);
	open_player(r, r->spec);
	player_set_volume(r->player, 50);
	struct player_state s = player_state(r->player);
	assert_true(fabs(s.gain_db + 18.06) < 0.01);
	player_set_volume(r->player, 130);
	assert_true(player_state(r->player).volume == 100);
	assert_true(player_state(r->player).gain_db == 0);
	player_set_volume(r->player, 0);
	assert_true(isinf(player_state(r->player).gain_db));
	player_set_volume(r->player, 50);
	list(r, (int[]){1}, 1, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n;
	float *pcm = read_out(r, &n);
	for (size_t k = 0; k < n; k++)
		assert_true(pcm[2 * k] == 0.125f * (sample(1, k) / 32768.f));
	free(pcm);
}

static void a_broken_output_is_told(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 1, RATE, 2, 1000);
	open_player(r, "wav:/no/such/folder/x.wav");
	list(r, (int[]){1}, 1, true, 0, false);
	assert_non_null(strstr(wait_for(r, PLAYER_DEVICE)->text, "/no/such/folder"));
	player_set_volume(r->player, 30);
	close_player(r);
	assert_int_equal(r->n_opened, 0);
}

/* ---- the tap */

struct heard {
	int64_t recording[LOG_MAX];
	size_t begun, whole, gaps, frames, wrong;
	int rate, channels;
};

static void tap_begins(void *ctx, int64_t recording, int rate_hz, int channels)
{
	struct heard *h = ctx;
	h->recording[h->begun++] = recording;
	h->rate = rate_hz;
	h->channels = channels;
}

static void tap_push(void *ctx, const float *pcm, size_t frames, bool wait)
{
	struct heard *h = ctx;
	if (!wait || (h->frames == 0 && pcm[0] != sample(0, 0) / 32768.f))
		h->wrong++;
	h->frames += frames;
}

static void tap_gap(void *ctx)
{
	struct heard *h = ctx;
	h->gaps++;
}

static void tap_ends(void *ctx)
{
	struct heard *h = ctx;
	h->whole++;
}

static void the_tap_hears_whole_tracks(void **state)
{
	struct room *r = *state;
	make_wav(r->path[0], 0, 48000, 1, 50000);
	make_wav(r->path[1], 1, RATE, 2, 60000);
	struct heard heard = {0};
	struct player_config c = config(r, "null:fast");
	c.tap = (struct audio_tap){tap_begins, tap_push, tap_gap, tap_ends, &heard};
	r->player = player_create(&c);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	assert_int_equal(heard.begun, 2);
	assert_int_equal(heard.whole, 2);
	assert_int_equal(heard.gaps, 0);
	assert_int_equal(heard.wrong, 0);
	assert_int_equal(heard.frames, 110000);
	assert_int_equal(heard.recording[1], 102);
	assert_int_equal(heard.channels, 2);
	/* From the middle on it is not whole. */
	list(r, (int[]){1}, 1, true, 500, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	assert_int_equal(heard.whole, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOM(joins_are_exact),
		ROOM(mono_is_doubled),
		ROOM(surround_is_folded),
		ROOM(another_rate_is_resampled),
		ROOM(virtual_clock_dates_listens),
		ROOM(leaves_tracks_as_told),
		ROOM(bad_files_are_passed_over),
		ROOM(only_bad_files_end),
		ROOM(seeks_count_what_was_heard),
		ROOM(hearing_twice_counts_twice),
		ROOM(a_new_list_follows_what_plays),
		ROOM(a_list_that_comes_late_repeats_nothing),
		ROOM(a_new_list_takes_back_what_was_decoded),
		ROOM(another_play_skips_and_stop_stops),
		ROOM(pausing_loses_nothing),
		ROOM(quitting_stops_the_listen),
		ROOM(private_leaves_no_row),
		ROOM(long_unattended_plays_are_marked),
		ROOM(volume_is_cubic),
		ROOM(a_broken_output_is_told),
		ROOM(the_tap_hears_whole_tracks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
