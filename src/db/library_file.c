/* Files that come and go after they were read. */
#include "library_file.h"

#include <stdlib.h>

#include "base/mem.h"
#include "db/identity.h"
#include "db/library.h"
#include "library_further.h"
#include "stmt.h"

enum err_code library_file_tracks(struct db *db, int64_t file, struct file_track **ret,
	size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT id, recording, shown, artist, album_artist, album, genre, "
		"duration_ms, start_frame, flags, rating FROM track WHERE file = :file"
		" ORDER BY start_frame";
	struct file_track *list = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":file", file);
	while (stmt_row(&q)) {
		list = mem_grow(list, &cap, n + 1, sizeof *list);
		list[n++] = (struct file_track){.id = stmt_col_i64(&q, 0),
			.recording = stmt_col_i64(&q, 1),
			.shown = stmt_col_i64(&q, 2) != 0,
			.counts = {stmt_col_i64(&q, 3), stmt_col_i64(&q, 4),
				stmt_col_i64(&q, 5), stmt_col_i64(&q, 6),
				stmt_col_i64(&q, 7)},
			.start_frame = stmt_col_i64(&q, 8),
			.flags = (unsigned)stmt_col_i64(&q, 9),
			.rating = (int)stmt_col_i64(&q, 10)};
	}
	*ret = list;
	*ret_n = n;
	return stmt_end(&q);
}

enum err_code library_file_drop_track(
	struct db *db, const struct file_track *t, struct err *why)
{
	enum err_code code = further_drop(db, t->id, t->flags, t->shown, why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, "DELETE FROM track WHERE id = :id", why);
	stmt_i64(&q, ":id", t->id);
	stmt_run(&q);
	code = stmt_end(&q);
	if (code)
		return code;
	if (t->shown)
		counts_track(db, &t->counts, -1);
	return search_todo_add(db, search_subject(SUBJECT_TRACK, t->id), why);
}

static enum err_code show_track(
	struct db *db, const struct file_track *t, bool shown, struct err *why)
{
	static const char SQL[] = "UPDATE track SET shown = :shown WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":shown", shown);
	stmt_i64(&q, ":id", t->id);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	counts_track(db, &t->counts, shown ? 1 : -1);
	if (t->flags & (TRACK_ARTISTS | TRACK_GENRES))
		code = counts_more(db, t->id, shown ? 1 : -1, why);
	if (code)
		return code;
	return search_todo_add(db, search_subject(SUBJECT_TRACK, t->id), why);
}

