#include "dsp/features.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dsp/signals.h"

typedef void signal_fn(float *out, size_t n);

static struct feature extract(const float *mono, size_t n, size_t block)
{
	struct features *x = features_create();
	struct feature f;
	for (size_t i = 0; i < n; i += block)
		features_push(x, mono + i, n - i < block ? n - i : block);
	features_finish(x, &f);
	features_destroy(x);
	return f;
}

static float *make(signal_fn *fn, size_t n)
{
	float *mono = xcalloc(n, sizeof *mono);
	fn(mono, n);
	return mono;
}

/* ---- against the reference extractor that the definitions come from */

struct fact {
	int at;
	double value;
};

static bool agrees(double a, double reference)
{
	double tolerance = fmax(0.01 * fabs(reference), 1e-3);
	return fabs(a - reference) <= tolerance;
}

static void check_facts(
	const char *name, signal_fn *fn, const struct fact *fact, size_t n)
{
	float *mono = make(fn, SIGNAL_N);
	struct feature f = extract(mono, SIGNAL_N, 4096);
	free(mono);
	for (size_t i = 0; i < n; i++) {
		double got = (double)f.vector[fact[i].at];
		if (!agrees(got, fact[i].value))
			fail_msg("%s: number %d is %g, not %g", name, fact[i].at, got,
				fact[i].value);
	}
}

static void test_chords(void **state)
{
	static const struct fact fact[] = {{0, 104.816}, {20, 4.10684}, {40, 3.19066},
		{59, 43.3761}, {66, 24.0858}, {73, -72.5536}, {80, 6.4867},
		{87, 8.46186}, {88, 7.45805}, {91, -45.1474}, {92, 0.0295962},
		{99, 1.23167}, {129, 0.0380565}, {159, 8.61066}, {184, 5.67082},
		{209, 2.79931}, {210, 0.387665}, {211, 0.0268669}, {212, 0.471527},
		{224, -0.1838}, {225, 1.80834}, {227, -3.0981}, {229, 0.1344},
		{231, 2.1866}, {232, 0.0361161}, {233, 0.00732289}};
	check_facts("chords", signal_chords, fact, sizeof fact / sizeof *fact);
}

static void test_clicks(void **state)
{
	static const struct fact fact[] = {{0, 11.7186}, {20, 20.9644}, {40, 10.4637},
		{59, 29.2319}, {66, 9.786}, {73, -60.778}, {80, 16.6246}, {87, 8.89923},
		{88, 6.4335}, {91, -29.1546}, {92, 0.110214}, {99, 0.231287},
		{129, 0.298979}, {159, 3.37892}, {184, 3.90049}, {209, 1.03564},
		{210, 0.273895}, {211, 0.0415414}, {212, 1.00238}, {224, -1.6261},
		{225, 4.81401}, {227, -4.6974}, {229, -4.455}, {231, 8.23},
		{232, 0.0856009}, {233, 0.141717}};
	check_facts("clicks", signal_clicks, fact, sizeof fact / sizeof *fact);
}

static void test_silence_noise(void **state)
{
	static const struct fact fact[] = {{0, -22.4158}, {20, 1.76306}, {40, 1.94207},
		{59, 16.2735}, {66, 3.81666}, {73, -38.9589}, {80, 7.9582},
		{87, 12.4319}, {88, 11.6348}, {91, -2.51532}, {92, 0.356846},
		{99, 1.15342}, {129, 1.3267}, {159, 9.17327}, {184, 9.40791},
		{209, 3.5621}, {210, 0.152368}, {211, 0.084967}, {212, 0.975076},
		{224, -1.6581}, {225, 6.7946}, {227, -16.6348}, {229, 2.2617},
		{231, 2.5838}, {232, 0.498452}, {233, 0.0390543}};
	check_facts("silence_noise", signal_silence_noise, fact,
		sizeof fact / sizeof *fact);
}

static void test_sweep(void **state)
{
	static const struct fact fact[] = {{0, -2.98034}, {20, 15.7241}, {40, 0.393573},
		{59, 1.65832}, {66, 9.86226}, {73, -67.5858}, {80, 0.562424},
		{87, 11.1962}, {88, 2.95121}, {91, -41.7753}, {92, 0.238785},
		{99, 0.756652}, {129, 1.21188}, {159, 5.32242}, {184, 9.84132},
		{209, 3.55238}, {210, 0.276385}, {211, 0.0672783}, {212, 1},
		{224, -2e-05}, {225, 0.00539285}, {227, -0.28571}, {229, -0.13536},
		{231, 0.01499}, {232, 0.274408}, {233, 0.154253}};
	check_facts("sweep", signal_sweep, fact, sizeof fact / sizeof *fact);
}

