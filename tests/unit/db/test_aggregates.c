/* Settings, feedback, queue, slates, features, clusters, models. */
#include <math.h>

#include "db/bookmarks.h"
#include "db/features.h"
#include "db/feedback.h"
#include "db/listens.h"
#include "db/models.h"
#include "db/queue.h"
#include "db/settings.h"
#include "db/slates.h"
#include "fixture.h"

static int64_t song(struct fixture *f, const char *path, const char *album)
{
	return song_put(f,
		&(struct song){
			.path = path, .artist = "X", .album = album, .title = path})
		.recording;
}

static void settings_keep_text_and_numbers(void **state)
{
	struct fixture *f = *state;
	OK(f, settings_put(f->db, "dial", "50", &f->why));
	OK(f, settings_put(f->db, "dial", "70", &f->why));
	OK(f, settings_put(f->db, "volume", "62.5", &f->why));
	OK(f, settings_put_i64(f->db, "big", INT64_MIN, &f->why));
	assert_int_equal(settings_get_i64(f->db, "dial", 0), 70);
	assert_true(fabs(settings_get_double(f->db, "volume", 0) - 62.5) < 1e-9);
	assert_int_equal(settings_get_i64(f->db, "big", 0), INT64_MIN);
	assert_int_equal(settings_get_i64(f->db, "none", 9), 9);
	assert_null(settings_get(f->db, "none"));
}

static void a_place_is_kept_until_it_is_dropped(void **state)
{
	struct fixture *f = *state;
	int64_t one = song(f, "one.mp3", "A"), two = song(f, "two.mp3", "A");
	assert_int_equal(bookmarks_get(f->db, 1, one), 0);
	OK(f, bookmarks_put(f->db, 1, one, 90000, 1, &f->why));
	OK(f, bookmarks_put(f->db, 1, one, 120000, 2, &f->why));
	OK(f, bookmarks_put(f->db, 1, two, 60000, 3, &f->why));
	assert_int_equal(bookmarks_get(f->db, 1, one), 120000);
	assert_int_equal(bookmarks_get(f->db, 2, one), 0);
	OK(f, bookmarks_drop(f->db, 1, one, &f->why));
	assert_int_equal(bookmarks_get(f->db, 1, one), 0);
	assert_int_equal(bookmarks_get(f->db, 1, two), 60000);
}

static void a_forgotten_listen_leaves_no_place_behind(void **state)
{
	struct fixture *f = *state;
	int64_t item[] = {song(f, "one.mp3", "A"), song(f, "two.mp3", "A")};
	size_t n = 0;
	for (int i = 0; i < 2; i++) {
		struct listen l = {.recording = item[i],
			.start_ms = 1000 * (i + 1),
			.heard_ms = 60000,
			.duration_ms = 3600000,
			.outcome = OUTCOME_STOPPED};
		listen_new_id(l.id);
		OK(f, listens_append(f->db, 1, &l, &f->why));
		OK(f, bookmarks_put(f->db, 1, item[i], 60000, 1, &f->why));
	}
	OK(f, listens_forget(f->db, 1, &(struct listens_forget){.recording = item[0]},
		      &n, &f->why));
	assert_int_equal(n, 1);
	assert_int_equal(bookmarks_get(f->db, 1, item[0]), 0);
	assert_int_equal(bookmarks_get(f->db, 1, item[1]), 60000);
}

static bool count_feedback(void *ctx, const struct feedback *fb)
{
	struct str *s = ctx;
	str_appendf(s, "%d:%lld:%s:%d:%d ", fb->scope, (long long)fb->target,
		fb->path ? fb->path : "-", fb->like, fb->rating);
	return true;
}

