/* What the analysis finds of a file: which encoding it is, and what sounds the same. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "db/features.h"
#include "db/identity.h"
#include "identity_rows.h"
#include "stmt.h"

enum { CANDIDATES_A_WORD = 256, CANDIDATES_BY_NAME = 64 };

/* The track that was analysed. */
struct taken {
	int64_t track, file, root, recording, encoding, duration_ms;
	int64_t size, mtime_ns, name_hash;
	bool whole_file;
};

static enum err_code read_track(struct db *db, int64_t track, struct taken *ret,
	bool *ret_there, struct err *why)
{
	static const char SQL[] =
		"SELECT t.file, f.root, t.recording, coalesce(t.encoding, t.recording),"
		" t.duration_ms, f.size, f.mtime_ns, r.name_hash,"
		" t.start_frame = 0 AND t.end_frame = -1"
		" FROM track t JOIN file f ON f.id = t.file"
		" JOIN recording r ON r.id = t.recording WHERE t.id = :track";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":track", track);
	*ret_there = stmt_row(&q);
	if (*ret_there)
		*ret = (struct taken){.track = track,
			.file = stmt_col_i64(&q, 0),
			.root = stmt_col_i64(&q, 1),
			.recording = stmt_col_i64(&q, 2),
			.encoding = stmt_col_i64(&q, 3),
			.duration_ms = stmt_col_i64(&q, 4),
			.size = stmt_col_i64(&q, 5),
			.mtime_ns = stmt_col_i64(&q, 6),
			.name_hash = stmt_col_i64(&q, 7),
			.whole_file = stmt_col_i64(&q, 8) != 0};
	return stmt_end(&q);
}

static enum err_code keep_whole(
	struct db *db, const struct taken *t, uint64_t digest, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_payload (file, size, mtime_ns, digest)"
		" VALUES (:file, :size, :mtime, :digest)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":file", t->file);
	stmt_i64(&q, ":size", t->size);
	stmt_i64(&q, ":mtime", t->mtime_ns);
	stmt_i64(&q, ":digest", (int64_t)digest);
	stmt_run(&q);
	return stmt_end(&q);
}

/* ---- what sounds the same */

/* Encodings that may, each once. */
struct candidates {
	struct map seen;
	int64_t *id; /* owned; (n) */
	size_t n, cap;
};

/* Takes the ids that a statement gives. */
static enum err_code gather(struct stmt *q, struct candidates *c)
{
	int64_t used;
	while (stmt_row(q)) {
		int64_t id = stmt_col_i64(q, 0);
		if (map_get(&c->seen, id, &used))
			continue;
		map_put(&c->seen, id, 1);
		c->id = mem_grow(c->id, &c->cap, c->n + 1, sizeof *c->id);
		c->id[c->n++] = id;
	}
	return stmt_end(q);
}

static enum err_code by_words(struct db *db, const struct taken *t,
	const struct fingerprint *f, struct candidates *c, struct err *why)
{
	static const char SQL[] = "SELECT recording FROM d_fingerprint_word"
				  " WHERE word = :word AND second BETWEEN :from AND :to"
				  " LIMIT :limit";
	uint32_t word[FINGERPRINT_WORDS];
	size_t n = fingerprint_words(f, word);
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < n && !code; i++) {
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":word", word[i]);
		stmt_i64(&q, ":from", (t->duration_ms - FINGERPRINT_SAME_MS) / 1000);
		stmt_i64(&q, ":to", (t->duration_ms + FINGERPRINT_SAME_MS) / 1000);
		stmt_i64(&q, ":limit", CANDIDATES_A_WORD);
		code = gather(&q, c);
	}
	return code;
}

/* What is called the same, and what it is held to be. */
static enum err_code by_row(
	struct db *db, const struct taken *t, struct candidates *c, struct err *why)
{
	static const char SQL_NAME[] =
		"SELECT id FROM recording WHERE name_hash = :hash AND :hash <> 0"
		" LIMIT :limit";
	static const char SQL_KIN[] =
		"SELECT id FROM recording WHERE id = :recording"
		" UNION ALL SELECT id FROM recording WHERE same_as = :recording";
	struct stmt q = stmt_begin(db, SQL_NAME, why);
	stmt_i64(&q, ":hash", t->name_hash);
	stmt_i64(&q, ":limit", CANDIDATES_BY_NAME);
	enum err_code code = gather(&q, c);
	if (code)
		return code;
	q = stmt_begin(db, SQL_KIN, why);
	stmt_i64(&q, ":recording", t->recording);
	return gather(&q, c);
}

