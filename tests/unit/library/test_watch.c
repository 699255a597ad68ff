/*
 * The watch on real folders, with a clock that the test turns: what is due and when, how
 * a copy under way is waited for, and what happens where watches run out. The folders
 * are told to it as the scan would tell them.
 */
#include "library/watch.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/str.h"

enum { ROOT = 7, SECOND = 1000000 };

struct place {
	char dir[64], root[80], mountinfo[80];
	int64_t now_us;
	struct watch *w;
};

static int64_t mono(void *ctx)
{
	return ((struct place *)ctx)->now_us;
}

static int64_t wall(void *ctx)
{
	return ((struct place *)ctx)->now_us / 1000;
}

static void run_in(struct place *p, const char *command)
{
	struct str s = {0};
	str_appendf(&s, "cd '%s' && %s", p->root, command);
	assert_int_equal(system(str_text(&s)), 0);
	str_finish(&s);
}

static void begin(struct place *p, int limit)
{
	const struct watch_config c = {
		.clock = {wall, mono, p}, .limit = limit, .mountinfo = p->mountinfo};
	const struct watch_root root = {ROOT, p->root};
	assert_int_equal(watch_create(&c, &p->w, NULL), ERR_OK);
	watch_set_roots(p->w, &root, 1);
	watch_folder(p->w, ROOT, "", -1);
	watch_folder(p->w, ROOT, "A", -1);
	watch_folder(p->w, ROOT, "A/B", -1);
}

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	p->now_us = 1000 * (int64_t)SECOND;
	str_copy(p->dir, sizeof p->dir, "/tmp/linnet-test-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	snprintf(p->root, sizeof p->root, "%s/music", p->dir);
	snprintf(p->mountinfo, sizeof p->mountinfo, "%s/mountinfo", p->dir);
	io_write_file(p->mountinfo, "", 0, 0600, NULL);
	mkdir(p->root, 0700);
	run_in(p, "mkdir -p A/B");
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	char command[128];
	watch_destroy(p->w);
	snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
	int r = system(command);
	free(p);
	return r;
}

/* "A+ B" : what is due now, by path; + is deep. */
static void due_is(struct place *p, const char *expected)
{
	struct str got = {0};
	size_t n;
	watch_read(p->w);
	struct watch_change *c = watch_take(p->w, &n);
	for (size_t i = 0; i < n; i++)
		str_appendf(&got, "%s%s%s", i ? " " : "", *c[i].path ? c[i].path : "/",
			c[i].deep ? "+" : "");
	watch_changes_free(c, n);
	assert_string_equal(str_text(&got), expected);
	str_finish(&got);
}

static void a_file_is_due_when_it_was_quiet(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	assert_true(watch_due_us(p->w) < 0);
	run_in(p, "echo x >A/one.mp3");
	due_is(p, "");
	p->now_us += SECOND / 2;
	run_in(p, "echo y >>A/one.mp3");
	due_is(p, "");
	p->now_us += SECOND * 9 / 10;
	due_is(p, "");
	p->now_us += SECOND / 10;
	due_is(p, "A");
	assert_true(watch_due_us(p->w) < 0);
}

static void one_that_never_rests_is_due_all_the_same(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	for (int i = 0; i < 59; i++) {
		run_in(p, "echo x >>A/one.mp3");
		due_is(p, "");
		p->now_us += SECOND / 2;
	}
	run_in(p, "echo x >>A/one.mp3");
	p->now_us += SECOND / 2;
	due_is(p, "A");
}

static void other_names_are_nobodys_business(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	run_in(p, "echo x >A/cover.jpg; echo x >A/.hidden.mp3; rm A/cover.jpg");
	watch_read(p->w);
	assert_true(watch_due_us(p->w) < 0);
}

static void a_file_in_the_making_is_waited_for(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	char path[128];
	snprintf(path, sizeof path, "%s/A/B/slow.mp3", p->root);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	due_is(p, "");
	assert_true(watch_is_busy(p->w, ROOT, "A/B/slow.mp3"));
	for (int i = 0; i < 5; i++) { /* it grows: looked at every ten seconds */
		p->now_us += 10 * (int64_t)SECOND;
		assert_int_equal(write(fd, "x", 1), 1);
		due_is(p, "");
	}
	close(fd);
	due_is(p, "");
	assert_false(watch_is_busy(p->w, ROOT, "A/B/slow.mp3"));
	p->now_us += SECOND;
	due_is(p, "A/B");
}

static void one_that_nobody_closes_is_taken_when_it_grows_no_more(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	char path[128];
	snprintf(path, sizeof path, "%s/A/open.mp3", p->root);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	due_is(p, "");
	p->now_us += 10 * (int64_t)SECOND;
	due_is(p, "");
	p->now_us += SECOND;
	due_is(p, "A");
	close(fd);
}

static void new_folders_are_due_with_all_below(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	run_in(p, "mkdir -p C/D && echo x >C/D/x.mp3");
	due_is(p, "");
	p->now_us += SECOND;
	due_is(p, "C+");
	watch_folder(p->w, ROOT, "C/D", -1);
	run_in(p, "mv C A/C");
	watch_read(p->w);
	p->now_us += SECOND;
	watch_read(p->w);
	size_t n;
	struct watch_change *c = watch_take(p->w, &n);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++)
		assert_true(c[i].deep && (strcmp(c[i].path, "C") == 0 ||
						 strcmp(c[i].path, "A/C") == 0));
	watch_changes_free(c, n);
}

