/*
 * Statistics, export and forgetting over a small log whose numbers are known.
 */
#include "history/stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "base/str.h"
#include "db/library.h"
#include "history/export.h"
#include "history/forget.h"
#include "history/log.h"
#include "history/unsaved.h"
#include "text/json.h"

/* 2026-03-02 is a Monday; 20:00 UTC. */
static const int64_t MONDAY = 1772481600000;
enum { MINUTE = 60000, HOUR = 60 * MINUTE };

struct place {
	char dir[64];
	char *db_path; /* owned */
	struct db *db;
	int64_t recording[3];
	int64_t profile;
};

static void put_tracks(struct place *p)
{
	char title[3][8] = {"One", "Two, 2", "Three"},
	     artist[2][8] = {"Ann", "\"Bob\""};
	char path[3][8] = {"1.mp3", "2.mp3", "3.mp3"}, album[] = "Album";
	struct tags tags[3];
	struct library_item item[3];
	int64_t root;
	bool fresh;
	assert_int_equal(library_root_add(p->db, p->dir, &root, &fresh, NULL), ERR_OK);
	for (int i = 0; i < 3; i++) {
		tags[i] = (struct tags){.title = title[i],
			.artist = artist[i == 2],
			.album = album,
			.codec = "mp3",
			.track = i + 1,
			.duration_ms = 200000,
			.payload_bytes = 1000 + i,
			.payload_digest = (uint64_t)i + 1};
		item[i] = (struct library_item){
			.root = root, .path = path[i], .size = 1, .tags = &tags[i]};
	}
	assert_int_equal(library_put(p->db, item, 3, NULL), ERR_OK);
	for (int i = 0; i < 3; i++)
		p->recording[i] = item[i].recording;
}

static void put_listen(struct place *p, int which, int64_t at, int64_t heard_ms,
	enum source_kind source)
{
	struct listen l = {.recording = p->recording[which],
		.start_ms = MONDAY + at,
		.heard_ms = heard_ms,
		.duration_ms = 200000,
		.source = source};
	snprintf(l.id, sizeof l.id, "%032llx", (unsigned long long)(at / 1000));
	l.outcome = listen_outcome(heard_ms, l.duration_ms, PLAY_END_OTHER);
	assert_int_equal(listens_append(p->db, p->profile, &l, NULL), ERR_OK);
}

/* Three sessions: Monday evening (two plays and a skip), later that night, Tuesday. */
static int setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	setenv("TZ", "UTC", 1);
	tzset();
	snprintf(p->dir, sizeof p->dir, "/tmp/linnet-test-XXXXXX");
	if (!mkdtemp(p->dir))
		return -1;
	p->db_path = path_join(p->dir, "test.db");
	if (db_open(p->db_path, DB_WRITE, &p->db, NULL) ||
		db_profile(p->db, "default", &p->profile, NULL))
		return -1;
	put_tracks(p);
	put_listen(p, 0, 0, 200000, SOURCE_FORYOU);
	put_listen(p, 1, 4 * MINUTE, 3000, SOURCE_FORYOU);
	put_listen(p, 0, 5 * MINUTE, 200000, SOURCE_ALBUM);
	put_listen(p, 2, 2 * HOUR, 40000, SOURCE_SEARCH);
	put_listen(p, 2, 24 * HOUR, 190000, SOURCE_SEARCH);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	char command[128];
	db_close(p->db);
	snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
	int r = system(command);
	free(p->db_path);
	free(p);
	return r;
}

static size_t count_rows(struct place *p)
{
	struct listen_totals t;
	assert_int_equal(listens_totals(p->db, p->profile, 0, 0, &t, NULL), ERR_OK);
	return (size_t)t.rows;
}

/* ---- */

