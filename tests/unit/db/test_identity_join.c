/* Two recordings become one: everything that refers to them goes along. */
#include "db/identity.h"

#include <sqlite3.h>

#include "db/bookmarks.h"
#include "db/feedback.h"
#include "db/import.h"
#include "db/playlists.h"
#include "db/queue.h"
#include "db/schema.h"
#include "db/slates.h"
#include "identity_songs.h"

static struct feedback felt(struct fixture *f, int64_t recording)
{
	struct feedback fb;
	OK(f, feedback_get(f->db, 1, FEEDBACK_RECORDING, recording, &fb, &f->why));
	return fb;
}

static bool first_entry(void *ctx, const struct playlist_entry *e)
{
	*(struct playlist_entry *)ctx = *e;
	return false;
}

static void joined_they_have_all_that_both_had(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = other_song("b.flac", "Other", "Tear", 2);
	int64_t a = song_put(f, &s).recording, b = song_put(f, &o).recording;
	play(f, a, 1000);
	play(f, b, 500000);
	play(f, b, 900000);
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, a, 1, 100, NULL, &f->why));
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, b, 4, 50, NULL, &f->why));
	int64_t list;
	OK(f, playlists_create(f->db, "Kept", false, &list, NULL, &f->why));
	OK(f, playlists_insert(f->db, list, 0, &b, 1, NULL, &f->why));
	struct queue_entry q = {.key = 1, .recording = b};
	OK(f, queue_save(f->db, 1, &q, 1, "", 0, &f->why));
	struct imported_play in = {.plays = 3, .first_s = 50, .last_s = 60};
	OK(f, imported_play_put(f->db, 1, b, "cmus", &in, NULL, &f->why));
	in = (struct imported_play){.plays = 2, .skips = 1, .last_s = 40};
	OK(f, imported_play_put(f->db, 1, a, "cmus", &in, NULL, &f->why));
	OK(f, bookmarks_put(f->db, 1, a, 5000, 10, &f->why));
	OK(f, bookmarks_put(f->db, 1, b, 9000, 20, &f->why));
	struct pick pick = {.recording = b};
	struct slate slate = {.pick = &pick, .n = 1};
	OK(f, slates_put(f->db, 1, &slate, &f->why));

	OK(f, identity_join(f->db, b, a, true, &f->why));
	assert_int_equal(identity_now(f->db, b), a);
	assert_int_equal(identity_now(f->db, a), a);
	assert_int_equal(listens_of(f, a), 3);
	assert_int_equal(listens_of(f, b), 0);
	assert_int_equal(felt(f, a).like, 1);
	assert_int_equal(felt(f, a).rating, 4);
	struct playlist_entry e = {0};
	OK(f, playlists_each_entry(f->db, list, first_entry, &e, &f->why));
	assert_int_equal(e.recording, a);
	struct queue_entry *kept;
	size_t n, state_n;
	const void *blob;
	OK(f, queue_load(f->db, 1, &f->a, &kept, &n, &blob, &state_n, &f->why));
	assert_int_equal(n, 1);
	assert_int_equal(kept[0].recording, a);
	assert_int_equal(bookmarks_get(f->db, 1, a), 9000);
	OK(f, imported_play_get(f->db, 1, a, "cmus", &in, &f->why));
	assert_true(
		in.plays == 5 && in.skips == 1 && in.first_s == 50 && in.last_s == 60);
	struct slate back = {0};
	OK(f, slates_get(f->db, slate.id, &back, &f->why));
	assert_int_equal(back.pick[0].recording, a);
	slate_finish(&back);
	assert_int_equal(recording_at(f, "/music/b.flac"), a);
	OK(f, db_check(f->db, &f->why));
	OK(f, db_rebuild_derived(f->db, false, &f->why));
}

