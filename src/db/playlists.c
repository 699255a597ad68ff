/* Making, naming, moving and removing playlists and their folders. */
#include "db/playlists.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "playlists_parts.h"
#include "text/query.h"

int64_t playlists_now_ms(void)
{
	struct clock c = clock_system();
	return clock_wall_ms(&c);
}

enum err_code playlists_run_id(
	struct db *db, const char *sql, int64_t id, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	stmt_i64(&q, ":id", id);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code playlists_end(struct db *db, enum err_code code, struct err *why)
{
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

void playlist_row_finish(struct playlist_row *r)
{
	free(r->name);
	free(r->query);
	*r = (struct playlist_row){0};
}

static enum err_code insert_row(struct db *db, int64_t parent, const char *name,
	bool folder, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist (parent, folder, name, sort, made_ms, changed_ms)"
		" VALUES (nullif(:parent, 0), :folder, :name, x'', :now, :now)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":parent", parent);
	stmt_i64(&q, ":folder", folder);
	stmt_text(&q, ":name", name);
	stmt_i64(&q, ":now", playlists_now_ms());
	if (stmt_run(&q))
		*ret = sqlite3_last_insert_rowid(db->h);
	enum err_code code = stmt_end(&q);
	return code ? code : playlists_place(db, *ret, why);
}

enum err_code playlists_create_in(struct db *db, int64_t parent, const char *name,
	bool folder, int64_t *ret, struct playlist_change *log, struct err *why)
{
	enum err_code code = db_begin(db, "playlists_create", why);
	if (code)
		return code;
	code = playlists_check_name(db, parent, name, 0, why);
	if (!code)
		code = insert_row(db, parent, name, folder, ret, why);
	if (!code && log)
		code = playlists_log_now(db, &log->row_is, *ret, why);
	return playlists_end(db, code, why);
}

static enum err_code is_folder(
	struct db *db, int64_t id, const char *name, struct err *why)
{
	struct playlist_row r;
	enum err_code code = playlists_row(db, id, &r, why);
	if (!code && !r.folder)
		code = err_set(why, ERR_USAGE, "the playlist %s is no folder", name);
	playlist_row_finish(&r);
	return code;
}

/* The folder that all but the last part of a path name, made where it is missing, and
 * the last part. */
static enum err_code walk_to(struct db *db, const char *path, int64_t *ret_parent,
	struct str *ret_name, struct playlist_change *log, struct err *why)
{
	struct str part = {0};
	enum err_code code = ERR_OK;
	*ret_parent = 0;
	if (!playlists_next_part(&path, ret_name))
		code = err_set(why, ERR_USAGE, "a playlist needs a name");
	while (!code && playlists_next_part(&path, &part)) {
		const char *folder = str_text(ret_name);
		int64_t id;
		code = playlists_find_in(db, *ret_parent, folder, &id, why);
		if (code == ERR_NOT_FOUND)
			code = playlists_create_in(
				db, *ret_parent, folder, true, &id, log, why);
		else if (!code)
			code = is_folder(db, id, folder, why);
		if (!code)
			*ret_parent = id;
		str_reset(ret_name);
		str_append(ret_name, str_text(&part));
	}
	str_finish(&part);
	return code;
}

enum err_code playlists_create(struct db *db, const char *path, bool folder,
	int64_t *ret, struct playlist_change *log, struct err *why)
{
	struct str name = {0};
	int64_t parent;
	enum err_code code = db_begin(db, "playlists_create", why);
	if (code)
		return code;
	code = walk_to(db, path, &parent, &name, log, why);
	if (!code)
		code = playlists_create_in(
			db, parent, str_text(&name), folder, ret, log, why);
	str_finish(&name);
	return playlists_end(db, code, why);
}

static enum err_code set_name(struct db *db, int64_t id, int64_t parent,
	const char *name, struct playlist_change *log, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist SET name = :name, parent = "
		"nullif(:parent, 0), changed_ms = :now WHERE id = :id";
	enum err_code code = playlists_check_parent(db, id, parent, why);
	if (!code)
		code = playlists_check_name(db, parent, name, id, why);
	if (!code && log)
		code = playlists_log_now(db, &log->row_was, id, why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_text(&q, ":name", name);
	stmt_i64(&q, ":parent", parent);
	stmt_i64(&q, ":now", playlists_now_ms());
	stmt_i64(&q, ":id", id);
	stmt_run(&q);
	code = stmt_end(&q);
	if (!code)
		code = playlists_place(db, id, why);
	if (!code && log)
		code = playlists_log_now(db, &log->row_is, id, why);
	return code;
}

enum err_code playlists_rename(struct db *db, int64_t id, const char *path,
	struct playlist_change *log, struct err *why)
{
	struct str name = {0};
	struct playlist_row r = {0};
	int64_t parent = 0;
	enum err_code code = db_begin(db, "playlists_rename", why);
	if (code)
		return code;
	code = walk_to(db, path, &parent, &name, log, why);
	if (!code)
		code = playlists_row(db, id, &r, why);
	if (!code)
		code = set_name(db, id, parent || *path == '/' ? parent : r.parent,
			str_text(&name), log, why);
	playlist_row_finish(&r);
	str_finish(&name);
	return playlists_end(db, code, why);
}

enum err_code playlists_move_into(struct db *db, int64_t id, int64_t folder,
	struct playlist_change *log, struct err *why)
{
	struct playlist_row r = {0};
	enum err_code code = db_begin(db, "playlists_move_into", why);
	if (code)
		return code;
	code = playlists_row(db, id, &r, why);
	if (!code)
		code = set_name(db, id, folder, r.name, log, why);
	playlist_row_finish(&r);
	return playlists_end(db, code, why);
}

static bool log_removed(void *ctx, const struct playlist_entry *e)
{
	playlists_log_entry(ctx, e);
	return true;
}

static enum err_code log_subtree(
	struct db *db, int64_t id, struct playlist_change *log, struct err *why)
{
	int64_t *child = NULL;
	size_t n = 0;
	enum err_code code = playlists_log_now(db, &log->row_was, id, why);
	if (!code)
		code = playlists_each_entry(db, id, log_removed, &log->was, why);
	if (!code)
		code = playlists_children(db, id, &child, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		code = log_subtree(db, child[i], log, why);
	free(child);
	return code;
}

enum err_code playlists_remove(
	struct db *db, int64_t id, struct playlist_change *log, struct err *why)
{
	enum err_code code = db_begin(db, "playlists_remove", why);
	if (code)
		return code;
	if (log)
		code = log_subtree(db, id, log, why);
	if (!code)
		code = playlists_run_id(
			db, "DELETE FROM playlist WHERE id = :id", id, why);
	return playlists_end(db, code, why);
}

enum err_code playlists_set_query(struct db *db, int64_t playlist, const char *query,
	struct playlist_change *log, struct err *why)
{
	static const char SQL[] = "UPDATE playlist SET query = :query, changed_ms = "
				  ":now WHERE id = :id";
	struct playlist_row r = {0};
	enum err_code code = query ? query_check(query, why) : ERR_OK;
	if (!code)
		code = db_begin(db, "playlists_set_query", why);
	if (code)
		return code;
	code = playlists_row(db, playlist, &r, why);
	if (!code && query && (r.folder || r.entries > 0))
		code = err_set(why, ERR_USAGE,
			r.folder
				? "the folder %s has no query: make a live playlist in it"
				: "the playlist %s has tracks of its own: make a live "
				  "one beside it",
			r.name);
	if (!code && query)
		code = query_check(query, why);
	if (!code && log)
		playlists_log_row(&log->row_was, &r);
	playlist_row_finish(&r);
	if (code)
		return playlists_end(db, code, why);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_text(&q, ":query", query);
	stmt_i64(&q, ":now", playlists_now_ms());
	stmt_i64(&q, ":id", playlist);
	stmt_run(&q);
	code = stmt_end(&q);
	if (!code && log)
		code = playlists_log_now(db, &log->row_is, playlist, why);
	return playlists_end(db, code, why);
}
