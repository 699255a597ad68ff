/*
 * The cache is a small hash table from the address of a static SQL text to its slot. A
 * slot that is in use (a query inside a loop over the same query) is left alone: the
 * inner one gets a statement of its own, which is finalised at its end.
 */
#include "stmt.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

struct stmt_slot {
	sqlite3_stmt *s;
	const char *sql;
	const char **name; /* owned; of the parameters, (n) */
	int n;
	bool busy, cached;
};

struct stmt_cache {
	struct map index;        /* address of the SQL -> number of the slot */
	struct stmt_slot **slot; /* owned */
	size_t n, cap;
};

struct stmt_cache *stmt_cache_create(void)
{
	return xcalloc(1, sizeof(struct stmt_cache));
}

static void slot_destroy(struct stmt_slot *slot)
{
	sqlite3_finalize(slot->s);
	free(slot->name);
	free(slot);
}

void stmt_cache_clear(struct stmt_cache *c)
{
	for (size_t i = 0; i < c->n; i++) {
		assert(!c->slot[i]->busy);
		slot_destroy(c->slot[i]);
	}
	free(c->slot);
	map_finish(&c->index);
	*c = (struct stmt_cache){0};
}

void stmt_cache_destroy(struct stmt_cache *c)
{
	if (!c)
		return;
	stmt_cache_clear(c);
	free(c);
}

static struct stmt_slot *slot_prepare(struct db *db, const char *sql, struct err *why)
{
	struct stmt_slot *slot = xcalloc(1, sizeof *slot);
	const char *tail = "";
	slot->sql = sql;
	int r = sqlite3_prepare_v3(
		db->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &slot->s, &tail);
	if (r != SQLITE_OK || !slot->s) {
		db_fail(db, r, "cannot prepare a query", why);
		free(slot);
		return NULL;
	}
	if (tail[strspn(tail, " \t\n")] != '\0') {
		err_set(why, ERR_DATABASE, "surplus text after a query: %.60s", tail);
		slot_destroy(slot);
		return NULL;
	}
	slot->n = sqlite3_bind_parameter_count(slot->s);
	slot->name = xcalloc((size_t)slot->n, sizeof *slot->name);
	for (int i = 0; i < slot->n; i++)
		slot->name[i] = sqlite3_bind_parameter_name(slot->s, i + 1);
	return slot;
}

static struct stmt_slot *slot_find(struct db *db, const char *sql, struct err *why)
{
	struct stmt_cache *c = db->stmts;
	int64_t k = map_get_or(&c->index, (int64_t)(intptr_t)sql, -1);
	if (k >= 0 && !c->slot[k]->busy)
		return c->slot[k];
	struct stmt_slot *slot = slot_prepare(db, sql, why);
	if (!slot || k >= 0)
		return slot;
	slot->cached = true;
	c->slot = mem_grow(c->slot, &c->cap, c->n + 1, sizeof(struct stmt_slot *));
	map_put(&c->index, (int64_t)(intptr_t)sql, (int64_t)c->n);
	c->slot[c->n++] = slot;
	return slot;
}

struct stmt stmt_begin(struct db *db, const char *sql, struct err *why)
{
	struct stmt q = {.db = db, .why = why};
	struct err local = {0};
	q.slot = slot_find(db, sql, &local);
	if (q.slot) {
		q.slot->busy = true;
	} else {
		q.code = local.code;
		if (why)
			*why = local;
	}
	return q;
}

/* The parameter's number, 0 after an error. Names come in the order of the text mostly.
 */
static int parameter(struct stmt *q, const char *name)
{
	if (q->code)
		return 0;
	struct stmt_slot *slot = q->slot;
	for (int i = 0; i < slot->n; i++) {
		int at = (q->bound + i) % slot->n;
		if (slot->name[at] && strcmp(slot->name[at], name) == 0)
			return q->bound = at + 1;
	}
	q->code = err_set(
		q->why, ERR_DATABASE, "no parameter %s in: %.60s", name, slot->sql);
	return 0;
}

static void check(struct stmt *q, int r)
{
	if (r != SQLITE_OK && !q->code)
		q->code = db_fail(q->db, r, "cannot bind", q->why);
}

void stmt_i64(struct stmt *q, const char *name, int64_t value)
{
	int i = parameter(q, name);
	if (i)
		check(q, sqlite3_bind_int64(q->slot->s, i, value));
}

void stmt_double(struct stmt *q, const char *name, double value)
{
	int i = parameter(q, name);
	if (i)
		check(q, sqlite3_bind_double(q->slot->s, i, value));
}

