/* The program without a screen: commands, windows, the queue over restarts. */
#include <sqlite3.h>

#include "fixture.h"

#include "db/feedback.h"
#include "db/library.h"
#include "db/listens.h"
#include "db/slates.h"

static struct rows *open_rows(struct world *w, enum rows_list list)
{
	const struct rows_spec spec = {.list = list};
	rows_close(w->rows);
	w->rows = rows_open(w->app, &spec);
	rows_want(w->rows, 0, 20);
	return w->rows;
}

static void commands_are_found_counted_and_quoted(void **state)
{
	struct world *w = *state;
	struct err why = {0};
	struct str reply = {0};
	assert_int_equal(
		app_command(w->app, "frobnicate", false, NULL, &why), ERR_USAGE);
	assert_non_null(strstr(why.msg, "no command frobnicate"));
	assert_int_equal(app_command(w->app, "volume", false, NULL, &why), ERR_USAGE);
	assert_non_null(strstr(why.msg, "usage: volume"));
	assert_int_not_equal(command(w, "volume \"5"), ERR_OK);
	assert_int_equal(command(w, "   "), ERR_OK);
	assert_int_equal(
		app_command(w->app, "volume \"\\x33\\x30\"", false, &reply, &why),
		ERR_OK);
	assert_non_null(strstr(str_text(&reply), "Volume 30"));
	str_finish(&reply);
	for (size_t i = 0; app_command_at(w->app, i); i++)
		assert_true(app_command_at(w->app, i)->help[0] != '\0');
}

static void windows_hold_rows_and_know_them_again(void **state)
{
	struct world *w = *state;
	struct row row;
	struct rows *r = open_rows(w, ROWS_TRACKS);
	UNTIL(w, rows_count(r) == TRACKS && rows_get(r, 2, &row));
	assert_string_equal(row.track.title, "Track 3");
	assert_int_equal(rows_find(r, rows_identity(&row)), 2);
	assert_int_equal(rows_playing(r), -1);
	r = open_rows(w, ROWS_ARTISTS);
	UNTIL(w, rows_count(r) == 2 && rows_get(r, 1, &row));
	assert_int_equal(row.kind, ROW_ARTIST);
	assert_false(rows_get(r, 2, &row));
	/* A window that closes while its rows are on their way. */
	open_rows(w, ROWS_HISTORY);
	open_rows(w, ROWS_QUEUE);
	UNTIL(w, rows_count(w->rows) == 0);
	assert_true(rows_empty_text(w->rows)[0] != '\0');
}

/* What is not known yet is not said to be missing. */
static void a_list_without_an_answer_says_nothing(void **state)
{
	struct world *w = *state;
	const enum rows_list lists[] = {ROWS_ARTISTS, ROWS_ALBUMS, ROWS_TRACKS,
		ROWS_GENRES, ROWS_DECADES, ROWS_YEARS, ROWS_MOODS, ROWS_FOLDERS,
		ROWS_ADDED, ROWS_MOST_PLAYED, ROWS_NEVER_PLAYED, ROWS_PLAYLISTS,
		ROWS_PLAYLISTS_ALONE, ROWS_PLAYLIST, ROWS_HISTORY, ROWS_FILES};
	UNTIL(w, app_library(w->app).known);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct rows *r = open_rows(w, lists[i]);
		assert_int_equal(rows_count(r), -1);
		assert_string_equal(rows_empty_text(r), "");
		UNTIL(w, rows_count(r) >= 0);
	}
}

