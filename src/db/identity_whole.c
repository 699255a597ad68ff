/* Files whose payloads share length and middle: are they the same? And what is not known
 * yet. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/features.h"
#include "db/identity.h"
#include "identity_rows.h"
#include "stmt.h"

/* A file that holds the encoding, and the digest of all of it where it is known. */
struct holder {
	int64_t track, digest;
	bool known;
};

static enum err_code read_holders(struct db *db, int64_t encoding, struct holder **ret,
	size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT t.id, p.digest FROM track t JOIN file f ON f.id = t.file"
		" LEFT JOIN d_payload p ON p.file = f.id AND p.size = f.size"
		"  AND p.mtime_ns = f.mtime_ns"
		" WHERE t.id IN (SELECT id FROM track WHERE recording = :encoding"
		"  AND encoding IS NULL UNION ALL"
		"  SELECT id FROM track WHERE encoding = :encoding)"
		" AND t.start_frame = 0 AND t.end_frame = -1"
		" ORDER BY t.shown DESC, t.id";
	struct holder *list = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":encoding", encoding);
	while (stmt_row(&q)) {
		list = mem_grow(list, &cap, n + 1, sizeof *list);
		list[n++] = (struct holder){.track = stmt_col_i64(&q, 0),
			.known = !stmt_col_is_null(&q, 1),
			.digest = stmt_col_i64(&q, 1)};
	}
	*ret = list;
	*ret_n = n;
	return stmt_end(&q);
}

static enum err_code get_whole(
	struct db *db, int64_t encoding, int64_t *ret, struct err *why)
{
	static const char SQL[] = "SELECT whole_digest FROM recording WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":id", encoding);
	*ret = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
	return stmt_end(&q);
}

/* IGNORE: the same payload has another row already, which was told apart from this one
 * before; nothing can be said of this one then. */
static enum err_code set_whole(
	struct db *db, int64_t encoding, int64_t digest, struct err *why)
{
	static const char SQL[] =
		"UPDATE OR IGNORE recording SET whole_digest = :digest WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":digest", digest);
	stmt_i64(&q, ":id", encoding);
	stmt_run(&q);
	return stmt_end(&q);
}

/* The track goes to the row of what it really holds, made where there is none. The history
 * stays. */
static enum err_code move_track(
	struct db *db, int64_t encoding, const struct holder *h, struct err *why)
{
	static const char SQL_MAKE[] =
		"INSERT OR IGNORE INTO recording (payload_bytes, payload_digest,"
		" whole_digest, name_hash, title, artist, duration_ms, mb_recording,"
		" added_s) SELECT payload_bytes, payload_digest, :digest, name_hash,"
		" title, artist, duration_ms, mb_recording, added_s"
		" FROM recording WHERE id = :id";
	static const char SQL_MOVE[] =
		"UPDATE track SET (recording, encoding) ="
		" (SELECT coalesce(n.same_as, n.id), CASE WHEN n.same_as IS NULL THEN"
		"  NULL ELSE n.id END FROM recording o JOIN recording n"
		"  ON n.payload_digest = o.payload_digest"
		"  AND n.payload_bytes = o.payload_bytes AND n.whole_digest = :digest"
		"  AND n.payload_bytes > 0 WHERE o.id = :id) WHERE id = :track";
	static const char SQL_RANK[] =
		"INSERT OR IGNORE INTO d_search_todo VALUES ((2 << 60) | :track)";
	static const char *const all[] = {SQL_MAKE, SQL_MOVE, SQL_RANK};
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < sizeof all / sizeof *all && !code; i++) {
		struct stmt q = stmt_begin(db, all[i], why);
		if (stmt_has(&q, ":digest"))
			stmt_i64(&q, ":digest", h->digest);
		if (stmt_has(&q, ":id"))
			stmt_i64(&q, ":id", encoding);
		if (stmt_has(&q, ":track"))
			stmt_i64(&q, ":track", h->track);
		stmt_run(&q);
		code = stmt_end(&q);
	}
	return code;
}

