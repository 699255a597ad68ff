#include "library_recording.h"

#include "db/identity.h"
#include "identity_name.h"
#include "stmt.h"

static const char *text_or(const char *s, const char *otherwise)
{
	return s && *s ? s : otherwise;
}

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
static enum err_code find_by_payload(
	struct db *db, struct library_putting *p, struct err *why)
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
	struct db *db, const struct library_putting *p, struct err *why)
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
static enum err_code recording_insert(
	struct db *db, struct library_putting *p, struct err *why)
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
static enum err_code find_by_name(
	struct db *db, struct library_putting *p, struct err *why)
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

enum err_code library_recording_put(
	struct db *db, struct library_putting *p, struct err *why)
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
