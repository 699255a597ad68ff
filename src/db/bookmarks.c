#include "db/bookmarks.h"

#include "db/identity.h"
#include "stmt.h"

enum err_code bookmarks_put(struct db *db, int64_t profile, int64_t recording,
	int64_t position_ms, int64_t at_ms, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO bookmark (profile, recording, position_ms, at_ms)"
		" VALUES (:profile, :recording, :position, :at)"
		" ON CONFLICT (profile, recording)"
		" DO UPDATE SET position_ms = :position, at_ms = :at";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", identity_now(db, recording));
	stmt_i64(&q, ":position", position_ms);
	stmt_i64(&q, ":at", at_ms);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code bookmarks_drop(
	struct db *db, int64_t profile, int64_t recording, struct err *why)
{
	static const char SQL[] = "DELETE FROM bookmark WHERE profile = :profile"
				  " AND recording = :recording";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", identity_now(db, recording));
	stmt_run(&q);
	return stmt_end(&q);
}

int64_t bookmarks_get(struct db *db, int64_t profile, int64_t recording)
{
	static const char SQL[] =
		"SELECT position_ms FROM bookmark"
		" WHERE profile = :profile AND recording = :recording";
	struct stmt q = stmt_begin(db, SQL, NULL);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", identity_now(db, recording));
	int64_t position_ms = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
	stmt_end(&q);
	return position_ms;
}

enum err_code bookmarks_forget(struct db *db, int64_t profile, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM bookmark WHERE profile = :profile AND NOT EXISTS"
		" (SELECT 1 FROM listen WHERE listen.profile = bookmark.profile"
		" AND listen.recording = bookmark.recording)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_run(&q);
	return stmt_end(&q);
}
