/*
 * Private to db/: prepared statements, cached by the address of their SQL text, which
 *must be static. Errors stick: binding, stepping and reading go on harmlessly after
 *one, and stmt_end returns it.
 *
 *	struct stmt q = stmt_begin(db, SQL_X, why);
 *	stmt_i64(&q, ":id", id);
 *	while (stmt_row(&q))
 *		use(stmt_col_i64(&q, 0));
 *	return stmt_end(&q);
 */
#ifndef STMT_H
#define STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "connection.h"

struct stmt_slot;
struct stmt {
	struct db *db;
	struct stmt_slot *slot; /* NULL after a failed prepare */
	struct err *why;        /* may be NULL */
	enum err_code code;
	int bound; /* the last parameter bound: where the search for the next name
		      begins */
};

struct stmt stmt_begin(struct db *db, const char *sql, struct err *why);
/* Binding by name; text and blobs are borrowed until stmt_end or stmt_again. A NULL
 * text or blob is SQL's NULL. An unknown name is ERR_DATABASE. */
void stmt_i64(struct stmt *q, const char *name, int64_t value);
void stmt_double(struct stmt *q, const char *name, double value); /* NAN: NULL */
void stmt_text(struct stmt *q, const char *name, const char *value);
void stmt_blob(struct stmt *q, const char *name, const void *value, size_t n);
void stmt_null(struct stmt *q, const char *name);
/* A path, as the bytes of a string. */
void stmt_path(struct stmt *q, const char *name, const char *path);

bool stmt_has(const struct stmt *q, const char *name);

bool stmt_row(struct stmt *q); /* steps; true while there is a row */
/* Runs a statement without rows and makes it ready for new values. */
bool stmt_run(struct stmt *q);
void stmt_again(struct stmt *q); /* ready for new values, keeps the old ones */

int64_t stmt_col_i64(struct stmt *q, int column);
double stmt_col_double(struct stmt *q, int column);    /* NULL: NAN */
const char *stmt_col_text(struct stmt *q, int column); /* borrowed; "" for NULL */
const void *stmt_col_blob(struct stmt *q, int column, size_t *ret_n); /* borrowed */
bool stmt_col_is_null(struct stmt *q, int column);
bool stmt_col_is_blob(struct stmt *q, int column);
/* Copies into an arena; NULL for NULL. A blob gets a NUL behind it: paths. */
char *stmt_col_copy(struct stmt *q, int column, struct arena *a);

enum err_code stmt_end(struct stmt *q);

/* One statement, one number: *ret stays untouched where there is no row. */
enum err_code stmt_get_i64(
	struct db *db, const char *sql, int64_t *ret, struct err *why);

/* Appends what SQLite does for every statement that the connection has run: its text in
 * a line, "\t" and a step of the plan in each of the next ones. */
enum err_code stmt_plans(struct db *db, struct str *out, struct err *why);

struct stmt_cache *stmt_cache_create(void);
void stmt_cache_destroy(struct stmt_cache *c);
/* Forgets all statements, of which none may be in use. */
void stmt_cache_clear(struct stmt_cache *c);

#endif
