#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>

#include "base/io.h"
#include "db/listens.h"
#include "db/schema.h"
#include "db/settings.h"
#include "fixture.h"

static void a_new_file_is_private_and_complete(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	struct db_info info;
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	char dir[80];
	snprintf(dir, sizeof dir, "%s/data", f->dir);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	size_t n;
	schema_steps(&n);
	OK(f, db_info(f->db, &info, &f->why));
	assert_int_equal(info.version, (int)n);
	OK(f, db_check(f->db, &f->why));
	int64_t profile = 0;
	OK(f, db_profile(f->db, "default", &profile, &f->why));
	assert_int_equal(profile, 1);
}

static void write_file(const char *path, const void *data, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(io_write_full(fd, data, n), 0);
	close(fd);
}

/* Opening must fail with the code, name the file, and leave every byte alone. */
static void assert_refused(struct fixture *f, const char *path, enum err_code code)
{
	char *before, *after;
	size_t n, m;
	struct db *db;
	OK(f, io_read_file(path, 1 << 24, &before, &n, &f->why));
	for (int mode = DB_WRITE; mode <= DB_READ; mode++) {
		f->why.msg[0] = '\0';
		assert_int_equal(db_open(path, (enum db_mode)mode, &db, &f->why), code);
		assert_non_null(strstr(f->why.msg, path));
	}
	OK(f, io_read_file(path, 1 << 24, &after, &m, &f->why));
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	free(before);
	free(after);
}

static void what_is_no_database_stays_untouched(void **state)
{
	struct fixture *f = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/notes.txt", f->dir);
	write_file(path, "my precious notes\n", 18);
	assert_refused(f, path, ERR_FORMAT);
	char noise[4096];
	memset(noise, 'x', sizeof noise);
	write_file(path, noise, sizeof noise);
	assert_refused(f, path, ERR_FORMAT);
}

/* A copy of a fresh database with a number of its header changed. */
static void patched_copy(struct fixture *f, const char *path, size_t at, uint32_t value)
{
	char *data;
	size_t n;
	unlink(path);
	OK(f, db_backup(f->db, path, &f->why));
	OK(f, io_read_file(path, 1 << 24, &data, &n, &f->why));
	for (int i = 0; i < 4; i++)
		data[at + (size_t)i] = (char)(value >> (24 - 8 * i));
	write_file(path, data, n);
	free(data);
}

static void a_newer_version_is_refused(void **state)
{
	struct fixture *f = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/newer.db", f->dir);
	patched_copy(f, path, 60, 9999);
	assert_refused(f, path, ERR_NEWER);
	assert_non_null(strstr(f->why.msg, "newer"));
}

static void another_programs_database_is_refused(void **state)
{
	struct fixture *f = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/other.db", f->dir);
	patched_copy(f, path, 68, 0x12345678);
	assert_refused(f, path, ERR_FORMAT);
}

static void damage_is_told(void **state)
{
	struct fixture *f = *state;
	char path[128];
	char *data;
	size_t n;
	struct db *db = NULL;
	snprintf(path, sizeof path, "%s/damaged.db", f->dir);
	OK(f, db_backup(f->db, path, &f->why));
	OK(f, io_read_file(path, 1 << 24, &data, &n, &f->why));
	memset(data + 4096, 0xA5, n - 4096);
	write_file(path, data, n);
	free(data);
	enum err_code code = db_open(path, DB_READ, &db, &f->why);
	if (!code)
		code = db_check(db, &f->why);
	db_close(db);
	assert_int_equal(code, ERR_CORRUPT);
	assert_non_null(strstr(f->why.msg, path));
}

static void reading_needs_a_file_and_never_makes_one(void **state)
{
	struct fixture *f = *state;
	char path[128];
	struct db *db;
	snprintf(path, sizeof path, "%s/none.db", f->dir);
	assert_int_equal(db_open(path, DB_READ, &db, &f->why), ERR_NOT_FOUND);
	assert_non_null(strstr(f->why.msg, "linnet scan"));
	assert_int_equal(access(path, F_OK), -1);
}

