/*
 * The tracks of words and names: words by the full-text index, artists and albums by
 * their documents, genres, clusters and codecs by their small tables, paths as they
 * stand.
 */
#include "search_filter.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "stmt.h"

enum { PATHS_BRIEF = 6000 };
static const int64_t ROW_MASK = (INT64_C(1) << RANK_SHIFT) - 1;

/* Statements with :id, for every id of a map. */
static enum err_code take_for_each(const struct filter *f, const char *const *sql,
	size_t n, const struct map *ids, struct bits *b, struct err *why)
{
	enum err_code code = ERR_OK;
	for (size_t s = 0; s < n; s++) {
		struct stmt q = stmt_begin(f->db, sql[s], why);
		for (size_t i = 0; i < ids->cap; i++) {
			if (!ids->used[i])
				continue;
			stmt_i64(&q, ":id", ids->key[i]);
			while (stmt_row(&q))
				bits_set(b, stmt_col_i64(&q, 0));
			stmt_again(&q);
		}
		code = stmt_end(&q);
		if (code)
			break;
	}
	return code;
}

/* ---- words */

struct collect {
	struct db *db;
	enum subject_group group;
	struct bits *bits; /* of ids, or */
	struct map *map;   /* NULL: bits */
	enum err_code code;
	struct err *why;
};

static bool collect_expression(void *ctx, const char *expression)
{
	static const char SQL[] =
		"SELECT rowid FROM d_search WHERE d_search MATCH :match"
		" AND rowid BETWEEN :low AND :high";
	struct collect *c = ctx;
	struct stmt q = stmt_begin(c->db, SQL, c->why);
	stmt_text(&q, ":match", expression);
	stmt_i64(&q, ":low", search_subject(c->group, 0));
	stmt_i64(&q, ":high",
		search_subject(c->group, 0) + (INT64_C(1) << SUBJECT_SHIFT) - 1);
	while (stmt_row(&q)) {
		int64_t id = stmt_col_i64(&q, 0) & ROW_MASK;
		if (c->map)
			map_put(c->map, id, 1);
		else
			bits_set(c->bits, id);
	}
	c->code = stmt_end(&q);
	return !c->code;
}

static enum err_code tracks_with_word(const struct filter *f, const struct wanted *word,
	struct bits *b, struct err *why)
{
	struct collect c = {.db = f->db, .group = SUBJECT_TRACK, .bits = b, .why = why};
	words_each_expression(f->db->words, word, f->forgive, collect_expression, &c);
	return c.code;
}

/* Leaves those tracks whose documents have the words where they are wanted. */
static enum err_code check_documents(const struct filter *f, const struct query_node *q,
	unsigned fields, struct bits *b, struct err *why)
{
	static const char SQL[] = "SELECT name, who, place, also FROM d_search_doc"
				  " WHERE subject = :subject";
	struct stmt s = stmt_begin(f->db, SQL, why);
	for (int64_t i = bits_next(b, 0); i >= 0; i = bits_next(b, i + 1)) {
		bool fits = false;
		stmt_i64(&s, ":subject", search_subject(SUBJECT_TRACK, i));
		if (stmt_row(&s))
			for (int k = 0; k < FIELDS && !fits; k++)
				fits = (fields >> k & 1) &&
				       words_fit(q, stmt_col_text(&s, k));
		stmt_again(&s);
		if (!fits)
			b->w[i / 64] &= ~(UINT64_C(1) << (i % 64));
	}
	return stmt_end(&s);
}

/* Tracks whose files are missing have no documents: their names are compared. */
static enum err_code hidden_with_words(const struct filter *f,
	const struct query_node *q, struct bits *b, struct err *why)
{
	static const char SQL[] =
		"SELECT t.id, t.title || ' ' || coalesce(a.name, '') || ' '"
		" || coalesce(b.title, '') FROM track t INDEXED BY track_by_sort"
		" LEFT JOIN artist a ON a.id = t.artist"
		" LEFT JOIN album b ON b.id = t.album WHERE t.shown = 0";
	struct stmt s = stmt_begin(f->db, SQL, why);
	while (stmt_row(&s))
		if (words_fit_name(q, stmt_col_text(&s, 1)))
			bits_set(b, stmt_col_i64(&s, 0));
	return stmt_end(&s);
}

static enum err_code tracks_with_words(const struct filter *f,
	const struct query_node *q, unsigned fields, struct bits *b, struct err *why)
{
	struct arena a = {0};
	struct wanted_list l = {0};
	enum err_code code = ERR_OK;
	wanted_add(&l, q, fields, &a);
	for (size_t i = 0; i < l.n && !code; i++) {
		struct bits one = {0};
		bits_init(&one, f->n);
		code = tracks_with_word(f, &l.w[i], &one, why);
		if (i == 0)
			bits_or(b, &one);
		else
			bits_and(b, &one);
		bits_finish(&one);
	}
	arena_finish(&a);
	if (!code && (fields == FIELD_NAME || (q->whole && l.n > 1)))
		code = check_documents(f, q, fields, b, why);
	if (!code && f->hidden)
		code = hidden_with_words(f, q, b, why);
	return code;
}

