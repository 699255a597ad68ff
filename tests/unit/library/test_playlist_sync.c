/* A folder of .m3u8 files and the playlists, in step both ways. */
#include "../db/fixture.h"

#include <sys/stat.h>

#include "base/io.h"
#include "library/playlist_sync.h"

struct place {
	struct fixture *f;
	struct import_reader *reader;
	char dir[96];
	int64_t song[3];
	struct str said; /* a line a sentence */
};

static void said(void *ctx, const char *text)
{
	struct place *p = ctx;
	str_appendf(&p->said, "%s\n", text);
}

static struct place make(void **state)
{
	static const char *const paths[] = {"a.flac", "b.flac", "c.flac"};
	struct place p = {.f = *state, .reader = import_reader_create(false)};
	snprintf(p.dir, sizeof p.dir, "%s/lists", p.f->dir);
	assert_int_equal(mkdir(p.dir, 0755), 0);
	for (int i = 0; i < 3; i++)
		p.song[i] = song_put(p.f,
			&(struct song){
				.path = paths[i], .title = paths[i], .artist = "X"})
				    .recording;
	return p;
}

static void finish(struct place *p)
{
	import_reader_destroy(p->reader);
	str_finish(&p->said);
}

static size_t sync_files(struct place *p, bool dry_run)
{
	struct playlist_sync s = {.db = p->f->db,
		.profile = 1,
		.reader = p->reader,
		.dry_run = dry_run,
		.tell = said,
		.ctx = p};
	struct playlist_sync_summary sum;
	str_reset(&p->said);
	OK(p->f, playlist_sync_run(&s, p->dir, &sum, &p->f->why));
	return sum.changes;
}

static void put_file(struct place *p, const char *name, const char *text)
{
	char path[160];
	snprintf(path, sizeof path, "%s/%s", p->dir, name);
	OK(p->f, io_write_file(path, text, strlen(text), 0644, &p->f->why));
}

static bool has_file(struct place *p, const char *name)
{
	char path[160];
	snprintf(path, sizeof path, "%s/%s", p->dir, name);
	return access(path, F_OK) == 0;
}

static void drop_file(struct place *p, const char *name)
{
	char path[160];
	snprintf(path, sizeof path, "%s/%s", p->dir, name);
	assert_int_equal(unlink(path), 0);
}

/* The file's paths by their last letter before ".flac". */
static void assert_file(struct place *p, const char *name, const char *want)
{
	char path[160], *data;
	size_t n, k = 0;
	char got[16] = "";
	snprintf(path, sizeof path, "%s/%s", p->dir, name);
	OK(p->f, io_read_file(path, 1 << 20, &data, &n, &p->f->why));
	for (char *at = data; (at = strstr(at, ".flac\n")) && k < 15; at++)
		if (at - data > 2 && at[-2] == '/')
			got[k++] = at[-1];
	assert_string_equal(got, want);
	free(data);
}

static bool add_letter(void *ctx, const struct playlist_entry *e)
{
	str_append_c(ctx, e->location ? '?' : (char)('a' + e->recording - 1));
	return true;
}

static void assert_list(struct place *p, const char *path, const char *want)
{
	struct str s = {0};
	int64_t id;
	OK(p->f, playlists_find(p->f->db, path, &id, &p->f->why));
	OK(p->f, playlists_each_entry(p->f->db, id, add_letter, &s, &p->f->why));
	assert_string_equal(str_text(&s), want);
	str_finish(&s);
}

static int64_t put_list(struct place *p, const char *path, const char *letters)
{
	int64_t id;
	if (playlists_find(p->f->db, path, &id, NULL))
		OK(p->f,
			playlists_create(p->f->db, path, false, &id, NULL, &p->f->why));
	for (; *letters; letters++)
		OK(p->f, playlists_insert(p->f->db, id, 0, &p->song[*letters - 'a'], 1,
				 NULL, &p->f->why));
	return id;
}

static bool has_list(struct place *p, const char *path)
{
	return playlists_find(p->f->db, path, &(int64_t){0}, NULL) == ERR_OK;
}