/* The whole payload is the same, though its length or its middle is not: an Ogg file that
 * was cut into other pages. */
static enum err_code by_whole(
	struct db *db, const struct taken *t, struct candidates *c, struct err *why)
{
	static const char SQL[] =
		"SELECT o.id FROM recording r JOIN recording o"
		" ON o.whole_digest = r.whole_digest AND o.whole_digest <> 0"
		" WHERE r.id = :encoding";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":encoding", t->encoding);
	return gather(&q, c);
}

static enum err_code put_pair(
	struct db *db, int64_t one, int64_t other, int errors, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_same (one, other, errors)"
		" VALUES (:one, :other, :errors), (:other, :one, :errors)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":one", one);
	stmt_i64(&q, ":other", other);
	stmt_i64(&q, ":errors", errors);
	stmt_run(&q);
	return stmt_end(&q);
}

/* Bit errors of 1000 between the print and that of an encoding. */
static enum err_code compare(struct db *db, const struct taken *t,
	const struct fingerprint *f, int64_t other, int *ret, struct err *why)
{
	static const char SQL[] = "SELECT print FROM d_fingerprint WHERE recording = "
				  ":other AND print IS NOT NULL"
				  " AND abs(duration_ms - :ms) <= :near";
	uint32_t thin[FINGERPRINT_THIN_MAX];
	size_t n = 0, bytes;
	*ret = FINGERPRINT_UNLIKE;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":other", other);
	stmt_i64(&q, ":ms", t->duration_ms);
	stmt_i64(&q, ":near", FINGERPRINT_SAME_MS);
	if (stmt_row(&q)) {
		struct bytes_reader r;
		const void *blob = stmt_col_blob(&q, 0, &bytes);
		bytes_reader_init(&r, blob, bytes);
		while (n < FINGERPRINT_THIN_MAX && r.p < r.end && !r.bad)
			thin[n++] = bytes_get_u32(&r);
		*ret = fingerprint_errors(f, thin, n);
	}
	return stmt_end(&q);
}

static enum err_code find_same(struct db *db, const struct taken *t,
	const struct fingerprint *f, struct candidates *c, struct err *why)
{
	size_t exact = 0;
	enum err_code code = by_whole(db, t, c, why);
	exact = c->n;
	if (!code && f)
		code = by_words(db, t, f, c, why);
	if (!code && f)
		code = by_row(db, t, c, why);
	size_t left = 0;
	for (size_t i = 0; i < c->n && !code; i++) {
		int errors = i < exact ? 0 : FINGERPRINT_UNLIKE;
		if (c->id[i] == t->encoding)
			continue;
		if (i >= exact)
			code = compare(db, t, f, c->id[i], &errors, why);
		if (code || errors > FINGERPRINT_SAME)
			continue;
		code = put_pair(db, t->encoding, c->id[i], errors, why);
		c->id[left++] = c->id[i];
	}
	c->n = left;
	return code;
}

/* ---- keeping it */

static enum err_code put_words(struct db *db, const struct taken *t,
	const struct fingerprint *f, struct err *why)
{
	static const char SQL[] =
		"INSERT OR IGNORE INTO d_fingerprint_word (word, second, recording)"
		" VALUES (:word, :second, :recording)";
	uint32_t word[FINGERPRINT_WORDS];
	size_t n = fingerprint_words(f, word);
	struct stmt q = stmt_begin(db, SQL, why);
	for (size_t i = 0; i < n; i++) {
		stmt_i64(&q, ":word", word[i]);
		stmt_i64(&q, ":second", t->duration_ms / 1000);
		stmt_i64(&q, ":recording", t->encoding);
		if (!stmt_run(&q))
			break;
	}
	return stmt_end(&q);
}

