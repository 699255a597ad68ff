/*
 * Tags, properties and identity of the formats that libavcodec and libopenmpt decode:
 * files of ffmpeg, mpcenc and our own hand. A format whose maker is not installed is
 * passed over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/io.h"
#include "codec/sniff.h"
#include "codec/tags.h"
#include "fixture.h"

enum { RATE = 44100, SECONDS = 3 };

static int setup(void **state)
{
	if (fixture_setup(state) != 0)
		return -1;
	struct fixture *f = *state;
	float *pcm = fixture_signal((size_t)RATE * SECONDS, 2);
	char *path = fixture_path(f, "in.wav");
	enum err_code code =
		fixture_encode(path, FORMAT_WAV, RATE, 2, pcm, (size_t)RATE * SECONDS);
	free(path);
	free(pcm);
	return code == ERR_OK ? 0 : -1;
}

static enum err_code read_file(
	struct fixture *f, const char *name, struct tags *t, struct err *why)
{
	char *path = fixture_path(f, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	enum err_code code = tags_read_fd(fd, t, why);
	close(fd);
	free(path);
	return code;
}

static struct tags tags_of(struct fixture *f, const char *name)
{
	struct tags t = {0};
	struct err why = {0};
	if (read_file(f, name, &t, &why) != ERR_OK)
		fail_msg("%s: %s", name, why.msg);
	return t;
}

#define TEXTS                                                                          \
	"-metadata title='Tïtle' -metadata artist=Art -metadata album=Alb "           \
	"-metadata album_artist=All -metadata track=3/12 -metadata disc=1/2 "          \
	"-metadata date=1999-03-01 -metadata genre=Rock -metadata composer=Comp "

static const struct {
	const char *name, *options, *codec;
	int rate_hz, bits;
	bool has_texts, has_gain;
} made[] = {
	{"a.m4a", "-c:a aac", "aac", RATE, 0, true, false},
	{"b.m4a", "-c:a alac", "alac", RATE, 16, true, false},
	{"c.mp4", "-c:a flac -strict -2", "flac", RATE, 16, true, false},
	{"d.wma", "-c:a wmav2", "wma", RATE, 0, true, true},
	{"e.wv", "-c:a wavpack", "wavpack", RATE, 16, true, true},
	{"f.tta", "-c:a tta", "tta", RATE, 16, true, true},
	{"g.oga", "-c:a flac", "flac", RATE, 16, true, true},
	{"h.mka", "-c:a flac", "flac", RATE, 16, true, true},
	{"i.webm", "-c:a libopus", "opus", 48000, 0, true, true},
	{"j.mka", "-c:a aac", "aac", RATE, 0, true, true},
	{"k.aac", "-c:a aac", "aac", RATE, 0, false, false},
};
enum { MADE = sizeof made / sizeof *made };

static bool make(struct fixture *f, size_t i, const char *name, const char *more)
{
	char command[1000];
	snprintf(command, sizeof command,
		"ffmpeg -y -i in.wav %s -metadata REPLAYGAIN_TRACK_GAIN='-3.25 dB' "
		"-metadata REPLAYGAIN_TRACK_PEAK=0.9 %s %s %s",
		TEXTS, made[i].options, more, name);
	return fixture_run(f, command);
}

static void texts_and_properties_are_read(void **state)
{
	struct fixture *f = *state;
	for (size_t i = 0; i < MADE; i++) {
		if (!make(f, i, made[i].name, ""))
			continue;
		struct tags t = tags_of(f, made[i].name);
		assert_string_equal(t.codec, made[i].codec);
		assert_int_equal(t.rate_hz, made[i].rate_hz);
		assert_int_equal(t.channels, 2);
		assert_int_equal(t.bits, made[i].bits);
		assert_true(llabs((long long)t.duration_ms - SECONDS * 1000) <= 100);
		assert_true(t.bitrate_kbps > 0 && t.payload_bytes > 1000);
		assert_int_equal(t.has_track_gain, made[i].has_gain);
		if (made[i].has_gain) {
			assert_true(fabsf(t.track_gain_db + 3.25F) < .01F);
			assert_true(fabsf(t.track_peak - .9F) < .01F);
		}
		if (made[i].has_texts) {
			assert_string_equal(t.title, "Tïtle");
			assert_string_equal(t.artist, "Art");
			assert_string_equal(t.album_artist, "All");
			assert_string_equal(t.album, "Alb");
			assert_string_equal(t.genre, "Rock");
			assert_string_equal(t.composer, "Comp");
			assert_int_equal(t.year, 1999);
			assert_int_equal(t.track, 3);
			assert_int_equal(t.track_total, 12);
			assert_int_equal(t.disc, 1);
		}
		tags_finish(&t);
	}
}

static void retagging_keeps_the_identity(void **state)
{
	struct fixture *f = *state;
	for (size_t i = 0; i < MADE; i++) {
		char command[300], other[32];
		if (!make(f, i, made[i].name, ""))
			continue;
		snprintf(other, sizeof other, "2%s", made[i].name);
		snprintf(command, sizeof command,
			"ffmpeg -y -i %s -c copy -strict -2 -metadata title='Quite "
			"another title, and much longer' -metadata comment=new %s",
			made[i].name, other);
		/* ffmpeg cuts a stream of Ogg into other pages. */
		if (strcmp(made[i].name, "g.oga") == 0 || !fixture_run(f, command))
			continue;
		struct tags a = tags_of(f, made[i].name), b = tags_of(f, other);
		assert_int_equal(a.payload_bytes, b.payload_bytes);
		assert_true(a.payload_digest == b.payload_digest);
		tags_finish(&b);
		assert_true(make(f, i, other, "-af volume=.5"));
		b = tags_of(f, other);
		assert_true(a.payload_digest != b.payload_digest);
		tags_finish(&a);
		tags_finish(&b);
	}
}

