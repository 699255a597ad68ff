/*
 * Searching: vocabulary -> expression -> candidates in the order of their stored rank
 * -> ranking here. FTS5 keeps no positions (detail=none) and ranks nothing.
 */
#include "db/search.h"

#include <stdlib.h>
#include <string.h>

#include "list_rows.h"
#include "search_words.h"
#include "stmt.h"
#include "track_row.h"

enum {
	CANDIDATES_MAX = 2000,
	SHORT_CANDIDATES = 300, /* one or two letters: rank says more than the text */
	TITLE_CANDIDATES = 100,
	ENOUGH = 4, /* times the limit: then parts of words are not looked for */
	FIELDS = 3,
	GROUP_MIN = 3,
	FIRST_PROFILE = 1
};

struct hit {
	int64_t id;  /* of the row */
	int64_t doc; /* smaller is better ranked */
	int score;
};

struct hits {
	struct hit *hit; /* owned */
	size_t n, cap;
	struct map seen; /* docs */
};

static void hits_finish(struct hits *h)
{
	free(h->hit);
	map_finish(&h->seen);
}

static int64_t row_of(int64_t doc)
{
	return doc & ((INT64_C(1) << RANK_SHIFT) - 1);
}

/* ---- ranking */

/* The best match of one query word among the words of a field; *ret_first: at its
 * begin. */
static enum word_match best_in(
	const char *word, const char *field, bool typos, bool *ret_first)
{
	enum word_match best = WORD_NONE;
	for (const char *p = field; *p;) {
		size_t n = strcspn(p, " ");
		enum word_match m = word_match(word, p, n, typos);
		if (m > best) {
			best = m;
			*ret_first = p == field;
		}
		p += n;
		p += *p == ' ';
	}
	return best;
}

/*
 * Points: how well each word of the query fits, times where it was found (the name
 * counts most), for its best field; then whole names and beginnings; long names lose a
 * little.
 */
static int score(const struct query *q, const char *const field[FIELDS], bool typos)
{
	static const int points[] = {[WORD_NONE] = 0,
		[WORD_TYPO] = 30,
		[WORD_PART] = 25,
		[WORD_PREFIX] = 70,
		[WORD_EXACT] = 100};
	static const int weight[FIELDS] = {10, 8, 5};
	int sum = 0;
	for (size_t i = 0; i < q->n; i++) {
		int best = 0;
		for (int f = 0; f < FIELDS; f++) {
			bool first = false;
			int p = points[best_in(q->word[i], field[f], typos, &first)] *
				weight[f];
			p += p && first && i == 0 ? 60 : 0;
			best = p > best ? p : best;
		}
		sum += best;
	}
	const char *whole = str_text(&q->folded);
	for (int f = 0; f < FIELDS; f++)
		if (strcmp(field[f], whole) == 0)
			sum += 60 * weight[f];
	if (q->n > 1 && str_starts(field[0], whole))
		sum += 200;
	size_t length = strlen(field[0]);
	return sum - (int)(length < 100 ? length : 100);
}

static int by_score(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->doc < y->doc ? -1 : x->doc > y->doc;
}

/* ---- candidates */

static void add_hit(struct hits *h, const struct query *q, struct stmt *row, bool typos)
{
	int64_t doc = stmt_col_i64(row, 0);
	if (map_get(&h->seen, doc, &(int64_t){0}))
		return;
	map_put(&h->seen, doc, 1);
	const char *const field[FIELDS] = {
		stmt_col_text(row, 1), stmt_col_text(row, 2), stmt_col_text(row, 3)};
	h->hit = mem_grow(h->hit, &h->cap, h->n + 1, sizeof *h->hit);
	h->hit[h->n++] = (struct hit){row_of(doc), doc, score(q, field, typos)};
}

static void bind_group(struct stmt *s, enum subject_group group)
{
	stmt_i64(s, ":low", search_subject(group, 0));
	stmt_i64(s, ":high",
		search_subject(group, 0) + (INT64_C(1) << SUBJECT_SHIFT) - 1);
}