/* f NULL: it was made, and says nothing. */
static enum err_code put_print(struct db *db, const struct taken *t, int version,
	const struct fingerprint *f, struct err *why)
{
	static const char SQL[] =
		"INSERT OR REPLACE INTO d_fingerprint (recording, version, duration_ms,"
		" print) VALUES (:recording, :version, :ms, :print)";
	uint32_t thin[FINGERPRINT_THIN_MAX];
	struct str blob = {0};
	size_t n = f ? fingerprint_thin(f, thin) : 0;
	for (size_t i = 0; i < n; i++)
		bytes_put_u32(&blob, thin[i]);
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", t->encoding);
	stmt_i64(&q, ":version", version);
	stmt_i64(&q, ":ms", t->duration_ms);
	stmt_blob(&q, ":print", f ? blob.data : NULL, blob.len);
	stmt_run(&q);
	str_finish(&blob);
	enum err_code code = stmt_end(&q);
	return code || !f ? code : put_words(db, t, f, why);
}

/* It was taken for another recording by name and length: is it, by its sound? Where
 * nothing is known of the other's, the name has to do. */
static enum err_code check_name(struct db *db, const struct taken *t, struct err *why)
{
	static const char SQL[] =
		"SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM d_same s"
		"  WHERE s.one = e.id AND s.other = k.id)), 0)"
		" FROM recording e JOIN recording k"
		" ON k.id = e.same_as OR (k.same_as = e.same_as AND k.id <> e.id)"
		" JOIN d_fingerprint p ON p.recording = k.id AND p.print IS NOT NULL"
		" WHERE e.id = :encoding AND e.same_by = 1";
	static const char SQL_SURE[] =
		"UPDATE recording SET same_by = 2 WHERE id = :id";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":encoding", t->encoding);
	int64_t known = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
	int64_t alike = known ? stmt_col_i64(&q, 1) : 0;
	enum err_code code = stmt_end(&q);
	if (code || known == 0)
		return code;
	if (alike == 0)
		return identity_split(db, t->encoding, why);
	q = stmt_begin(db, SQL_SURE, why);
	stmt_i64(&q, ":id", t->encoding);
	stmt_run(&q);
	return stmt_end(&q);
}

/* What sounds the same and has no file any more is this one now. */
static enum err_code take_places(
	struct db *db, const struct candidates *c, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < c->n && !code; i++) {
		int64_t recording = identity_now(db, c->id[i]);
		code = identity_left(db, &recording, 1, why);
	}
	return code;
}

static enum err_code forget_pairs(struct db *db, const struct taken *t, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM d_same WHERE one = :encoding OR other = :encoding";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":encoding", t->encoding);
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code take_print(struct db *db, const struct taken *t,
	const struct identity *found, struct candidates *c, struct err *why)
{
	const struct fingerprint *f =
		found->print_version > 0 && fingerprint_usable(&found->print)
			? &found->print
			: NULL;
	enum err_code code = forget_pairs(db, t, why);
	if (!code)
		code = find_same(db, t, f, c, why);
	if (!code)
		code = put_print(db, t, found->print_version, f, why);
	return code || !f ? code : check_name(db, t, why);
}

static enum err_code take_sound(struct db *db, const struct taken *t,
	const struct identity *found, struct err *why)
{
	struct candidates c = {0};
	enum err_code code = found->has_print ? take_print(db, t, found, &c, why)
					      : find_same(db, t, NULL, &c, why);
	if (!code)
		code = take_places(db, &c, why);
	map_finish(&c.seen);
	free(c.id);
	return code;
}

static enum err_code take(
	struct db *db, struct taken *t, const struct identity *found, struct err *why)
{
	bool there = true;
	enum err_code code = ERR_OK;
	if (found->has_whole && t->whole_file && found->file_bytes == t->size) {
		code = keep_whole(db, t, found->whole, why);
		if (!code)
			code = identity_tell_apart(db, t->encoding, why);
		if (!code)
			code = read_track(db, t->track, t, &there, why);
	}
	return code ? code : take_sound(db, t, found, why);
}

enum err_code identity_take(
	struct db *db, int64_t track, const struct identity *found, struct err *why)
{
	struct taken t;
	bool there = false;
	enum err_code code = db_begin(db, "identity_take", why);
	if (code)
		return code;
	code = read_track(db, track, &t, &there, why);
	if (!code && there)
		code = take(db, &t, found, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}
