/* A room to play in: files of noise that is known to the sample, a player that writes
 * what a device would get into a file, and what it tells. */
#ifndef TESTS_PLAYER_ROOM_H
#define TESTS_PLAYER_ROOM_H

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

static inline int64_t fake_wall(void *ctx)
{
	const struct room *r = ctx;
	return r->wall_ms;
}

static inline int64_t real_mono(void *ctx)
{
	(void)ctx;
	struct clock c = clock_system();
	return clock_mono_us(&c);
}

static inline void on_listen(void *ctx, const struct listen *l, bool open)
{
	struct room *r = ctx;
	if (open)
		r->opened[r->n_opened++ % LOG_MAX] = *l;
	else
		r->closed[r->n_closed++ % LOG_MAX] = *l;
	if (!open)
		r->wall_ms += r->wall_step_ms;
}

static inline int setup(void **state)
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

static inline int teardown(void **state)
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

static inline int16_t sample(unsigned seed, size_t k)
{
	return (int16_t)(((k + 1) * 2654435761u ^ seed * 40503u) >> 13 & 0x3fff);
}

static inline void put16(struct str *b, unsigned v)
{
	str_append_c(b, (char)(v & 0xff));
	str_append_c(b, (char)(v >> 8));
}

static inline void put32(struct str *b, unsigned v)
{
	put16(b, v & 0xffff);
	put16(b, v >> 16);
}

static inline void make_wav(
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
static inline float *read_out(const struct room *r, size_t *ret_frames)
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

static inline struct player_config config(struct room *r, const char *output)
{
	return (struct player_config){.output = output,
		.clock = {fake_wall, real_mono, r},
		.log_listens = true,
		.volume = 100,
		.on_listen = on_listen,
		.ctx = r};
}

static inline void open_player(struct room *r, const char *output)
{
	struct player_config c = config(r, output);
	r->player = player_create(&c);
}

static inline void close_player(struct room *r)
{
	player_destroy(r->player);
	r->player = NULL;
}

static inline struct player_entry entry(const struct room *r, int key)
{
	return (struct player_entry){.key = key,
		.recording = 100 + key,
		.path = xstrdup(r->path[key - 1]),
		.source = SOURCE_ALBUM,
		.source_id = 7};
}

/* Entries with keys as given; key k plays file k - 1. */
static inline void list(struct room *r, const int *key, size_t n, bool now,
	int64_t from_ms, bool paused)
{
	struct player_entry *e = xcalloc(n + 1, sizeof *e);
	for (size_t i = 0; i < n; i++)
		e[i] = entry(r, key[i]);
	player_set_list(r->player, e, n, now, from_ms, paused);
}

static inline void play_entries(struct room *r, const struct player_entry *e, size_t n)
{
	player_set_list(r->player, xmemdup(e, n * sizeof *e), n, true, 0, false);
}

static inline const struct player_event *wait_for(
	struct room *r, enum player_event_kind kind)
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

static inline size_t count(
	const struct room *r, enum player_event_kind kind, int64_t *keys)
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

static inline void play_to_end(
	struct room *r, const char *output, const int *key, size_t n)
{
	open_player(r, output);
	list(r, key, n, true, 0, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
}

/* For the tap: so that a command comes before the end of the music, however fast the
 * output is. */
static inline void slow_push(void *ctx, const float *pcm, size_t frames, bool wait)
{
	clock_sleep_us(4000);
}

#define ROOM(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
