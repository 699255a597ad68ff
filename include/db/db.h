/*
 * The database: one SQLite file per user. A struct db is one connection and belongs to
 * one thread; only its interrupt may come from another.
 *
 * Functions of db/ speak values of model/, never rows. Text is UTF-8, paths are bytes.
 * Statements are cached in the connection, so asking twice costs no parsing.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct db;

enum db_mode {
	DB_WRITE, /* makes the folder (0700), the file (0600) and migrates it */
	DB_READ   /* query_only; ERR_NOT_FOUND where there is no file; never creates one
		   */
};

/* Once, before the first connection and before there are threads: SQLite counts no
 * memory, for which all threads would wait for each other with every allocation. */
void db_init(void);

/*
 * Errors leave the file untouched and say in `why` which file and what to do:
 * ERR_NEWER       its user_version is above ours
 * ERR_FORMAT      it is no database, or another program's
 * ERR_CORRUPT     a database that is damaged
 * ERR_PERMISSION  it may not be written (DB_WRITE) or read
 * ERR_BUSY        another program holds it locked
 * A file of an older schema is migrated in both modes, after a copy to PATH.vN.bak.
 */
enum err_code db_open(
	const char *path, enum db_mode mode, struct db **ret, struct err *why);
void db_close(struct db *db); /* NULL is fine; an open transaction is rolled back */
/* Gives back what it holds only to be faster: pages, statements, names seen lately, words
 * of the search. For the end of big work, and before long quiet; no query may run. */
void db_rest(struct db *db);
const char *db_path(const struct db *db);

/*
 * A writing transaction (BEGIN IMMEDIATE). They nest by a counter; the outermost commit
 * is the one that writes. `who` names the opener in error texts and must be static.
 * After a rollback at any depth the outermost commit fails with ERR_DATABASE.
 */
enum err_code db_begin(struct db *db, const char *who, struct err *why);
enum err_code db_commit(struct db *db, struct err *why);
void db_rollback(struct db *db);
/* A part of a transaction that can be undone alone; depth is free. */
enum err_code db_savepoint(struct db *db, struct err *why);
enum err_code db_release(struct db *db, struct err *why);
void db_rollback_savepoint(struct db *db);

/* A reading transaction: every query until db_read_end sees one state. */
enum err_code db_read_begin(struct db *db, struct err *why);
void db_read_end(struct db *db);

/* Changes when another connection committed; call outside of transactions. */
int64_t db_data_version(struct db *db);
/* From any thread: the query that runs now ends with ERR_CANCELLED. */
void db_interrupt(struct db *db);
/* The id of a profile's row; made when missing (DB_WRITE) or ERR_NOT_FOUND. */
enum err_code db_profile(
	struct db *db, const char *name, int64_t *ret, struct err *why);

/* The whole file is checked (integrity, foreign keys): ERR_CORRUPT with the first
 * finding. */
enum err_code db_check(struct db *db, struct err *why);
/* Copies the database as it is now to a new file, while others may write. */
enum err_code db_backup(struct db *db, const char *to, struct err *why);
/* Drops what can be recomputed from the facts by db/ alone (counts, play statistics,
 * the search index) and recomputes it. With `everything`, features, gains that were
 * measured, memberships and models are dropped too: analyze, loudness and train make
 * them again. */
enum err_code db_rebuild_derived(struct db *db, bool everything, struct err *why);

struct db_info {
	int version;   /* user_version */
	int64_t bytes; /* of the file and its WAL */
	int64_t recordings, tracks, artists, albums, files, unreadable, missing;
	int64_t listens, features, playlists;
};
enum err_code db_info(struct db *db, struct db_info *ret, struct err *why);

#endif