enum err_code library_file_show(
	struct db *db, int64_t file, bool shown, struct err *why)
{
	struct file_track *t;
	size_t n;
	enum err_code code = library_file_tracks(db, file, &t, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		if (t[i].shown != shown)
			code = show_track(db, &t[i], shown, why);
	free(t);
	return code;
}

static enum err_code set_state(struct db *db, int64_t file, enum file_state state,
	const char *reason, struct err *why)
{
	static const char SQL[] =
		"UPDATE file SET state = :state, reason = :reason WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":state", state);
	stmt_text(&q, ":reason", reason);
	stmt_i64(&q, ":id", file);
	stmt_run(&q);
	return stmt_end(&q);
}

/* Is the recording in another file that is there? */
static enum err_code lives_on(
	struct db *db, int64_t recording, bool *ret, struct err *why)
{
	static const char SQL[] = "SELECT 1 FROM track WHERE recording = :recording "
				  "AND shown = 1 LIMIT 1";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	*ret = stmt_row(&q);
	return stmt_end(&q);
}

enum err_code library_file_drop_missing(
	struct db *db, int64_t file, int64_t recording, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM file WHERE state = 1 AND id <> :file AND id IN"
		" (SELECT file FROM track WHERE recording = :recording AND shown = 0)"
		" AND NOT EXISTS (SELECT 1 FROM track o WHERE o.file = file.id"
		"  AND o.recording <> :recording AND NOT EXISTS (SELECT 1 FROM track e"
		"  WHERE e.recording = o.recording AND e.shown = 1))";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":file", file);
	stmt_i64(&q, ":recording", recording);
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code drop_file(struct db *db, int64_t file, struct err *why)
{
	struct stmt q = stmt_begin(db, "DELETE FROM file WHERE id = :id", why);
	stmt_i64(&q, ":id", file);
	stmt_run(&q);
	return stmt_end(&q);
}

/* Recordings that no file may hold any more. */
struct left {
	int64_t *recording; /* owned; (n) */
	size_t n, cap;
};

static enum err_code mark_one(
	struct db *db, int64_t file, struct left *left, struct err *why)
{
	struct file_track *t;
	size_t n;
	bool needed = false; /* some track of it is nowhere else */
	enum err_code code = library_file_tracks(db, file, &t, &n, why);
	if (!code)
		code = library_file_show(db, file, false, why);
	if (!code)
		code = set_state(db, file, FILE_MISSING, NULL, why);
	for (size_t i = 0; i < n && !code; i++) {
		bool elsewhere = false;
		code = lives_on(db, t[i].recording, &elsewhere, why);
		needed = needed || !elsewhere;
		if (elsewhere)
			continue;
		left->recording = mem_grow(left->recording, &left->cap, left->n + 1,
			sizeof *left->recording);
		left->recording[left->n++] = t[i].recording;
	}
	free(t);
	return !code && !needed ? drop_file(db, file, why) : code;
}

static enum err_code is_missing(struct db *db, int64_t file, bool *ret, struct err *why)
{
	struct stmt q =
		stmt_begin(db, "SELECT 1 FROM file WHERE id = :id AND state = 1", why);
	stmt_i64(&q, ":id", file);
	*ret = stmt_row(&q);
	return stmt_end(&q);
}

static enum err_code mark_all(
	struct db *db, const int64_t *file, size_t n, bool again, struct err *why)
{
	enum err_code code = db_begin(db, "library_mark_missing", why);
	if (code)
		return code;
	struct left left = {0};
	names_begin(db);
	for (size_t i = 0; i < n && !code; i++) {
		bool wanted = true;
		if (again)
			code = is_missing(db, file[i], &wanted, why);
		if (!code && wanted)
			code = mark_one(db, file[i], &left, why);
	}
	if (!code)
		code = counts_flush(db, why);
	if (!code)
		code = identity_left(db, left.recording, left.n, why);
	free(left.recording);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code library_mark_missing(
	struct db *db, const int64_t *file, size_t n, struct err *why)
{
	return mark_all(db, file, n, false, why);
}

enum err_code library_settle_missing(
	struct db *db, const int64_t *file, size_t n, struct err *why)
{
	return mark_all(db, file, n, true, why);
}

static enum err_code mark_away(struct db *db, int64_t file, struct err *why)
{
	enum err_code code = library_file_show(db, file, false, why);
	return code ? code : set_state(db, file, FILE_MISSING, NULL, why);
}

enum err_code library_mark_away(
	struct db *db, const int64_t *file, size_t n, struct err *why)
{
	enum err_code code = db_begin(db, "library_mark_away", why);
	if (code)
		return code;
	names_begin(db);
	for (size_t i = 0; i < n && !code; i++)
		code = mark_away(db, file[i], why);
	if (!code)
		code = counts_flush(db, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

static enum err_code touch(struct db *db, const struct library_file *f, struct err *why)
{
	/* A missing file is back; one that could not be read is what it was. */
	static const char SQL[] =
		"UPDATE file SET size = :size, mtime_ns = :mtime, inode = :inode,"
		" state = CASE state WHEN 1 THEN 0 ELSE state END WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":size", f->size);
	stmt_i64(&q, ":mtime", f->mtime_ns);
	stmt_i64(&q, ":inode", f->inode);
	stmt_i64(&q, ":id", f->id);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	if (!code)
		code = library_file_show(db, f->id, true, why);
	return code ? code : counts_flush(db, why);
}

enum err_code library_touch(struct db *db, int64_t file, int64_t size, int64_t mtime_ns,
	int64_t inode, struct err *why)
{
	struct library_file f = {
		.id = file, .size = size, .mtime_ns = mtime_ns, .inode = inode};
	enum err_code code = db_begin(db, "library_touch", why);
	if (code)
		return code;
	names_begin(db);
	code = touch(db, &f, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

static enum err_code forget_time(struct db *db, int64_t file, struct err *why)
{
	static const char SQL[] = "UPDATE file SET mtime_ns = 0 WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", file);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code library_file_failed(struct db *db, int64_t file, enum err_code failure,
	const char *reason, struct err *why)
{
	bool lies_in_file = failure == ERR_FORMAT || failure == ERR_UNSUPPORTED;
	enum err_code code = db_begin(db, "library_file_failed", why);
	if (code)
		return code;
	code = set_state(db, file, FILE_UNREADABLE, reason, why);
	if (!code && !lies_in_file)
		code = forget_time(db, file, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code library_file_played(struct db *db, int64_t file, struct err *why)
{
	static const char SQL[] = "UPDATE file SET state = :present, reason = NULL"
				  " WHERE id = :id AND state = :unreadable";
	enum err_code code = db_begin(db, "library_file_played", why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":present", FILE_PRESENT);
	stmt_i64(&q, ":unreadable", FILE_UNREADABLE);
	stmt_i64(&q, ":id", file);
	stmt_run(&q);
	code = stmt_end(&q);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}
