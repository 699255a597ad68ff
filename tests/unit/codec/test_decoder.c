/* Lengths exact to the frame, seeks equal to a decode from the start, bad files
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"

enum { SEEKS = 200, SLOW_SEEKS = 40, AFTER_SEEK = 700 };

/* LINNET_SEEKS=1000 asks for more of them than every check has time for. */
static int seeks(bool slow)
{
	const char *text = getenv("LINNET_SEEKS");
	return text ? atoi(text) : slow ? SLOW_SEEKS : SEEKS;
}

static struct decoder *open_ok(const char *path)
{
	struct decoder *d = NULL;
	struct err why = {0};
	if (decoder_open(path, &d, &why) != ERR_OK)
		fail_msg("%s: %s", path, why.msg);
	return d;
}

/* Reads n frames, fewer only at the end. */
static size_t read_n(struct decoder *d, float *out, int channels, size_t n)
{
	size_t done = 0, got = 1;
	struct err why = {0};
	while (done < n && got > 0) {
		if (decoder_read(
			    d, out + done * (size_t)channels, n - done, &got, &why))
			fail_msg("read after a seek: %s", why.msg);
		done += got;
	}
	return done;
}

static void check_seeks(struct decoder *d, const char *name, const float *all,
	size_t frames, int channels, double tolerance, bool slow)
{
	struct rng r;
	rng_seed(&r, 3);
	float *part = xmalloc(AFTER_SEEK * (size_t)channels * sizeof *part);
	for (int k = 0, n = seeks(slow); k < n; k++) {
		size_t at = k == 0 ? 0 : k == 1 ? frames - 1 : rng_below(&r, frames);
		size_t want = frames - at < AFTER_SEEK ? frames - at : AFTER_SEEK;
		struct err why = {0};
		if (decoder_seek(d, (int64_t)at, &why) != ERR_OK)
			fail_msg("%s: seek to %zu: %s", name, at, why.msg);
		size_t got = read_n(d, part, channels, AFTER_SEEK);
		if (got != want)
			fail_msg("%s: %zu frames after a seek to %zu, not %zu", name,
				got, at, want);
		for (size_t i = 0; i < got * (size_t)channels; i++) {
			double off =
				fabs((double)part[i] - all[at * (size_t)channels + i]);
			if (off > tolerance)
				fail_msg("%s: seek to %zu: value %zu is off by %g",
					name, at, i, off);
		}
	}
	free(part);
}

/* Opens, decodes, counts, seeks. frames 0: whatever it has; reference may be NULL. */
static void check_file(const char *path, const char *codec, int rate, int channels,
	size_t frames, const float *reference, double loss)
{
	struct decoder *d = open_ok(path);
	struct decoder_info info;
	decoder_info(d, &info);
	assert_string_equal(info.codec, codec);
	assert_int_equal(info.rate_hz, rate);
	assert_int_equal(info.channels, channels);
	size_t n;
	enum err_code code;
	float *all = fixture_decode(d, &n, &code, NULL);
	assert_int_equal(code, ERR_OK);
	if (n != frames || info.frames != (int64_t)frames)
		fail_msg("%s: %zu frames, info says %lld, the music has %zu", path, n,
			(long long)info.frames, frames);
	for (int c = 0; reference && c < channels; c++) {
		double error = 0;
		for (size_t i = 0; i < n; i++) {
			size_t at = i * (size_t)channels + (size_t)c;
			error += fabs((double)all[at] - reference[at]) / (double)n;
		}
		if (error > loss)
			fail_msg("%s: channel %d is off by %g", path, c, error);
	}
	/* dec_mpg123.c tells why some MP3 may differ in the last bit. */
	bool opus = strcmp(codec, "opus") == 0, mp3 = strcmp(codec, "mp3") == 0;
	double tolerance = opus                                     ? 1e-4
			   : mp3 && (rate < 32000 || channels == 1) ? 1e-6
								    : 0;
	check_seeks(d, path, all, n, channels, tolerance,
		channels > 2 || strstr(path, "slow"));
	free(all);
	decoder_close(d);
}

/* ---- what our encoder writes */

