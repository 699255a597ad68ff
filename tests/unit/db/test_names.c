/*
 * Names of tracks: several artists and genres in lists and counts, albums told apart,
 * ratings that files suggest, the order of lists.
 */
#include "base/io.h"
#include "db/details.h"
#include "db/feedback.h"
#include "db/list.h"
#include "db/order.h"
#include "db/schema.h"
#include "db/search.h"
#include "fixture.h"
#include "model/tags.h"

static struct library_item put_tags(
	struct fixture *f, const char *path, const struct tags *t)
{
	struct library_item item = {
		.root = f->root, .path = path, .size = 1, .mtime_ns = 1, .tags = t};
	if (!f->root) {
		bool fresh;
		OK(f, library_root_add(f->db, "/music", &f->root, &fresh, &f->why));
		item.root = f->root;
	}
	OK(f, library_put(f->db, &item, 1, &f->why));
	return item;
}

/* The usual: a title, an artist, an album; further fields are set by the test. */
static struct tags tags_like(
	const char *path, const char *title, const char *artist, const char *album)
{
	return (struct tags){.title = (char *)title,
		.artist = (char *)artist,
		.album = (char *)album,
		.duration_ms = 200000,
		.codec = "flac",
		.rating_from = "",
		.rate_hz = 44100,
		.channels = 2,
		.payload_bytes = 1000,
		.payload_digest = (uint64_t)path[0] << 32 | strlen(path) << 16 |
				  (uint64_t)(unsigned char)path[strlen(path) - 1]};
}

static struct library_item put_like(struct fixture *f, const char *path,
	const char *title, const char *artist, const char *album)
{
	struct tags t = tags_like(path, title, artist, album);
	return put_tags(f, path, &t);
}

static size_t count_of(struct fixture *f, enum list_kind kind, int64_t id)
{
	struct list_spec spec = {.kind = kind, .id = id};
	size_t n = 0;
	OK(f, list_count(f->db, &spec, &n, &f->why));
	return n;
}

static struct list_window window_of(struct fixture *f, enum list_kind kind, int64_t id)
{
	struct list_spec spec = {.kind = kind, .id = id};
	struct list_window w;
	OK(f, list_window(f->db, &spec, 0, 100, &f->a, &w, &f->why));
	return w;
}

/* The id of a name in a list; 0: it is not there. */
static int64_t id_of(struct fixture *f, enum list_kind kind, const char *name)
{
	struct list_window w = window_of(f, kind, 0);
	for (size_t i = 0; i < w.n; i++) {
		const char *is = kind == LIST_ARTISTS  ? w.row[i].artist.name
				 : kind == LIST_GENRES ? w.row[i].genre.name
						       : w.row[i].album.title;
		if (strcmp(is, name) == 0)
			return w.row[i].id;
	}
	return 0;
}

/* Everything that is counted in code is what counting it again says. */
static void assert_counts_hold(struct fixture *f)
{
	static const enum list_kind kinds[] = {
		LIST_TRACKS, LIST_ARTISTS, LIST_ALBUMS, LIST_GENRES};
	struct list_window w = window_of(f, LIST_ARTISTS, 0);
	size_t before[4], tracks[100], albums[100];
	for (size_t i = 0; i < 4; i++)
		before[i] = count_of(f, kinds[i], 0);
	for (size_t i = 0; i < w.n; i++) {
		tracks[i] = count_of(f, LIST_ARTIST_TRACKS, w.row[i].id);
		albums[i] = count_of(f, LIST_ARTIST_ALBUMS, w.row[i].id);
		assert_int_equal(
			tracks[i], window_of(f, LIST_ARTIST_TRACKS, w.row[i].id).n);
		assert_int_equal(
			albums[i], window_of(f, LIST_ARTIST_ALBUMS, w.row[i].id).n);
	}
	OK(f, db_rebuild_derived(f->db, false, &f->why));
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(count_of(f, kinds[i], 0), before[i]);
	for (size_t i = 0; i < w.n; i++) {
		assert_int_equal(
			count_of(f, LIST_ARTIST_TRACKS, w.row[i].id), tracks[i]);
		assert_int_equal(
			count_of(f, LIST_ARTIST_ALBUMS, w.row[i].id), albums[i]);
	}
}

/* ---- several names */

