/* The rules that need no sound. */
#include "identity_name.h"

#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "stmt.h"

enum { IN_PLACE_MS = 3000, ELSEWHERE_MS = 1500 };

/* Bytes of the folder of a path, with the '/' at its end; 0: at the top. */
static size_t folder_bytes(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Mostly nothing is called so: this looks at one entry of an index, and sorts nothing. */
static enum err_code is_known(struct db *db, int64_t hash, bool *ret, struct err *why)
{
	static const char SQL[] = "SELECT 1 FROM recording WHERE name_hash = :hash";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":hash", hash);
	*ret = stmt_row(&q);
	return stmt_end(&q);
}

static enum err_code by_title(struct db *db, const struct identity_named *n,
	int64_t *ret, int64_t *ret_added_s, struct err *why)
{
	static const char SQL[] =
		"SELECT r.id, r.added_s FROM recording r"
		" WHERE r.name_hash = :hash AND r.same_as IS NULL AND r.duration_ms > 0"
		" AND abs(r.duration_ms - :ms) <= :near AND (r.id = :before"
		" OR (r.payload_bytes = 0"
		"  AND NOT EXISTS (SELECT 1 FROM track t WHERE t.recording = r.id))"
		" OR (abs(r.duration_ms - :ms) <= :nearer"
		"  AND NOT EXISTS (SELECT 1 FROM track t WHERE t.recording = r.id"
		"   AND t.shown = 1)"
		"  AND (NOT EXISTS (SELECT 1 FROM d_fingerprint p"
		"    WHERE p.recording = r.id AND p.print IS NOT NULL)"
		"   OR EXISTS (SELECT 1 FROM track t JOIN file f ON f.id = t.file"
		"    WHERE t.recording = r.id AND f.root = :root"
		"    AND substr(f.path, 1, :folder) = substr(:path, 1, :folder)"
		"    AND instr(substr(f.path, :folder + 1), x'2F') = 0))))"
		" ORDER BY r.id = :before DESC, r.id LIMIT 1";
	bool known;
	enum err_code code = is_known(db, n->name_hash, &known, why);
	if (code || !known)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":hash", n->name_hash);
	stmt_i64(&q, ":ms", n->duration_ms);
	stmt_i64(&q, ":near", IN_PLACE_MS);
	stmt_i64(&q, ":nearer", ELSEWHERE_MS);
	stmt_i64(&q, ":before", n->before);
	stmt_i64(&q, ":root", n->root);
	stmt_path(&q, ":path", n->path);
	stmt_i64(&q, ":folder", (int64_t)folder_bytes(n->path));
	if (stmt_row(&q)) {
		*ret = stmt_col_i64(&q, 0);
		*ret_added_s = stmt_col_i64(&q, 1);
	}
	return stmt_end(&q);
}

/* '.' and the byte behind it bound the names that differ in the extension only. */
static enum err_code by_file_name(struct db *db, const struct identity_named *n,
	int64_t *ret, int64_t *ret_added_s, struct err *why)
{
	static const char SQL[] =
		"SELECT r.id, r.added_s FROM file f JOIN track t ON t.file = f.id"
		" JOIN recording r ON r.id = t.recording"
		" WHERE f.root = :root AND f.path > :stem AND f.path < :end"
		" AND f.state = 1 AND t.start_frame = 0 AND t.end_frame = -1"
		" AND (:hash = 0 OR r.name_hash = 0) AND r.duration_ms > 0"
		" AND abs(r.duration_ms - :ms) <= :nearer"
		" AND NOT EXISTS (SELECT 1 FROM track o WHERE o.recording = r.id"
		"  AND o.shown = 1)"
		" ORDER BY r.id LIMIT 1";
	const char *extension = path_extension(n->path);
	if (!*extension)
		return ERR_OK;
	struct str stem = {0}, end = {0};
	str_append_n(&stem, n->path, strlen(n->path) - strlen(extension));
	str_append_n(&end, n->path, stem.len - 1);
	str_append_c(&end, '.' + 1);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":root", n->root);
	stmt_path(&q, ":stem", str_text(&stem));
	stmt_path(&q, ":end", str_text(&end));
	stmt_i64(&q, ":hash", n->name_hash);
	stmt_i64(&q, ":ms", n->duration_ms);
	stmt_i64(&q, ":nearer", ELSEWHERE_MS);
	if (stmt_row(&q)) {
		*ret = stmt_col_i64(&q, 0);
		*ret_added_s = stmt_col_i64(&q, 1);
	}
	str_finish(&stem);
	str_finish(&end);
	return stmt_end(&q);
}

enum err_code identity_by_name(struct db *db, const struct identity_named *n,
	int64_t *ret, int64_t *ret_added_s, struct err *why)
{
	enum err_code code = ERR_OK;
	if (n->duration_ms > 0 && n->name_hash)
		code = by_title(db, n, ret, ret_added_s, why);
	if (!code && !*ret && n->duration_ms > 0 && n->any_missing)
		code = by_file_name(db, n, ret, ret_added_s, why);
	return code;
}

enum err_code identity_take_payload(struct db *db, int64_t recording, int64_t bytes,
	uint64_t digest, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"UPDATE recording SET payload_bytes = :bytes, payload_digest = :digest"
		" WHERE id = :id AND payload_bytes = 0";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":bytes", bytes);
	stmt_i64(&q, ":digest", (int64_t)digest);
	stmt_i64(&q, ":id", recording);
	if (stmt_run(&q) && sqlite3_changes(db->h) > 0)
		*ret = recording;
	return stmt_end(&q);
}

enum err_code identity_heir_by_name(
	struct db *db, int64_t recording, int64_t *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT n.id FROM recording o"
		" JOIN recording n ON n.name_hash = o.name_hash"
		" WHERE o.id = :recording AND o.name_hash <> 0 AND n.id > o.id"
		" AND n.same_as IS NULL AND o.duration_ms > 0"
		" AND abs(n.duration_ms - o.duration_ms) <= :nearer"
		" AND NOT EXISTS (SELECT 1 FROM d_fingerprint p"
		"  WHERE p.recording = o.id AND p.print IS NOT NULL)"
		" AND EXISTS (SELECT 1 FROM track WHERE recording = n.id AND shown = 1)"
		" AND NOT EXISTS (SELECT 1 FROM listen WHERE recording = n.id)"
		" AND NOT EXISTS (SELECT 1 FROM listen_open WHERE recording = n.id)"
		" AND NOT EXISTS (SELECT 1 FROM playlist_entry WHERE recording = n.id)"
		" AND NOT EXISTS (SELECT 1 FROM queue WHERE recording = n.id)"
		" AND NOT EXISTS (SELECT 1 FROM pick WHERE recording = n.id)"
		" AND NOT EXISTS (SELECT 1 FROM feedback WHERE scope = 'recording' AND "
		"target = n.id)"
		" LIMIT 1";
	*ret = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	stmt_i64(&q, ":nearer", ELSEWHERE_MS);
	if (stmt_row(&q))
		*ret = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

enum err_code identity_left_file(
	struct db *db, int64_t recording, int64_t file, struct err *why)
{
	static const char SQL[] =
		"UPDATE recording SET last_file = :file WHERE id = :recording";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":file", file);
	stmt_i64(&q, ":recording", recording);
	stmt_run(&q);
	return stmt_end(&q);
}
