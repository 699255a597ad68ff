/* Which playlist a path names, what is in its row, and walks over all of them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "playlists_parts.h"

void playlists_append_name(struct str *path, const char *name)
{
	for (; *name; name++) {
		if (*name == '/' || *name == '\\')
			str_append_c(path, '\\');
		str_append_c(path, *name);
	}
}

bool playlists_next_part(const char **path, struct str *ret)
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
	for (int depth = 0;
		depth < PLAYLIST_DEPTH_MAX && playlists_next_part(&at, &part);
		depth++) {
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
