/*
 * Tags: what is written is read in every format; identity survives retagging and tells
 * different audio apart; damaged and foreign files give an error or a repaired record.
 */
#include "codec/tags.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "codec/encode.h"
#include "codec/sniff.h"

struct place {
	char dir[64], path[96];
};

static const enum format formats[] = {
	FORMAT_MP3, FORMAT_FLAC, FORMAT_VORBIS, FORMAT_OPUS, FORMAT_WAV, FORMAT_AIFF};
enum { N_FORMATS = sizeof formats / sizeof *formats, RATE = 48000, SECONDS = 3 };

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	snprintf(p->dir, sizeof p->dir, "/tmp/linnet-test-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	/* A name without a fitting extension: the content must do. */
	snprintf(p->path, sizeof p->path, "%s/music.txt", p->dir);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	unlink(p->path);
	int r = rmdir(p->dir);
	free(p);
	return r;
}

static void render(const char *path, enum format f, double hz)
{
	struct encoder *e = NULL;
	struct err why = {0};
	float *pcm = xcalloc(RATE * SECONDS * 2, sizeof *pcm);
	for (int i = 0; i < RATE * SECONDS; i++)
		pcm[2 * i] = pcm[2 * i + 1] = (float)(.4 * sin(hz * 6.2832 * i / RATE));
	assert_int_equal(encoder_open(path, f, RATE, 2, .4, &e, &why), ERR_OK);
	assert_int_equal(encoder_write(e, pcm, RATE * SECONDS, &why), ERR_OK);
	assert_int_equal(encoder_close(e, &why), ERR_OK);
	free(pcm);
}

static enum err_code read_path(const char *path, struct tags *t, struct err *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	enum err_code code = tags_read_fd(fd, t, why);
	close(fd);
	return code;
}

static void write_bytes(const char *path, const void *data, size_t n)
{
	assert_int_equal(io_write_file(path, data, n, 0600, NULL), ERR_OK);
}

/* ---- */

static void reads_what_was_written(void **state)
{
	struct place *p = *state;
	static char title[] = "Björk – 夜に駆ける 🎵", artist[] = "Sigur Rós",
		    album[] = "Ágætis", album_artist[] = "Various",
		    genre[] = "Post-Rock", composer[] = "J. S.", date[] = "1999-06-12",
		    mb[] = "0a1b2c3d-0000-4000-8000-123456789abc",
		    release[] = "ffffffff-0000-4000-8000-123456789abc";
	static const char jpeg[] = "\xFF\xD8\xFF\xE0 not really a picture";
	struct tags in = {.title = title,
		.artist = artist,
		.album = album,
		.album_artist = album_artist,
		.genre = genre,
		.composer = composer,
		.date = date,
		.mb_recording = mb,
		.mb_album = release,
		.track = 3,
		.track_total = 12,
		.disc = 2,
		.disc_total = 3,
		.has_track_gain = true,
		.track_gain_db = -7.25F,
		.track_peak = .988F};
	for (size_t i = 0; i < N_FORMATS; i++) {
		struct tags t = {0};
		struct err why = {0};
		render(p->path, formats[i], 440);
		assert_int_equal(
			tags_write(p->path, &in, jpeg, sizeof jpeg, &why), ERR_OK);
		assert_int_equal(read_path(p->path, &t, &why), ERR_OK);
		assert_string_equal(t.title, title);
		assert_string_equal(t.artist, artist);
		assert_string_equal(t.album, album);
		assert_string_equal(t.album_artist, album_artist);
		assert_string_equal(t.genre, genre);
		assert_string_equal(t.composer, composer);
		assert_string_equal(t.date, date);
		assert_string_equal(t.mb_recording, mb);
		assert_string_equal(t.mb_album, release);
		assert_int_equal(t.year, 1999);
		assert_int_equal(t.track, 3);
		assert_int_equal(t.track_total, 12);
		assert_int_equal(t.disc, 2);
		assert_int_equal(t.disc_total, 3);
		assert_true(t.has_track_gain && t.has_picture && !t.has_album_gain);
		assert_true(fabsf(t.track_gain_db + 7.25F) < .01F);
		assert_true(fabsf(t.track_peak - .988F) < .001F);
		assert_int_equal(t.rate_hz, RATE);
		assert_int_equal(t.channels, 2);
		assert_true(llabs((long long)t.duration_ms - SECONDS * 1000) <= 60);
		assert_string_equal(t.codec, format_name(formats[i]));
		tags_finish(&t);
	}
}