/* ---- artists and albums */

static enum err_code check_subjects(const struct filter *f, const struct query_node *q,
	enum subject_group group, unsigned fields, struct map *ids, struct map *ret,
	struct err *why)
{
	static const char SQL[] = "SELECT name, who FROM d_search_doc"
				  " WHERE subject = :subject";
	struct stmt s = stmt_begin(f->db, SQL, why);
	for (size_t i = 0; i < ids->cap; i++) {
		if (!ids->used[i])
			continue;
		stmt_i64(&s, ":subject", search_subject(group, ids->key[i]));
		if (stmt_row(&s) &&
			(((fields & FIELD_NAME) &&
				 words_fit(q, stmt_col_text(&s, 0))) ||
				((fields & FIELD_WHO) &&
					words_fit(q, stmt_col_text(&s, 1)))))
			map_put(ret, ids->key[i], 1);
		stmt_again(&s);
	}
	return stmt_end(&s);
}

enum err_code filter_subjects(const struct filter *f, const struct query_node *q,
	enum subject_group group, unsigned fields, struct map *ret, struct err *why)
{
	struct arena a = {0};
	struct wanted_list l = {0};
	struct map all = {0};
	enum err_code code = ERR_OK;
	bool forgiven = false;
	wanted_add(&l, q, fields, &a);
	for (size_t i = 0; i < l.n && !code; i++) {
		struct map one = {0};
		struct collect c = {
			.db = f->db, .group = group, .map = &one, .why = why};
		words_each_expression(
			f->db->words, &l.w[i], f->forgive, collect_expression, &c);
		code = c.code;
		if (i == 0) {
			all = one;
			continue;
		}
		struct map both = {0};
		for (size_t k = 0; k < one.cap; k++)
			if (one.used[k] && map_get(&all, one.key[k], &(int64_t){0}))
				map_put(&both, one.key[k], 1);
		map_finish(&one);
		map_finish(&all);
		all = both;
	}
	if (!code)
		code = check_subjects(f, q, group, fields, &all, ret, why);
	/* What was found by a typing error does not fit to the letter. */
	forgiven = f->forgive && !q->whole && ret->len == 0 && fields == FIELD_NAME &&
		   group == SUBJECT_ARTIST;
	for (size_t k = 0; k < all.cap && forgiven && !code; k++)
		if (all.used[k])
			map_put(ret, all.key[k], 1);
	map_finish(&all);
	arena_finish(&a);
	return code;
}

static enum err_code by_artist(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	/* Album artists first: "artist:" takes all, "albumartist:" two. */
	static const char *const sql[] = {
		"SELECT id FROM track INDEXED BY track_by_album_artist"
		" WHERE album_artist = :id",
		"SELECT track FROM track_artist WHERE artist = :id AND role = 1",
		"SELECT id FROM track INDEXED BY track_by_artist WHERE artist = :id",
		"SELECT track FROM track_artist WHERE artist = :id AND role = 0"};
	struct map ids = {0};
	enum err_code code =
		filter_subjects(f, q, SUBJECT_ARTIST, FIELD_NAME, &ids, why);
	if (!code)
		code = take_for_each(
			f, sql, q->field == QUERY_ARTIST ? 4 : 2, &ids, b, why);
	map_finish(&ids);
	return code;
}

static enum err_code by_album(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	static const char *const sql[] = {
		"SELECT id FROM track INDEXED BY track_by_album WHERE album = :id"};
	struct map ids = {0};
	enum err_code code =
		filter_subjects(f, q, SUBJECT_ALBUM, FIELD_NAME, &ids, why);
	if (!code)
		code = take_for_each(f, sql, 1, &ids, b, why);
	map_finish(&ids);
	return code;
}

enum err_code filter_has_tracks(struct db *db, bool artist, int64_t id,
	const struct bits *b, size_t *rows, bool *ret, struct err *why)
{
	static const char *const sql[] = {
		"SELECT id FROM track INDEXED BY track_by_album WHERE album = :id",
		"SELECT id FROM track INDEXED BY track_by_album_artist"
		" WHERE album_artist = :id",
		"SELECT id FROM track INDEXED BY track_by_artist WHERE artist = :id",
		"SELECT track FROM track_artist WHERE artist = :id"};
	enum err_code code = ERR_OK;
	*ret = false;
	for (int i = artist ? 1 : 0; i < (artist ? 4 : 1) && !*ret && !code; i++) {
		struct stmt q = stmt_begin(db, sql[i], why);
		stmt_i64(&q, ":id", id);
		while (!*ret && (!rows || *rows > 0) && stmt_row(&q)) {
			*ret = bits_has(b, stmt_col_i64(&q, 0));
			if (rows)
				--*rows;
		}
		code = stmt_end(&q);
	}
	return code;
}

