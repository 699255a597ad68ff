/* Folders of the library, and reading through what is known of their files. */
#include "db/library.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "library_cache.h"
#include "stmt.h"

static enum err_code root_insert(
	struct db *db, const char *path, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO root (path, added_s) VALUES (:path, :now)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_path(&q, ":path", path);
	stmt_i64(&q, ":now", (int64_t)time(NULL));
	if (stmt_run(&q))
		*ret = sqlite3_last_insert_rowid(db->h);
	return stmt_end(&q);
}

/* Files of a root inside the new one move to it, with their rows. */
static enum err_code root_take_in(
	struct db *db, int64_t to, int64_t from, const char *below, struct err *why)
{
	static const char SQL_MOVE[] = "UPDATE file SET root = :to,"
				       " path = CAST(:below || '/' || path AS BLOB)"
				       " WHERE root = :from";
	static const char SQL_DROP[] = "DELETE FROM root WHERE id = :from";
	struct stmt q = stmt_begin(db, SQL_MOVE, why);
	stmt_i64(&q, ":to", to);
	stmt_i64(&q, ":from", from);
	stmt_path(&q, ":below", below);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	q = stmt_begin(db, SQL_DROP, why);
	stmt_i64(&q, ":from", from);
	stmt_run(&q);
	return stmt_end(&q);
}

/* Is `path` the folder itself or below it? */
static bool lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	bool at_top = n == 1 && folder[0] == '/';
	return str_starts(path, folder) &&
	       (path[n] == '/' || path[n] == '\0' || at_top);
}

static enum err_code root_add(struct db *db, const char *path, int64_t *ret_id,
	bool *ret_new, struct err *why)
{
	struct arena a = {0};
	struct library_root *root;
	size_t n;
	enum err_code code = library_roots(db, &a, &root, &n, why);
	*ret_new = true;
	for (size_t i = 0; !code && i < n; i++) {
		if (lies_in(path, root[i].path)) {
			*ret_id = root[i].id;
			*ret_new = false;
		}
	}
	if (!code && *ret_new)
		code = root_insert(db, path, ret_id, why);
	for (size_t i = 0; !code && *ret_new && i < n; i++) {
		size_t skip = strlen(path) == 1 ? 1 : strlen(path) + 1;
		if (lies_in(root[i].path, path))
			code = root_take_in(
				db, *ret_id, root[i].id, root[i].path + skip, why);
	}
	arena_finish(&a);
	return code;
}

