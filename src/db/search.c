/*
 * Searching: vocabulary -> expression -> candidates in the order of their stored rank
 * -> ranking here. FTS5 keeps no positions (detail=none) and ranks nothing.
 *
 * What is beside words in the query is a set of tracks (search_filter.c), which
 * candidates must be in; where the set is small, its tracks are the candidates.
 */
#include "db/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "list_rows.h"
#include "search_filter.h"
#include "search_order.h"
#include "search_rank.h"
#include "stmt.h"
#include "text/fold.h"
#include "track_row.h"

enum {
	/* What is ranked here; the rank that is stored says more of the rest. */
	CANDIDATES_MAX = 600,
	GROUP_CANDIDATES = 250,
	SHORT_CANDIDATES = 250, /* one or two letters */
	SHORT = 2,
	SAME_NAME_MAX = 60,
	ENOUGH = 2, /* times the limit: then parts of words are not looked for */
	FEW = 1500, /* so small a set of tracks is looked through */
	LOOKED_MAX = 200000, /* documents that a filter may turn down */
	GROUP_MIN = 3,
	FIRST_PROFILE = 1,
	GROUPS = SUBJECT_TRACK + 1
};
static const int64_t ROW_MASK = (INT64_C(1) << RANK_SHIFT) - 1,
		     LAST_RANK = INT64_C(0xFFFF) << RANK_SHIFT;

/* What a search shares. */
struct run {
	struct db *db;
	const struct search_spec *spec;
	int64_t profile;
	const struct query_tree *tree;
	struct wanted_list words[GROUPS]; /* that each group's documents must have */
	bool plain;                       /* there are words beside filters */
	bool filtered;
	struct bits bits; /* owned: the tracks that filters leave */
	size_t left;      /* how many of them */
	bool typos;
	struct arena scratch; /* owned */
	struct arena *a;      /* of the results */
};

/* ---- what is asked for */

static bool is_plain(const struct query_node *q)
{
	return q->op == QUERY_TEXT && q->field == QUERY_ANY;
}

/* Words and names that groups are searched for; the rest is a filter. */
static void take_words(struct run *r)
{
	for (const struct query_node *q = r->tree->root->child; q; q = q->next) {
		struct arena *a = &r->scratch;
		if (q->op != QUERY_TEXT)
			continue;
		if (is_plain(q)) {
			wanted_add(&r->words[SUBJECT_ARTIST], q, FIELD_NAME, a);
			wanted_add(
				&r->words[SUBJECT_ALBUM], q, FIELD_NAME | FIELD_WHO, a);
			wanted_add(&r->words[SUBJECT_TRACK], q, FIELD_ALL, a);
		} else if (q->field == QUERY_ARTIST || q->field == QUERY_ALBUMARTIST) {
			wanted_add(&r->words[SUBJECT_ARTIST], q, FIELD_NAME, a);
			wanted_add(&r->words[SUBJECT_ALBUM], q, FIELD_WHO, a);
		} else if (q->field == QUERY_ALBUM) {
			wanted_add(&r->words[SUBJECT_ALBUM], q, FIELD_NAME, a);
		}
	}
	r->plain = r->words[SUBJECT_TRACK].n > 0;
	for (const struct query_node *q = r->tree->root->child; q; q = q->next) {
		/* A filter that names no album leaves albums by that artist, and so on;
		 * an artist is not found by an album's name. */
		if (q->op == QUERY_TEXT && q->field == QUERY_ALBUM && !r->plain)
			r->words[SUBJECT_ARTIST].n = 0;
	}
}

