#include "rec/caps.h"

#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"

int caps_limit(int dial)
{
	if (dial <= 50)
		return 20 - (dial * 12 + 25) / 50;
	return 8 - ((dial - 50) * 8 + 25) / 50;
}

struct filling {
	const int32_t *order;                     /* (n) */
	const uint8_t *is_recent, *was_yesterday; /* by item */
	uint8_t *taken;                           /* (n) by place in the ranking */
	int32_t *slate;
	size_t n, filled, want;
	int recent, yesterday;
};

/* One walk down the ranking; takes what the two limits allow. */
static void fill(struct filling *f, int max_recent, int max_yesterday)
{
	for (size_t r = 0; r < f->n && f->filled < f->want; r++) {
		int32_t item = f->order[r];
		bool recent = f->is_recent[item], yesterday = f->was_yesterday[item];
		if (f->taken[r] || (recent && f->recent >= max_recent) ||
			(yesterday && f->yesterday >= max_yesterday))
			continue;
		f->taken[r] = 1;
		f->slate[f->filled++] = item;
		f->recent += recent;
		f->yesterday += yesterday;
	}
}

size_t caps_apply(const int32_t *order, size_t n, const uint8_t *is_recent,
	const uint8_t *was_yesterday, int dial, size_t k, int32_t *ret,
	bool *ret_relaxed)
{
	const int limit = caps_limit(dial), all = INT_MAX;
	uint8_t *taken = xcalloc(n ? n : 1, 1);
	struct filling f = {.order = order,
		.is_recent = is_recent,
		.was_yesterday = was_yesterday,
		.taken = taken,
		.slate = ret,
		.n = n,
		.want = k < CAPS_FIRST ? k : CAPS_FIRST};
	if (f.want > n)
		f.want = n;
	fill(&f, limit, limit);
	bool relaxed = f.filled < f.want;
	fill(&f, limit, all);
	fill(&f, all, all);
	f.want = k < n ? k : n;
	fill(&f, all, all);
	free(taken);
	if (ret_relaxed)
		*ret_relaxed = relaxed;
	return f.filled;
}