static void identity_survives_retagging_only(void **state)
{
	struct place *p = *state;
	for (size_t i = 0; i < N_FORMATS; i++) {
		struct tags t[4] = {0};
		/* Long enough to need further header pages of Ogg: all that follow
		 * change. */
		struct str text = {0};
		for (int k = 0; k < 900; k++)
			str_append_c(&text, 'x');
		char *cover = xcalloc(1, 200000);
		memcpy(cover, "\xFF\xD8\xFF\xE0", 4);
		struct tags in = {.title = text.data};
		render(p->path, formats[i], 440);
		assert_int_equal(read_path(p->path, &t[0], NULL), ERR_OK);
		assert_int_equal(tags_write(p->path, &in, NULL, 0, NULL), ERR_OK);
		assert_int_equal(read_path(p->path, &t[1], NULL), ERR_OK);
		assert_int_equal(tags_write(p->path, &in, cover, 200000, NULL), ERR_OK);
		assert_int_equal(read_path(p->path, &t[2], NULL), ERR_OK);
		render(p->path, formats[i], 441);
		assert_int_equal(read_path(p->path, &t[3], NULL), ERR_OK);
		assert_true(t[0].payload_bytes > 1000);
		for (int k = 1; k < 3; k++) {
			assert_int_equal(t[k].payload_bytes, t[0].payload_bytes);
			assert_true(t[k].payload_digest == t[0].payload_digest);
		}
		assert_true(t[3].payload_digest != t[0].payload_digest);
		for (int k = 0; k < 4; k++)
			tags_finish(&t[k]);
		str_finish(&text);
		free(cover);
	}
}

/* An ID3v2.3 frame of Latin-1 text. */
static void put_frame(struct str *s, const char *id, const char *text, size_t n)
{
	const char size[4] = {
		0, (char)((n + 1) >> 16), (char)((n + 1) >> 8), (char)(n + 1)};
	str_append_n(s, id, 4);
	str_append_n(s, size, 4);
	str_append_n(s, "\0\0\0", 3); /* flags, encoding */
	str_append_n(s, text, n);
}

/* The MP3 of `path` with an ID3v2.3 tag of these frames before it. */
static void put_id3(const char *path, const struct str *frames)
{
	char *data;
	size_t n;
	struct str out = {0};
	assert_int_equal(io_read_file(path, 1 << 24, &data, &n, NULL), ERR_OK);
	str_append_n(&out, "ID3\3\0\0", 6);
	for (int i = 3; i >= 0; i--)
		str_append_c(&out, (char)(frames->len >> (7 * i) & 0x7F));
	str_append_n(&out, frames->data, frames->len);
	str_append_n(&out, data, n);
	write_bytes(path, out.data, out.len);
	str_finish(&out);
	free(data);
}

static void repairs_text(void **state)
{
	struct place *p = *state;
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{"Bj\xC3\xB6rk", "Björk"}, /* UTF-8 that calls itself Latin-1 */
		{"Bj\xF6rk", "Björk"},     /* Latin-1 */
		{"\x93Quote\x94 \x80", "“Quote” €"}, /* Windows-1252 */
		{"\xCA\xE8\xED\xEE - \xC3\xF0\xF3\xEF\xEF\xE0 \xEA\xF0\xEE\xE2\xE8",
			"Кино - Группа крови"}, /* Windows-1251 */
		{"\xC5\xC4\xD6", "ÅÄÖ"},
		{"two\r\n\tlines  \x1B[31m ", "two lines [31m"},
		{"  spaced  ", "spaced"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str frames = {0};
		struct tags t = {0};
		render(p->path, FORMAT_MP3, 440);
		put_frame(&frames, "TIT2", cases[i].in, strlen(cases[i].in));
		put_id3(p->path, &frames);
		assert_int_equal(read_path(p->path, &t, NULL), ERR_OK);
		assert_string_equal(t.title, cases[i].out);
		tags_finish(&t);
		str_finish(&frames);
	}
}

