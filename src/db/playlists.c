/*
 * Playlists and their folders are one table, a tree. A row's sort key is that of its
 * folder and then its own name and id, so that walking the key shows the tree as it is
 * read, and a folded folder hides its rows by a column of theirs (`shown`).
 */
#include "db/playlists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "playlists_parts.h"
#include "text/fold.h"
#include "text/query.h"

enum { DEPTH_MAX = 32 };

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

/* ---- paths */

void playlists_append_name(struct str *path, const char *name)
{
	for (; *name; name++) {
		if (*name == '/' || *name == '\\')
			str_append_c(path, '\\');
		str_append_c(path, *name);
	}
}

/* Takes the next part of a path; false behind the last. Empty parts are passed over. */
static bool next_part(const char **path, struct str *ret)
{
	const char *p = *path;
	str_reset(ret);
	while (*p == '/')
		p++;
	for (; *p && *p != '/'; p++) {
		if (*p == '\\' && (p[1] == '/' || p[1] == '\\'))
			p++;
		str_append_c(ret, *p);
	}
	*path = p;
	return ret->len > 0;
}

enum err_code playlists_find_in(
	struct db *db, int64_t parent, const char *name, int64_t *ret, struct err *why)
{
	static const char SQL[] = "SELECT id FROM playlist WHERE coalesce(parent, 0) ="
				  " :parent AND name = :name";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":parent", parent);
	stmt_text(&q, ":name", name);
	bool found = stmt_row(&q);
	if (found)
		*ret = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	return code || found ? code
			     : err_set(why, ERR_NOT_FOUND,
				       "there is no playlist named %s", name);
}

enum err_code playlists_find(
	struct db *db, const char *path, int64_t *ret, struct err *why)
{
	const char *at = path;
	struct str part = {0};
	int64_t id = 0;
	enum err_code code = ERR_NOT_FOUND;
	for (int depth = 0; depth < DEPTH_MAX && next_part(&at, &part); depth++) {
		code = playlists_find_in(db, id, str_text(&part), &id, why);
		if (code)
			break;
	}
	str_finish(&part);
	/* Names from before there were folders, and of other players, hold a '/'. */
	if (code == ERR_NOT_FOUND && strchr(path, '/'))
		code = playlists_find_in(db, 0, path, &id, why);
	if (!code)
		*ret = id;
	return code == ERR_NOT_FOUND
		       ? err_set(why, code, "there is no playlist named %s", path)
		       : code;
}

