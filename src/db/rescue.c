/*
 * The rescue, so that a crash in the middle of it does no harm: the new file is built
 * beside the damaged one and takes its name at the very end; the mark of damage goes
 * last. The damaged file's log (-wal) must be out of the way before, or SQLite would
 * apply it to the new one.
 */
#include "db/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/path.h"
#include "base/str.h"
#include "connection.h"
#include "rescue_parts.h"

static bool exists(const char *path, const char *suffix)
{
	char *name = rescue_name(path, suffix);
	bool there = access(name, F_OK) == 0;
	free(name);
	return there;
}

static void drop(const char *path, const char *suffix)
{
	char *name = rescue_name(path, suffix);
	unlink(name);
	free(name);
}

void rescue_mark(const char *path)
{
	char *name = rescue_name(path, ".damaged");
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	free(name);
}

bool rescue_is_marked(const char *path)
{
	struct stat st;
	if (exists(path, ".damaged"))
		return true;
	/* An empty file is a new one, unless there are copies of what it held. */
	return stat(path, &st) == 0 && st.st_size == 0 && exists(path, ".1.bak");
}

bool rescue_may_help(const char *path, const struct err *why)
{
	bool copies = exists(path, ".1.bak") || exists(path, ".2.bak");
	return why->code == ERR_CORRUPT ||
	       (why->code == ERR_FORMAT && (why->sys & 0xFF) == SQLITE_NOTADB &&
		       copies);
}

/* Every connection in WAL mode holds a lock on a byte of PATH-shm: is there another
 * process? (With SQLite's own means a damaged file cannot be asked.) */
static bool is_open_elsewhere(const char *path)
{
	enum { FIRST = 120, LOCKS = 9 };
	char *name = rescue_name(path, "-shm");
	int fd = open(name, O_RDWR | O_CLOEXEC);
	struct flock l = {.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = FIRST,
		.l_len = LOCKS};
	bool open_there = fd >= 0 && fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK;
	if (fd >= 0)
		close(fd);
	free(name);
	return open_there;
}

/* The mark may be older than a repair, or the damage lie in what is gone. */
static bool is_fine_after_all(const char *path)
{
	struct stat st;
	sqlite3 *h = NULL;
	sqlite3_stmt *q = NULL;
	if (stat(path, &st) != 0 || st.st_size == 0)
		return false;
	bool ok = sqlite3_open_v2(path, &h, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
		  sqlite3_prepare_v2(h, "PRAGMA integrity_check (1)", -1, &q, NULL) ==
			  SQLITE_OK &&
		  sqlite3_step(q) == SQLITE_ROW &&
		  strcmp((const char *)sqlite3_column_text(q, 0), "ok") == 0;
	sqlite3_finalize(q);
	sqlite3_close(h);
	return ok;
}

/* The newest copy that is whole becomes PATH.new; *ret_ms: of when, 0: there is none. */
static enum err_code take_copy(
	const char *path, const char *fresh, int64_t *ret_ms, struct err *why)
{
	static const char *const suffix[] = {".1.bak", ".2.bak"};
	enum err_code code = ERR_OK;
	*ret_ms = 0;
	for (size_t i = 0; i < 2 && code == ERR_OK && *ret_ms == 0; i++) {
		char *copy = rescue_name(path, suffix[i]);
		struct stat st;
		sqlite3 *h = NULL;
		if (stat(copy, &st) == 0 && rescue_is_whole(copy, NULL)) {
			struct db source = {.path = copy};
			if (sqlite3_open_v2(copy, &source.h, SQLITE_OPEN_READWRITE,
				    NULL) == SQLITE_OK)
				code = db_backup(&source, fresh, why);
			h = source.h;
			*ret_ms = code == ERR_OK ? (int64_t)st.st_mtime * 1000 : 0;
		}
		sqlite3_close(h);
		free(copy);
	}
	return code;
}

/* ---- words */

static void date_words(int64_t ms, char *text, size_t size)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	localtime_r(&t, &tm);
	strftime(text, size, "%Y-%m-%d %H:%M", &tm);
}

static void add_word(struct str *out, size_t from, const char *word)
{
	str_append(out, out->len > from ? ", " : "");
	str_append(out, word);
}