static void drops_what_is_absurd(void **state)
{
	struct place *p = *state;
	struct str frames = {0};
	struct tags t = {0};
	char *huge = xmalloc(10 << 20);
	memset(huge, 'c', 10 << 20);
	render(p->path, FORMAT_MP3, 440);
	put_frame(&frames, "TYER", "20033", 5);
	put_frame(&frames, "TRCK", "99999/-3", 8);
	put_frame(&frames, "TIT2", "fine", 4);
	put_frame(&frames, "TALB", huge, 5 << 20);
	put_frame(&frames, "TCON", "(17)", 4);
	put_frame(&frames, "COMM", huge, 10 << 20);
	put_id3(p->path, &frames);
	assert_int_equal(read_path(p->path, &t, NULL), ERR_OK);
	assert_string_equal(t.title, "fine");
	assert_int_equal(strlen(t.album), TAGS_TEXT_MAX);
	assert_string_equal(t.genre, "Rock");
	assert_int_equal(t.year, 0);
	assert_null(t.date);
	assert_int_equal(t.track, 0);
	tags_finish(&t);
	str_finish(&frames);
	free(huge);
}

static void tells_files_that_are_no_music(void **state)
{
	struct place *p = *state;
	static const struct {
		const char *data;
		size_t n;
		const char *words;
	} cases[] = {
		{"", 0, "empty"},
		{"just some text, not audio at all, whatever the name says", 56,
			"none of"},
		{"ID3\3\0\0\0\0\0\0", 10, "none of"},
		{"fLaC\x80\0\0\0", 8, "no audio"},
		{"RIFF\xFF\xFF\xFF\xFFWAVEdata\xFF\xFF\xFF\xFF", 20, "no audio"},
		{"\0\0\0\x20"
		 "ftypM4A \0\0\0\0",
			16, "no audio"},
		{"\0\0\0\x20"
		 "ftypheic\0\0\0\0",
			16, "none of"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tags t = {0};
		struct err why = {0};
		write_bytes(p->path, cases[i].data, cases[i].n);
		assert_int_equal(read_path(p->path, &t, &why), ERR_FORMAT);
		assert_non_null(strstr(why.msg, cases[i].words));
	}
}

/* Damage of every kind ends in a record or an error, never in a crash or a hang. */
static void survives_damage(void **state)
{
	struct place *p = *state;
	struct rng r;
	rng_seed(&r, 7);
	for (size_t i = 0; i < N_FORMATS; i++) {
		char *data;
		size_t n;
		static char text[] = "Title of a track";
		struct tags in = {
			.title = text, .artist = text, .album = text, .track = 3};
		render(p->path, formats[i], 440);
		assert_int_equal(tags_write(p->path, &in, text, 16, NULL), ERR_OK);
		assert_int_equal(
			io_read_file(p->path, 1 << 24, &data, &n, NULL), ERR_OK);
		for (int round = 0; round < 60; round++) {
			char *copy = xmemdup(data, n);
			size_t keep = round % 3 == 0 ? rng_below(&r, (uint32_t)n) : n;
			size_t head = n < 4096 ? n : 4096;
			for (int k = 0; k < 1 + round / 2; k++)
				copy[rng_below(&r, (uint32_t)head)] =
					(char)rng_below(&r, 256);
			write_bytes(p->path, copy, keep);
			struct tags t = {0};
			struct err why = {0};
			if (read_path(p->path, &t, &why) == ERR_OK)
				assert_true(t.rate_hz > 0 && t.payload_bytes > 0);
			else
				assert_true(why.msg[0] != '\0');
			tags_finish(&t);
			free(copy);
		}
		free(data);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			reads_what_was_written, setup, teardown),
		cmocka_unit_test_setup_teardown(
			identity_survives_retagging_only, setup, teardown),
		cmocka_unit_test_setup_teardown(repairs_text, setup, teardown),
		cmocka_unit_test_setup_teardown(drops_what_is_absurd, setup, teardown),
		cmocka_unit_test_setup_teardown(
			tells_files_that_are_no_music, setup, teardown),
		cmocka_unit_test_setup_teardown(survives_damage, setup, teardown),
	};
	return cmocka_run_group_tests_name("tags", tests, NULL, NULL);
}
