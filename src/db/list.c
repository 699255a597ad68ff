/* Windows over lists: what the screen asks of them. */
#include "db/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "list_engine.h"
#include "list_rows.h"
#include "order_keys.h"
#include "text/fold.h"

bool list_has_tracks(enum list_kind kind)
{
	return kind <= LIST_MOST_PLAYED || kind == LIST_HISTORY ||
	       kind == LIST_HISTORY_ALL;
}

/* Makes the list ready: counted, filtered if it is to be. */
static enum err_code prepare(
	struct db *db, const struct list_spec *spec, struct list **ret, struct err *why)
{
	enum err_code code = list_open(db, spec, ret, why);
	if (!code)
		code = list_take_count(db, *ret, why);
	bool wanted = (*ret)->query || ((*ret)->spec.filter && *(*ret)->spec.filter);
	if (!code && wanted && !(*ret)->filtered)
		code = list_apply_filter(db, *ret, why);
	return code;
}

/* Ids of rows [first, first + n); id has room for n. */
static enum err_code ids_of(struct db *db, struct list *l, size_t first, size_t n,
	int64_t *id, size_t *ret_n, struct err *why)
{
	if (!l->filtered)
		return list_ids_at(db, l, first, n, id, ret_n, why);
	enum err_code code = list_filter_reach(db, l, first + n, why);
	if (code)
		return code;
	*ret_n = first >= l->known ? 0 : n < l->known - first ? n : l->known - first;
	if (*ret_n)
		memcpy(id, l->id + first, *ret_n * sizeof *id);
	return ERR_OK;
}

static enum err_code window(struct db *db, struct list *l, size_t first, size_t n,
	struct arena *a, struct list_window *ret, struct err *why)
{
	size_t got = 0;
	int64_t *id = xreallocarray(NULL, n, sizeof *id);
	if (first + n > l->total || first + n < first)
		first = l->total > n ? l->total - n : 0;
	*ret = (struct list_window){.total = l->total, .first = first};
	enum err_code code = ids_of(db, l, first, n, id, &got, why);
	ret->row = arena_alloc(a, got * sizeof *ret->row);
	for (size_t i = 0; i < got && !code; i++) {
		code = list_row_fetch(db, l->source, l->spec.profile, id[i], a,
			&ret->row[ret->n], why);
		if (!code)
			ret->n++;
		if (code == ERR_NOT_FOUND)
			code = ERR_OK;
	}
	free(id);
	return code;
}

enum err_code list_window(struct db *db, const struct list_spec *spec, size_t first,
	size_t n, struct arena *a, struct list_window *ret, struct err *why)
{
	struct list *l;
	list_refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		code = window(db, l, first, n, a, ret, why);
	db_read_end(db);
	return code;
}

enum err_code list_count(
	struct db *db, const struct list_spec *spec, size_t *ret, struct err *why)
{
	struct list *l;
	list_refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		*ret = l->total;
	db_read_end(db);
	return code;
}

static enum err_code not_in_list(struct err *why)
{
	return err_set(why, ERR_NOT_FOUND, "it is not in this list");
}

/* How many rows stand before the key. */
static enum err_code rows_before(struct db *db, const struct list *l,
	const struct key *k, enum list_walk walk, size_t *ret, struct err *why)
{
	struct stmt q = list_begin(db, l, list_sql(db, l->source, walk), why);
	if (walk == WALK_BEFORE_COUNT)
		list_bind_key(&q, k);
	else
		stmt_blob(&q, ":key", k->bytes, k->n);
	*ret = stmt_row(&q) ? (size_t)stmt_col_i64(&q, 0) : 0;
	return stmt_end(&q);
}

