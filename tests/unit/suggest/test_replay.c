/* replay, across and own: from files to rankings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "suggest/across.h"
#include "suggest/replay.h"

enum { FILES = 5 };
static char dir[64], path[FILES][96];
enum { EVENTS, LIBRARY, QUERIES, CANDIDATES, OUT };

static int make_files(void **state)
{
	static const char *const name[FILES] = {
		"events", "library", "queries", "candidates", "out"};
	strcpy(dir, "/tmp/linnet-replay-XXXXXX");
	assert_non_null(mkdtemp(dir));
	for (int i = 0; i < FILES; i++)
		snprintf(path[i], sizeof path[i], "%s/%s", dir, name[i]);
	return 0;
}

static int remove_files(void **state)
{
	for (int i = 0; i < FILES; i++)
		unlink(path[i]);
	return rmdir(dir);
}

static void put(int file, const char *text)
{
	assert_int_equal(
		io_write_file(path[file], text, strlen(text), 0600, NULL), ERR_OK);
}

static void expect(const char *want)
{
	char *text;
	size_t n;
	assert_int_equal(io_read_file(path[OUT], 1 << 20, &text, &n, NULL), ERR_OK);
	assert_string_equal(text, want);
	free(text);
}

static struct replay_options options(enum task_kind task, const char *engine)
{
	return (struct replay_options){.events = path[EVENTS],
		.library = path[LIBRARY],
		.queries = path[QUERIES],
		.task = task,
		.engine = engine,
		.top = 3,
		.out = path[OUT],
		.threads = 2};
}

/* Track 30 is first heard in session 2, after the query before it. */
static const char events[] = "user\tsession\tstart\tms\ttrack\tartist\talbum\n"
			     "u\t0\t1000\t60000\t10\t1\t-1\n"
			     "u\t0\t1100\t60000\t20\t1\t-1\n"
			     "u\t1\t9000\t-1\t20\t1\t-1\n"
			     "u\t1\t9100\t5000\t40\t2\t-1\n"
			     "u\t2\t90000\t60000\t30\t1\t-1\n"
			     "v\t0\t500\t60000\t7\t1\t-1\n"
			     "v\t0\t600\t60000\t8\t1\t-1\n";
static const char library[] = "user\ttrack\tartist\talbum\n"
			      "u\t10\t1\t-1\nu\t20\t1\t-1\nu\t30\t1\t-1\nu\t40\t2\t-1\n"
			      "v\t7\t1\t-1\nv\t8\t1\t-1\nv\t9\t1\t-1\n";

static void foryou_sees_earlier_sessions_only(void **state)
{
	put(EVENTS, events);
	put(LIBRARY, library);
	/* Not in the order of time: the answers come in the file's order. */
	put(QUERIES,
		"#qid\tT\tphase\nu:2\t90000\ttest\nv:1\t700\tval\nu:1\t9000\tval\n");
	struct replay_options o = options(TASK_FORYOU, "recency");
	o.only = CANDIDATES_REPEAT;
	o.top = 2;
	assert_int_equal(replay_run(&o, NULL), ERR_OK);
	expect("u:2\t20 10\nv:1\t8 7\nu:1\t20 10\n");
	o.only = CANDIDATES_NOVEL;
	assert_int_equal(replay_run(&o, NULL), ERR_OK);
	expect("u:2\t30\nv:1\t9\nu:1\t30 40\n");
}

static void the_future_changes_nothing(void **state)
{
	char changed[sizeof events];
	char *text, *again;
	size_t n;
	strcpy(changed, events);
	char *line = strstr(changed, "u\t2\t90000\t60000\t30");
	memcpy(line, "u\t2\t90000\t60000\t10", 19);
	put(LIBRARY, library);
	put(QUERIES, "#qid\tT\tphase\nu:2\t90000\ttest\nu:1\t9000\tval\n");
	struct replay_options o = options(TASK_FORYOU, "blend");
	put(EVENTS, events);
	assert_int_equal(replay_run(&o, NULL), ERR_OK);
	assert_int_equal(io_read_file(path[OUT], 1 << 20, &text, &n, NULL), ERR_OK);
	put(EVENTS, changed);
	assert_int_equal(replay_run(&o, NULL), ERR_OK);
	assert_int_equal(io_read_file(path[OUT], 1 << 20, &again, &n, NULL), ERR_OK);
	assert_string_equal(text, again);
	free(text);
	free(again);
}

static void continue_leaves_the_context_out(void **state)
{
	put(EVENTS, events);
	put(LIBRARY, library);
	put(QUERIES, "#qid\tphase\tcontext\nu:1:1\ttest\t20\n");
	struct replay_options o = options(TASK_CONTINUE, "popularity");
	o.top = 4;
	assert_int_equal(replay_run(&o, NULL), ERR_OK);
	char *text;
	size_t n;
	assert_int_equal(io_read_file(path[OUT], 1 << 20, &text, &n, NULL), ERR_OK);
	assert_non_null(strstr(text, "u:1:1\t10 "));
	assert_null(strstr(text, "20"));
	free(text);
}

static void forgotten_ranks_its_candidates(void **state)
{
	put(EVENTS, events);
	put(LIBRARY, library);
	put(QUERIES, "#qid\tT\tphase\nu:w0\t9000\tval\nu:w1\t100000\ttest\n");
	put(CANDIDATES, "u:w0\t10 30\nu:w1\t30 10\n");
	struct replay_options o = options(TASK_FORGOTTEN, "recency");
	o.candidates = path[CANDIDATES];
	assert_int_equal(replay_run(&o, NULL), ERR_OK);
	expect("u:w0\t10 30\nu:w1\t30 10\n");
}