/* ---- small tables of names */

/* Names that fit, then their tracks: by statements, and by a column of the facts. */
static enum err_code by_name(const struct filter *f, const struct query_node *q,
	const char *sql_names, const char *const *sql, size_t n,
	enum fact_column column, struct bits *b, struct err *why)
{
	struct map ids = {0};
	struct stmt s = stmt_begin(f->db, sql_names, why);
	while (stmt_row(&s))
		if (words_fit_name(q, stmt_col_text(&s, 1)))
			map_put(&ids, stmt_col_i64(&s, 0), 1);
	enum err_code code = stmt_end(&s);
	if (!code)
		code = take_for_each(f, sql, n, &ids, b, why);
	if (!code && column != FACT_COLUMNS)
		code = facts_select_any(f->db, column, &ids, b, why);
	map_finish(&ids);
	return code;
}

/* Of genres the first one is a fact; further ones have rows. */
static enum err_code by_genre(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	static const char *const sql[] = {
		"SELECT track FROM track_genre WHERE genre = :id"};
	return by_name(f, q, "SELECT id, name FROM genre", sql, 1, FACT_GENRE, b, why);
}

static enum err_code by_cluster(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	static const char *const sql[] = {
		"SELECT t.id FROM d_member m INDEXED BY d_member_by_distance"
		" CROSS JOIN track t INDEXED BY track_by_recording"
		" ON t.recording = m.recording WHERE m.cluster = :id"};
	return by_name(
		f, q, "SELECT id, name FROM cluster", sql, 1, FACT_COLUMNS, b, why);
}

static enum err_code by_codec(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	static const char SQL[] = "SELECT id, name FROM d_search_codec";
	struct stmt s = stmt_begin(f->db, SQL, why);
	enum err_code code = ERR_OK;
	while (!code && stmt_row(&s)) {
		int64_t id = stmt_col_i64(&s, 0);
		if (words_fit_name(q, stmt_col_text(&s, 1)))
			code = facts_select(f->db, FACT_CODEC, id, id, b, why);
	}
	enum err_code names = stmt_end(&s);
	return code ? code : names;
}

static enum err_code by_path(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	static const char SQL[] =
		"SELECT f.id, r.path, f.path FROM root r CROSS JOIN file f"
		" ON f.root = r.id ORDER BY r.id, f.path";
	static const char *const sql[] = {"SELECT id FROM track WHERE file = :id"};
	struct str path = {0};
	struct map ids = {0};
	size_t looked = 0;
	struct stmt s = stmt_begin(f->db, SQL, why);
	while (stmt_row(&s)) {
		size_t n;
		const char *p = stmt_col_blob(&s, 1, &n);
		if (f->cut && looked++ == PATHS_BRIEF) {
			*f->cut = true;
			break;
		}
		str_reset(&path);
		str_append_n(&path, p, n);
		if (n > 1)
			str_append_c(&path, '/');
		p = stmt_col_blob(&s, 2, &n);
		str_append_n(&path, p, n);
		if (strcasestr(str_text(&path), q->text))
			map_put(&ids, stmt_col_i64(&s, 0), 1);
	}
	enum err_code code = stmt_end(&s);
	if (!code)
		code = take_for_each(f, sql, 1, &ids, b, why);
	map_finish(&ids);
	str_finish(&path);
	/* Who knows what the others are: "without" leaves them out. */
	if (!code && f->cut && *f->cut && f->within_not)
		for (size_t i = 0; i < f->n; i++)
			bits_set(b, (int64_t)i);
	return code;
}

enum err_code filter_text(const struct filter *f, const struct query_node *q,
	struct bits *b, struct err *why)
{
	switch (q->field) {
	case QUERY_ARTIST:
	case QUERY_ALBUMARTIST:
		return by_artist(f, q, b, why);
	case QUERY_ALBUM:
		return by_album(f, q, b, why);
	case QUERY_TITLE:
		return tracks_with_words(f, q, FIELD_NAME, b, why);
	case QUERY_COMPOSER:
		return tracks_with_words(f, q, FIELD_ALSO, b, why);
	case QUERY_GENRE:
		return by_genre(f, q, b, why);
	case QUERY_CLUSTER:
		return by_cluster(f, q, b, why);
	case QUERY_CODEC:
		return by_codec(f, q, b, why);
	case QUERY_PATH:
		return by_path(f, q, b, why);
	default:
		return tracks_with_words(f, q, FIELD_ALL, b, why);
	}
}
