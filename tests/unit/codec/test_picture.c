/*
 * Pictures and lyrics in files of every kind: what ffmpeg and the formats' own tools
 * wrote is found, the front cover first; what is damaged or absurd gives an error, soon
 * and without much memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>

#include "fixture.h"

#include <cmocka.h>

#include "codec/picture.h"
#include "codec/tags.h"
#include "text/lyrics.h"

/* ---- PNG files, by hand */

static void put_be32(struct str *s, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		str_append_c(s, (char)(v >> shift & 0xFF));
}

static void put_chunk(struct str *out, const char *type, const void *data, size_t n)
{
	uint32_t crc = 0xFFFFFFFFu;
	put_be32(out, (uint32_t)n);
	size_t from = out->len;
	str_append(out, type);
	str_append_n(out, data, n);
	for (size_t i = from; i < out->len; i++) {
		crc ^= (unsigned char)out->data[i];
		for (int k = 0; k < 8; k++)
			crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
	}
	put_be32(out, ~crc);
}

/* One byte again and again, as zlib has it, in stored blocks. */
static void put_zlib(struct str *z, const char *raw, size_t n)
{
	uint32_t a = 1, b = 0;
	str_append_n(z, "\x78\x01", 2);
	for (size_t at = 0; at < n;) {
		uint32_t k = n - at > 65535 ? 65535 : (uint32_t)(n - at);
		const char head[] = {at + k == n, (char)(k & 0xFF), (char)(k >> 8),
			(char)(~k & 0xFF), (char)(~k >> 8 & 0xFF)};
		str_append_n(z, head, sizeof head);
		str_append_n(z, raw + at, k);
		at += k;
	}
	for (size_t i = 0; i < n; i++) {
		a = (a + (unsigned char)raw[i]) % 65521;
		b = (b + a) % 65521;
	}
	put_be32(z, b << 16 | a);
}

static void put_png_head(struct str *out, uint32_t w, uint32_t h)
{
	struct str head = {0};
	str_append_n(out, "\x89PNG\r\n\x1A\n", 8);
	put_be32(&head, w);
	put_be32(&head, h);
	str_append_n(&head, "\x08\x02\0\0\0", 5); /* 8 bits, RGB */
	put_chunk(out, "IHDR", head.data, head.len);
	str_finish(&head);
}

/* The left half of one colour, the right half of another. */
static void put_png(
	struct str *out, int w, int h, const char left[3], const char right[3])
{
	struct str raw = {0}, z = {0};
	put_png_head(out, (uint32_t)w, (uint32_t)h);
	for (int y = 0; y < h; y++) {
		str_append_c(&raw, 0);
		for (int x = 0; x < w; x++)
			str_append_n(&raw, x < w / 2 ? left : right, 3);
	}
	put_zlib(&z, raw.data, raw.len);
	put_chunk(out, "IDAT", z.data, z.len);
	put_chunk(out, "IEND", "", 0);
	str_finish(&raw);
	str_finish(&z);
}

static const char RED[] = "\xE0\x10\x10", BLUE[] = "\x10\x10\xE0",
		  GREEN[] = "\x10\xC0\x10";

static void assert_pixel(const struct picture *p, int x, int y, const char want[3])
{
	const unsigned char *at =
		p->rgba + ((size_t)y * (size_t)p->width + (size_t)x) * 4;
	for (int c = 0; c < 3; c++)
		assert_in_range(at[c] + 20, (unsigned char)want[c],
			(unsigned char)want[c] + 40);
	assert_int_equal(at[3], 255);
}

/* What is left and right of it; the size is in its proportion. */
static void assert_halves(
	const struct picture *p, int w, int h, const char left[3], const char right[3])
{
	assert_int_equal(p->width, w);
	assert_int_equal(p->height, h);
	for (int y = 0; y < h; y += h - 1) {
		assert_pixel(p, 0, y, left);
		assert_pixel(p, w / 2 - 3, y, left);
		assert_pixel(p, w / 2 + 3, y, right);
		assert_pixel(p, w - 1, y, right);
	}
}

static enum err_code read_path(
	const char *path, int side, struct picture *p, struct err *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	enum err_code code = picture_read_fd(fd, side, p, why);
	close(fd);
	return code;
}

/* ---- decoding */