enum err_code library_root_add(struct db *db, const char *path, int64_t *ret_id,
	bool *ret_new, struct err *why)
{
	size_t n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	if (path[0] != '/')
		return err_set(why, ERR_USAGE, "%s is no absolute path", path);
	enum err_code code = db_begin(db, "library_root_add", why);
	if (code)
		return code;
	char *clean = xstrndup(path, n);
	code = root_add(db, clean, ret_id, ret_new, why);
	free(clean);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code library_root_remove(struct db *db, int64_t root, struct err *why)
{
	static const char SQL_TODO[] =
		"INSERT OR IGNORE INTO d_search_todo SELECT (2 << 60) | t.id"
		" FROM track t JOIN file f ON f.id = t.file WHERE f.root = :root";
	static const char SQL_DROP[] = "DELETE FROM root WHERE id = :root RETURNING id";
	enum err_code code = db_begin(db, "library_root_remove", why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL_TODO, why);
	stmt_i64(&q, ":root", root);
	stmt_run(&q);
	code = stmt_end(&q);
	bool found = false;
	if (!code) {
		q = stmt_begin(db, SQL_DROP, why);
		stmt_i64(&q, ":root", root);
		found = stmt_row(&q);
		stmt_run(&q);
		code = stmt_end(&q);
	}
	if (!code && !found)
		code = err_set(why, ERR_NOT_FOUND, "the library has no such folder");
	if (!code)
		code = library_recount(db, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code library_roots(struct db *db, struct arena *a, struct library_root **ret,
	size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT id, path, mounted, scanned_ms FROM root ORDER BY path";
	struct library_root *root = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	while (stmt_row(&q)) {
		root = mem_grow(root, &cap, n + 1, sizeof *root);
		root[n++] = (struct library_root){.id = stmt_col_i64(&q, 0),
			.path = stmt_col_copy(&q, 1, a),
			.mounted = stmt_col_i64(&q, 2) != 0,
			.scanned_ms = stmt_col_i64(&q, 3)};
	}
	enum err_code code = stmt_end(&q);
	*ret = arena_alloc(a, n * sizeof *root);
	if (n)
		memcpy(*ret, root, n * sizeof *root);
	*ret_n = n;
	free(root);
	return code;
}

enum err_code library_root_set_state(
	struct db *db, int64_t root, bool mounted, int64_t scanned_ms, struct err *why)
{
	static const char SQL[] =
		"UPDATE root SET mounted = :mounted,"
		" scanned_ms = CASE :scanned WHEN 0 THEN scanned_ms ELSE :scanned END"
		" WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":mounted", mounted);
	stmt_i64(&q, ":scanned", scanned_ms);
	stmt_i64(&q, ":id", root);
	stmt_run(&q);
	return stmt_end(&q);
}

/* Where the next row of a range is looked for; the texts are paths. */
struct range {
	struct str from, end; /* owned; from (included) to before `end` */
	struct str path;      /* owned; of the row at hand */
	size_t head;          /* length of "below/" */
	bool shallow;
};

static void range_begin(struct range *r, const char *below, bool shallow)
{
	*r = (struct range){.shallow = shallow};
	/* '0' follows '/': all below a folder lies between "folder/" and "folder0". */
	str_appendf(&r->from, *below ? "%s/" : "%s", below);
	str_appendf(&r->end, *below ? "%s0" : "%s", below);
	/* Behind every path: names have at most 255 bytes. */
	for (int i = 0; !*below && i < 256; i++)
		str_append_c(&r->end, '\xFF');
	r->head = r->from.len;
}

static void range_finish(struct range *r)
{
	str_finish(&r->from);
	str_finish(&r->end);
	str_finish(&r->path);
}

/* A row in a folder below a shallow range: the next place to look is behind it. */
static bool range_skips(struct range *r)
{
	const char *slash =
		r->shallow ? strchr(str_text(&r->path) + r->head, '/') : NULL;
	if (!slash)
		return false;
	size_t n = (size_t)(slash - str_text(&r->path));
	str_reset(&r->from);
	str_append_n(&r->from, str_text(&r->path), n);
	str_append_c(&r->from, '0');
	return true;
}

/* Reads on from r->from; *skipped: it is to be called again. */
static enum err_code each_in_range(struct db *db, int64_t root, struct range *r,
	bool (*fn)(void *ctx, const struct library_file *f), void *ctx, bool *skipped,
	struct err *why)
{
	static const char SQL[] =
		"SELECT id, path, size, mtime_ns, inode, sheets, state FROM file"
		" WHERE root = :root AND path >= :from AND path < :end ORDER BY path";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", root);
	stmt_path(&q, ":from", str_text(&r->from));
	stmt_path(&q, ":end", str_text(&r->end));
	bool more = true;
	*skipped = false;
	while (more && stmt_row(&q)) {
		size_t n;
		const void *bytes = stmt_col_blob(&q, 1, &n);
		str_reset(&r->path);
		str_append_n(&r->path, bytes, n);
		*skipped = range_skips(r);
		if (*skipped)
			break;
		struct library_file f = {stmt_col_i64(&q, 0), str_text(&r->path),
			stmt_col_i64(&q, 2), stmt_col_i64(&q, 3), stmt_col_i64(&q, 4),
			stmt_col_i64(&q, 5), (enum file_state)stmt_col_i64(&q, 6)};
		more = fn(ctx, &f);
	}
	return stmt_end(&q);
}

enum err_code library_each_file_in(struct db *db, int64_t root, const char *below,
	bool shallow, bool (*fn)(void *ctx, const struct library_file *f), void *ctx,
	struct err *why)
{
	struct range r;
	bool again = true;
	enum err_code code = ERR_OK;
	range_begin(&r, below, shallow);
	while (code == ERR_OK && again)
		code = each_in_range(db, root, &r, fn, ctx, &again, why);
	range_finish(&r);
	return code;
}

enum err_code library_each_file(struct db *db, int64_t root,
	bool (*fn)(void *ctx, const struct library_file *f), void *ctx, struct err *why)
{
	return library_each_file_in(db, root, "", false, fn, ctx, why);
}

enum err_code library_each_file_by_id(struct db *db, int64_t root, int64_t from,
	int64_t to, bool (*fn)(void *ctx, const struct library_file *f), void *ctx,
	struct err *why)
{
	/* The '+' keeps SQLite from the index by path: in the order of the table every
	 * page is read once. */
	static const char SQL[] =
		"SELECT id, path, size, mtime_ns, inode, sheets, state FROM file"
		" WHERE id > :from AND id <= :to AND +root = :root";
	struct str path = {0};
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":from", from);
	stmt_i64(&q, ":to", to);
	stmt_i64(&q, ":root", root);
	while (more && stmt_row(&q)) {
		size_t n;
		const void *bytes = stmt_col_blob(&q, 1, &n);
		str_reset(&path);
		str_append_n(&path, bytes, n);
		struct library_file f = {stmt_col_i64(&q, 0), str_text(&path),
			stmt_col_i64(&q, 2), stmt_col_i64(&q, 3), stmt_col_i64(&q, 4),
			stmt_col_i64(&q, 5), (enum file_state)stmt_col_i64(&q, 6)};
		more = fn(ctx, &f);
	}
	str_finish(&path);
	return stmt_end(&q);
}

enum err_code library_last_file(struct db *db, int64_t *ret, struct err *why)
{
	*ret = 0;
	return stmt_get_i64(db, "SELECT max(id) FROM file", ret, why);
}

enum err_code library_root_missing(
	struct db *db, int64_t root, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT count(*) FROM file WHERE state <> 0 AND state = 1"
		" AND +root = :root";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", root);
	if (stmt_row(&q))
		*ret = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

enum err_code library_root_state(struct db *db, int64_t root, bool *ret_mounted,
	int64_t *ret_scanned_ms, struct err *why)
{
	static const char SQL[] = "SELECT mounted, scanned_ms FROM root WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", root);
	bool found = stmt_row(&q);
	if (found) {
		*ret_mounted = stmt_col_i64(&q, 0) != 0;
		*ret_scanned_ms = stmt_col_i64(&q, 1);
	}
	enum err_code code = stmt_end(&q);
	if (!code && !found)
		return err_set(why, ERR_NOT_FOUND,
			"the library has no folder number %lld", (long long)root);
	return code;
}

enum err_code library_unreadable(struct db *db, size_t limit, struct arena *a,
	struct library_unreadable **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] = "SELECT f.id, CAST(r.path || '/' || f.path AS BLOB), "
				  "coalesce(f.reason, '')"
				  " FROM file f JOIN root r ON r.id = f.root"
				  " WHERE f.state <> 0 AND f.state = 2"
				  " ORDER BY f.id LIMIT :limit";
	struct library_unreadable *row = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":limit", (int64_t)limit);
	while (stmt_row(&q)) {
		row = mem_grow(row, &cap, n + 1, sizeof *row);
		row[n++] = (struct library_unreadable){stmt_col_i64(&q, 0),
			stmt_col_copy(&q, 1, a), stmt_col_copy(&q, 2, a)};
	}
	*ret = arena_alloc(a, n * sizeof *row);
	if (n)
		memcpy(*ret, row, n * sizeof *row);
	*ret_n = n;
	free(row);
	return stmt_end(&q);
}