static enum err_code candidates(struct db *db, const struct query *q,
	const char *expression, enum subject_group group, bool typos, struct hits *h,
	struct err *why)
{
	static const char SQL[] =
		"SELECT rowid, name, who, place FROM d_search WHERE d_search MATCH "
		":match"
		" AND rowid BETWEEN :low AND :high ORDER BY rowid LIMIT :limit";
	struct stmt s = stmt_begin(db, SQL, why);
	stmt_text(&s, ":match", expression);
	bind_group(&s, group);
	stmt_i64(&s, ":limit", q->folded.len <= 2 ? SHORT_CANDIDATES : CANDIDATES_MAX);
	while (stmt_row(&s))
		add_hit(h, q, &s, typos);
	return stmt_end(&s);
}

/* Tracks with just that title: they must not be lost behind 2,000 better ranked ones.
 */
static enum err_code same_title(
	struct db *db, const struct query *q, struct hits *h, struct err *why)
{
	static const char SQL[] =
		"SELECT d.id, d.name, d.who, d.place FROM track t INDEXED BY "
		"track_by_title"
		" CROSS JOIN d_search_doc d ON d.subject = ((2 << 60) | t.id)"
		" WHERE t.shown = 1 AND t.title_key = :key LIMIT :limit";
	struct stmt s = stmt_begin(db, SQL, why);
	stmt_blob(&s, ":key", str_text(&q->folded), q->folded.len);
	stmt_i64(&s, ":limit", TITLE_CANDIDATES);
	while (stmt_row(&s))
		add_hit(h, q, &s, false);
	return stmt_end(&s);
}

/* ---- results */

static enum err_code take_tracks(struct db *db, const struct hits *h, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why)
{
	ret->track = arena_alloc(a, limit * sizeof *ret->track);
	ret->candidates = h->n;
	for (size_t i = 0; i < h->n && ret->tracks < limit; i++) {
		enum err_code code = track_by_id(db, FIRST_PROFILE, h->hit[i].id, a,
			&ret->track[ret->tracks], why);
		if (!code)
			ret->tracks++;
		else if (code != ERR_NOT_FOUND)
			return code;
	}
	return ERR_OK;
}

static enum err_code take_artists(struct db *db, const struct hits *h, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why)
{
	ret->artist = arena_alloc(a, limit * sizeof *ret->artist);
	for (size_t i = 0; i < h->n && ret->artists < limit; i++) {
		struct list_row row;
		enum err_code code =
			list_row_fetch(db, FROM_ARTISTS, 0, h->hit[i].id, a, &row, why);
		if (code && code != ERR_NOT_FOUND)
			return code;
		if (!code)
			ret->artist[ret->artists++] = row.artist;
	}
	return ERR_OK;
}

static enum err_code take_albums(struct db *db, const struct hits *h, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why)
{
	ret->album = arena_alloc(a, limit * sizeof *ret->album);
	for (size_t i = 0; i < h->n && ret->albums < limit; i++) {
		struct list_row row;
		enum err_code code =
			list_row_fetch(db, FROM_ALBUMS, 0, h->hit[i].id, a, &row, why);
		if (code && code != ERR_NOT_FOUND)
			return code;
		if (!code)
			ret->album[ret->albums++] = row.album;
	}
	return ERR_OK;
}

/* What the whole run shares. */
struct run {
	const struct query *query;
	bool narrow_fits, corrected; /* by beginnings */
	struct str narrow, wide;     /* owned; wide: parts of words, or typing errors */
	size_t limit;
	struct arena *a;
};

