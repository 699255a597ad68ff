/* Private to db/: what a connection holds. One thread uses it. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

struct stmt_cache;
struct library_cache;
struct list_cache;
struct words;
struct order;
struct search_cache;
struct live_cache;

struct db {
	sqlite3 *h;
	char *path; /* owned */
	enum db_mode mode;
	bool wide;                /* its cache is that of a scan */
	bool opened;              /* what it found there was a database of ours */
	struct stmt_cache *stmts; /* owned */
	/* Transactions: how deep, who opened the outermost, whether an inner one gave
	 * up. */
	int depth, read_depth;
	const char *opener;
	bool doomed;
	/* Counts up whenever written rows may have vanished again: caches of ids look.
	 */
	uint64_t rollbacks;
	/* Counts up with every commit of this connection: caches of lists look. */
	uint64_t commits;
	/* Caches of the modules, made on first use, owned. */
	struct library_cache *library;
	struct list_cache *lists;
	struct words *words;
	struct order *order;
	struct search_cache *search;
	struct live_cache *live;
};

/* Frees a module's cache; NULL is fine. */
void library_cache_destroy(struct library_cache *c);
void list_cache_destroy(struct list_cache *c);
void words_destroy(struct words *w);
void order_destroy(struct order *o);
/* Drops what it holds: rows or keys were changed behind its back. */
void library_cache_forget(struct db *db);
void search_cache_destroy(struct search_cache *c);
void live_cache_destroy(struct live_cache *c);

/* Room for many pages, for who writes all over the library; until db_rest(). */
void db_widen(struct db *db);
/* What a result code of SQLite's is among ours. */
enum err_code db_code(int sqlite_code);
/* SQLite's last error on this connection as ours: "what: text of SQLite". */
enum err_code db_fail(
	struct db *db, int sqlite_code, const char *what, struct err *why);
/* Runs SQL without parameters or rows. */
enum err_code db_exec(struct db *db, const char *sql, struct err *why);
/* What a reader must compare to know that anything was committed by anybody. */
uint64_t db_generation(struct db *db);

/* Recomputation of derived rows, each in the caller's transaction. */
enum err_code library_recount(struct db *db, struct err *why);
enum err_code listens_recount(struct db *db, struct err *why);
enum err_code list_recount(struct db *db, struct err *why);
enum err_code search_index_reset(struct db *db, struct err *why);

#endif
