/* A listener made up: sessions of runs over an album or of favourites, with skips. */
#ifndef TEST_HISTORY_H
#define TEST_HISTORY_H

#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"
#include "suggest/dataset.h"

enum { HISTORY_ITEMS = 60, HISTORY_ALBUM = 10, HISTORY_EVENTS_MAX = 2000 };

struct history {
	struct item item[HISTORY_ITEMS];
	struct event event[HISTORY_EVENTS_MAX];
	size_t n;
	int64_t now_ms; /* a quarter of an hour behind the last play */
};

static inline void history_play(struct history *h, struct rng *rng, int32_t item)
{
	int64_t heard = rng_below(rng, 8) == 0 ? 9000 : 200000;
	h->event[h->n++] = (struct event){.item = item,
		.session = -1,
		.start_ms = h->now_ms,
		.end_ms = h->now_ms + heard,
		.heard_ms = heard,
		.flags = event_flags(heard, 200000)};
	h->now_ms += heard + 1000;
}

/* Item i is called number[i] of the world: tests of numbering pass a permutation. */
static inline void history_make(struct history *h, int sessions, const int32_t *number)
{
	struct rng rng;
	memset(h, 0, sizeof *h);
	rng_seed(&rng, 42);
	h->now_ms = 1700000000000;
	for (int i = 0; i < HISTORY_ITEMS; i++)
		h->item[number ? number[i] : i] = (struct item){.artist = i / 20,
			.album = i / HISTORY_ALBUM,
			.feature = -1,
			.hash = hash_u64((uint64_t)i + 1)};
	for (int s = 0; s < sessions && h->n + 12 < HISTORY_EVENTS_MAX; s++) {
		int32_t album = (int32_t)rng_below(&rng, 4) * HISTORY_ALBUM;
		int32_t first = (int32_t)rng_below(&rng, 4);
		for (int p = 0; p < 6; p++) {
			int32_t i = rng_below(&rng, 3) ? album + first + p
						       : (int32_t)rng_below(&rng, 25);
			history_play(h, &rng, number ? number[i] : i);
		}
		h->now_ms += (int64_t)(3 + rng_below(&rng, 40)) * 3600 * 1000;
	}
	h->now_ms = h->event[h->n - 1].end_ms + 15 * 60 * 1000;
}

#endif
