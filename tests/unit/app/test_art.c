/*
 * Pictures and lyrics as the app has them: asked for when the cursor has rested, not
 * read when nobody looks any more, kept within bounds; lyrics of what plays.
 */
#include "app/art.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "codec/picture.h"
#include "fixture.h"

enum { MADE_BYTES = 400 << 10, MANY = 40 };

/* A PNG of one grey pixel. */
static const unsigned char ONE[] = {137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73,
	72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58, 126, 155, 85, 0, 0, 0,
	10, 73, 68, 65, 84, 120, 156, 99, 104, 0, 0, 0, 130, 0, 129, 119, 205, 114, 182,
	0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130};

/* What the tests' renderer did, on the thread of the pictures. */
static struct {
	_Atomic int calls, last, hold;
} made;

static enum err_code render(const struct picture *p, const struct art_want *w,
	struct art_made *ret, struct err *why)
{
	(void)why;
	(void)p;
	atomic_fetch_add(&made.calls, 1);
	atomic_store(&made.last, w->rows);
	while (atomic_load(&made.hold))
		clock_sleep_us(1000);
	*ret = (struct art_made){.cols = w->cols, .rows = w->rows, .bytes = MADE_BYTES};
	ret->data = xcalloc(1, MADE_BYTES);
	return ERR_OK;
}

static char *put(struct world *w, const char *name, const void *bytes, size_t n)
{
	char *path = path_join(w->music, name);
	assert_int_equal(io_write_file(path, bytes, n, 0600, NULL), ERR_OK);
	return path;
}

/* The same picture in many sizes: each is one of its own to the cache. */
static enum art_state ask(struct world *w, int rows, bool now)
{
	const struct art_made *got;
	char *path = path_join(w->music, "1.flac");
	const struct art_want want = {.kind = ART_FILE,
		.id = 7,
		.path = path,
		.cols = 10,
		.rows = rows,
		.side = 64};
	enum art_state state = app_art(w->app, &want, now, render, &got);
	assert_int_equal(state == ART_HERE, got != NULL);
	if (got)
		assert_int_equal(got->rows, rows);
	free(path);
	return state;
}

static void reset(void)
{
	atomic_store(&made.calls, 0);
	atomic_store(&made.last, 0);
	atomic_store(&made.hold, 0);
}

static void keeps_within_bounds(void **state)
{
	struct world *w = *state;
	free(put(w, "cover.png", ONE, sizeof ONE));
	reset();
	for (int i = 1; i <= MANY; i++) {
		UNTIL(w, ask(w, i, true) == ART_HERE);
		assert_true(app_art_bytes(w->app) <= ART_CACHE_BYTES + MADE_BYTES);
	}
	assert_int_equal(atomic_load(&made.calls), MANY);
	/* The last one is kept, the first one made anew. */
	assert_int_equal(ask(w, MANY, true), ART_HERE);
	assert_int_equal(ask(w, 1, true), ART_COMING);
	UNTIL(w, !app_art_waiting(w->app));
	app_art_forget(w->app);
	assert_int_equal(app_art_bytes(w->app), 0);
}

static void waits_until_the_cursor_rests(void **state)
{
	struct world *w = *state;
	reset();
	for (int i = 100; i <= 120; i++)
		assert_int_equal(ask(w, i, false), ART_COMING);
	UNTIL(w, ask(w, 120, false) == ART_HERE);
	assert_int_equal(atomic_load(&made.calls), 1);
	assert_int_equal(atomic_load(&made.last), 120);
	/* Back on one that is there: what came between is not read. */
	assert_int_equal(ask(w, 121, false), ART_COMING);
	assert_int_equal(ask(w, 120, false), ART_HERE);
	UNTIL(w, !app_art_waiting(w->app));
	assert_int_equal(atomic_load(&made.calls), 1);
}

static void reads_nothing_that_nobody_looks_at(void **state)
{
	struct world *w = *state;
	reset();
	atomic_store(&made.hold, 1);
	assert_int_equal(ask(w, 200, true), ART_COMING);
	UNTIL(w, atomic_load(&made.calls) == 1);
	assert_int_equal(ask(w, 201, true), ART_COMING); /* waits behind it */
	loop_turn(w->loop, 1);
	assert_int_equal(ask(w, 202, true), ART_COMING); /* the next frame */
	loop_turn(w->loop, 1);
	atomic_store(&made.hold, 0);
	UNTIL(w, ask(w, 202, true) == ART_HERE);
	UNTIL(w, !app_art_waiting(w->app));
	/* 200 was under way already, 201 never was. */
	assert_int_equal(atomic_load(&made.calls), 2);
	assert_int_equal(atomic_load(&made.last), 202);
}

