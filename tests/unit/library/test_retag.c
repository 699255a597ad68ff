/*
 * Files are retagged whole or not at all, through a real worker: the test program is the
 * worker, whose job dies where a file says so.
 */
#include "library/retag.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "codec/encode.h"
#include "library/retag_act.h"
#include "library/tags_job.h"
#include "worker/worker.h"

enum { FILES = 3 };

struct place {
	char dir[64];
	char *path[FILES];
	struct retagger *retagger;
	/* What the act told. */
	struct str log;
	size_t journalled;
	struct arena arena;
	struct edit edit[16];
	size_t n_edits;
	int stop_after; /* files; -1: never */
	bool journal_fails;
};

static void make_sound(const char *path)
{
	static float pcm[8000];
	struct encoder *e = NULL;
	assert_int_equal(
		encoder_open(path, FORMAT_FLAC, 8000, 1, .5, &e, NULL), ERR_OK);
	assert_int_equal(encoder_write(e, pcm, 8000, NULL), ERR_OK);
	assert_int_equal(encoder_close(e, NULL), ERR_OK);
}

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	strcpy(p->dir, "/tmp/linnet-retag-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	for (int i = 0; i < FILES; i++) {
		char name[32];
		snprintf(name, sizeof name, "%d.flac", i);
		p->path[i] = path_join(p->dir, name);
		make_sound(p->path[i]);
	}
	p->retagger = retagger_create(NULL, NULL);
	p->stop_after = -1;
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	char line[160];
	retagger_destroy(p->retagger);
	snprintf(line, sizeof line, "chmod -R u+w %s; rm -rf %s", p->dir, p->dir);
	int r = system(line);
	for (int i = 0; i < FILES; i++)
		free(p->path[i]);
	str_finish(&p->log);
	arena_finish(&p->arena);
	free(p);
	return r;
}

static struct retag one(int field, const char *value)
{
	struct retag r = {0};
	r.value[field] = xstrdup(value);
	return r;
}

static void assert_title(struct place *p, int i, const char *wanted)
{
	struct retag now;
	assert_int_equal(retagger_read(p->retagger, p->path[i], &now, NULL), ERR_OK);
	assert_string_equal(
		now.value[RETAG_TITLE] ? now.value[RETAG_TITLE] : "", wanted);
	retag_finish(&now);
}

/* Nothing but what was there: no copy is left. */
static void assert_files(struct place *p, int wanted)
{
	int n = 0;
	DIR *d = opendir(p->dir);
	for (struct dirent *e; (e = readdir(d));)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	assert_int_equal(n, wanted);
}

static enum err_code write_title(struct place *p, int i, const char *title)
{
	struct retag change = one(RETAG_TITLE, title);
	enum err_code code = retagger_write(p->retagger, p->path[i], &change, NULL);
	retag_finish(&change);
	return code;
}

static void rights_stay_and_another_file_takes_the_place(void **state)
{
	struct place *p = *state;
	struct stat before, after;
	assert_int_equal(chmod(p->path[0], 0640), 0);
	assert_int_equal(stat(p->path[0], &before), 0);
	assert_int_equal(write_title(p, 0, "New"), ERR_OK);
	assert_int_equal(stat(p->path[0], &after), 0);
	assert_int_equal(after.st_mode & 07777, 0640);
	assert_int_not_equal(after.st_ino, before.st_ino);
	assert_title(p, 0, "New");
	assert_files(p, FILES);
}

static void a_dying_worker_leaves_the_file_as_it_was(void **state)
{
	struct place *p = *state;
	char *before = NULL, *after = NULL;
	size_t n, m;
	assert_int_equal(write_title(p, 0, "Old"), ERR_OK);
	assert_int_equal(io_read_file(p->path[0], 1 << 20, &before, &n, NULL), ERR_OK);
	assert_int_not_equal(write_title(p, 0, "DIE"), ERR_OK);
	assert_int_equal(io_read_file(p->path[0], 1 << 20, &after, &m, NULL), ERR_OK);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	assert_files(p, FILES);
	/* The next one gets a new worker. */
	assert_int_equal(write_title(p, 1, "Alive"), ERR_OK);
	assert_title(p, 1, "Alive");
	free(before);
	free(after);
}

/* Until a descriptor of the process leads into the folder, but not to the file itself: the
 * copy. */
static void wait_for_copy(struct place *p, int i, pid_t pid)
{
	char name[64], to[512];
	bool seen = false;
	while (!seen) {
		for (int fd = 3; fd < 40 && !seen; fd++) {
			snprintf(name, sizeof name, "/proc/%d/fd/%d", (int)pid, fd);
			ssize_t n = readlink(name, to, sizeof to - 1);
			to[n > 0 ? n : 0] = '\0';
			seen = strncmp(to, p->dir, strlen(p->dir)) == 0 &&
			       strcmp(to, p->path[i]) != 0;
		}
		clock_sleep_us(1000);
	}
}

