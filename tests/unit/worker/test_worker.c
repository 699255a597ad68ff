/*
 * Workers: messages with descriptors both ways, errors, death with its reason,
 * replacement, the time limit, and the self-test. The test program is its own worker.
 */
#include "worker/worker.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/task.h"
#include "worker/confine.h"

enum { ECHO = 1, READ_FDS, FAIL, CRASH, HANG, EXIT, ALLOCATE, GIVE_FD, PIDS };
enum { MB = 1 << 20 };

/* ---- the child's job */

static enum err_code read_fds(
	struct worker_message *m, struct worker_message *reply, struct err *why)
{
	for (size_t i = 0; i < m->n_fds; i++) {
		char text[64];
		ssize_t n = io_pread_full(m->fds[i], text, sizeof text, 0);
		if (n < 0)
			return err_set(why, ERR_IO, "descriptor %zu cannot be read", i);
		str_append_n(&reply->payload, text, (size_t)n);
	}
	return ERR_OK;
}

static enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	(void)state;
	reply->type = m->type;
	switch (m->type) {
	case ECHO:
		str_append_n(&reply->payload, str_text(&m->payload), m->payload.len);
		return ERR_OK;
	case READ_FDS:
		return read_fds(m, reply, why);
	case FAIL:
		return err_set(why, ERR_FORMAT, "this is no music");
	case CRASH:
		raise(SIGILL);
		return ERR_OK;
	case HANG:
		for (;;)
			nanosleep(&(struct timespec){.tv_sec = 1000}, NULL);
	case EXIT:
		fprintf(stderr, "linnet: enough of this\n");
		exit(7);
	case ALLOCATE:
		str_appendf(&reply->payload, "%d", malloc(512UL * MB) != NULL);
		return ERR_OK;
	case GIVE_FD:
		reply->fds[reply->n_fds++] = dup(m->fds[0]);
		return ERR_OK;
	default:
		return err_set(why, ERR_USAGE, "what?");
	}
}

static bool end_when_idle(void *state)
{
	(void)state;
	return false;
}

static const struct worker_job plain = {.role = "plain", .handle = handle};
static const struct worker_job small = {
	.role = "small", .handle = handle, .memory_bytes = 256UL * MB};
static const struct worker_job idle = {
	.role = "idle", .handle = handle, .idle = end_when_idle, .idle_ms = 20};

static int serve(const char *role)
{
	const struct worker_job *const jobs[] = {&plain, &small, &idle};
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
		if (strcmp(jobs[i]->role, role) == 0)
			return worker_serve(jobs[i]);
	return 2;
}

/* ---- the parent's side */

static struct worker *start(const char *role, int seconds)
{
	struct worker_limits limits = {.seconds_per_message = seconds, .urgent = true};
	struct worker *w = NULL;
	struct err why = {0};
	assert_int_equal(worker_start(NULL, role, &limits, &w, &why), ERR_OK);
	return w;
}

static enum err_code call(
	struct worker *w, uint32_t type, struct worker_message *reply, struct err *why)
{
	struct worker_message m = {.type = type, .sequence = 5};
	return worker_call(w, &m, reply, why);
}

static void echoes_any_size(void **state)
{
	struct worker *w = start("plain", 10);
	const size_t sizes[] = {0, 1, 1000, 5 * MB, 40 * MB};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct worker_message m = {.type = ECHO, .sequence = (uint32_t)i},
				      reply;
		for (size_t k = 0; k < sizes[i]; k += 1000)
			str_append_n(&m.payload, "0123456789", 10);
		assert_int_equal(worker_call(w, &m, &reply, NULL), ERR_OK);
		assert_int_equal(reply.sequence, i);
		assert_int_equal(reply.payload.len, m.payload.len);
		if (m.payload.len)
			assert_memory_equal(
				reply.payload.data, m.payload.data, m.payload.len);
		worker_message_finish(&m);
		worker_message_finish(&reply);
	}
	worker_stop(w);
}

