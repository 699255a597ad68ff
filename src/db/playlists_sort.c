/* Sorting playlists, once, and taking out what stands in them twice. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"
#include "playlists_parts.h"

enum { GAP = 1024 };

/* By an expression over the best track of each entry; what has none stands last. */
#define SORT_FROM "SELECT " PLAYLIST_ENTRY_COLUMNS " FROM (SELECT e.*, "
#define SORT_TRACKS                                                                    \
	" AS key, t.sort AS behind, t.id IS NULL AS gone"                              \
	" FROM playlist_entry e JOIN recording r ON r.id = e.recording"                \
	" LEFT JOIN track t ON t.id = (SELECT id FROM track WHERE recording ="         \
	" e.recording ORDER BY shown DESC, id LIMIT 1)"                                \
	" LEFT JOIN artist a ON a.id = t.artist LEFT JOIN file f ON f.id = t.file"     \
	" LEFT JOIN root o ON o.id = f.root"                                           \
	" WHERE e.playlist = :playlist AND :profile = :profile) ORDER BY gone, key"
#define SORT_END ", place, id"
#define BY(key) SORT_FROM key SORT_TRACKS SORT_END
#define BY_THEN(key) SORT_FROM key SORT_TRACKS ", behind" SORT_END

static const struct {
	const char *name, *sql; /* NULL: needs no key */
} orders[PLAYLIST_ORDER__COUNT] = {
	[PLAYLIST_BY_TITLE] = {"title", BY("coalesce(t.title_key, r.title)")},
	[PLAYLIST_BY_ARTIST] = {"artist", BY_THEN("coalesce(a.sort, r.artist)")},
	[PLAYLIST_BY_ALBUM] = {"album", BY("coalesce(t.sort, r.title)")},
	[PLAYLIST_BY_ADDED] = {"added", BY("t.added_s")},
	[PLAYLIST_BY_LENGTH] = {"length", BY("r.duration_ms")},
	[PLAYLIST_BY_YEAR] = {"year", BY_THEN("t.year")},
	[PLAYLIST_BY_RATING] = {"rating",
		BY("-coalesce((SELECT rating FROM feedback WHERE profile ="
		   " :profile AND scope = 'recording' AND target = r.id AND path ="
		   " x''), 0)")},
	[PLAYLIST_BY_PLAYS] = {"plays",
		BY("-coalesce((SELECT plays FROM d_play WHERE profile = :profile"
		   " AND recording = r.id), 0)")},
	[PLAYLIST_BY_PATH] = {"path", BY_THEN("o.path || '/' || f.path")},
	[PLAYLIST_RANDOM] = {"random", NULL},
	[PLAYLIST_REVERSED] = {"reverse", NULL},
};

const char *playlist_order_name(enum playlist_order o)
{
	return orders[o].name;
}

bool playlist_order_from_name(
	const char *name, enum playlist_order *ret, bool *ret_backwards)
{
	bool backwards = *name == '-';
	for (int i = 0; i < PLAYLIST_ORDER__COUNT; i++) {
		if (strcmp(orders[i].name, name + backwards) == 0) {
			*ret = (enum playlist_order)i;
			*ret_backwards = backwards;
			return true;
		}
	}
	return false;
}

static enum err_code read_sorted(struct db *db, int64_t playlist,
	const struct playlist_sort *how, struct playlist_entries *ret, struct err *why)
{
	static const char SQL_PLAIN[] =
		"SELECT " PLAYLIST_ENTRY_COLUMNS " FROM playlist_entry"
		" WHERE playlist = :playlist AND :profile = :profile"
		" ORDER BY place, id";
	const char *sql = orders[how->order].sql;
	struct stmt q = stmt_begin(db, sql ? sql : SQL_PLAIN, why);
	stmt_i64(&q, ":playlist", playlist);
	stmt_i64(&q, ":profile", how->profile ? how->profile : 1);
	while (stmt_row(&q)) {
		struct playlist_entry e = playlists_entry_of(&q);
		playlists_log_entry(ret, &e);
	}
	return stmt_end(&q);
}

static void turn_round(struct playlist_entries *all)
{
	for (size_t i = 0; i < all->n / 2; i++) {
		struct playlist_entry e = all->entry[i];
		all->entry[i] = all->entry[all->n - 1 - i];
		all->entry[all->n - 1 - i] = e;
	}
}

static void mix(struct playlist_entries *all, uint64_t seed)
{
	struct rng r;
	rng_seed(&r, seed);
	for (size_t i = all->n; i > 1; i--) {
		size_t k = (size_t)rng_below(&r, i);
		struct playlist_entry e = all->entry[i - 1];
		all->entry[i - 1] = all->entry[k];
		all->entry[k] = e;
	}
}

/* Numbers the entries in their new order. */
static enum err_code put_order(struct db *db, const struct playlist_entries *all,
	struct playlist_change *log, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist_entry SET place = :place WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < all->n; i++) {
		struct playlist_entry e = all->entry[i];
		int64_t place = ((int64_t)i + 1) * GAP;
		if (e.place == place)
			continue;
		stmt_i64(&q, ":place", place);
		stmt_i64(&q, ":id", e.id);
		if (!stmt_run(&q))
			break;
		if (!log)
			continue;
		playlists_log_entry(&log->was, &e);
		e.place = place;
		playlists_log_entry(&log->is, &e);
	}
	return stmt_end(&q);
}

enum err_code playlists_sort(struct db *db, int64_t playlist,
	const struct playlist_sort *how, struct playlist_change *log, struct err *why)
{
	struct playlist_entries all = {0};
	enum err_code code = db_begin(db, "playlists_sort", why);
	if (code)
		return code;
	db_widen(db); /* its tracks lie all over the library */
	code = playlists_touch(db, playlist, why);
	if (!code)
		code = read_sorted(db, playlist, how, &all, why);
	if (how->order == PLAYLIST_RANDOM)
		mix(&all, how->seed);
	if (how->backwards != (how->order == PLAYLIST_REVERSED))
		turn_round(&all);
	if (!code)
		code = put_order(db, &all, log, why);
	playlist_entries_finish(all.entry, all.n);
	return playlists_end(db, code, why);
}

struct twice {
	struct map seen;
	int64_t *entry; /* owned */
	size_t n, cap;
};

static bool look_twice(void *ctx, const struct playlist_entry *e)
{
	struct twice *t = ctx;
	if (!map_get(&t->seen, e->recording, &(int64_t){0})) {
		map_put(&t->seen, e->recording, 1);
		return true;
	}
	t->entry = mem_grow(t->entry, &t->cap, t->n + 1, sizeof *t->entry);
	t->entry[t->n++] = e->id;
	return true;
}

enum err_code playlists_dedupe(struct db *db, int64_t playlist, size_t *ret_n,
	struct playlist_change *log, struct err *why)
{
	struct twice t = {0};
	*ret_n = 0;
	enum err_code code = db_begin(db, "playlists_dedupe", why);
	if (code)
		return code;
	code = playlists_each_entry(db, playlist, look_twice, &t, why);
	if (!code)
		code = playlists_take_out(db, playlist, t.entry, t.n, log, why);
	if (!code)
		*ret_n = t.n;
	map_finish(&t.seen);
	free(t.entry);
	return playlists_end(db, code, why);
}
