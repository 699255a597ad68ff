#include "analyze/ear.h"

#include "analyze/analyze.h"
#include "analyze/ear_tap.h"
#include "analyze/files.h"
#include "base/task.h"

struct heard {
	int n;
	int64_t recording[8];
	struct feature feature[8];
};

static void on_heard(void *ctx, int64_t recording, const struct feature *f)
{
	struct heard *h = ctx;
	assert_true(h->n < 8);
	h->recording[h->n] = recording;
	h->feature[h->n++] = *f;
}

static void play(struct ear *e, int64_t recording, int rate_hz, const float *pcm,
	size_t frames, size_t block)
{
	ear_track_begins(e, recording, rate_hz, 2);
	for (size_t i = 0; i < frames; i += block)
		assert_true(ear_push(
			e, pcm + 2 * i, frames - i < block ? frames - i : block, true));
	ear_track_ends(e);
}

/* The decoder's own frames, as the pump gets them. */
static void play_file(struct ear *e, int64_t recording, const char *path, size_t block)
{
	struct decoder *d;
	struct decoder_info info;
	struct err why = {0};
	float pcm[2 * 5000];
	size_t n = 1;
	assert_int_equal(decoder_open(path, &d, &why), ERR_OK);
	decoder_info(d, &info);
	ear_track_begins(e, recording, info.rate_hz, info.channels);
	while (n > 0) {
		assert_int_equal(decoder_read(d, pcm, block, &n, &why), ERR_OK);
		assert_true(ear_push(e, pcm, n, true));
	}
	ear_track_ends(e);
	decoder_close(d);
}

static void assert_same(const struct feature *a, const struct feature *b)
{
	for (int i = 0; i < FEATURE_DIM; i++)
		assert_float_equal(a->vector[i], b->vector[i],
			1e-4 * fmax(1, fabs((double)b->vector[i])));
	for (int i = 0; i < FEATURE_COV; i++)
		assert_float_equal(a->covariance[i], b->covariance[i],
			1e-4 * fmax(1, fabs((double)b->covariance[i])));
	assert_float_equal(a->duration_s, b->duration_s, 1e-9);
}

static void playback_equals_batch(void **state)
{
	static const struct {
		const char *name;
		enum format format;
		int rate_hz;
		size_t block;
	} row[] = {{"a.flac", FORMAT_FLAC, 44100, 1152},
		{"b.wav", FORMAT_WAV, 22050, 333},
		{"c.ogg", FORMAT_VORBIS, 48000, 4096},
		{"d.mp3", FORMAT_MP3, 32000, 5000}};
	enum { N = sizeof row / sizeof *row };
	char *path[N];
	struct heard h = {0};
	struct ear *e = ear_create(on_heard, &h);
	for (int i = 0; i < N; i++) {
		size_t frames;
		float *pcm = files_music(row[i].rate_hz, 9, &frames);
		path[i] = files_write(*state, row[i].name, row[i].format,
			row[i].rate_hz, 2, pcm, frames);
		free(pcm);
		play_file(e, 100 + i, path[i], row[i].block);
	}
	ear_destroy(e); /* hears what waits to its end */
	assert_int_equal(h.n, N);
	for (int i = 0; i < N; i++) {
		struct feature f;
		struct err why = {0};
		int fd = open(path[i], O_RDONLY);
		assert_int_equal(h.recording[i], 100 + i);
		assert_int_equal(analyze_fd(fd, &f, NULL, NULL, &why), ERR_OK);
		assert_true(feature_usable(&f));
		assert_same(&h.feature[i], &f);
		close(fd);
		free(path[i]);
	}
}

static void what_is_not_whole_is_dropped(void **state)
{
	size_t frames;
	float *pcm = files_music(44100, 6, &frames);
	struct heard h = {0};
	struct ear *e = ear_create(on_heard, &h);
	struct audio_tap tap = ear_tap(e);
	/* A seek. */
	tap.begins(tap.ctx, 1, 44100, 2);
	tap.push(tap.ctx, pcm, frames / 2, true);
	tap.gap(tap.ctx);
	tap.push(tap.ctx, pcm, frames / 2, true);
	tap.ends(tap.ctx);
	/* A skip: the next one begins before the end. */
	tap.begins(tap.ctx, 2, 44100, 2);
	tap.push(tap.ctx, pcm, frames / 2, true);
	tap.begins(tap.ctx, 3, 44100, 2);
	tap.push(tap.ctx, pcm, frames, true);
	tap.ends(tap.ctx);
	/* Nothing begins. */
	tap.push(tap.ctx, pcm, frames, true);
	tap.ends(tap.ctx);
	ear_destroy(e);
	assert_int_equal(h.n, 1);
	assert_int_equal(h.recording[0], 3);
	assert_float_equal(h.feature[0].duration_s, 6, 1e-9);
	free(pcm);
}

/* heard() holds the ear up; without `wait` the pump must get through all the same. */
struct held {
	struct mutex *lock;
	struct heard heard;
};

static void on_heard_held(void *ctx, int64_t recording, const struct feature *f)
{
	struct held *h = ctx;
	mutex_lock(h->lock);
	on_heard(&h->heard, recording, f);
	mutex_unlock(h->lock);
}

static void a_lagging_ear_drops_and_recovers(void **state)
{
	size_t frames;
	float *pcm = files_music(44100, 4, &frames);
	struct held h = {.lock = mutex_create()};
	struct ear *e = ear_create(on_heard_held, &h);
	mutex_lock(h.lock);
	play(e, 1, 44100, pcm, frames, 4096); /* heard() of this one waits */
	bool dropped = false;
	ear_track_begins(e, 2, 44100, 2);
	for (int i = 0; i < 8; i++)
		dropped = !ear_push(e, pcm, frames, false);
	ear_track_ends(e);
	assert_true(dropped);
	mutex_unlock(h.lock);
	play(e, 3, 44100, pcm, frames, 4096);
	ear_destroy(e);
	assert_int_equal(h.heard.n, 2);
	assert_int_equal(h.heard.recording[0], 1);
	assert_int_equal(h.heard.recording[1], 3);
	assert_same(&h.heard.feature[1], &h.heard.feature[0]);
	mutex_destroy(h.lock);
	free(pcm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			playback_equals_batch, fixture_setup, fixture_teardown),
		cmocka_unit_test(what_is_not_whole_is_dropped),
		cmocka_unit_test(a_lagging_ear_drops_and_recovers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
