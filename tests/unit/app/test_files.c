/* A folder of the disk as a list: names at once, rows for a window. */
#include "fixture.h"

enum { FILES = 1500 };

static struct rows *open_folder(struct world *w, const char *path)
{
	const struct rows_spec spec = {.list = ROWS_FILES, .text = path};
	rows_close(w->rows);
	w->rows = rows_open(w->app, &spec);
	rows_want(w->rows, 0, 20);
	return w->rows;
}

static char *make_large_folder(struct world *w)
{
	char *dir = path_join(w->dir, "large"), *sub = path_join(dir, "sub");
	assert_int_equal(path_make_dirs(sub, 0700, NULL), ERR_OK);
	for (int i = 0; i < FILES; i++) {
		char name[40];
		snprintf(name, sizeof name, "%d track.flac", i);
		char *path = path_join(dir, name);
		FILE *f = fopen(path, "w");
		assert_non_null(f);
		fclose(f);
		free(path);
	}
	free(sub);
	return dir;
}

static void a_large_folder_is_a_window(void **state)
{
	struct world *w = *state;
	struct row row;
	char *dir = make_large_folder(w);
	struct rows *r = open_folder(w, dir);
	UNTIL(w, rows_count(r) == FILES + 1);
	assert_true(rows_get(r, 0, &row));
	assert_int_equal(row.kind, ROW_FOLDER);
	assert_true(rows_get(r, 3, &row));
	assert_string_equal(row.text, "2 track.flac");
	/* What nobody looks at is not there. */
	assert_false(rows_get(r, 1000, &row));
	rows_want(r, FILES - 10, 11);
	UNTIL(w, rows_get(r, FILES, &row));
	assert_string_equal(row.text, "1499 track.flac");
	assert_false(rows_get(r, 3, &row));
	/* A row is found by its path, in the window or not. */
	char *path = path_join(dir, "7 track.flac");
	assert_int_equal(rows_find_path(r, path), 8);
	assert_int_equal(rows_find_path(r, dir), -1);
	free(path);
	free(dir);
}

static void a_row_plays_its_folder_from_there(void **state)
{
	struct world *w = *state;
	struct row row;
	struct rows *r = open_folder(w, w->music);
	UNTIL(w, rows_count(r) == TRACKS && rows_get(r, 1, &row));
	assert_string_equal(row.track.title, "Track 2");
	w->cursor = 1;
	assert_int_equal(command(w, "play-selection"), ERR_OK);
	UNTIL(w, plays(w, "Track 2"));
	assert_int_equal(queue_then_count(app_queue(w->app)), TRACKS - 2);
	UNTIL(w, rows_playing(r) == 1);
}

static void a_folder_that_is_not_there_says_so(void **state)
{
	struct world *w = *state;
	struct rows *r = open_folder(w, "/nowhere/at/all");
	UNTIL(w, rows_count(r) == 0);
	assert_non_null(strstr(rows_empty_text(r), "cannot open the folder"));
}

int main(int argc, char **argv)
{
	int code;
	if (is_worker(argc, argv, &code))
		return code;
	const struct CMUnitTest tests[] = {
		T(a_large_folder_is_a_window),
		T(a_row_plays_its_folder_from_there),
		T(a_folder_that_is_not_there_says_so),
	};
	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
