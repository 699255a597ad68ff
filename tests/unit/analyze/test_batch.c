#include "analyze/batch.h"

#include "analyze/analyze.h"
#include "analyze/files.h"

enum { ITEMS = 12 };

/* A source of named files; counts what comes back for each. */
struct source {
	char *path[ITEMS]; /* owned */
	size_t n, given;
	int done[ITEMS], failed[ITEMS];
	char reason[ITEMS][128];
	size_t stop_after; /* results; 0: never */
	size_t results;
};

static size_t next(void *ctx, struct batch_item *out, size_t max)
{
	struct source *s = ctx;
	size_t n = 0;
	for (; n < max && n < 5 && s->given < s->n; n++, s->given++)
		out[n] = (struct batch_item){.recording = (int64_t)s->given,
			.want = ANALYZE_FEATURES,
			.path = xstrdup(s->path[s->given])};
	return n;
}

static void done(void *ctx, const struct batch_item *item, const struct feature *f,
	const struct identity *i)
{
	struct source *s = ctx;
	assert_string_equal(item->path, s->path[item->recording]);
	assert_true(feature_usable(f));
	s->done[item->recording]++;
	s->results++;
}

static void failed(void *ctx, const struct batch_item *item, const struct err *why)
{
	struct source *s = ctx;
	s->failed[item->recording]++;
	str_copy(s->reason[item->recording], sizeof s->reason[0], why->msg);
	s->results++;
}

static bool stop(void *ctx)
{
	struct source *s = ctx;
	return s->stop_after && s->results >= s->stop_after;
}

static enum err_code run(struct source *s, const struct batch_config *c,
	struct batch_result *ret, struct err *why)
{
	struct batch_source source = {next, done, failed, stop, s};
	return batch_run(c, &source, ret, why);
}

static void add_music(struct fixture *f, struct source *s, int seconds)
{
	char name[32];
	size_t frames;
	float *pcm = files_music(22050, seconds, &frames);
	snprintf(name, sizeof name, "%zu.wav", s->n);
	s->path[s->n++] = files_write(f, name, FORMAT_WAV, 22050, 2, pcm, frames);
	free(pcm);
}

/* An analyze worker that is another program: a shell script. */
static char *add_script(struct fixture *f, const char *text)
{
	char *path = fixture_path(f, "worker.sh");
	FILE *out = fopen(path, "w");
	fprintf(out, "#!/bin/sh\n%s\n", text);
	fclose(out);
	chmod(path, 0700);
	return path;
}

static void finish(struct source *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->path[i]);
}

static void all_are_done_and_bad_ones_named(void **state)
{
	struct source s = {0};
	struct batch_config c = {.jobs = 2, .urgent = true};
	struct batch_result result;
	for (int i = 0; i < 7; i++)
		add_music(*state, &s, 3 + i % 3);
	s.path[s.n++] = xstrdup("/nowhere/at/all.mp3");
	s.path[s.n++] = xstrdup("/tmp");
	s.path[s.n++] = add_script(*state, "is a text");
	char *fifo = fixture_path(*state, "fifo");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	s.path[s.n++] = fifo;
	add_music(*state, &s, 4);
	assert_int_equal(run(&s, &c, &result, NULL), ERR_OK);
	assert_int_equal(result.done, 8);
	assert_int_equal(result.failed, 4);
	assert_float_equal(result.audio_s, 3 + 4 + 5 + 3 + 4 + 5 + 3 + 4, 1e-6);
	for (size_t i = 0; i < s.n; i++) {
		bool bad = i >= 7 && i < 11;
		assert_int_equal(s.done[i], !bad);
		assert_int_equal(s.failed[i], bad);
		assert_true(!bad || s.reason[i][0] != '\0');
	}
	finish(&s);
}

/* ---- a part of a file (a track of a CUE sheet) is what it is alone */

struct parts {
	struct batch_item item[2]; /* the part, and a file of the same frames */
	size_t given;
	struct feature feature[2];
};

static size_t next_part(void *ctx, struct batch_item *out, size_t max)
{
	struct parts *p = ctx;
	if (p->given == 2 || max < 1)
		return 0;
	out[0] = p->item[p->given];
	out[0].path = xstrdup(out[0].path);
	out[0].recording = (int64_t)p->given++;
	return 1;
}

