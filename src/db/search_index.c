/*
 * Keeping the search index. The library's writers only note which rows have changed
 * (d_search_todo); here each of them gets its document written anew, or removed where
 * the row is not shown any more, and its facts put beside those of its neighbours. The
 * rank in a document's id comes from plays and likes (of tracks) or the number of
 * tracks, on a logarithmic scale.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/search.h"
#include "library_cache.h"
#include "search_facts.h"
#include "search_merge.h"
#include "search_vocab.h"
#include "stmt.h"
#include "text/fold.h"

enum {
	RANKS = 1 << 16,
	RANK_A_DOUBLING = 4096,
	WORD_BYTES_MAX = 200 /* longer ones are found by nobody */
};

struct doc {
	bool shown;
	int64_t weight;                    /* plays, or tracks */
	struct str name, who, place, also; /* owned; folded */
	uint32_t fact[FACT_COLUMNS];       /* of tracks */
};

/* What the documents of a step share. */
struct step {
	struct facts_writer facts;
	struct intern words; /* owned: of documents that are new or changed */
	uint32_t *count;     /* owned; (words.len) */
	size_t cap;
	struct str codec; /* owned: the last one that was looked up, */
	uint8_t codec_id; /* and its number */
	bool changed;     /* some document says something else than before */
	int64_t written;  /* documents */
};

static void doc_finish(struct doc *d)
{
	str_finish(&d->name);
	str_finish(&d->who);
	str_finish(&d->place);
	str_finish(&d->also);
}

static void fold_more(struct str *out, const char *s)
{
	size_t before = out->len;
	if (before)
		str_append_c(out, ' ');
	size_t gap = out->len;
	fold_append(out, s);
	if (out->len == gap) {
		out->len = before;
		if (out->data)
			out->data[before] = '\0';
	}
}

static uint32_t capped(double v)
{
	return v > 0 ? (uint32_t)(v < UINT16_MAX ? v : UINT16_MAX) : 0;
}

static enum err_code facts_read(
	struct db *db, struct step *s, struct stmt *q, uint32_t *f, struct err *why)
{
	double bpm = stmt_col_double(q, 9);
	const char *codec = stmt_col_text(q, 10);
	int64_t genre = stmt_col_i64(q, 11);
	enum err_code code = ERR_OK;
	if (strcmp(codec, str_text(&s->codec)) != 0) {
		code = facts_codec(db, codec, &s->codec_id, why);
		str_reset(&s->codec);
		str_append(&s->codec, codec);
	}
	f[FACT_SHOWN] = stmt_col_i64(q, 5) != 0;
	f[FACT_YEAR] = capped((double)stmt_col_i64(q, 7));
	f[FACT_LENGTH] = capped((double)(stmt_col_i64(q, 8) / 1000));
	f[FACT_BPM] = isfinite(bpm) ? capped(bpm * 10 + .5) : 0;
	f[FACT_GENRE] = genre <= UINT16_MAX ? (uint32_t)genre : 0;
	f[FACT_CODEC] = s->codec_id;
	f[FACT_ADDED] = (uint32_t)stmt_col_i64(q, 12);
	return code;
}

/* The words of a composer for everybody, and for "composer:". */
static void fold_composer(struct str *out, const char *s)
{
	struct str folded = {0};
	fold_append(&folded, s);
	str_append_n(out, str_text(&folded), folded.len);
	for (const char *p = str_text(&folded); *p;) {
		size_t n = strcspn(p, " ");
		str_append(out, " _");
		str_append_n(out, p, n);
		p += n;
		p += *p == ' ';
	}
	str_finish(&folded);
}

