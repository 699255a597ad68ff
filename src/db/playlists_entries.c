/*
 * The order of entries is a number, `place`, with gaps of 1,024: an entry moves by
 * taking a number between its new neighbours. Where there is none left the list is
 * numbered anew.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "playlists_parts.h"

enum { GAP = 1024, MANY = 1000 };

enum err_code playlists_touch(struct db *db, int64_t playlist, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist SET changed_ms = :now WHERE id = :id";
	struct playlist_row r;
	enum err_code code = playlists_row(db, playlist, &r, why);
	if (!code && r.folder)
		code = err_set(why, ERR_UNSUPPORTED,
			"the folder %s holds playlists: tracks go into one of them",
			r.name);
	else if (!code && r.query)
		code = err_set(why, ERR_UNSUPPORTED,
			"the live playlist %s follows its query (%s): change that, or "
			"freeze it into a plain one",
			r.name, r.query);
	playlist_row_finish(&r);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":now", playlists_now_ms());
	stmt_i64(&q, ":id", playlist);
	stmt_run(&q);
	return stmt_end(&q);
}

/* ---- reading */

enum err_code playlists_each_entry(struct db *db, int64_t playlist,
	bool (*fn)(void *ctx, const struct playlist_entry *e), void *ctx,
	struct err *why)
{
	static const char SQL[] =
		"SELECT " PLAYLIST_ENTRY_COLUMNS " FROM playlist_entry"
		" WHERE playlist BETWEEN :low AND :high ORDER BY playlist, place, id";
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":low", playlist ? playlist : INT64_MIN);
	stmt_i64(&q, ":high", playlist ? playlist : INT64_MAX);
	while (more && stmt_row(&q)) {
		struct playlist_entry e = playlists_entry_of(&q);
		more = fn(ctx, &e);
	}
	return stmt_end(&q);
}

enum err_code playlists_each_lost(struct db *db,
	bool (*fn)(void *ctx, const struct playlist_entry *e), void *ctx,
	struct err *why)
{
	static const char SQL[] = "SELECT " PLAYLIST_ENTRY_COLUMNS
				  " FROM playlist_entry WHERE location IS NOT NULL";
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	while (more && stmt_row(&q)) {
		struct playlist_entry e = playlists_entry_of(&q);
		more = fn(ctx, &e);
	}
	return stmt_end(&q);
}

static bool keep_entry(void *ctx, const struct playlist_entry *e)
{
	playlists_log_entry(ctx, e);
	return true;
}

static enum err_code read_all(
	struct db *db, int64_t playlist, struct playlist_entries *ret, struct err *why)
{
	*ret = (struct playlist_entries){0};
	return playlists_each_entry(db, playlist, keep_entry, ret, why);
}