static void run_sql(struct world *w, const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(w->db_path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000); /* the app writes, too */
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* A question that fails says why, and is asked again without anybody's doing. */
static void a_list_that_cannot_be_read_comes_later(void **state)
{
	struct world *w = *state;
	run_sql(w, "ALTER TABLE genre RENAME TO genre_away");
	struct rows *r = open_rows(w, ROWS_GENRES);
	UNTIL(w, *rows_empty_text(r));
	assert_int_equal(rows_count(r), -1);
	assert_null(strstr(rows_empty_text(r), "Nothing"));
	run_sql(w, "ALTER TABLE genre_away RENAME TO genre");
	UNTIL(w, rows_count(r) == 0);
	assert_string_equal(rows_empty_text(r), "Nothing here.");
}

static void enter_plays_the_row_and_its_list(void **state)
{
	struct world *w = *state;
	struct row row;
	struct rows *r = open_rows(w, ROWS_TRACKS);
	UNTIL(w, rows_get(r, 1, &row));
	w->cursor = 1;
	assert_int_equal(command(w, "play-selection"), ERR_OK);
	UNTIL(w, plays(w, "Track 2"));
	assert_int_equal(queue_then_count(app_queue(w->app)), 2);
	assert_int_equal(rows_playing(r), 1);
	assert_int_equal(command(w, "next"), ERR_OK);
	UNTIL(w, plays(w, "Track 3"));
	assert_int_equal(command(w, "previous"), ERR_OK);
	UNTIL(w, plays(w, "Track 2"));
}

static void the_last_act_wins(void **state)
{
	struct world *w = *state;
	command_file(w, "play", "");
	UNTIL(w, plays(w, "Track 1"));
	assert_int_equal(command(w, "next"), ERR_OK);
	assert_int_equal(command(w, "next"), ERR_OK);
	assert_int_equal(command(w, "next"), ERR_OK);
	UNTIL(w, plays(w, "Track 4"));
	assert_int_equal(command(w, "undo"), ERR_OK);
	assert_int_not_equal(command(w, "undo"), ERR_OK);
}

static void undo_restores_list_position_and_pause(void **state)
{
	struct world *w = *state;
	command_file(w, "play", "");
	UNTIL(w, plays(w, "Track 1"));
	assert_int_equal(command(w, "seek 0:30"), ERR_OK);
	UNTIL(w, app_player(w->app)->position_ms >= 30000);
	command_file(w, "play", "4.flac");
	UNTIL(w, plays(w, "Track 4"));
	assert_int_equal(command(w, "pause"), ERR_OK);
	UNTIL(w, app_player(w->app)->mode == PLAYER_PAUSED);
	assert_int_equal(command(w, "undo"), ERR_OK);
	UNTIL(w, app_now(w->app) && strcmp(app_now(w->app)->title, "Track 1") == 0 &&
			 app_player(w->app)->position_ms >= 30000);
	assert_int_equal(app_player(w->app)->mode, PLAYER_PAUSED);
	assert_int_equal(queue_then_count(app_queue(w->app)), 3);
}

static void files_that_cannot_be_played_end_in_silence(void **state)
{
	struct world *w = *state;
	char *dir = path_join(w->dir, "broken");
	struct str line = {0};
	assert_int_equal(path_make_dirs(dir, 0700, NULL), ERR_OK);
	for (int i = 0; i < 3; i++) {
		char name[16];
		snprintf(name, sizeof name, "%d.mp3", i);
		char *path = path_join(dir, name);
		assert_int_equal(io_write_file(path, "no", 2, 0600, NULL), ERR_OK);
		free(path);
	}
	assert_int_equal(command(w, "repeat"), ERR_OK);
	str_append(&line, "play ");
	quote_append(&line, dir);
	assert_int_equal(command(w, str_text(&line)), ERR_OK);
	/* Repeat would try them for ever. */
	UNTIL(w, said(w, "one file after the other cannot be played"));
	assert_int_equal(app_player(w->app)->mode, PLAYER_STOPPED);
	command_file(w, "play", "2.flac");
	UNTIL(w, plays(w, "Track 2"));
	str_finish(&line);
	free(dir);
}

static void a_queued_album_is_one_block(void **state)
{
	struct world *w = *state;
	struct row row;
	struct rows *r = open_rows(w, ROWS_ALBUMS);
	UNTIL(w, rows_get(r, 1, &row));
	w->cursor = 1;
	assert_int_equal(command(w, "queue"), ERR_OK);
	UNTIL(w, queue_next_count(app_queue(w->app)) == TRACKS);
	r = open_rows(w, ROWS_QUEUE);
	UNTIL(w, rows_get(r, 1, &row)); /* NEXT, the block, what follows */
	assert_int_equal(rows_count(r), 3);
	assert_int_equal(row.fold, ROW_FOLDED);
	assert_string_equal(row.text, "Album");
	assert_int_equal(row.count, TRACKS);
	assert_int_equal(command(w, "fold"), ERR_OK);
	assert_int_equal(rows_count(r), 3 + TRACKS);
	UNTIL(w, rows_get(r, 2, &row));
	assert_string_equal(row.track.title, "Track 1");
	assert_int_equal(command(w, "remove"), ERR_OK);
	assert_int_equal(queue_next_count(app_queue(w->app)), 0);
	assert_int_equal(command(w, "undo"), ERR_OK);
	assert_int_equal(command(w, "play-selection"), ERR_OK);
	UNTIL(w, plays(w, "Track 1"));
	assert_int_equal(queue_next_count(app_queue(w->app)), TRACKS - 1);
}

static void the_queue_survives_and_is_not_written_over(void **state)
{
	struct world *w = *state;
	command_file(w, "play", "");
	UNTIL(w, plays(w, "Track 1"));
	assert_int_equal(command(w, "seek 0:20"), ERR_OK);
	UNTIL(w, app_player(w->app)->position_ms >= 20000);
	stop(w);
	/* Ended before the queue of the last time was read. */
	start(w);
	stop(w);
	start(w);
	UNTIL(w, app_now(w->app) && app_player(w->app)->mode == PLAYER_PAUSED);
	assert_string_equal(app_now(w->app)->title, "Track 1");
	assert_true(app_player(w->app)->position_ms >= 20000);
	assert_int_equal(queue_then_count(app_queue(w->app)), 3);
	assert_int_equal(command(w, "play"), ERR_OK);
	UNTIL(w, plays(w, "Track 1"));
	assert_true(app_player(w->app)->position_ms >= 20000);
}

/* A slate of all tracks, newer than any other; then one is banned, another is heard. */
static void store_slate(struct world *w, int64_t *recording)
{
	struct db *db = NULL;
	struct arena arena = {0};
	int64_t now = clock_wall_ms(&w->clock);
	struct slate s = {.made_ms = now, .n = TRACKS};
	s.pick = xcalloc(TRACKS, sizeof *s.pick);
	assert_int_equal(db_open(w->db_path, DB_WRITE, &db, NULL), ERR_OK);
	for (int i = 0; i < TRACKS; i++) {
		struct track t;
		char name[32];
		snprintf(name, sizeof name, "%d.flac", i + 1);
		char *path = path_join(w->music, name);
		assert_int_equal(library_track_at(db, path, &arena, &t, NULL), ERR_OK);
		free(path);
		recording[i] = t.recording;
		s.pick[i].recording = t.recording;
		s.pick[i].reason.kind = REASON_UNPLAYED;
	}
	assert_int_equal(slates_put(db, 1, &s, NULL), ERR_OK);
	assert_int_equal(feedback_set_like(db, 1, FEEDBACK_RECORDING, recording[0], -2,
				 now, NULL, NULL),
		ERR_OK);
	struct listen l = {.recording = recording[1],
		.start_ms = s.made_ms + 1000,
		.heard_ms = 1000,
		.duration_ms = SECONDS * 1000,
		.outcome = OUTCOME_SKIPPED};
	listen_new_id(l.id);
	assert_int_equal(listens_append(db, 1, &l, NULL), ERR_OK);
	slate_finish(&s);
	arena_finish(&arena);
	db_close(db);
}

static void last_times_slate_shows_what_still_holds(void **state)
{
	struct world *w = *state;
	int64_t recording[TRACKS];
	stop(w);
	store_slate(w, recording);
	create(w);
	UNTIL(w, app_library(w->app).known);
	const struct slate *s = app_slate(w->app);
	assert_non_null(s);
	assert_int_equal(s->n, TRACKS - 2);
	assert_int_equal(s->pick[0].recording, recording[2]);
	assert_int_equal(s->pick[1].recording, recording[3]);
	assert_string_not_equal(app_reason_short(w->app, NULL, recording[2]), "");
}

static int64_t two_days_on(void *ctx)
{
	struct clock c = clock_system();
	(void)ctx;
	return clock_wall_ms(&c) + 2 * 86400000LL;
}

static void a_slate_of_another_day_is_not_shown(void **state)
{
	struct world *w = *state;
	int64_t recording[TRACKS];
	stop(w);
	store_slate(w, recording);
	w->clock.wall_ms = two_days_on;
	create(w);
	UNTIL(w, app_library(w->app).known);
	assert_null(app_slate(w->app));
}

static void nothing_selected_is_a_word(void **state)
{
	struct world *w = *state;
	assert_int_equal(command(w, "playlist-add Rain"), ERR_OK);
	assert_true(said(w, "Nothing is selected"));
	assert_int_not_equal(command(w, "fold"), ERR_OK);
	assert_int_not_equal(command(w, "undo"), ERR_OK);
	assert_int_not_equal(command(w, "previous"), ERR_OK);
}

int main(int argc, char **argv)
{
	int code;
	if (is_worker(argc, argv, &code))
		return code;
	const struct CMUnitTest tests[] = {
		T(commands_are_found_counted_and_quoted),
		T(windows_hold_rows_and_know_them_again),
		T(a_list_without_an_answer_says_nothing),
		T(a_list_that_cannot_be_read_comes_later),
		T(enter_plays_the_row_and_its_list),
		T(the_last_act_wins),
		T(undo_restores_list_position_and_pause),
		T(files_that_cannot_be_played_end_in_silence),
		T(a_queued_album_is_one_block),
		T(the_queue_survives_and_is_not_written_over),
		T(last_times_slate_shows_what_still_holds),
		T(a_slate_of_another_day_is_not_shown),
		T(nothing_selected_is_a_word),
	};
	return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
