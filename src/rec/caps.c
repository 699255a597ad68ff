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
	const struct caps_ranking *r;
	uint8_t *taken; /* (n) by place in the ranking */
	int32_t *slate;
	size_t filled, want;
	int recent, yesterday;
};

/* One walk down the ranking; takes what the two limits allow. */
static void fill(struct filling *f, int max_recent, int max_yesterday)
{
	for (size_t p = 0; p < f->r->n && f->filled < f->want; p++) {
		int32_t item = f->r->order[p];
		bool recent = f->r->is_recent[item];
		bool yesterday = f->r->was_yesterday[item];
		if (f->taken[p] || (recent && f->recent >= max_recent) ||
			(yesterday && f->yesterday >= max_yesterday))
			continue;
		f->taken[p] = 1;
		f->slate[f->filled++] = item;
		f->recent += recent;
		f->yesterday += yesterday;
	}
}

size_t caps_apply(const struct caps_ranking *r, int dial, size_t k, int32_t *ret,
	bool *ret_relaxed)
{
	const int limit = caps_limit(dial), all = INT_MAX;
	size_t most = k < r->n ? k : r->n;
	uint8_t *taken = xcalloc(r->n + 1, 1);
	struct filling f = {.r = r, .taken = taken, .slate = ret};
	f.want = most < CAPS_FIRST ? most : CAPS_FIRST;
	fill(&f, limit, limit);
	bool relaxed = f.filled < f.want;
	fill(&f, limit, all);
	fill(&f, all, all);
	f.want = most;
	fill(&f, all, all);
	free(taken);
	if (ret_relaxed)
		*ret_relaxed = relaxed;
	return f.filled;
}
