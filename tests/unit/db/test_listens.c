#include "db/listens.h"

#include <signal.h>
#include <sys/wait.h>

#include "db/list.h"
#include "fixture.h"

static struct listen listen_of(int64_t recording, int64_t start_ms, int64_t heard_ms)
{
	struct listen l = {.recording = recording,
		.start_ms = start_ms,
		.zone_minutes = 60,
		.heard_ms = heard_ms,
		.duration_ms = 200000,
		.source = SOURCE_FORYOU,
		.source_id = 12,
		.flags = LISTEN_UNATTENDED};
	listen_new_id(l.id);
	l.outcome = listen_outcome(heard_ms, l.duration_ms, PLAY_END_OTHER);
	return l;
}

static int64_t song(
	struct fixture *f, const char *path, const char *artist, const char *album)
{
	return song_put(f, &(struct song){.path = path,
				   .artist = artist,
				   .album = album,
				   .title = path,
				   .genre = "Jazz"})
		.recording;
}

static bool last_one(void *ctx, const struct listen *l)
{
	*(struct listen *)ctx = *l;
	return true;
}

static bool count_one(void *ctx, const struct listen *l)
{
	(void)l;
	++*(size_t *)ctx;
	return true;
}

static size_t rows(struct fixture *f, int64_t since, int64_t until)
{
	size_t n = 0;
	OK(f, listens_each(f->db, 1, since, until, count_one, &n, &f->why));
	return n;
}

static void a_listen_comes_back_as_it_went(void **state)
{
	struct fixture *f = *state;
	struct listen l = listen_of(song(f, "a", "X", NULL), 1000000, 5000), back;
	OK(f, listens_append(f->db, 1, &l, &f->why));
	OK(f, listens_append(f->db, 1, &l, &f->why)); /* twice is once */
	assert_int_equal(rows(f, 0, 0), 1);
	OK(f, listens_each(f->db, 1, 0, 0, last_one, &back, &f->why));
	assert_string_equal(back.id, l.id);
	assert_int_equal(back.recording, l.recording);
	assert_int_equal(back.start_ms, l.start_ms);
	assert_int_equal(back.zone_minutes, 60);
	assert_int_equal(back.heard_ms, 5000);
	assert_int_equal(back.duration_ms, 200000);
	assert_int_equal(back.outcome, OUTCOME_SKIPPED);
	assert_int_equal(back.source, SOURCE_FORYOU);
	assert_int_equal(back.source_id, 12);
	assert_int_equal(back.flags, LISTEN_UNATTENDED);
	assert_int_equal(listens_newest_ms(f->db, 1), 1000000);
	struct listen_summary s;
	OK(f, listens_summary(f->db, 1, l.recording, &s, &f->why));
	assert_int_equal(s.plays, 0);
	assert_int_equal(s.skips, 1);
	assert_int_equal(s.heard_ms, 5000);
}

static void an_unknown_recording_is_refused(void **state)
{
	struct fixture *f = *state;
	struct listen l = listen_of(12345, 1, 1);
	assert_int_not_equal(listens_append(f->db, 1, &l, &f->why), ERR_OK);
	assert_int_equal(rows(f, 0, 0), 0);
}

static void ranges_are_half_open(void **state)
{
	struct fixture *f = *state;
	int64_t id = song(f, "a", "X", NULL);
	for (int64_t t = 1000; t <= 5000; t += 1000) {
		struct listen l = listen_of(id, t, 190000);
		OK(f, listens_append(f->db, 1, &l, &f->why));
	}
	assert_int_equal(rows(f, 2000, 4000), 2);
	assert_int_equal(rows(f, 2000, 0), 4);
	assert_int_equal(rows(f, 0, 2000), 1);
}

