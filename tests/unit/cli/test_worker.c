/*
 * Every role that the program has: its worker is made to try what it may not, to crash
 * and to hang, and is replaced each time. The test program is the program.
 */
#include "worker/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/cli.h"
#include "worker/confine.h"

static const char *const roles[] = {"tags", "analyze", "taste"};
enum { N_ROLES = sizeof roles / sizeof *roles };

static struct worker *start(const char *role)
{
	const struct worker_limits limits = {.seconds_per_message = 2, .urgent = true};
	struct worker *w = NULL;
	assert_int_equal(worker_start(NULL, role, &limits, &w, NULL), ERR_OK);
	return w;
}

static void refuses_and_is_replaced(void **state)
{
	static const char *const words[PROBE__COUNT] = {"forbidden", "forbidden",
		"forbidden", "forbidden", "out of memory", "crashed", "did not answer"};
	const char *role = *state;
#ifdef LINNET_SANITIZE
	assert_non_null(strstr(confine_kind(), "sanitizer"));
	const int first = PROBE_CRASH;
#else
	const int first = PROBE_OPEN;
#endif
	struct worker *w = start(role);
	for (int p = first; p < PROBE__COUNT; p++) {
		struct err why = {0};
		if (!worker_probe_refused(w, (enum worker_probe)p, &why))
			fail_msg("%s: %s: %s", role, worker_probe_name(p), why.msg);
#ifndef LINNET_SANITIZE
		if (!strstr(why.msg, words[p]))
			fail_msg("%s: %s: %s", role, worker_probe_name(p), why.msg);
#endif
		assert_int_equal(worker_pid(w), 0);
		assert_int_equal(worker_restart(w, &why), ERR_OK);
		assert_true(worker_pid(w) > 0);
	}
	(void)words;
	worker_stop(w);
}

static void an_unknown_role_says_so(void **state)
{
	struct worker_message reply;
	struct err why = {0};
	struct worker *w = start("nonsense");
	assert_int_equal(worker_receive(w, &reply, &why), ERR_WORKER);
	assert_non_null(strstr(why.msg, "there is no worker role nonsense"));
	worker_stop(w);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return cli_main(argc, argv);
	struct CMUnitTest tests[N_ROLES + 1] = {{0}};
	for (size_t i = 0; i < N_ROLES; i++)
		tests[i] = (struct CMUnitTest){roles[i], refuses_and_is_replaced, NULL,
			NULL, (void *)(size_t)roles[i]};
	tests[N_ROLES] = (struct CMUnitTest)cmocka_unit_test(an_unknown_role_says_so);
	return cmocka_run_group_tests_name("roles", tests, NULL, NULL);
}