static void encoded_files(void **state)
{
	static const struct {
		enum format format;
		const char *codec;
		int rate, channels;
		double loss;
	} row[] = {
		{FORMAT_MP3, "mp3", 44100, 2, .04},
		{FORMAT_MP3, "mp3", 48000, 1, .04},
		{FORMAT_MP3, "mp3", 22050, 2, .04},
		{FORMAT_FLAC, "flac", 44100, 2, 2e-5},
		{FORMAT_FLAC, "flac", 8000, 1, 2e-5},
		{FORMAT_FLAC, "flac", 192000, 8, 2e-5},
		{FORMAT_VORBIS, "vorbis", 44100, 2, .04},
		{FORMAT_VORBIS, "vorbis", 8000, 1, .04},

		{FORMAT_OPUS, "opus", 48000, 2, .04},
		{FORMAT_OPUS, "opus", 48000, 1, .04},

		{FORMAT_WAV, "wav", 44100, 2, 3e-5},
		{FORMAT_WAV, "wav", 192000, 8, 3e-5},
		{FORMAT_AIFF, "aiff", 44100, 2, 3e-5},
		{FORMAT_AIFF, "aiff", 8000, 1, 3e-5},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char name[64];
		snprintf(name, sizeof name, "%zu-%s", i, row[i].codec);
		char *path = fixture_path(*state, name);
		size_t frames = (size_t)row[i].rate * 2 + 1234;
		float *pcm = fixture_signal(frames, row[i].channels);
		assert_int_equal(fixture_encode(path, row[i].format, row[i].rate,
					 row[i].channels, pcm, frames),
			ERR_OK);
		check_file(path, row[i].codec, row[i].rate, row[i].channels, frames,
			pcm, row[i].loss);
		free(pcm);
		free(path);
	}
}

/* ---- what other people's encoders write; in.wav is 44.1 kHz stereo, 3.01 s. LAME
 * leaves its tag out where it does not fit into a frame (e.mp3): nothing is trimmed
 * there. */

static void files_of_other_tools(void **state)
{
	static const struct {
		const char *command, *file, *codec;
		int rate, channels;
		size_t frames; /* 0: those of in.wav */
	} row[] = {
		{"lame -b 128 in.wav a.mp3", "a.mp3", "mp3", 44100, 2, 0},
		{"lame -V 2 in.wav b.mp3", "b.mp3", "mp3", 44100, 2, 0},
		{"lame -b 320 --id3v2-only --tt x in.wav c.mp3", "c.mp3", "mp3", 44100,
			2, 0},
		{"sox -D in.wav -c 1 -r 8000 in8.wav && lame -b 24 in8.wav d.mp3",
			"d.mp3", "mp3", 8000, 1, 24098},
		{"lame -b 32 -m m in.wav --resample 44.1 e.mp3", "e.mp3", "mp3", 44100,
			1, 134784},
		{"oggenc -q 0 in.wav -o a.ogg", "a.ogg", "vorbis", 44100, 2, 0},
		{"oggenc -q 9 in.wav -o b.ogg", "b.ogg", "vorbis", 44100, 2, 0},
		{"flac in.wav -o a.flac", "a.flac", "flac", 44100, 2, 0},
		{"flac -8 --no-seektable in.wav -o b.flac", "b.flac", "flac", 44100, 2,
			0},
		{"ffmpeg -i in.wav -c:a pcm_s24le d.wav", "d.wav", "wav", 44100, 2, 0},
		{"ffmpeg -i in.wav -c:a pcm_s24be d.aiff", "d.aiff", "aiff", 44100, 2,
			0},
		{"ffmpeg -i in.wav -c:a pcm_f32le f.wav", "f.wav", "wav", 44100, 2, 0},
		{"ffmpeg -i in.wav -c:a pcm_u8 u.wav", "u.wav", "wav", 44100, 2, 0},
		{"ffmpeg -i in.wav -rf64 always r.wav", "r.wav", "wav", 44100, 2, 0},
		{"ffmpeg -i in.wav -f w64 w.wav", "w.wav", "wav", 44100, 2, 0},
		{"sox -D in.wav -b 24 -r 96000 g.flac && sox g.flac -b 24 h.wav",
			"g.flac", "flac", 96000, 2, 289176},
		{"opusenc --bitrate 96 in.wav a.opus", "a.opus", "opus", 48000, 2,
			144588},
		{"opusenc --bitrate 64 --framesize 60 in.wav b.opus", "b.opus", "opus",
			48000, 2, 144588},
	};
	size_t frames = 132840;
	float *pcm = fixture_signal(frames, 2);
	char *in = fixture_path(*state, "in.wav");
	assert_int_equal(fixture_encode(in, FORMAT_WAV, 44100, 2, pcm, frames), ERR_OK);
	int tried = 0;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		if (!fixture_run(*state, row[i].command))
			continue;
		char *path = fixture_path(*state, row[i].file);
		check_file(path, row[i].codec, row[i].rate, row[i].channels,
			row[i].frames ? row[i].frames : frames, NULL, 0);
		free(path);
		tried++;
	}
	print_message(
		"%d of %zu files of other tools\n", tried, sizeof row / sizeof *row);
	free(in);
	free(pcm);
}

