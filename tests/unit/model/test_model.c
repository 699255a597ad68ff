/* The values that cross borders and their rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/album.h"
#include "model/feature.h"
#include "model/listen.h"
#include "model/session.h"
#include "model/slate.h"
#include "model/tags.h"

static void outcomes_follow_what_was_heard(void **state)
{
	(void)state;
	static const struct {
		int64_t heard, duration;
		enum play_end end;
		enum outcome outcome;
	} cases[] = {
		{180000, 200000, PLAY_END_TRACK, OUTCOME_FINISHED},
		{180000, 200000, PLAY_END_STOP, OUTCOME_FINISHED},
		{179999, 200000, PLAY_END_OTHER, OUTCOME_SKIPPED},
		{179999, 200000, PLAY_END_STOP, OUTCOME_STOPPED},
		{5000, 200000, PLAY_END_TRACK, OUTCOME_STOPPED}, /* sought to the end */
		{5000, 0, PLAY_END_TRACK, OUTCOME_FINISHED},     /* length unknown */
		{5000, 0, PLAY_END_OTHER, OUTCOME_SKIPPED},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
			listen_outcome(cases[i].heard, cases[i].duration, cases[i].end),
			cases[i].outcome);
}

static void half_a_short_track_counts(void **state)
{
	(void)state;
	assert_true(listen_counts(30000, 600000));
	assert_false(listen_counts(29999, 600000));
	assert_true(listen_counts(10000, 20000));
	assert_false(listen_counts(9999, 20000));
	assert_false(listen_counts(0, 0));
}

static void flagged_listens_never_train(void **state)
{
	(void)state;
	assert_true(listen_trains(0));
	assert_false(listen_trains(LISTEN_NO_DEVICE));
	assert_false(listen_trains(LISTEN_UNATTENDED));
}

static void listen_ids_differ(void **state)
{
	(void)state;
	char a[LISTEN_ID_SIZE], b[LISTEN_ID_SIZE];
	listen_new_id(a);
	listen_new_id(b);
	assert_int_equal(strlen(a), 32);
	assert_string_not_equal(a, b);
}

static void sources_have_names(void **state)
{
	(void)state;
	enum source_kind back;
	for (int i = 0; i < SOURCE__COUNT; i++) {
		assert_true(source_from_name(source_name((enum source_kind)i), &back));
		assert_int_equal(back, i);
	}
	assert_false(source_from_name("radio", &back));
}

static void sessions_split_at_half_an_hour(void **state)
{
	(void)state;
	assert_false(session_begins(1000, 1000 + 1800000));
	assert_true(session_begins(1000, 1001 + 1800000));
	assert_false(session_begins(5000, 1000)); /* overlapping plays */
}

static void blocks_cover_the_vector(void **state)
{
	(void)state;
	int next = 0;
	char name[32];
	for (int i = 0; i < FEATURE_BLOCKS; i++) {
		assert_int_equal(feature_blocks[i].first, next);
		next += feature_blocks[i].count;
	}
	assert_int_equal(next, FEATURE_DIM);
	feature_name(FEATURE_DIM, name, sizeof name);
	assert_string_equal(name, "?");
}

static void every_number_has_its_name(void **state)
{
	static const struct {
		int at;
		const char *name;
	} row[] = {{0, "mfcc_mean1"}, {19, "mfcc_std0"}, {58, "mfcc_delta19"},
		{59, "contrast_mean0"}, {66, "contrast_std0"}, {86, "valley_std6"},
		{92, "flux_mean"}, {104, "fluctuation_band0_rate5"},
		{208, "modulation_band9_rate4"}, {209, "chroma_entropy"},
		{226, "level_low_share"}, {233, "zcr_std"}};
	char name[FEATURE_DIM][32];
	(void)state;
	for (int i = 0; i < FEATURE_DIM; i++) {
		feature_name(i, name[i], sizeof name[i]);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(name[i], name[k]);
	}
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_string_equal(name[row[i].at], row[i].name);
}

static void silence_and_nan_are_set_apart(void **state)
{
	(void)state;
	struct feature f = {.active_frames = FEATURE_MIN_ACTIVE};
	assert_true(feature_usable(&f));
	f.vector[17] = (float)strtod("nan", NULL);
	assert_false(feature_usable(&f));
	f.vector[17] = 0;
	f.active_frames--;
	assert_false(feature_usable(&f));
}

static void features_survive_the_wire(void **state)
{
	(void)state;
	static struct feature f, back;
	struct str b = {0};
	struct bytes_reader r;
	for (int i = 0; i < FEATURE_DIM; i++)
		f.vector[i] = (float)i * 0.37f;
	f.version = 3;
	f.key = -1;
	f.duration_s = 12.5;
	feature_put(&b, &f);
	bytes_reader_init(&r, b.data, b.len);
	feature_get(&r, &back);
	assert_false(r.bad);
	assert_memory_equal(f.vector, back.vector, sizeof f.vector);
	assert_int_equal(back.key, -1);
	assert_int_equal(back.version, 3);
	str_finish(&b);
}

