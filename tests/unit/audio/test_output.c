#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "audio/output.h"
#include "base/clock.h"
#include "base/io.h"

enum { RATE = 44100, FRAMES = 30000 };

static void finds_by_name(void **state)
{
	static const struct {
		const char *spec, *name, *rest;
	} good[] = {
#ifdef HAVE_LIBPULSE
		{"pulse", "pulse", ""},
		{"pulse:alsa_output.usb", "pulse", "alsa_output.usb"},
		{"auto", "pulse", ""},
#endif
		{"portaudio", "portaudio", ""},
		{"portaudio:USB DAC: 1", "portaudio", "USB DAC: 1"},
		{"null", "null", ""},
		{"null:fast", "null:fast", ""},
		{"wav:/tmp/a:b.wav", "wav", "/tmp/a:b.wav"},
		{"wav16:x", "wav16", "x"},
	};
	static const char *const bad[] = {"", "wav", "wav:", "wav16:", "null:slow",
		"nullx", "alsa", "null:fast:er"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const char *rest = NULL;
		const struct output_ops *o = output_find(good[i].spec, &rest, NULL);
		assert_non_null(o);
		assert_string_equal(o->name, good[i].name);
		assert_string_equal(rest, good[i].rest);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *rest = NULL;
		struct err why = {0};
		assert_null(output_find(bad[i], &rest, &why));
		assert_int_equal(why.code, ERR_USAGE);
		assert_true(why.msg[0]);
	}
}

static void auto_tries_devices_only(void **state)
{
	const struct output_ops *o[OUTPUT_CHOICES];
	const char *rest = NULL;
	size_t n = output_choices("auto", o, &rest, NULL);
	assert_true(n >= 1);
	assert_string_equal(o[n - 1]->name, "portaudio");
	for (size_t i = 0; i < n; i++)
		assert_true(o[i]->real_time && o[i]->load && o[i]->list);
	assert_int_equal(output_choices("null", o, &rest, NULL), 1);
	assert_int_equal(output_choices("nowhere", o, &rest, NULL), 0);
}

static void finds_devices_by_name_and_description(void **state)
{
	static const struct output_device d[] = {
		{.name = "hdmi-stereo", .description = "Screen, Headphones off"},
		{.name = "analog", .description = "Built-in"},
		{.name = "Headphones", .description = "USB headset"},
	};
	static const struct {
		const char *name;
		size_t i;
	} row[] = {{"analog", 1}, {"built-IN", 1}, {"headphones", 0}, {"Headphones", 2},
		{"usb", 2}, {"kitchen", 3}};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct err why = {0};
		assert_int_equal(output_device_find(d, 3, row[i].name, &why), row[i].i);
		assert_int_equal(why.code, row[i].i < 3 ? ERR_OK : ERR_NOT_FOUND);
	}
	struct err why = {0};
	output_device_find(d, 3, "kitchen", &why);
	assert_string_equal(why.msg,
		"no sound device is named kitchen; there are: "
		"Screen, Headphones off, Built-in and USB headset");
}

#ifdef HAVE_LIBPULSE
/* Where no server is the next output is tried at once. */
static void pulse_says_that_no_server_is_there(void **state)
{
	static const struct output_listener nobody = {0};
	const char *rest = NULL;
	const struct output_ops *o = output_find("pulse", &rest, NULL);
	struct err why = {0};
	void *host = NULL;
	setenv("PULSE_SERVER", "unix:/no/such/socket", 1);
	assert_int_equal(o->load(&nobody, &host, &why), ERR_DEVICE);
	assert_true(why.msg[0]);
	assert_null(host);
	unsetenv("PULSE_SERVER");
}
#endif

static struct rt *filled(size_t frames)
{
	struct rt *rt = rt_create(RATE, 2, 1);
	for (size_t i = 0; i < frames; i++) {
		size_t bytes;
		float *to = ring_write_begin(rt_ring(rt), &bytes);
		to[0] = (float)i / 65536;
		to[1] = -(float)i / 65536;
		ring_write_end(rt_ring(rt), 2 * sizeof *to);
	}
	return rt;
}

static void play(const char *spec, struct rt *rt)
{
	const char *rest = NULL;
	const struct output_ops *o = output_find(spec, &rest, NULL);
	struct output_want want = {.spec = rest, .rt = rt, .latency_s = .1};
	struct output_format format = {0};
	void *s = NULL;
	assert_int_equal(o->open(&want, &s, &format, NULL), ERR_OK);
	assert_int_equal(format.rate_hz, RATE);
	assert_int_equal(format.channels, 2);
	rt_set_ending(rt, true);
	assert_int_equal(o->start(s, NULL), ERR_OK);
	while (ring_filled(rt_ring(rt)) > 0)
		clock_sleep_us(1000);
	o->stop(s);
	assert_int_equal(o->life(s), OUTPUT_LIVES);
	o->close(s);
}

