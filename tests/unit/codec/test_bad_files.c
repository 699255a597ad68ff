/* Files that lie, break off or are something else: one sentence each, no crash, no
 * hang. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"

enum { FRAMES = 30000, MUTANTS = 40, READS_MAX = 4000 };

static const struct {
	enum format format;
	int rate;
} kind[] = {{FORMAT_MP3, 44100}, {FORMAT_FLAC, 44100}, {FORMAT_VORBIS, 44100},
	{FORMAT_OPUS, 48000}, {FORMAT_WAV, 44100}, {FORMAT_AIFF, 44100}};
enum { KINDS = sizeof kind / sizeof *kind };

static char *whole(struct fixture *f, size_t k, char **ret, size_t *ret_n)
{
	char *path = fixture_path(f, "whole");
	float *pcm = fixture_signal(FRAMES, 2);
	assert_int_equal(
		fixture_encode(path, kind[k].format, kind[k].rate, 2, pcm, FRAMES),
		ERR_OK);
	free(pcm);
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	*ret = xmalloc(4 << 20);
	*ret_n = fread(*ret, 1, 4 << 20, in);
	fclose(in);
	return path;
}

/* Opens and reads to the end or an error, with a seek on the way; errors need words. */
static enum err_code play(const char *path, size_t *ret_frames)
{
	struct decoder *d = NULL;
	struct err why = {0};
	float pcm[512 * 8];
	size_t n = 0, got = 1;
	enum err_code code = decoder_open(path, &d, &why);
	for (int i = 0; code == ERR_OK && got > 0 && i < READS_MAX; i++) {
		code = decoder_read(d, pcm, 512, &got, &why);
		n += code == ERR_OK ? got : 0;
	}
	if (d) {
		if (decoder_seek(d, FRAMES / 2, NULL) == ERR_OK)
			decoder_read(d, pcm, 512, &got, NULL);
		decoder_close(d);
	}
	if (code != ERR_OK)
		assert_true(strlen(why.msg) > 10);
	*ret_frames = n;
	return code;
}

static void cut_off(void **state)
{
	for (size_t k = 0; k < KINDS; k++) {
		char *data, *path;
		size_t n, frames, before = 0;
		free(whole(*state, k, &data, &n));
		for (size_t part = 0; part <= 16; part++) {
			path = fixture_bytes(*state, "cut", data, n * part / 16);
			enum err_code code = play(path, &frames);
			free(path);
			if (part == 0)
				assert_int_equal(code, ERR_FORMAT);
			assert_true(frames <= FRAMES + 2304);
			before = part >= 8 && code == ERR_OK ? frames : before;
		}
		assert_int_equal(before, FRAMES);
		free(data);
	}
}

static void changed_bytes(void **state)
{
	struct rng r;
	rng_seed(&r, 11);
	for (size_t k = 0; k < KINDS; k++) {
		char *data;
		size_t n, frames;
		free(whole(*state, k, &data, &n));
		char *mutant = xmalloc(n);
		for (int i = 0; i < MUTANTS; i++) {
			memcpy(mutant, data, n);
			/* Every other one has its header hit, where the sizes are. */
			size_t reach = i % 2 && n > 300 ? 300 : n;
			for (int j = 0; j < 1 + i % 12; j++)
				mutant[rng_below(&r, reach)] = (char)rng_u64(&r);
			char *path = fixture_bytes(*state, "mutant", mutant, n);
			play(path, &frames);
			free(path);
		}
		free(mutant);
		free(data);
	}
}

static void noise(void **state)
{
	struct rng r;
	rng_seed(&r, 5);
	char data[20000];
	static const char *const magic[] = {
		"", "fLaC", "OggS", "RIFF", "FORM", "ID3\4", "\xFF\xFB\x90\x64"};
	for (size_t k = 0; k < sizeof magic / sizeof *magic; k++) {
		for (size_t i = 0; i < sizeof data; i++)
			data[i] = (char)rng_u64(&r);
		memcpy(data, magic[k], strlen(magic[k]));
		char *path = fixture_bytes(*state, "noise.mp3", data, sizeof data);
		size_t frames;
		enum err_code code = play(path, &frames);
		assert_true(code != ERR_OK || frames < 200000);
		free(path);
	}
}

