#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "db/db.h"
#include "db/features.h"
#include "db/feedback.h"
#include "db/library.h"
#include "db/listens.h"
#include "db/playlists.h"
#include "db/slates.h"
#include "suggest/small_world.h"

static void comes_back_as_it_went_in(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct snapshot s = world_snapshot(w), back;
	int fd;
	assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
	assert_int_equal(snapshot_map(fd, &back, NULL), ERR_OK);
	assert_int_equal(back.made_ms, s.made_ms);
	assert_int_equal(back.items, s.items);
	assert_memory_equal(back.item, s.item, s.items * sizeof *s.item);
	assert_int_equal(back.listens, s.listens);
	assert_memory_equal(back.listen, s.listen, s.listens * sizeof *s.listen);
	assert_int_equal(back.features, s.features);
	assert_memory_equal(back.feature, s.feature, s.features * sizeof *s.feature);
	assert_memory_equal(back.text, s.text, s.text_size);
	snapshot_finish(&back);
	close(fd);
	world_destroy(w);
}

static void nobody_can_change_it(void **state)
{
	struct world *w = world_create();
	struct snapshot s = world_snapshot(w);
	int fd;
	assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
	assert_int_equal(write(fd, "x", 1), -1);
	assert_int_equal(ftruncate(fd, 10), -1);
	assert_ptr_equal(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0),
		MAP_FAILED);
	close(fd);
	world_destroy(w);
}

/* Every index that points outside, and every cut, is refused. */
static void malformed_ones_are_refused(void **state)
{
	struct world *w = world_create();
	world_play(w, 0, WORLD_NOW, 200000, OUTCOME_FINISHED);
	struct snapshot s = world_snapshot(w), back;
	int fd;
	w->listen[0].item = WORLD_ITEMS;
	assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
	assert_int_equal(snapshot_map(fd, &back, NULL), ERR_CORRUPT);
	close(fd);
	w->listen[0].item = 0;
	w->item[3].title_at = (int32_t)w->text.len;
	assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
	assert_int_equal(snapshot_map(fd, &back, NULL), ERR_CORRUPT);
	close(fd);
	w->item[3].title_at = 0;
	w->feature[5].item = -1;
	assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
	assert_int_equal(snapshot_map(fd, &back, NULL), ERR_CORRUPT);
	close(fd);
	w->feature[5].item = 5;
	assert_int_equal(snapshot_seal(&s, &fd, NULL), ERR_OK);
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	char *whole = xmalloc((size_t)st.st_size);
	assert_int_equal(pread(fd, whole, (size_t)st.st_size, 0), st.st_size);
	close(fd);
	for (off_t cut = 0; cut < st.st_size; cut += st.st_size / 37 + 1) {
		fd = memfd_create("cut", MFD_CLOEXEC);
		assert_int_equal(write(fd, whole, (size_t)cut), cut);
		assert_int_equal(snapshot_map(fd, &back, NULL), ERR_CORRUPT);
		close(fd);
	}
	free(whole);
	world_destroy(w);
}

/* ---- from a database */

static void put_library(struct db *db, int64_t recording[3])
{
	static const char *const titles[3] = {"One", "Two", "Three"};
	int64_t root;
	bool fresh;
	struct library_item item[3];
	struct tags tags[3];
	assert_int_equal(library_root_add(db, "/music", &root, &fresh, NULL), ERR_OK);
	for (int i = 0; i < 3; i++) {
		tags[i] = (struct tags){.title = xstrdup(titles[i]),
			.artist = xstrdup(i < 2 ? "Duo" : "Solo"),
			.album = xstrdup("Album"),
			.duration_ms = 200000,
			.codec = "flac",
			.payload_bytes = 1000 + i,
			.payload_digest = 77 + (uint64_t)i};
		item[i] = (struct library_item){.root = root,
			.path = i == 0   ? "a/one.flac"
				: i == 1 ? "a/two.flac"
					 : "b/three.flac",
			.size = 1000,
			.mtime_ns = 1,
			.inode = 1 + i,
			.tags = &tags[i]};
	}
	assert_int_equal(library_put(db, item, 3, NULL), ERR_OK);
	for (int i = 0; i < 3; i++) {
		recording[i] = item[i].recording;
		tags_finish(&tags[i]);
	}
}

