/*
 * The scan on real folders with a real database: what is found, what a second run
 * leaves alone, what moved, went and came back, and files that crash or stall their
 * worker. The test program is the worker: its job crashes and hangs where a file says
 * so.
 */
#include "library/scan.h"

#include "scan_place.h"

/* ---- */

static void reads_once_and_then_only_changes(void **state)
{
	struct place *p = *state;
	struct arena a = {0};
	make(p, "A/one.flac", "One", 300);
	make(p, "A/two.mp3", "Two", 400); /* a wrong name does not matter */
	make(p, "B/C/three.flac", "Three", 500);
	put_file(p, "A/cover.jpg", "no music");
	scan(p);
	assert_int_equal(p->result.files, 3);
	assert_int_equal(p->result.fresh, 3);
	assert_string_equal(track_of(p, &a, "A/two.mp3").title, "Two");
	assert_string_equal(track_of(p, &a, "A/two.mp3").codec, "flac");
	assert_int_equal(state_of(p, "A/cover.jpg"), -1);
	scan(p);
	assert_int_equal(p->result.files, 3);
	assert_int_equal(p->result.fresh + p->result.changed + p->result.missing, 0);
	assert_int_equal(p->items, 0);
	int64_t recording = track_of(p, &a, "A/one.flac").recording;
	make(p, "A/one.flac", "One again", 300); /* other tags, the same music */
	make(p, "A/four.flac", "Four", 600);
	scan(p);
	assert_int_equal(p->result.fresh, 1);
	assert_int_equal(p->result.changed, 1);
	assert_int_equal(p->items, 2);
	assert_string_equal(track_of(p, &a, "A/one.flac").title, "One again");
	assert_int_equal(track_of(p, &a, "A/one.flac").recording, recording);
	arena_finish(&a);
}

static void follows_what_moves_goes_and_returns(void **state)
{
	struct place *p = *state;
	struct arena a = {0};
	make(p, "A/one.flac", "One", 300);
	make(p, "A/two.flac", "Two", 400);
	scan(p);
	int64_t recording = track_of(p, &a, "A/one.flac").recording;
	run_in(p, "mkdir B && mv A/one.flac B/uno.flac && mv A/two.flac ../away.flac");
	scan(p);
	assert_int_equal(p->result.missing, 2);
	assert_int_equal(track_of(p, &a, "B/uno.flac").recording, recording);
	assert_int_equal(state_of(p, "A/two.flac"), FILE_MISSING);
	run_in(p, "mv ../away.flac A/two.flac");
	scan(p);
	assert_int_equal(p->result.back, 1);
	assert_int_equal(p->items, 0);
	assert_int_equal(state_of(p, "A/two.flac"), FILE_PRESENT);
	arena_finish(&a);
}

static void keeps_to_the_rules_of_the_walk(void **state)
{
	struct place *p = *state;
	make(p, "good/one.flac", "One", 300);
	make(p, ".hidden/x.flac", "X", 310);
	make(p, "good/.y.flac", "Y", 320);
	make(p, "quiet/sub/z.flac", "Z", 330);
	put_file(p, "quiet/.nomedia", "");
	make(p, "left out/a.flac", "A", 340);
	make(p, "good/demo.flac", "Demo", 350);
	run_in(p, "mkfifo good/pipe.flac && ln -s /dev/zero good/zero.flac && "
		  "ln -s .. good/loop && ln -s ../good again && ln -s one.flac "
		  "good/link.flac");
	p->excludes[0] = "left out";
	p->excludes[1] = "demo.*";
	p->n_excludes = 2;
	scan(p);
	assert_int_equal(p->result.files, 1);
	assert_int_equal(state_of(p, "good/one.flac"), FILE_PRESENT);
	p->n_excludes = 0;
	scan(p);
	assert_int_equal(p->result.files, 3);
	p->n_excludes = 1; /* what is left out now is gone from the lists */
	scan(p);
	assert_int_equal(p->result.missing, 1);
	assert_int_equal(state_of(p, "left out/a.flac"), FILE_MISSING);
}