static void a_reader_cannot_write(void **state)
{
	struct fixture *f = *state;
	struct db *db;
	OK(f, db_open(f->path, DB_READ, &db, &f->why));
	assert_int_not_equal(settings_put(db, "volume", "70", &f->why), ERR_OK);
	assert_null(settings_get(f->db, "volume"));
	db_close(db);
}

static void a_file_that_may_not_be_written_says_so(void **state)
{
	struct fixture *f = *state;
	char path[128];
	struct db *db;
	if (geteuid() == 0) {
		/* Nothing is forbidden to root but what is no file at all. */
		snprintf(path, sizeof path, "/proc/linnet.db");
	} else {
		snprintf(path, sizeof path, "%s/readonly.db", f->dir);
		OK(f, db_backup(f->db, path, &f->why));
		assert_int_equal(chmod(path, 0400), 0);
	}
	f->why.msg[0] = '\0';
	assert_int_not_equal(db_open(path, DB_WRITE, &db, &f->why), ERR_OK);
	assert_non_null(strstr(f->why.msg, path));
}

static const struct schema_step extra[] = {
	{"0002_more.sql",
		"CREATE TABLE more (x INTEGER); INSERT INTO more VALUES (7);"},
	{"0003_wrong.sql",
		"CREATE TABLE never (x INTEGER); SELECT nonsense FROM nowhere;"},
};

static void steps_are_applied_once_each_with_a_copy_before(void **state)
{
	struct fixture *f = *state;
	size_t n;
	const struct schema_step *known = schema_steps(&n);
	struct schema_step *all = xcalloc(n + 2, sizeof *all);
	memcpy(all, known, n * sizeof *all);
	memcpy(all + n, extra, sizeof extra);
	struct db_info info;
	char copy[160];

	OK(f, settings_put(f->db, "kept", "yes", &f->why));
	OK(f, schema_migrate(f->db, all, n + 1, &f->why));
	OK(f, schema_migrate(f->db, all, n + 1, &f->why));
	OK(f, db_info(f->db, &info, &f->why));
	assert_int_equal(info.version, (int)n + 1);
	snprintf(copy, sizeof copy, "%s.v%zu.bak", f->path, n);
	struct db *old;
	OK(f, db_open(copy, DB_READ, &old, &f->why));
	char *kept = settings_get(old, "kept");
	assert_string_equal(kept, "yes");
	free(kept);
	db_close(old);

	/* A step that fails leaves the version and everything else as it was. */
	assert_int_equal(schema_migrate(f->db, all, n + 2, &f->why), ERR_DATABASE);
	assert_non_null(strstr(f->why.msg, "0003_wrong.sql"));
	OK(f, db_info(f->db, &info, &f->why));
	assert_int_equal(info.version, (int)n + 1);
	assert_int_equal(schema_migrate(f->db, all, n, &f->why), ERR_NEWER);
	free(all);
}

static void transactions_nest_by_a_counter(void **state)
{
	struct fixture *f = *state;
	OK(f, db_begin(f->db, "outer", &f->why));
	OK(f, db_begin(f->db, "inner", &f->why));
	OK(f, settings_put(f->db, "a", "1", &f->why));
	OK(f, db_commit(f->db, &f->why));
	db_rollback(f->db);
	assert_null(settings_get(f->db, "a"));

	/* An inner part that gave up takes the whole with it. */
	OK(f, db_begin(f->db, "outer", &f->why));
	OK(f, settings_put(f->db, "b", "1", &f->why));
	OK(f, db_begin(f->db, "inner", &f->why));
	db_rollback(f->db);
	assert_int_equal(db_commit(f->db, &f->why), ERR_DATABASE);
	assert_null(settings_get(f->db, "b"));

	OK(f, db_begin(f->db, "outer", &f->why));
	OK(f, settings_put(f->db, "c", "1", &f->why));
	OK(f, db_savepoint(f->db, &f->why));
	OK(f, settings_put(f->db, "d", "1", &f->why));
	db_rollback_savepoint(f->db);
	OK(f, db_commit(f->db, &f->why));
	assert_int_equal(settings_get_i64(f->db, "c", 0), 1);
	assert_int_equal(settings_get_i64(f->db, "d", -5), -5);
}