static void counts_charts_and_sessions(void **state)
{
	struct place *p = *state;
	struct arena a = {0};
	struct stats s;
	assert_int_equal(stats_load(p->db, p->profile, 0, 0, 10, &a, &s, NULL), ERR_OK);
	assert_int_equal(s.totals.rows, 5);
	assert_int_equal(s.totals.plays, 4);
	assert_int_equal(s.sessions, 3);
	assert_int_equal(s.longest_session_ms, 5 * MINUTE + 200000);
	assert_int_equal(s.outcome[OUTCOME_FINISHED], 3);
	assert_int_equal(s.outcome[OUTCOME_SKIPPED], 2);
	assert_int_equal(s.from_foryou, 1);
	assert_int_equal(s.tracks.n, 2);
	assert_int_equal(s.artists.n, 2);
	assert_int_equal(s.artists.row[0].plays, 2);
	assert_string_equal(s.albums.row[0].name, "Album");
	assert_int_equal(s.hour[20], 3);
	assert_int_equal(s.hour[22], 1);
	assert_int_equal(s.weekday[0], 3);
	assert_int_equal(s.weekday[1], 1);
	assert_int_equal(
		stats_load(p->db, p->profile, MONDAY + 3 * HOUR, 0, 10, &a, &s, NULL),
		ERR_OK);
	assert_int_equal(s.totals.plays, 1);
	assert_int_equal(s.sessions, 1);
	arena_finish(&a);
}

static void an_empty_log_has_empty_statistics(void **state)
{
	struct place *p = *state;
	struct arena a = {0};
	struct stats s;
	int64_t other;
	assert_int_equal(db_profile(p->db, "somebody else", &other, NULL), ERR_OK);
	assert_int_equal(stats_load(p->db, other, 0, 0, 10, &a, &s, NULL), ERR_OK);
	assert_int_equal(s.totals.rows, 0);
	assert_int_equal(s.sessions, 0);
	assert_int_equal(s.artists.n, 0);
	arena_finish(&a);
}

static bool append(void *ctx, const char *text, size_t n)
{
	str_append_n(ctx, text, n);
	return true;
}

static void exports_lines_of_json(void **state)
{
	struct place *p = *state;
	struct str out = {0};
	struct json_doc *d = NULL;
	const struct export_config c = {.format = EXPORT_JSON,
		.profile = p->profile,
		.write = append,
		.ctx = &out};
	size_t n = 0;
	int64_t at = 0;
	assert_int_equal(export_listens(p->db, &c, &n, NULL), ERR_OK);
	assert_int_equal(n, 5);
	char *end = strchr(out.data, '\n');
	assert_int_equal(
		json_doc_parse(out.data, (size_t)(end - out.data), &d, NULL), ERR_OK);
	const struct json_node *root = json_doc_root(d),
			       *meta = json_node_get(root, "track_metadata"),
			       *more = json_node_get(meta, "additional_info");
	assert_true(json_node_int(json_node_get(root, "listened_at"), &at));
	assert_int_equal(at, MONDAY / 1000);
	assert_string_equal(json_node_str(json_node_get(meta, "artist_name")), "Ann");
	assert_string_equal(json_node_str(json_node_get(meta, "track_name")), "One");
	assert_string_equal(
		json_node_str(json_node_get(meta, "release_name")), "Album");
	assert_string_equal(
		json_node_str(json_node_get(more, "linnet_outcome")), "finished");
	assert_string_equal(
		json_node_str(json_node_get(more, "linnet_source")), "for-you");
	json_doc_destroy(d);
	str_finish(&out);
}

static void exports_csv_with_quotes(void **state)
{
	struct place *p = *state;
	struct str out = {0};
	struct export_config c = {.format = EXPORT_CSV,
		.profile = p->profile,
		.write = append,
		.ctx = &out};
	size_t n = 0;
	assert_int_equal(export_listens(p->db, &c, &n, NULL), ERR_OK);
	assert_int_equal(strncmp(out.data, "uts,utc_time,artist,album,track,", 32), 0);
	assert_non_null(
		strstr(out.data, "1772481600,2026-03-02 20:00:00,Ann,Album,One,"));
	assert_non_null(strstr(out.data, ",Ann,Album,\"Two, 2\","));
	assert_non_null(strstr(out.data, ",\"\"\"Bob\"\"\",Album,Three,"));
	c.counted = true;
	assert_int_equal(export_listens(p->db, &c, &n, NULL), ERR_OK);
	assert_int_equal(n, 4);
	str_finish(&out);
}

