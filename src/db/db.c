#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "connection.h"
#include "db/schema.h"
#include "rescue_parts.h"
#include "stmt.h"

enum {
	APPLICATION_ID = 0x6C696E74, /* "lint": tells our files from other programs' */
	BUSY_MS = 5000
};

static enum err_code code_of(int sqlite_code)
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
	enum err_code code = code_of(sqlite_code);
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

static enum err_code refuse_newer(
	const char *path, int version, int known, struct err *why)
{
	return err_set(why, ERR_NEWER,
		"%s was made by a newer linnet (schema %d, this one knows %d); update "
		"linnet or "
		"give another --db",
		path, version, known);
}

static enum err_code refuse_unwritable(const char *path, struct err *why)
{
	return err_set(why, ERR_PERMISSION,
		"%s may not be written; check who owns it, or give another --db", path);
}

/*
 * Folder 0700 and file 0600, where they are missing. A file that is there is never
 * opened here: closing any descriptor of it would drop the locks that SQLite holds for
 * the other connections of this process (POSIX locks belong to process and file).
 */
static enum err_code make_file(const char *path, struct err *why)
{
	if (access(path, F_OK) == 0)
		return access(path, W_OK) == 0 ? ERR_OK : refuse_unwritable(path, why);
	char *dir = path_dir(path);
	enum err_code code = path_make_dirs(dir, 0700, why);
	free(dir);
	if (code)
		return code;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return ERR_OK; /* another process was faster */
	if (fd < 0)
		return errno == EACCES || errno == EROFS
			       ? refuse_unwritable(path, why)
			       : err_sys(why, errno, "cannot make %s", path);
	close(fd);
	return ERR_OK;
}

static enum err_code check_readable(const char *path, struct err *why)
{
	if (access(path, F_OK) != 0)
		return err_set(why, ERR_NOT_FOUND,
			"there is no library at %s yet; run linnet scan DIR first",
			path);
	if (access(path, R_OK) != 0)
		return err_sys(why, errno, "cannot read %s", path);
	return ERR_OK;
}

/*
 * What is not ours, or newer, is refused before anything is written: these pragmas only
 * read. An empty file is a new one.
 */
static enum err_code check_owner(struct db *db, struct err *why)
{
	int64_t owner = 0, tables = 0, version = 0;
	size_t known;
	schema_steps(&known);
	enum err_code code = stmt_get_i64(db, "PRAGMA application_id", &owner, why);
	if (!code)
		code = stmt_get_i64(db, "PRAGMA user_version", &version, why);
	if (!code)
		code = stmt_get_i64(
			db, "SELECT count(*) FROM sqlite_master", &tables, why);
	if (!code && owner != APPLICATION_ID && (owner || version || tables))
		return err_set(why, ERR_FORMAT,
			"%s is another program's database; give another --db",
			db->path);
	if (!code && version > (int64_t)known)
		return refuse_newer(db->path, (int)version, (int)known, why);
	return code;
}

static enum err_code set_up(struct db *db, struct err *why)
{
	sqlite3_busy_timeout(db->h, BUSY_MS);
	sqlite3_extended_result_codes(db->h, 1);
	enum err_code code = check_owner(db, why);
	if (!code && db->mode == DB_WRITE && sqlite3_db_readonly(db->h, "main"))
		code = refuse_unwritable(db->path, why);
	if (!code && db->mode == DB_WRITE)
		code = db_exec(db,
			"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			"PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 8192;"
			" PRAGMA journal_size_limit = "
			"67108864",
			why);
	if (!code)
		code = db_exec(db,
			"PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY", why);
	return code;
}

static enum err_code bring_up_to_date(struct db *db, struct err *why)
{
	size_t known;
	int64_t version = 0;
	const struct schema_step *steps = schema_steps(&known);
	enum err_code code = stmt_get_i64(db, "PRAGMA user_version", &version, why);
	if (code)
		return code;
	if (version >= (int64_t)known)
		return ERR_OK;
	if (db->mode == DB_WRITE)
		return schema_migrate(db, steps, known, why);
	struct db *writer;
	code = db_open(db->path, DB_WRITE, &writer, why);
	if (!code)
		db_close(writer);
	return code;
}

/* In a folder that may not be written, and with nothing beside it: nobody changes it, and
 * SQLite could not make the files that sharing it takes. */
static bool is_frozen(const char *path)
{
	struct stat st;
	struct str wal = {0};
	str_appendf(&wal, "%s-wal", path);
	char *dir = path_dir(path);
	bool frozen = access(dir, W_OK) != 0 &&
		      (stat(str_text(&wal), &st) != 0 || st.st_size == 0);
	free(dir);
	str_finish(&wal);
	return frozen;
}

static int open_handle(struct db *db)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	if (db->mode == DB_WRITE || !is_frozen(db->path))
		return sqlite3_open_v2(
			db->path, &db->h, flags | SQLITE_OPEN_READWRITE, NULL);
	char *uri = rescue_frozen_uri(db->path);
	int r = sqlite3_open_v2(
		uri, &db->h, flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	free(uri);
	return r;
}

static enum err_code open_file(struct db *db, struct err *why)
{
	int r = open_handle(db);
	if (r != SQLITE_OK) {
		enum err_code code = code_of(r);
		err_set(why, code, "cannot open %s: %s", db->path,
			db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(r));
		return code;
	}
	enum err_code code = set_up(db, why);
	if (!code)
		code = bring_up_to_date(db, why);
	if (!code && db->mode == DB_READ)
		code = db_exec(db, "PRAGMA query_only = ON", why);
	db->opened = code == ERR_OK;
	return code;
}

enum err_code db_open(
	const char *path, enum db_mode mode, struct db **ret, struct err *why)
{
	enum err_code code = mode == DB_READ ? check_readable(path, why) : ERR_OK;
	if (!code && rescue_is_marked(path))
		code = err_set(why, ERR_CORRUPT,
			"the database is damaged; start linnet again, it restores it "
			"and says what is lost (%s)",
			path);
	if (!code && mode == DB_WRITE)
		code = make_file(path, why);
	if (code)
		return code;
	struct db *db = xcalloc(1, sizeof *db);
	db->path = xstrdup(path);
	db->mode = mode;
	db->stmts = stmt_cache_create();
	code = open_file(db, why);
	if (code) {
		db_close(db);
		return code;
	}
	*ret = db;
	return ERR_OK;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	library_cache_destroy(db->library);
	list_cache_destroy(db->lists);
	words_destroy(db->words);
	order_destroy(db->order);
	search_cache_destroy(db->search);
	live_cache_destroy(db->live);
	stmt_cache_destroy(db->stmts);
	if (db->h && !sqlite3_get_autocommit(db->h))
		sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(db->h);
	free(db->path);
	free(db);
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