static void wav_holds_exactly_the_frames(void **state)
{
	char path[] = "/tmp/linnet-test-XXXXXX", spec[64];
	close(mkstemp(path));
	snprintf(spec, sizeof spec, "wav:%s", path);
	struct rt *rt = filled(FRAMES);
	play(spec, rt);
	char *data = NULL;
	size_t n = 0;
	assert_int_equal(io_read_file(path, 1 << 24, &data, &n, NULL), ERR_OK);
	assert_int_equal(n, 58 + FRAMES * 8);
	assert_memory_equal(data, "RIFF", 4);
	uint32_t riff, size;
	memcpy(&riff, data + 4, 4);
	memcpy(&size, data + 54, 4);
	assert_int_equal(riff, n - 8);
	assert_int_equal(size, FRAMES * 8);
	for (size_t i = 0; i < FRAMES; i++) {
		float pair[2];
		memcpy(pair, data + 58 + i * 8, sizeof pair);
		assert_true(pair[0] == (float)i / 65536 && pair[1] == -pair[0]);
	}
	free(data);
	unlink(path);
	rt_destroy(rt);
}

/* Values between two of 16 bits keep their mean; those that are one stay as they are. */
static void wav16_dithers_what_needs_it(void **state)
{
	char path[] = "/tmp/linnet-test-XXXXXX", spec[64];
	close(mkstemp(path));
	snprintf(spec, sizeof spec, "wav16:%s", path);
	for (int exact = 0; exact < 2; exact++) {
		struct rt *rt = rt_create(RATE, 2, 1);
		for (size_t i = 0; i < FRAMES; i++) {
			size_t bytes;
			float *to = ring_write_begin(rt_ring(rt), &bytes);
			to[0] = to[1] = exact ? 100 / 32768.f : 100.25f / 32768.f;
			ring_write_end(rt_ring(rt), 2 * sizeof *to);
		}
		play(spec, rt);
		rt_destroy(rt);
		char *data = NULL;
		size_t n = 0, others = 0;
		double sum = 0;
		assert_int_equal(io_read_file(path, 1 << 24, &data, &n, NULL), ERR_OK);
		assert_int_equal(n, 58 + FRAMES * 4);
		for (size_t i = 0; i < 2 * FRAMES; i++) {
			int16_t v;
			memcpy(&v, data + 58 + i * 2, sizeof v);
			others += v != 100;
			sum += v;
		}
		free(data);
		assert_true(exact ? others == 0 : others > FRAMES / 4);
		assert_true(fabs(sum / (2 * FRAMES) - (exact ? 100 : 100.25)) < .02);
	}
	unlink(path);
}

static void null_takes_every_frame(void **state)
{
	static const char *const specs[] = {"null", "null:fast"};
	for (int i = 0; i < 2; i++) {
		struct rt *rt = filled(RATE / 10);
		play(specs[i], rt);
		assert_int_equal(rt_position(rt).frames, RATE / 10);
		assert_int_equal(rt_position(rt).underruns, 0);
		rt_destroy(rt);
	}
}

static void wav_says_why_not(void **state)
{
	const char *rest = NULL;
	const struct output_ops *o =
		output_find("wav:/no/such/folder/x.wav", &rest, NULL);
	struct rt *rt = rt_create(RATE, 2, 1);
	struct output_want want = {.spec = rest, .rt = rt, .latency_s = .1};
	struct output_format format;
	struct err why = {0};
	void *s = NULL;
	assert_int_equal(o->open(&want, &s, &format, &why), ERR_NOT_FOUND);
	assert_non_null(strstr(why.msg, "/no/such/folder/x.wav"));
	rt_destroy(rt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_by_name),
		cmocka_unit_test(auto_tries_devices_only),
		cmocka_unit_test(finds_devices_by_name_and_description),
#ifdef HAVE_LIBPULSE
		cmocka_unit_test(pulse_says_that_no_server_is_there),
#endif
		cmocka_unit_test(wav_holds_exactly_the_frames),
		cmocka_unit_test(wav16_dithers_what_needs_it),
		cmocka_unit_test(null_takes_every_frame),
		cmocka_unit_test(wav_says_why_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