static void decodes_and_makes_smaller(void **state)
{
	static const struct {
		int w, h, side, made_w, made_h;
	} table[] = {{64, 32, 512, 64, 32}, {64, 32, 16, 16, 8}, {100, 301, 30, 9, 30},
		{640, 640, 99999, 512, 512}, {700, 20, 100, 100, 2}};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct str png = {0};
		struct picture p;
		put_png(&png, table[i].w, table[i].h, RED, BLUE);
		assert_int_equal(
			picture_decode(png.data, png.len, table[i].side, &p, NULL),
			ERR_OK);
		assert_halves(&p, table[i].made_w, table[i].made_h, RED, BLUE);
		picture_finish(&p);
		str_finish(&png);
	}
}

static void decodes_jpeg(void **state)
{
	struct fixture *f = *state;
	struct str png = {0};
	put_png(&png, 1200, 800, RED, BLUE);
	free(fixture_bytes(f, "in.png", png.data, png.len));
	str_finish(&png);
	if (!fixture_run(f, "ffmpeg -y -i in.png -q:v 2 base.jpg"))
		skip();
	char *path = fixture_path(f, "base.jpg");
	const int sides[] = {512, 300, 90, 8};
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		struct picture p;
		assert_int_equal(read_path(path, sides[i], &p, NULL), ERR_OK);
		assert_halves(&p, sides[i], sides[i] * 2 / 3, RED, BLUE);
		picture_finish(&p);
	}
	free(path);
}

static void refuses_what_is_too_large(void **state)
{
	static const struct {
		uint32_t w, h;
		enum err_code code;
	} table[] = {{30000, 30000, ERR_RANGE}, {19999, 19999, ERR_RANGE},
		{8000, 8000, ERR_RANGE}, {0x7FFFFFFF, 1, ERR_RANGE},
		{0, 5, ERR_FORMAT}};
	struct rusage before, after;
	getrusage(RUSAGE_SELF, &before);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct str png = {0};
		struct picture p;
		struct err why = {0};
		put_png_head(&png, table[i].w, table[i].h);
		put_chunk(&png, "IDAT", "\x78\x01", 2);
		put_chunk(&png, "IEND", "", 0);
		enum err_code code = picture_decode(png.data, png.len, 512, &p, &why);
		assert_true(code == table[i].code || code == ERR_FORMAT);
		assert_non_null(strstr(why.msg, "picture"));
		assert_null(p.rgba);
		str_finish(&png);
	}
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 << 10); /* kB */
}

static void survives_damage(void **state)
{
	struct fixture *f = *state;
	struct str png = {0};
	char *jpeg = NULL;
	size_t n = 0;
	put_png(&png, 40, 40, RED, BLUE);
	free(fixture_bytes(f, "small.png", png.data, png.len));
	if (fixture_run(f, "ffmpeg -y -i small.png small.jpg")) {
		char *path = fixture_path(f, "small.jpg");
		FILE *in = fopen(path, "rb");
		jpeg = xcalloc(1, 100000);
		n = fread(jpeg, 1, 100000, in);
		fclose(in);
		free(path);
	}
	struct rng r;
	rng_seed(&r, 3);
	for (int i = 0; i < 400; i++) {
		bool is_jpeg = i % 2 && jpeg;
		size_t all = is_jpeg ? n : png.len;
		char *copy = xmemdup(is_jpeg ? jpeg : png.data, all);
		struct picture p;
		for (int k = 0; k < 4; k++)
			copy[3 + (size_t)(rng_double(&r) * (double)(all - 3))] ^=
				(char)(1 + (int)(rng_double(&r) * 254));
		if (i % 3 == 0)
			all = (size_t)(rng_double(&r) * (double)all);
		if (picture_decode(copy, all, 64, &p, NULL) == ERR_OK)
			assert_in_range(p.width, 1, 64);
		picture_finish(&p);
		free(copy);
	}
	struct picture p;
	assert_int_equal(picture_decode("GIF89a", 6, 64, &p, NULL), ERR_UNSUPPORTED);
	assert_int_equal(picture_decode("", 0, 64, &p, NULL), ERR_UNSUPPORTED);
	free(jpeg);
	str_finish(&png);
}

/* ---- in files of sound */