enum err_code playlists_entries_at(struct db *db, int64_t playlist, const int64_t *row,
	size_t n, int64_t *ret_entry, struct err *why)
{
	static const char SQL[] = "SELECT id FROM playlist_entry WHERE playlist = :id"
				  " ORDER BY place, id";
	int64_t at = 0;
	size_t got = 0;
	memset(ret_entry, 0, n * sizeof *ret_entry);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", playlist);
	for (; got < n && stmt_row(&q); at++)
		for (; got < n && row[got] == at; got++)
			ret_entry[got] = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

/* ---- places */

static enum err_code set_place(
	struct db *db, const struct playlist_entry *e, int64_t place, struct err *why)
{
	static const char SQL[] = "UPDATE playlist_entry SET place = :place"
				  " WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":place", place);
	stmt_i64(&q, ":id", e->id);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code playlists_put_place(struct db *db, struct playlist_entry e, int64_t place,
	struct playlist_change *log, struct err *why)
{
	if (e.place == place)
		return ERR_OK;
	if (log)
		playlists_log_entry(&log->was, &e);
	enum err_code code = set_place(db, &e, place, why);
	e.place = place;
	if (log)
		playlists_log_entry(&log->is, &e);
	return code;
}

/* Numbers the list anew; `room` more gaps are left before the row `at`. */
static enum err_code renumber(struct db *db, int64_t playlist, int64_t at, size_t room,
	struct playlist_change *log, struct err *why)
{
	struct playlist_entries all;
	enum err_code code = read_all(db, playlist, &all, why);
	int64_t place = 0;
	for (size_t i = 0; i < all.n && !code; i++) {
		place += GAP;
		if (all.entry[i].id == at)
			place += (int64_t)room * GAP;
		code = playlists_put_place(db, all.entry[i], place, log, why);
	}
	playlist_entries_finish(all.entry, all.n);
	return code;
}

/* The places before and at `before`; at the end: the last one, and room behind it. */
static enum err_code neighbours(struct db *db, int64_t playlist, int64_t before,
	size_t n, int64_t *ret_low, int64_t *ret_high, struct err *why)
{
	static const char SQL_PLACE[] = "SELECT place FROM playlist_entry WHERE id = "
					":id AND playlist = :playlist";
	static const char SQL_LOW[] = "SELECT max(place) FROM playlist_entry"
				      " WHERE playlist = :playlist AND place < :high";
	*ret_high = INT64_MAX;
	enum err_code code = ERR_OK;
	if (before) {
		struct stmt q = stmt_begin(db, SQL_PLACE, why);
		stmt_i64(&q, ":id", before);
		stmt_i64(&q, ":playlist", playlist);
		bool found = stmt_row(&q);
		if (found)
			*ret_high = stmt_col_i64(&q, 0);
		code = stmt_end(&q);
		if (!code && !found)
			return err_set(
				why, ERR_NOT_FOUND, "the playlist has no such entry");
	}
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL_LOW, why);
	stmt_i64(&q, ":playlist", playlist);
	stmt_i64(&q, ":high", *ret_high);
	*ret_low = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
	if (!before)
		*ret_high = *ret_low + ((int64_t)n + 1) * GAP;
	return stmt_end(&q);
}

enum err_code playlists_make_room(struct db *db, int64_t playlist, int64_t before,
	size_t n, struct playlist_room *ret, struct playlist_change *log,
	struct err *why)
{
	int64_t low, high;
	enum err_code code = neighbours(db, playlist, before, n, &low, &high, why);
	if (!code && (high - low) / ((int64_t)n + 1) < 1) {
		code = renumber(db, playlist, before, n, log, why);
		if (!code)
			code = neighbours(db, playlist, before, n, &low, &high, why);
	}
	if (code)
		return code;
	ret->step = (high - low) / ((int64_t)n + 1);
	ret->first = low + ret->step;
	return ERR_OK;
}

/* ---- in and out */

static enum err_code insert_all(struct db *db, int64_t playlist,
	struct playlist_room room, const struct playlist_entry *entry, size_t n,
	struct playlist_change *log, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist_entry (playlist, place, recording, location)"
		" VALUES (:playlist, :place, :recording, :location)";
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < n; i++, room.first += room.step) {
		struct playlist_entry e = entry[i];
		e.playlist = playlist;
		e.place = room.first;
		stmt_i64(&q, ":playlist", playlist);
		stmt_i64(&q, ":place", e.place);
		stmt_i64(&q, ":recording", e.recording);
		if (e.location)
			stmt_path(&q, ":location", e.location);
		else
			stmt_null(&q, ":location");
		if (!stmt_run(&q))
			break;
		e.id = sqlite3_last_insert_rowid(db->h);
		if (log)
			playlists_log_entry(&log->is, &e);
	}
	return stmt_end(&q);
}

static enum err_code insert_before(struct db *db, int64_t playlist, int64_t before,
	const struct playlist_entry *e, size_t n, struct playlist_change *log,
	struct err *why)
{
	struct playlist_room room;
	enum err_code code = db_begin(db, "playlists_insert", why);
	if (code)
		return code;
	code = playlists_touch(db, playlist, why);
	if (!code)
		code = playlists_make_room(db, playlist, before, n, &room, log, why);
	if (n > MANY)
		db_widen(db);
	if (!code)
		code = insert_all(db, playlist, room, e, n, log, why);
	return playlists_end(db, code, why);
}

enum err_code playlists_insert(struct db *db, int64_t playlist, int64_t before,
	const int64_t *recording, size_t n, struct playlist_change *log,
	struct err *why)
{
	struct playlist_entry *e = xcalloc(n + 1, sizeof *e);
	for (size_t i = 0; i < n; i++)
		e[i].recording = recording[i];
	enum err_code code = insert_before(db, playlist, before, e, n, log, why);
	free(e);
	return code;
}

