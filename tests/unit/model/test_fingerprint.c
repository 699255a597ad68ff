#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/fingerprint.h"

static uint32_t next(uint64_t *x)
{
	*x = *x * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*x >> 32);
}

static struct fingerprint random_print(uint64_t seed, size_t n)
{
	struct fingerprint f = {.n = n};
	for (size_t i = 0; i < n; i++)
		f.item[i] = next(&seed);
	return f;
}

static int errors(const struct fingerprint *a, const struct fingerprint *b)
{
	uint32_t thin[FINGERPRINT_THIN_MAX];
	size_t n = fingerprint_thin(b, thin);
	return fingerprint_errors(a, thin, n);
}

static void bits_that_differ_are_counted(void **state)
{
	struct fingerprint a = random_print(1, 900), b = a, c = random_print(2, 900);
	(void)state;
	assert_int_equal(errors(&a, &b), 0);
	for (size_t i = 0; i < b.n; i++)
		b.item[i] ^= 1u << i % 32; /* one of 32 */
	assert_int_equal(errors(&a, &b), 31);
	assert_true(errors(&a, &c) > 450);
	assert_true(31 <= FINGERPRINT_SAME && FINGERPRINT_SAME < 300);
}

/* Another pressing begins earlier or later. */
static void the_best_offset_counts(void **state)
{
	(void)state;
	for (int shift = 0; shift <= 30; shift += 3) {
		struct fingerprint a = random_print(1, 900), b = {.n = 900 - 30};
		memcpy(b.item, a.item + shift, b.n * sizeof *b.item);
		bool near = shift <= 24;
		assert_int_equal(errors(&a, &b) == 0, near);
		assert_int_equal(errors(&b, &a) == 0, near);
	}
}

static void too_little_in_common_is_not_compared(void **state)
{
	struct fingerprint a = random_print(1, 900), b = a, none = {0};
	(void)state;
	b.n = 44; /* less than 6 s */
	assert_int_equal(errors(&a, &b), FINGERPRINT_UNLIKE);
	b.n = 100;
	assert_int_equal(errors(&a, &b), 0);
	assert_int_equal(errors(&a, &none), FINGERPRINT_UNLIKE);
	assert_int_equal(errors(&none, &a), FINGERPRINT_UNLIKE);
}

static void what_is_short_or_even_tells_nothing(void **state)
{
	struct fingerprint a = random_print(1, 900), silence = {.n = 900};
	(void)state;
	assert_true(fingerprint_usable(&a));
	a.n = 60;
	assert_false(fingerprint_usable(&a));
	for (size_t i = 0; i < silence.n; i++)
		silence.item[i] = 627964279;
	assert_false(fingerprint_usable(&silence));
	for (size_t i = 0; i < 31; i++)
		silence.item[i * 20] = (uint32_t)i;
	assert_true(fingerprint_usable(&silence));
}

static size_t common(const struct fingerprint *a, const struct fingerprint *b)
{
	uint32_t v[FINGERPRINT_WORDS], w[FINGERPRINT_WORDS];
	size_t n = fingerprint_words(a, v), m = fingerprint_words(b, w), same = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			same += v[i] == w[k];
	return same;
}

static void the_same_sound_has_words_in_common(void **state)
{
	struct fingerprint a = random_print(1, 900), b = a, c = random_print(2, 900);
	(void)state;
	assert_int_equal(common(&a, &a), FINGERPRINT_WORDS);
	for (size_t i = 0; i < b.n; i += 2)
		b.item[i] ^= 5; /* every second one is another */
	assert_true(common(&a, &b) >= 2);
	assert_int_equal(common(&a, &c), 0);
	/* Where they stand does not matter, nor how often. */
	for (size_t i = 0; i < c.n; i++)
		c.item[i] = a.item[c.n - 1 - i];
	assert_int_equal(common(&a, &c), FINGERPRINT_WORDS);
}

static void it_travels_between_processes(void **state)
{
	struct identity in = {.file_bytes = 1 << 20,
		.has_whole = true,
		.whole = 0xFEDCBA9876543210u,
		.has_print = true,
		.print_version = 1,
		.print = random_print(3, 948)};
	struct identity *out = test_malloc(sizeof *out);
	struct bytes_reader r;
	struct str b = {0};
	(void)state;
	identity_put(&b, &in);
	bytes_reader_init(&r, b.data, b.len);
	identity_get(&r, out);
	assert_false(r.bad);
	assert_true(r.p == r.end);
	assert_int_equal(out->file_bytes, in.file_bytes);
	assert_true(out->has_whole && out->has_print && out->whole == in.whole);
	assert_int_equal(out->print.n, 948);
	assert_memory_equal(out->print.item, in.print.item, 948 * sizeof(uint32_t));
	/* More items than there is room for are a lie. */
	for (size_t i = 0; i < b.len; i++) {
		bytes_reader_init(&r, b.data, i);
		identity_get(&r, out);
		assert_true(r.bad);
	}
	str_reset(&b);
	in.print.n = 0;
	identity_put(&b, &in);
	b.data[b.len - 1] = 1;
	bytes_reader_init(&r, b.data, b.len);
	identity_get(&r, out);
	assert_true(r.bad && out->print.n == 0);
	str_finish(&b);
	test_free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_that_differ_are_counted),
		cmocka_unit_test(the_best_offset_counts),
		cmocka_unit_test(too_little_in_common_is_not_compared),
		cmocka_unit_test(what_is_short_or_even_tells_nothing),
		cmocka_unit_test(the_same_sound_has_words_in_common),
		cmocka_unit_test(it_travels_between_processes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