/* A child that opens a play, tells, and hangs until it is killed. */
static pid_t start_player(struct fixture *f, const struct listen *l)
{
	int pipe_fd[2];
	assert_int_equal(pipe(pipe_fd), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct db *db;
		bool fine = db_open(f->path, DB_WRITE, &db, NULL) == ERR_OK &&
			    listens_open_put(db, 1, l, NULL) == ERR_OK;
		char byte = fine ? 'y' : 'n';
		if (write(pipe_fd[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	char byte = 0;
	assert_int_equal(read(pipe_fd[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	return pid;
}

static void the_play_of_a_killed_player_is_stopped_not_skipped(void **state)
{
	struct fixture *f = *state;
	struct listen l = listen_of(song(f, "a", "X", NULL), 1000, 30000), back;
	db_close(f->db);
	f->db = NULL;
	pid_t pid = start_player(f, &l);
	size_t n = 99;
	OK(f, db_open(f->path, DB_WRITE, &f->db, &f->why));
	OK(f, listens_recover(f->db, &n, &f->why));
	assert_int_equal(n, 0); /* it lives */
	assert_int_equal(rows(f, 0, 0), 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	OK(f, listens_recover(f->db, &n, &f->why));
	assert_int_equal(n, 1);
	OK(f, listens_each(f->db, 1, 0, 0, last_one, &back, &f->why));
	assert_string_equal(back.id, l.id);
	assert_int_equal(back.heard_ms, 30000);
	assert_int_equal(back.outcome, OUTCOME_STOPPED);
	OK(f, listens_recover(f->db, &n, &f->why));
	assert_int_equal(n, 0);
	assert_int_equal(rows(f, 0, 0), 1);
}

static void a_finished_play_leaves_no_open_row(void **state)
{
	struct fixture *f = *state;
	struct listen l = listen_of(song(f, "a", "X", NULL), 1000, 1000);
	OK(f, listens_open_put(f->db, 1, &l, &f->why));
	l.heard_ms = 31000;
	OK(f, listens_open_put(f->db, 1, &l, &f->why));
	l.heard_ms = 195000;
	l.outcome = OUTCOME_FINISHED;
	OK(f, listens_append(f->db, 1, &l, &f->why));
	size_t n;
	OK(f, listens_recover(f->db, &n, &f->why));
	assert_int_equal(n, 0);
	assert_int_equal(rows(f, 0, 0), 1);
}

/* Whatever a child reported as logged must be there after kill -9. */
static void what_was_reported_survives_kill_9(void **state)
{
	struct fixture *f = *state;
	int64_t id = song(f, "a", "X", NULL);
	db_close(f->db);
	f->db = NULL;
	for (int round = 0; round < 5; round++) {
		int pipe_fd[2];
		assert_int_equal(pipe(pipe_fd), 0);
		pid_t pid = fork();
		if (pid == 0) {
			struct db *db;
			if (db_open(f->path, DB_WRITE, &db, NULL))
				_exit(1);
			for (int64_t i = 0;; i++) {
				struct listen l = listen_of(id, 1000 + i, 190000);
				if (listens_append(db, 1, &l, NULL))
					_exit(1);
				if (write(pipe_fd[1], l.id, 32) != 32)
					_exit(1);
			}
		}
		close(pipe_fd[1]);
		char reported[64][33] = {{0}};
		size_t n = 0, want = 5 + 7 * (size_t)round;
		while (n < want && read(pipe_fd[0], reported[n], 32) == 32)
			n++;
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		while (n < 64 && read(pipe_fd[0], reported[n], 32) == 32)
			n++;
		close(pipe_fd[0]);
		assert_true(n >= want);
		OK(f, db_open(f->path, DB_WRITE, &f->db, &f->why));
		OK(f, db_check(f->db, &f->why));
		for (size_t i = 0; i < n; i++) {
			size_t forgotten;
			struct listens_forget what = {.id = reported[i]};
			OK(f, listens_forget(f->db, 1, &what, &forgotten, &f->why));
			assert_int_equal(forgotten, 1);
		}
		db_close(f->db);
		f->db = NULL;
	}
	OK(f, db_open(f->path, DB_WRITE, &f->db, &f->why));
}

static void forgetting_is_narrow(void **state)
{
	struct fixture *f = *state;
	int64_t a = song(f, "a", "X", "One"), b = song(f, "b", "Y", "Two");
	const int64_t who[] = {a, b, a, b};
	for (int i = 0; i < 4; i++) {
		struct listen l = listen_of(who[i], 1000 * (i + 1), 190000);
		OK(f, listens_append(f->db, 1, &l, &f->why));
	}
	size_t n;
	struct listens_forget what = {0};
	assert_int_equal(listens_forget(f->db, 1, &what, &n, &f->why), ERR_USAGE);
	what.since_ms = 4000;
	OK(f, listens_forget(f->db, 1, &what, &n, &f->why));
	assert_int_equal(n, 1);
	struct track t;
	OK(f, library_track_of(f->db, a, &f->a, &t, &f->why));
	what = (struct listens_forget){.artist = t.artist, .until_ms = 2000};
	OK(f, listens_forget(f->db, 1, &what, &n, &f->why));
	assert_int_equal(n, 1);
	what = (struct listens_forget){.album = t.album};
	OK(f, listens_forget(f->db, 2, &what, &n, &f->why));
	assert_int_equal(n, 0); /* another listener's */
	OK(f, listens_forget(f->db, 1, &what, &n, &f->why));
	assert_int_equal(n, 1);
	struct listen_summary s;
	OK(f, listens_summary(f->db, 1, a, &s, &f->why));
	assert_int_equal(s.plays, 0);
	OK(f, listens_summary(f->db, 1, b, &s, &f->why));
	assert_int_equal(s.plays, 1);
	what = (struct listens_forget){.all = true};
	OK(f, listens_forget(f->db, 1, &what, &n, &f->why));
	assert_int_equal(rows(f, 0, 0), 0);
}

enum { HOUR = 3600000, DAY = 24 * HOUR };

static void totals_and_charts_count_real_plays(void **state)
{
	struct fixture *f = *state;
	int64_t a = song(f, "a", "X", "One"), b = song(f, "b", "Y", "Two");
	/* Days 0, 1, 2 and 5; zone +1 h moves 23:30 to the next day. */
	const struct {
		int64_t recording, start, heard;
	} play[] = {{a, 10 * HOUR, 190000}, {a, DAY + 10 * HOUR, 40000},
		{b, DAY + 23 * HOUR + HOUR / 2, 190000}, {b, DAY + 11 * HOUR, 29000},
		{a, 5 * (int64_t)DAY, 100000}};
	for (size_t i = 0; i < sizeof play / sizeof *play; i++) {
		struct listen l =
			listen_of(play[i].recording, play[i].start, play[i].heard);
		OK(f, listens_append(f->db, 1, &l, &f->why));
	}
	struct listen_totals t;
	OK(f, listens_totals(f->db, 1, 0, 0, &t, &f->why));
	assert_int_equal(t.plays, 4);
	assert_int_equal(t.rows, 5);
	assert_int_equal(t.skips, 3);
	assert_int_equal(t.heard_ms, 549000);
	assert_int_equal(t.recordings, 2);
	assert_int_equal(t.artists, 2);
	assert_int_equal(t.albums, 2);
	assert_int_equal(t.days, 4);
	assert_int_equal(t.longest_streak, 3);
	assert_int_equal(t.streak, 1);
	assert_int_equal(t.first_ms, 10 * HOUR);

	static const char *const names[] = {"a", "X", "One", "Jazz"};
	for (int c = CHART_TRACKS; c <= CHART_GENRES; c++) {
		struct listen_chart_row *row;
		size_t n;
		OK(f, listens_chart(f->db, 1, (enum listen_chart)c, 0, 0, 5, &f->a,
			      &row, &n, &f->why));
		assert_int_equal(n, c == CHART_GENRES ? 1 : 2);
		assert_string_equal(row[0].name, names[c]);
		assert_int_equal(row[0].plays, c == CHART_GENRES ? 4 : 3);
	}
	int64_t hour[24], weekday[7];
	OK(f, listens_clock(f->db, 1, 0, 0, hour, weekday, &f->why));
	assert_int_equal(hour[11], 2);
	assert_int_equal(hour[0], 1);
	assert_int_equal(hour[1], 1);
	assert_int_equal(weekday[3], 1); /* 1 January 1970 was a Thursday */
	assert_int_equal(weekday[4], 1);
	assert_int_equal(weekday[5], 1);
	assert_int_equal(weekday[1], 1);
}

static bool take_named(void *ctx, const struct listen_named *n)
{
	struct str *s = ctx;
	str_appendf(s, "%s|%s|%s|%s|%s ", n->profile, n->title, n->artist, n->album,
		n->path ? n->path : "-");
	return true;
}

static void export_names_everything(void **state)
{
	struct fixture *f = *state;
	int64_t a = song(f, "a", "X", "One");
	struct listen l = listen_of(a, 1000, 190000);
	OK(f, listens_append(f->db, 1, &l, &f->why));
	struct str s = {0};
	OK(f, listens_each_named(f->db, 1, 0, 0, take_named, &s, &f->why));
	assert_string_equal(str_text(&s), "default|a|X|One|/music/a ");
	OK(f, library_root_remove(f->db, f->root, &f->why));
	str_reset(&s);
	OK(f, listens_each_named(f->db, 0, 0, 0, take_named, &s, &f->why));
	assert_string_equal(str_text(&s), "default|a|X||- ");
	str_finish(&s);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(a_listen_comes_back_as_it_went),
		TEST(an_unknown_recording_is_refused),
		TEST(ranges_are_half_open),
		TEST(the_play_of_a_killed_player_is_stopped_not_skipped),
		TEST(a_finished_play_leaves_no_open_row),
		TEST(what_was_reported_survives_kill_9),
		TEST(forgetting_is_narrow),
		TEST(totals_and_charts_count_real_plays),
		TEST(export_names_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