/* Opus at low rates predicts from seconds ago: a melody, so that it has something to. */
static void opus_as_speech(void **state)
{
	static const int kbps[] = {12, 32};
	size_t frames = 48000 * 24;
	float *pcm = fixture_signal(frames, 2);
	for (size_t i = 0; i < frames; i++) {
		double t = (double)i / 48000, tone = 110 * (1 + floor(t * 1.5)) / 8;
		double x = .3 * sin(6.2832 * (tone + 100) * t) * exp(-fmod(t, .6667));
		pcm[2 * i] = pcm[2 * i] / 8 + (float)x;
		pcm[2 * i + 1] = pcm[2 * i + 1] / 16 + (float)(.6 * x);
	}
	char *in = fixture_path(*state, "in.wav"),
	     *out = fixture_path(*state, "slow.opus");
	assert_int_equal(fixture_encode(in, FORMAT_WAV, 48000, 2, pcm, frames), ERR_OK);
	free(pcm);
	for (size_t i = 0; i < sizeof kbps / sizeof *kbps; i++) {
		char command[96];
		snprintf(command, sizeof command,
			"opusenc --speech --bitrate %d in.wav slow.opus", kbps[i]);
		if (fixture_run(*state, command))
			check_file(out, "opus", 48000, 2, frames, NULL, 0);
	}
	free(in);
	free(out);
}

/* Every channel of a surround file comes out at its place in the order of WAV. */
static void channel_order(void **state)
{
	static const struct {
		const char *command, *file, *codec;
		double loss;
	} row[] = {
		{"ffmpeg -i s.wav -c:a flac s.flac", "s.flac", "flac", 1e-4},
		{"ffmpeg -i s.wav -c:a libvorbis -q:a 6 s.ogg", "s.ogg", "vorbis", .04},
		{"ffmpeg -i s.wav -c:a libopus -b:a 512k s.opus", "s.opus", "opus",
			.08},
	};
	static const struct {
		int channels;
		const char *layout;
	} layout[] = {{6, "5.1"}, {8, "7.1"}};
	size_t frames = 100000;
	for (size_t k = 0; k < sizeof layout / sizeof *layout; k++) {
		int channels = layout[k].channels;
		float *pcm = fixture_signal(frames, channels);
		for (size_t i = 0; i < frames;
			i++) /* the LFE channel is band-limited */
			pcm[i * (size_t)channels + 3] =
				(float)(.4 * sin(.005 * (double)i));
		char *in = fixture_path(*state, "in.wav"), command[160];
		assert_int_equal(
			fixture_encode(in, FORMAT_WAV, 48000, channels, pcm, frames),
			ERR_OK);
		snprintf(command, sizeof command,
			"ffmpeg -y -channel_layout %s -i in.wav -c:a pcm_s16le s.wav",
			layout[k].layout);
		bool there = fixture_run(*state, command);
		for (size_t i = 0; there && i < sizeof row / sizeof *row; i++) {
			snprintf(command, sizeof command, "rm -f %s; %s", row[i].file,
				row[i].command);
			if (!fixture_run(*state, command))
				continue;
			char *path = fixture_path(*state, row[i].file);
			check_file(path, row[i].codec, 48000, channels, frames, pcm,
				row[i].loss);
			free(path);
		}
		free(in);
		free(pcm);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			encoded_files, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			files_of_other_tools, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			opus_as_speech, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			channel_order, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