/* A library of the version before: every payload is what it was, nothing is lost. */
static void a_filled_database_of_before_keeps_its_recordings(void **state)
{
	static const char FILL[] =
		"INSERT INTO root (id, path, added_s) VALUES (1, x'2F6D', 1);"
		"INSERT INTO file (id, root, path, size, mtime_ns, inode, added_s)"
		" VALUES (1, 1, x'61', 1000, 5, 1, 1), (2, 1, x'62', 1000, 5, 2, 1);"
		"INSERT INTO recording (id, payload_bytes, payload_digest, title,"
		" artist, duration_ms, added_s) VALUES (7, 1000, 42, 'A', 'B', 200000,"
		" 1), (8, 0, 0, 'Imported', 'B', 200000, 1);"
		"INSERT INTO artist (id, name, key, sort) VALUES (1, 'B', 'b', 'b');"
		"INSERT INTO track (id, file, recording, title, artist, album_artist,"
		" duration_ms, added_s, title_key, sort) VALUES"
		" (1, 1, 7, 'A', 1, 1, 200000, 1, 'a', 'a'),"
		" (2, 2, 7, 'A', 1, 1, 200000, 1, 'a', 'a');"
		"INSERT INTO listen (uid, profile, recording, start_ms, heard_ms,"
		" outcome, source, counts) VALUES ('x', 1, 7, 5, 200000, 0, 'files',"
		" 1);"
		"PRAGMA application_id = 1818848884; PRAGMA user_version = 4";
	struct fixture *f = *state;
	size_t n;
	const struct schema_step *step = schema_steps(&n);
	char path[160];
	sqlite3 *h;
	struct db *db;
	struct track t;
	snprintf(path, sizeof path, "%s/old.db", f->dir);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(
			sqlite3_exec(h, step[i].sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, FILL, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
	OK(f, db_open(path, DB_WRITE, &db, &f->why));
	OK(f, db_check(db, &f->why));
	OK(f, library_track_of(db, 7, &f->a, &t, &f->why));
	assert_string_equal(t.path, "/m/a");
	assert_int_equal(identity_now(db, 7), 7);
	struct counted c = {7, 0};
	OK(f, listens_each(db, 1, 0, 0, count_listen, &c, &f->why));
	assert_int_equal(c.n, 1);
	/* What it knew by its payload it knows still. */
	struct song s = other_song("c", "Other", "Moved", 42);
	struct tags tags = song_tags(&s);
	struct library_item item = {
		.root = 1, .path = s.path, .size = 1000, .inode = 3, .tags = &tags};
	OK(f, library_put(db, &item, 1, &f->why));
	assert_int_equal(item.recording, 7);
	db_close(db);
}

/* Whoever makes a table that refers to recordings adds it to identity_join, and here. */
static void every_table_that_refers_to_recordings_is_known(void **state)
{
	static const char *const known[] = {"bookmark.recording", "d_feature.recording",
		"d_fingerprint.recording", "d_loudness.recording", "d_member.recording",
		"d_play.recording", "d_same.one", "d_same.other",
		"imported_play.recording", "listen.recording", "listen_open.recording",
		"pick.recording", "playlist_entry.recording", "queue.recording",
		"recording.same_as", "track.encoding", "track.recording"};
	static const char SQL[] =
		"SELECT m.name || '.' || k.\"from\" FROM sqlite_schema m"
		" JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table'"
		" AND k.\"table\" = 'recording' ORDER BY 1";
	struct fixture *f = *state;
	sqlite3 *h;
	sqlite3_stmt *s;
	size_t n = 0;
	assert_int_equal(sqlite3_open(f->path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, SQL, -1, &s, NULL), SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		assert_true(n < sizeof known / sizeof *known);
		assert_string_equal(
			(const char *)sqlite3_column_text(s, 0), known[n++]);
	}
	assert_int_equal(n, sizeof known / sizeof *known);
	sqlite3_finalize(s);
	sqlite3_close(h);
}

static void who_still_names_the_old_one_reaches_the_right_one(void **state)
{
	struct fixture *f = *state;
	struct song s = teardrop, o = other_song("b.flac", "Other", "Tear", 2);
	int64_t a = song_put(f, &s).recording, b = song_put(f, &o).recording;
	int64_t list;
	OK(f, identity_join(f->db, b, a, true, &f->why));
	play(f, b, 1000);
	play(f, a, 5000);
	assert_int_equal(listens_of(f, a), 2);
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, b, 3, 60, NULL, &f->why));
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, b, -1, 70, NULL, &f->why));
	assert_int_equal(felt(f, a).rating, 3);
	assert_int_equal(felt(f, a).like, -1);
	OK(f, playlists_create(f->db, "Late", false, &list, NULL, &f->why));
	OK(f, playlists_insert(f->db, list, 0, &b, 1, NULL, &f->why));
	struct playlist_entry e = {0};
	OK(f, playlists_each_entry(f->db, list, first_entry, &e, &f->why));
	assert_int_equal(e.recording, a);
	struct queue_entry q = {.key = 1, .recording = b}, *kept;
	size_t n, state_n;
	const void *blob;
	OK(f, queue_save(f->db, 1, &q, 1, "", 0, &f->why));
	OK(f, queue_load(f->db, 1, &f->a, &kept, &n, &blob, &state_n, &f->why));
	assert_int_equal(kept[0].recording, a);
	OK(f, bookmarks_put(f->db, 1, b, 7000, 30, &f->why));
	assert_int_equal(bookmarks_get(f->db, 1, a), 7000);
	OK(f, bookmarks_drop(f->db, 1, b, &f->why));
	assert_int_equal(bookmarks_get(f->db, 1, a), 0);
	struct track t;
	OK(f, library_track_of(f->db, b, &f->a, &t, &f->why));
	assert_int_equal(t.recording, a);
	OK(f, db_check(f->db, &f->why));
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(joined_they_have_all_that_both_had),
		TEST(a_filled_database_of_before_keeps_its_recordings),
		TEST(every_table_that_refers_to_recordings_is_known),
		TEST(who_still_names_the_old_one_reaches_the_right_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