static void tags_survive_the_wire(void **state)
{
	(void)state;
	struct tags t = {
		.title = xstrdup("Jóga"), .year = 1997, .codec = codec_name("flac")};
	t.has_album_gain = true;
	t.album_gain_db = -7.5f;
	t.payload_digest = 0xFFFFFFFFFFFFFFFFu;
	struct tags back;
	struct str b = {0};
	struct bytes_reader r;
	tags_put(&b, &t);
	bytes_reader_init(&r, b.data, b.len);
	tags_get(&r, &back);
	assert_false(r.bad);
	assert_string_equal(back.title, "Jóga");
	assert_null(back.artist);
	assert_int_equal(back.year, 1997);
	assert_ptr_equal(back.codec, t.codec);
	assert_true(back.has_album_gain && !back.has_track_gain);
	assert_true(back.payload_digest == t.payload_digest);
	tags_finish(&t);
	tags_finish(&back);
	str_finish(&b);
}

static void slates_survive_the_wire_and_lies(void **state)
{
	(void)state;
	struct slate s = {
		.id = 9, .discover = 50, .engines = 1, .n = 2, .learning = true};
	struct str b = {0};
	strcpy(s.engine[0], "recency");
	s.pick = xcalloc(2, sizeof *s.pick);
	s.pick[1] = (struct pick){
		.recording = 77, .reason = {REASON_FORGOTTEN, 0, 90}, .share = {1}};
	slate_put(&b, &s);
	for (size_t n = 0; n <= b.len; n++) {
		struct slate back;
		struct bytes_reader r;
		bytes_reader_init(&r, b.data, n);
		slate_get(&r, &back);
		assert_int_equal(r.bad, n < b.len);
		if (!r.bad) {
			assert_int_equal(back.n, 2);
			assert_true(back.learning);
			assert_int_equal(back.pick[1].recording, 77);
			assert_int_equal(back.pick[1].reason.kind, REASON_FORGOTTEN);
			assert_string_equal(back.engine[0], "recency");
		}
		slate_finish(&back);
	}
	slate_finish(&s);
	str_finish(&b);
}

#define AT(a, d, n)                                                                    \
	{                                                                              \
		.album = (a), .disc = (d), .number = (n)                               \
	}

static void neighbours_on_an_album_are_in_order(void **state)
{
	const struct album_place row[] = {AT(1, 1, 11), AT(1, 1, 12), AT(1, 2, 1),
		AT(1, 2, 3), AT(2, 0, 4), AT(2, 0, 3), AT(0, 0, 1), AT(0, 0, 2)};
	const bool want[] = {true, true, true, false, false, false, false, false};
	bool got[8];
	album_in_order(row, 8, false, got);
	assert_memory_equal(got, want, sizeof want);
	album_in_order(row, 8, true, got);
	for (int i = 0; i < 8; i++)
		assert_false(got[i]);
}

static void an_album_played_or_queued_is_in_order(void **state)
{
	struct album_place row[] = {AT(1, 0, 0), AT(1, 0, 0)};
	bool got[2];
	row[0].from_album = row[1].from_album = true; /* its tracks have no numbers */
	album_in_order(row, 2, false, got);
	assert_true(got[0] && got[1]);
	album_in_order(row, 2, true, got);
	assert_false(got[0] || got[1]);
	struct album_place block[] = {AT(1, 0, 1), AT(1, 0, 2), AT(1, 0, 3)};
	bool three[3];
	block[0].block = block[1].block = 7;
	album_in_order(block, 3, true, three); /* shuffle keeps blocks whole */
	assert_true(three[0] && three[1] && !three[2]);
}

static void what_follows_does_not_tell_how_a_track_is_reached(void **state)
{
	struct album_place row[] = {AT(2, 1, 9), AT(1, 1, 1), AT(1, 1, 2), AT(0, 0, 3)};
	bool in_order[4];
	album_in_order(row, 4, false, in_order);
	assert_true(in_order[1]);
	assert_false(album_reaches(&row[0], &row[1], false));
	assert_true(album_reaches(&row[1], &row[2], false));
	assert_false(album_reaches(&row[1], &row[2], true));
	assert_false(album_reaches(&row[2], &row[3], false));
	row[1].from_album = true;
	assert_true(album_reaches(&row[0], &row[1], false));
	assert_false(album_reaches(&row[0], &row[1], true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_follows_does_not_tell_how_a_track_is_reached),
		cmocka_unit_test(neighbours_on_an_album_are_in_order),
		cmocka_unit_test(an_album_played_or_queued_is_in_order),
		cmocka_unit_test(outcomes_follow_what_was_heard),
		cmocka_unit_test(half_a_short_track_counts),
		cmocka_unit_test(flagged_listens_never_train),
		cmocka_unit_test(listen_ids_differ),
		cmocka_unit_test(sources_have_names),
		cmocka_unit_test(sessions_split_at_half_an_hour),
		cmocka_unit_test(blocks_cover_the_vector),
		cmocka_unit_test(every_number_has_its_name),
		cmocka_unit_test(silence_and_nan_are_set_apart),
		cmocka_unit_test(features_survive_the_wire),
		cmocka_unit_test(tags_survive_the_wire),
		cmocka_unit_test(slates_survive_the_wire_and_lies),
	};
	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