static void follows_a_link_out_of_the_root_once(void **state)
{
	struct place *p = *state;
	make(p, "../elsewhere/far.flac", "Far", 300);
	run_in(p, "ln -s ../elsewhere one && ln -s ../elsewhere two && "
		  "ln -s ../music ../elsewhere/back");
	scan(p);
	assert_int_equal(p->result.files, 1);
	scan(p);
	assert_int_equal(p->result.fresh + p->result.changed + p->result.missing, 0);
}

static void finds_the_file_that_kills_its_worker(void **state)
{
	struct place *p = *state;
	struct arena a = {0};
	char name[32];
	for (int i = 0; i < 80; i++) {
		snprintf(name, sizeof name, "%02d.flac", i);
		make(p, name, name, 300 + i);
	}
	put_file(p, "41x.mp3", "CRASH");
	put_file(p, "60x.mp3", "STALL");
	put_file(p, "70x.mp3", "neither music nor trouble");
	scan(p);
	assert_int_equal(p->result.files, 83);
	assert_int_equal(p->result.unreadable, 3);
	assert_int_equal(p->items, 83);
	for (int i = 0; i < 80; i++) {
		snprintf(name, sizeof name, "%02d.flac", i);
		assert_int_equal(state_of(p, name), FILE_PRESENT);
	}
#ifndef LINNET_SANITIZE
	assert_non_null(strstr(reason_of(p, &a, "41x.mp3"), "crashed"));
#endif
	assert_non_null(strstr(reason_of(p, &a, "60x.mp3"), "did not answer"));
	assert_non_null(strstr(reason_of(p, &a, "70x.mp3"), "none of"));
	scan(p); /* nobody asks for trouble twice */
	assert_int_equal(p->items, 0);
	assert_int_equal(p->result.unreadable, 3);
	make(p, "41x.mp3", "Healed", 999);
	scan(p);
	assert_int_equal(p->result.unreadable, 2);
	assert_int_equal(state_of(p, "41x.mp3"), FILE_PRESENT);
	arena_finish(&a);
}

static void a_root_that_vanishes_loses_nothing(void **state)
{
	struct place *p = *state;
	const char *const commands[] = {"mv ../music ../gone && cd .. && true",
		"mkdir -p ../music && mv ../music/A ../kept"};
	make(p, "A/one.flac", "One", 300);
	make(p, "A/two.flac", "Two", 400);
	scan(p);
	run_in(p, commands[0]);
	scan(p);
	assert_int_equal(p->result.roots_gone, 1);
	assert_int_equal(p->result.missing, 2);
	assert_int_equal(state_of(p, "A/one.flac"), FILE_MISSING);
	assert_int_equal(chdir(p->dir), 0);
	assert_int_equal(system("mv gone music"), 0);
	scan(p);
	assert_int_equal(p->result.back, 2);
	run_in(p, commands[1]); /* a mount point without its disk */
	scan(p);
	assert_int_equal(p->result.roots_gone, 1);
	assert_int_equal(state_of(p, "A/two.flac"), FILE_MISSING);
	assert_int_equal(chdir("/"), 0);
}

static void scans_a_part_alone(void **state)
{
	struct place *p = *state;
	make(p, "A/one.flac", "One", 300);
	make(p, "B/two.flac", "Two", 400);
	make(p, "BB/three.flac", "Three", 500);
	scan(p);
	run_in(p, "rm A/one.flac B/two.flac BB/three.flac");
	make(p, "B/new.flac", "New", 600);
	assert_int_equal(scan_part(p, "B", NULL), ERR_OK);
	assert_int_equal(p->result.files, 1);
	assert_int_equal(p->result.missing, 1);
	assert_int_equal(state_of(p, "A/one.flac"), FILE_PRESENT);
	assert_int_equal(state_of(p, "B/two.flac"), FILE_MISSING);
	assert_int_equal(state_of(p, "BB/three.flac"), FILE_PRESENT);
	/* Where nothing is missing what is new is written as well. */
	make(p, "B/newer.flac", "Newer", 700);
	assert_int_equal(scan_part(p, "B", NULL), ERR_OK);
	assert_int_equal(p->result.fresh, 1);
	assert_int_equal(state_of(p, "B/newer.flac"), FILE_PRESENT);
}