static struct tags duet(void)
{
	struct tags t = tags_like("a/1", "Duet", "One & Two", "Together");
	t.artists = (char *)"One\nTwo";
	t.album_artist = (char *)"One and Two";
	t.album_artists = (char *)"One\nTwo";
	t.genre = (char *)"Rock";
	t.genres = (char *)"Rock\nJazz\nPop";
	return t;
}

static void second_names_have_the_track_too(void **state)
{
	struct fixture *f = *state;
	struct tags t = duet();
	struct library_item item = put_tags(f, "a/1", &t);
	put_like(f, "b/1", "Alone", "Two", "Solo");
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 2);
	int64_t one = id_of(f, LIST_ARTISTS, "One"),
		two = id_of(f, LIST_ARTISTS, "Two");
	assert_int_equal(count_of(f, LIST_ARTIST_TRACKS, one), 1);
	assert_int_equal(count_of(f, LIST_ARTIST_TRACKS, two), 2);
	assert_int_equal(count_of(f, LIST_ARTIST_ALBUMS, two), 2);
	assert_int_equal(count_of(f, LIST_GENRES, 0), 3);
	int64_t jazz = id_of(f, LIST_GENRES, "Jazz");
	assert_string_equal(
		window_of(f, LIST_GENRE_TRACKS, jazz).row[0].track.title, "Duet");
	/* For people, what the file says. */
	struct track track;
	OK(f, library_track_of(f->db, item.recording, &f->a, &track, &f->why));
	assert_string_equal(track.artist_name, "One & Two");
	assert_string_equal(track.album_artist, "One and Two");
	assert_int_equal(track.artist, one);
	assert_counts_hold(f);
}

static void second_names_go_with_the_file(void **state)
{
	struct fixture *f = *state;
	struct tags t = duet(), single = tags_like("a/1", "Duet", "One", "Together");
	struct library_item item = put_tags(f, "a/1", &t);
	OK(f, library_mark_missing(f->db, &item.file, 1, &f->why));
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 0);
	assert_int_equal(count_of(f, LIST_GENRES, 0), 0);
	OK(f, library_touch(f->db, item.file, 1, 1, 0, &f->why));
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 2);
	assert_int_equal(
		count_of(f, LIST_ARTIST_TRACKS, id_of(f, LIST_ARTISTS, "Two")), 1);
	assert_counts_hold(f);
	/* Retagged: the second ones are gone. */
	single.album_artist = (char *)"One";
	put_tags(f, "a/1", &single);
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 1);
	assert_int_equal(count_of(f, LIST_GENRES, 0), 0);
	assert_counts_hold(f);
}

static void details_tell_all_names(void **state)
{
	struct fixture *f = *state;
	struct tags t = duet();
	struct track_details d;
	t.composer = (char *)"C";
	t.work = (char *)"W";
	t.disc_subtitle = (char *)"Live";
	t.bpm = 120;
	t.has_lyrics = true;
	t.rating = 4;
	t.rating_from = rating_field("POPM");
	t.guessed = TAGS_GUESSED_TITLE;
	put_tags(f, "a/1", &t);
	int64_t id = window_of(f, LIST_TRACKS, 0).row[0].id;
	OK(f, track_details(f->db, 0, id, &f->a, &d, &f->why));
	assert_string_equal(d.track.artist_name, "One & Two");
	assert_string_equal(d.artists, "One, Two");
	assert_string_equal(d.album_artists, "One, Two");
	assert_string_equal(d.genres, "Rock, Jazz, Pop");
	assert_string_equal(d.composer, "C");
	assert_string_equal(d.work, "W");
	assert_string_equal(d.disc_subtitle, "Live");
	assert_true((int)d.bpm == 120 && d.lyrics && !d.picture && !d.compilation);
	assert_int_equal(d.track.rating, 4);
	assert_string_equal(d.rating_from, "POPM");
	assert_int_equal(d.track.guessed, TAGS_GUESSED_TITLE);
	assert_null(d.mb_album);
	assert_int_equal(
		track_details(f->db, 0, id + 1, &f->a, &d, &f->why), ERR_NOT_FOUND);
}

/* ---- albums */