static void no_files_of_music(void **state)
{
	struct fixture *f = *state;
	struct decoder *d = NULL;
	struct err why = {0};
	char *fifo = fixture_path(f, "fifo"),
	     *text = fixture_bytes(f, "a.mp3", "hello", 5);
	char *empty = fixture_bytes(f, "b.flac", "", 0),
	     *gone = fixture_path(f, "gone");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(decoder_open(f->dir, &d, &why), ERR_UNSUPPORTED);
	assert_non_null(strstr(why.msg, "folder"));
	assert_int_equal(decoder_open(fifo, &d, &why), ERR_UNSUPPORTED);
	assert_non_null(strstr(why.msg, "pipe"));
	assert_int_equal(decoder_open("/dev/zero", &d, &why), ERR_UNSUPPORTED);
	assert_non_null(strstr(why.msg, "device"));
	assert_int_equal(decoder_open(empty, &d, &why), ERR_FORMAT);
	assert_non_null(strstr(why.msg, "empty"));
	assert_int_equal(decoder_open(text, &d, &why), ERR_UNSUPPORTED);
	assert_int_equal(decoder_open(gone, &d, &why), ERR_NOT_FOUND);
	assert_null(d);
	free(fifo);
	free(text);
	free(empty);
	free(gone);
}

/* The name says FLAC, the content is what counts. */
static void wrong_extension(void **state)
{
	char *data;
	size_t n, frames;
	free(whole(*state, 0, &data, &n));
	char *path = fixture_bytes(*state, "song.flac", data, n);
	assert_int_equal(play(path, &frames), ERR_OK);
	assert_int_equal(frames, FRAMES);
	free(path);
	free(data);
}

/* Not a number and infinities in a file of floats come out as silence. */
static void not_numbers(void **state)
{
	unsigned char wav[44 + 16] = "RIFF\x34\0\0\0WAVEfmt \x10\0\0\0\x03\0\x01\0";
	static const unsigned char rest[] = {0x44, 0xAC, 0, 0, 0x10, 0xB1, 2, 0, 4, 0,
		32, 0, 'd', 'a', 't', 'a', 16, 0, 0, 0};
	memcpy(wav + 24, rest, sizeof rest);
	const float values[4] = {.5f, NAN, -INFINITY, -.25f};
	memcpy(wav + 44, values, sizeof values);
	char *path = fixture_bytes(*state, "nan.wav", wav, sizeof wav);
	struct decoder *d = NULL;
	float out[8];
	size_t n = 0;
	assert_int_equal(decoder_open(path, &d, NULL), ERR_OK);
	assert_int_equal(decoder_read(d, out, 8, &n, NULL), ERR_OK);
	assert_int_equal(n, 4);
	const float want[4] = {.5f, 0, 0, -.25f};
	assert_memory_equal(out, want, sizeof want);
	decoder_close(d);
	free(path);
}

/* Two streams of different rates in one file: the change is told, then it goes on. */
static void format_changes(void **state)
{
	static const enum format format[] = {FORMAT_MP3, FORMAT_VORBIS};
	for (size_t k = 0; k < 2; k++) {
		struct fixture *f = *state;
		char *a = fixture_path(f, "a"), *b = fixture_path(f, "b");
		float *pcm = fixture_signal(FRAMES, 2);
		assert_int_equal(
			fixture_encode(a, format[k], 44100, 2, pcm, FRAMES), ERR_OK);
		assert_int_equal(
			fixture_encode(b, format[k], 32000, 1, pcm, FRAMES), ERR_OK);
		/* Streams of one file need serial numbers of their own. */
		assert_true(
			fixture_run(f,
				k == 0 ? "cat a b >both"
				       : "ffmpeg -y -i b -ac 1 -ar 32000 "
					 "-c:a libvorbis -f ogg c && cat a c >both") ||
			k == 1);
		free(pcm);
		free(a);
		free(b);
		char *both = fixture_path(f, "both");
		struct decoder *d = NULL;
		struct err why = {0};
		if (decoder_open(both, &d, &why) != ERR_OK)
			fail_msg("%s", why.msg);
		size_t first, second;
		enum err_code code;
		free(fixture_decode(d, &first, &code, &why));
		if (k == 0 || code != ERR_OK) {
			assert_int_equal(code, ERR_FORMAT);
			assert_non_null(strstr(why.msg, "format changes"));
			struct decoder_info info;
			decoder_info(d, &info);
			assert_int_equal(info.rate_hz, 32000);
			assert_int_equal(info.channels, 1);
			free(fixture_decode(d, &second, &code, &why));
			assert_int_equal(code, ERR_OK);
			assert_true(second > FRAMES / 2);
		}
		assert_true(first >= FRAMES);
		decoder_close(d);
		free(both);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			cut_off, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			changed_bytes, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(noise, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			no_files_of_music, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			wrong_extension, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			not_numbers, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			format_changes, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
