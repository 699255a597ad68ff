/* What the scanner writes: files and their tags, a batch at a time. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/library.h"
#include "identity_name.h"
#include "library_cache.h"
#include "library_file.h"
#include "library_recording.h"
#include "library_track.h"
#include "stmt.h"
#include "text/fold.h"

static const char *text_or(const char *s, const char *otherwise)
{
	return s && *s ? s : otherwise;
}

int64_t library_name_hash(const char *artist, const char *title)
{
	struct str key = {0};
	fold_append(&key, artist);
	size_t n = key.len;
	str_append_c(&key, '\n');
	fold_append(&key, title);
	bool named = n > 0 && key.len > n + 1;
	int64_t h = named ? (int64_t)hash_bytes(key.data, key.len, 0) : 0;
	str_finish(&key);
	return h;
}

/* The title, the number of a part, or the file's name without its extension, as valid
 * text. */
static char *title_of(const struct library_putting *p)
{
	struct str s = {0};
	if (p->tags->title && *p->tags->title)
		return xstrdup(p->tags->title);
	if (p->item->n_parts) {
		str_appendf(&s, "Track %d", p->tags->track);
		return str_detach(&s);
	}
	const char *base = path_base(p->item->path),
		   *ext = path_extension(p->item->path);
	size_t n = strlen(base), k = strlen(ext);
	utf8_repair(&s, base, k > 0 && n > k + 1 ? n - k - 1 : n, true);
	return str_detach(&s);
}

/* ---- file */

static enum err_code file_write(
	struct db *db, struct library_putting *p, struct err *why)
{
	static const char SQL_INSERT[] = "INSERT INTO file (root, path, size, "
					 "mtime_ns, inode, sheets, state, reason, "
					 "added_s) VALUES (:root, :path, :size, "
					 ":mtime, :inode, :sheets, :state, :reason, "
					 ":added) ON CONFLICT DO NOTHING";
	static const char SQL_UPDATE[] =
		"UPDATE file SET size = :size, mtime_ns = "
		":mtime, inode = :inode, sheets = :sheets,"
		" state = :state, reason = :reason WHERE id = :id";
	struct library_item *item = p->item;
	struct stmt q = stmt_begin(db, p->known ? SQL_UPDATE : SQL_INSERT, why);
	if (p->known) {
		stmt_i64(&q, ":id", item->file);
	} else {
		stmt_i64(&q, ":root", item->root);
		stmt_path(&q, ":path", item->path);
		stmt_i64(&q, ":added", p->now_s);
	}
	stmt_i64(&q, ":size", item->size);
	stmt_i64(&q, ":mtime", item->mtime_ns);
	stmt_i64(&q, ":inode", item->inode);
	stmt_i64(&q, ":sheets", item->sheets);
	stmt_i64(&q, ":state", item->tags ? FILE_PRESENT : FILE_UNREADABLE);
	stmt_text(&q, ":reason", item->tags ? NULL : item->reason);
	if (stmt_run(&q) && !p->known)
		item->file = sqlite3_changes(db->h) > 0
				     ? sqlite3_last_insert_rowid(db->h)
				     : 0;
	return stmt_end(&q);
}

static enum err_code file_find(
	struct db *db, struct library_putting *p, struct err *why)
{
	static const char SQL[] =
		"SELECT id FROM file WHERE root = :root AND path = :path";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", p->item->root);
	stmt_path(&q, ":path", p->item->path);
	p->known = stmt_row(&q);
	p->item->file = p->known ? stmt_col_i64(&q, 0) : 0;
	return stmt_end(&q);
}

/* ---- one item, and all */

/* Found by the first scan of its folder, a file is as old as its content; later, new.
 */
static int64_t added_of(const struct library_putting *p, bool first_scan)
{
	int64_t mtime_s = p->item->mtime_ns / 1000000000;
	return first_scan && mtime_s > 0 && mtime_s < p->now_s ? mtime_s : p->now_s;
}

static enum err_code put_track(
	struct db *db, struct library_putting *p, struct err *why)
{
	const struct tags *t = p->tags;
	p->artist = text_or(t->artist, text_or(t->album_artist, ""));
	p->title = title_of(p);
	/* A guess is too little to tell recordings by. */
	bool named = t->title && !(t->guessed & TAGS_GUESSED_TITLE);
	p->name_hash = named ? library_name_hash(p->artist, p->title) : 0;
	enum err_code code = library_recording_put(db, p, why);
	int64_t before = p->before.recording;
	if (!code && before && before != p->recording)
		code = identity_left_file(db, before, p->item->file, why);
	struct track_item row = {.item = p->item,
		.tags = t,
		.recording = p->recording,
		.encoding = p->encoding == p->recording ? 0 : p->encoding,
		.now_s = p->now_s,
		.added_s = p->added_s,
		.title = p->title,
		.artist = p->artist,
		.before = p->before};
	if (!code)
		code = library_track_put(db, &row, why);
	free(p->title);
	return code;
}

