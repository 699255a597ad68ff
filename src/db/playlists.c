/*
 * The order of entries is a number, `place`, with gaps of 1,024: an entry moves by
 * taking a number between its new neighbours. Where there is none left the list is
 * numbered anew.
 */
#include "db/playlists.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "stmt.h"
#include "text/fold.h"

enum { GAP = 1024 };

static int64_t now_ms(void)
{
	struct clock c = clock_system();
	return clock_wall_ms(&c);
}

/* Runs a statement whose one parameter is :id. */
static enum err_code run_with_id(
	struct db *db, const char *sql, int64_t id, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	stmt_i64(&q, ":id", id);
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code end_with(struct db *db, enum err_code code, struct err *why)
{
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code playlists_find(
	struct db *db, const char *name, int64_t *ret, struct err *why)
{
	struct stmt q =
		stmt_begin(db, "SELECT id FROM playlist WHERE name = :name", why);
	stmt_text(&q, ":name", name);
	bool found = stmt_row(&q);
	if (found)
		*ret = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	return code || found ? code
			     : err_set(why, ERR_NOT_FOUND,
				       "there is no playlist named %s", name);
}

/* A name that may be taken by `playlist` itself only. */
static enum err_code check_name(
	struct db *db, const char *name, int64_t playlist, struct err *why)
{
	int64_t other;
	if (!*name)
		return err_set(why, ERR_USAGE, "a playlist needs a name");
	enum err_code code = playlists_find(db, name, &other, why);
	if (code == ERR_NOT_FOUND || (!code && other == playlist))
		return ERR_OK;
	return code ? code
		    : err_set(why, ERR_EXISTS, "there is a playlist named %s already",
			      name);
}

enum err_code playlists_create(
	struct db *db, const char *name, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist (name, sort, made_ms, changed_ms)"
		" VALUES (:name, :sort, :now, :now)";
	enum err_code code = db_begin(db, "playlists_create", why);
	if (code)
		return code;
	code = check_name(db, name, 0, why);
	if (!code) {
		struct str sort = {0};
		fold_sort_key(&sort, name);
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_text(&q, ":name", name);
		stmt_blob(&q, ":sort", sort.data, sort.len);
		stmt_i64(&q, ":now", now_ms());
		if (stmt_run(&q))
			*ret = sqlite3_last_insert_rowid(db->h);
		code = stmt_end(&q);
		str_finish(&sort);
	}
	return end_with(db, code, why);
}

enum err_code playlists_rename(
	struct db *db, int64_t playlist, const char *name, struct err *why)
{
	static const char SQL[] = "UPDATE playlist SET name = :name, sort = :sort,"
				  " changed_ms = :now WHERE id = :id";
	enum err_code code = db_begin(db, "playlists_rename", why);
	if (code)
		return code;
	code = check_name(db, name, playlist, why);
	if (!code) {
		struct str sort = {0};
		fold_sort_key(&sort, name);
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_text(&q, ":name", name);
		stmt_blob(&q, ":sort", sort.data, sort.len);
		stmt_i64(&q, ":now", now_ms());
		stmt_i64(&q, ":id", playlist);
		stmt_run(&q);
		code = stmt_end(&q);
		str_finish(&sort);
	}
	return end_with(db, code, why);
}

enum err_code playlists_remove(struct db *db, int64_t playlist, struct err *why)
{
	return run_with_id(db, "DELETE FROM playlist WHERE id = :id", playlist, why);
}

static enum err_code touch(struct db *db, int64_t playlist, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist SET changed_ms = :now WHERE id = :id RETURNING id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":now", now_ms());
	stmt_i64(&q, ":id", playlist);
	bool found = stmt_row(&q);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	return code || found ? code
			     : err_set(why, ERR_NOT_FOUND, "there is no such playlist");
}

static enum err_code renumber(struct db *db, int64_t playlist, struct err *why)
{
	static const char SQL[] = "UPDATE playlist_entry SET place = n.at * 1024 FROM "
				  "(SELECT id, row_number()"
				  " OVER (ORDER BY place, id) AS at FROM "
				  "playlist_entry WHERE playlist = :playlist) n"
				  " WHERE n.id = playlist_entry.id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":playlist", playlist);
	stmt_run(&q);
	return stmt_end(&q);
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

/* A first place and a step for n entries before `before`. */
static enum err_code make_room(struct db *db, int64_t playlist, int64_t before,
	size_t n, int64_t *ret_first, int64_t *ret_step, struct err *why)
{
	int64_t low, high;
	enum err_code code = neighbours(db, playlist, before, n, &low, &high, why);
	if (!code && (high - low) / ((int64_t)n + 1) < 1) {
		/* Numbered anew with gaps, then everything from `before` on moves back.
		 */
		static const char SQL[] =
			"UPDATE playlist_entry SET place = place + :by"
			" WHERE playlist = :playlist AND place >= :from";
		code = renumber(db, playlist, why);
		if (!code)
			code = neighbours(db, playlist, before, n, &low, &high, why);
		if (code)
			return code;
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":by", (int64_t)n * GAP);
		stmt_i64(&q, ":playlist", playlist);
		stmt_i64(&q, ":from", high);
		stmt_run(&q);
		code = stmt_end(&q);
		high += (int64_t)n * GAP;
	}
	if (code)
		return code;
	*ret_step = (high - low) / ((int64_t)n + 1);
	*ret_first = low + *ret_step;
	return ERR_OK;
}

static enum err_code insert_all(struct db *db, int64_t playlist, int64_t before,
	const int64_t *recording, size_t n, int64_t *ret_entry, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist_entry (playlist, place, recording)"
		" VALUES (:playlist, :place, :recording)";
	int64_t place, step;
	enum err_code code = touch(db, playlist, why);
	if (!code)
		code = make_room(db, playlist, before, n, &place, &step, why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < n; i++, place += step) {
		stmt_i64(&q, ":playlist", playlist);
		stmt_i64(&q, ":place", place);
		stmt_i64(&q, ":recording", recording[i]);
		if (!stmt_run(&q))
			break;
		if (ret_entry)
			ret_entry[i] = sqlite3_last_insert_rowid(db->h);
	}
	return stmt_end(&q);
}

enum err_code playlists_insert(struct db *db, int64_t playlist, int64_t before,
	const int64_t *recording, size_t n, int64_t *ret_entry, struct err *why)
{
	enum err_code code = db_begin(db, "playlists_insert", why);
	if (code)
		return code;
	code = insert_all(db, playlist, before, recording, n, ret_entry, why);
	return end_with(db, code, why);
}

enum err_code playlists_take_out(struct db *db, int64_t playlist, const int64_t *entry,
	size_t n, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM playlist_entry WHERE id = :id AND playlist = :playlist";
	enum err_code code = db_begin(db, "playlists_take_out", why);
	if (code)
		return code;
	code = touch(db, playlist, why);
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < n && !code; i++) {
		stmt_i64(&q, ":id", entry[i]);
		stmt_i64(&q, ":playlist", playlist);
		stmt_run(&q);
	}
	enum err_code out = stmt_end(&q);
	return end_with(db, code ? code : out, why);
}

