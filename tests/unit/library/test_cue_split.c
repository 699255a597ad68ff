/* Files divided by CUE sheets: which file a sheet means, frames, identity, tags. */
#include "library/cue_split.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static struct cue_sheet *sheet_with(size_t n, const int64_t *start_sectors)
{
	struct cue_sheet *s = xcalloc(1, sizeof *s);
	s->n = n;
	for (size_t i = 0; i < n; i++) {
		char title[] = {'T', (char)('1' + i), '\0'};
		s->track[i] = (struct cue_track){.title = xstrdup(title),
			.file = xstrdup("x.wav"),
			.number = (int)i + 1,
			.audio = true,
			.start_sectors = start_sectors[i]};
	}
	return s;
}

static void drop(struct cue_sheet *s)
{
	cue_sheet_finish(s);
	free(s);
}

static struct tags whole_at(int rate_hz, int64_t duration_ms)
{
	return (struct tags){.title = xstrdup("Whole"),
		.artist = xstrdup("Artist"),
		.album = xstrdup("Album"),
		.codec = "flac",
		.rate_hz = rate_hz,
		.channels = 2,
		.duration_ms = duration_ms,
		.payload_bytes = 1000,
		.payload_digest = 77};
}

static struct tags *split(struct tags *whole, const struct cue_sheet *s, size_t *ret_n)
{
	bool mine[CUE_TRACKS_MAX];
	struct tags *part = NULL;
	struct err why = {0};
	memset(mine, 1, sizeof mine);
	if (cue_split(whole, s, mine, &part, ret_n, &why) != ERR_OK)
		fail_msg("%s", why.msg);
	return part;
}

/* ---- */

static void parts_join_without_a_gap_at_every_rate(void **state)
{
	(void)state;
	static const int rates[] = {8000, 22050, 32000, 44100, 48000, 96000, 192000};
	static const int64_t start[] = {0, 1, 4501, 13333, 30000};
	for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
		struct cue_sheet *s = sheet_with(5, start);
		struct tags whole = whole_at(rates[r], 500000);
		size_t n;
		struct tags *part = split(&whole, s, &n);
		assert_int_equal(n, 5);
		assert_int_equal(part[0].start_frame, 0);
		assert_int_equal(part[4].end_frame, 0);
		int64_t ms = 0;
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(part[i].start_frame, start[i] * rates[r] / 75);
			if (i > 0)
				assert_int_equal(
					part[i - 1].end_frame, part[i].start_frame);
			ms += part[i].duration_ms;
		}
		assert_int_equal(ms, 500000);
		if (rates[r] == 44100) /* a sector is 588 frames */
			assert_int_equal(part[2].start_frame, 4501 * 588);
		cue_parts_free(part, n);
		tags_finish(&whole);
		drop(s);
	}
}

static void what_is_in_front_is_kept(void **state)
{
	(void)state;
	size_t n;
	struct tags whole = whole_at(44100, 500000);
	/* Half a second belongs to the first track. */
	struct cue_sheet *s = sheet_with(2, (int64_t[]){37, 9000});
	struct tags *part = split(&whole, s, &n);
	assert_int_equal(n, 2);
	assert_int_equal(part[0].start_frame, 0);
	assert_int_equal(part[0].track, 1);
	cue_parts_free(part, n);
	drop(s);
	/* A minute is a hidden track. */
	s = sheet_with(2, (int64_t[]){60 * 75, 9000});
	part = split(&whole, s, &n);
	assert_int_equal(n, 3);
	assert_string_equal(part[0].title, "Hidden track");
	assert_int_equal(part[0].track, 0);
	assert_int_equal(part[0].duration_ms, 60000);
	assert_int_equal(part[1].start_frame, 60 * 44100);
	assert_int_equal(part[1].track, 1);
	cue_parts_free(part, n);
	drop(s);
	tags_finish(&whole);
}

static void every_part_has_an_identity_of_its_own(void **state)
{
	(void)state;
	struct cue_sheet *s = sheet_with(4, (int64_t[]){200, 400, 600, 800});
	struct tags whole = whole_at(44100, 500000);
	size_t n, m;
	struct tags *part = split(&whole, s, &n), *again = split(&whole, s, &m);
	assert_int_equal(n, 5);
	for (size_t i = 0; i < n; i++) {
		assert_true(part[i].payload_digest == again[i].payload_digest);
		assert_true(part[i].payload_digest != whole.payload_digest);
		for (size_t k = 0; k < i; k++)
			assert_true(part[i].payload_digest != part[k].payload_digest);
	}
	cue_parts_free(part, n);
	cue_parts_free(again, m);
	tags_finish(&whole);
	drop(s);
}

static void the_sheet_says_more_than_the_file(void **state)
{
	(void)state;
	struct cue_sheet *s = sheet_with(2, (int64_t[]){0, 9000});
	s->performer = xstrdup("Band");
	s->title = xstrdup("Live");
	s->genre = xstrdup("Jazz");
	s->date = xstrdup("1971");
	s->year = 1971;
	s->disc = 2;
	s->track[1].performer = xstrdup("Guest");
	s->track[1].songwriter = xstrdup("Writer");
	s->track[1].has_gain = true;
	s->track[1].gain_db = -3;
	struct tags whole = whole_at(44100, 500000);
	whole.has_track_gain = true; /* of the whole file: of the album */
	whole.track_gain_db = -7;
	size_t n;
	struct tags *part = split(&whole, s, &n);
	assert_string_equal(part[0].artist, "Band");
	assert_string_equal(part[1].artist, "Guest");
	assert_string_equal(part[1].album_artist, "Band");
	assert_string_equal(part[1].album, "Live");
	assert_string_equal(part[1].genre, "Jazz");
	assert_string_equal(part[1].composer, "Writer");
	assert_int_equal(part[1].year, 1971);
	assert_int_equal(part[1].disc, 2);
	assert_int_equal(part[1].track, 2);
	assert_int_equal(part[1].track_total, 2);
	assert_true(part[1].has_track_gain && !part[0].has_track_gain);
	assert_true(part[0].has_album_gain);
	assert_true(part[0].album_gain_db < -6.9F && part[0].album_gain_db > -7.1F);
	cue_parts_free(part, n);
	tags_finish(&whole);
	drop(s);
}