static void read_floats(const char *text, double *out, size_t n)
{
	char *end = NULL;
	for (size_t i = 0; i < n; i++, text = end) {
		out[i] = strtod(text, &end);
		assert_ptr_not_equal(end, text);
	}
}

/* One line of the reference: name, vector, mean, covariance. */
static void check_line(char *line)
{
	static const struct {
		const char *name;
		signal_fn *fn;
	} signals[] = {{"sweep", signal_sweep}, {"clicks", signal_clicks},
		{"chords", signal_chords}, {"silence_noise", signal_silence_noise}};
	double want[FEATURE_DIM], mean[FEATURE_MFCC], covariance[FEATURE_COV];
	char *field[4] = {line, NULL, NULL, NULL};
	for (int i = 1; i < 4; i++) {
		char *tab = strchr(field[i - 1], '\t');
		assert_non_null(tab);
		*tab = '\0';
		field[i] = tab + 1;
	}
	read_floats(field[1], want, FEATURE_DIM);
	read_floats(field[2], mean, FEATURE_MFCC);
	read_floats(field[3], covariance, FEATURE_COV);
	for (size_t k = 0; k < sizeof signals / sizeof *signals; k++) {
		if (strcmp(signals[k].name, field[0]) != 0)
			continue;
		float *mono = make(signals[k].fn, SIGNAL_N);
		struct feature f = extract(mono, SIGNAL_N, 4096);
		free(mono);
		for (int i = 0; i < FEATURE_DIM; i++)
			assert_true(agrees((double)f.vector[i], want[i]));
		for (int i = 0; i < FEATURE_MFCC; i++)
			assert_true(agrees((double)f.mean[i], mean[i]));
		for (int i = 0; i < FEATURE_COV; i++)
			assert_true(agrees((double)f.covariance[i], covariance[i]));
		return;
	}
	fail_msg("an unknown signal: %s", field[0]);
}

/* All numbers, where the reference data are at hand. */
static void test_reference(void **state)
{
	const char *dir = getenv("LINNET_DATA");
	char path[4096];
	snprintf(path, sizeof path, "%s/sonic-reference/signals.tsv",
		dir ? dir : "../shared/data");
	FILE *in = fopen(path, "r");
	if (!in) {
		print_message("no reference data at %s\n", path);
		skip();
	}
	char *line = NULL;
	size_t cap = 0;
	int lines = 0;
	while (getline(&line, &cap, in) > 0) {
		if (line[0] == '#')
			continue;
		check_line(line);
		lines++;
	}
	free(line);
	fclose(in);
	assert_int_equal(lines, 4);
}

/* ---- properties */

static void test_blocks_make_no_difference(void **state)
{
	static const size_t block[] = {777, 999, 2048, 65536, SIGNAL_N};
	float *mono = make(signal_clicks, SIGNAL_N);
	struct feature want = extract(mono, SIGNAL_N, 4096);
	for (size_t i = 0; i < sizeof block / sizeof *block; i++) {
		struct feature f = extract(mono, SIGNAL_N, block[i]);
		assert_memory_equal(f.vector, want.vector, sizeof f.vector);
		assert_memory_equal(f.covariance, want.covariance, sizeof f.covariance);
		assert_memory_equal(f.mean, want.mean, sizeof f.mean);
	}
	free(mono);
}

static void test_reset_forgets(void **state)
{
	float *first = make(signal_chords, SIGNAL_N),
	      *second = make(signal_clicks, SIGNAL_N);
	struct feature want = extract(second, SIGNAL_N, 4096), f;
	struct features *x = features_create();
	features_push(x, first, SIGNAL_N - 1234);
	features_reset(x);
	features_push(x, second, SIGNAL_N);
	features_finish(x, &f);
	features_destroy(x);
	assert_memory_equal(f.vector, want.vector, sizeof f.vector);
	assert_memory_equal(f.covariance, want.covariance, sizeof f.covariance);
	assert_true(f.tempo_bpm == want.tempo_bpm && f.key == want.key);
	free(first);
	free(second);
}

static void test_stretches_add_up(void **state)
{
	float *mono = make(signal_chords, SIGNAL_N);
	struct feature want = extract(mono, SIGNAL_N, 4096), f, part;
	struct features *x = features_create();
	struct features_sums *all = features_sums_create(),
			     *one = features_sums_create();
	for (size_t at = 0; at < SIGNAL_N; at += SIGNAL_N / 5) {
		features_push(x, mono + at, SIGNAL_N / 5);
		features_cut(x, one);
		features_solve(one, &part);
		assert_true(feature_usable(&part));
		assert_float_equal(part.duration_s, 6, 1e-9);
		features_sums_add(all, one);
	}
	features_solve(all, &f);
	assert_float_equal(f.duration_s, 30, 1e-9);
	assert_int_equal(f.active_frames, want.active_frames);
	for (int i = 0; i < FEATURE_DIM; i++)
		assert_float_equal(f.vector[i], want.vector[i],
			1e-5 * fmax(1, fabs((double)want.vector[i])));
	for (int i = 0; i < FEATURE_COV; i++)
		assert_float_equal(f.covariance[i], want.covariance[i],
			1e-5 * fmax(1, fabs((double)want.covariance[i])));
	features_sums_destroy(all);
	features_sums_destroy(one);
	features_destroy(x);
	free(mono);
}