static void put_facts(struct db *db, const int64_t recording[3])
{
	struct listen l = {.recording = recording[0],
		.start_ms = WORLD_NOW - WORLD_DAY,
		.heard_ms = 190000,
		.duration_ms = 200000,
		.outcome = OUTCOME_FINISHED};
	listen_new_id(l.id);
	assert_int_equal(listens_append(db, 1, &l, NULL), ERR_OK);
	listen_new_id(l.id);
	l.flags = LISTEN_NO_DEVICE;
	assert_int_equal(listens_append(db, 1, &l, NULL), ERR_OK);
	struct feedback folder = {
		.scope = FEEDBACK_FOLDER, .path = "/music/b", .like = -2, .at_ms = 1};
	assert_int_equal(feedback_set(db, 1, &folder, NULL), ERR_OK);
	assert_int_equal(feedback_set_like(db, 1, FEEDBACK_RECORDING, recording[1], 1,
				 1, NULL, NULL),
		ERR_OK);
	int64_t list;
	assert_int_equal(playlists_create(db, "Mix", false, &list, NULL, NULL), ERR_OK);
	assert_int_equal(
		playlists_insert(db, list, 0, recording, 2, NULL, NULL), ERR_OK);
	struct feature *f = xcalloc(1, sizeof *f);
	f->version = FEATURE_VERSION;
	f->active_frames = 500;
	f->key = 4;
	f->vector[7] = 1.5f;
	f->covariance[209] = 2.5f;
	assert_int_equal(features_put(db, recording[2], f, NULL), ERR_OK);
	free(f);
	struct pick pick = {.recording = recording[1], .share = {1}};
	struct slate s = {.made_ms = WORLD_NOW - WORLD_DAY,
		.discover = 50,
		.engines = 1,
		.engine = {"random"},
		.n = 1,
		.pick = &pick};
	assert_int_equal(slates_put(db, 1, &s, NULL), ERR_OK);
}

static void check_facts(const struct snapshot *s, const int64_t recording[3])
{
	assert_int_equal(s->items, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(s->item[i].recording, recording[i]);
	assert_string_equal(s->text + s->item[2].title_at, "Three");
	assert_string_equal(s->text + s->item[2].artist_at, "Solo");
	assert_int_equal(s->item[0].artist, s->item[1].artist);
	assert_int_equal(s->item[0].duration_ms, 200000);
	assert_int_equal(s->listens, 1); /* the one that trains */
	assert_int_equal(s->listen[0].item, 0);
	assert_int_equal(s->listen[0].heard_ms, 190000);
	assert_int_equal(s->feedbacks, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(s->feedback[i].target, TASTE_TRACK);
		assert_int_equal(s->feedback[i].value,
			s->feedback[i].id == recording[2] ? -2 : 1);
	}
	assert_int_equal(s->members, 2);
	assert_int_equal(s->member[1].item, 1);
	assert_int_equal(s->features, 1);
	assert_int_equal(s->feature[0].item, 2);
	assert_int_equal(s->feature[0].key, 4);
	assert_true(s->feature[0].vector[7] == 1.5f);
	assert_true(s->feature[0].covariance[209] == 2.5f);
	assert_true(s->slates >= 1);
	assert_int_equal(s->slate[0].recording[0], recording[1]);
	assert_int_equal(s->slate[0].recording[1], 0);
}

static void reads_the_facts_of_a_database(void **state)
{
	char dir[] = "/tmp/linnet-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	char *path = path_join(dir, "linnet.db");
	struct db *db;
	struct err why = {0};
	int64_t recording[3];
	struct snapshot s;
	int fd;
	assert_int_equal(db_open(path, DB_WRITE, &db, &why), ERR_OK);
	put_library(db, recording);
	put_facts(db, recording);
	assert_int_equal(snapshot_read(db, 1, WORLD_NOW, &fd, &why), ERR_OK);
	assert_int_equal(snapshot_map(fd, &s, &why), ERR_OK);
	close(fd);
	check_facts(&s, recording);
	snapshot_finish(&s);
	/* The store reads it inside of its writing transaction. */
	assert_int_equal(db_begin(db, "test", &why), ERR_OK);
	assert_int_equal(snapshot_read(db, 1, WORLD_NOW, &fd, &why), ERR_OK);
	assert_int_equal(db_commit(db, &why), ERR_OK);
	close(fd);
	db_close(db);
	char command[96];
	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	assert_int_equal(system(command), 0);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back_as_it_went_in),
		cmocka_unit_test(nobody_can_change_it),
		cmocka_unit_test(malformed_ones_are_refused),
		cmocka_unit_test(reads_the_facts_of_a_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
