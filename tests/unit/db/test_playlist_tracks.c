/* What stands in a playlist, with the track that is played for each entry. */
#include "fixture.h"

#include "db/list.h"
#include "db/playlist_tracks.h"
#include "db/playlists.h"

static bool add_track(void *ctx, const struct playlist_track *t)
{
	str_appendf(ctx, "%s|%s|%s|%s|%s%s\n", t->artist, t->title,
		t->album ? t->album : "-", t->path ? t->path : "-",
		t->location ? t->location : "-", t->missing ? " missing" : "");
	return true;
}

static bool only_one(void *ctx, const struct playlist_track *t)
{
	size_t *n = ctx;
	(void)t;
	++*n;
	return false;
}

static void assert_tracks(struct fixture *f, int64_t playlist, const char *want)
{
	struct str s = {0};
	OK(f, playlist_each_track(f->db, playlist, add_track, &s, &f->why));
	assert_string_equal(str_text(&s), want);
	str_finish(&s);
}

static struct library_item song(
	struct fixture *f, const char *path, const char *title, uint64_t digest)
{
	return song_put(f, &(struct song){.path = path,
				   .title = title,
				   .artist = "X",
				   .album = "A",
				   .digest = digest});
}

static void each_entry_stands_once_in_order(void **state)
{
	struct fixture *f = *state;
	int64_t id;
	int64_t a = song(f, "a.flac", "A", 7).recording,
		b = song(f, "b.flac", "B", 8).recording;
	/* A second file of the same recording. */
	assert_int_equal(song(f, "c.flac", "A again", 7).recording, a);
	struct playlist_entry e[] = {{.recording = b}, {.recording = a},
		{.recording = b, .location = (char *)"/gone/\xff.mp3"},
		{.recording = a}};
	OK(f, playlists_create(f->db, "Mix", false, &id, NULL, &f->why));
	OK(f, playlists_append(f->db, id, e, 4, NULL, &f->why));
	assert_tracks(f, id,
		"X|B|A|/music/b.flac|-\nX|A|A|/music/a.flac|-\n"
		"X|B|A|/music/b.flac|/gone/\xff.mp3\nX|A|A|/music/a.flac|-\n");
	size_t n = 0;
	OK(f, playlist_each_track(f->db, id, only_one, &n, &f->why));
	assert_int_equal(n, 1);
}

/* The same choice as that of lists. */
static void the_file_that_is_there_is_taken(void **state)
{
	struct fixture *f = *state;
	struct library_item first = song(f, "a.flac", "A", 7),
			    second = song(f, "c.flac", "A again", 7);
	int64_t id;
	struct list_spec spec = {.kind = LIST_PLAYLIST_TRACKS};
	struct list_window w;
	OK(f, library_mark_missing(f->db, &first.file, 1, &f->why));
	OK(f, playlists_create(f->db, "Mix", false, &id, NULL, &f->why));
	OK(f, playlists_insert(f->db, id, 0, &first.recording, 1, NULL, &f->why));
	spec.id = id;
	OK(f, list_window(f->db, &spec, 0, 5, &f->a, &w, &f->why));
	assert_string_equal(w.row[0].track.path, "/music/c.flac");
	assert_tracks(f, id, "X|A again|A|/music/c.flac|-\n");
	OK(f, library_mark_missing(f->db, &second.file, 1, &f->why));
	OK(f, list_window(f->db, &spec, 0, 5, &f->a, &w, &f->why));
	assert_string_equal(w.row[0].track.path, "/music/c.flac");
	assert_tracks(f, id, "X|A again|A|/music/c.flac|- missing\n");
}

static void no_row_is_sorted_or_scanned_for(void **state)
{
	struct fixture *f = *state;
	struct str plan = {0};
	OK(f, playlist_tracks_plan(f->db, &plan, &f->why));
	assert_null(strstr(str_text(&plan), "SCAN"));
	assert_null(strstr(str_text(&plan), "TEMP B-TREE"));
	assert_non_null(strstr(str_text(&plan), "playlist_entry_by_place"));
	str_finish(&plan);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(each_entry_stands_once_in_order),
		TEST(the_file_that_is_there_is_taken),
		TEST(no_row_is_sorted_or_scanned_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
