#include "db/store.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "base/task.h"
#include "db/listens.h"
#include "db/search.h"
#include "db/settings.h"
#include "fixture.h"

/* What a job did, seen from the test. */
struct seen {
	const char *key;
	_Atomic int runs, dones, frees;
	_Atomic int code;
	enum err_code result;
};

static enum err_code put_key(struct db *db, void *arg, struct err *why)
{
	struct seen *s = arg;
	atomic_fetch_add(&s->runs, 1);
	enum err_code code = settings_put(db, s->key, "1", why);
	return code        ? code
	       : s->result ? err_set(why, s->result, "as the test wants")
			   : ERR_OK;
}

static void note_done(void *arg, enum err_code code, const struct err *why)
{
	struct seen *s = arg;
	(void)why;
	atomic_store(&s->code, (int)code);
	atomic_fetch_add(&s->dones, 1);
}

static void note_free(void *arg)
{
	struct seen *s = arg;
	atomic_fetch_add(&s->frees, 1);
}

static struct store *start(struct fixture *f, void (*foreign)(void *), void *ctx)
{
	struct store *s;
	struct store_config c = {.path = f->path, .foreign = foreign, .ctx = ctx};
	OK(f, store_start(&c, &s, &f->why));
	return s;
}

static void post(struct store *s, struct seen *seen, bool keep)
{
	struct store_job job = {put_key, note_done, note_free, seen, keep};
	assert_true(store_post(s, &job));
}

static enum err_code nothing(struct db *db, void *arg, struct err *why)
{
	(void)db;
	(void)arg;
	(void)why;
	return ERR_OK;
}

static void jobs_run_in_order_and_are_in_when_done(void **state)
{
	struct fixture *f = *state;
	struct store *s = start(f, NULL, NULL);
	struct seen a = {.key = "a"}, b = {.key = "b"};
	post(s, &a, false);
	post(s, &b, true);
	OK(f, store_call(s, nothing, NULL, &f->why));
	assert_int_equal(a.dones, 1);
	assert_int_equal(b.dones, 1);
	assert_int_equal(a.frees + b.frees, 2);
	assert_int_equal(settings_get_i64(f->db, "a", 0), 1);
	assert_int_equal(settings_get_i64(f->db, "b", 0), 1);
	store_stop(s);
}

static void a_failing_job_is_undone_alone(void **state)
{
	struct fixture *f = *state;
	struct store *s = start(f, NULL, NULL);
	struct seen a = {.key = "a"}, bad = {.key = "bad", .result = ERR_RANGE},
		    c = {.key = "c"};
	post(s, &a, false);
	post(s, &bad, false);
	post(s, &c, false);
	store_stop(s);
	assert_int_equal(bad.code, ERR_RANGE);
	assert_int_equal(bad.runs, 1);
	assert_null(settings_get(f->db, "bad"));
	assert_int_equal(a.code, ERR_OK);
	assert_int_equal(c.code, ERR_OK);
	assert_int_equal(settings_get_i64(f->db, "c", 0), 1);
}

static void calls_bring_errors_back(void **state)
{
	struct fixture *f = *state;
	struct store *s = start(f, NULL, NULL);
	struct seen bad = {.key = "x", .result = ERR_EXISTS};
	assert_int_equal(store_call(s, put_key, &bad, &f->why), ERR_EXISTS);
	assert_string_equal(f->why.msg, "as the test wants");
	store_stop(s);
}

static enum err_code leave_open(struct db *db, void *arg, struct err *why)
{
	enum err_code code = db_begin(db, "careless", why);
	return code ? code : settings_put(db, arg, "1", why);
}

static void a_careless_job_does_not_block_the_next(void **state)
{
	struct fixture *f = *state;
	struct store *s = start(f, NULL, NULL);
	OK(f, store_call(s, leave_open, (void *)"left", &f->why));
	struct seen a = {.key = "a"};
	OK(f, store_call(s, put_key, &a, &f->why));
	assert_int_equal(settings_get_i64(f->db, "a", 0), 1);
	store_stop(s);
}

/* Holds the database locked for a while, as a long scan in another process does. */
static void locker(void *arg)
{
	struct fixture *f = arg;
	clock_sleep_us(700 * 1000);
	db_rollback(f->db);
}

static void a_locked_database_is_waited_for(void **state)
{
	struct fixture *f = *state;
	struct store *s = start(f, NULL, NULL);
	OK(f, db_begin(f->db, "test", &f->why));
	struct seen listen = {.key = "listen"};
	post(s, &listen, true);
	struct task *t = task_start("locker", locker, f);
	OK(f, store_call(s, nothing, NULL, &f->why));
	task_join(t);
	assert_int_equal(listen.code, ERR_OK);
	assert_int_equal(listen.dones, 1);
	store_stop(s);
	assert_int_equal(settings_get_i64(f->db, "listen", 0), 1);
}