/* The set of tracks that everything but plain words leaves. */
static enum err_code take_filters(struct run *r, struct err *why)
{
	struct query_node and = {.op = QUERY_AND}, **end = &and.child;
	for (const struct query_node *q = r->tree->root->child; q; q = q->next) {
		if (is_plain(q))
			continue;
		*end = arena_alloc(&r->scratch, sizeof **end);
		**end = *q;
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	if (!and.child)
		return ERR_OK;
	struct filter f;
	enum err_code code = filter_begin(r->db, r->profile, &and, &f, why);
	f.forgive = true;
	if (!code)
		code = filter_eval(&f, &and, &r->bits, why);
	r->filtered = !code;
	if (!code)
		r->left = bits_count(&r->bits);
	return code;
}

/* ---- candidates */

static enum err_code add_document(struct run *r, struct stmt *s, int64_t doc,
	enum subject_group group, struct hits *h)
{
	stmt_i64(s, ":id", doc);
	if (stmt_row(s)) {
		const char *const field[FIELDS] = {stmt_col_text(s, 0),
			stmt_col_text(s, 1), stmt_col_text(s, 2), stmt_col_text(s, 3)};
		hits_add(h, doc, &r->words[group], field, r->typos);
	}
	stmt_again(s);
	return s->code;
}

static const char SQL_DOC[] =
	"SELECT name, who, place, also FROM d_search_doc WHERE id = :id";

/* Does the filter leave the document's row? */
static enum err_code passes(
	struct run *r, enum subject_group group, int64_t id, bool *ret, struct err *why)
{
	*ret = true;
	if (!r->filtered)
		return ERR_OK;
	if (group == SUBJECT_TRACK) {
		*ret = bits_has(&r->bits, id);
		return ERR_OK;
	}
	return filter_has_tracks(
		r->db, group == SUBJECT_ARTIST, id, &r->bits, ret, why);
}

static void bind_group(struct stmt *s, enum subject_group group)
{
	stmt_i64(s, ":low", search_subject(group, 0));
	stmt_i64(s, ":high",
		search_subject(group, 0) + (INT64_C(1) << SUBJECT_SHIFT) - 1);
}

/* In the order of their rank, as many as are to be ranked. */
static enum err_code candidates(struct run *r, const char *expression,
	enum subject_group group, size_t max, struct hits *h, struct err *why)
{
	static const char SQL[] =
		"SELECT rowid FROM d_search WHERE d_search MATCH :match"
		" AND rowid BETWEEN :low AND :high ORDER BY rowid";
	struct stmt s = stmt_begin(r->db, SQL, why);
	struct stmt d = stmt_begin(r->db, SQL_DOC, why);
	enum err_code code = ERR_OK;
	stmt_text(&s, ":match", expression);
	bind_group(&s, group);
	for (size_t looked = 0;
		h->n < max && looked < LOOKED_MAX && !code && stmt_row(&s); looked++) {
		int64_t doc = stmt_col_i64(&s, 0);
		bool pass;
		code = passes(r, group, doc & ROW_MASK, &pass, why);
		if (!code && pass && !hits_seen(h, doc))
			code = add_document(r, &d, doc, group, h);
	}
	enum err_code documents = stmt_end(&d), rows = stmt_end(&s);
	return code ? code : rows ? rows : documents;
}

/* Those with just that name: they must not be lost behind better ranked ones. */
static enum err_code same_name(
	struct run *r, enum subject_group group, struct hits *h, struct err *why)
{
	static const char SQL[] =
		"SELECT id, name, who, place, also FROM d_search_doc"
		" INDEXED BY d_search_by_name WHERE name = :name"
		" AND id BETWEEN :low AND :high ORDER BY id LIMIT :limit";
	const struct wanted_list *l = &r->words[group];
	struct str name = {0};
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < l->n; i++)
		str_appendf(&name, "%s%s", i ? " " : "", l->w[i].word);
	struct stmt s = stmt_begin(r->db, SQL, why);
	stmt_text(&s, ":name", str_text(&name));
	bind_group(&s, group);
	stmt_i64(&s, ":limit", SAME_NAME_MAX);
	while (!code && stmt_row(&s)) {
		int64_t doc = stmt_col_i64(&s, 0);
		const char *const field[FIELDS] = {stmt_col_text(&s, 1),
			stmt_col_text(&s, 2), stmt_col_text(&s, 3),
			stmt_col_text(&s, 4)};
		bool pass = false;
		if (!hits_seen(h, doc))
			code = passes(r, group, doc & ROW_MASK, &pass, why);
		if (pass)
			hits_add(h, doc, l, field, r->typos);
	}
	str_finish(&name);
	enum err_code rows = stmt_end(&s);
	return code ? code : rows;
}

/* All tracks of a small set. */
static enum err_code few_tracks(struct run *r, struct hits *h, struct err *why)
{
	static const char SQL[] = "SELECT id, name, who, place, also FROM d_search_doc"
				  " WHERE subject = :subject";
	struct stmt s = stmt_begin(r->db, SQL, why);
	for (int64_t i = bits_next(&r->bits, 0); i >= 0;
		i = bits_next(&r->bits, i + 1)) {
		static const char *const none[FIELDS] = {"", "", "", ""};
		stmt_i64(&s, ":subject", search_subject(SUBJECT_TRACK, i));
		if (stmt_row(&s)) {
			const char *const field[FIELDS] = {stmt_col_text(&s, 1),
				stmt_col_text(&s, 2), stmt_col_text(&s, 3),
				stmt_col_text(&s, 4)};
			hits_add(h, stmt_col_i64(&s, 0), &r->words[SUBJECT_TRACK],
				field, r->typos);
		} else if (!r->plain) {
			/* One that is missing has no document, and no rank. */
			hits_add(h, search_subject(SUBJECT_TRACK, i) | LAST_RANK,
				&r->words[SUBJECT_TRACK], none, false);
		}
		stmt_again(&s);
	}
	return stmt_end(&s);
}

