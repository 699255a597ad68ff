#include "analyze/analyze.h"

#include "analyze/files.h"

static struct feature analyze_path(const char *path)
{
	struct feature f;
	struct err why = {0};
	int fd = open(path, O_RDONLY);
	if (analyze_fd(fd, &f, NULL, NULL, &why) != ERR_OK)
		fail_msg("%s: %s", path, why.msg);
	assert_int_equal(fcntl(fd, F_GETFD) & ~FD_CLOEXEC, 0); /* still the caller's */
	close(fd);
	return f;
}

static void mono_is_the_mean_of_the_channels(void **state)
{
	size_t frames;
	float *pcm = files_music(22050, 8, &frames);
	float *mono = xcalloc(frames, sizeof *mono);
	for (size_t i = 0; i < frames; i++)
		mono[i] = 0.5f * (pcm[2 * i] + pcm[2 * i + 1]);
	char *stereo_path =
		files_write(*state, "s.wav", FORMAT_WAV, 22050, 2, pcm, frames);
	char *mono_path =
		files_write(*state, "m.wav", FORMAT_WAV, 22050, 1, mono, frames);
	struct feature stereo = analyze_path(stereo_path),
		       one = analyze_path(mono_path);
	/* Both were rounded to 16 bits, at other places. */
	for (int i = 0; i < 19; i++)
		assert_float_equal(stereo.vector[i], one.vector[i], 0.05);
	assert_float_equal(stereo.duration_s, 8, 1e-9);
	free(pcm);
	free(mono);
	free(stereo_path);
	free(mono_path);
}

static void the_rate_matters_little(void **state)
{
	struct feature f[2];
	static const int rate[2] = {22050, 48000};
	for (int i = 0; i < 2; i++) {
		size_t frames;
		float *pcm = files_music(rate[i], 8, &frames);
		char *path = files_write(
			*state, "r.wav", FORMAT_WAV, rate[i], 2, pcm, frames);
		f[i] = analyze_path(path);
		free(path);
		free(pcm);
	}
	assert_float_equal(f[0].duration_s, f[1].duration_s, 1e-9);
	assert_float_equal(f[0].level_db, f[1].level_db, 0.1);
	/* Modulation of the five lower bands: above them the files hold little but the
	 * rounding to 16 bits. */
	for (int i = 159; i < 184; i++)
		assert_float_equal(f[0].vector[i], f[1].vector[i], 0.5);
}

static bool stop_at_once(void *ctx)
{
	++*(int *)ctx;
	return true;
}

static void stops_when_told(void **state)
{
	size_t frames;
	float *pcm = files_music(22050, 8, &frames);
	char *path = files_write(*state, "s.wav", FORMAT_WAV, 22050, 2, pcm, frames);
	int asked = 0, fd = open(path, O_RDONLY);
	struct feature f;
	assert_int_equal(analyze_fd(fd, &f, stop_at_once, &asked, NULL), ERR_CANCELLED);
	assert_int_equal(asked, 1);
	close(fd);
	free(path);
	free(pcm);
}

static void what_is_no_music_is_said(void **state)
{
	char *path = fixture_path(*state, "x.mp3");
	FILE *out = fopen(path, "w");
	fputs("this is a text, whatever its name says\n", out);
	fclose(out);
	struct feature f;
	struct err why = {0};
	int fd = open(path, O_RDONLY);
	assert_int_not_equal(analyze_fd(fd, &f, NULL, NULL, &why), ERR_OK);
	assert_true(why.msg[0] != '\0');
	close(fd);
	free(path);
}

static void the_worker_gives_the_same(void **state)
{
	size_t frames;
	float *pcm = files_music(44100, 8, &frames);
	char *path = files_write(*state, "w.ogg", FORMAT_VORBIS, 44100, 2, pcm, frames);
	struct feature want = analyze_path(path), f = {0};
	struct worker_limits limits = {.seconds_per_message = 100};
	struct worker *w;
	struct err why = {0};
	assert_int_equal(worker_start(NULL, "analyze", &limits, &w, &why), ERR_OK);
	for (int i = 0; i < 2; i++) {
		int fd = open(path, O_RDONLY);
		if (analyze_in_worker(w, fd, &f, &why) != ERR_OK)
			fail_msg("%s", why.msg);
		assert_memory_equal(f.vector, want.vector, sizeof f.vector);
		assert_memory_equal(f.covariance, want.covariance, sizeof f.covariance);
		assert_true(f.duration_s == want.duration_s);
		close(fd);
		/* A bad one in between does no harm. */
		int bad = open("/dev/null", O_RDONLY);
		assert_int_not_equal(analyze_in_worker(w, bad, &f, &why), ERR_OK);
		assert_true(worker_pid(w) > 0);
		close(bad);
	}
	worker_stop(w);
	free(path);
	free(pcm);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_serve(&analyze_job);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(mono_is_the_mean_of_the_channels,
			fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			the_rate_matters_little, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			stops_when_told, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			what_is_no_music_is_said, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			the_worker_gives_the_same, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
