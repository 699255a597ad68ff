/* Playlists: order, folders, sorting, doubles, taking changes back. */
#include "fixture.h"

#include "db/feedback.h"
#include "db/list.h"
#include "db/playlists.h"

static int64_t song(struct fixture *f, const char *path, const char *title)
{
	return song_put(f,
		&(struct song){
			.path = path, .title = title, .artist = "X", .album = "A"})
		.recording;
}

static bool add_recording(void *ctx, const struct playlist_entry *e)
{
	str_appendf(ctx, "%lld%s%s ", (long long)e->recording, e->location ? "@" : "",
		e->location ? e->location : "");
	return true;
}

static void assert_order(struct fixture *f, int64_t playlist, const char *want)
{
	struct str s = {0};
	OK(f, playlists_each_entry(f->db, playlist, add_recording, &s, &f->why));
	assert_string_equal(str_text(&s), want);
	str_finish(&s);
}

/* The tree as a list shows it. */
static void assert_tree(struct fixture *f, const char *want)
{
	struct list_spec spec = {.kind = LIST_PLAYLISTS};
	struct list_window w;
	struct str s = {0};
	OK(f, list_window(f->db, &spec, 0, 50, &f->a, &w, &f->why));
	for (size_t i = 0; i < w.n; i++)
		str_appendf(&s, "%d%s%s ", w.row[i].playlist.depth,
			w.row[i].playlist.folder ? "+" : "", w.row[i].playlist.name);
	assert_int_equal(w.n, w.total);
	assert_string_equal(str_text(&s), want);
	str_finish(&s);
}

struct mix {
	int64_t id, recording[3], entry[3];
};

static struct mix make_mix(struct fixture *f)
{
	struct mix m = {
		.recording = {song(f, "a", "C"), song(f, "b", "A"), song(f, "c", "B")}};
	const int64_t rows[] = {0, 1, 2};
	OK(f, playlists_create(f->db, "Mix", false, &m.id, NULL, &f->why));
	OK(f, playlists_insert(f->db, m.id, 0, m.recording, 3, NULL, &f->why));
	OK(f, playlists_entries_at(f->db, m.id, rows, 3, m.entry, &f->why));
	assert_order(f, m.id, "1 2 3 ");
	return m;
}

static void entries_keep_their_order(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	int64_t other;
	assert_int_equal(playlists_create(f->db, "Mix", false, &other, NULL, &f->why),
		ERR_EXISTS);
	assert_int_equal(
		playlists_create(f->db, "", false, &other, NULL, &f->why), ERR_USAGE);
	assert_int_equal(playlists_find(f->db, "mix", &other, &f->why), ERR_NOT_FOUND);
	OK(f, playlists_move(f->db, m.id, m.entry[2], m.entry[0], NULL, &f->why));
	assert_order(f, m.id, "3 1 2 ");
	OK(f, playlists_move(f->db, m.id, m.entry[2], 0, NULL, &f->why));
	assert_order(f, m.id, "1 2 3 ");
	OK(f, playlists_insert(
		      f->db, m.id, m.entry[1], &m.recording[2], 1, NULL, &f->why));
	assert_order(f, m.id, "1 3 2 3 ");
	OK(f, playlists_take_out(f->db, m.id, &m.entry[1], 1, NULL, &f->why));
	assert_order(f, m.id, "1 3 3 ");
	assert_int_equal(playlists_move(f->db, m.id, m.entry[0], 9999, NULL, &f->why),
		ERR_NOT_FOUND);
	OK(f, playlists_rename(f->db, m.id, "Other", NULL, &f->why));
	OK(f, playlists_rename(f->db, m.id, "Other", NULL, &f->why));
	OK(f, playlists_remove(f->db, m.id, NULL, &f->why));
	assert_order(f, 0, "");
}