static void musepack_tells_the_gain_of_its_header(void **state)
{
	struct fixture *f = *state;
	if (!fixture_run(f, "mpcenc --artist Art --title Tit in.wav m.mpc"))
		return;
	struct tags t = tags_of(f, "m.mpc");
	assert_string_equal(t.codec, "musepack");
	assert_string_equal(t.title, "Tit");
	assert_int_equal(t.rate_hz, RATE);
	assert_false(t.has_track_gain);
	tags_finish(&t);
	if (!fixture_run(f, "mpcgain m.mpc"))
		return;
	t = tags_of(f, "m.mpc");
	assert_true(t.has_track_gain && t.has_album_gain);
	assert_true(t.track_gain_db > -40 && t.track_gain_db < 20);
	assert_true(t.track_peak > .3F && t.track_peak < .6F);
	tags_finish(&t);
}

/* ---- made by hand */

static void put_le(struct str *s, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		str_append_c(s, (char)(v >> 8 * i));
}

static void put_be(struct str *s, uint64_t v, int bytes)
{
	while (bytes-- > 0)
		str_append_c(s, (char)(v >> 8 * bytes));
}

static void put_frame(struct str *s, const char *id, const char *text)
{
	str_append(s, id);
	put_be(s, strlen(text) + 1, 4);
	put_be(s, 3, 3); /* flags, UTF-8 */
	str_append(s, text);
}

/* A second of DSD64 for two channels, then an ID3v2.4 tag. */
static void put_dsf(struct str *s, const char *title)
{
	enum {
		BLOCK = 4096,
		HZ = 2822400,
		BYTES = (HZ / 8 + BLOCK - 1) / BLOCK * BLOCK
	};
	struct str frames = {0};
	put_frame(&frames, "TIT2", title);
	put_frame(&frames, "TPE1", "Art");
	uint64_t tag_at = 28 + 52 + 12 + 2 * BYTES;
	str_append(s, "DSD ");
	put_le(s, 28, 8);
	put_le(s, tag_at + 10 + frames.len, 8);
	put_le(s, tag_at, 8);
	str_append(s, "fmt ");
	put_le(s, 52, 8);
	put_le(s, 1, 4);
	put_le(s, 0, 4);
	put_le(s, 2, 4);
	put_le(s, 2, 4);
	put_le(s, HZ, 4);
	put_le(s, 1, 4);
	put_le(s, HZ, 8);
	put_le(s, BLOCK, 4);
	put_le(s, 0, 4);
	str_append(s, "data");
	put_le(s, 12 + 2 * BYTES, 8);
	for (int i = 0; i < 2 * BYTES; i++)
		str_append_c(s, (char)(i * 31 >> 5));
	str_append_n(s, "ID3\4\0\0", 6);
	for (int i = 3; i >= 0; i--)
		str_append_c(s, (char)(frames.len >> 7 * i & 0x7F));
	str_append_n(s, frames.data, frames.len);
	str_finish(&frames);
}

static void put_chunk(struct str *s, const char *id, const struct str *body)
{
	str_append(s, id);
	put_be(s, body->len, 8);
	str_append_n(s, str_text(body), body->len);
	if (body->len & 1)
		str_append_c(s, '\0');
}

