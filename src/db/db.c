/* Errors of SQLite as ours, and transactions. */
#include "db/db.h"

#include <stdlib.h>
#include <sys/statvfs.h>

#include "connection.h"
#include "rescue_parts.h"
#include "stmt.h"

enum err_code db_code(int sqlite_code)
{
	switch (sqlite_code & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_INTERRUPT:
		return ERR_CANCELLED;
	case SQLITE_CORRUPT:
		return ERR_CORRUPT;
	case SQLITE_NOTADB:
		return ERR_FORMAT;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return ERR_PERMISSION;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return ERR_IO;
	default:
		return ERR_DATABASE;
	}
}

static bool disk_is_full(const char *path)
{
	enum { NEEDED = 128 * 1024 };
	struct statvfs s;
	return statvfs(path, &s) == 0 && (uint64_t)s.f_bavail * s.f_frsize < NEEDED;
}

enum err_code db_fail(struct db *db, int sqlite_code, const char *what, struct err *why)
{
	enum err_code code = db_code(sqlite_code);
	/* What SQLite maps into memory fails to grow as an I/O error. */
	if (code == ERR_IO && disk_is_full(db->path))
		code = ERR_FULL;
	if (code == ERR_FORMAT && db->opened) /* it was one a moment ago */
		code = ERR_CORRUPT;
	switch (code) {
	case ERR_BUSY:
		err_set(why, code,
			"the database is locked by another program; wait for it or end "
			"it (%s)",
			db->path);
		break;
	case ERR_PERMISSION:
		err_set(why, code, "%s may not be written; check who owns it",
			db->path);
		break;
	case ERR_FULL:
		err_set(why, code, "the disk is full; free some space (%s)", db->path);
		break;
	case ERR_CORRUPT:
		if (sqlite_code == SQLITE_CORRUPT_VTAB) {
			err_set(why, code,
				"the search index is damaged; run linnet doctor "
				"--rebuild (%s)",
				db->path);
			break;
		}
		rescue_mark(db->path);
		err_set(why, code,
			"the database is damaged; quit and start linnet again, it "
			"restores it and says what is lost (%s)",
			db->path);
		break;
	case ERR_FORMAT:
		err_set(why, code,
			"%s is no database; move it away or give another --db",
			db->path);
		break;
	case ERR_CANCELLED:
		err_set(why, code, "cancelled");
		break;
	case ERR_IO:
		if ((sqlite_code & 0xFF) == SQLITE_CANTOPEN) {
			err_set(why, code,
				"%s cannot be opened; its folder must be writable, too",
				db->path);
			break;
		}
		/* fall through */
	default:
		err_set(why, code, "%s: %s", what, sqlite3_errmsg(db->h));
	}
	if (why)
		why->sys = sqlite_code;
	return code;
}

enum err_code db_exec(struct db *db, const char *sql, struct err *why)
{
	int r = sqlite3_exec(db->h, sql, NULL, NULL, NULL);
	return r == SQLITE_OK ? ERR_OK : db_fail(db, r, "database", why);
}

const char *db_path(const struct db *db)
{
	return db->path;
}

/* ---- transactions */

enum err_code db_begin(struct db *db, const char *who, struct err *why)
{
	if (db->depth == 0) {
		enum err_code code = db_exec(db, "BEGIN IMMEDIATE", why);
		if (code)
			return code;
		db->opener = who;
		db->doomed = false;
	}
	db->depth++;
	return ERR_OK;
}

static void roll_back(struct db *db)
{
	if (!sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	db->rollbacks++;
	db->doomed = false;
}

enum err_code db_commit(struct db *db, struct err *why)
{
	if (--db->depth > 0)
		return ERR_OK;
	if (db->doomed) {
		roll_back(db);
		return err_set(why, ERR_DATABASE,
			"%s: a part failed, nothing was written", db->opener);
	}
	enum err_code code = db_exec(db, "COMMIT", why);
	if (code)
		roll_back(db);
	else
		db->commits++;
	return code;
}

void db_rollback(struct db *db)
{
	if (--db->depth > 0)
		db->doomed = true;
	else
		roll_back(db);
}

enum err_code db_savepoint(struct db *db, struct err *why)
{
	return db_exec(db, "SAVEPOINT part", why);
}

enum err_code db_release(struct db *db, struct err *why)
{
	return db_exec(db, "RELEASE part", why);
}

void db_rollback_savepoint(struct db *db)
{
	sqlite3_exec(db->h, "ROLLBACK TO part; RELEASE part", NULL, NULL, NULL);
	db->rollbacks++;
	db->doomed = false;
}

enum err_code db_read_begin(struct db *db, struct err *why)
{
	if (db->read_depth == 0 && db->depth == 0) {
		enum err_code code = db_exec(db, "BEGIN", why);
		if (code)
			return code;
	}
	db->read_depth++;
	return ERR_OK;
}

void db_read_end(struct db *db)
{
	if (--db->read_depth == 0 && db->depth == 0)
		sqlite3_exec(db->h, "COMMIT", NULL, NULL, NULL);
}

int64_t db_data_version(struct db *db)
{
	int64_t v = 0;
	stmt_get_i64(db, "PRAGMA data_version", &v, NULL);
	return v;
}

uint64_t db_generation(struct db *db)
{
	return (uint64_t)db_data_version(db) << 32 ^ (db->commits + db->rollbacks);
}

void db_interrupt(struct db *db)
{
	sqlite3_interrupt(db->h);
}

enum err_code db_profile(struct db *db, const char *name, int64_t *ret, struct err *why)
{
	struct stmt q =
		stmt_begin(db, "SELECT id FROM profile WHERE name = :name", why);
	stmt_text(&q, ":name", name);
	bool found = stmt_row(&q);
	if (found)
		*ret = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	if (code || found)
		return code;
	if (db->mode == DB_READ)
		return err_set(why, ERR_NOT_FOUND, "there is no profile %s", name);
	q = stmt_begin(db, "INSERT INTO profile (name) VALUES (:name)", why);
	stmt_text(&q, ":name", name);
	if (stmt_run(&q))
		*ret = sqlite3_last_insert_rowid(db->h);
	return stmt_end(&q);
}