enum err_code playlists_move(
	struct db *db, int64_t playlist, int64_t entry, int64_t before, struct err *why)
{
	static const char SQL[] = "UPDATE playlist_entry SET place = :place"
				  " WHERE id = :id AND playlist = :playlist";
	if (entry == before)
		return ERR_OK;
	enum err_code code = db_begin(db, "playlists_move", why);
	if (code)
		return code;
	int64_t place = 0, step;
	code = touch(db, playlist, why);
	if (!code)
		code = make_room(db, playlist, before, 1, &place, &step, why);
	if (!code) {
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":place", place);
		stmt_i64(&q, ":id", entry);
		stmt_i64(&q, ":playlist", playlist);
		stmt_run(&q);
		code = stmt_end(&q);
	}
	return end_with(db, code, why);
}

enum err_code playlists_each(struct db *db, int64_t playlist,
	bool (*fn)(void *ctx, int64_t playlist, int64_t entry, int64_t recording),
	void *ctx, struct err *why)
{
	static const char SQL[] =
		"SELECT playlist, id, recording FROM playlist_entry"
		" WHERE playlist BETWEEN :low AND :high ORDER BY playlist, place, id";
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":low", playlist ? playlist : INT64_MIN);
	stmt_i64(&q, ":high", playlist ? playlist : INT64_MAX);
	while (more && stmt_row(&q))
		more = fn(ctx, stmt_col_i64(&q, 0), stmt_col_i64(&q, 1),
			stmt_col_i64(&q, 2));
	return stmt_end(&q);
}

/* ---- whole playlists, for undo */

static bool keep_entry(void *ctx, int64_t playlist, int64_t entry, int64_t recording)
{
	struct playlist_content *c = ctx;
	(void)playlist;
	(void)entry;
	/* Grown at every power of two. */
	if ((c->n & (c->n - 1)) == 0)
		c->recording = xreallocarray(
			c->recording, c->n ? 2 * c->n : 1, sizeof *c->recording);
	c->recording[c->n++] = recording;
	return true;
}

enum err_code playlists_read(
	struct db *db, int64_t playlist, struct playlist_content *ret, struct err *why)
{
	*ret = (struct playlist_content){.id = playlist};
	struct stmt q = stmt_begin(db, "SELECT name FROM playlist WHERE id = :id", why);
	stmt_i64(&q, ":id", playlist);
	if (stmt_row(&q))
		ret->name = xstrdup(stmt_col_text(&q, 0));
	enum err_code code = stmt_end(&q);
	if (!code && ret->name)
		code = playlists_each(db, playlist, keep_entry, ret, why);
	if (code)
		playlist_content_finish(ret);
	return code;
}

/* The row itself, with its old id, where it was removed. */
static enum err_code bring_back(
	struct db *db, const struct playlist_content *c, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist (id, name, sort, made_ms, changed_ms)"
		" VALUES (:id, :name, :sort, :now, :now)"
		" ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
		" sort = excluded.sort, changed_ms = excluded.changed_ms";
	enum err_code code = check_name(db, c->name, c->id, why);
	if (code)
		return code;
	struct str sort = {0};
	fold_sort_key(&sort, c->name);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", c->id);
	stmt_text(&q, ":name", c->name);
	stmt_blob(&q, ":sort", sort.data, sort.len);
	stmt_i64(&q, ":now", now_ms());
	stmt_run(&q);
	code = stmt_end(&q);
	str_finish(&sort);
	return code;
}

enum err_code playlists_restore(
	struct db *db, const struct playlist_content *c, struct err *why)
{
	if (!c->name)
		return playlists_remove(db, c->id, why);
	enum err_code code = db_begin(db, "playlists_restore", why);
	if (code)
		return code;
	code = bring_back(db, c, why);
	if (!code)
		code = run_with_id(db,
			"DELETE FROM playlist_entry WHERE playlist = :id", c->id, why);
	if (!code)
		code = insert_all(db, c->id, 0, c->recording, c->n, NULL, why);
	return end_with(db, code, why);
}

void playlist_content_finish(struct playlist_content *c)
{
	free(c->name);
	free(c->recording);
	*c = (struct playlist_content){0};
}