static void names_the_malformed_line(void **state)
{
	static const struct {
		int file;
		const char *text, *says;
	} bad[] = {
		{EVENTS, "user\tsession\tstart\tms\ttrack\nu\t0\t1\t60000\t99\n",
			"events:2:"},
		{EVENTS, "user\tsession\tstart\tms\ttrack\nu\t0\tx\t60000\t10\n",
			"events:2:"},
		{EVENTS, "user\tsession\tstart\n", "events:1:"},
		{EVENTS,
			"user\tsession\tstart\tms\ttrack\nu\t0\t99\t0\t10\nu\t0\t9\t0\t"
			"10\n",
			"events:3:"},
		{LIBRARY, "user\ttrack\tartist\talbum\nu\t10\t1\t-1\nu\t10\t1\t-1\n",
			"library:3:"},
		{QUERIES, "#qid\tT\nnobody:1\t5\n", "queries:2:"},
		{QUERIES, "#qid\tT\nu\t5\n", "queries:2:"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err why = {0};
		put(EVENTS, events);
		put(LIBRARY, library);
		put(QUERIES, "#qid\tT\nu:1\t9000\n");
		put(bad[i].file, bad[i].text);
		struct replay_options o = options(TASK_FORYOU, "recency");
		assert_int_equal(replay_run(&o, &why), ERR_FORMAT);
		assert_non_null(strstr(why.msg, bad[i].says));
	}
	struct err why = {0};
	struct replay_options o = options(TASK_FORYOU, "nothing");
	assert_int_equal(replay_run(&o, &why), ERR_USAGE);
	o = options(TASK_FORYOU, "recency");
	o.events = "/proc/no-such-file";
	assert_int_equal(replay_run(&o, &why), ERR_NOT_FOUND);
}

static bool stop_at_once(void *arg, size_t done, size_t total)
{
	return true;
}

static void can_be_stopped(void **state)
{
	put(EVENTS, events);
	put(LIBRARY, library);
	put(QUERIES, "#qid\tT\nu:1\t9000\nu:2\t90000\nv:1\t700\n");
	struct replay_options o = options(TASK_FORYOU, "recency");
	o.threads = 1;
	o.progress = stop_at_once;
	assert_int_equal(replay_run(&o, NULL), ERR_CANCELLED);
	assert_int_not_equal(access(path[OUT], F_OK), 0);
}

static struct across_options across(const char *engine)
{
	return (struct across_options){.train = path[EVENTS],
		.engine = engine,
		.top = 2,
		.out = path[OUT],
		.threads = 2};
}

static void across_tells_tables_from_lists(void **state)
{
	struct across_options o = across("popularity");
	put(EVENTS, "user\titem\tplays\na\tx\t3\na\ty\t1\nb\tx\t2\nb\tz\t1\nc\tx\t1\nc"
		    "\tx\t9\n"
		    "d\ty\t1\n");
	assert_int_equal(across_run(&o, NULL), ERR_OK);
	expect("a\tz\nb\ty\nc\ty z\nd\tx z\n");
	put(EVENTS, "a\tx y\nb\tx z\nc\tx\nd\ty\n");
	assert_int_equal(across_run(&o, NULL), ERR_OK);
	expect("a\tz\nb\ty\nc\ty z\nd\tx z\n");
	put(EVENTS, "a\t17\tx y\nb\t18\tx z\nc\t19\tx\nd\t20\ty\n");
	assert_int_equal(across_run(&o, NULL), ERR_OK);
	expect("a\tz\nb\ty\nc\ty z\nd\tx z\n");
	put(QUERIES, "user\titem\nq\tz\nq\tunknown\n");
	o.fold_in = path[QUERIES];
	assert_int_equal(across_run(&o, NULL), ERR_OK);
	expect("q\tx y\n");
}

static void across_learns_who_is_alike(void **state)
{
	put(EVENTS, "a\tp1 p2 p3\nb\tp1 p2 p4\nc\tp2 p3 p4\nd\tq1 q2 q3\ne\tq1 q2 q4\n"
		    "f\tq2 q3 q4\ng\tp1 p3 p4\nh\tq1 q3 q4\n");
	put(QUERIES, "x\tp1 p2\ny\tq3 q4\n");
	struct across_options o = across("ials:factors=4");
	o.fold_in = path[QUERIES];
	assert_int_equal(across_run(&o, NULL), ERR_OK);
	char *text;
	size_t n;
	assert_int_equal(io_read_file(path[OUT], 1 << 20, &text, &n, NULL), ERR_OK);
	assert_int_equal(n, strlen("x\tp3 p4\ny\tq1 q2\n"));
	assert_non_null(strstr(text, "p3"));
	assert_non_null(strstr(text, "p4"));
	assert_non_null(strstr(text, "q1"));
	free(text);
	struct err why = {0};
	o.engine = "recency";
	assert_int_equal(across_run(&o, &why), ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			foryou_sees_earlier_sessions_only, make_files, remove_files),
		cmocka_unit_test_setup_teardown(
			the_future_changes_nothing, make_files, remove_files),
		cmocka_unit_test_setup_teardown(
			continue_leaves_the_context_out, make_files, remove_files),
		cmocka_unit_test_setup_teardown(
			forgotten_ranks_its_candidates, make_files, remove_files),
		cmocka_unit_test_setup_teardown(
			names_the_malformed_line, make_files, remove_files),
		cmocka_unit_test_setup_teardown(
			can_be_stopped, make_files, remove_files),
		cmocka_unit_test_setup_teardown(
			across_tells_tables_from_lists, make_files, remove_files),
		cmocka_unit_test_setup_teardown(
			across_learns_who_is_alike, make_files, remove_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