static void finds_the_file_of_albums_and_recordings(void **state)
{
	struct world *w = *state;
	const struct art_made *got;
	command_file(w, "play", "2.flac");
	UNTIL(w, plays(w, "Track 2"));
	struct track t = *app_now(w->app);
	struct art_want want = {
		.kind = ART_ALBUM, .id = t.album, .cols = 4, .rows = 2, .side = 8};
	assert_true(t.album > 0);
	UNTIL(w, app_art(w->app, &want, true, render, &got) == ART_HERE);
	want.kind = ART_RECORDING;
	want.id = t.recording;
	UNTIL(w, app_art(w->app, &want, true, render, &got) == ART_HERE);
	want.id = 1 << 30;
	UNTIL(w, app_art(w->app, &want, true, render, &got) == ART_ABSENT);
	want.kind = ART_ALBUM;
	UNTIL(w, app_art(w->app, &want, true, render, &got) == ART_ABSENT);
	want.kind = ART_NONE;
	assert_int_equal(app_art(w->app, &want, true, render, &got), ART_ABSENT);
}

static void tells_what_cannot_be_shown(void **state)
{
	struct world *w = *state;
	const struct art_made *got;
	char *folder = path_join(w->music, "bad");
	assert_int_equal(path_make_dirs(folder, 0700, NULL), ERR_OK);
	free(put(w, "bad/cover.jpg", "\xFF\xD8\xFF\xE0 broken", 11));
	char *path = put(w, "bad/x.mp3", "none", 4);
	struct art_want want = {.kind = ART_FILE,
		.id = 9,
		.path = path,
		.cols = 4,
		.rows = 2,
		.side = 8};
	UNTIL(w, app_art(w->app, &want, true, render, &got) == ART_FAILED);
	assert_non_null(strstr(app_art_trouble(w->app, &want), "damaged"));
	free(path);
	free(folder);
}

static void has_the_lyrics_of_what_plays(void **state)
{
	struct world *w = *state;
	char *lrc = put(w, "3.lrc", "[00:01.00]a\n[00:02.00]b", 23);
	command_file(w, "play", "3.flac");
	UNTIL(w, plays(w, "Track 3"));
	UNTIL(w, app_lyrics(w->app).state == ART_HERE);
	struct app_lyrics l = app_lyrics(w->app);
	assert_int_equal(l.source, LYRICS_LRC);
	assert_int_equal(l.lyrics->n, 2);
	/* their times can be shifted, for this track */
	assert_int_equal(command(w, "lyrics-offset +300"), ERR_OK);
	assert_int_equal(command(w, "lyrics-offset -100"), ERR_OK);
	assert_int_equal(app_lyrics(w->app).offset_ms, 200);
	assert_int_equal(command(w, "lyrics-offset 0"), ERR_OK);
	assert_int_equal(app_lyrics(w->app).offset_ms, 0);
	assert_int_not_equal(command(w, "lyrics-offset soon"), ERR_OK);
	/* the position is that of the device, and goes on */
	int64_t at = app_position_ms(w->app);
	UNTIL(w, app_position_ms(w->app) > at);
	command_file(w, "play", "4.flac");
	UNTIL(w, plays(w, "Track 4"));
	UNTIL(w, app_lyrics(w->app).state == ART_ABSENT);
	assert_null(app_lyrics(w->app).lyrics);
	assert_int_not_equal(command(w, "lyrics-offset +300"), ERR_OK);
	/* what is put there later is found when all is read anew */
	char *later = put(w, "4.txt", "words", 5);
	app_art_forget(w->app);
	UNTIL(w, app_lyrics(w->app).state == ART_HERE);
	assert_int_equal(app_lyrics(w->app).source, LYRICS_TXT);
	free(later);
	free(lrc);
}

int main(int argc, char **argv)
{
	int code = 0;
	if (is_worker(argc, argv, &code))
		return code;
	struct str buffer = {0};
	bool there = strcmp(picture_libraries(&buffer), "JPEG, PNG") == 0;
	str_finish(&buffer);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_lyrics_of_what_plays),
		cmocka_unit_test(keeps_within_bounds),
		cmocka_unit_test(waits_until_the_cursor_rests),
		cmocka_unit_test(reads_nothing_that_nobody_looks_at),
		cmocka_unit_test(finds_the_file_of_albums_and_recordings),
		cmocka_unit_test(tells_what_cannot_be_shown),
	};
	/* All but the first are about pictures. */
	return _cmocka_run_group_tests("art", tests,
		there ? sizeof tests / sizeof *tests : 1, setup, teardown);
}