static void part_done(void *ctx, const struct batch_item *item, const struct feature *f,
	const struct identity *i)
{
	((struct parts *)ctx)->feature[item->recording] = *f;
}

static void part_failed(void *ctx, const struct batch_item *item, const struct err *why)
{
	(void)ctx;
	fail_msg("%s: %s", item->path, why->msg);
}

static void a_part_is_heard_alone(void **state)
{
	enum { FROM = 44100 * 5 + 17, TO = 44100 * 14 + 3 };
	struct batch_config c = {.jobs = 1, .urgent = true};
	struct batch_result result;
	size_t frames;
	float *pcm = files_music(44100, 20, &frames);
	struct parts p = {
		.item = {{.want = ANALYZE_FEATURES}, {.want = ANALYZE_FEATURES}}};
	p.item[0].path =
		files_write(*state, "whole.flac", FORMAT_FLAC, 44100, 2, pcm, frames);
	p.item[0].start_frame = FROM;
	p.item[0].end_frame = TO;
	p.item[1].path = files_write(
		*state, "part.flac", FORMAT_FLAC, 44100, 2, pcm + 2 * FROM, TO - FROM);
	struct batch_source source = {next_part, part_done, part_failed, NULL, &p};
	assert_int_equal(batch_run(&c, &source, &result, NULL), ERR_OK);
	assert_int_equal(result.done, 2);
	assert_float_equal(p.feature[0].duration_s, (double)(TO - FROM) / 44100, 1e-9);
	for (int i = 0; i < FEATURE_DIM; i++) {
		float a = p.feature[0].vector[i], b = p.feature[1].vector[i];
		assert_true(fabsf(a - b) <= 1e-5F * fmaxf(1, fabsf(b)));
	}
	free(p.item[0].path);
	free(p.item[1].path);
	free(pcm);
}

static void ends_when_told(void **state)
{
	struct source s = {.stop_after = 2};
	struct batch_config c = {.jobs = 1, .urgent = true};
	struct batch_result result;
	for (int i = 0; i < 8; i++)
		add_music(*state, &s, 3);
	assert_int_equal(run(&s, &c, &result, NULL), ERR_CANCELLED);
	assert_int_equal(result.done, 2);
	finish(&s);
}

static void a_hanging_worker_costs_its_file_only(void **state)
{
	struct source s = {0};
	add_music(*state, &s, 3);
	char *exe = add_script(*state, "exec sleep 1000");
	struct batch_config c = {.exe = exe, .jobs = 1, .patience_s = 1};
	struct batch_result result;
	/* A small file: no more patience for its size. */
	assert_int_equal(truncate(s.path[0], 2000), 0);
	assert_int_equal(run(&s, &c, &result, NULL), ERR_OK);
	assert_int_equal(result.failed, 1);
	assert_int_equal(s.failed[0], 1);
	assert_non_null(strstr(s.reason[0], "in time"));
	free(exe);
	finish(&s);
}

static void a_crash_marks_the_file(void **state)
{
	struct source s = {0};
	for (int i = 0; i < 2; i++)
		add_music(*state, &s, 3);
	char *exe = add_script(*state, "kill -SEGV $$");
	struct batch_config c = {.exe = exe, .jobs = 1};
	struct batch_result result;
	assert_int_equal(run(&s, &c, &result, NULL), ERR_OK);
	assert_int_equal(result.failed, 2);
	assert_true(s.reason[0][0] != '\0' && s.reason[1][0] != '\0');
	free(exe);
	finish(&s);
}

/* Where nothing but deaths comes, the files are not to blame. */
static void workers_that_cannot_run_blame_nobody(void **state)
{
	struct source s = {0};
	for (int i = 0; i < 6; i++)
		add_music(*state, &s, 3);
	char *exe = add_script(*state, "exit 1");
	struct batch_config c = {.exe = exe, .jobs = 1};
	struct batch_result result;
	struct err why = {0};
	assert_int_equal(run(&s, &c, &result, &why), ERR_WORKER);
	assert_true(why.msg[0] != '\0');
	assert_int_equal(result.failed, 0);
	free(exe);
	finish(&s);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_serve(&analyze_job);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_are_done_and_bad_ones_named,
			fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			a_part_is_heard_alone, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			ends_when_told, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(a_hanging_worker_costs_its_file_only,
			fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			a_crash_marks_the_file, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(workers_that_cannot_run_blame_nobody,
			fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
