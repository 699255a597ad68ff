/* The path of the samples: from the decoder to the output bit for bit where nothing is
 * asked for, and without a click where something is cut. */
#include "codec/decoder.h"
#include "codec/encode.h"
#include "player/room.h"

enum { FADE = RATE * 20 / 1000 + 1 };

/* Something that lossy codecs have to work on: full of overtones, and not silent. */
static void make_coded(const char *path, enum format format, int rate, size_t frames)
{
	struct encoder *e = NULL;
	float *pcm = xcalloc(frames, 2 * sizeof *pcm);
	for (size_t k = 0; k < frames; k++) {
		float t = (float)k / (float)rate;
		pcm[2 * k] = .4f * sinf(800 * t) + .2f * sinf(5100 * t * (1 + t));
		pcm[2 * k + 1] = .5f * cosf(950 * t * (1 + .1f * t));
	}
	assert_int_equal(encoder_open(path, format, rate, 2, .7, &e, NULL), ERR_OK);
	assert_int_equal(encoder_write(e, pcm, frames, NULL), ERR_OK);
	assert_int_equal(encoder_close(e, NULL), ERR_OK);
	free(pcm);
}

static float *decoded(const char *path, size_t *ret_frames)
{
	struct decoder *d = NULL;
	size_t n = 0, got, cap = 0;
	float *pcm = NULL;
	assert_int_equal(decoder_open(path, &d, NULL), ERR_OK);
	do {
		pcm = mem_grow(pcm, &cap, n + 1000, 2 * sizeof *pcm);
		assert_int_equal(
			decoder_read(d, pcm + 2 * n, 1000, &got, NULL), ERR_OK);
		n += got;
	} while (got > 0);
	decoder_close(d);
	*ret_frames = n;
	return pcm;
}

static void every_bit_of_the_decoder_arrives(void **state)
{
	static const enum format formats[] = {FORMAT_WAV, FORMAT_AIFF, FORMAT_FLAC,
		FORMAT_MP3, FORMAT_VORBIS, FORMAT_OPUS};
	struct room *r = *state;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		int rate = formats[i] == FORMAT_OPUS ? 48000 : RATE;
		make_coded(r->path[0], formats[i], rate, (size_t)rate + 12345);
		play_to_end(r, r->spec, (int[]){1}, 1);
		size_t n, want_n;
		float *pcm = read_out(r, &n), *want = decoded(r->path[0], &want_n);
		assert_int_equal(n, (size_t)rate + 12345);
		assert_int_equal(want_n, n);
		assert_memory_equal(pcm, want, n * 2 * sizeof *pcm);
		free(pcm);
		free(want);
	}
}

/* WAV of 24 or 32 bits or floats, of noise that uses every bit of them; returns what a
 * decoder has to make of it, in both channels. */
static float *make_wide(
	const char *path, int bits, bool floats, int rate, size_t frames)
{
	struct str b = {0};
	float *want = xcalloc(frames, 2 * sizeof *want);
	unsigned width = (unsigned)bits / 8, bytes = (unsigned)frames * width;
	struct rng rng;
	rng_seed(&rng, (uint64_t)bits);
	str_append_n(&b, "RIFF", 4);
	put32(&b, 36 + bytes);
	str_append_n(&b, "WAVEfmt ", 8);
	put32(&b, 16);
	put16(&b, floats ? 3 : 1);
	put16(&b, 1);
	put32(&b, (unsigned)rate);
	put32(&b, (unsigned)rate * width);
	put16(&b, width);
	put16(&b, (unsigned)bits);
	str_append_n(&b, "data", 4);
	put32(&b, bytes);
	for (size_t k = 0; k < frames; k++) {
		uint32_t v = (uint32_t)rng_u64(&rng);
		float f = (float)(rng_double(&rng) - .5);
		if (floats)
			memcpy(&v, &f, sizeof v);
		else
			f = (float)(int32_t)(bits == 24 ? v & ~0xFFu : v) /
			    2147483648.f;
		str_append_n(&b, (const char *)&v + 4 - width, width);
		want[2 * k] = want[2 * k + 1] = f;
	}
	assert_int_equal(io_write_file(path, b.data, b.len, 0600, NULL), ERR_OK);
	str_finish(&b);
	return want;
}