static void a_folder_of_many_artists_is_one_album(void **state)
{
	struct fixture *f = *state;
	put_like(f, "hits/1", "a", "One", "Hits");
	struct tags t = tags_like("hits/2", "b", "One feat. Two", "Hits");
	t.artists = (char *)"One\nTwo";
	put_tags(f, "hits/2", &t);
	assert_string_equal(
		window_of(f, LIST_ALBUMS, 0).row[0].album.artist_name, "One");
	put_like(f, "hits/3", "c", "Three", "Hits");
	put_like(f, "other/1", "d", "Four", "Hits");
	put_like(f, "other/2", "e", "Five", "Hits");
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 2);
	struct list_window w = window_of(f, LIST_ALBUMS, 0);
	for (size_t i = 0; i < w.n; i++) {
		assert_string_equal(w.row[i].album.artist_name, "Various Artists");
		assert_int_equal(w.row[i].album.tracks, i == 0 ? 3 : 2);
	}
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 1);
	assert_counts_hold(f);
	/* In any later batch, too. */
	put_like(f, "other/3", "f", "Six", "Hits");
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 2);
	assert_counts_hold(f);
}

static void album_artists_tell_albums_apart(void **state)
{
	struct fixture *f = *state;
	struct tags a = tags_like("x/1", "a", "One", "Greatest Hits"),
		    b = tags_like("x/2", "b", "Two", "Greatest Hits");
	a.album_artist = (char *)"One";
	b.album_artist = (char *)"Two";
	put_tags(f, "x/1", &a);
	put_tags(f, "x/2", &b);
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 2);
	/* A compilation with one of them on it leaves theirs alone. */
	put_like(f, "mix/1", "c", "Two", "Greatest Hits");
	put_like(f, "mix/2", "d", "Three", "Greatest Hits");
	put_like(f, "mix/3", "e", "Four", "Greatest Hits");
	struct list_window w =
		window_of(f, LIST_ARTIST_ALBUMS, id_of(f, LIST_ARTISTS, "Two"));
	assert_int_equal(w.n, 1);
	w = window_of(f, LIST_ARTIST_ALBUMS, id_of(f, LIST_ARTISTS, "Various Artists"));
	assert_int_equal(w.n, 1);
	assert_counts_hold(f);
}

static void flags_and_discs_keep_an_album_together(void **state)
{
	struct fixture *f = *state;
	struct tags a = tags_like("1", "a", "One", "Sampler"),
		    b = tags_like("2", "b", "Two", "Sampler");
	a.compilation = b.compilation = true;
	put_tags(f, "1", &a);
	put_tags(f, "2", &b);
	put_like(f, "set/CD1/1", "c", "Three", "Set");
	put_like(f, "set/CD2/1", "d", "Four", "Set");
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 2);
	assert_int_equal(count_of(f, LIST_ARTISTS, 0), 1);
	/* The disc comes first, then the number. */
	struct tags t = tags_like("d/3", "third", "X", "Box");
	t.disc = 2;
	t.track = 1;
	put_tags(f, "d/3", &t);
	t = tags_like("d/2", "second", "X", "Box");
	t.disc = 1;
	t.track = 2;
	put_tags(f, "d/2", &t);
	struct list_window w =
		window_of(f, LIST_ALBUM_TRACKS, id_of(f, LIST_ALBUMS, "Box"));
	assert_string_equal(w.row[0].track.title, "second");
	assert_string_equal(w.row[1].track.title, "third");
}

static void a_nameless_track_joins_its_folder(void **state)
{
	struct fixture *f = *state;
	put_like(f, "x/1", "a", NULL, "Album");
	put_like(f, "x/2", "b", "One", "Album");
	put_like(f, "x/3", "c", NULL, "Album");
	assert_int_equal(count_of(f, LIST_ALBUMS, 0), 1);
	assert_string_equal(
		window_of(f, LIST_ALBUMS, 0).row[0].album.artist_name, "One");
	assert_counts_hold(f);
}

/* ---- ratings */

static int rating_of(struct fixture *f, int64_t recording)
{
	struct feedback b;
	OK(f, feedback_get(f->db, 1, FEEDBACK_RECORDING, recording, &b, &f->why));
	assert_true(b.rating == 0 || !b.rating_from[0] ||
		    strcmp(b.rating_from, "POPM") == 0);
	return b.rating_from[0] ? -b.rating : b.rating;
}

