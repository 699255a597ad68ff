#include "search_live.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "search_filter.h"
#include "search_order.h"

enum { KEPT = 64, HOUR_MS = 3600000 };

struct live_cache {
	uint64_t generation;
	int64_t hour;
	struct kept {
		uint64_t hash; /* of profile and query; 0: free */
		int64_t tracks, ms;
	} kept[KEPT];
};

void live_cache_destroy(struct live_cache *c)
{
	free(c);
}

static struct live_cache *cache_of(struct db *db, int64_t now_ms)
{
	uint64_t generation = db_generation(db);
	int64_t hour = now_ms / HOUR_MS;
	if (!db->live)
		db->live = xcalloc(1, sizeof *db->live);
	if (db->live->generation != generation || db->live->hour != hour)
		*db->live = (struct live_cache){.generation = generation, .hour = hour};
	return db->live;
}

static enum err_code lengths(struct db *db, size_t n, int64_t **ret, struct err *why)
{
	*ret = xcalloc(n + 1, sizeof **ret);
	return facts_values(db, FACT_LENGTH, *ret, n, why);
}

static enum err_code measure(struct db *db, int64_t profile, const struct query_tree *t,
	struct kept *k, struct err *why)
{
	struct filter f;
	struct bits b = {0};
	int64_t *id = NULL, *length = NULL;
	size_t n = 0;
	struct order_wish wish = {
		.sort = t->sort, .reverse = t->reverse, .max = (size_t)t->limit};
	enum err_code code = filter_begin(db, profile, t->root, &f, why);
	if (!code)
		code = filter_eval(&f, t->root, &b, why);
	if (!code)
		code = lengths(db, f.n, &length, why);
	if (!code && t->limit)
		code = search_order(db, profile, &b, &wish, &id, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		k->ms += (size_t)id[i] < f.n ? length[id[i]] * 1000 : 0;
	k->tracks = (int64_t)n;
	if (!code && !t->limit) {
		k->tracks = (int64_t)bits_count(&b);
		for (int64_t i = bits_next(&b, 0); i >= 0; i = bits_next(&b, i + 1))
			k->ms += length[i] * 1000;
	}
	bits_finish(&b);
	free(id);
	free(length);
	return code;
}

enum err_code live_totals(struct db *db, int64_t profile, const char *query,
	int64_t *ret_tracks, int64_t *ret_ms, struct err *why)
{
	struct clock clock = clock_system();
	int64_t now_ms = clock_wall_ms(&clock);
	uint64_t hash = hash_bytes(query, strlen(query), (uint64_t)profile) | 1;
	struct live_cache *c = cache_of(db, now_ms);
	struct kept *k = &c->kept[hash / 2 % KEPT];
	enum err_code code = ERR_OK;
	if (k->hash != hash) {
		struct query_tree t;
		*k = (struct kept){0};
		query_parse(&t, query, QUERY_TYPING, now_ms / 1000);
		code = measure(db, profile, &t, k, why);
		k->hash = code ? 0 : hash;
		query_finish_tree(&t);
	}
	*ret_tracks = k->tracks;
	*ret_ms = k->ms;
	return code;
}
