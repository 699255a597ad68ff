/*
 * Scanning again: which folders are passed without being listed, and that nothing is
 * overlooked by that. What a scan that was killed leaves behind.
 */
#include "library/scan.h"

#include "scan_place.h"

#include <sys/wait.h>

/* Folders that changed within the last seconds are always listed. */
static void age(struct place *p)
{
	run_in(p, "find . -type d -exec touch -d '1 hour ago' {} +");
}

static void age_one(struct place *p, const char *name)
{
	struct str s = {0};
	str_appendf(&s, "touch -d '2 hours ago' '%s'", name);
	run_in(p, str_text(&s));
	str_finish(&s);
}

/* A, B/C and B with three files, known and old. */
static void settle(struct place *p)
{
	make(p, "A/one.flac", "One", 300);
	make(p, "A/two.flac", "Two", 400);
	make(p, "B/C/three.flac", "Three", 500);
	age(p);
	scan(p);
	assert_int_equal(p->result.fresh, 3);
	assert_int_equal(p->listed, 4);
}

static void passes_folders_that_hold_the_same_names(void **state)
{
	struct place *p = *state;
	settle(p);
	scan(p);
	assert_int_equal(p->result.files, 3);
	assert_int_equal(p->listed, 0);
	assert_int_equal(p->writes, 0);
	make(p, "B/C/four.flac", "Four", 600);
	scan(p);
	assert_int_equal(p->listed, 1);
	assert_int_equal(p->result.files, 4);
	assert_int_equal(p->result.fresh, 1);
	/* Changed just now: more may come within the same time. */
	scan(p);
	assert_int_equal(p->listed, 1);
	assert_int_equal(p->result.files, 4);
	age(p);
	scan(p);
	scan(p);
	assert_int_equal(p->listed, 0);
	assert_int_equal(p->result.files, 4);
}

static void sees_files_that_changed_in_place(void **state)
{
	static const char *const changes[] = {
		/* size, with the time kept; time; inode, with both kept */
		"touch -r A/one.flac ../t && printf x >>A/one.flac && touch -r ../t A/one.flac",
		"touch -d '3 hours ago' A/one.flac",
		"cp -p A/one.flac ../n && mv ../n A/one.flac",
	};
	struct place *p = *state;
	settle(p);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		run_in(p, changes[i]);
		age(p);
		scan(p);
		assert_int_equal(p->result.files, 3);
		assert_int_equal(p->result.fresh, 0);
		assert_int_equal(p->result.changed, 1);
		scan(p);
		assert_int_equal(p->result.changed, 0);
		assert_int_equal(p->items, 0);
	}
}

static void a_file_gone_from_a_passed_folder_is_missing(void **state)
{
	struct place *p = *state;
	settle(p);
	run_in(p, "touch -r A ../t && rm A/one.flac && touch -r ../t A");
	scan(p);
	assert_int_equal(p->listed, 0);
	assert_int_equal(p->result.missing, 1);
	assert_int_equal(p->result.files, 2);
	assert_int_equal(state_of(p, "A/one.flac"), FILE_MISSING);
	scan(p);
	assert_int_equal(p->result.missing, 0);
	assert_int_equal(p->result.files, 2);
}

static void a_way_that_is_closed_hides_what_is_behind_it(void **state)
{
	struct place *p = *state;
	settle(p);
	run_in(p, "touch B/.nomedia");
	scan(p);
	assert_int_equal(state_of(p, "B/C/three.flac"), FILE_MISSING);
	assert_int_equal(p->result.files, 2);
	assert_int_equal(p->result.missing, 1);
	run_in(p, "rm B/.nomedia");
	scan(p);
	assert_int_equal(state_of(p, "B/C/three.flac"), FILE_PRESENT);
	assert_int_equal(p->result.back, 1);
	assert_int_equal(p->result.files, 3);
	age(p);
	scan(p);
	scan(p);
	assert_int_equal(p->listed, 0);
	assert_int_equal(p->result.files, 3);
}

static void other_rules_list_everything_once(void **state)
{
	struct place *p = *state;
	settle(p);
	p->excludes[0] = "two*";
	p->n_excludes = 1;
	scan(p);
	assert_int_equal(p->listed, 4);
	assert_int_equal(state_of(p, "A/two.flac"), FILE_MISSING);
	scan(p);
	assert_int_equal(p->listed, 0);
	assert_int_equal(p->result.files, 2);
	p->n_excludes = 0;
	scan(p);
	assert_int_equal(p->listed, 4);
	assert_int_equal(p->result.back, 1);
	assert_int_equal(state_of(p, "A/two.flac"), FILE_PRESENT);
}

static void a_folder_that_moves_takes_its_files_along(void **state)
{
	struct place *p = *state;
	settle(p);
	run_in(p, "mv B/C A/C");
	scan(p);
	assert_int_equal(p->result.files, 3);
	assert_int_equal(state_of(p, "B/C/three.flac"), -1);
	assert_int_equal(state_of(p, "A/C/three.flac"), FILE_PRESENT);
	/* Another folder of the same name and time in its place. */
	run_in(p, "rm -r A/C && mkdir A/C && cp A/one.flac A/C/five.flac");
	age(p);
	scan(p);
	assert_int_equal(p->result.files, 3);
	assert_int_equal(state_of(p, "A/C/five.flac"), FILE_PRESENT);
}