static void every_bit_of_wide_samples_arrives(void **state)
{
	static const struct {
		int bits;
		bool floats;
		int rate;
	} row[] = {{24, false, 96000}, {24, false, 8000}, {32, false, 192000},
		{32, true, 44100}, {32, true, 11025}};
	enum { FRAMES = 30011 };
	struct room *r = *state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		size_t n, want_n;
		float *want = make_wide(
			r->path[0], row[i].bits, row[i].floats, row[i].rate, FRAMES);
		play_to_end(r, r->spec, (int[]){1}, 1);
		float *pcm = read_out(r, &n);
		assert_int_equal(n, FRAMES);
		assert_memory_equal(pcm, want, n * 2 * sizeof *pcm);
		/* The decoder says the same, of one channel. */
		struct decoder *d = NULL;
		float one[FRAMES];
		assert_int_equal(decoder_open(r->path[0], &d, NULL), ERR_OK);
		for (want_n = 0; want_n < FRAMES; want_n += n)
			assert_int_equal(decoder_read(d, one + want_n, FRAMES - want_n,
						 &n, NULL),
				ERR_OK);
		for (size_t k = 0; k < FRAMES; k++)
			assert_true(one[k] == want[2 * k]);
		decoder_close(d);
		free(pcm);
		free(want);
	}
}

static void sixteen_bits_stay_sixteen_bits(void **state)
{
	struct room *r = *state;
	char spec[110];
	char *data = NULL;
	size_t n = 0;
	make_wav(r->path[0], 0, RATE, 2, 30000);
	make_wav(r->path[1], 1, RATE, 2, 30000);
	snprintf(spec, sizeof spec, "wav16:%s", r->out);
	play_to_end(r, spec, (int[]){1, 2}, 2);
	assert_int_equal(io_read_file(r->out, 1 << 28, &data, &n, NULL), ERR_OK);
	assert_int_equal(n, 58 + 60000 * 4);
	for (size_t k = 0; k < 60000; k++) {
		int16_t pair[2];
		memcpy(pair, data + 58 + k * 4, sizeof pair);
		int16_t want = sample(k < 30000 ? 0 : 1, k % 30000);
		assert_true(pair[0] == want && pair[1] == -want);
	}
	free(data);
}

/* Where in the output the noise of that file from frame `from` on fades in: SIZE_MAX
 * nowhere. */
static size_t find_fade_in(
	const float *pcm, size_t n, unsigned seed, size_t from, size_t frames)
{
	for (size_t at = 0; at + FADE + frames <= n; at++) {
		size_t k = FADE;
		while (k < FADE + frames &&
			pcm[2 * (at + k)] == sample(seed, from + k) / 32768.f)
			k++;
		if (k == FADE + frames)
			return at;
	}
	return SIZE_MAX;
}

static void assert_fades_in(const float *pcm, unsigned seed, size_t from)
{
	for (size_t k = 0; k < FADE; k++) {
		float plain = sample(seed, from + k) / 32768.f;
		float want = plain * (float)(k + 1) / FADE;
		assert_true(fabsf(pcm[2 * k] - want) < 1e-3f);
	}
}

/* What is heard when a seek or a skip cuts into the music. */
static void what_follows_a_cut_fades_in(void **state)
{
	struct room *r = *state;
	for (int skips = 0; skips < 2; skips++) {
		make_wav(r->path[0], 0, RATE, 2, 60 * RATE);
		make_wav(r->path[1], 1, RATE, 2, RATE);
		struct player_config c = config(r, r->spec);
		c.tap.push = slow_push;
		r->player = player_create(&c);
		list(r, (int[]){1, 2}, 2, true, 0, false);
		wait_for(r, PLAYER_STARTED);
		if (skips)
			list(r, (int[]){2}, 1, true, 0, false);
		else
			player_seek(r->player, 59000);
		wait_for(r, PLAYER_DRAINED);
		close_player(r);
		size_t n, from = skips ? 0 : (size_t)59 * RATE;
		float *pcm = read_out(r, &n);
		size_t at = find_fade_in(pcm, n, skips ? 1 : 0, from, 2000);
		assert_true(at != SIZE_MAX && at > 0);
		assert_fades_in(pcm + 2 * at, skips ? 1 : 0, from);
		/* And the last one ends with its last sample. */
		assert_true(pcm[2 * n - 2] == sample(1, RATE - 1) / 32768.f);
		free(pcm);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOM(every_bit_of_the_decoder_arrives),
		ROOM(every_bit_of_wide_samples_arrives),
		ROOM(sixteen_bits_stay_sixteen_bits),
		ROOM(what_follows_a_cut_fades_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
