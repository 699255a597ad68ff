/* Care of the whole file: checks, copies, figures, recomputation. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "connection.h"
#include "db/db.h"
#include "db/order.h"
#include "db/search.h"
#include "order_keys.h"
#include "rescue_parts.h"
#include "stmt.h"

enum {
	BACKUP_PAGES = 4096,
	BACKUP_TRIES = 200,
	BACKUP_WAIT_MS = 50,
	INDEX_SLICE = 2000,
	ORDER_SLICE = 2000
};

enum err_code db_check(struct db *db, struct err *why)
{
	struct stmt q = stmt_begin(db, "PRAGMA integrity_check (1)", why);
	char found[160] = "";
	if (stmt_row(&q) && strcmp(stmt_col_text(&q, 0), "ok") != 0)
		str_copy(found, sizeof found, stmt_col_text(&q, 0));
	enum err_code code = stmt_end(&q);
	if (!code && found[0]) {
		rescue_mark(db->path);
		return err_set(why, ERR_CORRUPT,
			"the database is damaged (%s); quit and start linnet again, it restores "
			"it and says what is lost (%s)",
			found, db->path);
	}
	if (code)
		return code;
	q = stmt_begin(db, "PRAGMA foreign_key_check", why);
	if (stmt_row(&q))
		str_copy(found, sizeof found, stmt_col_text(&q, 0));
	code = stmt_end(&q);
	if (!code && found[0])
		return err_set(why, ERR_CORRUPT,
			"%s is damaged: a row of %s points nowhere; restore a copy "
			"(PATH.vN.bak)",
			db->path, found);
	return code;
}

static enum err_code copy_pages(struct db *db, sqlite3 *to, struct err *why)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", db->h, "main");
	if (!b)
		return err_set(
			why, ERR_DATABASE, "cannot copy: %s", sqlite3_errmsg(to));
	int r = SQLITE_OK;
	for (int tries = 0; tries < BACKUP_TRIES;) {
		r = sqlite3_backup_step(b, BACKUP_PAGES);
		if (r == SQLITE_BUSY || r == SQLITE_LOCKED) {
			tries++;
			sqlite3_sleep(BACKUP_WAIT_MS);
		} else if (r != SQLITE_OK) {
			break;
		}
	}
	sqlite3_backup_finish(b);
	return r == SQLITE_DONE ? ERR_OK : db_fail(db, r, "cannot copy", why);
}

enum err_code db_backup(struct db *db, const char *to, struct err *why)
{
	int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(why, errno, "cannot make the copy %s", to);
	close(fd);
	sqlite3 *h = NULL;
	enum err_code code = ERR_OK;
	if (sqlite3_open_v2(to, &h, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		code = err_set(why, ERR_IO, "cannot open the copy %s", to);
	else
		code = copy_pages(db, h, why);
	sqlite3_close(h);
	if (code)
		unlink(to);
	return code;
}

static int64_t file_bytes(const char *path, const char *suffix)
{
	struct str name = {0};
	struct stat st;
	str_appendf(&name, "%s%s", path, suffix);
	int64_t n = stat(name.data, &st) == 0 ? st.st_size : 0;
	str_finish(&name);
	return n;
}

enum err_code db_info(struct db *db, struct db_info *ret, struct err *why)
{
	*ret = (struct db_info){0};
	const struct {
		const char *sql;
		int64_t *to;
	} ask[] = {
		{"SELECT count(*) FROM recording", &ret->recordings},
		{"SELECT n FROM total WHERE name = 'tracks'", &ret->tracks},
		{"SELECT n FROM total WHERE name = 'artists'", &ret->artists},
		{"SELECT n FROM total WHERE name = 'albums'", &ret->albums},
		{"SELECT count(*) FROM file", &ret->files},
		{"SELECT count(*) FROM file WHERE state <> 0 AND state = 2",
			&ret->unreadable},
		{"SELECT count(*) FROM file WHERE state <> 0 AND state = 1",
			&ret->missing},
		{"SELECT count(*) FROM listen", &ret->listens},
		{"SELECT count(*) FROM d_feature WHERE vector IS NOT NULL",
			&ret->features},
		{"SELECT count(*) FROM playlist WHERE folder = 0", &ret->playlists},
	};
	int64_t version = 0;
	enum err_code code = stmt_get_i64(db, "PRAGMA user_version", &version, why);
	for (size_t i = 0; !code && i < sizeof ask / sizeof *ask; i++)
		code = stmt_get_i64(db, ask[i].sql, ask[i].to, why);
	ret->version = (int)version;
	ret->bytes = file_bytes(db->path, "") + file_bytes(db->path, "-wal");
	return code;
}

static enum err_code drop_learned(struct db *db, struct err *why)
{
	return db_exec(db,
		"DELETE FROM d_feature; DELETE FROM d_loudness; DELETE FROM d_member;"
		" DELETE FROM d_model; DELETE FROM d_payload;"
		" DELETE FROM d_fingerprint; DELETE FROM d_fingerprint_word;"
		" DELETE FROM d_same",
		why);
}

enum err_code db_rebuild_derived(struct db *db, bool everything, struct err *why)
{
	enum err_code code = db_begin(db, "rebuild", why);
	if (code)
		return code;
	code = library_recount(db, why);
	if (!code)
		code = listens_recount(db, why);
	if (!code)
		code = search_index_reset(db, why);
	size_t left = 1;
	if (!code)
		code = order_stale(db, why);
	while (!code && left > 0)
		code = order_step(db, ORDER_SLICE, &left, why);
	left = 1;
	while (!code && left > 0)
		code = search_index_step(db, INDEX_SLICE, &left, why);
	if (!code && everything)
		code = drop_learned(db, why);
	if (!code)
		code = list_recount(db, why);
	if (code)
		db_rollback(db);
	else
		code = db_commit(db, why);
	return code;
}