/* Half a second of sound, and two pictures beside it. */
static void prepare(struct fixture *f)
{
	struct str front = {0}, back = {0};
	float *pcm = fixture_signal(22050, 2);
	char *wav = fixture_path(f, "in.wav");
	assert_int_equal(fixture_encode(wav, FORMAT_WAV, 44100, 2, pcm, 22050), ERR_OK);
	put_png(&front, 60, 60, RED, BLUE);
	put_png(&back, 60, 60, GREEN, GREEN);
	free(fixture_bytes(f, "front.png", front.data, front.len));
	free(fixture_bytes(f, "back.png", back.data, back.len));
	free(pcm);
	free(wav);
	str_finish(&front);
	str_finish(&back);
}

static void finds_pictures_in_every_container(void **state)
{
	static const struct {
		const char *file, *make;
	} table[] = {
		{"a.mp3", "ffmpeg -y -i in.wav -i front.png -map 0 -map 1 -c:v copy "
			  "-disposition:v attached_pic a.mp3"},
		{"a.m4a", "ffmpeg -y -i in.wav -i front.png -map 0 -map 1 -c:v copy "
			  "-disposition:v attached_pic a.m4a"},
		{"a.flac", "ffmpeg -y -i in.wav a.flac && metaflac "
			   "'--import-picture-from=4||||back.png' "
			   "'--import-picture-from=3||||front.png' a.flac"},
		{"a.opus",
			"opusenc --picture '4||||back.png' --picture '3||||front.png' "
			"in.wav a.opus"},
		{"a.wv", "wavpack -y in.wav a.wv --write-binary-tag 'Cover Art "
			 "(Back)=@back.png' --write-binary-tag 'Cover Art "
			 "(Front)=@front.png'"},
		{"a.mka",
			"ffmpeg -y -i in.wav -c:a flac -attach back.png -metadata:s:t "
			"mimetype=image/png -metadata:s:t:0 filename=other.png -attach "
			"front.png -metadata:s:t:1 mimetype=image/png -metadata:s:t:1 "
			"filename=cover.png a.mka"},
		{"a.aiff", "ffmpeg -y -i in.wav -i front.png -map 0 -map 1 -c:v copy "
			   "-write_id3v2 1 a.aiff"},
	};
	struct fixture *f = *state;
	int found = 0;
	prepare(f);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct picture p;
		struct err why = {0};
		if (!fixture_run(f, table[i].make))
			continue;
		char *path = fixture_path(f, table[i].file);
		enum err_code code = read_path(path, 30, &p, &why);
		if (code != ERR_OK)
			print_error("%s: %s\n", table[i].file, why.msg);
		assert_int_equal(code, ERR_OK);
		assert_halves(&p, 30, 30, RED, BLUE);
		picture_finish(&p);
		free(path);
		found++;
	}
	if (found == 0)
		skip();
}

static void put_le(struct str *s, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		str_append_c(s, (char)(v >> 8 * i & 0xFF));
}

static void put_utf16(struct str *s, const char *text)
{
	for (size_t i = 0; i <= strlen(text); i++)
		put_le(s, (unsigned char)text[i], 2);
}

/* ffmpeg writes no pictures into WMA: an object of attributes goes to the front of the
 * header, which then is longer and has one more. */
static void add_asf_picture(struct str *file, const struct str *png)
{
	enum { HEAD = 30, SIZE_AT = 16, COUNT_AT = 24 };
	struct str value = {0}, object = {0}, out = {0};
	str_append_c(&value, 3); /* front cover */
	put_le(&value, png->len, 4);
	put_utf16(&value, "image/png");
	put_utf16(&value, "");
	str_append_n(&value, png->data, png->len);
	str_append_n(&object,
		"\x40\xA4\xD0\xD2\x07\xE3\xD2\x11\x97\xF0\x00\xA0\xC9\x5E\xA8\x50", 16);
	put_le(&object, 16 + 8 + 2 + 2 + 22 + 2 + 2 + value.len, 8);
	put_le(&object, 1, 2);
	put_le(&object, 22, 2);
	put_utf16(&object, "WM/Picture");
	put_le(&object, 1, 2); /* bytes */
	put_le(&object, value.len, 2);
	str_append_n(&object, value.data, value.len);
	uint64_t size;
	memcpy(&size, file->data + SIZE_AT, sizeof size);
	str_append_n(&out, file->data, SIZE_AT);
	put_le(&out, size + object.len, 8);
	put_le(&out, (unsigned char)file->data[COUNT_AT] + 1U, 4);
	str_append_n(&out, file->data + COUNT_AT + 4, HEAD - COUNT_AT - 4);
	str_append_n(&out, object.data, object.len);
	str_append_n(&out, file->data + HEAD, file->len - HEAD);
	str_finish(&value);
	str_finish(&object);
	str_finish(file);
	*file = out;
}

