#include "db/folders.h"

#include <stdlib.h>

#include "base/str.h"
#include "stmt.h"

static enum err_code put_all(struct db *db, int64_t root, const struct folder_row *row,
	size_t n, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO folder (root, path, mtime_ns, inode, linked)"
		" VALUES (:root, :path, :mtime, :inode, :linked)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", root);
	for (size_t i = 0; i < n; i++) {
		stmt_path(&q, ":path", row[i].path);
		stmt_i64(&q, ":mtime", row[i].mtime_ns);
		stmt_i64(&q, ":inode", row[i].inode);
		stmt_i64(&q, ":linked", row[i].linked);
		stmt_run(&q);
	}
	return stmt_end(&q);
}

enum err_code folders_put(struct db *db, int64_t root, const struct folder_row *row,
	size_t n, struct err *why)
{
	enum err_code code = db_begin(db, "folders_put", why);
	if (code)
		return code;
	code = put_all(db, root, row, n, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code folders_drop(
	struct db *db, int64_t root, const char *path, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM folder WHERE root = :root AND (path = :path"
		" OR (path > :first AND path < :end))";
	struct str first = {0}, end = {0};
	/* '0' follows '/': all that begins with "path/" lies between the two. */
	str_appendf(&first, *path ? "%s/" : "%s", path);
	str_appendf(&end, *path ? "%s0" : "%s", path);
	/* Behind every path: names have at most 255 bytes. */
	for (int i = 0; !*path && i < 256; i++)
		str_append_c(&end, '\xFF');
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", root);
	stmt_path(&q, ":path", path);
	stmt_path(&q, ":first", str_text(&first));
	stmt_path(&q, ":end", str_text(&end));
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	str_finish(&first);
	str_finish(&end);
	return code;
}

enum err_code folders_each(struct db *db, int64_t root,
	bool (*fn)(void *ctx, const struct folder_row *row), void *ctx, struct err *why)
{
	static const char SQL[] = "SELECT path, mtime_ns, inode, linked FROM folder"
				  " WHERE root = :root ORDER BY path";
	struct arena a = {0};
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", root);
	bool more = true;
	while (more && stmt_row(&q)) {
		arena_reset(&a);
		more = fn(ctx, &(struct folder_row){stmt_col_copy(&q, 0, &a),
				       stmt_col_i64(&q, 1), stmt_col_i64(&q, 2),
				       stmt_col_i64(&q, 3) != 0});
	}
	arena_finish(&a);
	return stmt_end(&q);
}

enum err_code mounts_of(struct db *db, int64_t root, struct arena *a, const char ***ret,
	size_t *ret_n, struct err *why)
{
	static const char SQL[] = "SELECT path FROM mount WHERE root = :root"
				  " ORDER BY path";
	const char **list = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", root);
	while (stmt_row(&q)) {
		list = mem_grow(list, &cap, n + 1, sizeof *list);
		list[n++] = stmt_col_copy(&q, 0, a);
	}
	*ret_n = n;
	*ret = arena_alloc(a, (n + 1) * sizeof **ret);
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = list[i];
	free(list);
	return stmt_end(&q);
}

static enum err_code mounts_replace(
	struct db *db, int64_t root, const char *const *path, size_t n, struct err *why)
{
	static const char SQL_DROP[] = "DELETE FROM mount WHERE root = :root";
	static const char SQL_PUT[] =
		"INSERT INTO mount (root, path) VALUES (:root, :path)";
	struct stmt q = stmt_begin(db, SQL_DROP, why);
	stmt_i64(&q, ":root", root);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	q = stmt_begin(db, SQL_PUT, why);
	stmt_i64(&q, ":root", root);
	for (size_t i = 0; i < n; i++) {
		stmt_path(&q, ":path", path[i]);
		stmt_run(&q);
	}
	return stmt_end(&q);
}

enum err_code mounts_put(
	struct db *db, int64_t root, const char *const *path, size_t n, struct err *why)
{
	enum err_code code = db_begin(db, "mounts_put", why);
	if (code)
		return code;
	code = mounts_replace(db, root, path, n, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}