/* The best ranked tracks of a large set. */
static enum err_code best_ranked(
	struct run *r, size_t max, struct hits *h, struct err *why)
{
	static const char SQL[] = "SELECT id, name, who, place, also FROM d_search_doc"
				  " WHERE id >= :low ORDER BY id";
	struct stmt s = stmt_begin(r->db, SQL, why);
	stmt_i64(&s, ":low", search_subject(SUBJECT_TRACK, 0));
	while (h->n < max && stmt_row(&s)) {
		int64_t doc = stmt_col_i64(&s, 0);
		static const char *const none[FIELDS] = {"", "", "", ""};
		if (bits_has(&r->bits, doc & ROW_MASK))
			hits_add(h, doc, &r->words[SUBJECT_TRACK], none, false);
	}
	return stmt_end(&s);
}

/* ---- results */

static enum err_code take_tracks(struct run *r, const struct hits *h, size_t limit,
	struct search_results *ret, struct err *why)
{
	ret->track = arena_alloc(r->a, (limit ? limit : 1) * sizeof *ret->track);
	ret->candidates = h->n;
	for (size_t i = 0; i < h->n && ret->tracks < limit; i++) {
		enum err_code code = track_by_id(r->db, r->profile, h->hit[i].id, r->a,
			&ret->track[ret->tracks], why);
		if (!code)
			ret->tracks++;
		else if (code != ERR_NOT_FOUND)
			return code;
	}
	return ERR_OK;
}

static enum err_code take_rows(struct run *r, const struct hits *h, size_t limit,
	enum list_source_id source, struct search_results *ret, struct err *why)
{
	for (size_t i = 0, n = 0; i < h->n && n < limit; i++) {
		struct list_row row;
		enum err_code code = list_row_fetch(
			r->db, source, r->profile, h->hit[i].id, r->a, &row, why);
		if (code == ERR_NOT_FOUND)
			continue;
		if (code)
			return code;
		n++;
		if (source == FROM_ARTISTS)
			ret->artist[ret->artists++] = row.artist;
		else if (source == FROM_ALBUMS)
			ret->album[ret->albums++] = row.album;
		else
			ret->playlist[ret->playlists++] = row.playlist;
	}
	return ERR_OK;
}

/* The two ways to mean the words: beginnings; and parts too, or typing errors. */
static enum err_code by_words(struct run *r, enum subject_group group, size_t want,
	struct hits *h, bool *ret_corrected, struct err *why)
{
	const struct wanted_list *l = &r->words[group];
	struct str narrow = {0}, wide = {0};
	bool corrected = false, wide_corrected = false;
	bool letters = l->n == 1 && strlen(l->w[0].word) <= SHORT;
	size_t max = letters                  ? SHORT_CANDIDATES
		     : group == SUBJECT_TRACK ? CANDIDATES_MAX
					      : GROUP_CANDIDATES;
	enum err_code code = ERR_OK;
	bool fits = !r->typos && words_expression(r->db->words, l, BREADTH_BEGIN,
					 &narrow, &corrected);
	bool asked = r->typos;
	if (fits) {
		r->typos = corrected;
		code = candidates(r, narrow.data, group, max, h, why);
	}
	if (!code && (fits || asked) && h->n < want * ENOUGH &&
		words_expression(r->db->words, l, asked ? BREADTH_TYPOS : BREADTH_PARTS,
			&wide, &wide_corrected) &&
		strcmp(str_text(&wide), str_text(&narrow)) != 0) {
		r->typos = asked || wide_corrected;
		code = candidates(r, wide.data, group, max, h, why);
	}
	*ret_corrected |= corrected || wide_corrected;
	if (!code)
		code = same_name(r, group, h, why);
	r->typos = asked;
	str_finish(&narrow);
	str_finish(&wide);
	return code;
}

static enum err_code run_group(struct run *r, enum subject_group group,
	struct search_results *ret, struct err *why)
{
	struct hits h = {0};
	size_t limit = r->spec->limit;
	size_t few = limit / 3 > GROUP_MIN ? limit / 3 : GROUP_MIN;
	size_t want = group == SUBJECT_TRACK ? limit : few;
	enum err_code code = ERR_OK;
	if (group == SUBJECT_TRACK && r->filtered && r->left <= FEW)
		code = few_tracks(r, &h, why);
	else if (r->words[group].n)
		code = by_words(r, group, want, &h, &ret->corrected, why);
	else if (group == SUBJECT_TRACK && r->filtered)
		code = best_ranked(r, want, &h, why);
	hits_sort(&h);
	if (!code)
		code = group == SUBJECT_TRACK ? take_tracks(r, &h, want, ret, why)
		       : group == SUBJECT_ALBUM
			       ? take_rows(r, &h, want, FROM_ALBUMS, ret, why)
			       : take_rows(r, &h, want, FROM_ARTISTS, ret, why);
	hits_finish(&h);
	return code;
}

