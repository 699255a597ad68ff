/*
 * What the scanner writes: files and their tags, a batch at a time.
 *
 * Which recording a file holds is decided in this order: the audio's identity; by name
 * and length the recording that the file held before (it was encoded again in place), or
 * one that no present file has (it was encoded again elsewhere), until its sound is known
 * (db/identity.h); else it is a new one.
 */
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
#include "library_track.h"
#include "stmt.h"
#include "text/fold.h"

/* One track of an item on its way in. */
struct put {
	struct library_item *item;
	const struct tags *tags; /* of the item, or of a part of it */
	int64_t recording;
	int64_t encoding; /* the row of its payload; 0: none yet */
	int64_t now_s, added_s, file_added_s;
	bool any_missing;         /* some file of the library is missing */
	bool known;               /* the file has a row */
	struct file_track before; /* what was there until now; id 0: nothing */
	char *title;              /* owned */
	const char *artist;
	int64_t name_hash; /* 0: no artist or no title */
};

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
static char *title_of(const struct put *p)
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

static enum err_code file_write(struct db *db, struct put *p, struct err *why)
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

static enum err_code file_find(struct db *db, struct put *p, struct err *why)
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

/* ---- recording */

static void id_or_null(struct stmt *q, const char *name, int64_t id)
{
	if (id)
		stmt_i64(q, name, id);
	else
		stmt_null(q, name);
}

/* Mostly there is none: this looks at one entry of an index, and sorts nothing. */
static enum err_code is_payload_known(
	struct db *db, const struct tags *t, bool *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT 1 FROM recording WHERE payload_digest = :digest"
		" AND payload_bytes = :bytes AND payload_bytes > 0";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":digest", (int64_t)t->payload_digest);
	stmt_i64(&q, ":bytes", t->payload_bytes);
	*ret = stmt_row(&q);
	return stmt_end(&q);
}

/* Of several that share the payload's length and middle, first the one that this file
 * held: the analysis tells them apart. */
static enum err_code find_by_payload(struct db *db, struct put *p, struct err *why)
{
	static const char SQL[] =
		"SELECT id, coalesce(same_as, id), added_s FROM recording"
		" WHERE payload_digest = :digest AND payload_bytes = :bytes"
		" AND payload_bytes > 0"
		" ORDER BY coalesce(same_as, id) = :before DESC, id LIMIT 1";
	const struct tags *t = p->tags;
	bool known;
	enum err_code code = is_payload_known(db, t, &known, why);
	if (code || !known)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":digest", (int64_t)t->payload_digest);
	stmt_i64(&q, ":bytes", t->payload_bytes);
	stmt_i64(&q, ":before", p->before.recording);
	if (stmt_row(&q)) {
		p->encoding = stmt_col_i64(&q, 0);
		p->recording = stmt_col_i64(&q, 1);
		p->added_s = stmt_col_i64(&q, 2);
	}
	return stmt_end(&q);
}

/* What the tags say now; what it is by its payload never changes. */
static enum err_code recording_rename(
	struct db *db, const struct put *p, struct err *why)
{
	static const char SQL[] =
		"UPDATE recording SET name_hash = :hash, title = :title,"
		" artist = :artist, duration_ms = :ms, mb_recording = :mb"
		" WHERE id = :id AND (name_hash <> :hash OR title <> :title"
		" OR artist <> :artist OR duration_ms <> :ms"
		" OR mb_recording IS NOT :mb)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":hash", p->name_hash);
	stmt_text(&q, ":title", p->title);
	stmt_text(&q, ":artist", p->artist);
	stmt_i64(&q, ":ms", p->tags->duration_ms);
	stmt_text(&q, ":mb", text_or(p->tags->mb_recording, NULL));
	stmt_i64(&q, ":id", p->recording);
	stmt_run(&q);
	return stmt_end(&q);
}

/* A payload that was never seen: a recording of its own, or one that was known by another
 * payload until now. */