static void others_writes_are_noticed(void **state)
{
	struct fixture *f = *state;
	struct db *other;
	OK(f, db_open(f->path, DB_WRITE, &other, &f->why));
	int64_t before = db_data_version(other);
	OK(f, settings_put(other, "own", "1", &f->why));
	assert_int_equal(db_data_version(other), before);
	OK(f, settings_put(f->db, "foreign", "1", &f->why));
	assert_int_not_equal(db_data_version(other), before);
	db_close(other);
}

static void profiles_are_made_when_named(void **state)
{
	struct fixture *f = *state;
	int64_t a = 0, b = 0;
	OK(f, db_profile(f->db, "guest", &a, &f->why));
	OK(f, db_profile(f->db, "guest", &b, &f->why));
	assert_int_equal(a, b);
	assert_int_not_equal(a, 1);
	struct db *reader;
	OK(f, db_open(f->path, DB_READ, &reader, &f->why));
	assert_int_equal(db_profile(reader, "nobody", &b, &f->why), ERR_NOT_FOUND);
	db_close(reader);
}

enum { VALUES = 3000, VALUE_BYTES = 4000 };

static size_t memory_in_use(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

static size_t write_much(struct fixture *f)
{
	char value[VALUE_BYTES + 1], key[16];
	size_t before = memory_in_use();
	memset(value, 'x', VALUE_BYTES);
	value[VALUE_BYTES] = '\0';
	OK(f, db_begin(f->db, "test", &f->why));
	for (int i = 0; i < VALUES; i++) {
		snprintf(key, sizeof key, "key%d", i);
		OK(f, settings_put(f->db, key, value, &f->why));
	}
	OK(f, db_commit(f->db, &f->why));
	size_t now = memory_in_use();
	return now > before ? now - before : 0;
}

/* Pages and statements go; what was asked before is found again. Only who writes the
 * library has room for many. */
static void a_resting_connection_gives_its_memory_back(void **state)
{
	struct fixture *f = *state;
	const size_t all = (size_t)VALUES * VALUE_BYTES;
	song_put(f, &(struct song){.path = "a.flac", .artist = "Low", .title = "One"});
	size_t before = memory_in_use();
	size_t scanning = write_much(f);
	db_rest(f->db);
	size_t rested = memory_in_use();
	size_t usual = write_much(f);
#ifndef LINNET_SANITIZE
	assert_true(scanning > all / 2);
	assert_true(rested < before + all / 10);
	assert_true(usual < all / 2);
#else
	(void)before, (void)scanning, (void)rested, (void)usual, (void)all;
#endif
	song_put(f, &(struct song){.path = "b.flac", .artist = "Low", .title = "Two"});
	char *again = settings_get(f->db, "key7");
	assert_int_equal(strlen(again), VALUE_BYTES);
	free(again);
	int64_t id;
	OK(f, db_profile(f->db, "guest", &id, &f->why));
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(a_new_file_is_private_and_complete),
		TEST(what_is_no_database_stays_untouched),
		TEST(a_newer_version_is_refused),
		TEST(another_programs_database_is_refused),
		TEST(damage_is_told),
		TEST(reading_needs_a_file_and_never_makes_one),
		TEST(a_reader_cannot_write),
		TEST(a_file_that_may_not_be_written_says_so),
		TEST(steps_are_applied_once_each_with_a_copy_before),
		TEST(transactions_nest_by_a_counter),
		TEST(others_writes_are_noticed),
		TEST(profiles_are_made_when_named),
		TEST(a_resting_connection_gives_its_memory_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