static void folders_with_links_and_sheets_are_always_listed(void **state)
{
	struct place *p = *state;
	settle(p);
	run_in(p,
		"mkdir ../else && cp A/one.flac ../else/six.flac && ln -s ../../later A/link");
	age(p);
	scan(p);
	assert_int_equal(p->result.files, 3);
	/* What the link names comes to be: nothing in the library's folders tells. */
	run_in(p, "mv ../else ../later");
	scan(p);
	assert_int_equal(p->result.files, 4);
	assert_int_equal(state_of(p, "A/link/six.flac"), FILE_PRESENT);
	scan(p);
	assert_int_equal(p->result.files, 4);
	assert_int_equal(p->result.missing, 0);
	run_in(p, "rm ../later/six.flac");
	scan(p);
	/* Its recording is A/one.flac's, which is there. */
	assert_int_equal(state_of(p, "A/link/six.flac"), -1);
}

static void a_folder_that_is_closed_keeps_its_files(void **state)
{
	struct place *p = *state;
	if (geteuid() == 0)
		skip();
	settle(p);
	run_in(p, "chmod 0 A");
	scan(p);
	run_in(p, "chmod 700 A");
	assert_int_equal(p->result.missing, 0);
	assert_int_equal(p->troubles, 1);
	assert_int_equal(state_of(p, "A/one.flac"), FILE_PRESENT);
}

/* Several threads share the rows, each with a connection of its own. */
/* Forty folders, each with a folder and a file that is no music. */
static void folders_are_looked_into_ahead_of_the_walk(void **state)
{
	enum { FOLDERS = 40 };
	struct place *p = *state;
	make(p, "z/last/one.flac", "One", 300);
	run_in(p, "for i in $(seq 40); do mkdir -p d$i/e; echo >d$i/e/x.mp3; done");
	p->ahead = p->dawdles = true;
	scan(p);
	assert_int_equal(p->result.files, FOLDERS + 1);
	/* None of them twice. */
	assert_in_range(p->result.ahead, 1, 2 * FOLDERS + 2);
	assert_int_equal(p->result.fresh, FOLDERS + 1);
	assert_int_equal(p->result.unreadable, FOLDERS);
}

static void many_files_are_looked_at_by_several(void **state)
{
	struct place *p = *state;
	settle(p);
	run_in(p,
		"for i in $(seq 0 4999); do d=M/$((i / 50)); [ -d $d ] || mkdir -p $d;"
		" ln A/one.flac $d/$i.flac; done");
	age(p);
	scan(p);
	assert_int_equal(p->result.files, 5003);
	scan(p);
	assert_int_equal(p->listed, 0);
	assert_int_equal(p->result.files, 5003);
	run_in(p, "rm M/7/350.flac M/99/4999.flac && cp A/two.flac M/50/new.flac");
	age_one(p, "M/7");
	scan(p);
	assert_int_equal(p->listed, 3);
	assert_int_equal(p->result.files, 5002);
	assert_int_equal(p->result.missing, 2);
	assert_int_equal(p->result.fresh, 1);
}

/* ---- killed */

static enum err_code write_and_die(void *ctx, struct scan_batch *b, struct err *why)
{
	struct place *p = ctx;
	enum err_code code = write_batch(p, b, why);
	if (p->items >= 64)
		kill(getpid(), SIGKILL);
	return code;
}

static void scan_and_die(struct place *p)
{
	struct db *db;
	const struct scan_target target = {.root = p->root, .path = p->music};
	if (db_open(p->db_path, DB_WRITE, &db, NULL) != ERR_OK)
		_exit(1);
	p->db = db;
	const struct scan_config c = {.db = db,
		.clock = clock_system(),
		.workers = 1,
		.urgent = true,
		.write = write_and_die,
		.ctx = p};
	scan_run(&c, &target, 1, &p->result, NULL);
	_exit(0);
}

static bool count_row(void *ctx, const struct library_file *f)
{
	++*(size_t *)ctx;
	return true;
}

static void keeps_what_it_did_when_it_is_killed(void **state)
{
	struct place *p = *state;
	size_t n = 0;
	int status = 0;
	make(p, "A/one.flac", "One", 300);
	run_in(p, "for i in $(seq 0 399); do d=M/$((i / 50)); [ -d $d ] || mkdir -p $d;"
		  " cp A/one.flac $d/$i.flac; done");
	age(p);
	db_close(p->db);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		scan_and_die(p);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_int_equal(db_open(p->db_path, DB_WRITE, &p->db, NULL), ERR_OK);
	assert_int_equal(
		library_each_file(p->db, p->root, count_row, &n, NULL), ERR_OK);
	assert_true(n >= 64 && n < 401);
	/* It goes on with the rest, and no folder counts as seen before its files. */
	scan(p);
	assert_int_equal(p->result.files, 401);
	assert_int_equal(p->result.fresh, 401 - n);
	assert_int_equal(p->items, 401 - n);
	scan(p);
	assert_int_equal(p->items, 0);
	assert_int_equal(p->result.files, 401);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_serve(&job);
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(passes_folders_that_hold_the_same_names),
		T(sees_files_that_changed_in_place),
		T(a_file_gone_from_a_passed_folder_is_missing),
		T(a_way_that_is_closed_hides_what_is_behind_it),
		T(other_rules_list_everything_once),
		T(a_folder_that_moves_takes_its_files_along),
		T(folders_with_links_and_sheets_are_always_listed),
		T(a_folder_that_is_closed_keeps_its_files),
		T(folders_are_looked_into_ahead_of_the_walk),
		T(many_files_are_looked_at_by_several),
		T(keeps_what_it_did_when_it_is_killed),
	};
	return cmocka_run_group_tests_name("scan_known", tests, NULL, NULL);
}
