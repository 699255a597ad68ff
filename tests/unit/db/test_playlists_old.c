/* Playlists of a database that was filled before they had folders (schema 5). */
#include "fixture.h"

#include <sqlite3.h>

#include "db/identity.h"
#include "db/list.h"
#include "db/playlists.h"
#include "db/schema.h"

enum { BEFORE = 5 };

/* Two lists, one of them with an entry that stands twice and out of the order of ids. */
static const char FILL[] =
	"INSERT INTO recording (id, payload_bytes, payload_digest, title, artist,"
	" duration_ms, added_s) VALUES (7, 1000, 42, 'A', 'X', 200000, 1),"
	" (8, 1000, 43, 'B', 'X', 100000, 1), (9, 1000, 44, 'C', 'X', 50000, 1);"
	"INSERT INTO playlist (id, name, sort, made_ms, changed_ms) VALUES"
	" (3, 'Mix / two', CAST('mix two' AS BLOB), 11, 22),"
	" (5, 'Alone', CAST('alone' AS BLOB), 33, 44);"
	"INSERT INTO playlist_entry (id, playlist, place, recording) VALUES"
	" (1, 3, 3072, 7), (2, 3, 1024, 8), (4, 3, 2048, 9), (6, 3, 4096, 7);"
	"INSERT INTO listen (uid, profile, recording, start_ms, heard_ms, outcome, source,"
	" source_id, counts) VALUES ('x', 1, 7, 5, 200000, 0, 'playlist', 3, 1);"
	"PRAGMA application_id = 1818848884; PRAGMA user_version = 5";

static struct db *open_old(struct fixture *f)
{
	struct db *db;
	sqlite3 *h;
	char path[160];
	size_t n;
	const struct schema_step *step = schema_steps(&n);
	assert_true(n > BEFORE);
	snprintf(path, sizeof path, "%s/old.db", f->dir);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	for (size_t i = 0; i < BEFORE; i++)
		assert_int_equal(
			sqlite3_exec(h, step[i].sql, NULL, NULL, NULL), SQLITE_OK);
	if (sqlite3_exec(h, FILL, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(h));
	sqlite3_close(h);
	OK(f, db_open(path, DB_WRITE, &db, &f->why));
	OK(f, db_check(db, &f->why));
	return db;
}

static bool add_entry(void *ctx, const struct playlist_entry *e)
{
	assert_null(e->location);
	str_appendf(ctx, "%lld:%lld ", (long long)e->id, (long long)e->recording);
	return true;
}

static void assert_entries(
	struct fixture *f, struct db *db, int64_t playlist, const char *want)
{
	struct str s = {0};
	OK(f, playlists_each_entry(db, playlist, add_entry, &s, &f->why));
	assert_string_equal(str_text(&s), want);
	str_finish(&s);
}

static void lists_keep_their_ids_names_and_order(void **state)
{
	struct fixture *f = *state;
	struct db *db = open_old(f);
	struct list_spec spec = {.kind = LIST_PLAYLISTS};
	struct list_window w;
	struct playlist_row row;
	OK(f, list_window(db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.n, 2);
	assert_string_equal(w.row[0].playlist.name, "Alone");
	assert_string_equal(w.row[1].playlist.name, "Mix / two");
	assert_int_equal(w.row[1].playlist.id, 3);
	assert_int_equal(w.row[1].playlist.entries, 4);
	assert_int_equal(w.row[1].playlist.duration_ms, 550000);
	assert_int_equal(w.row[1].playlist.changed_ms, 22);
	OK(f, playlists_row(db, 3, &row, &f->why));
	assert_int_equal(row.made_ms, 11);
	assert_int_equal(row.parent, 0);
	assert_false(row.folder);
	playlist_row_finish(&row);
	assert_entries(f, db, 3, "2:8 4:9 1:7 6:7 ");
	assert_entries(f, db, 5, "");
	db_close(db);
}

static void they_are_as_good_as_new_ones(void **state)
{
	struct fixture *f = *state;
	struct db *db = open_old(f);
	struct playlist_change log = {0};
	struct playlist_row row;
	int64_t id, folder;
	/* A name of then with a '/' in it is found as it was written. */
	OK(f, playlists_find(db, "Mix / two", &id, &f->why));
	assert_int_equal(id, 3);
	OK(f, playlists_create(db, "Box", true, &folder, NULL, &f->why));
	assert_true(folder > 5); /* no id is given twice */
	OK(f, playlists_move_into(db, 3, folder, NULL, &f->why));
	OK(f, playlists_move(db, 3, 6, 2, NULL, &f->why));
	assert_entries(f, db, 3, "6:7 2:8 4:9 1:7 ");
	/* The counts follow, of entries from before too. */
	OK(f, playlists_take_out(db, 3, &(int64_t){4}, 1, &log, &f->why));
	OK(f, playlists_row(db, 3, &row, &f->why));
	assert_int_equal(row.entries, 3);
	playlist_row_finish(&row);
	OK(f, playlists_travel(db, &log, true, &f->why));
	assert_entries(f, db, 3, "6:7 2:8 4:9 1:7 ");
	playlist_change_finish(&log);
	/* With its folder everything goes. */
	OK(f, playlists_remove(db, folder, NULL, &f->why));
	assert_entries(f, db, 3, "");
	OK(f, db_check(db, &f->why));
	db_close(db);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(lists_keep_their_ids_names_and_order),
		TEST(they_are_as_good_as_new_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