enum err_code playlists_row(
	struct db *db, int64_t id, struct playlist_row *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT parent, made_ms, entries, folder, folded, name, query"
		" FROM playlist WHERE id = :id";
	*ret = (struct playlist_row){0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", id);
	bool found = stmt_row(&q);
	if (found)
		*ret = (struct playlist_row){.id = id,
			.parent = stmt_col_i64(&q, 0),
			.made_ms = stmt_col_i64(&q, 1),
			.entries = stmt_col_i64(&q, 2),
			.folder = stmt_col_i64(&q, 3) != 0,
			.folded = stmt_col_i64(&q, 4) != 0,
			.name = xstrdup(stmt_col_text(&q, 5)),
			.query = stmt_col_is_null(&q, 6)
					 ? NULL
					 : xstrdup(stmt_col_text(&q, 6))};
	enum err_code code = stmt_end(&q);
	return code || found ? code
			     : err_set(why, ERR_NOT_FOUND, "there is no such playlist");
}

enum err_code playlists_path(
	struct db *db, int64_t id, struct str *out, struct err *why)
{
	struct playlist_row r;
	enum err_code code = playlists_row(db, id, &r, why);
	if (!code && r.parent) {
		code = playlists_path(db, r.parent, out, why);
		str_append_c(out, '/');
	}
	if (!code)
		playlists_append_name(out, r.name);
	playlist_row_finish(&r);
	return code;
}

enum err_code playlists_check_name(
	struct db *db, int64_t parent, const char *name, int64_t id, struct err *why)
{
	int64_t other;
	if (!*name)
		return err_set(why, ERR_USAGE, "a playlist needs a name");
	enum err_code code = playlists_find_in(db, parent, name, &other, why);
	if (code == ERR_NOT_FOUND || (!code && other == id))
		return ERR_OK;
	return code ? code
		    : err_set(why, ERR_EXISTS, "there is a playlist named %s already",
			      name);
}

enum err_code playlists_below(
	struct db *db, int64_t id, int64_t **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT p.id FROM playlist f JOIN playlist p INDEXED BY playlist_by_path"
		" ON p.sort >= f.sort AND p.sort < CAST(f.sort || x'ff' AS BLOB) AND p.folder = 0"
		" WHERE f.id = :id ORDER BY p.sort";
	size_t cap = 0;
	*ret = NULL;
	*ret_n = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", id);
	while (stmt_row(&q)) {
		*ret = mem_grow(*ret, &cap, *ret_n + 1, sizeof **ret);
		(*ret)[(*ret_n)++] = stmt_col_i64(&q, 0);
	}
	return stmt_end(&q);
}

/* ---- the place in the tree */

static enum err_code place_one(struct db *db, int64_t id, struct err *why)
{
	static const char SQL_NAME[] = "SELECT name FROM playlist WHERE id = :id";
	static const char SQL[] =
		"UPDATE playlist SET (sort, depth, shown) = (SELECT"
		" CAST(coalesce(CAST(max(p.sort) AS TEXT), '') || :sort AS BLOB),"
		" coalesce(max(p.depth) + 1, 0),"
		" coalesce(max(p.shown AND NOT p.folded), 1) FROM playlist p"
		" WHERE p.id = playlist.parent) WHERE id = :id";
	struct str sort = {0};
	struct stmt q = stmt_begin(db, SQL_NAME, why);
	stmt_i64(&q, ":id", id);
	if (stmt_row(&q))
		fold_sort_key(&sort, stmt_col_text(&q, 0));
	enum err_code code = stmt_end(&q);
	str_appendf(&sort, "\x01%016llx", (unsigned long long)id);
	if (!code) {
		q = stmt_begin(db, SQL, why);
		stmt_text(&q, ":sort", str_text(&sort));
		stmt_i64(&q, ":id", id);
		stmt_run(&q);
		code = stmt_end(&q);
	}
	str_finish(&sort);
	return code;
}

static enum err_code children(
	struct db *db, int64_t id, int64_t **ret, size_t *ret_n, struct err *why)
{
	size_t cap = 0;
	*ret = NULL;
	*ret_n = 0;
	struct stmt q =
		stmt_begin(db, "SELECT id FROM playlist WHERE parent = :id", why);
	stmt_i64(&q, ":id", id);
	while (stmt_row(&q)) {
		*ret = mem_grow(*ret, &cap, *ret_n + 1, sizeof **ret);
		(*ret)[(*ret_n)++] = stmt_col_i64(&q, 0);
	}
	return stmt_end(&q);
}

static enum err_code place_below(struct db *db, int64_t id, int depth, struct err *why)
{
	int64_t *child = NULL;
	size_t n = 0;
	if (depth > DEPTH_MAX)
		return err_set(
			why, ERR_RANGE, "folders nest %d deep at most", (int)DEPTH_MAX);
	enum err_code code = place_one(db, id, why);
	if (!code)
		code = children(db, id, &child, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		code = place_below(db, child[i], depth + 1, why);
	free(child);
	return code;
}

enum err_code playlists_place(struct db *db, int64_t id, struct err *why)
{
	int64_t depth = 0;
	struct stmt q = stmt_begin(db,
		"SELECT p.depth + 1 FROM playlist c JOIN playlist p ON p.id = c.parent"
		" WHERE c.id = :id",
		why);
	stmt_i64(&q, ":id", id);
	if (stmt_row(&q))
		depth = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	return code ? code : place_below(db, id, (int)depth, why);
}

/* ---- making, naming, moving, removing */

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
	if (!next_part(&path, ret_name))
		code = err_set(why, ERR_USAGE, "a playlist needs a name");
	while (!code && next_part(&path, &part)) {
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

/* Would the folder lie in itself? */
static enum err_code check_parent(
	struct db *db, int64_t id, int64_t parent, struct err *why)
{
	enum err_code code = ERR_OK;
	for (int64_t p = parent; p && !code;) {
		struct playlist_row r;
		if (p == id)
			return err_set(
				why, ERR_USAGE, "a folder cannot be moved into itself");
		code = playlists_row(db, p, &r, why);
		if (!code && p == parent && !r.folder)
			code = err_set(
				why, ERR_USAGE, "the playlist %s is no folder", r.name);
		p = r.parent;
		playlist_row_finish(&r);
	}
	return code;
}

static enum err_code set_name(struct db *db, int64_t id, int64_t parent,
	const char *name, struct playlist_change *log, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist SET name = :name, parent = "
		"nullif(:parent, 0), changed_ms = :now WHERE id = :id";
	enum err_code code = check_parent(db, id, parent, why);
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

enum err_code playlists_fold(struct db *db, int64_t folder, bool fold, struct err *why)
{
	static const char SQL[] =
		"UPDATE playlist SET folded = :fold WHERE id = :id AND folder = 1";
	enum err_code code = db_begin(db, "playlists_fold", why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":fold", fold);
	stmt_i64(&q, ":id", folder);
	stmt_run(&q);
	code = stmt_end(&q);
	if (!code)
		code = playlists_place(db, folder, why);
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
		code = children(db, id, &child, &n, why);
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

enum err_code playlists_each(struct db *db,
	bool (*fn)(void *ctx, const struct playlist_row *r), void *ctx, struct err *why)
{
	static const char SQL[] = "SELECT id FROM playlist ORDER BY sort";
	int64_t *id = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	while (stmt_row(&q)) {
		id = mem_grow(id, &cap, n + 1, sizeof *id);
		id[n++] = stmt_col_i64(&q, 0);
	}
	enum err_code code = stmt_end(&q);
	bool more = true;
	for (size_t i = 0; i < n && !code && more; i++) {
		struct playlist_row r;
		code = playlists_row(db, id[i], &r, why);
		if (!code)
			more = fn(ctx, &r);
		playlist_row_finish(&r);
	}
	free(id);
	return code;
}

int64_t playlists_stamp(struct db *db)
{
	static const char SQL[] = "SELECT coalesce(max(changed_ms), 0) * 31 + count(*)"
				  " + coalesce(sum(id), 0) FROM playlist";
	int64_t stamp = 1;
	stmt_get_i64(db, SQL, &stamp, NULL);
	return stamp;
}