enum err_code playlists_append(struct db *db, int64_t playlist,
	const struct playlist_entry *e, size_t n, struct playlist_change *log,
	struct err *why)
{
	return insert_before(db, playlist, 0, e, n, log, why);
}

static enum err_code take_out(
	struct db *db, const struct playlist_entries *gone, struct err *why)
{
	struct stmt q =
		stmt_begin(db, "DELETE FROM playlist_entry WHERE id = :id", why);
	for (size_t i = 0; i < gone->n; i++) {
		stmt_i64(&q, ":id", gone->entry[i].id);
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

enum err_code playlists_read_some(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, struct playlist_entries *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT " PLAYLIST_ENTRY_COLUMNS " FROM playlist_entry"
		" WHERE id = :id AND playlist = :playlist";
	*ret = (struct playlist_entries){0};
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < n; i++) {
		stmt_i64(&q, ":id", entry[i]);
		stmt_i64(&q, ":playlist", playlist);
		if (stmt_row(&q)) {
			struct playlist_entry e = playlists_entry_of(&q);
			playlists_log_entry(ret, &e);
		}
		stmt_again(&q);
	}
	return stmt_end(&q);
}

static void log_gone(struct playlist_change *log, const struct playlist_entries *gone)
{
	for (size_t i = 0; log && i < gone->n; i++)
		playlists_log_entry(&log->was, &gone->entry[i]);
}

enum err_code playlists_take_out(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, struct playlist_change *log, struct err *why)
{
	struct playlist_entries gone = {0};
	enum err_code code = db_begin(db, "playlists_take_out", why);
	if (code)
		return code;
	code = playlists_touch(db, playlist, why);
	if (!code)
		code = playlists_read_some(db, playlist, entry, n, &gone, why);
	if (!code)
		code = take_out(db, &gone, why);
	log_gone(log, &gone);
	playlist_entries_finish(gone.entry, gone.n);
	return playlists_end(db, code, why);
}

static bool same_content(
	const struct playlist_entries *a, const struct playlist_entry *b, size_t n)
{
	bool same = a->n == n;
	for (size_t i = 0; same && i < n; i++) {
		const char *x = a->entry[i].location, *y = b[i].location;
		same = a->entry[i].recording == b[i].recording &&
		       strcmp(x ? x : "", y ? y : "") == 0;
	}
	return same;
}

enum err_code playlists_replace(struct db *db, int64_t playlist,
	const struct playlist_entry *e, size_t n, struct playlist_change *log,
	struct err *why)
{
	struct playlist_entries all = {0};
	enum err_code code = db_begin(db, "playlists_replace", why);
	if (code)
		return code;
	code = read_all(db, playlist, &all, why);
	if (!code && !same_content(&all, e, n)) {
		code = take_out(db, &all, why);
		log_gone(log, &all);
		if (!code)
			code = insert_before(db, playlist, 0, e, n, log, why);
	}
	playlist_entries_finish(all.entry, all.n);
	return playlists_end(db, code, why);
}

enum err_code playlists_settle(
	struct db *db, int64_t entry, int64_t recording, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist SET duration_ms = duration_ms"
		" + (SELECT duration_ms FROM recording WHERE id = :recording)"
		" - (SELECT r.duration_ms FROM playlist_entry e JOIN recording r"
		"    ON r.id = e.recording WHERE e.id = :entry)"
		" WHERE id = (SELECT playlist FROM playlist_entry WHERE id = :entry)";
	static const char SQL_ENTRY[] = "UPDATE playlist_entry SET location = NULL,"
					" recording = :recording WHERE id = :entry";
	enum err_code code = ERR_OK;
	for (int i = 0; i < 2 && !code; i++) {
		struct stmt q = stmt_begin(db, i ? SQL_ENTRY : SQL, why);
		stmt_i64(&q, ":recording", recording);
		stmt_i64(&q, ":entry", entry);
		stmt_run(&q);
		code = stmt_end(&q);
	}
	return code;
}