/* Negative: suggested by the file. */
static void a_file_only_suggests_a_rating(void **state)
{
	struct fixture *f = *state;
	struct tags t = tags_like("x/1", "a", "One", "Album");
	t.rating = 4;
	t.rating_from = rating_field("POPM");
	int64_t recording = put_tags(f, "x/1", &t).recording;
	assert_int_equal(rating_of(f, recording), -4);
	t.rating = 3;
	put_tags(f, "x/1", &t);
	assert_int_equal(rating_of(f, recording), -3);
	/* A like leaves the rating what it is. */
	OK(f, feedback_set_like(
		      f->db, 1, FEEDBACK_RECORDING, recording, 1, 5, NULL, &f->why));
	assert_int_equal(rating_of(f, recording), -3);
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, recording, 5, 6, NULL, &f->why));
	t.rating = 1;
	put_tags(f, "x/1", &t);
	assert_int_equal(rating_of(f, recording), 5);
	/* Taken back by the listener: the same file does not bring it again. */
	OK(f, feedback_set_rating(
		      f->db, 1, FEEDBACK_RECORDING, recording, 0, 7, NULL, &f->why));
	put_tags(f, "x/1", &t);
	assert_int_equal(rating_of(f, recording), 0);
}

/* ---- order */

static void names_in_order(struct fixture *f, const char *const *wanted, size_t n)
{
	struct list_window w = window_of(f, LIST_ARTISTS, 0);
	assert_int_equal(w.n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(w.row[i].artist.name, wanted[i]);
}

static void sort_names_articles_and_numbers(void **state)
{
	struct fixture *f = *state;
	static const char *const wanted[] = {
		"2 Unlimited", "10cc", "The Beatles", "Miles Davis", "Ézaro", "Zed"};
	OK(f, order_choose(f->db, "C", "auto", &f->why));
	assert_false(order_pending(f->db)); /* nothing is there yet */
	put_like(f, "a/a", "t", "Zed", "A");
	put_like(f, "b/b", "t", "10cc", "B");
	put_like(f, "c/c", "t", "2 Unlimited", "C");
	put_like(f, "d/d", "t", "The Beatles", "D");
	put_like(f, "e/e", "t", "Ézaro", "E");
	struct tags t = tags_like("f/f", "t", "Miles Davis", "F");
	t.artist_sort = (char *)"Davis, Miles";
	put_tags(f, "f/f", &t);
	names_in_order(f, wanted, 6);
	/* Jumps by letter go by the same keys. */
	struct list_spec spec = {.kind = LIST_ARTISTS};
	size_t at;
	OK(f, list_seek(f->db, &spec, "d", &at, &f->why));
	assert_int_equal(at, 3);
	OK(f, list_seek(f->db, &spec, "b", &at, &f->why));
	assert_int_equal(at, 2);
}

static size_t order_all(struct fixture *f, size_t slice)
{
	size_t left = 1, steps = 0;
	for (; left; steps++)
		OK(f, order_step(f->db, slice, &left, &f->why));
	return steps;
}

static void another_order_is_made_in_slices(void **state)
{
	struct fixture *f = *state;
	OK(f, order_choose(f->db, "C", "auto", &f->why));
	put_like(f, "a/a", "t", "Zed", "A");
	put_like(f, "b/b", "t", "The Beatles", "B");
	put_like(f, "c/c", "t", "Abba", "C");
	put_like(f, "d/d", "t", "The Zombies", "C");
	static const char *const auto_order[] = {
		"Abba", "The Beatles", "Zed", "The Zombies"};
	static const char *const off_order[] = {
		"Abba", "The Beatles", "The Zombies", "Zed"};
	names_in_order(f, auto_order, 4);
	OK(f, order_choose(f->db, "C", "off", &f->why));
	assert_true(order_pending(f->db));
	assert_true(order_all(f, 2) > 3);
	names_in_order(f, off_order, 4);
	assert_false(order_pending(f->db));
	/* Tracks follow their artists. */
	struct list_window w = window_of(f, LIST_TRACKS, 0);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(w.row[i].track.artist_name, off_order[i]);
	/* What nobody changed is not done again; a scan without locale changes nothing. */
	setenv("LC_ALL", "C", 1);
	OK(f, order_choose(f->db, "auto", "off", &f->why));
	assert_false(order_pending(f->db));
	OK(f, order_choose(f->db, "C", "auto", &f->why));
	order_all(f, 1000);
	names_in_order(f, auto_order, 4);
}

static void a_sort_name_that_comes_late_counts(void **state)
{
	struct fixture *f = *state;
	static const char *const before[] = {"Bob Dylan", "Cher"}, *const after[] = {
									   "Cher",
									   "Bob Dylan"};
	OK(f, order_choose(f->db, "C", "auto", &f->why));
	put_like(f, "a/a", "t", "Bob Dylan", "A");
	put_like(f, "b/b", "t", "Cher", "B");
	names_in_order(f, before, 2);
	struct tags t = tags_like("c/c", "t", "Bob Dylan", "C");
	t.artist_sort = (char *)"Dylan, Bob";
	put_tags(f, "c/c", &t);
	names_in_order(f, after, 2);
	assert_true(order_pending(f->db));
	order_all(f, 1000);
	struct list_window w = window_of(f, LIST_TRACKS, 0);
	assert_string_equal(w.row[0].track.artist_name, "Cher");
	assert_string_equal(w.row[2].track.artist_name, "Bob Dylan");
}

/* ---- a library of the version before */

/* Every file is read again; what hangs on the recordings stays. */
static void an_older_library_is_read_again(void **state)
{
	struct fixture *f = *state;
	struct str sql = {0};
	struct db *db;
	size_t n;
	char path[200], command[500];
	const struct schema_step *steps = schema_steps(&n);
	if (system("command -v sqlite3 >/dev/null") != 0)
		skip();
	for (int i = 0; i < 3; i++)
		str_append(&sql, steps[i].sql);
	str_append(&sql,
		"INSERT INTO root (id, path, added_s) VALUES (1, x'2F6D', 1);"
		"INSERT INTO file (id, root, path, size, mtime_ns, inode, added_s) VALUES "
		"(1, 1, x'61', 1, 77, 1, 1);"
		"INSERT INTO recording (id, payload_bytes, payload_digest, title, added_s)"
		" VALUES (1, 1000, 5, 't', 1);"
		"INSERT INTO artist (id, name, key, sort, tracks, performed, shown) VALUES "
		"(1, 'A', 'a', x'61', 1, 1, 1);"
		"INSERT INTO track (id, file, recording, title, artist, album_artist, "
		"added_s, title_key, sort) VALUES (1, 1, 1, 't', 1, 1, 1, x'74', x'61');"
		"UPDATE total SET n = 1 WHERE name IN ('tracks', 'artists');"
		"INSERT INTO feedback (profile, scope, target, rating, at_ms) VALUES (1, "
		"'recording', 1, 5, 1);"
		"PRAGMA user_version = 3; PRAGMA application_id = 1818848884;");
	snprintf(path, sizeof path, "%s/old.sql", f->dir);
	assert_int_equal(io_write_file(path, sql.data, sql.len, 0600, NULL), ERR_OK);
	str_finish(&sql);
	snprintf(command, sizeof command, "sqlite3 %s/old.db <%s", f->dir, path);
	assert_int_equal(system(command), 0);
	snprintf(path, sizeof path, "%s/old.db", f->dir);
	OK(f, db_open(path, DB_WRITE, &db, &f->why));
	struct fixture old = {.db = db, .root = 1};
	assert_true(order_pending(db));
	order_all(&old, 1000);
	struct tags t = tags_like("a", "t", "A feat. B", NULL);
	t.artists = (char *)"A\nB";
	t.payload_digest = 5;
	t.rating = 2;
	t.rating_from = rating_field("POPM");
	struct library_item item = put_tags(&old, "a", &t);
	assert_int_equal(item.file, 1);
	assert_int_equal(item.recording, 1);
	assert_int_equal(rating_of(&old, 1), 5);
	assert_int_equal(count_of(&old, LIST_TRACKS, 0), 1);
	assert_counts_hold(&old);
	arena_finish(&old.a);
	db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(second_names_have_the_track_too),
		TEST(second_names_go_with_the_file),
		TEST(details_tell_all_names),
		TEST(a_folder_of_many_artists_is_one_album),
		TEST(album_artists_tell_albums_apart),
		TEST(flags_and_discs_keep_an_album_together),
		TEST(a_nameless_track_joins_its_folder),
		TEST(a_file_only_suggests_a_rating),
		TEST(sort_names_articles_and_numbers),
		TEST(another_order_is_made_in_slices),
		TEST(a_sort_name_that_comes_late_counts),
		TEST(an_older_library_is_read_again),
	};
	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
