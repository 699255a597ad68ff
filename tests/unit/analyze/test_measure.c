#include "analyze/measure.h"

#include <signal.h>

#include "analyze/files.h"
#include "base/clock.h"

enum { TRACKS = 12 };

/* Albums of `per_album` of the named files; notes what comes back for each. */
struct source {
	char *path[TRACKS]; /* owned */
	struct loudness_range range[TRACKS];
	size_t n, given, per_album, albums;
	int told[TRACKS];
	struct measure_track result[TRACKS]; /* paths not kept */
	struct loudness_reading joint[TRACKS];
	size_t stop_after, told_n;
	int waits, to_wait;
};

static bool next(void *ctx, struct measure_album *ret)
{
	struct source *s = ctx;
	if (s->given == s->n)
		return false;
	ret->n = s->n - s->given < s->per_album ? s->n - s->given : s->per_album;
	ret->track = xcalloc(ret->n, sizeof *ret->track);
	for (size_t i = 0; i < ret->n; i++, s->given++)
		ret->track[i] = (struct measure_track){.recording = (int64_t)s->given,
			.path = xstrdup(s->path[s->given]),
			.range = s->range[s->given]};
	return true;
}

static void track(void *ctx, const struct measure_track *t)
{
	struct source *s = ctx;
	s->told[t->recording]++;
	s->told_n++;
}

static void done(void *ctx, const struct measure_album *a)
{
	struct source *s = ctx;
	for (size_t i = 0; i < a->n; i++) {
		const struct measure_track *t = &a->track[i];
		assert_string_equal(t->path, s->path[t->recording]);
		s->result[t->recording] = *t;
		s->result[t->recording].path = NULL;
	}
	s->joint[s->albums++] = a->joint;
}

static enum measure_wish wish(void *ctx)
{
	struct source *s = ctx;
	if (s->stop_after && s->told_n >= s->stop_after)
		return MEASURE_STOP;
	if (s->told_n > 0 && s->waits < s->to_wait) {
		s->waits++;
		return MEASURE_WAIT;
	}
	return MEASURE_GO;
}

static enum err_code run(struct source *s, const struct measure_config *c,
	struct measure_result *ret, struct err *why)
{
	struct measure_source source = {next, track, done, wish, s};
	return measure_run(c, &source, ret, why);
}

/* A second of a stereo sine for every entry of db: -23 dBFS are -23 LUFS. */
static void add_tone(struct fixture *f, struct source *s, const double *db, size_t n)
{
	enum { RATE = 48000 };
	char name[32];
	float *pcm = xcalloc(2 * RATE * n, sizeof *pcm);
	for (size_t i = 0; i < RATE * n; i++)
		pcm[2 * i] = pcm[2 * i + 1] =
			(float)(pow(10, db[i / RATE] / 20) *
				sin(2 * M_PI * 1000 * (double)i / RATE));
	snprintf(name, sizeof name, "%zu.wav", s->n);
	s->path[s->n++] = files_write(f, name, FORMAT_WAV, RATE, 2, pcm, RATE * n);
	free(pcm);
}

static void add_level(struct fixture *f, struct source *s, double db)
{
	const double all[4] = {db, db, db, db};
	add_tone(f, s, all, 4);
}

/* 'C': the worker crashes, 'H': it hangs (see main). */
static void add_bad(struct fixture *f, struct source *s, const char *text)
{
	char name[32];
	snprintf(name, sizeof name, "%zu.bad", s->n);
	char *path = fixture_path(f, name);
	FILE *out = fopen(path, "w");
	fputs(text, out);
	fclose(out);
	s->path[s->n++] = path;
}

static void finish(struct source *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->path[i]);
}

static void is(double got, double want)
{
	if (!(fabs(got - want) < .1))
		fail_msg("%g is not %g", got, want);
}

static void albums_are_measured_together(void **state)
{
	struct source s = {.per_album = 2};
	struct measure_config c = {.jobs = 2, .urgent = true};
	struct measure_result result;
	static const double level[] = {-20, -20, -30, -23, -15};
	for (int i = 0; i < 5; i++)
		add_level(*state, &s, level[i]);
	assert_int_equal(run(&s, &c, &result, NULL), ERR_OK);
	assert_int_equal(result.done, 5);
	assert_int_equal(result.failed, 0);
	is(result.audio_s, 20);
	assert_int_equal(s.albums, 3);
	for (int i = 0; i < 5; i++) {
		assert_true(s.result[i].measured);
		assert_int_equal(s.told[i], 1);
		is(s.result[i].reading.lufs, level[i]);
		is(20 * log10(s.result[i].reading.peak), level[i]);
	}
	/* Either order: -20 twice; -30 and -23 as the mean of their powers; -15 alone. */
	double sum = s.joint[0].lufs + s.joint[1].lufs + s.joint[2].lufs;
	is(sum, -20 - 25.22 - 15);
	finish(&s);
}