/* Always between the same two: the gaps run out and the list is numbered anew. */
static void moving_for_ever_keeps_the_order(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	for (int i = 0; i < 25; i++) {
		struct playlist_change c = {0};
		OK(f, playlists_move(f->db, m.id, m.entry[2], m.entry[1], &c, &f->why));
		assert_order(f, m.id, "1 3 2 ");
		OK(f, playlists_travel(f->db, &c, true, &f->why));
		assert_order(f, m.id, "1 2 3 ");
		OK(f, playlists_travel(f->db, &c, false, &f->why));
		assert_order(f, m.id, "1 3 2 ");
		OK(f, playlists_move(
			      f->db, m.id, m.entry[1], m.entry[2], NULL, &f->why));
		playlist_change_finish(&c);
	}
	int64_t many[40];
	for (int i = 0; i < 40; i++)
		many[i] = m.recording[0];
	struct playlist_change c = {0};
	OK(f, playlists_insert(f->db, m.id, m.entry[2], many, 40, &c, &f->why));
	struct str s = {0};
	OK(f, playlists_each_entry(f->db, m.id, add_recording, &s, &f->why));
	assert_int_equal(s.len, 2 * 43);
	assert_true(str_starts(s.data, "1 2 1 1 1 "));
	assert_true(str_ends(s.data, "1 1 3 "));
	str_finish(&s);
	OK(f, playlists_travel(f->db, &c, true, &f->why));
	assert_order(f, m.id, "1 2 3 ");
	playlist_change_finish(&c);
}

static void marked_rows_step_together(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	struct playlist_change c = {0}, d = {0};
	const int64_t two[] = {m.entry[0], m.entry[1]};
	OK(f, playlists_step(f->db, m.id, two, 2, true, &c, &f->why));
	assert_order(f, m.id, "3 1 2 ");
	/* They stand at the end: they stay, and keep their order. */
	OK(f, playlists_step(f->db, m.id, two, 2, true, &d, &f->why));
	assert_order(f, m.id, "3 1 2 ");
	assert_int_equal(d.is.n, 0);
	OK(f, playlists_step(f->db, m.id, two, 2, false, &d, &f->why));
	assert_order(f, m.id, "1 2 3 ");
	/* Two moves of the same rows are one step of undo. */
	assert_true(playlist_change_join(&c, &d));
	OK(f, playlists_step(f->db, m.id, two, 2, true, &d, &f->why));
	assert_true(playlist_change_join(&c, &d));
	assert_order(f, m.id, "3 1 2 ");
	/* Past another neighbour, too. */
	OK(f, playlists_step(f->db, m.id, &m.entry[2], 1, true, &d, &f->why));
	assert_true(playlist_change_join(&c, &d));
	assert_order(f, m.id, "1 3 2 ");
	OK(f, playlists_travel(f->db, &c, true, &f->why));
	assert_order(f, m.id, "1 2 3 ");
	OK(f, playlists_travel(f->db, &c, false, &f->why));
	assert_order(f, m.id, "1 3 2 ");
	playlist_change_finish(&c);
	playlist_change_finish(&d);
}

static void sorting_is_once_and_taken_back(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	struct playlist_change c = {0};
	struct playlist_sort by = {.order = PLAYLIST_BY_TITLE};
	OK(f, playlists_sort(f->db, m.id, &by, &c, &f->why));
	assert_order(f, m.id, "2 3 1 ");
	OK(f, playlists_travel(f->db, &c, true, &f->why));
	assert_order(f, m.id, "1 2 3 ");
	playlist_change_finish(&c);
	by.backwards = true;
	OK(f, playlists_sort(f->db, m.id, &by, NULL, &f->why));
	assert_order(f, m.id, "1 3 2 ");
	OK(f, feedback_set_rating(f->db, 1, FEEDBACK_RECORDING, m.recording[1], 5, 1,
		      NULL, &f->why));
	by = (struct playlist_sort){.order = PLAYLIST_BY_RATING};
	OK(f, playlists_sort(f->db, m.id, &by, NULL, &f->why));
	assert_order(f, m.id, "2 1 3 ");
	/* Every order is one that SQLite knows. */
	for (int o = 0; o < PLAYLIST_ORDER__COUNT; o++) {
		enum playlist_order named;
		bool backwards;
		assert_true(playlist_order_from_name(
			playlist_order_name((enum playlist_order)o), &named,
			&backwards));
		assert_int_equal(named, o);
		by = (struct playlist_sort){.order = named, .seed = 1};
		OK(f, playlists_sort(f->db, m.id, &by, NULL, &f->why));
	}
}

