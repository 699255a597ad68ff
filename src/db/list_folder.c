/*
 * One level of a folder: from each name found the search goes on behind everything that
 * lies below it, so a folder with 100,000 files in it costs one step.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/list.h"
#include "stmt.h"

struct level {
	struct list_entry *row; /* owned */
	size_t n, cap, folders;
};

static void add(struct level *v, const struct list_entry *e)
{
	v->row = mem_grow(v->row, &v->cap, v->n + 1, sizeof *v->row);
	v->row[v->n++] = *e;
	v->folders += e->folder;
}

/* The first file whose path is not before `from` and that shows something. */
static bool next_file(struct stmt *q, int64_t root, const struct str *from)
{
	stmt_again(q);
	stmt_i64(q, ":root", root);
	stmt_blob(q, ":from", str_text(from), from->len);
	return stmt_row(q);
}

/* Takes the name below the prefix; `from` is set to where the next one is looked for.
 */
static void take(struct stmt *q, size_t prefix, struct level *v, struct str *from,
	struct arena *a)
{
	size_t n;
	const char *path = stmt_col_blob(q, 0, &n);
	const char *name = path + prefix, *slash = memchr(name, '/', n - prefix);
	struct list_entry e = {.folder = slash != NULL};
	size_t length = slash ? (size_t)(slash - name) : n - prefix;
	e.name = arena_strndup(a, name, length);
	if (!slash) {
		e.track = stmt_col_i64(q, 1);
		e.recording = stmt_col_i64(q, 2);
	}
	from->len = prefix;
	str_append_n(from, e.name, length);
	str_append_c(
		from, slash ? '0' : '\0'); /* the byte behind '/', or behind the name */
	add(v, &e);
}

/* Folders to the front; both keep their order. */
static struct list_entry *sorted(const struct level *v, struct arena *a)
{
	struct list_entry *out = arena_alloc(a, v->n * sizeof *out);
	size_t folder = 0, file = v->folders;
	for (size_t i = 0; i < v->n; i++)
		out[v->row[i].folder ? folder++ : file++] = v->row[i];
	return out;
}

/* Steps through what lies below a folder; the statement gives a path from :from on, and
 * of a file its track. */
static enum err_code walk(struct db *db, const char *sql, int64_t root,
	const char *path, struct arena *a, struct level *v, struct err *why)
{
	struct str from = {0};
	if (*path)
		str_appendf(&from, "%s/", path);
	char *prefix = xstrdup(str_text(&from));
	size_t n = strlen(prefix);
	struct stmt q = stmt_begin(db, sql, why);
	while (next_file(&q, root, &from)) {
		size_t length;
		const char *found = stmt_col_blob(&q, 0, &length);
		if (length <= n || memcmp(found, prefix, n) != 0)
			break;
		take(&q, n, v, &from, a);
	}
	free(prefix);
	str_finish(&from);
	return stmt_end(&q);
}

enum err_code list_folder(struct db *db, int64_t root, const char *path,
	struct arena *a, struct list_entry **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT f.path, t.id, t.recording FROM file f CROSS JOIN track t ON "
		"t.file = f.id"
		" WHERE f.root = :root AND f.path >= :from AND +t.shown = 1"
		" ORDER BY f.path, t.start_frame LIMIT 1";
	struct level v = {0};
	enum err_code code = walk(db, SQL, root, path, a, &v, why);
	*ret = sorted(&v, a);
	*ret_n = v.n;
	free(v.row);
	return code;
}

/* Every folder of the disk has a row of its own, with music below it or not. */
static enum err_code scanned_folders(struct db *db, int64_t root, const char *path,
	struct arena *a, struct level *v, struct err *why)
{
	static const char SQL[] = "SELECT path, 0, 0 FROM folder WHERE root = :root"
				  " AND path >= :from AND path > x'' ORDER BY path "
				  "LIMIT 1";
	static const char SQL_MUSIC[] =
		"SELECT 1 FROM file f CROSS JOIN track t ON t.file = f.id"
		" WHERE f.root = :root AND f.path >= :low AND f.path < :high"
		" AND +t.shown = 1 LIMIT 1";
	enum err_code code = walk(db, SQL, root, path, a, v, why);
	struct str low = {0}, high = {0};
	size_t kept = 0;
	for (size_t i = 0; i < v->n && !code; i++) {
		if (v->row[i].folder)
			continue; /* seen by what lies below it: its own row came before */
		str_reset(&low);
		str_reset(&high);
		str_appendf(&low, "%s%s%s/", path, *path ? "/" : "", v->row[i].name);
		str_append_n(&high, low.data, low.len - 1);
		str_append_c(&high, '0'); /* the byte behind '/' */
		struct stmt q = stmt_begin(db, SQL_MUSIC, why);
		stmt_i64(&q, ":root", root);
		stmt_blob(&q, ":low", low.data, low.len);
		stmt_blob(&q, ":high", high.data, high.len);
		if (stmt_row(&q)) {
			v->row[kept] = v->row[i];
			v->row[kept++].folder = true;
		}
		code = stmt_end(&q);
	}
	v->n = v->folders = kept;
	str_finish(&low);
	str_finish(&high);
	return code;
}

enum err_code list_folders(struct db *db, int64_t root, const char *path,
	struct arena *a, struct list_entry **ret, size_t *ret_n, struct err *why)
{
	struct level v = {0};
	struct stmt q =
		stmt_begin(db, "SELECT 1 FROM folder WHERE root = :root LIMIT 1", why);
	stmt_i64(&q, ":root", root);
	bool scanned = stmt_row(&q);
	enum err_code code = stmt_end(&q);
	if (!code && !scanned) {
		/* No scan has told of folders yet: they are seen by their files. */
		code = list_folder(db, root, path, a, ret, ret_n, why);
		while (*ret_n > 0 && !(*ret)[*ret_n - 1].folder)
			--*ret_n;
		return code;
	}
	if (!code)
		code = scanned_folders(db, root, path, a, &v, why);
	*ret = sorted(&v, a);
	*ret_n = v.n;
	free(v.row);
	return code;
}

enum err_code list_roots(struct db *db, struct arena *a, struct list_root **ret,
	size_t *ret_n, struct err *why)
{
	struct list_root *root = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, "SELECT id, path FROM root ORDER BY path", why);
	while (stmt_row(&q)) {
		root = mem_grow(root, &cap, n + 1, sizeof *root);
		root[n++] = (struct list_root){
			stmt_col_i64(&q, 0), stmt_col_copy(&q, 1, a)};
	}
	*ret = arena_alloc(a, n * sizeof *root);
	if (n)
		memcpy(*ret, root, n * sizeof *root);
	*ret_n = n;
	free(root);
	return stmt_end(&q);
}