/* Playlists have no documents: there are not that many. */
static enum err_code run_playlists(
	struct run *r, struct search_results *ret, struct err *why)
{
	static const char SQL[] = "SELECT id, name FROM playlist ORDER BY sort";
	struct hits h = {0};
	struct stmt q = stmt_begin(r->db, SQL, why);
	while (stmt_row(&q)) {
		struct str name = {0};
		fold_append(&name, stmt_col_text(&q, 1));
		int s = score_name(
			&r->words[SUBJECT_ARTIST], str_text(&name), r->typos);
		str_finish(&name);
		if (s == 0)
			continue;
		h.hit = mem_grow(h.hit, &h.cap, h.n + 1, sizeof *h.hit);
		h.hit[h.n++] = (struct hit){
			.id = stmt_col_i64(&q, 0), .doc = (int64_t)h.n, .score = s};
	}
	enum err_code code = stmt_end(&q);
	hits_sort(&h);
	size_t limit = r->spec->limit / 3;
	if (!code)
		code = take_rows(r, &h, limit > GROUP_MIN ? limit : GROUP_MIN,
			FROM_PLAYLISTS, ret, why);
	hits_finish(&h);
	return code;
}

/* All that the query means, in the order that it asks for. */
static enum err_code run_sorted(
	struct run *r, struct search_results *ret, struct err *why)
{
	int64_t *id = NULL;
	size_t n = 0;
	struct hits h = {0};
	enum err_code code = search_ordered(
		r->db, r->profile, r->tree, r->spec->limit, &id, &n, why);
	h.hit = xcalloc(n ? n : 1, sizeof *h.hit);
	for (; h.n < n; h.n++)
		h.hit[h.n].id = id[h.n];
	if (!code)
		code = take_tracks(r, &h, r->spec->limit, ret, why);
	hits_finish(&h);
	free(id);
	return code;
}

static enum err_code run_all(struct run *r, struct search_results *ret, struct err *why)
{
	size_t few = r->spec->limit / 3 > GROUP_MIN ? r->spec->limit / 3 : GROUP_MIN;
	enum err_code code = ERR_OK;
	ret->artist = arena_alloc(r->a, few * sizeof *ret->artist);
	ret->album = arena_alloc(r->a, few * sizeof *ret->album);
	ret->playlist = arena_alloc(r->a, few * sizeof *ret->playlist);
	ret->artists = ret->albums = ret->playlists = ret->tracks = 0;
	for (int g = SUBJECT_ARTIST; g < GROUPS && !code; g++) {
		if (g == SUBJECT_TRACK && r->tree->sort)
			code = run_sorted(r, ret, why);
		else
			code = run_group(r, (enum subject_group)g, ret, why);
	}
	if (!code && r->plain && !r->filtered)
		code = run_playlists(r, ret, why);
	return code;
}

static bool found_nothing(const struct search_results *r)
{
	return !r->artists && !r->albums && !r->tracks && !r->playlists;
}

static enum err_code run(struct run *r, struct search_results *ret, struct err *why)
{
	enum err_code code = words_load(r->db, why);
	take_words(r);
	if (!code)
		code = take_filters(r, why);
	if (!code)
		code = run_all(r, ret, why);
	if (!code && found_nothing(ret) && (r->plain || r->words[SUBJECT_ALBUM].n)) {
		r->typos = true;
		ret->corrected = false;
		code = run_all(r, ret, why);
		ret->corrected = !found_nothing(ret);
	}
	return code;
}

enum err_code search_find(struct db *db, const struct search_spec *spec,
	struct arena *a, struct search_results *ret, struct err *why)
{
	struct query_tree tree;
	struct clock now = clock_system();
	*ret = (struct search_results){0};
	query_parse(&tree, spec->text, spec->typing ? QUERY_TYPING : QUERY_STRICT,
		clock_wall_ms(&now) / 1000);
	ret->problem = tree.problem;
	enum err_code code = ERR_OK;
	if (tree.root->child || tree.sort)
		code = db_read_begin(db, why);
	if (!code && (tree.root->child || tree.sort)) {
		struct run r = {.db = db,
			.spec = spec,
			.profile = spec->profile ? spec->profile : FIRST_PROFILE,
			.tree = &tree,
			.a = a};
		code = run(&r, ret, why);
		bits_finish(&r.bits);
		arena_finish(&r.scratch);
		db_read_end(db);
	}
	query_finish_tree(&tree);
	return code;
}

enum err_code search_run(struct db *db, const char *query, size_t limit,
	struct arena *a, struct search_results *ret, struct err *why)
{
	return search_find(
		db, &(struct search_spec){.text = query, .limit = limit}, a, ret, why);
}