static void feedback_stands_and_is_undone(void **state)
{
	struct fixture *f = *state;
	signed char before = 9;
	struct feedback got;
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, 7, 1, 100, &before, &f->why));
	assert_int_equal(before, 0);
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, 7, 5, 200, NULL, &f->why));
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, 7, -2, 300, &before, &f->why));
	assert_int_equal(before, 1);
	OK(f, feedback_get(f->db, 1, FEEDBACK_RECORDING, 7, &got, &f->why));
	assert_int_equal(got.like, -2);
	assert_int_equal(got.rating, 5);
	assert_int_equal(got.at_ms, 300);
	OK(f, feedback_get(f->db, 2, FEEDBACK_RECORDING, 7, &got, &f->why));
	assert_int_equal(got.like, 0);
	struct feedback folder = {
		.scope = FEEDBACK_FOLDER, .path = "/music/x", .like = -2};
	OK(f, feedback_set(f->db, 1, &folder, &f->why));
	struct str s = {0};
	OK(f, feedback_each(f->db, 1, count_feedback, &s, &f->why));
	assert_string_equal(str_text(&s), "3:0:/music/x:-2:0 0:7:-:-2:5 ");
	str_reset(&s);
	folder.like = 0;
	OK(f, feedback_set(f->db, 1, &folder, &f->why));
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, 7, 0, 400, NULL, &f->why));
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, 7, 0, 400, NULL, &f->why));
	OK(f, feedback_each(f->db, 1, count_feedback, &s, &f->why));
	assert_string_equal(str_text(&s), "");
	str_finish(&s);
}

static void the_queue_survives(void **state)
{
	struct fixture *f = *state;
	int64_t a = song(f, "a", NULL), b = song(f, "b", NULL);
	struct queue_entry in[] = {{10, 1, b, SOURCE_FORYOU, 3, -7},
		{11, 2, a, SOURCE_ALBUM, 0, 0}, {12, 2, b, SOURCE_QUEUE, 0, 5}},
			   *out;
	const void *blob;
	size_t n, blob_n;
	OK(f, queue_load(f->db, 1, &f->a, &out, &n, &blob, &blob_n, &f->why));
	assert_int_equal(n + blob_n, 0);
	OK(f, queue_save(f->db, 1, in, 3, "\0x\0", 3, &f->why));
	OK(f, queue_save_state(f->db, 1, "\0yz\0", 4, &f->why));
	OK(f, queue_load(f->db, 1, &f->a, &out, &n, &blob, &blob_n, &f->why));
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(out[i].key, in[i].key);
		assert_int_equal(out[i].part, in[i].part);
		assert_int_equal(out[i].recording, in[i].recording);
		assert_int_equal(out[i].source, in[i].source);
		assert_int_equal(out[i].source_id, in[i].source_id);
		assert_int_equal(out[i].extra, in[i].extra);
	}
	assert_int_equal(blob_n, 4);
	assert_memory_equal(blob, "\0yz\0", 4);
	OK(f, queue_save(f->db, 1, in, 1, NULL, 0, &f->why));
	OK(f, queue_load(f->db, 1, &f->a, &out, &n, &blob, &blob_n, &f->why));
	assert_int_equal(n, 1);
}

