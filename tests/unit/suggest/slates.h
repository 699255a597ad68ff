/* Asking for slates of the small world, and what is in them. */
#ifndef UNIT_SUGGEST_SLATES_H
#define UNIT_SUGGEST_SLATES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "suggest/small_world.h"

static inline struct taste_request ask(int n, int discover)
{
	return (struct taste_request){
		.n = n, .discover = discover, .now_ms = WORLD_NOW};
}

static inline struct slate slate_of(struct taste *t, const struct taste_request *r)
{
	struct slate s;
	assert_int_equal(taste_slate(t, r, &s, NULL), ERR_OK);
	return s;
}

static inline int of_style(const struct slate *s, size_t n, int style)
{
	int count = 0;
	for (size_t i = 0; i < n && i < s->n; i++)
		count += world_style(s->pick[i].recording) == style;
	return count;
}

static inline bool has(const struct slate *s, int64_t recording)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->pick[i].recording == recording)
			return true;
	return false;
}

static inline int item_of(int64_t recording)
{
	return (int)(recording - 1000) / 7;
}

#endif