static void keeps_what_was_read_when_it_is_stopped(void **state)
{
	struct place *p = *state;
	char name[32];
	struct err why = {0};
	for (int i = 0; i < 700; i++) {
		snprintf(name, sizeof name, "%03d.mp3", i);
		put_file(p, name, name);
	}
	p->cancel_after = 1;
	assert_int_equal(scan_part(p, NULL, &why), ERR_CANCELLED);
	size_t done = p->items;
	assert_in_range(done, 1, 699);
	p->cancel_after = 0;
	scan(p);
	assert_int_equal(p->result.files, 700);
	assert_int_equal(p->result.fresh, 700 - done);
}

static void a_closed_folder_keeps_its_files(void **state)
{
	struct place *p = *state;
	uid_t me = geteuid();
	make(p, "A/one.flac", "One", 300);
	make(p, "B/two.flac", "Two", 400);
	make(p, "B/three.flac", "Three", 500);
	scan(p);
	run_in(p, "chmod 0 A && chmod 0 B/two.flac");
	put_file(p, "B/three.flac", "touched");
	if (me == 0) { /* nothing is closed to root: be nobody for a while */
		run_in(p, "chown -R 65534:65534 ..");
		assert_int_equal(seteuid(65534), 0);
	}
	scan(p);
	assert_int_equal(seteuid(me), 0);
	assert_int_equal(p->troubles, 1);
	assert_int_equal(p->result.missing, 0);
	assert_int_equal(state_of(p, "A/one.flac"), FILE_PRESENT);
	run_in(p, "chmod 700 A B/two.flac");
}

static void a_worker_that_cannot_start_ends_the_scan(void **state)
{
	struct place *p = *state;
	struct err why = {0};
	const struct scan_target target = {.root = p->root, .path = p->music};
	const struct scan_config c = {.db = p->db,
		.clock = clock_system(),
		.exe = "/bin/false",
		.write = write_batch,
		.ctx = p};
	make(p, "A/one.flac", "One", 300);
	assert_int_equal(scan_run(&c, &target, 1, &p->result, &why), ERR_WORKER);
	assert_true(why.msg[0] != '\0');
	assert_int_equal(state_of(p, "A/one.flac"), -1); /* no file's fault */
}

/* ---- CUE sheets */

#define SHEET                                                                          \
	"PERFORMER \"Band\"\nTITLE \"Live\"\nFILE \"%s\" WAVE\n"                       \
	"TRACK 01 AUDIO\nTITLE \"First\"\nINDEX 01 00:00:00\n"                         \
	"TRACK 02 AUDIO\nTITLE \"Second\"\nINDEX 00 00:00:10\nINDEX 01 00:00:%02d\n"

static void put_sheet(
	struct place *p, const char *name, const char *file, int second_sectors)
{
	struct str s = {0};
	str_appendf(&s, SHEET, file, second_sectors);
	put_file(p, name, str_text(&s));
	str_finish(&s);
}

