/*
 * Pictures and lyrics beside and in real files, through a real worker: which of several
 * is taken, and that a file that crashes or stalls the worker costs itself only. The
 * test program is the worker: its job crashes and hangs where a file says so.
 */
#include "library/art.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/task.h"
#include "codec/encode.h"
#include "codec/picture.h"
#include "codec/tags.h"
#include "library/tags_job.h"

struct place {
	char dir[64];
	struct art_reader *reader;
	_Atomic bool stop;
};

/* A PNG of one grey pixel. */
static const unsigned char ONE[] = {137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73,
	72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58, 126, 155, 85, 0, 0, 0,
	10, 73, 68, 65, 84, 120, 156, 99, 104, 0, 0, 0, 130, 0, 129, 119, 205, 114, 182,
	0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130};

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof *p);
	strcpy(p->dir, "/tmp/linnet-art-XXXXXX");
	p->reader = art_reader_create(NULL, &p->stop);
	*state = p;
	return mkdtemp(p->dir) ? 0 : -1;
}

static int teardown(void **state)
{
	struct place *p = *state;
	char line[96];
	art_reader_destroy(p->reader);
	snprintf(line, sizeof line, "rm -rf %s", p->dir);
	int r = system(line);
	free(p);
	return r;
}

static char *in(struct place *p, const char *name)
{
	return path_join(p->dir, name);
}

static void put(struct place *p, const char *name, const void *bytes, size_t n)
{
	char *path = in(p, name), *dir = path_dir(path);
	assert_int_equal(path_make_dirs(dir, 0700, NULL), ERR_OK);
	assert_int_equal(io_write_file(path, bytes, n, 0600, NULL), ERR_OK);
	free(dir);
	free(path);
}

static void put_text(struct place *p, const char *name, const char *text)
{
	put(p, name, text, strlen(text));
}

static void make_sound(struct place *p, const char *name, const void *cover, size_t n)
{
	static float pcm[8000];
	const struct tags t = {.title = (char[]){"x"}};
	struct encoder *e = NULL;
	put_text(p, name, "");
	char *path = in(p, name);
	assert_int_equal(
		encoder_open(path, FORMAT_FLAC, 8000, 1, .5, &e, NULL), ERR_OK);
	assert_int_equal(encoder_write(e, pcm, 8000, NULL), ERR_OK);
	assert_int_equal(encoder_close(e, NULL), ERR_OK);
	if (cover)
		assert_int_equal(tags_write(path, &t, cover, n, NULL), ERR_OK);
	free(path);
}

static enum err_code picture(
	struct place *p, const char *name, struct picture *ret, struct err *why)
{
	char *path = in(p, name);
	enum err_code code = art_read_picture(p->reader, path, 64, ret, why);
	free(path);
	return code;
}

static void assert_picture(struct place *p, const char *name, bool there)
{
	struct picture got;
	assert_int_equal(picture(p, name, &got, NULL), there ? ERR_OK : ERR_NOT_FOUND);
	assert_int_equal(got.width, there ? 1 : 0);
	picture_finish(&got);
}

static void finds_covers_beside_files(void **state)
{
	struct place *p = *state;
	make_sound(p, "A/1.flac", NULL, 0);
	assert_picture(p, "A/1.flac", false);
	put(p, "A/back.png", ONE, sizeof ONE);
	put(p, "A/covered.png", ONE, sizeof ONE);
	put(p, "A/cover.txt", ONE, sizeof ONE);
	assert_picture(p, "A/1.flac", false);
	put(p, "A/FOLDER.PNG", ONE, sizeof ONE);
	assert_picture(p, "A/1.flac", true);
	/* cover goes before folder, whatever is in it */
	put_text(p, "A/Cover.Jpg", "no picture");
	struct picture got;
	struct err why = {0};
	assert_int_equal(picture(p, "A/1.flac", &got, &why), ERR_NOT_FOUND);
	/* of several discs the folder above */
	make_sound(p, "B/CD 2/1.flac", NULL, 0);
	make_sound(p, "B/Extras/1.flac", NULL, 0);
	put(p, "B/front.png", ONE, sizeof ONE);
	assert_picture(p, "B/CD 2/1.flac", true);
	assert_picture(p, "B/Extras/1.flac", false);
	/* in the tags */
	make_sound(p, "C/1.flac", ONE, sizeof ONE);
	assert_picture(p, "C/1.flac", true);
	assert_picture(p, "C/none.flac", false);
}

static enum lyrics_source source_of(
	struct place *p, const char *name, const char *first)
{
	struct lyrics l;
	enum lyrics_source source = LYRICS_NONE;
	char *path = in(p, name);
	enum err_code code = art_read_lyrics(p->reader, path, &l, &source, NULL);
	free(path);
	if (code != ERR_OK)
		return LYRICS_NONE;
	assert_string_equal(l.line[0].text, first);
	lyrics_finish(&l);
	return source;
}

