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

enum err_code list_folder(struct db *db, int64_t root, const char *path,
	struct arena *a, struct list_entry **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT f.path, t.id, t.recording FROM file f CROSS JOIN track t ON "
		"t.file = f.id"
		" WHERE f.root = :root AND f.path >= :from AND t.shown = 1"
		" ORDER BY f.path, t.start_frame LIMIT 1";
	struct level v = {0};
	struct str from = {0};
	if (*path)
		str_appendf(&from, "%s/", path);
	char *prefix = xstrdup(str_text(&from));
	size_t n = strlen(prefix);
	struct stmt q = stmt_begin(db, SQL, why);
	while (next_file(&q, root, &from)) {
		size_t length;
		const char *found = stmt_col_blob(&q, 0, &length);
		if (length <= n || memcmp(found, prefix, n) != 0)
			break;
		take(&q, n, &v, &from, a);
	}
	*ret = sorted(&v, a);
	*ret_n = v.n;
	free(v.row);
	free(prefix);
	str_finish(&from);
	return stmt_end(&q);
}
