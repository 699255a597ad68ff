/* The journal of changed tags. */
#include "db/edits.h"

#include "fixture.h"

static void add(struct db *db, int64_t act, const char *path, const char *field)
{
	const struct edit e = {path, field, "was", "is"};
	assert_int_equal(edits_add(db, act, 1000, &e, NULL), ERR_OK);
}

static size_t count(struct db *db, int64_t act, bool undone)
{
	struct arena a = {0};
	struct edit *e;
	size_t n;
	assert_int_equal(edits_of(db, act, undone, &a, &e, &n, NULL), ERR_OK);
	arena_finish(&a);
	return n;
}

static void the_newest_act_comes_first(void **state)
{
	struct db *db = ((struct fixture *)*state)->db;
	int64_t act = -1, second;
	assert_int_equal(edits_last(db, &act, NULL), ERR_OK);
	assert_int_equal(act, 0);
	assert_int_equal(edits_begin(db, &act, NULL), ERR_OK);
	assert_int_equal(act, 1);
	add(db, act, "/a", "title");
	assert_int_equal(edits_begin(db, &second, NULL), ERR_OK);
	assert_int_equal(second, 2);
	add(db, second, "/a", "album");
	assert_int_equal(edits_last(db, &act, NULL), ERR_OK);
	assert_int_equal(act, 2);
	assert_int_equal(edits_mark(db, 2, "/a", true, NULL), ERR_OK);
	assert_int_equal(edits_last(db, &act, NULL), ERR_OK);
	assert_int_equal(act, 1);
	/* A number is not given twice. */
	assert_int_equal(edits_begin(db, &act, NULL), ERR_OK);
	assert_int_equal(act, 3);
}

static void files_stand_together_the_last_one_first(void **state)
{
	struct db *db = ((struct fixture *)*state)->db;
	struct arena a = {0};
	struct edit *e;
	size_t n;
	add(db, 7, "/a", "title");
	add(db, 7, "/a", "album");
	add(db, 7, "/b\xFF", "title");
	assert_int_equal(edits_of(db, 7, false, &a, &e, &n, NULL), ERR_OK);
	assert_int_equal(n, 3);
	assert_string_equal(e[0].path, "/b\xFF");
	assert_string_equal(e[1].path, "/a");
	assert_string_equal(e[1].field, "album");
	assert_string_equal(e[2].path, "/a");
	assert_string_equal(e[2].before, "was");
	assert_string_equal(e[2].after, "is");
	arena_finish(&a);
}

static void a_file_is_undone_and_done_again_alone(void **state)
{
	struct db *db = ((struct fixture *)*state)->db;
	add(db, 7, "/a", "title");
	add(db, 7, "/b", "title");
	add(db, 8, "/a", "title");
	assert_int_equal(edits_mark(db, 7, "/a", true, NULL), ERR_OK);
	assert_int_equal(count(db, 7, false), 1);
	assert_int_equal(count(db, 7, true), 1);
	assert_int_equal(count(db, 8, false), 1);
	assert_int_equal(edits_mark(db, 7, "/a", false, NULL), ERR_OK);
	assert_int_equal(count(db, 7, false), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_newest_act_comes_first),
		TEST(files_stand_together_the_last_one_first),
		TEST(a_file_is_undone_and_done_again_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