static enum err_code run_group(struct db *db, struct run *r, enum subject_group group,
	struct search_results *ret, struct err *why)
{
	struct hits h = {0};
	size_t few = r->limit / 3 > GROUP_MIN ? r->limit / 3 : GROUP_MIN;
	size_t want = group == SUBJECT_TRACK ? r->limit : few;
	enum err_code code = ERR_OK;
	if (r->narrow_fits)
		code = candidates(
			db, r->query, r->narrow.data, group, r->corrected, &h, why);
	if (!code && r->wide.len && h.n < want * ENOUGH)
		code = candidates(
			db, r->query, r->wide.data, group, r->corrected, &h, why);
	if (!code && group == SUBJECT_TRACK)
		code = same_title(db, r->query, &h, why);
	if (h.n)
		qsort(h.hit, h.n, sizeof *h.hit, by_score);
	if (!code)
		code = group == SUBJECT_TRACK
			       ? take_tracks(db, &h, want, r->a, ret, why)
		       : group == SUBJECT_ALBUM
			       ? take_albums(db, &h, want, r->a, ret, why)
			       : take_artists(db, &h, want, r->a, ret, why);
	hits_finish(&h);
	return code;
}

/* Beginnings, and parts where those are few; or (typos) everything one edit away. */
static enum err_code run(struct db *db, struct run *r, bool typos,
	struct search_results *ret, struct err *why)
{
	bool corrected;
	enum err_code code = ERR_OK;
	*ret = (struct search_results){0};
	r->narrow_fits = !typos && words_expression(db, r->query, BREADTH_BEGIN,
					   &r->narrow, &r->corrected);
	if (!typos && !r->narrow_fits)
		return ERR_OK; /* some word means nothing */
	if (!words_expression(db, r->query, typos ? BREADTH_TYPOS : BREADTH_PARTS,
		    &r->wide, &corrected))
		return ERR_OK;
	r->corrected = corrected;
	if (r->narrow_fits && strcmp(r->narrow.data, r->wide.data) == 0)
		str_reset(&r->wide);
	for (int g = SUBJECT_ARTIST; g <= SUBJECT_TRACK && !code; g++)
		code = run_group(db, r, (enum subject_group)g, ret, why);
	ret->corrected = r->corrected;
	return code;
}

enum err_code search_run(struct db *db, const char *query, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why)
{
	struct query q;
	*ret = (struct search_results){0};
	enum err_code code = db_read_begin(db, why);
	if (code)
		return code;
	query_init(&q, query);
	struct run r = {.query = &q, .limit = limit, .a = a};
	code = words_load(db, why);
	if (!code && q.n)
		code = run(db, &r, false, ret, why);
	if (!code && q.n && !ret->artists && !ret->albums && !ret->tracks)
		code = run(db, &r, true, ret, why);
	str_finish(&r.narrow);
	str_finish(&r.wide);
	query_finish(&q);
	db_read_end(db);
	return code;
}

enum err_code search_match_all(struct db *db, const char *query,
	enum subject_group group, struct search_set *ret, struct err *why)
{
	static const char SQL_ROWS[] = "SELECT rowid & 17592186044415 FROM d_search "
				       "WHERE d_search MATCH :match"
				       " AND rowid BETWEEN :low AND :high";
	static const char SQL_RECORDINGS[] =
		"SELECT t.recording FROM d_search CROSS JOIN track t"
		" ON t.id = (d_search.rowid & 17592186044415) WHERE d_search MATCH "
		":match"
		" AND d_search.rowid BETWEEN :low AND :high";
	struct query q;
	struct str expression = {0};
	bool corrected;
	query_init(&q, query);
	enum err_code code = words_load(db, why);
	if (!code && words_expression(db, &q, BREADTH_PARTS, &expression, &corrected)) {
		struct stmt s = stmt_begin(
			db, ret->recordings ? SQL_RECORDINGS : SQL_ROWS, why);
		stmt_text(&s, ":match", expression.data);
		bind_group(&s, group);
		while (stmt_row(&s))
			map_put(&ret->ids, stmt_col_i64(&s, 0), 1);
		code = stmt_end(&s);
	}
	str_finish(&expression);
	query_finish(&q);
	return code;
}