static void links_make_the_root_due(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	run_in(p, "ln -s .. A/up; echo x >A/x.mp3");
	due_is(p, "");
	p->now_us += SECOND;
	due_is(p, "/+");
}

static void too_many_folders_are_told(void **state)
{
	struct place *p = *state;
	begin(p, 2);
	struct watch_state s = watch_state(p->w);
	assert_true(s.full);
	assert_int_equal(s.folders, 2);
	assert_int_equal(s.limit, 2);
	run_in(p, "echo x >A/one.mp3; echo x >A/B/two.mp3");
	watch_read(p->w);
	p->now_us += SECOND;
	due_is(p, "A");
	run_in(p, "rmdir A/C 2>/dev/null; rm -r A");
	watch_read(p->w);
	watch_retry(p->w);
	assert_false(watch_state(p->w).full);
}

static void changes_beyond_the_queue_make_everything_due(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	run_in(p, "for d in A A/B; do i=0; while [ $i -lt 9000 ]; do : >$d/$i.mp3; "
		  "i=$((i+1)); done; done");
	watch_read(p->w);
	struct watch_state s = watch_state(p->w);
	if (!s.overflowed)
		skip(); /* fs.inotify.max_queued_events is larger here */
	p->now_us += SECOND;
	due_is(p, "/+");
	assert_false(watch_state(p->w).overflowed);
}

static void a_root_that_is_away_is_waited_for(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	char command[256];
	snprintf(command, sizeof command, "mv '%s' '%s.away'", p->root, p->root);
	assert_int_equal(system(command), 0);
	due_is(p, "");
	p->now_us += SECOND;
	due_is(p, "/+");
	watch_await(p->w, ROOT);
	due_is(p, "");
	snprintf(command, sizeof command, "mv '%s.away' '%s'", p->root, p->root);
	assert_int_equal(system(command), 0);
	due_is(p, "");
	p->now_us += SECOND;
	due_is(p, "/+");
}

/* In place: the watch holds it open. */
static void write_mounts(struct place *p, const char *text, size_t n)
{
	int fd = open(p->mountinfo, O_WRONLY | O_TRUNC);
	assert_true(fd >= 0 && write(fd, text, n) == (ssize_t)n);
	close(fd);
	watch_read_mounts(p->w);
}

static void mounts_come_and_go(void **state)
{
	struct place *p = *state;
	struct str line = {0};
	begin(p, 0);
	str_append(&line, "21 1 8:1 / / rw - ext4 /dev/a rw\n");
	size_t first = line.len;
	str_appendf(
		&line, "36 21 8:2 / %s/A/My\\040Disk rw - ext4 /dev/b rw\n", p->root);
	write_mounts(p, line.data, first);
	p->now_us += SECOND;
	due_is(p, "/+");
	write_mounts(p, line.data, line.len);
	p->now_us += SECOND;
	due_is(p, "A/My Disk+");
	write_mounts(p, line.data, first);
	p->now_us += SECOND;
	due_is(p, "A/My Disk+");
	watch_read_mounts(p->w);
	assert_true(watch_due_us(p->w) < 0);
	str_finish(&line);
}

static void a_root_that_came_back_before_it_is_waited_for(void **state)
{
	struct place *p = *state;
	char command[256];
	begin(p, 0);
	snprintf(command, sizeof command, "mv '%s' '%s.away'", p->root, p->root);
	assert_int_equal(system(command), 0);
	due_is(p, "");
	p->now_us += SECOND;
	due_is(p, "/+");
	snprintf(command, sizeof command, "mv '%s.away' '%s'", p->root, p->root);
	assert_int_equal(system(command), 0);
	watch_await(p->w, ROOT);
	p->now_us += SECOND;
	due_is(p, "/+");
	/* There, watched and empty: it is not looked at again and again. */
	watch_folder(p->w, ROOT, "", -1);
	watch_await(p->w, ROOT);
	due_is(p, "");
	assert_true(watch_due_us(p->w) < 0);
}

static void nothing_is_due_while_it_rests(void **state)
{
	struct place *p = *state;
	begin(p, 0);
	run_in(p, "echo x >A/one.mp3");
	watch_read(p->w);
	watch_rest_until(p->w, p->now_us + 5 * (int64_t)SECOND);
	p->now_us += 4 * (int64_t)SECOND;
	due_is(p, "");
	p->now_us += SECOND;
	due_is(p, "A");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_due_when_it_was_quiet),
		TEST(one_that_never_rests_is_due_all_the_same),
		TEST(other_names_are_nobodys_business),
		TEST(a_file_in_the_making_is_waited_for),
		TEST(one_that_nobody_closes_is_taken_when_it_grows_no_more),
		TEST(new_folders_are_due_with_all_below),
		TEST(links_make_the_root_due),
		TEST(too_many_folders_are_told),
		TEST(changes_beyond_the_queue_make_everything_due),
		TEST(a_root_that_is_away_is_waited_for),
		TEST(a_root_that_came_back_before_it_is_waited_for),
		TEST(mounts_come_and_go),
		TEST(nothing_is_due_while_it_rests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