static void doubles_go_and_come_back(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	struct playlist_change c = {0};
	size_t n;
	OK(f, playlists_insert(f->db, m.id, 0, m.recording, 2, NULL, &f->why));
	OK(f, playlists_dedupe(f->db, m.id, &n, &c, &f->why));
	assert_int_equal(n, 2);
	assert_order(f, m.id, "1 2 3 ");
	OK(f, playlists_travel(f->db, &c, true, &f->why));
	assert_order(f, m.id, "1 2 3 1 2 ");
	playlist_change_finish(&c);
}

static void folders_nest(void **state)
{
	struct fixture *f = *state;
	int64_t live, b, rock, same;
	struct str path = {0};
	struct playlist_change c = {0};
	OK(f, playlists_create(f->db, "Rock/Live/Best", false, &b, &c, &f->why));
	OK(f, playlists_create(f->db, "Rock 2", false, &same, NULL, &f->why));
	OK(f, playlists_create(f->db, "AC\\/DC", false, &same, NULL, &f->why));
	assert_tree(f, "0AC/DC 0+Rock 1+Live 2Best 0Rock 2 ");
	OK(f, playlists_find(f->db, "AC/DC", &same, &f->why));
	OK(f, playlists_path(f->db, same, &path, &f->why));
	assert_string_equal(path.data, "AC\\/DC");
	OK(f, playlists_find(f->db, "Rock", &rock, &f->why));
	OK(f, playlists_find(f->db, "Rock/Live", &live, &f->why));
	/* Folded ones hide what is in them, however deep. */
	OK(f, playlists_fold(f->db, rock, true, &f->why));
	assert_tree(f, "0AC/DC 0+Rock 0Rock 2 ");
	OK(f, playlists_fold(f->db, rock, false, &f->why));
	/* The same name may stand in another folder, not in the same one. */
	OK(f, playlists_create(f->db, "Best", false, &same, NULL, &f->why));
	assert_int_equal(
		playlists_move_into(f->db, same, live, NULL, &f->why), ERR_EXISTS);
	assert_int_equal(
		playlists_move_into(f->db, rock, live, NULL, &f->why), ERR_USAGE);
	assert_int_equal(
		playlists_move_into(f->db, live, same, NULL, &f->why), ERR_USAGE);
	/* A folder takes what is in it along. */
	OK(f, playlists_move_into(f->db, live, 0, NULL, &f->why));
	assert_tree(f, "0AC/DC 0Best 0+Live 1Best 0+Rock 0Rock 2 ");
	OK(f, playlists_rename(f->db, live, "Stage", NULL, &f->why));
	OK(f, playlists_rename(f->db, same, "Rock/Studio/Top", NULL, &f->why));
	assert_tree(f, "0AC/DC 0+Rock 1+Studio 2Top 0Rock 2 0+Stage 1Best ");
	str_finish(&path);
	playlist_change_finish(&c);
	OK(f, db_check(f->db, &f->why));
}

static void folders_are_taken_back(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	struct playlist_change made = {0}, moved = {0}, gone = {0};
	int64_t folder;
	OK(f, playlists_create(f->db, "One/Two", true, &folder, &made, &f->why));
	OK(f, playlists_rename(f->db, m.id, "One/New/Name", &moved, &f->why));
	assert_tree(f, "0+One 1+New 2Name 1+Two ");
	OK(f, playlists_travel(f->db, &moved, true, &f->why));
	assert_tree(f, "0Mix 0+One 1+Two ");
	OK(f, playlists_travel(f->db, &moved, false, &f->why));
	assert_tree(f, "0+One 1+New 2Name 1+Two ");
	OK(f, playlists_find(f->db, "One", &folder, &f->why));
	OK(f, playlists_remove(f->db, folder, &gone, &f->why));
	assert_tree(f, "");
	OK(f, playlists_travel(f->db, &gone, true, &f->why));
	assert_tree(f, "0+One 1+New 2Name 1+Two ");
	assert_order(f, m.id, "1 2 3 ");
	OK(f, playlists_travel(f->db, &moved, true, &f->why));
	OK(f, playlists_travel(f->db, &made, true, &f->why));
	assert_tree(f, "0Mix ");
	playlist_change_finish(&made);
	playlist_change_finish(&moved);
	playlist_change_finish(&gone);
	/* Removed and brought back, unless the name is taken by then. */
	OK(f, playlists_remove(f->db, m.id, &gone, &f->why));
	OK(f, playlists_create(f->db, "Mix", false, &folder, NULL, &f->why));
	assert_int_equal(playlists_travel(f->db, &gone, true, &f->why), ERR_EXISTS);
	playlist_change_finish(&gone);
	OK(f, db_check(f->db, &f->why));
}

