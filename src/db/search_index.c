/*
 * Keeping the search index. The library's writers only note which rows have changed
 * (d_search_todo); here each of them gets its document written anew, or removed where
 * the row is not shown any more. The rank in a document's id comes from plays and likes
 * (of tracks) or the number of tracks, on a logarithmic scale.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/search.h"
#include "library_cache.h"
#include "stmt.h"
#include "text/fold.h"

enum { RANKS = 1 << 16, RANK_A_DOUBLING = 4096 };

struct doc {
	bool shown;
	int64_t weight;              /* plays, or tracks */
	struct str name, who, place; /* owned; folded */
};

static void doc_finish(struct doc *d)
{
	str_finish(&d->name);
	str_finish(&d->who);
	str_finish(&d->place);
}

/* What the row says now; not shown where it is gone. */
static enum err_code doc_read(
	struct db *db, int64_t subject, struct doc *d, struct err *why)
{
	static const char *const SQL[] = {
		[SUBJECT_ARTIST] = "SELECT name, '', '', '', tracks + performed > 0,"
				   " max(tracks, performed) FROM artist"
				   " WHERE id = :id AND key <> ''",
		[SUBJECT_ALBUM] = "SELECT b.title, a.name, '', '', b.shown, b.tracks"
				  " FROM album b JOIN artist a ON a.id = b.artist "
				  "WHERE b.id = :id",
		[SUBJECT_TRACK] =
			"SELECT t.title, a.name, CASE WHEN aa.id <> a.id THEN aa.name "
			"ELSE '' END,"
			" b.title, t.shown, coalesce((SELECT sum(plays) FROM d_play"
			" WHERE recording = t.recording AND profile > 0), 0)"
			" + 4 * coalesce((SELECT max(\"like\") FROM feedback WHERE "
			"profile > 0"
			" AND scope = 'recording' AND target = t.recording), 0)"
			" FROM track t LEFT JOIN artist a ON a.id = t.artist"
			" LEFT JOIN artist aa ON aa.id = t.album_artist"
			" LEFT JOIN album b ON b.id = t.album WHERE t.id = :id",
	};
	*d = (struct doc){0};
	struct stmt q = stmt_begin(db, SQL[subject >> SUBJECT_SHIFT], why);
	stmt_i64(&q, ":id", subject & ((INT64_C(1) << RANK_SHIFT) - 1));
	if (stmt_row(&q)) {
		fold_append(&d->name, stmt_col_text(&q, 0));
		fold_append(&d->who, stmt_col_text(&q, 1));
		if (d->who.len)
			str_append_c(&d->who, ' ');
		fold_append(&d->who, stmt_col_text(&q, 2));
		while (d->who.len && d->who.data[d->who.len - 1] == ' ')
			d->who.data[--d->who.len] = '\0';
		fold_append(&d->place, stmt_col_text(&q, 3));
		d->shown = stmt_col_i64(&q, 4) != 0;
		d->weight = stmt_col_i64(&q, 5);
	}
	return stmt_end(&q);
}

static int64_t doc_id(int64_t subject, int64_t weight)
{
	double worth = weight > 0 ? log2(1.0 + (double)weight) * RANK_A_DOUBLING : 0;
	int64_t rank = worth < RANKS - 1 ? RANKS - 1 - (int64_t)worth : 0;
	return subject | rank << RANK_SHIFT;
}