static void each_side_takes_the_others_change(void **state)
{
	struct place p = make(state);
	put_list(&p, "Box/Mine", "ab");
	put_file(&p, "Theirs.m3u8", "/music/c.flac\n/music/a.flac\n");
	/* Told, not done. */
	assert_int_equal(sync_files(&p, true), 2);
	assert_false(has_list(&p, "Theirs"));
	assert_int_equal(sync_files(&p, false), 2);
	assert_list(&p, "Theirs", "ca");
	assert_file(&p, "Box/Mine.m3u8", "ab");
	assert_int_equal(sync_files(&p, false), 0);
	put_file(&p, "Theirs.m3u8", "/music/b.flac\n/music/gone.flac\n");
	put_list(&p, "Box/Mine", "c");
	assert_int_equal(sync_files(&p, false), 2);
	assert_non_null(strstr(p.said.data, "1 of 2 entries are not in the library"));
	assert_list(&p, "Theirs", "b?");
	assert_file(&p, "Box/Mine.m3u8", "abc");
	assert_int_equal(sync_files(&p, false), 0);
	finish(&p);
}

static void both_changed_and_nothing_is_lost(void **state)
{
	struct place p = make(state);
	put_list(&p, "Mix", "a");
	assert_int_equal(sync_files(&p, false), 1);
	put_list(&p, "Mix", "b");
	put_file(&p, "Mix.m3u8", "/music/c.flac\n");
	sync_files(&p, false);
	assert_non_null(strstr(p.said.data, "changed on both sides"));
	assert_list(&p, "Mix", "ab");
	assert_list(&p, "Mix (from file)", "c");
	assert_file(&p, "Mix.m3u8", "ab");
	assert_file(&p, "Mix (from file).m3u8", "c");
	assert_int_equal(sync_files(&p, false), 0);
	/* Both changed, to the same: nothing to say. */
	put_list(&p, "Mix", "c");
	put_file(&p, "Mix.m3u8", "/music/a.flac\n/music/b.flac\n/music/c.flac\n");
	assert_int_equal(sync_files(&p, false), 0);
	assert_false(has_list(&p, "Mix (from file 2)"));
	finish(&p);
}

static void what_goes_on_one_side_goes_on_the_other(void **state)
{
	struct place p = make(state);
	int64_t b = put_list(&p, "B", "b");
	put_list(&p, "A", "a");
	put_list(&p, "C", "c");
	put_list(&p, "D", "ab");
	sync_files(&p, false);
	drop_file(&p, "A.m3u8");
	OK(p.f, playlists_remove(p.f->db, b, NULL, &p.f->why));
	/* A file that went stays gone only where its playlist is as it was. */
	drop_file(&p, "C.m3u8");
	put_list(&p, "C", "a");
	OK(p.f, playlists_find(p.f->db, "D", &b, &p.f->why));
	OK(p.f, playlists_rename(p.f->db, b, "E", NULL, &p.f->why));
	sync_files(&p, false);
	assert_false(has_list(&p, "A"));
	assert_false(has_file(&p, "B.m3u8"));
	assert_file(&p, "C.m3u8", "ca");
	assert_false(has_file(&p, "D.m3u8"));
	assert_file(&p, "E.m3u8", "ab");
	assert_true(has_file(&p, ".linnet"));
	assert_int_equal(sync_files(&p, false), 0);
	finish(&p);
}

/* A playlist that was removed while its file got new entries: the file is new again. */
static void a_changed_file_brings_its_playlist_back(void **state)
{
	struct place p = make(state);
	int64_t id = put_list(&p, "Mix", "a");
	sync_files(&p, false);
	OK(p.f, playlists_remove(p.f->db, id, NULL, &p.f->why));
	put_file(&p, "Mix.m3u8", "/music/b.flac\n");
	sync_files(&p, false);
	assert_list(&p, "Mix", "b");
	assert_int_equal(sync_files(&p, false), 0);
	finish(&p);
}

static void an_empty_folder_is_not_believed(void **state)
{
	struct place p = make(state);
	struct playlist_sync s = {.db = p.f->db, .profile = 1, .reader = p.reader};
	struct playlist_sync_summary sum;
	put_list(&p, "A", "a");
	put_list(&p, "B", "b");
	sync_files(&p, false);
	drop_file(&p, "A.m3u8");
	drop_file(&p, "B.m3u8");
	assert_int_equal(playlist_sync_run(&s, p.dir, &sum, &p.f->why), ERR_NOT_FOUND);
	assert_list(&p, "A", "a");
	assert_list(&p, "B", "b");
	finish(&p);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_make, fixture_drop)
	const struct CMUnitTest tests[] = {
		TEST(each_side_takes_the_others_change),
		TEST(both_changed_and_nothing_is_lost),
		TEST(what_goes_on_one_side_goes_on_the_other),
		TEST(a_changed_file_brings_its_playlist_back),
		TEST(an_empty_folder_is_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