static bool refuse(void *ctx, const char *text, size_t n)
{
	return false;
}

static void an_export_that_cannot_be_written_fails(void **state)
{
	struct place *p = *state;
	const struct export_config c = {
		.format = EXPORT_JSON, .profile = p->profile, .write = refuse};
	assert_int_equal(export_listens(p->db, &c, NULL, NULL), ERR_IO);
}

static void forgets_what_is_named(void **state)
{
	struct place *p = *state;
	char *track = path_join(p->dir, "3.mp3");
	size_t n = 0;
	struct err why = {0};
	const struct forget_words nothing = {.all = false}, absent = {.id = "none"},
				  no_date = {.before = "yesterday"},
				  one = {.id = "00000000000000000000000000000000"},
				  by_track = {.track = track, .before = "2026-03-03"},
				  all = {.all = true};
	assert_int_equal(
		forget_listens(p->db, p->profile, &nothing, &n, NULL), ERR_USAGE);
	assert_int_equal(
		forget_listens(p->db, p->profile, &absent, &n, NULL), ERR_NOT_FOUND);
	assert_int_equal(
		forget_listens(p->db, p->profile, &no_date, &n, &why), ERR_FORMAT);
	assert_non_null(strstr(why.msg, "yesterday is no date"));
	assert_int_equal(count_rows(p), 5);
	assert_int_equal(forget_listens(p->db, p->profile, &one, &n, NULL), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(
		forget_listens(p->db, p->profile, &by_track, &n, NULL), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(count_rows(p), 3);
	assert_int_equal(forget_listens(p->db, p->profile, &all, &n, NULL), ERR_OK);
	assert_int_equal(n, 3);
	assert_int_equal(count_rows(p), 0);
	free(track);
}

static void reads_dates(void **state)
{
	const struct {
		const char *text;
		int64_t ms; /* -1: none */
	} cases[] = {{"2026-03-02", MONDAY - 20 * HOUR}, {"2026-03-02 20:00", MONDAY},
		{"2026-03-02T20:01", MONDAY + MINUTE}, {"2026-02-30", -1},
		{"2026-13-01", -1}, {"2026-3-2", -1}, {"20260302", -1}, {"", -1},
		{"2026-03-02 25:00", -1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t ms = -1;
		enum err_code code = forget_date(cases[i].text, &ms, NULL);
		assert_int_equal(code, cases[i].ms < 0 ? ERR_FORMAT : ERR_OK);
		assert_int_equal(ms, cases[i].ms);
	}
}

static bool keep_last(void *ctx, const struct listen *l)
{
	*(struct listen *)ctx = *l;
	return true;
}

static void count_logged(void *ctx, const struct listen *l)
{
	(*(int *)ctx)++;
}

static void logs_plays_but_nothing_in_private(void **state)
{
	struct place *p = *state;
	struct store *store = NULL;
	const struct store_config c = {.path = p->db_path};
	struct listen l = {.recording = p->recording[1],
		.start_ms = MONDAY + 48 * HOUR,
		.heard_ms = 200000,
		.duration_ms = 200000};
	int logged = 0;
	assert_int_equal(store_start(&c, &store, NULL), ERR_OK);
	struct history_log *log =
		history_log_create(store, "default", count_logged, &logged);
	listen_new_id(l.id);
	history_log_put(NULL, &l, false); /* private */
	history_log_put(log, &l, true);
	history_log_put(log, &l, false);
	history_log_put(log, &l, false); /* twice logged is once logged */
	l.recording = 0;                 /* not of the library */
	history_log_put(log, &l, false);
	store_stop(store);
	history_log_destroy(log);
	assert_int_equal(logged, 2);
	assert_int_equal(count_rows(p), 6);
}

/* ---- plays that the database did not take */

static struct store *start_store(struct place *p)
{
	struct store *store = NULL;
	const struct store_config c = {.path = p->db_path};
	assert_int_equal(store_start(&c, &store, NULL), ERR_OK);
	return store;
}

static void waiting_name(const struct place *p, const char *suffix, char *out, size_t n)
{
	snprintf(out, n, "%s.unsaved%s", p->db_path, suffix);
}

static void what_waits_is_taken_once_with_all_it_says(void **state)
{
	struct place *p = *state;
	struct listen l = {.recording = p->recording[1],
		.start_ms = MONDAY + 50 * HOUR,
		.zone_minutes = -330,
		.heard_ms = 123456,
		.duration_ms = 200000,
		.outcome = OUTCOME_SKIPPED,
		.source = SOURCE_FORYOU,
		.source_id = 7,
		.flags = LISTEN_UNATTENDED};
	struct listen stored = {0};
	char waiting[128];
	size_t n;
	listen_new_id(l.id);
	/* It has an open row, which must not count in its place. */
	l.heard_ms = 1000;
	assert_int_equal(listens_open_put(p->db, p->profile, &l, NULL), ERR_OK);
	l.heard_ms = 123456;
	assert_int_equal(unsaved_keep(p->db_path, "default", &l, NULL), ERR_OK);
	assert_int_equal(unsaved_keep(p->db_path, "default", &l, NULL), ERR_OK);
	int before = count_rows(p);
	struct store *store = start_store(p);
	assert_int_equal(unsaved_take(store, p->db_path, &n, NULL), ERR_OK);
	assert_int_equal(count_rows(p), before + 1);
	assert_int_equal(listens_each(p->db, p->profile, l.start_ms, 0, keep_last,
				 &stored, NULL),
		ERR_OK);
	assert_string_equal(stored.id, l.id);
	assert_int_equal(stored.zone_minutes, -330);
	assert_int_equal(stored.heard_ms, 123456);
	assert_int_equal(stored.outcome, OUTCOME_SKIPPED);
	assert_int_equal(stored.source, SOURCE_FORYOU);
	assert_int_equal(stored.source_id, 7);
	assert_int_equal(stored.flags, LISTEN_UNATTENDED);
	waiting_name(p, "", waiting, sizeof waiting);
	assert_int_not_equal(access(waiting, F_OK), 0);
	waiting_name(p, ".taken", waiting, sizeof waiting);
	assert_int_not_equal(access(waiting, F_OK), 0);
	assert_int_equal(unsaved_take(store, p->db_path, &n, NULL), ERR_OK);
	assert_int_equal(n, 0);
	store_stop(store);
}

static void a_bad_line_costs_no_other(void **state)
{
	struct place *p = *state;
	struct listen l = {.recording = 999999, /* gone with the damage */
		.start_ms = MONDAY + 60 * HOUR,
		.heard_ms = 1000};
	char waiting[128];
	size_t n;
	waiting_name(p, ".taken", waiting, sizeof waiting); /* of a run that crashed */
	FILE *f = fopen(waiting, "w");
	assert_non_null(f);
	fputs("{\"id\":\"0123\n[]\n\xff\n{\"id\":\"00000000000000000000000000000000\","
	      "\"profile\":\"default\"}\n",
		f);
	fclose(f);
	listen_new_id(l.id);
	struct store *store = start_store(p);
	int before = count_rows(p);
	assert_int_equal(unsaved_take(store, p->db_path, &n, NULL), ERR_OK);
	assert_int_equal(n, 0);
	assert_int_equal(unsaved_keep(p->db_path, "default", &l, NULL), ERR_OK);
	listen_new_id(l.id);
	l.recording = p->recording[0];
	assert_int_equal(unsaved_keep(p->db_path, "default", &l, NULL), ERR_OK);
	assert_int_equal(unsaved_take(store, p->db_path, &n, NULL), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(count_rows(p), before + 1);
	store_stop(store);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(counts_charts_and_sessions),
		T(an_empty_log_has_empty_statistics),
		T(exports_lines_of_json),
		T(exports_csv_with_quotes),
		T(an_export_that_cannot_be_written_fails),
		T(forgets_what_is_named),
		cmocka_unit_test(reads_dates),
		T(logs_plays_but_nothing_in_private),
		T(what_waits_is_taken_once_with_all_it_says),
		T(a_bad_line_costs_no_other),
	};
	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
