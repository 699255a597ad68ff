#include "db/edits.h"

#include <stdlib.h>

#include "stmt.h"

enum err_code edits_begin(struct db *db, int64_t *ret_act, struct err *why)
{
	static const char SQL[] = "SELECT coalesce(max(act), 0) + 1 FROM edit";
	*ret_act = 1;
	return stmt_get_i64(db, SQL, ret_act, why);
}

enum err_code edits_add(struct db *db, int64_t act, int64_t at_ms, const struct edit *e,
	struct err *why)
{
	static const char SQL[] =
		"INSERT INTO edit (act, at_ms, path, field, before, after)"
		" VALUES (:act, :at, :path, :field, :before, :after)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":act", act);
	stmt_i64(&q, ":at", at_ms);
	stmt_path(&q, ":path", e->path);
	stmt_text(&q, ":field", e->field);
	stmt_text(&q, ":before", e->before);
	stmt_text(&q, ":after", e->after);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code edits_last(struct db *db, int64_t *ret_act, struct err *why)
{
	static const char SQL[] =
		"SELECT coalesce(max(act), 0) FROM edit WHERE undone = 0";
	*ret_act = 0;
	return stmt_get_i64(db, SQL, ret_act, why);
}

enum err_code edits_of(struct db *db, int64_t act, bool undone, struct arena *a,
	struct edit **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT path, field, before, after FROM edit"
		" WHERE undone = :undone AND act = :act ORDER BY id DESC";
	struct edit *edit = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":act", act);
	stmt_i64(&q, ":undone", undone);
	while (stmt_row(&q)) {
		edit = mem_grow(edit, &cap, n + 1, sizeof *edit);
		edit[n++] = (struct edit){.path = stmt_col_copy(&q, 0, a),
			.field = stmt_col_copy(&q, 1, a),
			.before = stmt_col_copy(&q, 2, a),
			.after = stmt_col_copy(&q, 3, a)};
	}
	*ret = arena_alloc(a, (n + 1) * sizeof *edit);
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = edit[i];
	*ret_n = n;
	free(edit);
	return stmt_end(&q);
}

enum err_code edits_mark(
	struct db *db, int64_t act, const char *path, bool undone, struct err *why)
{
	static const char SQL[] =
		"UPDATE edit SET undone = :undone"
		" WHERE +undone = 1 - :undone AND act = :act AND path = :path";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":undone", undone);
	stmt_i64(&q, ":act", act);
	stmt_path(&q, ":path", path);
	stmt_run(&q);
	return stmt_end(&q);
}