/* Takes the old document out, if there is one. *ret_same: it said just this. */
static enum err_code doc_remove(struct db *db, int64_t subject, const struct doc *now,
	bool *ret_same, struct err *why)
{
	static const char SQL_FIND[] = "SELECT id, name, who, place FROM d_search_doc "
				       "WHERE subject = :subject";
	static const char SQL_OUT[] =
		"INSERT INTO d_search (d_search, rowid, name, who, place)"
		" VALUES ('delete', :id, :name, :who, :place)";
	static const char SQL_DROP[] = "DELETE FROM d_search_doc WHERE id = :id";
	*ret_same = false;
	struct stmt q = stmt_begin(db, SQL_FIND, why);
	stmt_i64(&q, ":subject", subject);
	bool found = stmt_row(&q);
	if (!found)
		return stmt_end(&q);
	int64_t id = stmt_col_i64(&q, 0);
	*ret_same = now->shown &&
		    strcmp(stmt_col_text(&q, 1), str_text(&now->name)) == 0 &&
		    strcmp(stmt_col_text(&q, 2), str_text(&now->who)) == 0 &&
		    strcmp(stmt_col_text(&q, 3), str_text(&now->place)) == 0;
	struct stmt out = stmt_begin(db, SQL_OUT, why);
	stmt_i64(&out, ":id", id);
	stmt_text(&out, ":name", stmt_col_text(&q, 1));
	stmt_text(&out, ":who", stmt_col_text(&q, 2));
	stmt_text(&out, ":place", stmt_col_text(&q, 3));
	stmt_run(&out);
	enum err_code code = stmt_end(&out);
	enum err_code found_code = stmt_end(&q);
	if (code || found_code)
		return code ? code : found_code;
	q = stmt_begin(db, SQL_DROP, why);
	stmt_i64(&q, ":id", id);
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code doc_insert(
	struct db *db, int64_t subject, const struct doc *d, struct err *why)
{
	static const char SQL_DOC[] =
		"INSERT INTO d_search_doc (id, subject, name, who, place)"
		" VALUES (:id, :subject, :name, :who, :place)";
	static const char SQL_FTS[] = "INSERT INTO d_search (rowid, name, who, place)"
				      " VALUES (:id, :name, :who, :place)";
	for (int i = 0; i < 2; i++) {
		struct stmt q = stmt_begin(db, i ? SQL_FTS : SQL_DOC, why);
		stmt_i64(&q, ":id", doc_id(subject, d->weight));
		if (i == 0)
			stmt_i64(&q, ":subject", subject);
		stmt_text(&q, ":name", str_text(&d->name));
		stmt_text(&q, ":who", str_text(&d->who));
		stmt_text(&q, ":place", str_text(&d->place));
		stmt_run(&q);
		enum err_code code = stmt_end(&q);
		if (code)
			return code;
	}
	return ERR_OK;
}

static enum err_code take_in(
	struct db *db, int64_t subject, bool *ret_words, struct err *why)
{
	struct doc d;
	bool same = false;
	enum err_code code = doc_read(db, subject, &d, why);
	if (!code)
		code = doc_remove(db, subject, &d, &same, why);
	if (!code && d.shown)
		code = doc_insert(db, subject, &d, why);
	*ret_words |= !same;
	doc_finish(&d);
	return code;
}

/* The oldest subjects that wait; caller frees. */
static enum err_code todo(
	struct db *db, size_t max, int64_t **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT subject FROM d_search_todo ORDER BY subject LIMIT :max";
	*ret = xreallocarray(NULL, max, sizeof **ret);
	*ret_n = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":max", (int64_t)max);
	while (*ret_n < max && stmt_row(&q))
		(*ret)[(*ret_n)++] = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

static enum err_code done(
	struct db *db, const int64_t *subject, size_t n, bool words, struct err *why)
{
	static const char SQL_DONE[] =
		"DELETE FROM d_search_todo WHERE subject <= :last";
	static const char SQL_WORDS[] =
		"UPDATE total SET n = n + 1 WHERE name = 'words'";
	if (n == 0)
		return ERR_OK;
	struct stmt q = stmt_begin(db, SQL_DONE, why);
	stmt_i64(&q, ":last", subject[n - 1]);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	return !code && words ? db_exec(db, SQL_WORDS, why) : code;
}

static enum err_code index_step(struct db *db, size_t max, struct err *why)
{
	int64_t *subject;
	size_t n;
	bool words = false;
	enum err_code code = todo(db, max, &subject, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		code = take_in(db, subject[i], &words, why);
	if (!code)
		code = done(db, subject, n, words, why);
	free(subject);
	return code;
}

bool search_index_pending(struct db *db)
{
	int64_t any = 0;
	stmt_get_i64(db, "SELECT 1 FROM d_search_todo LIMIT 1", &any, NULL);
	return any != 0;
}

enum err_code search_index_step(
	struct db *db, size_t max, size_t *ret_left, struct err *why)
{
	static const char SQL_LEFT[] =
		"SELECT count(*) FROM (SELECT 1 FROM d_search_todo LIMIT 100000)";
	enum err_code code = db_begin(db, "search_index_step", why);
	if (code)
		return code;
	int64_t left = 0;
	code = index_step(db, max, why);
	if (!code)
		code = stmt_get_i64(db, SQL_LEFT, &left, why);
	*ret_left = (size_t)left;
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code search_index_reset(struct db *db, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO d_search (d_search) VALUES ('delete-all');"
		"DELETE FROM d_search_doc; DELETE FROM d_search_todo;"
		"INSERT INTO d_search_todo SELECT id FROM artist;"
		"INSERT INTO d_search_todo SELECT (1 << 60) | id FROM album;"
		"INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track WHERE "
		"shown = 1;"
		"UPDATE total SET n = n + 1 WHERE name = 'words'";
	return db_exec(db, SQL, why);
}