static void live_ones_are_not_edited(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	struct playlist_change c = {0};
	int64_t live;
	OK(f, playlists_create(f->db, "New", false, &live, NULL, &f->why));
	OK(f, playlists_set_query(f->db, live, "added:<30d", &c, &f->why));
	assert_int_equal(
		playlists_insert(f->db, live, 0, m.recording, 1, NULL, &f->why),
		ERR_UNSUPPORTED);
	assert_non_null(strstr(f->why.msg, "freeze"));
	assert_int_equal(
		playlists_set_query(f->db, m.id, "x", NULL, &f->why), ERR_USAGE);
	OK(f, playlists_travel(f->db, &c, true, &f->why));
	OK(f, playlists_insert(f->db, live, 0, m.recording, 1, NULL, &f->why));
	playlist_change_finish(&c);
}

static void locations_stay_until_they_are_known(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	struct playlist_entry e[] = {{.recording = m.recording[0]},
		{.recording = m.recording[1], .location = (char *)"/gone/x\xff.mp3"}};
	struct playlist_change c = {0};
	OK(f, playlists_replace(f->db, m.id, e, 2, &c, &f->why));
	assert_order(f, m.id, "1 2@/gone/x\xff.mp3 ");
	assert_int_equal(c.was.n, 3);
	playlist_change_finish(&c);
	/* The same again writes nothing. */
	OK(f, playlists_replace(f->db, m.id, e, 2, &c, &f->why));
	assert_int_equal(c.was.n + c.is.n, 0);
	const int64_t row = 1;
	int64_t entry;
	OK(f, playlists_entries_at(f->db, m.id, &row, 1, &entry, &f->why));
	OK(f, playlists_settle(f->db, entry, m.recording[2], &f->why));
	assert_order(f, m.id, "1 3 ");
}

/* An entry that was found, or taken out, meanwhile is not made what it was. */
static void what_others_did_stays_when_a_move_is_taken_back(void **state)
{
	struct fixture *f = *state;
	struct mix m = make_mix(f);
	struct playlist_sort by_title = {.order = PLAYLIST_BY_TITLE};
	struct playlist_change c = {0};
	OK(f, playlists_sort(f->db, m.id, &by_title, &c, &f->why));
	assert_order(f, m.id, "2 3 1 ");
	OK(f, playlists_take_out(f->db, m.id, &m.entry[1], 1, NULL, &f->why));
	OK(f, playlists_settle(f->db, m.entry[2], m.recording[1], &f->why));
	int64_t stamp = playlists_stamp(f->db);
	usleep(2000);
	OK(f, playlists_travel(f->db, &c, true, &f->why));
	assert_order(f, m.id, "1 2 ");
	/* Who keeps files in step looks again. */
	assert_int_not_equal(playlists_stamp(f->db), stamp);
	OK(f, playlists_travel(f->db, &c, false, &f->why));
	assert_order(f, m.id, "2 1 ");
	playlist_change_finish(&c);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(entries_keep_their_order),
		TEST(moving_for_ever_keeps_the_order),
		TEST(marked_rows_step_together),
		TEST(sorting_is_once_and_taken_back),
		TEST(what_others_did_stays_when_a_move_is_taken_back),
		TEST(doubles_go_and_come_back),
		TEST(folders_nest),
		TEST(folders_are_taken_back),
		TEST(live_ones_are_not_edited),
		TEST(locations_stay_until_they_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