/* What the row says now; not shown where it is gone. */
static enum err_code doc_read(
	struct db *db, struct step *s, int64_t subject, struct doc *d, struct err *why)
{
	static const char *const SQL[] = {
		[SUBJECT_ARTIST] =
			"SELECT name, '', '', '', '', tracks + performed + appears > 0,"
			" max(tracks, performed, appears) FROM artist"
			" WHERE id = :id AND key <> ''",
		[SUBJECT_ALBUM] =
			"SELECT b.title, coalesce(b.credit, a.name), '', '', '', b.shown,"
			" b.tracks FROM album b JOIN artist a ON a.id = b.artist"
			" WHERE b.id = :id",
		[SUBJECT_TRACK] =
			"SELECT t.title, coalesce(t.credit, a.name), CASE WHEN"
			" aa.id <> a.id THEN coalesce(b.credit, aa.name) ELSE '' END,"
			" b.title, t.composer, t.shown, (SELECT coalesce(sum(plays), 0)"
			" FROM profile p CROSS JOIN d_play d ON d.profile = p.id"
			" AND d.recording = t.recording) + 4 * coalesce((SELECT"
			" max(f.\"like\") FROM profile p CROSS JOIN feedback f"
			" ON f.profile = p.id AND f.scope = 'recording'"
			" AND f.target = t.recording), 0), t.year, t.duration_ms,"
			" coalesce(t.bpm, df.tempo_bpm), t.codec, t.genre, t.added_s"
			" FROM track t LEFT JOIN artist a ON a.id = t.artist"
			" LEFT JOIN artist aa ON aa.id = t.album_artist"
			" LEFT JOIN album b ON b.id = t.album"
			" LEFT JOIN d_feature df ON df.recording = t.recording"
			" WHERE t.id = :id",
	};
	*d = (struct doc){0};
	enum err_code facts = ERR_OK;
	enum subject_group group = (enum subject_group)(subject >> SUBJECT_SHIFT);
	struct stmt q = stmt_begin(db, SQL[group], why);
	stmt_i64(&q, ":id", subject & ((INT64_C(1) << RANK_SHIFT) - 1));
	if (stmt_row(&q)) {
		fold_append(&d->name, stmt_col_text(&q, 0));
		fold_append(&d->who, stmt_col_text(&q, 1));
		fold_more(&d->who, stmt_col_text(&q, 2));
		fold_append(&d->place, stmt_col_text(&q, 3));
		fold_composer(&d->also, stmt_col_text(&q, 4));
		d->shown = stmt_col_i64(&q, 5) != 0;
		d->weight = stmt_col_i64(&q, 6);
		if (group == SUBJECT_TRACK)
			facts = facts_read(db, s, &q, d->fact, why);
	}
	enum err_code code = stmt_end(&q);
	return code ? code : facts;
}

static int64_t doc_id(int64_t subject, int64_t weight)
{
	double worth = weight > 0 ? log2(1.0 + (double)weight) * RANK_A_DOUBLING : 0;
	int64_t rank = worth < RANKS - 1 ? RANKS - 1 - (int64_t)worth : 0;
	return subject | rank << RANK_SHIFT;
}

/* Takes the old document out, if there is one. *ret_same: it said just this; *ret_kept:
 * and ranks as it did, so that it stays. */
static enum err_code doc_remove(struct db *db, int64_t subject, const struct doc *now,
	bool *ret_same, bool *ret_kept, struct err *why)
{
	static const char SQL_FIND[] = "SELECT id, name, who, place, also FROM"
				       " d_search_doc WHERE subject = :subject";
	static const char SQL_OUT[] =
		"INSERT INTO d_search (d_search, rowid, name, who, place, also)"
		" VALUES ('delete', :id, :name, :who, :place, :also)";
	static const char SQL_DROP[] = "DELETE FROM d_search_doc WHERE id = :id";
	static const char *const columns[] = {":name", ":who", ":place", ":also"};
	const struct str *const texts[] = {
		&now->name, &now->who, &now->place, &now->also};
	*ret_same = *ret_kept = false;
	struct stmt q = stmt_begin(db, SQL_FIND, why);
	stmt_i64(&q, ":subject", subject);
	bool found = stmt_row(&q);
	if (!found)
		return stmt_end(&q);
	int64_t id = stmt_col_i64(&q, 0);
	*ret_same = now->shown;
	for (int i = 0; i < 4; i++)
		*ret_same = *ret_same &&
			    strcmp(stmt_col_text(&q, i + 1), str_text(texts[i])) == 0;
	*ret_kept = *ret_same && id == doc_id(subject, now->weight);
	if (*ret_kept)
		return stmt_end(&q);
	struct stmt out = stmt_begin(db, SQL_OUT, why);
	stmt_i64(&out, ":id", id);
	for (int i = 0; i < 4; i++)
		stmt_text(&out, columns[i], stmt_col_text(&q, i + 1));
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
		"INSERT INTO d_search_doc (id, subject, name, who, place, also)"
		" VALUES (:id, :subject, :name, :who, :place, :also)";
	static const char SQL_FTS[] =
		"INSERT INTO d_search (rowid, name, who, place, also)"
		" VALUES (:id, :name, :who, :place, :also)";
	for (int i = 0; i < 2; i++) {
		struct stmt q = stmt_begin(db, i ? SQL_FTS : SQL_DOC, why);
		stmt_i64(&q, ":id", doc_id(subject, d->weight));
		if (i == 0)
			stmt_i64(&q, ":subject", subject);
		stmt_text(&q, ":name", str_text(&d->name));
		stmt_text(&q, ":who", str_text(&d->who));
		stmt_text(&q, ":place", str_text(&d->place));
		stmt_text(&q, ":also", str_text(&d->also));
		stmt_run(&q);
		enum err_code code = stmt_end(&q);
		if (code)
			return code;
	}
	return ERR_OK;
}

static void count_words(struct step *s, const struct str *text)
{
	for (const char *p = str_text(text); *p;) {
		size_t n = strcspn(p, " ");
		if (n > 0 && n <= WORD_BYTES_MAX) {
			size_t before = s->words.len;
			int32_t i = intern_add(&s->words, p, n);
			s->count = mem_grow(
				s->count, &s->cap, s->words.len, sizeof *s->count);
			if (s->words.len > before)
				s->count[i] = 0;
			s->count[i]++;
		}
		p += n;
		p += *p == ' ';
	}
}

