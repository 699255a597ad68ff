#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "library/duplicates.h"

static int64_t next_track;

static struct duplicate_file file(
	int64_t encoding, const char *codec, int kbps, int tags, int64_t size)
{
	next_track++;
	return (struct duplicate_file){.track = next_track,
		.recording = encoding,
		.encoding = encoding,
		.path = "/x",
		.codec = codec,
		.size = size,
		.inode = next_track,
		.added_s = next_track,
		.rate_hz = 44100,
		.bits = 16,
		.bitrate_kbps = kbps,
		.tags = tags};
}

static void the_better_sound_is_kept(void **state)
{
	(void)state;
	struct duplicate_file f[4] = {file(1, "mp3", 320, 7, 9000),
		file(2, "flac", 800, 0, 30000), file(3, "opus", 128, 7, 4000),
		file(4, "mp3", 128, 7, 5000)};
	struct duplicate_choice c = duplicates_choose(f, 4);
	assert_int_equal(c.kind, DUPLICATE_SOUND);
	assert_int_equal(c.keep, 1);
	assert_string_equal(c.reason, "lossless");
	assert_int_equal(c.spare_bytes, 18000);
	/* Opus at 128 is worth more than MP3 at 160, less than at 320. */
	c = duplicates_choose(f + 2, 2);
	assert_int_equal(c.keep, 0);
	assert_string_equal(c.reason, "better codec at its bitrate");
	struct duplicate_file lossy[2] = {f[0], f[2]};
	assert_int_equal(duplicates_choose(lossy, 2).keep, 0);
	struct duplicate_file same[2] = {f[3], f[0]};
	c = duplicates_choose(same, 2);
	assert_int_equal(c.keep, 1);
	assert_string_equal(c.reason, "higher bitrate");
	struct duplicate_file deep[2] = {f[1], f[1]};
	deep[1].encoding = 9;
	deep[1].bits = 24;
	c = duplicates_choose(deep, 2);
	assert_int_equal(c.keep, 1);
	assert_string_equal(c.reason, "more bits");
}

static void of_the_same_audio_the_tags_and_the_age_decide(void **state)
{
	(void)state;
	struct duplicate_file f[3] = {file(1, "flac", 800, 3, 30000),
		file(1, "flac", 810, 6, 30500), file(1, "flac", 800, 6, 30000)};
	struct duplicate_choice c = duplicates_choose(f, 3);
	assert_int_equal(c.kind, DUPLICATE_LIKELY);
	assert_int_equal(c.keep, 1);
	assert_string_equal(c.reason, "it was there first");
	c = duplicates_choose(f, 2);
	assert_int_equal(c.keep, 1);
	assert_string_equal(c.reason, "more complete tags");
	for (int i = 0; i < 3; i++) {
		f[i].has_whole = true;
		f[i].whole = 5;
	}
	assert_int_equal(duplicates_choose(f, 3).kind, DUPLICATE_AUDIO);
	f[2].whole = 6;
	assert_int_equal(duplicates_choose(f, 3).kind, DUPLICATE_LIKELY);
}

static void hard_links_take_up_nothing(void **state)
{
	(void)state;
	struct duplicate_file f[4] = {file(1, "mp3", 128, 3, 5000),
		file(1, "mp3", 128, 3, 5000), file(1, "mp3", 128, 3, 5000),
		file(1, "mp3", 128, 3, 5000)};
	f[1].inode = f[0].inode; /* of the kept one */
	f[3].inode = f[2].inode; /* of each other */
	struct duplicate_choice c = duplicates_choose(f, 4);
	assert_int_equal(c.keep, 0);
	assert_int_equal(c.spare_bytes, 5000);
	assert_false(duplicates_is_link(f, 0));
	assert_true(duplicates_is_link(f, 1));
	assert_false(duplicates_is_link(f, 2));
	assert_true(duplicates_is_link(f, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_better_sound_is_kept),
		cmocka_unit_test(of_the_same_audio_the_tags_and_the_age_decide),
		cmocka_unit_test(hard_links_take_up_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
