#include "db/queue.h"

#include <stdlib.h>
#include <string.h>

#include "stmt.h"

static enum err_code put_state(
	struct db *db, int64_t profile, const void *state, size_t n, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO queue_state (profile, state) VALUES (:profile, :state)"
		" ON CONFLICT (profile) DO UPDATE SET state = :state";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_blob(&q, ":state", n ? state : "", n);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code queue_save_state(struct db *db, int64_t profile, const void *state,
	size_t state_n, struct err *why)
{
	return put_state(db, profile, state, state_n, why);
}

static enum err_code put_entries(struct db *db, int64_t profile,
	const struct queue_entry *entry, size_t n, struct err *why)
{
	static const char SQL_DROP[] = "DELETE FROM queue WHERE profile = :profile";
	static const char SQL[] = "INSERT INTO queue (profile, place, key, part, "
				  "recording, source, source_id, extra)"
				  " VALUES (:profile, :place, :key, :part, :recording, "
				  ":source, :source_id, :extra)";
	struct stmt q = stmt_begin(db, SQL_DROP, why);
	stmt_i64(&q, ":profile", profile);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < n; i++) {
		stmt_i64(&q, ":profile", profile);
		stmt_i64(&q, ":place", (int64_t)i);
		stmt_i64(&q, ":key", entry[i].key);
		stmt_i64(&q, ":part", entry[i].part);
		stmt_i64(&q, ":recording", entry[i].recording);
		stmt_text(&q, ":source", source_name(entry[i].source));
		stmt_i64(&q, ":source_id", entry[i].source_id);
		stmt_i64(&q, ":extra", entry[i].extra);
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

enum err_code queue_save(struct db *db, int64_t profile,
	const struct queue_entry *entry, size_t n, const void *state, size_t state_n,
	struct err *why)
{
	enum err_code code = db_begin(db, "queue_save", why);
	if (code)
		return code;
	code = put_entries(db, profile, entry, n, why);
	if (!code)
		code = put_state(db, profile, state, state_n, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

static enum err_code get_entries(struct db *db, int64_t profile, struct arena *a,
	struct queue_entry **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT key, part, recording, source, source_id, extra"
		" FROM queue WHERE profile = :profile ORDER BY place";
	struct queue_entry *entry = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	while (stmt_row(&q)) {
		struct queue_entry e = {.key = stmt_col_i64(&q, 0),
			.part = (int)stmt_col_i64(&q, 1),
			.recording = stmt_col_i64(&q, 2),
			.source = SOURCE_QUEUE,
			.source_id = stmt_col_i64(&q, 4),
			.extra = stmt_col_i64(&q, 5)};
		source_from_name(stmt_col_text(&q, 3), &e.source);
		entry = mem_grow(entry, &cap, n + 1, sizeof *entry);
		entry[n++] = e;
	}
	*ret = arena_alloc(a, n * sizeof *entry);
	if (n)
		memcpy(*ret, entry, n * sizeof *entry);
	*ret_n = n;
	free(entry);
	return stmt_end(&q);
}

enum err_code queue_load(struct db *db, int64_t profile, struct arena *a,
	struct queue_entry **ret, size_t *ret_n, const void **ret_state,
	size_t *ret_state_n, struct err *why)
{
	static const char SQL[] =
		"SELECT state FROM queue_state WHERE profile = :profile";
	*ret_state = NULL;
	*ret_state_n = 0;
	enum err_code code = get_entries(db, profile, a, ret, ret_n, why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	if (stmt_row(&q)) {
		stmt_col_blob(&q, 0, ret_state_n);
		*ret_state = stmt_col_copy(&q, 0, a);
	}
	return stmt_end(&q);
}
