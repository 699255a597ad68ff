/* The floor: strings, UTF-8, paths, hashing, packing, random numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/rng.h"
#include "base/str.h"
#include "base/utf8.h"

static void utf8_advances_over_anything(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t cp;
		size_t n;
	} cases[] = {
		{"a", 'a', 1}, {"\xC3\xA9", 0xE9, 2}, {"\xE6\x97\xA5", 0x65E5, 3},
		{"\xF0\x9F\x8E\xB5", 0x1F3B5, 4}, {"\xFF", 0xFFFD, 1},
		{"\xC0\x80", 0xFFFD, 1},         /* overlong NUL */
		{"\xED\xA0\x80", 0xFFFD, 1},     /* a surrogate */
		{"\xF4\x90\x80\x80", 0xFFFD, 1}, /* above the last one */
		{"\xE6\x97", 0xFFFD, 1},         /* cut */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t cp = 0;
		size_t n = utf8_decode(cases[i].text, strlen(cases[i].text), &cp);
		assert_int_equal(cp, cases[i].cp);
		assert_int_equal(n, cases[i].n);
	}
}

static void every_code_point_survives_encoding(void **state)
{
	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp += 7) {
		char out[4];
		uint32_t back;
		size_t n = utf8_encode(cp, out);
		assert_int_equal(utf8_decode(out, n, &back), n);
		assert_int_equal(back, cp >= 0xD800 && cp < 0xE000 ? 0xFFFD : cp);
	}
}

static void repair_keeps_what_is_valid(void **state)
{
	(void)state;
	struct str s = {0};
	utf8_repair(&s, "a\xFF\xC3\xA9\n", 5, true);
	assert_string_equal(str_text(&s), "a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD");
	assert_true(utf8_valid(s.data, s.len));
	assert_false(utf8_valid("\xC3", 1));
	str_finish(&s);
}

static void copies_cut_at_a_character(void **state)
{
	(void)state;
	char out[4];
	str_copy(out, sizeof out, "a\xC3\xA9\xC3\xA9");
	assert_string_equal(out, "a\xC3\xA9");
	str_copy(out, sizeof out, "abc\xC3\xA9");
	assert_string_equal(out, "abc");
}

