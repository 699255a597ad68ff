/* Windows over lists: their places in the whole, and what is in an empty one. */
#include "db/list.h"
#include "fixture.h"

enum { MANY = 1500 };

static void fill(struct fixture *f)
{
	struct library_item *item = xcalloc(MANY, sizeof *item);
	struct tags *tags = xcalloc(MANY, sizeof *tags);
	bool fresh;
	OK(f, library_root_add(f->db, "/music", &f->root, &fresh, &f->why));
	for (int i = 0; i < MANY; i++) {
		char *title = arena_printf(&f->a, "%04d", i);
		tags[i] = (struct tags){.title = title,
			.artist = i % 2 ? (char *)"Odd" : (char *)"Even",
			.album = (char *)"Numbers",
			.track = i / 4, /* two of each artist share a number */
			.codec = "mp3",
			.payload_bytes = 1,
			.payload_digest = (uint64_t)i + 1};
		item[i] = (struct library_item){
			.root = f->root, .path = title, .tags = &tags[i]};
	}
	OK(f, library_put(f->db, item, MANY, &f->why));
	free(item);
	free(tags);
}

/* Windows at every kind of place must be cut from one and the same list. */
static void windows_agree_with_the_whole(void **state)
{
	struct fixture *f = *state;
	fill(f);
	static const enum list_order orders[] = {
		LIST_BY_ALBUM, LIST_BY_TITLE, LIST_BY_ADDED};
	for (size_t o = 0; o < 3; o++) {
		struct list_spec spec = {.kind = LIST_TRACKS, .order = orders[o]};
		struct list_window all, w;
		OK(f, list_window(f->db, &spec, 0, MANY, &f->a, &all, &f->why));
		assert_int_equal(all.n, MANY);
		static const size_t places[] = {MANY - 7, 0, 255, 256, 257, 700, 512,
			1023, MANY - 300, 3, MANY + 50};
		for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
			OK(f, list_window(
				      f->db, &spec, places[p], 5, &f->a, &w, &f->why));
			assert_int_equal(w.total, MANY);
			assert_int_equal(w.n, 5);
			assert_int_equal(
				w.first, places[p] < MANY - 5 ? places[p] : MANY - 5);
			for (size_t i = 0; i < w.n; i++)
				assert_int_equal(w.row[i].id, all.row[w.first + i].id);
		}
		for (size_t i = 0; i < MANY; i += 97) {
			size_t at;
			OK(f, list_position(f->db, &spec, all.row[i].id, &at, &f->why));
			assert_int_equal(at, i);
		}
		int64_t *recording;
		size_t n;
		OK(f, list_recordings(f->db, &spec, 600, 0, &recording, &n, &f->why));
		assert_int_equal(n, MANY - 600);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(
				recording[i], all.row[600 + i].track.recording);
		free(recording);
		OK(f, list_recordings(f->db, &spec, 10, 20, &recording, &n, &f->why));
		assert_int_equal(n, 20);
		free(recording);
	}
}

static void changes_show_at_the_next_call(void **state)
{
	struct fixture *f = *state;
	fill(f);
	struct db *reader;
	struct list_spec spec = {.kind = LIST_TRACKS};
	struct list_window w;
	OK(f, db_open(f->path, DB_READ, &reader, &f->why));
	OK(f, list_window(reader, &spec, 900, 2, &f->a, &w, &f->why));
	int64_t was = w.row[0].id;
	song_put(f, &(struct song){.path = "first", .artist = "AAA", .title = "first"});
	OK(f, list_window(reader, &spec, 901, 2, &f->a, &w, &f->why));
	assert_int_equal(w.total, MANY + 1);
	assert_int_equal(w.row[0].id, was);
	db_close(reader);
}

static void empty_lists_are_fine(void **state)
{
	struct fixture *f = *state;
	for (int k = 0; k < LIST__COUNT; k++) {
		struct list_spec spec = {
			.kind = (enum list_kind)k, .id = 7, .path = "x"};
		struct list_window w;
		OK(f, list_window(f->db, &spec, 3, 10, &f->a, &w, &f->why));
		assert_int_equal(w.total, 0);
		assert_int_equal(w.n, 0);
		size_t at;
		assert_int_equal(
			list_position(f->db, &spec, 1, &at, &f->why), ERR_NOT_FOUND);
	}
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(windows_agree_with_the_whole),
		TEST(changes_show_at_the_next_call),
		TEST(empty_lists_are_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