static enum err_code recording_insert(struct db *db, struct put *p, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO recording (payload_bytes, payload_digest, name_hash,"
		" title, artist, duration_ms, mb_recording, added_s, same_as, same_by,"
		" same_ms, same_listen) VALUES (:bytes, :digest, :hash, :title, :artist,"
		" :ms, :mb, :added, :same, :by, :since, CASE WHEN :same IS NULL THEN 0"
		" ELSE (SELECT coalesce(max(id), 0) FROM listen) END)";
	const struct tags *t = p->tags;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":bytes", t->payload_bytes);
	stmt_i64(&q, ":digest", (int64_t)t->payload_digest);
	stmt_i64(&q, ":hash", p->name_hash);
	stmt_text(&q, ":title", p->title);
	stmt_text(&q, ":artist", p->artist);
	stmt_i64(&q, ":ms", t->duration_ms);
	stmt_text(&q, ":mb", text_or(t->mb_recording, NULL));
	stmt_i64(&q, ":added", p->added_s);
	id_or_null(&q, ":same", p->recording);
	stmt_i64(&q, ":by", p->recording ? IDENTITY_BY_NAME : IDENTITY_ITSELF);
	stmt_i64(&q, ":since", p->recording ? p->now_s * 1000 : 0);
	if (stmt_run(&q))
		p->encoding = sqlite3_last_insert_rowid(db->h);
	return stmt_end(&q);
}

/* By name and length, as long as nothing is known of its sound. An imported recording may
 * never have had a payload: its first one is its own. */
static enum err_code find_by_name(struct db *db, struct put *p, struct err *why)
{
	struct identity_named n = {.root = p->item->root,
		.path = p->item->path,
		.name_hash = p->name_hash,
		.duration_ms = p->tags->duration_ms,
		.before = p->before.recording,
		.any_missing = p->any_missing};
	enum err_code code = identity_by_name(db, &n, &p->recording, &p->added_s, why);
	if (!code && p->recording)
		code = identity_take_payload(db, p->recording, p->tags->payload_bytes,
			p->tags->payload_digest, &p->encoding, why);
	return code;
}

static enum err_code recording_put(struct db *db, struct put *p, struct err *why)
{
	p->recording = p->encoding = 0;
	p->added_s = p->file_added_s;
	enum err_code code = find_by_payload(db, p, why);
	if (!code && !p->encoding)
		code = find_by_name(db, p, why);
	bool known = p->recording != 0;
	if (!code && !p->encoding)
		code = recording_insert(db, p, why);
	if (!code && known)
		code = recording_rename(db, p, why);
	if (!known)
		p->recording = p->encoding;
	return !code && known && p->any_missing
		       ? library_file_drop_missing(db, p->item->file, p->recording, why)
		       : code;
}

/* ---- one item, and all */

/* Found by the first scan of its folder, a file is as old as its content; later, new.
 */
static int64_t added_of(const struct put *p, bool first_scan)
{
	int64_t mtime_s = p->item->mtime_ns / 1000000000;
	return first_scan && mtime_s > 0 && mtime_s < p->now_s ? mtime_s : p->now_s;
}

static enum err_code put_track(struct db *db, struct put *p, struct err *why)
{
	const struct tags *t = p->tags;
	p->artist = text_or(t->artist, text_or(t->album_artist, ""));
	p->title = title_of(p);
	/* A guess is too little to tell recordings by. */
	bool named = t->title && !(t->guessed & TAGS_GUESSED_TITLE);
	p->name_hash = named ? library_name_hash(p->artist, p->title) : 0;
	enum err_code code = recording_put(db, p, why);
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
static enum err_code put_parts(struct db *db, struct put *p,
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
	struct put p = {
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
	return db_exec(db,
		many ? "PRAGMA wal_autocheckpoint = 65536"
		     : "PRAGMA wal_autocheckpoint = 8192",
		why);
}
