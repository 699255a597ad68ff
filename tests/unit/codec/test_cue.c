/* CUE sheets as people write them: what libcue reads at once, and what it needs help
 * with. */
#include "codec/cue.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"

static struct cue_sheet *sheet_of_bytes(const char *text, size_t n)
{
	struct cue_sheet *s = xcalloc(1, sizeof *s);
	struct err why = {0};
	if (cue_parse(text, n, s, &why) != ERR_OK)
		fail_msg("%s", why.msg);
	return s;
}

static struct cue_sheet *sheet_of(const char *text)
{
	return sheet_of_bytes(text, strlen(text));
}

static void drop(struct cue_sheet *s)
{
	cue_sheet_finish(s);
	free(s);
}

static void a_whole_sheet_is_read(void **state)
{
	(void)state;
	struct cue_sheet *s = sheet_of("REM GENRE \"Trip Hop\"\n"
				       "REM DATE 1998-04-20\n"
				       "REM DISCNUMBER 2\n"
				       "REM TOTALDISCS 3\n"
				       "REM COMMENT \"ExactAudioCopy v0.99pb4\"\n"
				       "REM REPLAYGAIN_ALBUM_GAIN -7.20 dB\n"
				       "REM REPLAYGAIN_ALBUM_PEAK 0.998\n"
				       "CATALOG 0724384559922\n"
				       "PERFORMER \"Massive Attack\"\n"
				       "SONGWRITER \"Del Naja\"\n"
				       "TITLE \"Mezzanine\"\n"
				       "FILE \"Mezzanine.wav\" WAVE\n"
				       "  TRACK 01 AUDIO\n"
				       "    TITLE \"Angel\"\n"
				       "    FLAGS DCP\n"
				       "    ISRC GBAAA9800322\n"
				       "    REM REPLAYGAIN_TRACK_GAIN +1.5 dB\n"
				       "    INDEX 01 00:00:00\n"
				       "  TRACK 02 AUDIO\n"
				       "    TITLE \"Risingson\"\n"
				       "    PERFORMER \"Daddy G\"\n"
				       "    SONGWRITER \"Marshall\"\n"
				       "    INDEX 00 06:18:60\n"
				       "    INDEX 01 06:20:12\n"
				       "    INDEX 02 07:00:00\n");
	assert_string_equal(s->title, "Mezzanine");
	assert_string_equal(s->performer, "Massive Attack");
	assert_string_equal(s->songwriter, "Del Naja");
	assert_string_equal(s->genre, "Trip Hop");
	assert_string_equal(s->date, "1998-04-20");
	assert_int_equal(s->year, 1998);
	assert_int_equal(s->disc, 2);
	assert_int_equal(s->disc_total, 3);
	assert_true(s->has_gain && fabsf(s->gain_db + 7.2F) < 1e-4F);
	assert_true(fabsf(s->peak - .998F) < 1e-4F);
	assert_int_equal(s->n, 2);
	const struct cue_track *t = s->track;
	assert_string_equal(t[0].title, "Angel");
	assert_null(t[0].performer);
	assert_string_equal(t[0].file, "Mezzanine.wav");
	assert_true(t[0].audio && t[0].has_gain && t[0].number == 1);
	assert_true(fabsf(t[0].gain_db - 1.5F) < 1e-4F);
	assert_int_equal(t[0].start_sectors, 0);
	assert_string_equal(t[1].performer, "Daddy G");
	assert_string_equal(t[1].songwriter, "Marshall");
	assert_false(t[1].has_gain);
	assert_int_equal(t[1].start_sectors, (6 * 60 + 20) * 75 + 12);
	drop(s);
}

static void later_files_keep_all_their_tracks(void **state)
{
	(void)state;
	/* The FILE of track 3 stands between its indexes, as EAC writes gaps. */
	struct cue_sheet *s = sheet_of("FILE \"a.wav\" WAVE\n"
				       "TRACK 05 AUDIO\nINDEX 01 00:00:00\n"
				       "TRACK 06 AUDIO\nINDEX 01 01:00:00\n"
				       "TRACK 07 AUDIO\nTITLE \"Seven\"\n"
				       "INDEX 00 02:00:00\n"
				       "FILE \"C:\\rips\\b.wav\" WAVE\n"
				       "INDEX 01 00:00:00\n"
				       "TRACK 08 AUDIO\nINDEX 01 03:00:00\n");
	static const char *const file[] = {"a.wav", "a.wav", "b.wav", "b.wav"};
	static const int start_s[] = {0, 60, 0, 180};
	assert_int_equal(s->n, 4);
	for (int i = 0; i < 4; i++) {
		assert_string_equal(s->track[i].file, file[i]);
		assert_int_equal(s->track[i].number, 5 + i);
		assert_int_equal(s->track[i].start_sectors, start_s[i] * 75);
	}
	assert_string_equal(s->track[2].title, "Seven");
	drop(s);
}