static void keeps_the_order_of_many_requests(void **state)
{
	struct worker *w = start("plain", 10);
	struct worker_message m = {.type = ECHO}, reply;
	/* More than the socket holds, both ways: the ends must not wait for each other.
	 */
	for (size_t k = 0; k < 3 * MB; k += 10)
		str_append_n(&m.payload, "0123456789", 10);
	for (uint32_t i = 0; i < 20; i++) {
		m.sequence = i;
		assert_int_equal(worker_send(w, &m, NULL), ERR_OK);
	}
	for (uint32_t i = 0; i < 20; i++) {
		assert_int_equal(worker_receive(w, &reply, NULL), ERR_OK);
		assert_int_equal(reply.sequence, i);
		assert_int_equal(reply.payload.len, m.payload.len);
		worker_message_finish(&reply);
	}
	assert_int_equal(worker_poll(w, 0, &reply, NULL), ERR_BUSY);
	worker_message_finish(&m);
	worker_stop(w);
}

static void carries_descriptors(void **state)
{
	struct worker *w = start("plain", 10);
	struct worker_message m = {.type = READ_FDS}, reply;
	for (size_t i = 0; i < WORKER_FDS_MAX; i++) {
		FILE *f = tmpfile();
		fprintf(f, "%zu,", i);
		fflush(f);
		m.fds[m.n_fds++] = dup(fileno(f));
		fclose(f);
	}
	for (int round = 0; round < 20; round++)
		assert_int_equal(worker_send(w, &m, NULL), ERR_OK);
	for (int round = 0; round < 20; round++) {
		struct err why = {0};
		assert_int_equal(worker_receive(w, &reply, &why), ERR_OK);
		assert_int_equal(strncmp(reply.payload.data, "0,1,2,3,", 8), 0);
		assert_non_null(strstr(reply.payload.data, ",62,63,"));
		worker_message_finish(&reply);
	}
	m.type = GIVE_FD;
	assert_int_equal(worker_call(w, &m, &reply, NULL), ERR_OK);
	assert_int_equal(reply.n_fds, 1);
	char text[2] = {0};
	assert_int_equal(pread(reply.fds[0], text, 1, 0), 1);
	assert_string_equal(text, "0");
	worker_message_finish(&reply);
	worker_message_finish(&m);
	worker_stop(w);
}

static void passes_on_the_jobs_error(void **state)
{
	struct worker *w = start("plain", 10);
	struct worker_message reply;
	struct err why = {0};
	int pid = worker_pid(w);
	assert_int_equal(call(w, FAIL, &reply, &why), ERR_FORMAT);
	assert_string_equal(why.msg, "this is no music");
	assert_int_equal(call(w, ECHO, &reply, &why), ERR_OK);
	worker_message_finish(&reply);
	assert_int_equal(worker_pid(w), pid);
	worker_stop(w);
}

static void says_how_it_died_and_is_replaced(void **state)
{
	const struct {
		uint32_t type;
		const char *words;
	} cases[] = {{CRASH, "crashed"}, {EXIT, "code 7: enough of this"}};
	struct worker *w = start("plain", 10);
	for (size_t i = 0; i < 2; i++) {
		struct worker_message reply, m = {.type = ECHO};
		struct err why = {0};
		int pid = worker_pid(w);
		assert_int_equal(call(w, cases[i].type, &reply, &why), ERR_WORKER);
#ifndef LINNET_SANITIZE
		assert_non_null(strstr(why.msg, cases[i].words));
#endif
		assert_int_equal(worker_pid(w), 0);
		assert_int_equal(worker_fd(w), -1);
		assert_int_equal(worker_send(w, &m, &why), ERR_WORKER);
		assert_int_equal(call(w, ECHO, &reply, &why), ERR_OK);
		worker_message_finish(&reply);
		assert_int_not_equal(worker_pid(w), pid);
	}
	worker_stop(w);
}

static void answers_before_its_death_are_not_lost(void **state)
{
	struct worker *w = start("plain", 10);
	struct worker_message m = {.type = ECHO, .sequence = 1}, reply;
	assert_int_equal(worker_send(w, &m, NULL), ERR_OK);
	m.type = EXIT;
	assert_int_equal(worker_send(w, &m, NULL), ERR_OK);
	assert_int_equal(worker_receive(w, &reply, NULL), ERR_OK);
	assert_int_equal(reply.sequence, 1);
	worker_message_finish(&reply);
	assert_int_equal(worker_receive(w, &reply, NULL), ERR_WORKER);
	assert_int_equal(worker_receive(w, &reply, NULL), ERR_WORKER);
	worker_stop(w);
}