/* The loss first: a narrow screen shows the beginning. `date`: of the copy, "" none. */
static void loss_words(const struct salvage *s, const char *date, struct str *out)
{
	size_t from = out->len;
	bool counted = s->listens_bad && s->listens_lost >= 0;
	if (s->nothing) {
		str_appendf(out, *date ? "what came after %s is lost" : "%sall is lost",
			date);
		return;
	}
	if (counted)
		str_appendf(out, "%lld listens lost, %lld saved",
			(long long)s->listens_lost, (long long)s->listens);
	size_t some = out->len;
	if (s->listens_bad && !counted)
		add_word(out, from, "listens");
	if (s->playlists_bad)
		add_word(out, from, "playlists");
	if (s->feedback_bad)
		add_word(out, from, "likes");
	if (out->len > some)
		str_appendf(out, *date ? " as of %s" : "%s lost in part", date);
	if (out->len == from)
		str_append(out, s->library_bad || s->others_bad
					? "no listen, like or playlist is lost"
					: "nothing is lost");
	if (s->library_bad)
		str_append(out, "; linnet scan brings the tracks up to date");
}

static void words(int64_t copy_ms, const struct salvage *s, const char *kept,
	char *said, size_t size)
{
	struct str text = {0};
	char date[32] = "";
	if (copy_ms)
		date_words(copy_ms, date, sizeof date);
	str_appendf(&text, "Damaged database %s: ", copy_ms ? "restored" : "made anew");
	loss_words(s, date, &text);
	if (copy_ms && !strstr(str_text(&text), date))
		str_appendf(&text, "; its copy of %s was whole", date);
	str_appendf(&text, "; the damaged one is kept as %s", path_base(kept));
	str_copy(said, size, str_text(&text));
	str_finish(&text);
}

/* ---- the end: the new file takes the place */

static char *kept_name(const char *path)
{
	enum { MOST = 1000 };
	char suffix[32], *name = NULL;
	for (int i = 1; i < MOST; i++) {
		free(name);
		snprintf(suffix, sizeof suffix, ".broken%d", i);
		name = rescue_name(path, suffix);
		if (access(name, F_OK) != 0)
			break;
	}
	return name;
}

static enum err_code swap(
	const char *path, const char *fresh, const char *kept, struct err *why)
{
	char *wal = rescue_name(path, "-wal"), *kept_wal = rescue_name(kept, "-wal");
	if (link(path, kept) != 0 && rename(path, kept) != 0)
		err_sys(why, errno, "cannot keep the damaged file");
	rename(wal, kept_wal);
	drop(path, "-shm");
	enum err_code code = ERR_OK;
	if (rename(fresh, path) != 0)
		code = err_sys(why, errno, "cannot put the restored database in place");
	else
		drop(path, ".damaged");
	free(wal);
	free(kept_wal);
	return code;
}

static enum err_code fill(
	struct db *db, const char *path, struct salvage *s, struct err *why)
{
	enum err_code code = salvage_tables(db->h, path, s, why);
	/* Counts and the search index follow from what is there now. */
	return code ? code : db_rebuild_derived(db, false, why);
}

enum err_code rescue_database(
	const char *path, char *said, size_t size, struct err *why)
{
	struct salvage saved = {0};
	struct db *db = NULL;
	int64_t copy_ms;
	said[0] = '\0';
	if (is_open_elsewhere(path))
		return err_set(why, ERR_BUSY,
			"the database is damaged: quit the linnet that has it open, "
			"then start again to restore it (%s)",
			path);
	if (is_fine_after_all(path)) {
		drop(path, ".damaged");
		return ERR_OK;
	}
	rescue_mark(path);
	char *fresh = rescue_name(path, ".new"), *kept = kept_name(path);
	unlink(fresh);
	drop(path, ".new-wal");
	drop(path, ".new-shm");
	enum err_code code = take_copy(path, fresh, &copy_ms, why);
	if (code == ERR_OK)
		code = db_open(fresh, DB_WRITE, &db, why);
	if (code == ERR_OK)
		code = fill(db, path, &saved, why);
	db_close(db);
	if (code == ERR_OK)
		code = swap(path, fresh, kept, why);
	if (code == ERR_OK) {
		words(copy_ms, &saved, kept, said, size);
		log_write(LOG_WARN, "%s", said);
	} else {
		err_prefix(why, "the database is damaged and cannot be restored");
	}
	free(fresh);
	free(kept);
	return code;
}

enum err_code rescue_open(const char *path, enum db_mode mode, struct db **ret,
	char *said, size_t size, struct err *why)
{
	struct err first = {0};
	said[0] = '\0';
	enum err_code code = db_open(path, mode, ret, &first);
	if (code != ERR_OK && rescue_may_help(path, &first)) {
		code = rescue_database(path, said, size, &first);
		if (code == ERR_OK)
			code = db_open(path, mode, ret, &first);
	}
	if (code != ERR_OK && why)
		*why = first;
	return code;
}
