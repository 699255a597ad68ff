#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/shared_library.h"

/* One that is everywhere, because the C library brings it. */
static const char MATHS[] = "libm.so.6";

struct maths {
	double (*cos)(double);
	double (*hypot)(double, double);
};
static const struct shared_symbol symbols[] = {
	{"cos", offsetof(struct maths, cos)},
	{"hypot", offsetof(struct maths, hypot)},
};

static void functions_are_found_by_name(void **state)
{
	struct maths m = {0};
	(void)state;
	if (!shared_library_open(MATHS)) {
		print_message("there is no %s\n", MATHS);
		skip();
	}
	assert_true(shared_library_load(MATHS, symbols, 2, &m));
	assert_true(fabs(m.cos(0) - 1) < 1e-12);
	assert_true(fabs(m.hypot(3, 4) - 5) < 1e-12);
}

static void what_is_missing_is_told(void **state)
{
	static const struct shared_symbol none[] = {
		{"cos", offsetof(struct maths, cos)},
		{"no_such_function", offsetof(struct maths, hypot)}};
	struct maths m = {0};
	(void)state;
	assert_null(shared_library_open("libnosuchlibrary.so.1"));
	assert_false(shared_library_load("libnosuchlibrary.so.1", symbols, 2, &m));
	if (shared_library_open(MATHS))
		assert_false(shared_library_load(MATHS, none, 2, &m));
	assert_null(m.hypot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_found_by_name),
		cmocka_unit_test(what_is_missing_is_told),
	};
	return cmocka_run_group_tests_name("shared library", tests, NULL, NULL);
}