/* A job that fails so many times. */
struct failing {
	_Atomic int left;
	enum err_code code;
};

static enum err_code fail_for_a_while(struct db *db, void *arg, struct err *why)
{
	struct failing *f = arg;
	(void)db;
	return atomic_fetch_sub(&f->left, 1) > 0 ? err_set(why, f->code, "no way in")
						 : ERR_OK;
}

struct troubles {
	_Atomic int begun, over;
	char said[64];
};

static void note_trouble(void *ctx, const struct err *why)
{
	struct troubles *t = ctx;
	if (why)
		str_copy(t->said, sizeof t->said, why->msg);
	atomic_fetch_add(why ? &t->begun : &t->over, 1);
}

static struct troubles troubles_of(struct fixture *f, struct failing *job)
{
	struct troubles t = {0};
	struct store *s;
	struct store_config c = {.path = f->path, .trouble = note_trouble, .ctx = &t};
	OK(f, store_start(&c, &s, &f->why));
	struct store_job posted = {.run = fail_for_a_while, .arg = job, .keep = true};
	assert_true(store_post(s, &posted));
	OK(f, store_call(s, nothing, NULL, &f->why));
	OK(f, store_call(s, nothing, NULL, &f->why));
	store_stop(s);
	return t;
}

static void a_full_disk_is_told_once_and_its_end(void **state)
{
	struct troubles t = troubles_of(*state, &(struct failing){3, ERR_FULL});
	assert_int_equal(t.begun, 1);
	assert_int_equal(t.over, 1);
	assert_string_equal(t.said, "no way in");
}

static void damage_is_told_and_has_no_end(void **state)
{
	struct troubles t = troubles_of(*state, &(struct failing){1, ERR_CORRUPT});
	assert_int_equal(t.begun, 1);
	assert_int_equal(t.over, 0);
}

static void a_short_lock_is_no_trouble(void **state)
{
	struct troubles t = troubles_of(*state, &(struct failing){2, ERR_BUSY});
	assert_int_equal(t.begun + t.over, 0);
}

static void stopping_runs_what_was_posted_and_refuses_more(void **state)
{
	struct fixture *f = *state;
	struct store *s = start(f, NULL, NULL);
	struct seen many[50];
	for (int i = 0; i < 50; i++) {
		many[i] = (struct seen){.key = "k"};
		post(s, &many[i], true);
	}
	store_stop(s);
	for (int i = 0; i < 50; i++)
		assert_int_equal(many[i].dones, 1);
}

static void note_foreign(void *ctx)
{
	atomic_fetch_add((_Atomic int *)ctx, 1);
}

static void foreign_writes_are_reported_own_ones_are_not(void **state)
{
	struct fixture *f = *state;
	_Atomic int foreign = 0;
	struct store *s = start(f, note_foreign, &foreign);
	struct seen a = {.key = "a"};
	OK(f, store_call(s, put_key, &a, &f->why));
	clock_sleep_us(1200 * 1000);
	OK(f, store_call(s, nothing, NULL, &f->why));
	assert_int_equal(foreign, 0);
	OK(f, settings_put(f->db, "by", "another", &f->why));
	for (int i = 0; i < 100 && foreign == 0; i++)
		clock_sleep_us(50 * 1000);
	assert_int_equal(foreign, 1);
	store_stop(s);
}

static void the_search_index_is_kept_while_idle(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "x", .artist = "Quiet", .title = "Hours"});
	assert_true(search_index_pending(f->db));
	struct store *s = start(f, NULL, NULL);
	for (int i = 0; i < 100 && search_index_pending(f->db); i++)
		clock_sleep_us(50 * 1000);
	store_stop(s);
	struct search_results r;
	OK(f, search_run(f->db, "hours", 5, &f->a, &r, &f->why));
	assert_int_equal(r.tracks, 1);
}

static void an_unusable_file_is_told_at_the_start(void **state)
{
	struct fixture *f = *state;
	struct store *s;
	struct store_config c = {.path = "/proc/none/linnet.db"};
	assert_int_not_equal(store_start(&c, &s, &f->why), ERR_OK);
	assert_true(strlen(f->why.msg) > 0);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(jobs_run_in_order_and_are_in_when_done),
		TEST(a_failing_job_is_undone_alone),
		TEST(calls_bring_errors_back),
		TEST(a_careless_job_does_not_block_the_next),
		TEST(a_locked_database_is_waited_for),
		TEST(a_full_disk_is_told_once_and_its_end),
		TEST(damage_is_told_and_has_no_end),
		TEST(a_short_lock_is_no_trouble),
		TEST(stopping_runs_what_was_posted_and_refuses_more),
		TEST(foreign_writes_are_reported_own_ones_are_not),
		TEST(the_search_index_is_kept_while_idle),
		TEST(an_unusable_file_is_told_at_the_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
