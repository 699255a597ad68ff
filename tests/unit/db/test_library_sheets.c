/* CUE sheets: several tracks in a file. */
#include "db/library.h"

#include "db/list.h"
#include "fixture.h"

static size_t count_of(struct fixture *f, enum list_kind kind, int64_t id)
{
	struct list_spec spec = {.kind = kind, .id = id};
	size_t n = 0;
	OK(f, list_count(f->db, &spec, &n, &f->why));
	return n;
}

static struct tags part_tags(int number, int64_t start, int64_t end)
{
	static char artist[] = "Gong", album[] = "You";
	static char titles[3][9] = {"Thoughts", "Magick", "Glyph"};
	return (struct tags){.title = titles[number - 1],
		.artist = artist,
		.album = album,
		.track = number,
		.duration_ms = 60000,
		.codec = "flac",
		.rate_hz = 44100,
		.channels = 2,
		.start_frame = start,
		.end_frame = end,
		.payload_bytes = 5000,
		.payload_digest = 900 + (uint64_t)number};
}

static struct library_item parts_put(struct fixture *f, const char *path, size_t n)
{
	static const struct song whole = {.path = "You/You.flac",
		.artist = "Gong",
		.album = "You",
		.title = "You",
		.digest = 900};
	struct song s = whole;
	bool fresh;
	if (!f->root)
		OK(f, library_root_add(f->db, "/music", &f->root, &fresh, &f->why));
	s.path = path;
	struct tags t = song_tags(&s);
	struct tags part[3] = {part_tags(1, 0, 2646000), part_tags(2, 2646000, 5292000),
		part_tags(3, 5292000, 0)};
	part[n > 0 ? n - 1 : 0].end_frame = 0;
	struct library_item item = {.root = f->root,
		.path = path,
		.size = 1000,
		.mtime_ns = 1000000000,
		.inode = 1,
		.tags = &t,
		.part = part,
		.n_parts = n};
	OK(f, library_put(f->db, &item, 1, &f->why));
	item.part = NULL;
	item.tags = NULL;
	return item;
}

static void a_sheet_divides_a_file(void **state)
{
	struct fixture *f = *state;
	int64_t whole = parts_put(f, "You/You.flac", 0).recording;
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	struct library_item item = parts_put(f, "You/You.flac", 3);
	struct track *t, *again;
	size_t n;
	OK(f, library_tracks_at(f->db, "/music/You/You.flac", &f->a, &t, &n, &f->why));
	assert_int_equal(n, 3);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 3);
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 1);
	assert_int_equal(count_of(f, LIST_ALBUM_TRACKS, t[0].album), 3);
	assert_int_equal(t[0].recording, item.recording);
	assert_int_equal(t[0].start_frame, 0);
	assert_int_equal(t[1].start_frame, 2646000);
	assert_int_equal(t[1].end_frame, 5292000);
	assert_int_equal(t[2].end_frame, 0);
	assert_string_equal(t[2].title, "Glyph");
	assert_string_equal(t[2].path, t[0].path);
	for (int i = 0; i < 3; i++)
		assert_int_not_equal(t[i].recording, whole);
	/* The same again changes nothing; a new number of tracks keeps recordings. */
	parts_put(f, "You/You.flac", 3);
	OK(f, library_tracks_at(f->db, t[0].path, &f->a, &again, &n, &f->why));
	for (int i = 0; i < 3; i++)
		assert_int_equal(again[i].id, t[i].id);
	parts_put(f, "You/You.flac", 2);
	OK(f, library_tracks_at(f->db, t[0].path, &f->a, &again, &n, &f->why));
	assert_int_equal(n, 2);
	assert_int_equal(again[1].recording, t[1].recording);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 2);
	/* Without the sheet the file is whole again, and what it was. */
	assert_int_equal(parts_put(f, "You/You.flac", 0).recording, whole);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 1);
	assert_int_equal(parts_put(f, "You/You.flac", 3).recording, t[0].recording);
}

static void divided_files_move_and_go_as_one(void **state)
{
	struct fixture *f = *state;
	struct library_item old = parts_put(f, "You/You.flac", 3);
	struct track *before, *after;
	size_t n;
	OK(f, library_tracks_at(
		      f->db, "/music/You/You.flac", &f->a, &before, &n, &f->why));
	OK(f, library_mark_missing(f->db, &old.file, 1, &f->why));
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 0);
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 0);
	struct track gone;
	OK(f, library_track_of(f->db, before[2].recording, &f->a, &gone, &f->why));
	assert_true(gone.missing && gone.path);
	parts_put(f, "Gong/You.flac", 3);
	OK(f, library_tracks_at(
		      f->db, "/music/Gong/You.flac", &f->a, &after, &n, &f->why));
	assert_int_equal(n, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(after[i].recording, before[i].recording);
	assert_int_equal(library_tracks_at(f->db, "/music/You/You.flac", &f->a, &before,
				 &n, &f->why),
		ERR_NOT_FOUND);
	assert_int_equal(count_of(f, LIST_TRACKS, 0), 3);
}

static void folders_list_every_track_of_a_file(void **state)
{
	struct fixture *f = *state;
	song_put(f, &(struct song){.path = "You/a.flac", .title = "A"});
	parts_put(f, "You/b.flac", 3);
	song_put(f, &(struct song){.path = "You/c.flac", .title = "C"});
	struct list_spec spec = {
		.kind = LIST_FOLDER_TRACKS, .id = f->root, .path = "You"};
	static const char *const want[] = {"A", "Thoughts", "Magick", "Glyph", "C"};
	struct list_window w;
	OK(f, list_window(f->db, &spec, 0, 10, &f->a, &w, &f->why));
	assert_int_equal(w.total, 5);
	assert_int_equal(w.n, 5);
	for (size_t i = 0; i < 5; i++) {
		size_t at;
		assert_string_equal(w.row[i].track.title, want[i]);
		OK(f, list_position(f->db, &spec, w.row[i].id, &at, &f->why));
		assert_int_equal(at, i);
	}
	int64_t *recording;
	size_t n;
	OK(f, list_recordings(f->db, &spec, 1, 3, &recording, &n, &f->why));
	assert_int_equal(n, 3);
	assert_int_equal(recording[2], w.row[3].track.recording);
	free(recording);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(a_sheet_divides_a_file),
		TEST(divided_files_move_and_go_as_one),
		TEST(folders_list_every_track_of_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
