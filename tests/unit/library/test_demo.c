/* The demo library: every style in several formats, tags and covers, kept when there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec/tags.h"
#include "library/demo.h"

enum { FILES_MAX = 64 };

struct found {
	char *path[FILES_MAX]; /* owned */
	int n;
};

/* nftw has no context; the test has one thread. */
static struct found found;

static int see(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st;
	(void)at;
	if (flag == FTW_F && found.n < FILES_MAX)
		found.path[found.n++] = strdup(path);
	return 0;
}

static int drop(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st;
	(void)flag;
	(void)at;
	return remove(path);
}

static int setup(void **state)
{
	static char dir[] = "/tmp/linnet-demo-XXXXXX";
	*state = mkdtemp(dir);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	for (int i = 0; i < found.n; i++)
		free(found.path[i]);
	found.n = 0;
	return nftw(*state, drop, 16, FTW_DEPTH | FTW_PHYS);
}

struct seen {
	int64_t done, asked;
	bool in_order;
};

static void tell(void *ctx, int64_t done, int64_t total)
{
	struct seen *s = ctx;
	s->in_order = s->in_order && done == s->done + 1 && done <= total;
	s->done = done;
}

static bool stop_after_two(void *ctx)
{
	struct seen *s = ctx;
	return ++s->asked > 2;
}

static void check_tags(const char *path, unsigned *ret_genres, unsigned *ret_codecs)
{
	static const char *const genres[] = {
		"Ambient", "Techno", "Baroque", "Metal", "Chiptune"};
	static const char *const codecs[] = {"mp3", "flac", "vorbis", "opus"};
	struct tags t = {0};
	struct err why = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	if (tags_read_fd(fd, &t, &why) != ERR_OK)
		fail_msg("%s: %s", path, why.msg);
	close(fd);
	assert_non_null(t.title);
	assert_non_null(t.artist);
	assert_non_null(t.album_artist);
	assert_non_null(t.album);
	assert_true(t.year > 1980 && t.track > 0 && t.disc > 0 && t.has_picture);
	assert_true(t.duration_ms >= 20000 && t.duration_ms <= 40000);
	for (int i = 0; i < 5; i++)
		*ret_genres |= strcmp(t.genre, genres[i]) == 0 ? 1u << i : 0;
	for (int i = 0; i < 4; i++)
		*ret_codecs |= strcmp(t.codec, codecs[i]) == 0 ? 1u << i : 0;
	tags_finish(&t);
}

static void renders_and_keeps(void **state)
{
	const char *dir = *state;
	struct seen seen = {.in_order = true};
	struct demo_watch watch = {.tell = tell, .stop = stop_after_two, .ctx = &seen};
	struct demo_result r = {0};
	struct err why = {0};
	/* Cancelled, then taken up where it was left. */
	assert_int_equal(demo_render(dir, 1, &watch, &r, &why), ERR_CANCELLED);
	assert_int_equal(seen.done, 2);
	seen.done = 0;
	watch.stop = NULL;
	if (demo_render(dir, 1, &watch, &r, &why) != ERR_OK)
		fail_msg("%s", why.msg);
	assert_true(seen.in_order);
	assert_int_equal(seen.done, 5);
	assert_int_equal(r.kept, 2);
	assert_int_equal(r.rendered, 3);
	assert_int_equal(nftw(dir, see, 16, FTW_PHYS), 0);
	assert_int_equal(found.n, 5);
	unsigned genres = 0, codecs = 0;
	for (int i = 0; i < found.n; i++)
		check_tags(found.path[i], &genres, &codecs);
	assert_int_equal(genres, 0x1F);
	assert_int_equal(codecs, 0x0F);
}

static void refuses_absurd_sizes(void **state)
{
	struct demo_result r;
	assert_int_equal(demo_render(*state, 0, NULL, &r, NULL), ERR_RANGE);
	assert_int_equal(
		demo_render(*state, DEMO_PER_STYLE_MAX + 1, NULL, &r, NULL), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_absurd_sizes),
		cmocka_unit_test(renders_and_keeps),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