static void put_dff(struct str *s)
{
	enum { HZ = 2822400 };
	struct str fs = {0}, channels = {0}, prop = {0}, audio = {0}, title = {0},
		   diin = {0};
	put_be(&fs, HZ, 4);
	put_be(&channels, 2, 2);
	str_append(&channels, "SLFTSRGT");
	str_append(&prop, "SND ");
	put_chunk(&prop, "FS  ", &fs);
	put_chunk(&prop, "CHNL", &channels);
	for (int i = 0; i < HZ / 4; i++)
		str_append_c(&audio, 'i');
	put_be(&title, 3, 4);
	str_append(&title, "Tit");
	put_chunk(&diin, "DITI", &title);
	str_append(s, "FRM8");
	put_be(s, 4 + 36 + prop.len + audio.len + diin.len, 8);
	str_append(s, "DSD ");
	put_chunk(s, "PROP", &prop);
	put_chunk(s, "DSD ", &audio);
	put_chunk(s, "DIIN", &diin);
	struct str *const all[] = {&fs, &channels, &prop, &audio, &title, &diin};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		str_finish(all[i]);
}

static struct tags tags_of_bytes(struct fixture *f, const char *name, struct str *s)
{
	free(fixture_bytes(f, name, s->data, s->len));
	str_finish(s);
	return tags_of(f, name);
}

static void dsd_is_read(void **state)
{
	struct fixture *f = *state;
	struct str s = {0};
	put_dsf(&s, "Tit");
	struct tags t = tags_of_bytes(f, "x.dsf", &s);
	put_dsf(&s, "Another");
	struct tags again = tags_of_bytes(f, "x.dsf", &s);
	assert_string_equal(t.title, "Tit");
	assert_string_equal(t.artist, "Art");
	assert_string_equal(t.codec, "dsd");
	assert_int_equal(t.rate_hz, 88200);
	assert_int_equal(t.channels, 2);
	assert_int_equal(t.bits, 1);
	assert_int_equal(t.duration_ms, 1000);
	assert_string_equal(again.title, "Another");
	assert_true(t.payload_digest == again.payload_digest);
	tags_finish(&t);
	tags_finish(&again);
	put_dff(&s);
	t = tags_of_bytes(f, "x.dff", &s);
	assert_string_equal(t.title, "Tit");
	assert_int_equal(t.rate_hz, 88200);
	assert_int_equal(t.channels, 2);
	assert_int_equal(t.duration_ms, 1000);
	tags_finish(&t);
}

static void a_module_has_a_name(void **state)
{
	struct fixture *f = *state;
	struct str s = {0};
	for (int i = 0; i < 1084 + 1024; i++)
		str_append_c(&s, '\0');
	memcpy(s.data, "Space Debris", 12);
	s.data[950] = 1;
	memcpy(s.data + 1080, "M.K.", 4);
	struct tags t = tags_of_bytes(f, "x.mod", &s);
	assert_string_equal(t.title, "Space Debris");
	assert_string_equal(t.codec, "mod");
	assert_true(t.rate_hz > 0 && t.channels == 2);
	/* 64 rows at 125 beats a minute; unknown without libopenmpt */
	assert_true(t.duration_ms == 7680 || t.duration_ms == 0);
	tags_finish(&t);
}

/* Damage ends in a record or an error, never in a crash or a hang. */
static void damage_is_survived(void **state)
{
	struct fixture *f = *state;
	struct rng r;
	rng_seed(&r, 11);
	struct str s = {0};
	put_dsf(&s, "Tit");
	free(fixture_bytes(f, "x.dsf", s.data, s.len));
	str_reset(&s);
	put_dff(&s);
	free(fixture_bytes(f, "x.dff", s.data, s.len));
	str_finish(&s);
	for (size_t i = 0; i < MADE + 2; i++) {
		const char *name = i < MADE    ? made[i].name
				   : i == MADE ? "x.dsf"
					       : "x.dff";
		if (i < MADE && !make(f, i, name, ""))
			continue;
		char *path = fixture_path(f, name), *data;
		size_t n;
		assert_int_equal(io_read_file(path, 1 << 24, &data, &n, NULL), ERR_OK);
		free(path);
		for (int round = 0; round < 60; round++) {
			char *copy = xmemdup(data, n);
			size_t keep = round % 3 == 0 ? rng_below(&r, (uint32_t)n) : n;
			size_t span = round % 2 ? n : n < 2048 ? n : 2048;
			for (int k = 0; k < 1 + round / 2; k++)
				copy[rng_below(&r, (uint32_t)span)] =
					(char)rng_below(&r, 256);
			free(fixture_bytes(f, "damaged", copy, keep));
			struct tags t = {0};
			struct err why = {0};
			if (read_file(f, "damaged", &t, &why) == ERR_OK)
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
		cmocka_unit_test(texts_and_properties_are_read),
		cmocka_unit_test(retagging_keeps_the_identity),
		cmocka_unit_test(musepack_tells_the_gain_of_its_header),
		cmocka_unit_test(dsd_is_read),
		cmocka_unit_test(a_module_has_a_name),
		cmocka_unit_test(damage_is_survived),
	};
	return cmocka_run_group_tests_name(
		"tags of foreign formats", tests, setup, fixture_teardown);
}