void stmt_text(struct stmt *q, const char *name, const char *value)
{
	int i = parameter(q, name);
	if (i)
		check(q, sqlite3_bind_text(q->slot->s, i, value, -1, SQLITE_STATIC));
}

void stmt_blob(struct stmt *q, const char *name, const void *value, size_t n)
{
	int i = parameter(q, name);
	if (i)
		check(q, sqlite3_bind_blob64(q->slot->s, i, value, n, SQLITE_STATIC));
}

void stmt_null(struct stmt *q, const char *name)
{
	int i = parameter(q, name);
	if (i)
		check(q, sqlite3_bind_null(q->slot->s, i));
}

void stmt_path(struct stmt *q, const char *name, const char *path)
{
	stmt_blob(q, name, path, path ? strlen(path) : 0);
}

bool stmt_has(const struct stmt *q, const char *name)
{
	for (int i = 0; q->slot && i < q->slot->n; i++)
		if (q->slot->name[i] && strcmp(q->slot->name[i], name) == 0)
			return true;
	return false;
}

bool stmt_row(struct stmt *q)
{
	if (q->code)
		return false;
	int r = sqlite3_step(q->slot->s);
	if (r == SQLITE_ROW)
		return true;
	if (r != SQLITE_DONE)
		q->code = db_fail(q->db, r, "database", q->why);
	return false;
}

void stmt_again(struct stmt *q)
{
	if (q->slot)
		sqlite3_reset(q->slot->s);
	q->bound = 0;
}

bool stmt_run(struct stmt *q)
{
	bool more = stmt_row(q);
	while (more)
		more = stmt_row(q);
	stmt_again(q);
	return q->code == ERR_OK;
}

int64_t stmt_col_i64(struct stmt *q, int column)
{
	return sqlite3_column_int64(q->slot->s, column);
}

double stmt_col_double(struct stmt *q, int column)
{
	return stmt_col_is_null(q, column) ? (double)NAN
					   : sqlite3_column_double(q->slot->s, column);
}

const char *stmt_col_text(struct stmt *q, int column)
{
	const unsigned char *s = sqlite3_column_text(q->slot->s, column);
	return s ? (const char *)s : "";
}

const void *stmt_col_blob(struct stmt *q, int column, size_t *ret_n)
{
	const void *p = sqlite3_column_blob(q->slot->s, column);
	*ret_n = (size_t)sqlite3_column_bytes(q->slot->s, column);
	return p;
}

bool stmt_col_is_null(struct stmt *q, int column)
{
	return sqlite3_column_type(q->slot->s, column) == SQLITE_NULL;
}

bool stmt_col_is_blob(struct stmt *q, int column)
{
	return sqlite3_column_type(q->slot->s, column) == SQLITE_BLOB;
}

char *stmt_col_copy(struct stmt *q, int column, struct arena *a)
{
	if (stmt_col_is_null(q, column))
		return NULL;
	size_t n;
	const void *p = stmt_col_blob(q, column, &n);
	return arena_strndup(a, p ? p : "", n);
}

enum err_code stmt_end(struct stmt *q)
{
	struct stmt_slot *slot = q->slot;
	if (slot) {
		sqlite3_reset(slot->s);
		sqlite3_clear_bindings(slot->s);
		slot->busy = false;
		if (!slot->cached)
			slot_destroy(slot);
		q->slot = NULL;
	}
	return q->code;
}

enum err_code stmt_get_i64(
	struct db *db, const char *sql, int64_t *ret, struct err *why)
{
	struct stmt q = stmt_begin(db, sql, why);
	if (stmt_row(&q))
		*ret = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

static enum err_code explain(
	struct db *db, const char *sql, struct str *out, struct err *why)
{
	struct str explained = {0};
	sqlite3_stmt *s = NULL;
	str_appendf(&explained, "EXPLAIN QUERY PLAN %s", sql);
	str_appendf(out, "%s\n", sql);
	int r = sqlite3_prepare_v2(db->h, explained.data, -1, &s, NULL);
	while (r == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		str_appendf(out, "\t%s\n", (const char *)sqlite3_column_text(s, 3));
	sqlite3_finalize(s);
	str_finish(&explained);
	return r == SQLITE_OK ? ERR_OK : db_fail(db, r, "cannot explain a query", why);
}

enum err_code stmt_plans(struct db *db, struct str *out, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < db->stmts->n && !code; i++)
		code = explain(db, db->stmts->slot[i]->sql, out, why);
	return code;
}