static void odd_sheets_are_read_too(void **state)
{
	(void)state;
	struct cue_sheet *s = sheet_of("file two words.ape APE\r\n"
				       "  MADE_BY \"a program that libcue fears\"\r\n"
				       " track 1 audio\r\n"
				       "  title \"the \"best\" of\\\"\r\n"
				       "  index 01 00:00:32\r\n"
				       " TRACK 02 AUDIO\r\n"
				       "  TITLE no quotes at all\r\n"
				       "  PREGAP 00:02:00\r\n"
				       "  INDEX 1 1:00:00\r\n"
				       " TRACK 03 MODE1/2352\r\n"
				       "  INDEX 01 02:00:00\r\n"
				       " TRACK 04 AUDIO\r\n"
				       "  INDEX 01 99999999999:00:00\r\n"
				       " TRACK 05 AUDIO\r\n"
				       "  INDEX 01 120:00:74");
	assert_int_equal(s->n, 4);
	assert_string_equal(s->track[0].file, "two words.ape");
	assert_string_equal(s->track[0].title, "the 'best' of");
	assert_int_equal(s->track[0].start_sectors, 32);
	assert_string_equal(s->track[1].title, "no quotes at all");
	assert_int_equal(s->track[1].start_sectors, 60 * 75);
	assert_false(s->track[2].audio);
	assert_int_equal(s->track[3].number, 5);
	assert_int_equal(s->track[3].start_sectors, 120 * 60 * 75 + 74);
	drop(s);
}

#define TAIL " WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n"

static void every_encoding_becomes_utf8(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"\xEF\xBB\xBFTITLE \"Caf\xC3\xA9\"\nFILE \"Caf\xC3\xA9.wav\"" TAIL,
		"TITLE \"Caf\xE9\"\nFILE \"Caf\xE9.wav\"" TAIL,
		/* by two programs */
		"TITLE \"Caf\xE9\"\nFILE \"Caf\xC3\xA9.wav\"" TAIL,
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct cue_sheet *s = sheet_of(texts[i]);
		assert_string_equal(s->title, "Caf\xC3\xA9");
		assert_string_equal(s->track[0].file, "Caf\xC3\xA9.wav");
		drop(s);
	}
	const char *plain = "TITLE \"Caf\xE9\"\nFILE \"x.wav\"" TAIL;
	struct str little = {0}, big = {0};
	str_append_n(&little, "\xFF\xFE", 2);
	str_append_n(&big, "\xFE\xFF", 2);
	for (const char *p = plain; *p; p++) {
		str_append_n(&little, (char[]){*p, 0}, 2);
		str_append_n(&big, (char[]){0, *p}, 2);
	}
	struct cue_sheet *s = sheet_of_bytes(little.data, little.len);
	assert_string_equal(s->title, "Caf\xC3\xA9");
	drop(s);
	s = sheet_of_bytes(big.data, big.len);
	assert_string_equal(s->title, "Caf\xC3\xA9");
	drop(s);
	str_finish(&little);
	str_finish(&big);
}

static void more_tracks_than_a_cd_has_are_cut_off(void **state)
{
	(void)state;
	struct str text = {0};
	str_append(&text, "FILE \"x.wav\" WAVE\n");
	for (int i = 1; i <= 150; i++)
		str_appendf(&text, "TRACK %02d AUDIO\nINDEX 01 %02d:00:00\n", i, i);
	struct cue_sheet *s = sheet_of(str_text(&text));
	assert_int_equal(s->n, CUE_TRACKS_MAX);
	assert_int_equal(s->track[98].start_sectors, 99 * 60 * 75);
	drop(s);
	str_finish(&text);
}

static void what_is_no_sheet_says_so(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "\n\n", "nothing of the kind",
		"FILE \"x.wav\" WAVE\n", "TRACK 01 AUDIO\nINDEX 01 00:00:00\n",
		"FILE \"x.bin\" BINARY\nTRACK 01 MODE1/2352\nINDEX 01 00:00:00\n",
		"FILE \"x.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 00 00:00:00\n",
		"FILE \"\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n", "\xFF\xFE",
		"FILE"};
	struct cue_sheet *s = xcalloc(1, sizeof *s);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct err why = {0};
		assert_int_equal(
			cue_parse(texts[i], strlen(texts[i]), s, &why), ERR_FORMAT);
		assert_true(why.msg[0] != '\0');
	}
	char *long_text = xcalloc(1, CUE_TEXT_MAX + 1);
	assert_int_equal(cue_parse(long_text, CUE_TEXT_MAX + 1, s, NULL), ERR_FORMAT);
	free(long_text);
	free(s);
}

static void without_libcue_it_is_named(void **state)
{
	(void)state;
	struct cue_sheet *s = xcalloc(1, sizeof *s);
	struct err why = {0};
	assert_int_equal(cue_parse("FILE", 4, s, &why), ERR_UNSUPPORTED);
	assert_non_null(strstr(why.msg, "libcue2"));
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_sheet_is_read),
		cmocka_unit_test(later_files_keep_all_their_tracks),
		cmocka_unit_test(odd_sheets_are_read_too),
		cmocka_unit_test(every_encoding_becomes_utf8),
		cmocka_unit_test(more_tracks_than_a_cd_has_are_cut_off),
		cmocka_unit_test(what_is_no_sheet_says_so),
	};
	const struct CMUnitTest without[] = {
		cmocka_unit_test(without_libcue_it_is_named)};
	return cue_available()
		       ? cmocka_run_group_tests_name("cue", tests, NULL, NULL)
		       : cmocka_run_group_tests_name("cue", without, NULL, NULL);
}