static enum err_code position(
	struct db *db, struct list *l, int64_t id, size_t *ret, struct err *why)
{
	struct stmt q = list_begin(db, l, list_source(l->source)->key_of, why);
	stmt_i64(&q, ":row", id);
	bool found = stmt_row(&q);
	struct key k = {0};
	if (found)
		k = list_read_key(l, &q);
	enum err_code code = stmt_end(&q);
	if (!code && !found)
		code = not_in_list(why);
	if (!code && !l->filtered)
		code = rows_before(db, l, &k, WALK_BEFORE_COUNT, ret, why);
	if (!code && l->filtered)
		code = list_filter_reach(db, l, l->total, why);
	if (!code && l->filtered) {
		*ret = 0;
		while (*ret < l->known && l->id[*ret] != k.id)
			++*ret;
		if (*ret == l->known)
			code = not_in_list(why);
	}
	free(k.bytes);
	return code;
}

enum err_code list_position(struct db *db, const struct list_spec *spec, int64_t id,
	size_t *ret, struct err *why)
{
	struct list *l;
	list_refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		code = position(db, l, id, ret, why);
	db_read_end(db);
	return code;
}

static enum err_code recordings(struct db *db, struct list *l, size_t first, size_t n,
	int64_t **ret, size_t *ret_n, struct err *why)
{
	size_t left = first < l->total ? l->total - first : 0;
	if (n == 0 || n > left)
		n = left;
	int64_t *id = xreallocarray(NULL, n, sizeof *id);
	size_t got = 0, kept = 0;
	enum err_code code = ids_of(db, l, first, n, id, &got, why);
	for (size_t i = 0; i < got && !code; i++) {
		code = list_row_recording(db, l->source, id[i], &id[kept], why);
		kept += id[kept] != 0;
	}
	*ret = id;
	*ret_n = kept;
	if (code) {
		free(id);
		*ret = NULL;
	}
	return code;
}

enum err_code list_recordings(struct db *db, const struct list_spec *spec, size_t first,
	size_t n, int64_t **ret, size_t *ret_n, struct err *why)
{
	struct list *l;
	*ret = NULL;
	*ret_n = 0;
	if (!list_has_tracks(spec->kind))
		return err_set(why, ERR_USAGE, "this list has no tracks to play");
	list_refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code)
		code = recordings(db, l, first, n, ret, ret_n, why);
	db_read_end(db);
	return code;
}

enum err_code list_seek(struct db *db, const struct list_spec *spec, const char *text,
	size_t *ret, struct err *why)
{
	struct list *l;
	struct str folded = {0};
	list_refresh(db);
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	code = prepare(db, spec, &l, why);
	if (!code && (!list_source(l->source)->text_key || l->filtered))
		code = err_set(
			why, ERR_UNSUPPORTED, "this list has no letters to jump to");
	if (!code) {
		if (l->source == FROM_PLAYLISTS)
			fold_append(&folded, text);
		else
			order_prefix(db, &folded, text);
		struct key k = {.bytes = (void *)str_text(&folded), .n = folded.len};
		code = rows_before(db, l, &k, WALK_SEEK_COUNT, ret, why);
	}
	str_finish(&folded);
	db_read_end(db);
	return code;
}

enum err_code list_plan(
	struct db *db, const struct list_spec *spec, struct str *out, struct err *why)
{
	struct list *l;
	list_refresh(db);
	enum err_code code = list_open(db, spec, &l, why);
	for (int w = 0; w < WALK__COUNT && !code; w++) {
		struct str sql = {0};
		str_appendf(&sql, "EXPLAIN QUERY PLAN %s",
			list_sql(db, l->source, (enum list_walk)w));
		sqlite3_stmt *s = NULL;
		int r = sqlite3_prepare_v2(db->h, sql.data, -1, &s, NULL);
		while (r == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
			str_appendf(
				out, "%s\n", (const char *)sqlite3_column_text(s, 3));
		if (r != SQLITE_OK)
			code = db_fail(db, r, "cannot explain a query", why);
		sqlite3_finalize(s);
		str_finish(&sql);
	}
	return code;
}