static void kills_a_silent_one(void **state)
{
	struct worker *w = start("plain", 1);
	struct worker_message reply;
	struct err why = {0};
	assert_int_equal(call(w, HANG, &reply, &why), ERR_TIMEOUT);
	assert_non_null(strstr(why.msg, "did not answer for 1 s"));
	assert_int_equal(worker_pid(w), 0);
	assert_int_equal(call(w, ECHO, &reply, &why), ERR_OK);
	worker_message_finish(&reply);
	worker_stop(w);
}

static void give_up(void *arg)
{
	clock_sleep_us(100000);
	atomic_store((_Atomic bool *)arg, true);
}

static void is_given_up_when_the_program_ends(void **state)
{
	struct worker *w = start("plain", 0);
	struct worker_message reply;
	struct err why = {0};
	_Atomic bool stop = false;
	worker_set_stop(w, &stop);
	assert_int_equal(call(w, ECHO, &reply, &why), ERR_OK);
	worker_message_finish(&reply);
	/* It is killed where it hangs: without a limit this would not end. */
	struct task *t = task_start("test", give_up, &stop);
	assert_int_equal(call(w, HANG, &reply, &why), ERR_CANCELLED);
	assert_int_equal(worker_pid(w), 0);
	task_join(t);
	assert_int_equal(call(w, HANG, &reply, &why), ERR_CANCELLED);
	atomic_store(&stop, false);
	assert_int_equal(call(w, ECHO, &reply, &why), ERR_OK);
	worker_message_finish(&reply);
	worker_stop(w);
}

static void ends_when_idle(void **state)
{
	struct worker *w = start("idle", 10);
	struct worker_message reply;
	struct err why = {0};
	assert_int_equal(call(w, ECHO, &reply, &why), ERR_OK);
	worker_message_finish(&reply);
	assert_int_equal(worker_poll(w, 10000, &reply, &why), ERR_WORKER);
	assert_non_null(strstr(why.msg, "code 0"));
	assert_int_equal(call(w, ECHO, &reply, &why), ERR_OK);
	worker_message_finish(&reply);
	worker_stop(w);
}

static void memory_is_limited(void **state)
{
#ifdef LINNET_SANITIZE
	print_message("sanitizers reserve more memory than any limit leaves\n");
	skip();
#endif
	const char *const roles[] = {"plain", "small"}, *const got[] = {"1", "0"};
	for (int i = 0; i < 2; i++) {
		struct worker *w = start(roles[i], 10);
		struct worker_message reply;
		assert_int_equal(call(w, ALLOCATE, &reply, NULL), ERR_OK);
		assert_string_equal(reply.payload.data, got[i]);
		worker_message_finish(&reply);
		worker_stop(w);
	}
}

static void refuses_what_it_may_not(void **state)
{
#ifdef LINNET_SANITIZE
	assert_non_null(strstr(confine_kind(), "sanitizer"));
	print_message("sanitizers need what the confinement forbids\n");
	skip();
#endif
	static const char *const words[PROBE__COUNT] = {"forbidden", "forbidden",
		"forbidden", "forbidden", "out of memory", "crashed", "did not answer"};
	struct worker *w = start("small", 1);
	for (int p = 0; p < PROBE__COUNT; p++) {
		struct err why = {0};
		assert_true(worker_probe_refused(w, (enum worker_probe)p, &why));
		assert_non_null(strstr(why.msg, words[p]));
	}
	worker_stop(w);
}

static void cannot_start_what_is_not_there(void **state)
{
	struct worker_limits limits = {0};
	struct worker *w = NULL;
	struct worker_message reply;
	struct err why = {0};
	assert_int_equal(
		worker_start("/no/such/program", "plain", &limits, &w, NULL), ERR_OK);
	assert_int_equal(worker_receive(w, &reply, &why), ERR_WORKER);
	assert_non_null(strstr(why.msg, "code 127"));
	worker_stop(w);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return serve(argv[2]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(echoes_any_size),
		cmocka_unit_test(keeps_the_order_of_many_requests),
		cmocka_unit_test(carries_descriptors),
		cmocka_unit_test(passes_on_the_jobs_error),
		cmocka_unit_test(says_how_it_died_and_is_replaced),
		cmocka_unit_test(answers_before_its_death_are_not_lost),
		cmocka_unit_test(kills_a_silent_one),
		cmocka_unit_test(is_given_up_when_the_program_ends),
		cmocka_unit_test(ends_when_idle),
		cmocka_unit_test(memory_is_limited),
		cmocka_unit_test(refuses_what_it_may_not),
		cmocka_unit_test(cannot_start_what_is_not_there),
	};
	return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