static void slates_come_back_with_their_reasons(void **state)
{
	struct fixture *f = *state;
	int64_t a = song(f, "a", NULL), b = song(f, "b", NULL);
	struct pick picks[2] = {
		{.recording = a,
			.score = 0.5f,
			.reason = {REASON_SOUNDS_LIKE, b, 0},
			.share = {0.25f, 0.75f},
			.block_share = {0.5f, 0.5f, 0, 0}},
		{.recording = b,
			.score = 0.25f,
			.reason = {REASON_FORGOTTEN, 0, 90},
			.share = {1, 0}},
	};
	struct slate s = {.made_ms = 1000,
		.discover = 50,
		.learning = true,
		.engines = 2,
		.engine = {"sound", "recency"},
		.weight = {0.4f, 0.6f},
		.n = 2,
		.pick = picks};
	struct slate back;
	assert_int_equal(slates_newest(f->db, 1, 0, &back, &f->why), ERR_NOT_FOUND);
	OK(f, slates_put(f->db, 1, &s, &f->why));
	int64_t first = s.id;
	assert_int_not_equal(first, 0);
	s.made_ms = 5000;
	s.n = 1;
	OK(f, slates_put(f->db, 1, &s, &f->why));
	OK(f, slates_newest(f->db, 1, 5000, &back, &f->why));
	assert_int_equal(back.id, first);
	assert_int_equal(back.n, 2);
	assert_true(back.learning);
	assert_string_equal(back.engine[1], "recency");
	assert_memory_equal(back.weight, s.weight, 2 * sizeof(float));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(back.pick[i].recording, picks[i].recording);
		assert_int_equal(back.pick[i].reason.kind, picks[i].reason.kind);
		assert_int_equal(back.pick[i].reason.other, picks[i].reason.other);
		assert_true(fabs(back.pick[i].reason.number - picks[i].reason.number) <
			    1e-9);
		assert_memory_equal(
			back.pick[i].share, picks[i].share, sizeof picks[i].share);
		assert_memory_equal(back.pick[i].block_share, picks[i].block_share,
			sizeof picks[i].block_share);
	}
	slate_finish(&back);
	OK(f, slates_newest(f->db, 1, 0, &back, &f->why));
	assert_int_equal(back.n, 1);
	slate_finish(&back);
	assert_int_equal(slates_newest(f->db, 2, 0, &back, &f->why), ERR_NOT_FOUND);
}

static struct feature feature_of(float first)
{
	struct feature v = {.version = FEATURE_VERSION,
		.duration_s = 200,
		.active_frames = 100,
		.level_db = -12,
		.key = -1};
	v.vector[0] = first;
	v.vector[FEATURE_DIM - 1] = -first;
	v.covariance[FEATURE_COV - 1] = 0.5f;
	return v;
}

static bool first_number(void *ctx, int64_t recording, const struct feature *v)
{
	str_appendf(ctx, "%lld:%g ", (long long)recording, (double)v->vector[0]);
	return true;
}

static void features_come_back_bit_for_bit(void **state)
{
	struct fixture *f = *state;
	int64_t a = song(f, "a", NULL), b = song(f, "b", NULL);
	struct feature in = feature_of(1.5f), out = {0};
	assert_int_equal(features_get(f->db, a, &out, &f->why), ERR_NOT_FOUND);
	OK(f, features_put(f->db, a, &in, &f->why));
	OK(f, features_get(f->db, a, &out, &f->why));
	assert_memory_equal(in.vector, out.vector, sizeof in.vector);
	assert_memory_equal(in.covariance, out.covariance, sizeof in.covariance);
	assert_int_equal(out.key, -1);
	assert_int_equal(out.active_frames, 100);
	OK(f, features_put_failed(f->db, b, "it is silent", &f->why));
	assert_int_equal(features_get(f->db, b, &out, &f->why), ERR_NOT_FOUND);
	struct str s = {0};
	OK(f, features_each(f->db, first_number, &s, &f->why));
	assert_string_equal(str_text(&s), "1:1.5 ");
	str_finish(&s);
	struct features_progress p;
	song(f, "c", NULL);
	OK(f, features_progress(f->db, &p, &f->why));
	assert_int_equal(p.done, 1);
	assert_int_equal(p.failed, 1);
	assert_int_equal(p.wanted, 3);
}

static void what_lacks_features_comes_in_a_useful_order(void **state)
{
	struct fixture *f = *state;
	int64_t a1 = song(f, "a1", "A"), a2 = song(f, "a2", "A"),
		b1 = song(f, "b1", "B"), b2 = song(f, "b2", "B"),
		c1 = song(f, "c1", "C");
	struct feature v = feature_of(1);
	OK(f, features_put(f->db, c1, &v, &f->why));
	struct listen l = {.recording = b2, .heard_ms = 200000, .start_ms = 1};
	listen_new_id(l.id);
	OK(f, listens_append(f->db, 1, &l, &f->why));
	struct features_todo *t;
	size_t n;
	OK(f, features_todo(f->db, false, 10, &f->a, &t, &n, &f->why));
	const int64_t want[] = {a1, b1, b2, a2};
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(t[i].recording, want[i]);
	assert_string_equal(t[0].path, "/music/a1");
	OK(f, features_todo(f->db, true, 10, &f->a, &t, &n, &f->why));
	assert_int_equal(n, 5);
	OK(f, features_todo(f->db, false, 2, &f->a, &t, &n, &f->why));
	assert_int_equal(n, 2);
}