static void a_sheet_comes_changes_and_goes(void **state)
{
	struct place *p = *state;
	struct arena a = {0};
	struct track *t;
	if (!cue_available())
		skip();
	make(p, "A/live.flac", "Whole", 300);
	make(p, "A/other.flac", "Other", 400);
	scan(p);
	int64_t whole = track_of(p, &a, "A/live.flac").recording;
	put_sheet(p, "A/live.cue", "live.wav", 15); /* encoded since */
	scan(p);
	assert_int_equal(p->result.changed, 2);
	assert_int_equal(p->result.sheets, 1);
	assert_int_equal(p->bad_sheets, 0);
	assert_int_equal(tracks_of(p, &a, "A/live.flac", &t), 2);
	assert_string_equal(t[0].title, "First");
	assert_string_equal(t[1].title, "Second");
	assert_string_equal(t[1].artist_name, "Band");
	assert_string_equal(t[1].album_title, "Live");
	assert_int_equal(t[0].start_frame, 0);
	assert_int_equal(t[0].end_frame, 15 * RATE / 75);
	assert_int_equal(t[1].start_frame, 15 * RATE / 75);
	assert_int_equal(t[1].end_frame, 0);
	assert_int_equal(t[0].duration_ms, 200);
	assert_int_equal(t[1].duration_ms, 300);
	struct track *other;
	assert_int_equal(tracks_of(p, &a, "A/other.flac", &other), 1);
	int64_t second = t[1].recording;
	scan(p); /* nothing is new */
	assert_int_equal(p->items, 0);
	put_sheet(p, "A/live.cue", "live.flac", 20);
	scan(p);
	assert_int_equal(p->items, 2);
	assert_int_equal(tracks_of(p, &a, "A/live.flac", &t), 2);
	assert_int_equal(t[1].start_frame, 20 * RATE / 75);
	assert_int_equal(t[1].recording, second); /* it still has its name */
	run_in(p, "mkdir B && mv A/live.* B");
	scan(p);
	assert_int_equal(tracks_of(p, &a, "B/live.flac", &t), 2);
	assert_int_equal(t[1].recording, second);
	run_in(p, "rm B/live.cue");
	scan(p);
	assert_int_equal(tracks_of(p, &a, "B/live.flac", &t), 1);
	assert_string_equal(t[0].title, "Whole");
	assert_int_equal(t[0].recording, whole);
	arena_finish(&a);
}

static void useless_sheets_leave_files_whole(void **state)
{
	struct place *p = *state;
	struct arena a = {0};
	struct track *t;
	static const struct {
		const char *text, *words;
	} cases[] = {
		{"this is no sheet", "names no FILE"},
		{"FILE \"far.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n"
		 "TRACK 02 AUDIO\nINDEX 01 00:00:20\n",
			"far.wav"},
		{"FILE \"one.flac\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n"
		 "TRACK 02 AUDIO\nINDEX 01 01:00:00\n",
			"behind the end"},
		{"FILE \"one.flac\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:20\n"
		 "TRACK 02 AUDIO\nINDEX 01 00:00:20\n",
			"begins before"},
	};
	if (!cue_available())
		skip();
	make(p, "A/one.flac", "One", 300);
	make(p, "A/two.flac", "Two", 400);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		put_file(p, "A/x.cue", cases[i].text);
		scan(p);
		assert_int_equal(p->bad_sheets, 1);
		assert_int_equal(p->result.bad_sheets, 1);
		assert_non_null(strstr(p->bad_reason, cases[i].words));
		assert_int_equal(tracks_of(p, &a, "A/one.flac", &t), 1);
		assert_string_equal(t[0].title, "One");
		scan(p); /* it is not told again */
		assert_int_equal(p->bad_sheets, 0);
	}
	arena_finish(&a);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_serve(&job);
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(reads_once_and_then_only_changes),
		T(follows_what_moves_goes_and_returns),
		T(keeps_to_the_rules_of_the_walk),
		T(follows_a_link_out_of_the_root_once),
		T(finds_the_file_that_kills_its_worker),
		T(a_root_that_vanishes_loses_nothing),
		T(scans_a_part_alone),
		T(keeps_what_was_read_when_it_is_stopped),
		T(a_closed_folder_keeps_its_files),
		T(a_worker_that_cannot_start_ends_the_scan),
		T(a_sheet_comes_changes_and_goes),
		T(useless_sheets_leave_files_whole),
	};
	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