static enum err_code take_in(
	struct db *db, struct step *s, int64_t subject, struct err *why)
{
	struct doc d;
	bool same = false, kept = false;
	enum err_code code = doc_read(db, s, subject, &d, why);
	if (!code && subject >> SUBJECT_SHIFT == SUBJECT_TRACK)
		code = facts_put(db, &s->facts,
			subject & ((INT64_C(1) << RANK_SHIFT) - 1), d.fact, why);
	if (!code)
		code = doc_remove(db, subject, &d, &same, &kept, why);
	if (!code && d.shown && !kept)
		code = doc_insert(db, subject, &d, why);
	if (!code && d.shown && !same) {
		count_words(s, &d.name);
		count_words(s, &d.who);
		count_words(s, &d.place);
		count_words(s, &d.also);
	}
	s->changed |= !same;
	s->written += !kept;
	doc_finish(&d);
	return code;
}

/* The oldest subjects of a group that wait, and of those behind it; caller frees. */
static enum err_code todo(struct db *db, enum subject_group first, size_t max,
	int64_t **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT subject FROM d_search_todo WHERE subject >= :first"
		" ORDER BY subject LIMIT :max";
	*ret = xreallocarray(NULL, max, sizeof **ret);
	*ret_n = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":first", search_subject(first, 0));
	stmt_i64(&q, ":max", (int64_t)max);
	while (*ret_n < max && stmt_row(&q))
		(*ret)[(*ret_n)++] = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

static enum err_code done(
	struct db *db, const int64_t *subject, size_t n, bool words, struct err *why)
{
	static const char SQL_DONE[] =
		"DELETE FROM d_search_todo WHERE subject BETWEEN :first AND :last";
	static const char SQL_WORDS[] =
		"UPDATE total SET n = n + 1 WHERE name = 'words'";
	if (n == 0)
		return ERR_OK;
	struct stmt q = stmt_begin(db, SQL_DONE, why);
	stmt_i64(&q, ":first", subject[0]);
	stmt_i64(&q, ":last", subject[n - 1]);
	stmt_run(&q);
	enum err_code code = stmt_end(&q);
	return !code && words ? db_exec(db, SQL_WORDS, why) : code;
}

static enum err_code index_step(
	struct db *db, enum subject_group first, size_t max, struct err *why)
{
	int64_t *subject;
	size_t n;
	struct step *s = xcalloc(1, sizeof *s);
	db_widen(db);
	enum err_code code = todo(db, first, max, &subject, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		code = take_in(db, s, subject[i], why);
	if (!code)
		code = facts_flush(db, &s->facts, why);
	if (!code && s->words.len)
		code = words_add(db, &s->words, s->count, why);
	if (!code && s->words.len)
		code = words_compact(db, why);
	if (!code)
		code = done(db, subject, n, s->changed, why);
	if (!code)
		code = search_merge(
			db, s->written, n < max && first == SUBJECT_ARTIST, why);
	free(subject);
	intern_finish(&s->words);
	free(s->count);
	str_finish(&s->codec);
	free(s);
	return code;
}

bool search_index_pending(struct db *db)
{
	int64_t any = 0;
	stmt_get_i64(db,
		"SELECT 1 FROM d_search_todo UNION ALL SELECT 1 FROM total"
		" WHERE name = 'unmerged' AND n < 0 LIMIT 1",
		&any, NULL);
	return any != 0;
}

enum err_code search_index_step(
	struct db *db, size_t max, size_t *ret_left, struct err *why)
{
	static const char SQL_LEFT[] =
		"SELECT count(*) FROM (SELECT 1 FROM d_search_todo UNION ALL SELECT 1"
		" FROM total WHERE name = 'unmerged' AND n < 0 LIMIT 1000000)";
	enum err_code code = db_begin(db, "search_index_step", why);
	if (code)
		return code;
	int64_t left = 0;
	code = index_step(db, SUBJECT_ARTIST, max, why);
	if (!code)
		code = stmt_get_i64(db, SQL_LEFT, &left, why);
	*ret_left = (size_t)left;
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code search_index_tracks(struct db *db, size_t max, struct err *why)
{
	enum err_code code = db_begin(db, "search_index_tracks", why);
	if (code)
		return code;
	code = index_step(db, SUBJECT_TRACK, max, why);
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
		"DELETE FROM d_search_vocab; DELETE FROM d_search_fresh;"
		"DELETE FROM d_search_fact; DELETE FROM d_search_codec;"
		"INSERT INTO d_search_todo SELECT id FROM artist;"
		"INSERT INTO d_search_todo SELECT (1 << 60) | id FROM album;"
		"INSERT INTO d_search_todo SELECT (2 << 60) | id FROM track WHERE "
		"shown = 1;"
		"UPDATE total SET n = n + 1 WHERE name = 'words';"
		"UPDATE total SET n = 0 WHERE name = 'unmerged'";
	return db_exec(db, SQL, why);
}
