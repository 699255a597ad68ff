#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "suggest/small_world.h"

static struct taste_request ask(int n, int discover)
{
	return (struct taste_request){.n = n, .discover = discover, .now_ms = WORLD_NOW};
}

static struct slate slate_of(struct taste *t, const struct taste_request *r)
{
	struct slate s;
	assert_int_equal(taste_slate(t, r, &s, NULL), ERR_OK);
	return s;
}

static int of_style(const struct slate *s, size_t n, int style)
{
	int count = 0;
	for (size_t i = 0; i < n && i < s->n; i++)
		count += world_style(s->pick[i].recording) == style;
	return count;
}

static void print_slate(struct taste *t, const struct slate *s)
{
	struct reason_names names = taste_names(t);
	for (size_t i = 0; i < s->n; i++) {
		struct str words = {0};
		reason_words(&words, &s->pick[i], &names, WORLD_NOW);
		printf("%s  %s\n", names.title(names.ctx, s->pick[i].recording),
			str_text(&words));
		str_finish(&words);
	}
}

static void liked_styles_fill_the_slate(void **state)
{
	struct world *w = world_create();
	world_history(w);
	struct taste *t = world_taste(w);
	struct taste_request r = ask(20, 50);
	struct slate s = slate_of(t, &r);
	print_slate(t, &s);
	assert_int_equal(s.n, 20);
	assert_false(s.learning);
	assert_in_range(of_style(&s, 20, 0) + of_style(&s, 20, 1), 14, 20);
	assert_in_range(of_style(&s, 20, 2), 0, 2);
	slate_finish(&s);
	taste_destroy(t);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(liked_styles_fill_the_slate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
