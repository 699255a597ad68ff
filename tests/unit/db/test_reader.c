#include "db/reader.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "db/list.h"
#include "db/settings.h"
#include "fixture.h"

struct job {
	struct reader_job base;
	_Atomic int *gate; /* spins until it is 1 or the job is cancelled */
	_Atomic int *started;
	int answer;
};

static enum err_code answer(struct db *db, struct reader_job *base, struct err *why)
{
	struct job *j = (struct job *)base;
	(void)why;
	if (j->started)
		atomic_store(j->started, 1);
	while (j->gate && !atomic_load(j->gate) && !reader_job_cancelled(base))
		clock_sleep_us(1000);
	j->answer = (int)settings_get_i64(db, "answer", -1);
	return ERR_OK;
}

static void free_job(struct reader_job *job)
{
	free(job);
}

static void free_message(void *message)
{
	free_job(message);
}

static struct job *job_new(int lane)
{
	struct job *j = xcalloc(1, sizeof *j);
	j->base.run = answer;
	j->base.free = free_job;
	j->base.lane = lane;
	return j;
}

struct setup {
	struct mailbox *box;
	struct reader *reader;
};

static struct setup start(struct fixture *f)
{
	struct setup s = {.box = mailbox_create(8)};
	OK(f, settings_put(f->db, "answer", "42", &f->why));
	OK(f, reader_start(f->path, s.box, &s.reader, &f->why));
	return s;
}

static void stop(struct setup *s)
{
	reader_stop(s->reader);
	mailbox_destroy(s->box, free_message);
}

static struct job *receive(struct setup *s)
{
	struct job *j = mailbox_receive(s->box, 10000);
	assert_non_null(j);
	return j;
}

static void answers_come_back_in_order(void **state)
{
	struct fixture *f = *state;
	struct setup s = start(f);
	uint64_t first = reader_post(s.reader, &job_new(0)->base);
	uint64_t second = reader_post(s.reader, &job_new(0)->base);
	assert_true(second > first);
	for (int i = 0; i < 2; i++) {
		struct job *j = receive(&s);
		assert_int_equal(j->base.code, ERR_OK);
		assert_int_equal(j->answer, 42);
		assert_int_equal(j->base.generation, i ? second : first);
		free(j);
	}
	stop(&s);
}

static void a_newer_job_replaces_those_of_its_lane(void **state)
{
	struct fixture *f = *state;
	struct setup s = start(f);
	_Atomic int gate = 0, started = 0;
	struct job *running = job_new(1), *waiting = job_new(1), *other = job_new(2),
		   *newest = job_new(1);
	running->gate = &gate; /* never opened: only cancelling ends it */
	running->started = &started;
	reader_post(s.reader, &running->base);
	while (!atomic_load(&started))
		clock_sleep_us(1000);
	reader_post(s.reader, &waiting->base);
	reader_post(s.reader, &other->base);
	reader_post(s.reader, &newest->base);
	static const enum err_code codes[] = {
		ERR_CANCELLED, ERR_CANCELLED, ERR_OK, ERR_OK};
	for (int i = 0; i < 4; i++) {
		struct job *j = receive(&s);
		assert_int_equal(j->base.code, codes[i]);
		free(j);
	}
	stop(&s);
}

/* Asks again and again, as a job of many queries does. */
static enum err_code endless(struct db *db, struct reader_job *base, struct err *why)
{
	struct job *j = (struct job *)base;
	struct list_spec spec = {.kind = LIST_TRACKS, .filter = "a b c"};
	atomic_store(j->started, 1);
	enum err_code code = ERR_OK;
	for (size_t n; !code && !reader_job_cancelled(base);)
		code = list_count(db, &spec, &n, why);
	return code;
}

static void long_work_is_interrupted(void **state)
{
	struct fixture *f = *state;
	struct setup s = start(f);
	_Atomic int started = 0;
	struct job *j = job_new(1);
	j->base.run = endless;
	j->started = &started;
	reader_post(s.reader, &j->base);
	while (!atomic_load(&started))
		clock_sleep_us(1000);
	reader_post(s.reader, &job_new(1)->base);
	j = receive(&s);
	assert_int_equal(j->base.code, ERR_CANCELLED);
	free(j);
	j = receive(&s);
	assert_int_equal(j->base.code, ERR_OK);
	assert_int_equal(j->answer, 42);
	free(j);
	stop(&s);
}

static void stopping_frees_what_waits(void **state)
{
	struct fixture *f = *state;
	struct setup s = start(f);
	_Atomic int gate = 0, started = 0;
	struct job *running = job_new(0);
	running->gate = &gate;
	running->started = &started;
	reader_post(s.reader, &running->base);
	while (!atomic_load(&started))
		clock_sleep_us(1000);
	for (int i = 0; i < 20; i++)
		reader_post(s.reader, &job_new(0)->base);
	stop(&s); /* a leak or a hang would show */
}

static void a_full_mailbox_does_not_hang_the_stop(void **state)
{
	struct fixture *f = *state;
	struct setup s = start(f);
	for (int i = 0; i < 30; i++)
		reader_post(s.reader, &job_new(0)->base);
	while (mailbox_len(s.box) < 8)
		clock_sleep_us(1000);
	stop(&s);
}

static void there_must_be_a_database(void **state)
{
	struct fixture *f = *state;
	struct reader *r;
	assert_int_equal(
		reader_start("/nowhere/x.db", NULL, &r, &f->why), ERR_NOT_FOUND);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(answers_come_back_in_order),
		TEST(a_newer_job_replaces_those_of_its_lane),
		TEST(long_work_is_interrupted),
		TEST(stopping_frees_what_waits),
		TEST(a_full_mailbox_does_not_hang_the_stop),
		TEST(there_must_be_a_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