static void a_killed_program_leaves_nothing_behind(void **state)
{
	struct place *p = *state;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		write_title(p, 0, "HOLD");
		_exit(0);
	}
	wait_for_copy(p, 0, pid);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_title(p, 0, "");
	/* Where copies have names the next act in that folder removes it. */
	assert_int_equal(write_title(p, 1, "Next"), ERR_OK);
	assert_files(p, FILES);
}

static void copies_are_swept_unless_somebody_is_at_work(void **state)
{
	struct place *p = *state;
	char *left = path_join(p->dir, ".linnet-tags-aaaaaa"),
	     *busy = path_join(p->dir, ".linnet-tags-bbbbbb");
	assert_int_equal(io_write_file(left, "x", 1, 0600, NULL), ERR_OK);
	assert_int_equal(io_write_file(busy, "x", 1, 0600, NULL), ERR_OK);
	int fd = open(busy, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(write_title(p, 0, "New"), ERR_OK);
	assert_int_not_equal(access(left, F_OK), 0);
	assert_int_equal(access(busy, F_OK), 0);
	close(fd);
	free(left);
	free(busy);
}

static void what_hangs_on_a_file_stays(void **state)
{
	struct place *p = *state;
	char value[8] = "";
	if (setxattr(p->path[0], "user.linnet.test", "kept", 4, 0) != 0)
		skip(); /* such a file system */
	assert_int_equal(write_title(p, 0, "New"), ERR_OK);
	assert_int_equal(
		getxattr(p->path[0], "user.linnet.test", value, sizeof value), 4);
	assert_string_equal(value, "kept");
}

static void a_link_stays_one(void **state)
{
	struct place *p = *state;
	struct stat st;
	assert_int_equal(unlink(p->path[1]), 0);
	assert_int_equal(symlink("0.flac", p->path[1]), 0);
	assert_int_equal(write_title(p, 1, "Through"), ERR_OK);
	assert_int_equal(lstat(p->path[1], &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_title(p, 0, "Through");
}

static void what_is_read_only_is_refused(void **state)
{
	struct place *p = *state;
	struct err why = {0};
	assert_int_equal(retagger_allows(p->path[0], false, &why), ERR_OK);
	assert_int_equal(chmod(p->path[0], 0444), 0);
	assert_int_equal(retagger_allows(p->path[0], false, &why), ERR_PERMISSION);
	assert_int_equal(retagger_allows(p->path[0], true, &why), ERR_OK);
	assert_int_equal(chmod(p->dir, 0555), 0);
	assert_int_equal(retagger_allows(p->path[0], true, &why), ERR_PERMISSION);
	assert_int_equal(retagger_allows(p->path[1], true, &why), ERR_PERMISSION);
	assert_int_equal(chmod(p->dir, 0755), 0);
	assert_int_equal(retagger_allows("/nowhere/x", true, &why), ERR_NOT_FOUND);
}

/* ---- acts */

static bool cancelled(void *ctx)
{
	struct place *p = ctx;
	return p->stop_after == 0 || (p->stop_after > 0 && p->stop_after-- == 0);
}

static enum err_code journal(void *ctx, const char *path, const struct retag *before,
	const struct retag *change, struct err *why)
{
	struct place *p = ctx;
	if (p->journal_fails)
		return err_set(why, ERR_FULL, "no room");
	for (int i = 0; i < RETAG__COUNT; i++) {
		if (!change->value[i])
			continue;
		const char *was = before->value[i] ? before->value[i] : "";
		p->edit[p->n_edits++] = (struct edit){arena_strdup(&p->arena, path),
			retag_name(i), arena_strdup(&p->arena, was),
			arena_strdup(&p->arena, change->value[i])};
	}
	p->journalled++;
	return ERR_OK;
}

static void result(
	void *ctx, const char *path, enum retag_outcome outcome, const struct err *why)
{
	static const char letters[] = {[RETAG_CHANGED] = 'C',
		[RETAG_SAME] = 'S',
		[RETAG_OTHERS] = 'O',
		[RETAG_READ_ONLY] = 'R',
		[RETAG_FAILED] = 'F'};
	struct place *p = ctx;
	assert_int_equal(
		why != NULL, outcome == RETAG_READ_ONLY || outcome == RETAG_FAILED);
	str_appendf(&p->log, "%s%c", path_base(path), letters[outcome]);
}

static struct retag_act act_of(struct place *p)
{
	return (struct retag_act){.retagger = p->retagger,
		.cancelled = cancelled,
		.journal = journal,
		.result = result,
		.ctx = p};
}

static struct retag_sum run(struct place *p, const char *title, enum err_code wanted)
{
	struct retag_act a = act_of(p);
	struct retag_sum sum;
	struct retag r = one(RETAG_TITLE, title);
	str_reset(&p->log);
	assert_int_equal(retag_act_run(&a, &r, p->path, FILES, &sum, NULL), wanted);
	retag_finish(&r);
	return sum;
}

static struct retag_sum travel(struct place *p, bool back)
{
	struct retag_act a = act_of(p);
	struct retag_sum sum;
	str_reset(&p->log);
	assert_int_equal(
		retag_act_travel(&a, p->edit, p->n_edits, back, &sum, NULL), ERR_OK);
	return sum;
}

static void an_act_is_taken_back_and_done_again(void **state)
{
	struct place *p = *state;
	assert_int_equal(write_title(p, 1, "One"), ERR_OK);
	assert_int_equal(write_title(p, 2, "New"), ERR_OK);
	struct retag_sum sum = run(p, "New", ERR_OK);
	assert_string_equal(str_text(&p->log), "0.flacC1.flacC2.flacS");
	assert_int_equal(sum.changed, 2);
	assert_int_equal(sum.same, 1);
	assert_int_equal(p->journalled, 2);
	sum = travel(p, true);
	assert_int_equal(sum.changed, 2);
	assert_title(p, 0, "");
	assert_title(p, 1, "One");
	assert_title(p, 2, "New");
	assert_int_equal(p->journalled, 2);
	sum = travel(p, false);
	assert_int_equal(sum.changed, 2);
	assert_title(p, 1, "New");
}

static void what_others_changed_since_stays(void **state)
{
	struct place *p = *state;
	run(p, "New", ERR_OK);
	assert_int_equal(write_title(p, 1, "Mine"), ERR_OK);
	struct retag_sum sum = travel(p, true);
	assert_string_equal(str_text(&p->log), "0.flacC1.flacO2.flacC");
	assert_int_equal(sum.others, 1);
	assert_title(p, 1, "Mine");
	assert_title(p, 2, "");
}

static void read_only_and_broken_files_cost_themselves_only(void **state)
{
	struct place *p = *state;
	assert_int_equal(chmod(p->path[0], 0444), 0);
	assert_int_equal(io_write_file(p->path[1], "x", 1, 0644, NULL), ERR_OK);
	struct retag_sum sum = run(p, "New", ERR_OK);
	assert_string_equal(str_text(&p->log), "0.flacR1.flacF2.flacC");
	char *words = retag_sum_words(&sum, "changed");
	assert_string_equal(words, "1 file changed, 1 is read-only and was left as it "
				   "is, 1 could not be changed");
	free(words);
}

static void it_stops_between_files(void **state)
{
	struct place *p = *state;
	p->stop_after = 1;
	struct retag_sum sum = run(p, "New", ERR_CANCELLED);
	assert_int_equal(sum.changed, 1);
	assert_int_equal(sum.left, 2);
	assert_title(p, 1, "");
}

static void without_a_journal_nothing_is_written(void **state)
{
	struct place *p = *state;
	p->journal_fails = true;
	struct retag_sum sum = run(p, "New", ERR_FULL);
	assert_int_equal(sum.left, FILES);
	assert_title(p, 0, "");
}

static void a_dry_act_writes_nothing(void **state)
{
	struct place *p = *state;
	struct retag_act a = act_of(p);
	struct retag_sum sum;
	struct retag r = one(RETAG_TITLE, "New");
	a.dry = true;
	assert_int_equal(retag_act_run(&a, &r, p->path, FILES, &sum, NULL), ERR_OK);
	assert_int_equal(sum.changed, FILES);
	retag_finish(&r);
	assert_int_equal(p->journalled, 0);
	assert_title(p, 0, "");
}

/* ---- the worker */

static enum err_code handle(void *ctx, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	enum err_code code = tags_job.handle(ctx, m, reply, why);
	/* When the copy is written, before anybody is told. */
	if (m->payload.len > 0 && memmem(m->payload.data, m->payload.len, "DIE", 3))
		raise(SIGKILL);
	/* Until the program is gone. */
	struct pollfd gone = {WORKER_FD, POLLRDHUP, 0};
	if (m->payload.len > 0 && memmem(m->payload.data, m->payload.len, "HOLD", 4))
		poll(&gone, 1, -1);
	return code;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0) {
		struct worker_job job = tags_job;
		job.handle = handle;
		return worker_serve(&job);
	}
	const struct CMUnitTest tests[] = {
		TEST(rights_stay_and_another_file_takes_the_place),
		TEST(a_dying_worker_leaves_the_file_as_it_was),
		TEST(a_killed_program_leaves_nothing_behind),
		TEST(copies_are_swept_unless_somebody_is_at_work),
		TEST(what_hangs_on_a_file_stays),
		TEST(a_link_stays_one),
		TEST(what_is_read_only_is_refused),
		TEST(an_act_is_taken_back_and_done_again),
		TEST(what_others_changed_since_stays),
		TEST(read_only_and_broken_files_cost_themselves_only),
		TEST(it_stops_between_files),
		TEST(without_a_journal_nothing_is_written),
		TEST(a_dry_act_writes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
