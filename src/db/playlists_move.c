/* Moving entries within their playlist. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "playlists_parts.h"

/* What was moved several times on its way: as it was first, as it is last. */
static void log_once(struct playlist_change *log, const struct playlist_change *steps)
{
	struct map at = {0};
	for (size_t i = 0; log && i < steps->was.n; i++) {
		const struct playlist_entry *is = &steps->is.entry[i];
		int64_t k;
		if (map_get(&at, is->id, &k)) {
			log->is.entry[k].place = is->place;
			continue;
		}
		map_put(&at, is->id, (int64_t)log->is.n);
		playlists_log_entry(&log->was, &steps->was.entry[i]);
		playlists_log_entry(&log->is, is);
	}
	map_finish(&at);
}

enum err_code playlists_move(struct db *db, int64_t playlist, int64_t entry,
	int64_t before, struct playlist_change *log, struct err *why)
{
	struct playlist_entries one = {0};
	struct playlist_change steps = {0};
	struct playlist_room room;
	if (entry == before)
		return ERR_OK;
	enum err_code code = db_begin(db, "playlists_move", why);
	if (code)
		return code;
	code = playlists_touch(db, playlist, why);
	if (!code)
		code = playlists_make_room(db, playlist, before, 1, &room, &steps, why);
	if (!code)
		code = playlists_read_some(db, playlist, &entry, 1, &one, why);
	if (!code && one.n > 0)
		code = playlists_put_place(db, one.entry[0], room.first, &steps, why);
	log_once(log, &steps);
	playlist_change_finish(&steps);
	playlist_entries_finish(one.entry, one.n);
	return playlists_end(db, code, why);
}

/* The entry before or behind one; false: it is the first or the last. */
static bool beside(struct db *db, const struct playlist_entry *e, bool down,
	struct playlist_entry *ret, enum err_code *code, struct err *why)
{
	static const char SQL_DOWN[] = "SELECT " PLAYLIST_ENTRY_COLUMNS
				       " FROM playlist_entry WHERE playlist = :playlist"
				       " AND (place, id) > (:place, :id)"
				       " ORDER BY place, id LIMIT 1";
	static const char SQL_UP[] = "SELECT " PLAYLIST_ENTRY_COLUMNS
				     " FROM playlist_entry WHERE playlist = :playlist"
				     " AND (place, id) < (:place, :id)"
				     " ORDER BY place DESC, id DESC LIMIT 1";
	struct stmt q = stmt_begin(db, down ? SQL_DOWN : SQL_UP, why);
	stmt_i64(&q, ":playlist", e->playlist);
	stmt_i64(&q, ":place", e->place);
	stmt_i64(&q, ":id", e->id);
	bool found = stmt_row(&q);
	if (found) {
		*ret = playlists_entry_of(&q);
		ret->location = xstrdup(ret->location);
	}
	*code = stmt_end(&q);
	return found && !*code;
}

/* Two entries change places, so that nothing else is touched. */
static enum err_code swap(struct db *db, struct playlist_entry *a,
	struct playlist_entry *b, struct playlist_change *log, struct err *why)
{
	int64_t place = a->place;
	enum err_code code = playlists_put_place(db, *a, b->place, log, why);
	if (!code)
		code = playlists_put_place(db, *b, place, log, why);
	a->place = b->place;
	b->place = place;
	return code;
}

static int by_place(const void *x, const void *y)
{
	const struct playlist_entry *a = x, *b = y;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static enum err_code step_all(struct db *db, struct playlist_entries *some, bool down,
	struct playlist_change *log, struct err *why)
{
	struct map chosen = {0};
	enum err_code code = ERR_OK;
	if (some->n)
		qsort(some->entry, some->n, sizeof *some->entry, by_place);
	for (size_t i = 0; i < some->n; i++)
		map_put(&chosen, some->entry[i].id, 1);
	for (size_t i = 0; i < some->n && !code; i++) {
		struct playlist_entry *e = &some->entry[down ? some->n - 1 - i : i];
		struct playlist_entry other = {0};
		if (beside(db, e, down, &other, &code, why) &&
			!map_get(&chosen, other.id, &(int64_t){0}))
			code = swap(db, e, &other, log, why);
		free(other.location);
	}
	map_finish(&chosen);
	return code;
}

enum err_code playlists_step(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, bool down, struct playlist_change *log, struct err *why)
{
	struct playlist_entries some = {0};
	struct playlist_change steps = {0};
	enum err_code code = db_begin(db, "playlists_step", why);
	if (code)
		return code;
	code = playlists_touch(db, playlist, why);
	if (!code)
		code = playlists_read_some(db, playlist, entry, n, &some, why);
	if (!code)
		code = step_all(db, &some, down, &steps, why);
	log_once(log, &steps);
	playlist_change_finish(&steps);
	playlist_entries_finish(some.entry, some.n);
	return playlists_end(db, code, why);
}