static void a_range_is_all_that_counts(void **state)
{
	struct source s = {.per_album = 3};
	struct measure_config c = {.jobs = 1, .urgent = true};
	struct measure_result result;
	const double db[] = {-10, -10, -20, -20, -30, -30};
	for (int i = 0; i < 3; i++) {
		add_tone(*state, &s, db, 6);
		s.range[i] = (struct loudness_range){
			i * 96000, i == 2 ? 0 : (i + 1) * 96000};
	}
	assert_int_equal(run(&s, &c, &result, NULL), ERR_OK);
	is(result.audio_s, 6);
	for (int i = 0; i < 3; i++)
		is(s.result[i].reading.lufs, -10 * (i + 1));
	finish(&s);
}

/* A crash, a hang, no music and no file: each is marked, the album's rest is joined. */
static void bad_files_cost_themselves_only(void **state)
{
	struct source s = {.per_album = 6};
	struct measure_config c = {.jobs = 1, .urgent = true, .patience_s = 1};
	struct measure_result result;
	add_level(*state, &s, -20);
	add_bad(*state, &s, "Crash");
	add_bad(*state, &s, "Hang");
	add_bad(*state, &s, "no music");
	s.path[s.n++] = xstrdup("/nowhere/at/all.mp3");
	add_level(*state, &s, -20);
	assert_int_equal(run(&s, &c, &result, NULL), ERR_OK);
	assert_int_equal(result.done, 2);
	assert_int_equal(result.failed, 4);
	for (int i = 0; i < 6; i++) {
		bool good = i == 0 || i == 5;
		assert_int_equal(s.result[i].measured, good);
		assert_int_equal(s.told[i], 1);
		assert_int_equal(s.result[i].vanished, i == 4);
		assert_true(good || s.result[i].why.msg[0]);
	}
	assert_non_null(strstr(s.result[2].why.msg, "in time"));
	is(s.joint[0].lufs, -20);
	finish(&s);
}

static void it_waits_and_stops_when_told(void **state)
{
	struct source s = {.per_album = 1, .to_wait = 3, .stop_after = 2};
	struct measure_config c = {.jobs = 1};
	struct measure_result result;
	struct err why = {0};
	for (int i = 0; i < 4; i++)
		add_level(*state, &s, -20);
	assert_int_equal(run(&s, &c, &result, &why), ERR_CANCELLED);
	assert_int_equal(s.waits, 3);
	assert_int_equal(result.done, 2);
	finish(&s);
}

static void workers_that_cannot_run_blame_nobody(void **state)
{
	struct source s = {.per_album = 1};
	char *exe = fixture_path(*state, "worker.sh");
	FILE *out = fopen(exe, "w");
	fputs("#!/bin/sh\nexit 1\n", out);
	fclose(out);
	chmod(exe, 0700);
	struct measure_config c = {.exe = exe, .jobs = 1};
	struct measure_result result;
	struct err why = {0};
	for (int i = 0; i < 3; i++)
		add_level(*state, &s, -20);
	assert_int_equal(run(&s, &c, &result, &why), ERR_WORKER);
	assert_true(why.msg[0]);
	assert_int_equal(result.failed, 0);
	assert_int_equal(s.told_n, 0);
	free(exe);
	finish(&s);
}

static enum err_code handle(void *state, struct worker_message *m,
	struct worker_message *reply, struct err *why)
{
	char first = 0;
	if (m->n_fds == 1 && pread(m->fds[0], &first, 1, 0) == 1 && first == 'C')
		abort();
	for (volatile bool hang = first == 'H'; hang;)
		continue;
	return loudness_job.handle(state, m, reply, why);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0) {
		struct worker_job job = loudness_job;
		job.handle = handle;
		return worker_serve(&job);
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			albums_are_measured_together, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			a_range_is_all_that_counts, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(bad_files_cost_themselves_only,
			fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			it_waits_and_stops_when_told, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(workers_that_cannot_run_blame_nobody,
			fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
