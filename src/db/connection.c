/*
 * A connection's life: what may be opened, how it is set up, and what it gives back while
 * nobody asks anything of it.
 */
#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "db/schema.h"
#include "db/search.h"
#include "rescue_parts.h"
#include "stmt.h"

enum {
	APPLICATION_ID = 0x6C696E74, /* "lint": tells our files from other programs' */
	BUSY_MS = 5000
};

/* What single rows are written in, and what is read from end to end. */
#define USUAL_CACHE "PRAGMA cache_size = -4000"

void db_init(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
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
			"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" USUAL_CACHE
			"; PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = "
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
	if (db->mode == DB_WRITE) {
		db_widen(db);
		return schema_migrate(db, steps, known, why);
	}
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
		enum err_code code = db_code(r);
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

void db_widen(struct db *db)
{
	if (db->mode == DB_WRITE && !db->wide)
		(void)db_exec(db, "PRAGMA cache_size = -64000", NULL);
	db->wide = true;
}

void db_rest(struct db *db)
{
	if (db->mode == DB_WRITE && db->wide)
		(void)db_exec(db, USUAL_CACHE, NULL);
	db->wide = false;
	library_cache_forget(db);
	search_forget(db);
	stmt_cache_clear(db->stmts);
	sqlite3_db_release_memory(db->h);
#ifdef __GLIBC__
	/* It lies in the arenas of the threads that took it. */
	malloc_trim(0);
#endif
}
