/*
 * Formats from content and the payload's place: by hand-made files, byte by byte.
 */
#include "codec/sniff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"

/* An open, nameless file with these bytes; the caller closes. */
static int file_of(const struct str *s)
{
	FILE *f = tmpfile();
	assert_non_null(f);
	fwrite(str_text(s), 1, s->len, f);
	fflush(f);
	int fd = dup(fileno(f));
	fclose(f);
	return fd;
}

static enum format sniff(const struct str *s)
{
	int fd = file_of(s);
	enum format f = sniff_fd(fd);
	close(fd);
	return f;
}

static struct payload payload(const struct str *s, enum format f)
{
	struct payload p = {0};
	int fd = file_of(s);
	assert_int_equal(payload_of(fd, f, &p, NULL), ERR_OK);
	close(fd);
	return p;
}

static uint64_t whole(const struct str *s, enum format f)
{
	uint64_t digest = 0;
	int fd = file_of(s);
	assert_int_equal(payload_whole(fd, f, &digest, NULL), ERR_OK);
	close(fd);
	return digest;
}

static void put(struct str *s, const char *bytes, size_t n)
{
	str_append_n(s, bytes, n);
}

static void put_be32(struct str *s, uint32_t v)
{
	const char b[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
	put(s, b, 4);
}

static void put_le32(struct str *s, uint32_t v)
{
	const char b[4] = {(char)v, (char)(v >> 8), (char)(v >> 16), (char)(v >> 24)};
	put(s, b, 4);
}

static void put_id3(struct str *s, size_t n)
{
	put(s, "ID3\4\0\0", 6);
	for (int i = 3; i >= 0; i--)
		str_append_c(s, (char)(n >> (7 * i) & 0x7F));
	for (size_t i = 0; i < n; i++)
		str_append_c(s, 'T');
}

enum { MP3_FRAME = 417 }; /* MPEG 1 layer III, 128 kbit/s, 44.1 kHz */

static void put_mp3(struct str *s, int frames, char fill)
{
	for (int i = 0; i < frames; i++) {
		put(s, "\xFF\xFB\x90\x00", 4);
		for (int k = 4; k < MP3_FRAME; k++)
			str_append_c(s, (char)(fill + i));
	}
}

/* ---- */

static void tells_mp3_by_its_frames(void **state)
{
	struct str s = {0};
	put_mp3(&s, 4, 'a');
	assert_int_equal(sniff(&s), FORMAT_MP3);
	str_reset(&s);
	put_mp3(&s, 1, 'a'); /* alone, but the whole file */
	assert_int_equal(sniff(&s), FORMAT_MP3);
	put(&s, "trailing bytes that are no frame", 32);
	assert_int_equal(sniff(&s), FORMAT_UNKNOWN);
	str_reset(&s);
	for (int i = 0; i < 50000; i++)
		str_append_c(&s, (char)(i * 7 % 251));
	assert_int_equal(sniff(&s), FORMAT_UNKNOWN);
	put_mp3(&s, 5, 'a'); /* behind rubbish */
	assert_int_equal(sniff(&s), FORMAT_MP3);
	str_reset(&s);
	put_id3(&s, 200000); /* behind a tag with a picture */
	put_id3(&s, 10);
	put_mp3(&s, 4, 'a');
	assert_int_equal(sniff(&s), FORMAT_MP3);
	str_finish(&s);
}

static void a_sync_word_is_no_stream(void **state)
{
	struct str s = {0};
	/* Frames of two different streams one after the other, four times. */
	for (int i = 0; i < 4; i++) {
		put_mp3(&s, 1, 'a');
		put(&s, "\xFF\xFB\x94\x00", 4); /* 48 kHz */
		for (int k = 4; k < 384; k++)
			str_append_c(&s, 'b');
	}
	assert_int_equal(sniff(&s), FORMAT_UNKNOWN);
	str_finish(&s);
}

static void mp3_payload_leaves_out_every_tag(void **state)
{
	struct str bare = {0}, tagged = {0}, other = {0};
	put_mp3(&bare, 60, 'a');
	struct payload want = payload(&bare, FORMAT_MP3);
	assert_int_equal(want.bytes, 60 * MP3_FRAME);
	put_id3(&tagged, 3000);
	put_mp3(&tagged, 60, 'a');
	/* APE tag: header and footer of 32 bytes, 16 of items. */
	for (int i = 0; i < 2; i++) {
		put(&tagged, "APETAGEX", 8);
		put_le32(&tagged, 2000);
		put_le32(&tagged, 16 + 32);
		put_le32(&tagged, 1);
		put_le32(&tagged, i ? 0x80000000U : 0xA0000000U);
		put(&tagged, "\0\0\0\0\0\0\0\0", 8);
		if (i == 0)
			put(&tagged, "sixteen bytes...", 16);
	}
	put(&tagged, "TAG", 3);
	for (int i = 3; i < 128; i++)
		str_append_c(&tagged, ' ');
	struct payload got = payload(&tagged, FORMAT_MP3);
	assert_int_equal(got.bytes, want.bytes);
	assert_true(got.digest == want.digest);
	assert_true(whole(&tagged, FORMAT_MP3) == whole(&bare, FORMAT_MP3));
	/* A careless tagger adds a second one. */
	put(&tagged, "TAG", 3);
	for (int i = 3; i < 128; i++)
		str_append_c(&tagged, '-');
	assert_int_equal(payload(&tagged, FORMAT_MP3).bytes, want.bytes);
	put_mp3(&other, 60, 'b');
	got = payload(&other, FORMAT_MP3);
	assert_int_equal(got.bytes, want.bytes);
	assert_true(got.digest != want.digest);
	str_finish(&bare);
	str_finish(&tagged);
	str_finish(&other);
}

static void put_block(struct str *s, int type, bool last, size_t n)
{
	put_be32(s, (uint32_t)(type | (last ? 0x80 : 0)) << 24 | (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		str_append_c(s, (char)type);
}

static void flac_payload_begins_after_its_blocks(void **state)
{
	struct payload p[3];
	for (int i = 0; i < 3; i++) {
		struct str s = {0};
		if (i == 2)
			put_id3(&s, 77);
		put(&s, "fLaC", 4);
		put_block(&s, 0, false, 34);
		put_block(&s, 4, i == 0, 100);
		if (i > 0) {
			put_block(&s, 6, false, 70000);
			put_block(&s, 1, true, 4096);
		}
		put(&s, "the frames of the music", 23);
		if (i == 2) {
			put(&s, "TAG", 3);
			for (int k = 3; k < 128; k++)
				str_append_c(&s, ' ');
		}
		assert_int_equal(sniff(&s), FORMAT_FLAC);
		p[i] = payload(&s, FORMAT_FLAC);
		assert_int_equal(p[i].bytes, 23);
		assert_true(p[i].digest == p[0].digest);
		str_finish(&s);
	}
}

static void put_page(
	struct str *s, int flags, uint32_t number, const char *body, size_t n)
{
	put(s, "OggS\0", 5);
	str_append_c(s, (char)flags);
	put(s, "\1\2\3\4\5\6\7\0", 8);
	put_le32(s, 99);
	put_le32(s, number);
	put_le32(s, number * 2654435761U); /* stands for the sum, which changes too */
	str_append_c(s, (char)(n / 255 + 1));
	for (size_t i = 0; i < n / 255; i++)
		str_append_c(s, '\xFF');
	str_append_c(s, (char)(n % 255));
	put(s, body, n);
}

static void ogg_payload_does_not_see_renumbered_pages(void **state)
{
	struct payload p[2];
	char audio[4000];
	memset(audio, 'A', sizeof audio);
	for (uint32_t i = 0; i < 2; i++) {
		struct str s = {0};
		put_page(&s, 2, 0, "OpusHead\1\2\0\0\0\0\0\0\0\0\0", 19);
		put_page(&s, 0, 1, "OpusTags and so on", 18);
		for (uint32_t k = 0; k < 8; k++)
			put_page(&s, 0, 2 + i + k, audio, sizeof audio);
		assert_int_equal(sniff(&s), FORMAT_OPUS);
		p[i] = payload(&s, FORMAT_OPUS);
		str_finish(&s);
	}
	assert_int_equal(p[0].bytes, 8 * (27 + 16 + 4000));
	assert_int_equal(p[1].bytes, p[0].bytes);
	assert_true(p[0].digest == p[1].digest);
}

/* The middle is the same, what lies before it is not; and a retagged file is the same. */
static void all_of_the_payload_tells_files_apart(void **state)
{
	struct str a = {0}, b = {0}, c = {0};
	put_mp3(&a, 300, 'a');
	put_mp3(&b, 300, 'a');
	b.data[5000] = 'b';
	put_id3(&c, 5000);
	put_mp3(&c, 300, 'a');
	struct payload p = payload(&a, FORMAT_MP3), q = payload(&b, FORMAT_MP3);
	assert_true(p.bytes == q.bytes && p.digest == q.digest);
	assert_true(whole(&a, FORMAT_MP3) != whole(&b, FORMAT_MP3));
	assert_true(whole(&a, FORMAT_MP3) == whole(&c, FORMAT_MP3));
	str_finish(&a);
	str_finish(&b);
	str_finish(&c);
}

/* Another tool cuts the stream into other pages: what they hold is the same. */
static void all_of_an_ogg_stream_does_not_see_its_pages(void **state)
{
	enum { BYTES = 24000 };
	static char audio[BYTES];
	uint64_t digest[2];
	for (int i = 0; i < BYTES; i++)
		audio[i] = (char)(i * 7 + i / 256);
	for (uint32_t i = 0; i < 2; i++) {
		struct str s = {0};
		size_t page = i ? 3000 : 4000;
		put_page(&s, 2, 0, "OpusHead\1\2\0\0\0\0\0\0\0\0\0", 19);
		put_page(&s, 0, 1, "OpusTags and so on", 18);
		for (uint32_t k = 0; k < BYTES / page; k++)
			put_page(&s, 0, 2 + k, audio + k * page, page);
		digest[i] = whole(&s, FORMAT_OPUS);
		str_finish(&s);
	}
	assert_true(digest[0] == digest[1]);
}

static void tells_the_streams_of_ogg(void **state)
{
	const struct {
		const char *id;
		enum format f;
	} cases[] = {{"\001vorbis and more", FORMAT_VORBIS},
		{"OpusHead and more", FORMAT_OPUS},
		{"\177FLAC and much more", FORMAT_OGG_FLAC},
		{"Speex   and more", FORMAT_SPEEX},
		{"\200theora and more", FORMAT_UNKNOWN}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = {0};
		put_page(&s, 2, 0, cases[i].id, strlen(cases[i].id));
		assert_int_equal(sniff(&s), cases[i].f);
		str_reset(&s);
		put_page(&s, 2, 0, "fishead\0 of Skeleton",
			20); /* the first is not audio */
		put_page(&s, 2, 0, cases[i].id, strlen(cases[i].id));
		assert_int_equal(sniff(&s), cases[i].f);
		str_finish(&s);
	}
}

static void put_wave(struct str *s, uint32_t list, uint32_t data, uint32_t says)
{
	put(s, "RIFF", 4);
	put_le32(s, 1000);
	put(s, "WAVEfmt ", 8);
	put_le32(s, 16);
	put(s, "\1\0\1\0\x44\xAC\0\0\x88\x58\1\0\2\0\x10\0", 16);
	if (list) {
		put(s, "LIST", 4);
		put_le32(s, list);
		for (uint32_t i = 0; i < list + (list & 1); i++)
			str_append_c(s, 'i');
	}
	put(s, "data", 4);
	put_le32(s, says);
	for (uint32_t i = 0; i < data; i++)
		str_append_c(s, 'd');
}

static void wave_payload_is_its_data(void **state)
{
	const struct {
		uint32_t list, data, says;
	} cases[] = {{0, 500, 500}, {33, 500, 500}, {0, 500, 0}, {0, 500, 0x7FFFFFFF}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = {0};
		put_wave(&s, cases[i].list, cases[i].data, cases[i].says);
		assert_int_equal(sniff(&s), FORMAT_WAV);
		assert_int_equal(payload(&s, FORMAT_WAV).bytes, 500);
		str_finish(&s);
	}
}

static void tells_aiff_and_what_is_nothing(void **state)
{
	struct str s = {0};
	put(&s, "FORM", 4);
	put_be32(&s, 100);
	put(&s, "AIFFSSND", 8);
	put_be32(&s, 8 + 40);
	for (int i = 0; i < 48; i++)
		str_append_c(&s, 's');
	put(&s, "ID3 \0\0\0\4tags", 12);
	assert_int_equal(sniff(&s), FORMAT_AIFF);
	assert_int_equal(payload(&s, FORMAT_AIFF).bytes, 48);
	const char *const none[] = {"", "a", "ID3", "fLa", "RIFF1234AVI ",
		"\x89PNG\r\n", "#!/bin/sh\nexit 0\n"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		str_reset(&s);
		str_append(&s, none[i]);
		assert_int_equal(sniff(&s), FORMAT_UNKNOWN);
	}
	str_finish(&s);
}

static void a_header_alone_is_no_audio(void **state)
{
	const struct {
		const char *bytes;
		size_t n;
		enum format f;
	} cases[] = {{"fLaC\x80\xFF\xFF\xFF", 8, FORMAT_FLAC},
		{"OggS", 4, FORMAT_VORBIS},
		{"RIFF\0\0\0\0WAVEjunk\xFF\xFF\xFF\xFF", 20, FORMAT_WAV},
		{"", 0, FORMAT_MP3}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = {0};
		struct payload p;
		struct err why = {0};
		put(&s, cases[i].bytes, cases[i].n);
		int fd = file_of(&s);
		assert_int_equal(payload_of(fd, cases[i].f, &p, &why), ERR_FORMAT);
		assert_true(why.msg[0] != '\0');
		close(fd);
		str_finish(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_mp3_by_its_frames),
		cmocka_unit_test(a_sync_word_is_no_stream),
		cmocka_unit_test(mp3_payload_leaves_out_every_tag),
		cmocka_unit_test(flac_payload_begins_after_its_blocks),
		cmocka_unit_test(ogg_payload_does_not_see_renumbered_pages),
		cmocka_unit_test(all_of_the_payload_tells_files_apart),
		cmocka_unit_test(all_of_an_ogg_stream_does_not_see_its_pages),
		cmocka_unit_test(tells_the_streams_of_ogg),
		cmocka_unit_test(wave_payload_is_its_data),
		cmocka_unit_test(tells_aiff_and_what_is_nothing),
		cmocka_unit_test(a_header_alone_is_no_audio),
	};
	return cmocka_run_group_tests_name("payload", tests, NULL, NULL);
}
