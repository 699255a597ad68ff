/* Automatic copies: made beside the newest one, checked, and only then renamed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/str.h"
#include "connection.h"
#include "db/rescue.h"
#include "rescue_parts.h"

enum { DAY_MS = 86400000, ROOM = 64 * 1024 * 1024, STEP = 1024, ASK_EVERY = 100000 };

char *rescue_name(const char *path, const char *suffix)
{
	struct str s = {0};
	str_appendf(&s, "%s%s", path, suffix);
	return str_detach(&s);
}

int64_t backup_newest_ms(const char *path)
{
	struct stat st;
	char *copy = rescue_name(path, ".1.bak");
	int64_t at = stat(copy, &st) == 0 ? (int64_t)st.st_mtime * 1000 : 0;
	free(copy);
	return at;
}

int64_t backup_due_ms(const char *path, int64_t now_ms)
{
	int64_t age = now_ms - backup_newest_ms(path);
	return age < 0 || age >= DAY_MS ? 0 : DAY_MS - age;
}

struct asking {
	bool (*cancelled)(void *ctx);
	void *ctx;
};

static int ask(void *arg)
{
	const struct asking *a = arg;
	return a->cancelled && a->cancelled(a->ctx);
}

static bool has_room(const char *path)
{
	struct stat st;
	struct statvfs fs;
	return stat(path, &st) != 0 || statvfs(path, &fs) != 0 ||
	       (uint64_t)fs.f_bavail * fs.f_frsize > (uint64_t)st.st_size + ROOM;
}

char *rescue_frozen_uri(const char *path)
{
	struct str uri = {0};
	str_append(&uri, "file:");
	for (const char *p = path; *p; p++)
		str_appendf(
			&uri, strchr("%?#", *p) ? "%%%02X" : "%c", (unsigned char)*p);
	str_append(&uri, "?immutable=1");
	return str_detach(&uri);
}

bool rescue_is_whole(const char *path, const struct asking *asking)
{
	char *uri = rescue_frozen_uri(path);
	sqlite3 *h = NULL;
	sqlite3_stmt *q = NULL;
	bool ok = sqlite3_open_v2(uri, &h, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
			  NULL) == SQLITE_OK;
	free(uri);
	if (ok && asking)
		sqlite3_progress_handler(h, ASK_EVERY, ask, (void *)asking);
	ok = ok &&
	     sqlite3_prepare_v2(h, "PRAGMA quick_check (1)", -1, &q, NULL) == SQLITE_OK;
	ok = ok && sqlite3_step(q) == SQLITE_ROW &&
	     strcmp((const char *)sqlite3_column_text(q, 0), "ok") == 0;
	sqlite3_finalize(q);
	sqlite3_close(h);
	return ok;
}

static enum err_code copy_to(
	struct db *db, const char *to, struct asking *asking, struct err *why)
{
	enum { TRIES = 100, WAIT_MS = 50 };
	sqlite3 *h = NULL;
	int r = sqlite3_open_v2(
		to, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	sqlite3_backup *b =
		r == SQLITE_OK ? sqlite3_backup_init(h, "main", db->h, "main") : NULL;
	for (int tries = 0; b && tries < TRIES && !ask(asking);) {
		r = sqlite3_backup_step(b, STEP);
		if (r == SQLITE_BUSY || r == SQLITE_LOCKED) {
			tries++;
			sqlite3_sleep(WAIT_MS);
		} else if (r != SQLITE_OK) {
			break;
		}
	}
	if (b)
		sqlite3_backup_finish(b);
	sqlite3_close(h);
	if (r == SQLITE_DONE)
		return ERR_OK;
	if (ask(asking))
		return err_set(why, ERR_CANCELLED, "cancelled");
	return db_fail(db, r == SQLITE_OK ? SQLITE_BUSY : r, "cannot copy", why);
}

enum err_code backup_make(
	struct db *db, bool (*cancelled)(void *ctx), void *ctx, struct err *why)
{
	struct asking asking = {cancelled, ctx};
	if (!has_room(db->path))
		return err_set(why, ERR_FULL,
			"no room for the daily copy of the database; free some space "
			"(%s)",
			db->path);
	char *fresh = rescue_name(db->path, ".0.bak"),
	     *first = rescue_name(db->path, ".1.bak"),
	     *second = rescue_name(db->path, ".2.bak");
	mode_t mask = umask(077);
	unlink(fresh);
	enum err_code code = copy_to(db, fresh, &asking, why);
	umask(mask);
	if (code == ERR_OK && !rescue_is_whole(fresh, &asking)) {
		code = ask(&asking) ? err_set(why, ERR_CANCELLED, "cancelled")
				    : db_fail(db, SQLITE_CORRUPT, "copy", why);
	}
	if (code == ERR_OK) {
		rename(first, second);
		if (rename(fresh, first) != 0)
			code = err_set(why, ERR_IO, "cannot rename %s", fresh);
	}
	if (code != ERR_OK)
		unlink(fresh);
	free(fresh);
	free(first);
	free(second);
	return code;
}