static void finds_pictures_in_wma(void **state)
{
	struct fixture *f = *state;
	struct str png = {0}, file = {0};
	struct picture p;
	char part[4096];
	prepare(f);
	if (!fixture_run(f, "ffmpeg -y -i in.wav p.wma"))
		skip();
	char *path = fixture_path(f, "p.wma");
	FILE *in = fopen(path, "rb");
	for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;)
		str_append_n(&file, part, n);
	fclose(in);
	free(path);
	put_png(&png, 60, 60, RED, BLUE);
	add_asf_picture(&file, &png);
	path = fixture_bytes(f, "q.wma", file.data, file.len);
	assert_int_equal(read_path(path, 30, &p, NULL), ERR_OK);
	assert_halves(&p, 30, 30, RED, BLUE);
	picture_finish(&p);
	free(path);
	str_finish(&png);
	str_finish(&file);
}

/* What linnet itself writes: Vorbis' METADATA_BLOCK_PICTURE among it. */
static void finds_what_it_wrote(void **state)
{
	static const enum format formats[] = {FORMAT_MP3, FORMAT_FLAC, FORMAT_VORBIS,
		FORMAT_OPUS, FORMAT_WAV, FORMAT_AIFF};
	struct fixture *f = *state;
	struct str png = {0};
	float *pcm = fixture_signal(48000, 2);
	put_png(&png, 50, 50, RED, BLUE);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		char *path = fixture_path(f, "own.bin");
		struct tags t = {.title = (char *)"x"};
		struct picture p;
		assert_int_equal(
			fixture_encode(path, formats[i], 48000, 2, pcm, 48000), ERR_OK);
		assert_int_equal(read_path(path, 50, &p, NULL), ERR_NOT_FOUND);
		assert_int_equal(tags_write(path, &t, png.data, png.len, NULL), ERR_OK);
		assert_int_equal(read_path(path, 50, &p, NULL), ERR_OK);
		assert_halves(&p, 50, 50, RED, BLUE);
		picture_finish(&p);
		free(path);
	}
	free(pcm);
	str_finish(&png);
}

static void says_that_one_in_tags_is_too_large(void **state)
{
	struct fixture *f = *state;
	enum { TOO_MUCH = PICTURE_FILE_MAX + 1 };
	char *path = fixture_path(f, "large.wav"), *jpeg = xcalloc(1, TOO_MUCH);
	float *pcm = fixture_signal(4800, 2);
	const struct tags t = {.title = (char *)"x"};
	struct picture p;
	struct err why = {0};
	memcpy(jpeg, "\xFF\xD8\xFF", 3);
	assert_int_equal(fixture_encode(path, FORMAT_WAV, 48000, 2, pcm, 4800), ERR_OK);
	assert_int_equal(tags_write(path, &t, jpeg, TOO_MUCH, NULL), ERR_OK);
	assert_int_equal(read_path(path, 50, &p, &why), ERR_RANGE);
	assert_non_null(strstr(why.msg, "more than 32 MB"));
	free(pcm);
	free(jpeg);
	free(path);
}

/* ---- lyrics */

/* An ID3v2.3 tag of one frame in front of a file. */
static void put_id3(struct str *out, const char *frame, const void *data, size_t n)
{
	size_t all = n + 10;
	str_append_n(out, "ID3\3\0\0", 6);
	for (int shift = 21; shift >= 0; shift -= 7)
		str_append_c(out, (char)(all >> shift & 0x7F));
	str_append(out, frame);
	put_be32(out, (uint32_t)n);
	str_append_n(out, "\0\0", 2);
	str_append_n(out, data, n);
}

static void assert_lyrics(const char *path, bool timed, const char *first,
	int64_t at_ms, const char *second)
{
	struct str text = {0};
	struct lyrics l;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(lyrics_read_fd(fd, &text, NULL), ERR_OK);
	close(fd);
	lyrics_parse(&l, text.data, text.len);
	assert_int_equal(l.timed, timed);
	assert_int_equal(l.n, 2);
	assert_string_equal(l.line[0].text, first);
	assert_int_equal(l.line[0].at_ms, at_ms);
	assert_string_equal(l.line[1].text, second);
	lyrics_finish(&l);
	str_finish(&text);
}

