/*
 * The client and the worker's job over real processes: the test program is its own
 * worker.
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "suggest/small_world.h"
#include "suggest/taste_client.h"
#include "suggest/taste_job.h"

/* Answers, feeding a snapshot whenever one is wanted; false: nothing more comes. */
static bool next_answer(struct world *w, struct taste_client *c,
	struct taste_answer *ret, int *snapshots)
{
	for (int turn = 0; turn < 1000; turn++) {
		if (taste_client_wants_snapshot(c)) {
			int fd = -1;
			struct snapshot s = world_snapshot(w);
			assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
			taste_client_give_snapshot(c, fd);
			++*snapshots;
		}
		if (taste_client_poll(c, ret))
			return true;
		struct pollfd p = {taste_client_fd(c), POLLIN, 0};
		if (p.fd < 0)
			continue;
		poll(&p, 1, 1000);
	}
	return false;
}

static struct taste_request ask(void)
{
	return (struct taste_request){.n = 20, .discover = 50, .now_ms = WORLD_NOW};
}

static void answers_like_the_object_itself(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_client *c = taste_client_create(NULL);
	struct taste_request r = ask();
	struct taste_answer a;
	struct slate s;
	int snapshots = 0;
	assert_int_equal(taste_client_fd(c), -1);
	uint32_t number = taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_int_equal(a.kind, TASTE_SLATE);
	assert_int_equal(a.question, number);
	assert_int_equal(taste_slate(t, &r, &s, NULL), ERR_OK);
	assert_int_equal(a.slate.n, s.n);
	for (size_t i = 0; i < s.n; i++) {
		assert_int_equal(a.slate.pick[i].recording, s.pick[i].recording);
		assert_true(strlen(a.words[i]) > 5);
	}
	assert_int_equal(snapshots, 1);
	taste_answer_finish(&a);
	slate_finish(&s);
	taste_client_destroy(c);
	taste_destroy(t);
	world_destroy(w);
}

static void each_question_gets_its_answer(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste_client *c = taste_client_create(NULL);
	struct taste_request r = ask();
	struct taste_answer a;
	int snapshots = 0;
	uint32_t why = taste_client_ask_why(c, world_recording(12), &r);
	uint32_t near = taste_client_ask_similar(c, world_recording(0), 5);
	uint32_t unknown = taste_client_ask_why(c, 3, &r);
	uint32_t train = taste_client_ask_train(c);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_int_equal(a.question, why);
	assert_int_equal(a.kind, TASTE_WHY);
	assert_true(a.why_pick.known);
	assert_non_null(strstr(a.why_line, "unplayed"));
	taste_answer_finish(&a);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_int_equal(a.question, near);
	assert_int_equal(a.n_near, 5);
	assert_int_equal(world_style(a.near[0].recording), 0);
	taste_answer_finish(&a);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_int_equal(a.question, unknown);
	assert_int_equal(a.kind, TASTE_FAILED);
	assert_true(a.error.msg[0] != '\0');
	taste_answer_finish(&a);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_int_equal(a.question, train);
	assert_int_equal(a.kind, TASTE_TRAINED);
	assert_true(a.n_trained >= 3);
	taste_answer_finish(&a);
	assert_int_equal(snapshots, 1);
	taste_client_destroy(c);
	world_destroy(w);
}

/* The pid of this process's one child. */
static pid_t only_child(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	FILE *f = fopen(path, "r");
	int pid = 0;
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

static void a_dead_worker_is_replaced(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste_client *c = taste_client_create(NULL);
	struct taste_request r = ask();
	struct taste_answer a;
	int snapshots = 0;
	taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	taste_answer_finish(&a);
	assert_int_equal(kill(only_child(), SIGKILL), 0);
	uint32_t again = taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_int_equal(a.kind, TASTE_SLATE);
	assert_int_equal(a.question, again);
	assert_int_equal(snapshots, 2);
	taste_answer_finish(&a);
	taste_client_destroy(c);
	world_destroy(w);
}

static void events_count_from_the_next_answer_on(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste_client *c = taste_client_create(NULL);
	struct taste_request r = ask();
	struct taste_answer a;
	int snapshots = 0;
	taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	int64_t first = a.slate.pick[0].recording;
	taste_answer_finish(&a);
	struct taste_feedback ban = {TASTE_TRACK, first, -2};
	taste_client_feedback(c, &ban);
	taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	for (size_t i = 0; i < a.slate.n; i++)
		assert_true(a.slate.pick[i].recording != first);
	assert_int_equal(snapshots, 1);
	taste_answer_finish(&a);
	taste_client_destroy(c);
	world_destroy(w);
}

static void a_changed_library_asks_for_a_new_snapshot(void **state)
{
	struct world *w = world_create();
	struct taste_client *c = taste_client_create(NULL);
	struct taste_request r = ask();
	struct taste_answer a;
	int snapshots = 0;
	taste_client_stale(c);
	assert_false(taste_client_wants_snapshot(c));
	taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_true(a.slate.learning);
	taste_answer_finish(&a);
	world_history(w);
	taste_client_stale(c);
	taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_false(a.slate.learning);
	assert_int_equal(snapshots, 2);
	taste_answer_finish(&a);
	taste_client_destroy(c);
	world_destroy(w);
}

static void what_cannot_start_fails_its_questions(void **state)
{
	struct world *w = world_create();
	struct taste_client *c = taste_client_create("/no/such/program");
	struct taste_request r = ask();
	struct taste_answer a;
	int snapshots = 0;
	uint32_t number = taste_client_ask_slate(c, &r);
	assert_true(next_answer(w, c, &a, &snapshots));
	assert_int_equal(a.kind, TASTE_FAILED);
	assert_int_equal(a.question, number);
	assert_true(a.error.msg[0] != '\0');
	taste_answer_finish(&a);
	taste_client_destroy(c);
	world_destroy(w);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_serve(&taste_job);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_like_the_object_itself),
		cmocka_unit_test(each_question_gets_its_answer),
		cmocka_unit_test(a_dead_worker_is_replaced),
		cmocka_unit_test(events_count_from_the_next_answer_on),
		cmocka_unit_test(a_changed_library_asks_for_a_new_snapshot),
		cmocka_unit_test(what_cannot_start_fails_its_questions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