static void performers_without_a_band_share_the_album(void **state)
{
	(void)state;
	struct cue_sheet *s = sheet_with(2, (int64_t[]){0, 9000});
	s->track[0].performer = xstrdup("One");
	s->track[1].performer = xstrdup("Two");
	struct tags whole = {.rate_hz = 44100, .channels = 2, .duration_ms = 500000};
	size_t n;
	struct tags *part = split(&whole, s, &n);
	assert_string_equal(part[0].album_artist, "Various Artists");
	assert_string_equal(part[1].album_artist, "Various Artists");
	assert_string_equal(part[1].artist, "Two");
	cue_parts_free(part, n);
	drop(s);
}

static void one_track_only_completes_the_tags(void **state)
{
	(void)state;
	struct cue_sheet *s = sheet_with(1, (int64_t[]){0});
	s->title = xstrdup("Sheet's");
	s->genre = xstrdup("Jazz");
	struct tags whole = whole_at(44100, 500000);
	size_t n;
	assert_null(split(&whole, s, &n));
	assert_int_equal(n, 0);
	assert_string_equal(whole.title, "Whole");
	assert_string_equal(whole.album, "Album");
	assert_string_equal(whole.genre, "Jazz");
	assert_int_equal(whole.track, 1);
	assert_int_equal(whole.end_frame, 0);
	tags_finish(&whole);
	drop(s);
}

static void data_tracks_end_what_is_before_them(void **state)
{
	(void)state;
	struct cue_sheet *s = sheet_with(3, (int64_t[]){0, 9000, 18000});
	s->track[1].audio = false;
	struct tags whole = whole_at(44100, 500000);
	size_t n;
	struct tags *part = split(&whole, s, &n);
	assert_int_equal(n, 2);
	assert_int_equal(part[0].end_frame, 9000 * 588);
	assert_int_equal(part[1].start_frame, 18000 * 588);
	assert_int_equal(part[1].track, 3);
	cue_parts_free(part, n);
	tags_finish(&whole);
	drop(s);
}

static void sheets_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	static const int64_t bad[][2] = {{100, 100}, {9000, 10}, {0, 40000}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct cue_sheet *s = sheet_with(2, bad[i]);
		struct tags whole = whole_at(44100, 500000), *part = NULL;
		bool mine[CUE_TRACKS_MAX] = {true, true};
		struct err why = {0};
		size_t n = 9;
		assert_int_equal(
			cue_split(&whole, s, mine, &part, &n, &why), ERR_FORMAT);
		assert_true(why.msg[0] != '\0' && part == NULL && n == 0);
		tags_finish(&whole);
		drop(s);
	}
}

static void files_are_found_by_what_they_are_called(void **state)
{
	(void)state;
	static const char *const names[] = {
		"other.flac", "Caf\xC3\xA9 Live.flac", "disc.flac", "disc.wav"};
	static const struct {
		const char *wanted, *sheet;
		bool alone;
		enum cue_fit fit;
		size_t at;
	} cases[] = {
		{"disc.wav", "x.cue", true, CUE_FIT_NAME, 3},
		{"DISC.WAV", "x.cue", true, CUE_FIT_FOLDED, 3},
		{"CAFE live.FLAC", "x.cue", false, CUE_FIT_FOLDED, 1},
		{"Cafe\xCC\x81 Live.wav", "x.cue", false, CUE_FIT_STEM, 1},
		{"other.ape", "x.cue", false, CUE_FIT_STEM, 0},
		{"CDImage.wav", "other.cue", true, CUE_FIT_SHEET, 0},
		{"CDImage.wav", "other.flac.cue", true, CUE_FIT_SHEET, 0},
		{"CDImage.wav", "other.cue", false, CUE_FIT_NONE, 0},
		{"CDImage.wav", "x.cue", true, CUE_FIT_NONE, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t at = 0;
		assert_int_equal(cue_find_file(names, 4, cases[i].wanted,
					 cases[i].sheet, cases[i].alone, &at),
			cases[i].fit);
		assert_int_equal(at, cases[i].at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_join_without_a_gap_at_every_rate),
		cmocka_unit_test(what_is_in_front_is_kept),
		cmocka_unit_test(every_part_has_an_identity_of_its_own),
		cmocka_unit_test(the_sheet_says_more_than_the_file),
		cmocka_unit_test(performers_without_a_band_share_the_album),
		cmocka_unit_test(one_track_only_completes_the_tags),
		cmocka_unit_test(data_tracks_end_what_is_before_them),
		cmocka_unit_test(sheets_that_do_not_fit_are_refused),
		cmocka_unit_test(files_are_found_by_what_they_are_called),
	};
	return cmocka_run_group_tests_name("cue_split", tests, NULL, NULL);
}
