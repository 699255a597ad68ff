/*
 * A folder with music and a database to scan it into. The test program is the worker: its
 * job crashes and hangs where a file says so.
 */
#ifndef TEST_SCAN_PLACE_H
#define TEST_SCAN_PLACE_H

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/path.h"
#include "base/str.h"
#include "codec/cue.h"
#include "codec/encode.h"
#include "codec/tags.h"
#include "library/scan.h"
#include "library/tags_job.h"
#include "worker/worker.h"

enum { RATE = 16000 };

/* ---- the worker */

static inline enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	for (size_t i = 0; i < m->n_fds; i++) {
		char head[5] = "";
		ssize_t n = io_pread_full(m->fds[i], head, 5, 0);
		if (n == 5 && memcmp(head, "CRASH", 5) == 0)
			raise(SIGILL);
		while (n == 5 && memcmp(head, "STALL", 5) == 0)
			nanosleep(&(struct timespec){.tv_sec = 1000}, NULL);
	}
	return tags_job.handle(state, m, reply, why);
}

static const struct worker_job job = {
	.role = "tags", .handle = handle, .memory_bytes = (size_t)1 << 30};

/* ---- a place with music and a database */

struct place {
	char dir[64];
	char *music, *db_path; /* owned */
	struct db *db;
	int64_t root;
	struct scan_result result;
	size_t writes, items, troubles, bad_sheets, listed;
	char bad_reason[200];
	size_t cancel_after; /* items; 0: never */
	const char *excludes[2];
	size_t n_excludes;
	bool ahead, dawdles; /* the walk waits a little in each folder */
};

static inline void make(struct place *p, const char *name, const char *title, double hz)
{
	char *path = path_join(p->music, name), *dir = path_dir(path);
	char *text = strdup(title);
	struct encoder *e = NULL;
	float pcm[RATE / 2];
	const struct tags t = {
		.title = text, .artist = text, .album = text, .track = 1};
	for (int i = 0; i < RATE / 2; i++)
		pcm[i] = (float)(.3 * sin(i * hz * 6.2832 / RATE));
	assert_int_equal(path_make_dirs(dir, 0700, NULL), ERR_OK);
	assert_int_equal(
		encoder_open(path, FORMAT_FLAC, RATE, 1, .5, &e, NULL), ERR_OK);
	assert_int_equal(encoder_write(e, pcm, RATE / 2, NULL), ERR_OK);
	assert_int_equal(encoder_close(e, NULL), ERR_OK);
	assert_int_equal(tags_write(path, &t, NULL, 0, NULL), ERR_OK);
	free(text);
	free(dir);
	free(path);
}

static inline void put_file(struct place *p, const char *name, const char *content)
{
	char *path = path_join(p->music, name), *dir = path_dir(path);
	assert_int_equal(path_make_dirs(dir, 0700, NULL), ERR_OK);
	assert_int_equal(
		io_write_file(path, content, strlen(content), 0600, NULL), ERR_OK);
	free(dir);
	free(path);
}

static inline void run_in(struct place *p, const char *command)
{
	struct str s = {0};
	str_appendf(&s, "cd '%s' && %s", p->music, command);
	assert_int_equal(system(str_text(&s)), 0);
	str_finish(&s);
}

static inline int setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	bool fresh;
	snprintf(p->dir, sizeof p->dir, "/tmp/linnet-test-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	p->music = path_join(p->dir, "music");
	p->db_path = path_join(p->dir, "test.db");
	if (mkdir(p->music, 0700) != 0 || db_open(p->db_path, DB_WRITE, &p->db, NULL) ||
		library_root_add(p->db, p->music, &p->root, &fresh, NULL))
		return -1;
	*state = p;
	return 0;
}

static inline int teardown(void **state)
{
	struct place *p = *state;
	char command[128];
	db_close(p->db);
	snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
	int r = system(command);
	free(p->music);
	free(p->db_path);
	free(p);
	return r;
}

static inline enum err_code write_batch(
	void *ctx, struct scan_batch *b, struct err *why)
{
	struct place *p = ctx;
	enum err_code code = scan_batch_apply(p->db, b, why);
	p->writes++;
	p->items += b->n;
	scan_batch_destroy(b);
	return code;
}

static inline bool is_cancelled(void *ctx)
{
	const struct place *p = ctx;
	return p->cancel_after && p->items >= p->cancel_after;
}

static inline void count_trouble(void *ctx, const char *path, const char *reason)
{
	struct place *p = ctx;
	assert_true(path[0] == '/' && reason[0] != '\0');
	p->troubles++;
}

static inline void count_bad_sheet(void *ctx, const char *path, const char *reason)
{
	struct place *p = ctx;
	assert_true(path[0] == '/' && reason[0] != '\0');
	p->bad_sheets++;
	str_copy(p->bad_reason, sizeof p->bad_reason, reason);
}

/* Folders that were opened and listed, not passed. */
static inline void count_folder(void *ctx, int64_t root, const char *path, int fd)
{
	struct place *p = ctx;
	p->listed += fd >= 0;
	if (p->dawdles)
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
}

static inline enum err_code scan_part(
	struct place *p, const char *below, struct err *why)
{
	const struct scan_target target = {
		.root = p->root, .path = p->music, .below = below};
	const struct scan_config c = {.db = p->db,
		.clock = clock_system(),
		.excludes = p->excludes,
		.n_excludes = p->n_excludes,
		.patience_s = 2,
		.workers = 2,
		.urgent = true,
		.ahead = p->ahead,
		.write = write_batch,
		.cancelled = is_cancelled,
		.trouble = count_trouble,
		.bad_sheet = count_bad_sheet,
		.folder = count_folder,
		.ctx = p};
	p->writes = p->items = p->bad_sheets = p->listed = 0;
	return scan_run(&c, &target, 1, &p->result, why);
}

static inline void scan(struct place *p)
{
	struct err why = {0};
	enum err_code code = scan_part(p, NULL, &why);
	if (code != ERR_OK)
		fail_msg("scan: %s", why.msg);
}

static inline bool find(void *ctx, const struct library_file *f)
{
	struct library_file *want = ctx;
	if (strcmp(f->path, want->path) != 0)
		return true;
	*want = *f;
	return false;
}

/* State of a file that must be known; -1: it is not. */
static inline int state_of(struct place *p, const char *name)
{
	struct library_file f = {.path = name};
	assert_int_equal(library_each_file(p->db, p->root, find, &f, NULL), ERR_OK);
	return f.id ? (int)f.state : -1;
}

static inline struct track track_of(struct place *p, struct arena *a, const char *name)
{
	struct track t = {0};
	char *path = path_join(p->music, name);
	assert_int_equal(library_track_at(p->db, path, a, &t, NULL), ERR_OK);
	free(path);
	return t;
}

static inline const char *reason_of(struct place *p, struct arena *a, const char *name)
{
	struct library_unreadable *list = NULL;
	size_t n = 0;
	assert_int_equal(library_unreadable(p->db, 100, a, &list, &n, NULL), ERR_OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(path_base(list[i].path), name) == 0)
			return list[i].reason;
	return NULL;
}

static inline size_t tracks_of(
	struct place *p, struct arena *a, const char *name, struct track **ret)
{
	size_t n = 0;
	char *path = path_join(p->music, name);
	assert_int_equal(library_tracks_at(p->db, path, a, ret, &n, NULL), ERR_OK);
	free(path);
	return n;
}

#endif
