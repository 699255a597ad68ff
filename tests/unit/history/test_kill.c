/*
 * kill -9 at 50 random moments while listens are logged: every listen that was reported
 * logged is there, once, and the database is whole.
 *
 * The test program starts itself as a logger that prints the id of each listen once its
 * COMMIT has returned.
 */
#include "history/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/rng.h"
#include "db/library.h"
#include "db/listens.h"
#include "model/tags.h"

enum { ROUNDS = 50, LONGEST_US = 60000, ID = LISTEN_ID_SIZE - 1 };

/* ---- the logger */

static void print_id(void *ctx, const struct listen *l)
{
	char line[LISTEN_ID_SIZE];
	memcpy(line, l->id, ID);
	line[ID] = '\n';
	if (write(STDOUT_FILENO, line, ID + 1) != ID + 1)
		_exit(3);
}

static int log_for_ever(const char *path, int64_t recording)
{
	struct store *store = NULL;
	struct clock clock = clock_system();
	const struct store_config c = {.path = path};
	struct err why = {0};
	if (store_start(&c, &store, &why) != ERR_OK) {
		fprintf(stderr, "%s\n", why.msg);
		return 1;
	}
	struct history_log *log = history_log_create(store, "default", print_id, NULL);
	for (;;) {
		struct listen l = {.recording = recording,
			.start_ms = clock_wall_ms(&clock),
			.heard_ms = 40000,
			.duration_ms = 200000,
			.outcome = OUTCOME_SKIPPED};
		listen_new_id(l.id);
		history_log_put(log, &l, true);
		history_log_put(log, &l, false);
		clock_sleep_us(300);
	}
}

/* ---- the test */

struct place {
	char dir[64];
	char *db_path; /* owned */
	int64_t recording;
};

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	struct db *db = NULL;
	static char title[] = "Title";
	const struct tags tags = {.title = title,
		.codec = "mp3",
		.payload_bytes = 1000,
		.duration_ms = 200000};
	struct library_item item = {.path = "a.mp3", .size = 1, .tags = &tags};
	bool fresh;
	snprintf(p->dir, sizeof p->dir, "/tmp/linnet-test-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	p->db_path = path_join(p->dir, "test.db");
	if (db_open(p->db_path, DB_WRITE, &db, NULL) ||
		library_root_add(db, p->dir, &item.root, &fresh, NULL) ||
		library_put(db, &item, 1, NULL))
		return -1;
	p->recording = item.recording;
	db_close(db);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
	int r = system(command);
	free(p->db_path);
	free(p);
	return r;
}

/* Runs a logger for so long, kills it, and returns what it reported. */
static void run_and_kill(const struct place *p, int64_t us, struct intern *reported)
{
	int out[2];
	char recording[24], line[ID + 1];
	size_t have = 0;
	snprintf(recording, sizeof recording, "%lld", (long long)p->recording);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(out[1], STDOUT_FILENO);
		execl("/proc/self/exe", "test", "--log", p->db_path, recording, NULL);
		_exit(127);
	}
	close(out[1]);
	/* Its first report, so that the kill falls into its work, not into its start.
	 */
	have = read(out[0], line, sizeof line) == (ssize_t)sizeof line;
	assert_int_equal(have, 1);
	intern_add(reported, line, ID);
	clock_sleep_us(us);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	while (read(out[0], line, sizeof line) == (ssize_t)sizeof line)
		intern_add(reported, line, ID);
	close(out[0]);
}

static bool count_id(void *ctx, const struct listen *l)
{
	struct intern *found = ctx;
	size_t before = found->len;
	intern_add(found, l->id, ID);
	assert_int_equal(found->len, before + 1); /* once */
	return true;
}

static void every_reported_listen_is_there(void **state)
{
	struct place *p = *state;
	struct intern reported = {0}, found = {0};
	struct db *db = NULL;
	struct err why = {0};
	struct rng r;
	unsigned seed;
	rng_os_bytes(&seed, sizeof seed);
	print_message("seed %u\n", seed);
	rng_seed(&r, seed);
	for (int i = 0; i < ROUNDS; i++)
		run_and_kill(p, (int64_t)rng_below(&r, LONGEST_US), &reported);
	assert_true(reported.len >= ROUNDS);
	assert_int_equal(db_open(p->db_path, DB_WRITE, &db, &why), ERR_OK);
	assert_int_equal(db_check(db, &why), ERR_OK);
	assert_int_equal(listens_each(db, 0, 0, 0, count_id, &found, &why), ERR_OK);
	for (size_t i = 0; i < reported.len; i++)
		assert_true(intern_find(&found, reported.name[i], ID) >= 0);
	size_t left = found.len;
	assert_int_equal(listens_recover(db, NULL, &why), ERR_OK);
	assert_int_equal(db_check(db, &why), ERR_OK);
	print_message("%zu reported, %zu found\n", reported.len, left);
	db_close(db);
	intern_finish(&reported);
	intern_finish(&found);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--log") == 0)
		return log_for_ever(argv[2], atoll(argv[3]));
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_reported_listen_is_there, setup, teardown),
	};
	return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