static bool add_member(void *ctx, int64_t recording, int64_t cluster, float distance)
{
	str_appendf(ctx, "%lld>%lld %g ", (long long)recording, (long long)cluster,
		(double)distance);
	return true;
}

static void clusters_keep_names_and_replace_members(void **state)
{
	struct fixture *f = *state;
	int64_t r[3] = {song(f, "a", NULL), song(f, "b", NULL), song(f, "c", NULL)};
	struct cluster_row row[2] = {
		{.name = "calm", .colour = 0x102030}, {.name = "loud"}};
	const int32_t member[3] = {0, 1, -1};
	const float distance[3] = {0.5f, 0.25f, 0};
	OK(f, clusters_replace(f->db, row, 2, r, member, distance, 3, &f->why));
	struct str s = {0};
	OK(f, clusters_each_member(f->db, add_member, &s, &f->why));
	assert_string_equal(str_text(&s), "1>1 0.5 2>2 0.25 ");
	str_finish(&s);
	int64_t calm = row[0].id;
	const int32_t all_calm[3] = {0, 0, 0};
	OK(f, clusters_replace(f->db, row, 1, r, all_calm, distance, 3, &f->why));
	struct cluster_row *list;
	size_t n;
	OK(f, clusters_list(f->db, &f->a, &list, &n, &f->why));
	assert_int_equal(n, 1);
	assert_int_equal(list[0].id, calm);
	assert_string_equal(list[0].name, "calm");
	assert_int_equal(list[0].colour, 0x102030);
	assert_int_equal(list[0].members, 3);
	OK(f, db_rebuild_derived(f->db, true, &f->why));
	OK(f, clusters_list(f->db, &f->a, &list, &n, &f->why));
	assert_int_equal(n, 1); /* the name is a fact */
	assert_int_equal(list[0].members, 0);
}

static void models_are_replaced_by_newer_ones(void **state)
{
	struct fixture *f = *state;
	struct model_row m = {.profile = 1,
				 .kind = "ials",
				 .version = 2,
				 .trained_ms = 5,
				 .seconds = 1.5,
				 .parameters = "rank=64",
				 .blob = "\0\1\2",
				 .blob_n = 3},
			 back, *list;
	size_t n;
	assert_int_equal(
		models_get(f->db, 1, "ials", &f->a, &back, &f->why), ERR_NOT_FOUND);
	OK(f, models_put(f->db, &m, &f->why));
	m.blob = "longer";
	m.blob_n = 6;
	m.source = 99;
	OK(f, models_put(f->db, &m, &f->why));
	OK(f, models_get(f->db, 1, "ials", &f->a, &back, &f->why));
	assert_int_equal(back.blob_n, 6);
	assert_memory_equal(back.blob, "longer", 6);
	assert_int_equal(back.source, 99);
	assert_string_equal(back.parameters, "rank=64");
	assert_string_equal(back.metrics, "");
	OK(f, models_list(f->db, 1, &f->a, &list, &n, &f->why));
	assert_int_equal(n, 1);
	assert_null(list[0].blob);
	OK(f, models_list(f->db, 2, &f->a, &list, &n, &f->why));
	assert_int_equal(n, 0);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(settings_keep_text_and_numbers),
		TEST(a_place_is_kept_until_it_is_dropped),
		TEST(a_forgotten_listen_leaves_no_place_behind),
		TEST(feedback_stands_and_is_undone),
		TEST(the_queue_survives),
		TEST(slates_come_back_with_their_reasons),
		TEST(features_come_back_bit_for_bit),
		TEST(what_lacks_features_comes_in_a_useful_order),
		TEST(clusters_keep_names_and_replace_members),
		TEST(models_are_replaced_by_newer_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