/* Do the tracks begin where they did? Then their rows stay. */
static bool same_parts(const struct file_track *before, size_t n_before,
	const struct tags *part, size_t n)
{
	if (n != n_before)
		return false;
	for (size_t i = 0; i < n; i++)
		if (before[i].start_frame != part[i].start_frame)
			return false;
	return true;
}

/* Else they go, so that the ids of a file's tracks are always in its order; what was
 * there still tells which recording it held. */
static enum err_code put_parts(struct db *db, struct library_putting *p,
	const struct file_track *before, size_t n_before, struct err *why)
{
	struct library_item *item = p->item;
	const struct tags *part = item->n_parts ? item->part : item->tags;
	size_t n = item->n_parts ? item->n_parts : 1, k = 0;
	bool same = same_parts(before, n_before, part, n);
	enum err_code code = ERR_OK;
	for (size_t i = 0; !same && i < n_before && !code; i++)
		code = library_file_drop_track(db, &before[i], why);
	for (size_t i = 0; i < n && !code; i++) {
		p->tags = &part[i];
		p->before = (struct file_track){0};
		while (k < n_before && before[k].start_frame < part[i].start_frame)
			k++;
		if (k < n_before && before[k].start_frame == part[i].start_frame)
			p->before = before[k];
		if (!same)
			p->before.id = 0;
		code = put_track(db, p, why);
		if (i == 0)
			item->recording = p->recording;
	}
	return code;
}

/* What is the same for a batch's files of one root. */
struct put_env {
	int64_t root, now_s;
	bool first_scan, any_missing;
};

static enum err_code put_one(struct db *db, struct library_item *item,
	const struct put_env *env, struct err *why)
{
	struct library_putting p = {
		.item = item, .now_s = env->now_s, .any_missing = env->any_missing};
	struct file_track *before = NULL;
	size_t n_before = 0;
	p.file_added_s = added_of(&p, env->first_scan);
	item->file = item->recording = 0;
	enum err_code code = item->fresh ? file_write(db, &p, why) : ERR_OK;
	bool written = item->file != 0;
	if (!code && !written)
		code = file_find(db, &p, why);
	if (!code && p.known)
		code = library_file_tracks(db, item->file, &before, &n_before, why);
	if (!code && !written)
		code = file_write(db, &p, why);
	item->recording = n_before ? before[0].recording : 0;
	if (!code && item->tags)
		code = put_parts(db, &p, before, n_before, why);
	else if (!code && p.known)
		code = library_file_show(db, item->file, true, why);
	free(before);
	return code;
}

static enum err_code is_first_scan(
	struct db *db, int64_t root, bool *ret, struct err *why)
{
	static const char SQL[] = "SELECT scanned_ms FROM root WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", root);
	bool found = stmt_row(&q);
	*ret = found && stmt_col_i64(&q, 0) == 0;
	enum err_code code = stmt_end(&q);
	if (!code && !found)
		return err_set(why, ERR_NOT_FOUND,
			"the library has no folder number %lld", (long long)root);
	return code;
}

enum err_code library_put(
	struct db *db, struct library_item *item, size_t n, struct err *why)
{
	enum err_code code = db_begin(db, "library_put", why);
	if (code)
		return code;
	names_begin(db);
	struct put_env env = {.root = -1, .now_s = (int64_t)time(NULL)};
	int64_t missing = 0;
	/* The partial index is only taken where its own condition stands in the query. */
	code = stmt_get_i64(db,
		"SELECT 1 FROM file WHERE state <> 0 AND state = 1 LIMIT 1", &missing,
		why);
	env.any_missing = missing != 0;
	for (size_t i = 0; i < n && !code; i++) {
		if (item[i].root != env.root)
			code = is_first_scan(
				db, env.root = item[i].root, &env.first_scan, why);
		if (!code)
			code = put_one(db, &item[i], &env, why);
	}
	if (!code)
		code = counts_flush(db, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code library_put_many(struct db *db, bool many, struct err *why)
{
	static const char MANY[] = "PRAGMA wal_autocheckpoint = 65536;"
				   " PRAGMA synchronous = NORMAL;"
				   " PRAGMA cache_size = -256000";
	static const char FEW[] = "PRAGMA wal_autocheckpoint = 8192;"
				  " PRAGMA synchronous = FULL;"
				  " PRAGMA cache_size = -64000";
	db_widen(db);
	return db_exec(db, many ? MANY : FEW, why);
}