static void finds_lyrics_beside_files(void **state)
{
	struct place *p = *state;
	make_sound(p, "A/One song.flac", NULL, 0);
	assert_int_equal(source_of(p, "A/One song.flac", ""), LYRICS_NONE);
	put_text(p, "A/One song.flac.lrc", "wrong name");
	put_text(p, "A/One.lrc", "wrong name");
	assert_int_equal(source_of(p, "A/One song.flac", ""), LYRICS_NONE);
	put_text(p, "A/ONE SONG.TXT", "text");
	assert_int_equal(source_of(p, "A/One song.flac", "text"), LYRICS_TXT);
	put_text(p, "A/one song.LRC", "[00:01.00]line");
	assert_int_equal(source_of(p, "A/One song.flac", "line"), LYRICS_LRC);
	/* the very name first */
	put_text(p, "A/One song.lrc", "[00:01.00]mine");
	assert_int_equal(source_of(p, "A/One song.flac", "mine"), LYRICS_LRC);
	/* an empty one is none */
	make_sound(p, "B/2.flac", NULL, 0);
	put_text(p, "B/2.lrc", "[ar:Nobody]\n");
	put_text(p, "B/2.txt", "plain");
	assert_int_equal(source_of(p, "B/2.flac", "plain"), LYRICS_TXT);
	/* a folder of that name is none either */
	char *path = in(p, "B/3.lrc");
	assert_int_equal(path_make_dirs(path, 0700, NULL), ERR_OK);
	free(path);
	assert_int_equal(source_of(p, "B/3.flac", ""), LYRICS_NONE);
}

static void takes_ten_megabytes_of_garbage(void **state)
{
	struct place *p = *state;
	enum { BIG = 10 << 20 };
	char *big = xmalloc(BIG);
	uint32_t x = 1;
	for (size_t i = 0; i < BIG; i++)
		big[i] = (char)((x = x * 1664525 + 1013904223) >> 24);
	make_sound(p, "A/1.flac", NULL, 0);
	put(p, "A/1.lrc", big, BIG);
	put(p, "A/cover.jpg", big, BIG);
	free(big);
	struct lyrics l;
	enum lyrics_source source;
	char *path = in(p, "A/1.flac");
	if (art_read_lyrics(p->reader, path, &l, &source, NULL) == ERR_OK)
		lyrics_finish(&l);
	free(path);
	struct picture got;
	assert_int_not_equal(picture(p, "A/1.flac", &got, NULL), ERR_OK);
	picture_finish(&got);
}

static void a_crash_costs_itself_only(void **state)
{
	struct place *p = *state;
	struct picture got;
	struct err why = {0};
	put_text(p, "A/1.flac", "CRASH");
	assert_int_equal(picture(p, "A/1.flac", &got, &why), ERR_WORKER);
	assert_non_null(strstr(why.msg, "killed"));
	/* the file's own picture crashes, that beside it is fine */
	put(p, "A/cover.png", ONE, sizeof ONE);
	assert_picture(p, "A/1.flac", true);
	put_text(p, "B/1.flac", "HANG");
	assert_int_equal(picture(p, "B/1.flac", &got, &why), ERR_TIMEOUT);
	put_text(p, "B/1.lrc", "line");
	assert_int_equal(source_of(p, "B/1.flac", "line"), LYRICS_LRC);
	make_sound(p, "C/1.flac", ONE, sizeof ONE);
	assert_picture(p, "C/1.flac", true);
	art_reader_rest(p->reader);
	assert_picture(p, "C/1.flac", true);
}

static void give_up(void *arg)
{
	clock_sleep_us(100000);
	atomic_store((_Atomic bool *)arg, true);
}

static void a_hanging_one_holds_no_end_up(void **state)
{
	struct place *p = *state;
	struct picture got;
	struct lyrics l;
	enum lyrics_source source;
	struct err why = {0};
	put_text(p, "A/1.flac", "HANG");
	put(p, "A/cover.png", ONE, sizeof ONE);
	struct task *t = task_start("test", give_up, &p->stop);
	/* neither what hangs nor what lies beside it is waited for */
	assert_int_equal(picture(p, "A/1.flac", &got, &why), ERR_CANCELLED);
	task_join(t);
	char *path = in(p, "A/1.flac");
	assert_int_equal(
		art_read_lyrics(p->reader, path, &l, &source, &why), ERR_CANCELLED);
	free(path);
}

/* ---- the worker */

static enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	char head[8] = "";
	for (size_t i = 0; i < m->n_fds; i++) {
		if (io_pread_full(m->fds[i], head, 5, 0) < 0)
			continue;
		if (strncmp(head, "CRASH", 5) == 0)
			raise(SIGKILL); /* sanitizers see to the others themselves */
		while (strncmp(head, "HANG", 4) == 0)
			sleep(1);
	}
	return tags_job.handle(state, m, reply, why);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0) {
		struct worker_job job = tags_job;
		job.handle = handle;
		return worker_serve(&job);
	}
	struct str buffer = {0};
	bool there = strcmp(picture_libraries(&buffer), "JPEG, PNG") == 0;
	str_finish(&buffer);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			finds_lyrics_beside_files, setup, teardown),
		cmocka_unit_test_setup_teardown(
			takes_ten_megabytes_of_garbage, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_hanging_one_holds_no_end_up, setup, teardown),
		cmocka_unit_test_setup_teardown(
			finds_covers_beside_files, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_crash_costs_itself_only, setup, teardown),
	};
	/* The last two are about pictures. */
	return _cmocka_run_group_tests("art", tests,
		sizeof tests / sizeof *tests - (there ? 0 : 2), NULL, NULL);
}