enum err_code identity_tell_apart(struct db *db, int64_t encoding, struct err *why)
{
	struct holder *h = NULL;
	size_t n = 0;
	int64_t whole = 0;
	enum err_code code = read_holders(db, encoding, &h, &n, why);
	if (!code)
		code = get_whole(db, encoding, &whole, why);
	/* The one that was there first says what the encoding is. */
	if (!code && whole == 0 && n > 0 && h[0].known) {
		code = set_whole(db, encoding, h[0].digest, why);
		if (!code)
			code = get_whole(db, encoding, &whole, why);
	}
	for (size_t i = 0; i < n && whole != 0 && !code; i++)
		if (h[i].known && h[i].digest != whole)
			code = move_track(db, encoding, &h[i], why);
	free(h);
	return code;
}

/* What is not known of a track; walked by id: the + keeps SQLite from an index of what is
 * shown, and from sorting it. */
#define NEEDS_PRINT                                                                    \
	"NOT EXISTS (SELECT 1 FROM d_fingerprint p WHERE p.recording ="                \
	" coalesce(t.encoding, t.recording) AND p.version >= :version)"
#define NEEDS_WHOLE                                                                    \
	"(t.start_frame = 0 AND t.end_frame = -1 AND EXISTS (SELECT 1 FROM track o"    \
	" WHERE o.recording = t.recording AND o.id <> t.id"                            \
	" AND o.encoding IS t.encoding)"                                               \
	" AND NOT EXISTS (SELECT 1 FROM d_payload p WHERE p.file = f.id"               \
	" AND p.size = f.size AND p.mtime_ns = f.mtime_ns))"
#define WITHOUT_WHOLE                                                                  \
	" FROM track t JOIN file f ON f.id = t.file JOIN root r ON r.id = f.root"      \
	" WHERE t.id > :after AND +t.shown = 1 AND f.state = 0 AND r.mounted = 1"      \
	" AND EXISTS (SELECT 1 FROM d_feature d WHERE d.recording = t.recording"       \
	"  AND d.version = :features)"                                                 \
	" AND (" NEEDS_PRINT " OR " NEEDS_WHOLE ")"

enum err_code identity_todo(struct db *db, int64_t after, int version, size_t limit,
	struct arena *a, struct identity_todo **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT t.id, t.recording, CAST(r.path || '/' || f.path AS BLOB),"
		" t.start_frame, t.end_frame, t.duration_ms, " NEEDS_PRINT
		", " NEEDS_WHOLE WITHOUT_WHOLE " ORDER BY t.id LIMIT :limit";
	struct identity_todo *row = NULL;
	size_t n = 0, cap = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":after", after);
	stmt_i64(&q, ":version", version);
	stmt_i64(&q, ":features", FEATURE_VERSION);
	stmt_i64(&q, ":limit", (int64_t)limit);
	while (stmt_row(&q)) {
		row = mem_grow(row, &cap, n + 1, sizeof *row);
		int64_t end = stmt_col_i64(&q, 4);
		row[n++] = (struct identity_todo){
			.at = {.track = stmt_col_i64(&q, 0),
				.recording = stmt_col_i64(&q, 1),
				.path = stmt_col_copy(&q, 2, a),
				.start_frame = stmt_col_i64(&q, 3),
				.end_frame = end > 0 ? end : 0,
				.duration_ms = stmt_col_i64(&q, 5)},
			.print = stmt_col_i64(&q, 6) != 0,
			.whole = stmt_col_i64(&q, 7) != 0};
	}
	*ret = arena_alloc(a, n * sizeof *row);
	if (n)
		memcpy(*ret, row, n * sizeof *row);
	*ret_n = n;
	free(row);
	return stmt_end(&q);
}

enum err_code identity_todo_count(
	struct db *db, int version, int64_t *ret, struct err *why)
{
	static const char SQL[] = "SELECT count(*)" WITHOUT_WHOLE;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":after", 0);
	stmt_i64(&q, ":version", version);
	stmt_i64(&q, ":features", FEATURE_VERSION);
	*ret = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
	return stmt_end(&q);
}
