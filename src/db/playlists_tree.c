/*
 * Playlists and their folders are one table, a tree. A row's sort key is that of its
 * folder and then its own name and id, so that walking the key shows the tree as it is
 * read, and a folded folder hides its rows by a column of theirs (`shown`).
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "playlists_parts.h"
#include "text/fold.h"

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

enum err_code playlists_children(
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
	if (depth > PLAYLIST_DEPTH_MAX)
		return err_set(why, ERR_RANGE, "folders nest %d deep at most",
			(int)PLAYLIST_DEPTH_MAX);
	enum err_code code = place_one(db, id, why);
	if (!code)
		code = playlists_children(db, id, &child, &n, why);
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

enum err_code playlists_check_parent(
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