static void numbers_are_whole_or_refused(void **state)
{
	(void)state;
	long long v = 5;
	double d = 5;
	assert_true(str_to_i64("-12", &v));
	assert_int_equal(v, -12);
	static const char *const bad[] = {"", "x", "1x", " 1", "99999999999999999999"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(str_to_i64(bad[i], &v));
	assert_int_equal(v, -12);
	assert_true(str_to_double("1.5", &d));
	assert_true(d > 1.49 && d < 1.51);
	assert_false(str_to_double("1,5", &d));
	assert_false(str_to_double("nan", &d));
}

static void paths_fall_apart_and_join(void **state)
{
	(void)state;
	char *p = path_join("/a/", "b");
	assert_string_equal(p, "/a/b");
	free(p);
	p = path_dir("/a/b");
	assert_string_equal(p, "/a");
	free(p);
	p = path_dir("/a");
	assert_string_equal(p, "/");
	free(p);
	p = path_expand("~/x", "/home/me");
	assert_string_equal(p, "/home/me/x");
	free(p);
	p = path_expand("~other/x", "/home/me");
	assert_string_equal(p, "~other/x");
	free(p);
	assert_string_equal(path_extension("/a.b/c"), "");
	assert_string_equal(path_extension("x.tar.FLAC"), "FLAC");
	assert_string_equal(path_extension("/a/.hidden"), "");
}

static void the_music_folder_is_read_from_user_dirs(void **state)
{
	(void)state;
	char dir[] = "/tmp/linnet-paths.XXXXXX";
	assert_non_null(mkdtemp(dir));
	char *file = path_join(dir, "user-dirs.dirs");
	static const char text[] = "# comment\nXDG_DESKTOP_DIR=\"$HOME/Desk\"\n"
				   "XDG_MUSIC_DIR=\"$HOME/Musik\"\n";
	assert_int_equal(io_write_file(file, text, strlen(text), 0600, NULL), ERR_OK);
	setenv("XDG_CONFIG_HOME", dir, 1);
	setenv("HOME", "/home/me", 1);
	unsetenv("XDG_MUSIC_DIR");
	struct paths p;
	paths_init(&p);
	assert_string_equal(p.music, "/home/me/Musik");
	paths_finish(&p);
	setenv("XDG_MUSIC_DIR", "/srv/music", 1);
	paths_init(&p);
	assert_string_equal(p.music, "/srv/music");
	paths_finish(&p);
	unlink(file);
	rmdir(dir);
	free(file);
}

static void maps_hold_what_was_put(void **state)
{
	(void)state;
	struct map m = {0};
	for (int64_t i = 0; i < 10000; i++)
		map_put(&m, i * 977 - 5000, i);
	map_put(&m, -5000, 42);
	assert_int_equal(m.len, 10000);
	for (int64_t i = 1; i < 10000; i++)
		assert_int_equal(map_get_or(&m, i * 977 - 5000, -1), i);
	assert_int_equal(map_get_or(&m, -5000, -1), 42);
	assert_int_equal(map_get_or(&m, 1, -1), -1);
	map_finish(&m);
}

static void interning_numbers_by_first_sight(void **state)
{
	(void)state;
	struct intern t = {0};
	char name[16];
	for (int i = 0; i < 5000; i++) {
		int n = snprintf(name, sizeof name, "n%d", i);
		assert_int_equal(intern_add(&t, name, (size_t)n), i);
	}
	assert_int_equal(intern_add(&t, "n7", 2), 7);
	assert_int_equal(intern_find(&t, "n4999", 5), 4999);
	assert_int_equal(intern_find(&t, "nope", 4), -1);
	assert_int_equal(intern_add(&t, "n\0x", 3), 5000);
	intern_finish(&t);
}

static void packing_reads_back_and_never_past_the_end(void **state)
{
	(void)state;
	struct str b = {0};
	bytes_put_u8(&b, 200);
	bytes_put_i64(&b, INT64_MIN);
	bytes_put_f64(&b, -0.1);
	bytes_put_str(&b, NULL);
	bytes_put_str(&b, "x");
	for (size_t n = 0; n <= b.len; n++) {
		struct bytes_reader r;
		bytes_reader_init(&r, b.data, n);
		uint8_t u = bytes_get_u8(&r);
		int64_t i = bytes_get_i64(&r);
		double d = bytes_get_f64(&r);
		char *none = bytes_get_str(&r), *x = bytes_get_str(&r);
		assert_int_equal(r.bad, n < b.len);
		if (!r.bad) {
			assert_int_equal(u, 200);
			assert_true(i == INT64_MIN);
			assert_true(d == -0.1);
			assert_null(none);
			assert_string_equal(x, "x");
		}
		free(none);
		free(x);
	}
	str_finish(&b);
}

static void random_numbers_repeat_for_a_seed(void **state)
{
	(void)state;
	struct rng a, b, c;
	rng_seed(&a, 1);
	rng_seed(&b, 1);
	rng_seed(&c, 2);
	int same = 0;
	double sum = 0;
	for (int i = 0; i < 10000; i++) {
		uint64_t x = rng_u64(&a);
		assert_true(x == rng_u64(&b));
		same += x == rng_u64(&c);
		sum += rng_double(&a) + 0 * (double)rng_u64(&b);
	}
	assert_int_equal(same, 0);
	assert_true(sum > 4800 && sum < 5200);
	for (int i = 0; i < 1000; i++)
		assert_true(rng_below(&a, 7) < 7);
}

static void errors_gather_context(void **state)
{
	(void)state;
	struct err why = {0};
	assert_int_equal(err_sys(&why, 2, "cannot open %s", "x"), ERR_NOT_FOUND);
	err_prefix(&why, "scan");
	assert_int_equal(strncmp(why.msg, "scan: cannot open x: ", 21), 0);
	assert_int_equal(err_set(NULL, ERR_BUSY, "nobody listens"), ERR_BUSY);
}

static void arenas_keep_what_they_gave(void **state)
{
	(void)state;
	struct arena a = {0};
	char *text[200];
	for (int i = 0; i < 200; i++)
		text[i] = arena_printf(&a, "%0*d", i * 10 + 1, i);
	for (int i = 0; i < 200; i++)
		assert_int_equal(strlen(text[i]), i * 10 + 1);
	arena_reset(&a);
	assert_non_null(arena_alloc(&a, 100000));
	arena_finish(&a);
}

static void files_are_replaced_whole(void **state)
{
	(void)state;
	char dir[] = "/tmp/linnet-io.XXXXXX";
	assert_non_null(mkdtemp(dir));
	char *file = path_join(dir, "f"), *data;
	size_t n;
	struct err why = {0};
	assert_int_equal(io_write_file(file, "one", 3, 0600, &why), ERR_OK);
	assert_int_equal(io_write_file(file, "three", 5, 0600, &why), ERR_OK);
	assert_int_equal(io_read_file(file, 100, &data, &n, &why), ERR_OK);
	assert_int_equal(n, 5);
	assert_string_equal(data, "three");
	free(data);
	assert_int_equal(io_read_file(file, 4, &data, &n, &why), ERR_RANGE);
	unlink(file);
	assert_int_equal(io_read_file(file, 4, &data, &n, &why), ERR_NOT_FOUND);
	free(file);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_advances_over_anything),
		cmocka_unit_test(every_code_point_survives_encoding),
		cmocka_unit_test(repair_keeps_what_is_valid),
		cmocka_unit_test(copies_cut_at_a_character),
		cmocka_unit_test(numbers_are_whole_or_refused),
		cmocka_unit_test(paths_fall_apart_and_join),
		cmocka_unit_test(the_music_folder_is_read_from_user_dirs),
		cmocka_unit_test(maps_hold_what_was_put),
		cmocka_unit_test(interning_numbers_by_first_sight),
		cmocka_unit_test(packing_reads_back_and_never_past_the_end),
		cmocka_unit_test(random_numbers_repeat_for_a_seed),
		cmocka_unit_test(errors_gather_context),
		cmocka_unit_test(arenas_keep_what_they_gave),
		cmocka_unit_test(files_are_replaced_whole),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