static void reads_id3_lyrics(void **state)
{
	/* Latin-1, milliseconds, lyrics; then pieces of text and their times. */
	static const char sylt[] = "\0eng\2\1\0"
				   "\nOne \0\0\0\3\xE8"
				   "two\0\0\0\5\xDC"
				   "\nthree\0\0\0\7\xD0";
	/* No piece begins a line: each is one. */
	static const char lines[] = "\0eng\2\1\0"
				    "One\0\0\0\3\xE8"
				    "two\0\0\0\7\xD0";
	static const char uslt[] = "\0eng\0First\nsecond";
	static const char timed[] = "\0eng\0[00:01.00]First\n[00:02.00]second";
	static const struct {
		const char *frame, *data;
		size_t n;
		bool timed;
		const char *first;
		int64_t at_ms;
		const char *second;
	} table[] = {
		{"SYLT", sylt, sizeof sylt - 1, true, "One two", 1000, "three"},
		{"SYLT", lines, sizeof lines - 1, true, "One", 1000, "two"},
		{"USLT", uslt, sizeof uslt - 1, false, "First", 0, "second"},
		{"USLT", timed, sizeof timed - 1, true, "First", 1000, "second"},
	};
	struct fixture *f = *state;
	float *pcm = fixture_signal(48000, 2);
	char *path = fixture_path(f, "plain.mp3");
	assert_int_equal(
		fixture_encode(path, FORMAT_MP3, 48000, 2, pcm, 48000), ERR_OK);
	static char sound[1 << 20];
	FILE *in = fopen(path, "rb");
	size_t n = fread(sound, 1, sizeof sound, in);
	fclose(in);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct str file = {0};
		put_id3(&file, table[i].frame, table[i].data, table[i].n);
		str_append_n(&file, sound, n);
		char *tagged = fixture_bytes(f, "tagged.mp3", file.data, file.len);
		assert_lyrics(tagged, table[i].timed, table[i].first, table[i].at_ms,
			table[i].second);
		free(tagged);
		str_finish(&file);
	}
	struct str none = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(lyrics_read_fd(fd, &none, NULL), ERR_NOT_FOUND);
	close(fd);
	free(path);
	free(pcm);
}

static void reads_lyrics_of_other_tags(void **state)
{
	static const struct {
		const char *file, *make;
	} table[] = {
		{"l.flac",
			"ffmpeg -y -i in.wav l.flac && metaflac \"--set-tag=LYRICS=$(printf "
			"'eins\\nzwei')\" l.flac"},
		{"l.ogg", "oggenc -Q in.wav -o l.ogg -c \"UNSYNCEDLYRICS=$(printf "
			  "'eins\\nzwei')\""},
		{"l.m4a",
			"ffmpeg -y -i in.wav -metadata lyrics=\"$(printf 'eins\\nzwei')\" "
			"l.m4a"},
		{"l.wv",
			"wavpack -y in.wav l.wv -w \"Lyrics=$(printf 'eins\\nzwei')\""},
		{"l.mka", "ffmpeg -y -i in.wav -c:a flac -metadata LYRICS=\"$(printf "
			  "'eins\\nzwei')\" l.mka"},
	};
	struct fixture *f = *state;
	int found = 0;
	prepare(f);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!fixture_run(f, table[i].make))
			continue;
		char *path = fixture_path(f, table[i].file);
		assert_lyrics(path, false, "eins", 0, "zwei");
		free(path);
		found++;
	}
	if (found == 0)
		skip();
}

int main(void)
{
	struct err why = {0};
	struct str buffer = {0};
	if (!strstr(picture_libraries(&buffer), "JPEG, PNG")) {
		/* Nothing to test where they are left out. */
		print_message("1..0 # SKIP %s\n", why.msg);
		str_finish(&buffer);
		return 0;
	}
	str_finish(&buffer);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_and_makes_smaller),
		cmocka_unit_test(decodes_jpeg),
		cmocka_unit_test(refuses_what_is_too_large),
		cmocka_unit_test(survives_damage),
		cmocka_unit_test(finds_pictures_in_every_container),
		cmocka_unit_test(finds_pictures_in_wma),
		cmocka_unit_test(finds_what_it_wrote),
		cmocka_unit_test(says_that_one_in_tags_is_too_large),
		cmocka_unit_test(reads_id3_lyrics),
		cmocka_unit_test(reads_lyrics_of_other_tags),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
