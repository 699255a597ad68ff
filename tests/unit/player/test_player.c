/* The whole player on real files, into outputs that are as fast as they can: what comes
 * out, what is told, and what is accounted for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "player/player.h"

enum { RATE = 44100, FILES = 6, LOG_MAX = 64, EVENT_WAIT_MS = 20000 };
static const int64_t NOON_MS = 1700000000000;

struct room {
	char dir[64], out[96], spec[104];
	char path[FILES][96];
	int64_t wall_ms;      /* what the clock says */
	int64_t wall_step_ms; /* added after each final listen */
	/* What on_listen was told; the pump's thread writes, read after the player's
	 * end. */
	struct listen opened[LOG_MAX], closed[LOG_MAX];
	size_t n_opened, n_closed;
	/* Events so far. */
	struct player_event event[LOG_MAX];
	size_t n_events;
	struct player *player;
};

static int64_t fake_wall(void *ctx)
{
	const struct room *r = ctx;
	return r->wall_ms;
}

static int64_t real_mono(void *ctx)
{
	(void)ctx;
	struct clock c = clock_system();
	return clock_mono_us(&c);
}

static void on_listen(void *ctx, const struct listen *l, bool open)
{
	struct room *r = ctx;
	if (open)
		r->opened[r->n_opened++ % LOG_MAX] = *l;
	else
		r->closed[r->n_closed++ % LOG_MAX] = *l;
	if (!open)
		r->wall_ms += r->wall_step_ms;
}

static int setup(void **state)
{
	struct room *r = xcalloc(1, sizeof *r);
	char dir[] = "/tmp/linnet-player-XXXXXX";
	assert_non_null(mkdtemp(dir));
	strcpy(r->dir, dir);
	snprintf(r->out, sizeof r->out, "%s/out.wav", dir);
	snprintf(r->spec, sizeof r->spec, "wav:%s", r->out);
	for (int i = 0; i < FILES; i++)
		snprintf(r->path[i], sizeof r->path[i], "%s/%d.wav", dir, i);
	r->wall_ms = NOON_MS;
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct room *r = *state;
	player_destroy(r->player);
	for (int i = 0; i < FILES; i++)
		unlink(r->path[i]);
	unlink(r->out);
	rmdir(r->dir);
	free(r);
	return 0;
}

/* ---- files: sample(k) of channel 0 is noise that depends on seed and k only */

static int16_t sample(unsigned seed, size_t k)
{
	return (int16_t)(((k + 1) * 2654435761u ^ seed * 40503u) >> 13 & 0x3fff);
}

static void put16(struct str *b, unsigned v)
{
	str_append_c(b, (char)(v & 0xff));
	str_append_c(b, (char)(v >> 8));
}

static void put32(struct str *b, unsigned v)
{
	put16(b, v & 0xffff);
	put16(b, v >> 16);
}

static void make_wav(
	const char *path, unsigned seed, int rate, int channels, size_t frames)
{
	struct str b = {0};
	unsigned bytes = (unsigned)(frames * (size_t)channels * 2);
	str_append_n(&b, "RIFF", 4);
	put32(&b, 36 + bytes);
	str_append_n(&b, "WAVEfmt ", 8);
	put32(&b, 16);
	put16(&b, 1);
	put16(&b, (unsigned)channels);
	put32(&b, (unsigned)rate);
	put32(&b, (unsigned)(rate * channels * 2));
	put16(&b, (unsigned)channels * 2);
	put16(&b, 16);
	str_append_n(&b, "data", 4);
	put32(&b, bytes);
	for (size_t k = 0; k < frames; k++)
		for (int c = 0; c < channels; c++)
			put16(&b, (uint16_t)(c ? -sample(seed, k) : sample(seed, k)));
	assert_int_equal(io_write_file(path, b.data, b.len, 0600, NULL), ERR_OK);
	str_finish(&b);
}

/* Reads the output: stereo floats behind its header. */
static float *read_out(const struct room *r, size_t *ret_frames)
{
	char *data = NULL;
	size_t n = 0;
	assert_int_equal(io_read_file(r->out, 1 << 28, &data, &n, NULL), ERR_OK);
	assert_true(n >= 58);
	float *pcm = xmalloc(n);
	memcpy(pcm, data + 58, n - 58);
	free(data);
	*ret_frames = (n - 58) / 8;
	return pcm;
}

/* ---- driving */

static struct player_config config(struct room *r, const char *output)
{
	return (struct player_config){.output = output,
		.clock = {fake_wall, real_mono, r},
		.log_listens = true,
		.volume = 100,
		.on_listen = on_listen,
		.ctx = r};
}

static void open_player(struct room *r, const char *output)
{
	struct player_config c = config(r, output);
	r->player = player_create(&c);
}

static void close_player(struct room *r)
{
	player_destroy(r->player);
	r->player = NULL;
}

/* Entries with keys as given; key k plays file k - 1. */
static void list(struct room *r, const int *key, size_t n, bool now, int64_t from_ms,
	bool paused)
{
	struct player_entry *e = xcalloc(n + 1, sizeof *e);
	for (size_t i = 0; i < n; i++)
		e[i] = (struct player_entry){.key = key[i],
			.recording = 100 + key[i],
			.path = xstrdup(r->path[key[i] - 1]),
			.source = SOURCE_ALBUM,
			.source_id = 7};
	player_set_list(r->player, e, n, now, from_ms, paused);
}

static const struct player_event *wait_for(struct room *r, enum player_event_kind kind)
{
	for (;;) {
		struct player_event *e =
			mailbox_receive(player_events(r->player), EVENT_WAIT_MS);
		assert_non_null(e);
		assert_true(r->n_events < LOG_MAX);
		struct player_event *kept = &r->event[r->n_events++];
		*kept = *e;
		free(e);
		if (kept->kind == kind)
			return kept;
	}
}

static size_t count(const struct room *r, enum player_event_kind kind, int64_t *keys)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_events; i++) {
		if (r->event[i].kind != kind)
			continue;
		if (keys)
			keys[n] = r->event[i].key;
		n++;
	}
	return n;
}

static void play_to_end(struct room *r, const char *output, const int *key, size_t n)
{
	open_player(r, output);
	list(r, key, n, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
}

/* ---- tests */

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

static void next_skips_and_stop_stops(void **state)
{
	struct room *r = *state;
	for (unsigned i = 0; i < 3; i++)
		make_wav(r->path[i], i, RATE, 2, 20 * RATE);
	open_player(r, "null");
	list(r, (int[]){1, 2, 3}, 3, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	player_next(r->player);
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

#define ROOM(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

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
		ROOM(next_skips_and_stop_stops),
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
