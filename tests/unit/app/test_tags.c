/*
 * The tag editor without a screen: what is wanted of many files, taken away and left as it
 * is; nothing is lost by quitting while it is written.
 */
#include "app/tags.h"

#include "fixture.h"

static const struct app_tag_field *field(struct world *w, int i)
{
	return &app_tags(w->app)->field[i];
}

/* All tracks are selected, and their tags are read. */
static void open_tags(struct world *w)
{
	const struct rows_spec spec = {.list = ROWS_ARTISTS};
	struct row row;
	rows_close(w->rows);
	w->rows = rows_open(w->app, &spec);
	rows_want(w->rows, 0, 20);
	w->cursor = 1;
	UNTIL(w, rows_get(w->rows, 1, &row));
	assert_int_equal(row.kind, ROW_ARTIST);
	app_tags_open(w->app);
	UNTIL(w, app_tags(w->app)->ready);
	assert_int_equal(app_tags(w->app)->files, TRACKS);
}

static void what_differs_is_taken_away_or_left(void **state)
{
	struct world *w = *state;
	struct err why = {0};
	assert_int_not_equal(command(w, "tags-keep title"), ERR_OK); /* none are open */
	open_tags(w);
	assert_true(field(w, RETAG_TITLE)->several);
	assert_string_equal(field(w, RETAG_ARTIST)->value, "Artist");
	assert_int_equal(command(w, "tags-set title \"\""), ERR_OK);
	assert_string_equal(field(w, RETAG_TITLE)->wanted, "");
	assert_true(app_tags(w->app)->changed);
	assert_int_equal(command(w, "tags-keep title"), ERR_OK);
	assert_null(field(w, RETAG_TITLE)->wanted);
	assert_false(app_tags(w->app)->changed);
	assert_int_equal(
		app_command(w->app, "tags-keep colour", false, NULL, &why), ERR_USAGE);
	assert_non_null(strstr(why.msg, "no field colour"));
	assert_int_equal(command(w, "tags-set title \"\""), ERR_OK);
	assert_int_equal(command(w, "tags-write"), ERR_OK);
	UNTIL(w, said(w, "Tags of 4 files changed"));
	open_tags(w);
	assert_false(field(w, RETAG_TITLE)->several);
	assert_null(field(w, RETAG_TITLE)->value);
	app_tags_close(w->app);
	assert_int_equal(command(w, "undo"), ERR_OK);
	UNTIL(w, said(w, "Tags of 4 files as before again"));
}

/* Whose tracks are on no album has them all the same. */
static void tracks_without_an_album_are_found_by_their_artist(void **state)
{
	struct world *w = *state;
	struct rows_spec spec = {.list = ROWS_ARTISTS};
	struct row row;
	open_tags(w);
	assert_int_equal(command(w, "tags-set album \"\""), ERR_OK);
	assert_int_equal(command(w, "tags-set artist Loner"), ERR_OK);
	assert_int_equal(command(w, "tags-write"), ERR_OK);
	UNTIL(w, said(w, "Tags of 4 files changed"));
	UNTIL(w, rows_get(w->rows, 1, &row) && row.text &&
			 strcmp(row.text, "Loner") == 0);
	spec = (struct rows_spec){.list = ROWS_ALBUMS, .artist = row.id};
	rows_close(w->rows);
	w->rows = rows_open(w->app, &spec);
	w->cursor = 0;
	rows_want(w->rows, 0, 20);
	UNTIL(w, rows_get(w->rows, 0, &row));
	assert_int_equal(row.kind, ROW_ALL);
	assert_string_equal(row.text, "On no album");
	assert_int_equal(rows_count(w->rows), 1);
	app_tags_open(w->app);
	UNTIL(w, app_tags(w->app)->ready);
	assert_int_equal(app_tags(w->app)->files, TRACKS);
	app_tags_close(w->app);
}

/* Last: the program is told to end. */
static void quitting_says_what_is_not_written(void **state)
{
	struct world *w = *state;
	struct err why = {0};
	open_tags(w);
	assert_int_equal(command(w, "tags-set genre Dub"), ERR_OK);
	assert_int_equal(command(w, "tags-write"), ERR_OK);
	assert_int_equal(app_command(w->app, "quit", false, NULL, &why), ERR_BUSY);
	assert_non_null(strstr(why.msg, "still being written"));
	UNTIL(w, said(w, "Tags of 4 files changed"));
	/* again only by an act that is not done */
	assert_int_equal(command(w, "undo"), ERR_OK);
	assert_int_equal(command(w, "quit"), ERR_BUSY);
	assert_int_equal(command(w, "quit"), ERR_OK);
}

int main(int argc, char **argv)
{
	int code = 0;
	if (is_worker(argc, argv, &code))
		return code;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_differs_is_taken_away_or_left),
		cmocka_unit_test(tracks_without_an_album_are_found_by_their_artist),
		cmocka_unit_test(quitting_says_what_is_not_written),
	};
	return cmocka_run_group_tests_name("tags", tests, setup, teardown);
}