static void test_sine(void **state)
{
	float *mono = xcalloc(SIGNAL_N, sizeof *mono);
	signal_sine(mono, SIGNAL_N, 1000, 1);
	struct feature f = extract(mono, SIGNAL_N, 4096);
	free(mono);
	assert_true(feature_usable(&f));
	assert_float_equal(f.level_db, -3.0103, 0.01);
	assert_float_equal(f.vector[87], log2(1001), 1e-3);
	assert_float_equal(f.vector[232], 2000.0 / SIGNAL_HZ, 1e-3);
	/* The loudest tenth of the band from 800 to 1,600 Hz holds the whole main lobe:
	 * power 1 at its bin and a quarter at each neighbour, 1.5 in 8 bins. */
	double level = 20 * log10(sqrt(0.5));
	double valley = (double)f.vector[73 + 3] + level;
	assert_float_equal((double)f.vector[59 + 3] + valley, 10 * log10(1.5 / 8), 0.7);
}

static void test_tempo_and_key(void **state)
{
	static const double triad[3] = {261.6255653, 329.6275569, 391.9954360};
	float *mono = make(signal_clicks, SIGNAL_N);
	struct feature f = extract(mono, SIGNAL_N, 4096);
	assert_float_equal(f.tempo_bpm, 120, 3);
	assert_true(f.tempo_strength > 0.5f);
	for (size_t i = 0; i < SIGNAL_N; i++) {
		mono[i] = 0;
		for (int k = 0; k < 3; k++)
			mono[i] += (float)(0.2 * sin(2 * M_PI * triad[k] * (double)i /
							 SIGNAL_HZ));
	}
	f = extract(mono, SIGNAL_N, 4096);
	assert_int_equal(f.key, 0);
	free(mono);
}

static void test_set_apart(void **state)
{
	float *mono = xcalloc(SIGNAL_N, sizeof *mono);
	struct feature f = extract(mono, SIGNAL_N, 4096); /* silence */
	assert_false(feature_usable(&f));
	assert_int_equal(f.active_frames, 0);
	assert_int_equal(f.key, -1);
	signal_sine(mono, SIGNAL_N, 440, 0.5);
	f = extract(mono, 2048 + 8 * 512, 4096); /* 9 frames */
	assert_int_equal(f.active_frames, 9);
	assert_false(feature_usable(&f));
	f = extract(mono, 2048 + 9 * 512, 4096); /* 10 frames: the least */
	assert_true(feature_usable(&f));
	f = extract(mono, 100, 4096);
	assert_false(feature_usable(&f));
	struct features *x = features_create();
	features_finish(x, &f); /* nothing at all */
	features_destroy(x);
	assert_false(feature_usable(&f));
	free(mono);
}

/* Values that are no sound do no harm to what is around them. */
static void test_wild_values(void **state)
{
	static const float wild[] = {NAN, -NAN, INFINITY, -INFINITY, 3e38f, -1e20f};
	float *mono = make(signal_chords, SIGNAL_N);
	for (size_t i = 0; i < sizeof wild / sizeof *wild; i++)
		mono[100000 + 30000 * i] = wild[i];
	struct feature f = extract(mono, SIGNAL_N, 4096);
	assert_true(feature_usable(&f));
	assert_float_equal(f.vector[0], 104.816, 3);
	for (size_t i = 0; i < SIGNAL_N; i++)
		mono[i] = i % 2 ? NAN : -INFINITY;
	f = extract(mono, SIGNAL_N, 4096);
	assert_false(feature_usable(&f));
	free(mono);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chords),
		cmocka_unit_test(test_clicks),
		cmocka_unit_test(test_silence_noise),
		cmocka_unit_test(test_sweep),
		cmocka_unit_test(test_reference),
		cmocka_unit_test(test_blocks_make_no_difference),
		cmocka_unit_test(test_reset_forgets),
		cmocka_unit_test(test_stretches_add_up),
		cmocka_unit_test(test_sine),
		cmocka_unit_test(test_tempo_and_key),
		cmocka_unit_test(test_set_apart),
		cmocka_unit_test(test_wild_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
